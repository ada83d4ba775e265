/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-language.h"

#include <gtk/gtk.h>
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#define DOMAIN "ownview"

/* The C.UTF-8 that every Debian has, by a name that gettext does not take for the C locale: in that
 * one it gives no translation at all, whatever LANGUAGE says. The territory is one that the C
 * library leaves out to find it. */
#define ANY_LOCALE "C_OV.UTF-8"

static const UiLanguage languages[] = {
    { "en", "English", false },     { "de", "Deutsch", false },    { "es", "Español", false },
    { "fr", "Français", false },    { "nl", "Nederlands", false }, { "ar", "العربية", true },
    { "zh_CN", "简体中文", false },
};

/* Belongs to the process as the C library's locale does, which it stands beside. */
static UiClock process_clock;

const UiLanguage *
ui_language_get_all(size_t *n_languages)
{
    *n_languages = G_N_ELEMENTS(languages);
    return languages;
}

void
ui_language_bind(const char *folder)
{
    bindtextdomain(DOMAIN, folder);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
}

/* English needs no catalogue. One that is not in the list may be installed beside the others. */
static bool
is_spoken(const char *code)
{
    const char *folder = bindtextdomain(DOMAIN, NULL);
    g_autofree char *file = NULL;

    if (g_str_equal(code, "en"))
        return true;
    if (folder == NULL || code[0] == '\0' || strchr(code, '/') != NULL || code[0] == '.')
        return false;
    file = g_build_filename(folder, code, "LC_MESSAGES", DOMAIN ".mo", NULL);
    return g_file_test(file, G_FILE_TEST_EXISTS);
}

/* "de", "de_AT" and "de_DE.UTF-8" are the same language. */
static bool
same_language(const char *a, const char *b)
{
    size_t len = strcspn(a, "_.@");

    return len > 0 && len == strcspn(b, "_.@") && strncmp(a, b, len) == 0;
}

/* The first of what the system wishes for that there is. */
static const char *
find_wished(void)
{
    const char *const *wished = g_get_language_names_with_category("LC_MESSAGES");

    for (; *wished != NULL; wished++) {
        if (is_spoken(*wished))
            return *wished;
        for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
            if (same_language(*wished, languages[i].code) && is_spoken(languages[i].code))
                return languages[i].code;
        }
    }
    return "en";
}

/* Each by itself: one that the C library lacks does not cost the others. */
static void
take_locale(void)
{
    static const int categories[] = { LC_CTYPE, LC_COLLATE, LC_NUMERIC, LC_TIME, LC_MESSAGES };
    const char *messages;

    for (size_t i = 0; i < G_N_ELEMENTS(categories); i++)
        setlocale(categories[i], "");
    if (!g_str_equal(nl_langinfo(CODESET), "UTF-8"))
        setlocale(LC_CTYPE, "C.UTF-8");
    messages = setlocale(LC_MESSAGES, NULL);
    if (same_language(messages, "C") || g_str_equal(messages, "POSIX"))
        setlocale(LC_MESSAGES, ANY_LOCALE);
}

void
ui_language_apply(const char *code)
{
    g_autofree char *chosen = g_strdup(code != NULL && is_spoken(code) ? code : find_wished());

    g_setenv("LANGUAGE", chosen, TRUE);
    /* Which shape a character has that Chinese and Japanese write differently, and which font. */
    g_setenv("PANGO_LANGUAGE", chosen, TRUE);
    take_locale();
    gtk_disable_setlocale();
}

void
ui_language_turn(void)
{
    const char *code = ui_language_get();
    GtkTextDirection direction = GTK_TEXT_DIR_LTR;

    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        if (languages[i].right_to_left && same_language(code, languages[i].code))
            direction = GTK_TEXT_DIR_RTL;
    }
    gtk_widget_set_default_direction(direction);
}

const char *
ui_language_get(void)
{
    const char *code = g_getenv("LANGUAGE");

    return code != NULL ? code : "en";
}

bool
ui_language_has_clock(void)
{
    return same_language(setlocale(LC_TIME, NULL), ui_language_get());
}

void
ui_language_set_clock(UiClock clock)
{
    process_clock = clock;
}

UiClock
ui_language_get_clock(void)
{
    return process_clock;
}
