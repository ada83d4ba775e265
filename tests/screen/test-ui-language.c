/* SPDX-License-Identifier: Apache-2.0 */
/* Every language on a screen of its own: a process can choose its language once. */
#include "tests/screen/fake-linking.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "ui/ui-fill.h"
#include "ui/ui-language.h"
#include "ui/ui-window.h"
#include "ui/ui-words-linking.h"
#include "ui/ui-words-time.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#define WIDTH  800
#define HEIGHT 480
#define FSI    "\u2068"
#define PDI    "\u2069"
#define RLM    "\u200F"
#define LRM    "\u200E"
#define NOW    INT64_C(1795327200000000) /* 2026-11-22 06:00:00 UTC */

typedef struct {
    const char *code;
    const char *title; /* of a picture from another camera, for "Hall" */
    const char *action;
    const char *word;
    bool mirrored;
} Language;

static const Language languages[] = {
    { "en", "This is not your " FSI "Hall" PDI " camera", "Try again", "Not shown", false },
    { "de", "Das ist nicht Ihre Kamera „" FSI "Hall" PDI "“", "Erneut versuchen", "Nicht gezeigt",
      false },
    { "es", "Esta no es tu cámara «" FSI "Hall" PDI "»", "Reintentar", "No se muestra", false },
    { "fr", "Ce n’est pas votre caméra «\u00A0" FSI "Hall" PDI "\u00A0»", "Réessayer",
      "Non affichée", false },
    { "nl", "Dit is niet je camera ‘" FSI "Hall" PDI "’", "Opnieuw proberen", "Niet getoond",
      false },
    { "ar", "هذه ليست كاميرا «" FSI "Hall" PDI "»", "إعادة المحاولة", "غير معروضة", true },
    { "zh_CN", "这不是您的“" FSI "Hall" PDI "”摄像头", "重试", "未显示", false },
    { "xx", "[Thíís íís ñóót ýóóúúr " FSI "Hall" PDI " çáámééráá]", "[Trý ááğááíñ]",
      "[Ñóót shóówñ]", false },
};

/* Is the middle of what says @label in the left half of the window? */
static bool
is_left(GtkWidget *window, const char *label)
{
    GtkWidget *widget = screen_find_label(window, label);
    graphene_rect_t bounds;
    graphene_point_t centre;

    if (widget == NULL)
        g_error("nothing says %s", label);
    g_assert_true(gtk_widget_compute_bounds(widget, window, &bounds));
    graphene_rect_get_center(&bounds, &centre);
    return centre.x < WIDTH / 2.0f;
}

static void
show_refusal(const Language *language)
{
    static const char *const rooms[] = { "Hall", NULL };
    GtkWidget *window;

    screen_speak(language->code);
    g_assert_cmpstr(ui_language_get(), ==, language->code);
    g_assert_true(screen_open(WIDTH, HEIGHT));
    ui_language_turn();
    fake_home_set_rooms(rooms);
    window = ui_window_new(true, WIDTH, HEIGHT);
    gtk_window_set_decorated(GTK_WINDOW(window), FALSE);
    gtk_window_present(GTK_WINDOW(window));
    g_assert_true(ui_window_open(UI_WINDOW(window), "Hall"));
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    screen_settle(window);
    g_assert_nonnull(screen_find_label(window, language->title));
    /* The strip and the buttons, from the side on which the language begins. */
    g_assert_true(is_left(window, FSI "Hall" PDI) == !language->mirrored);
    g_assert_true(is_left(window, language->word) == language->mirrored);
    g_assert_true(is_left(window, language->action) == !language->mirrored);
    gtk_window_destroy(GTK_WINDOW(window));
}

static void
test_screen(gconstpointer data)
{
    if (g_test_subprocess()) {
        show_refusal(data);
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed();
}

/* What the window says must fit into it: nothing scrolls sideways. */
static void
check_width(GtkWidget *window, int width, const char *where)
{
    int wanted;

    screen_settle(window);
    gtk_widget_measure(window, GTK_ORIENTATION_HORIZONTAL, -1, &wanted, NULL, NULL, NULL);
    if (wanted > width)
        g_error("%s: %s takes %d pixels of %d", ui_language_get(), where, wanted, width);
}

/* From the code to the question, and to everything that may go wrong. */
static void
check_linking(GtkWidget *window, int width)
{
    for (int failure = CLIENT_LINKING_FAILURE_INTERNAL; failure >= CLIENT_LINKING_FAILURE_NONE;
         failure--) {
        ui_window_add_camera(UI_WINDOW(window));
        person_press(window, ui_words_linking_way(UI_WAY_SCAN));
        fake_scanner_find("DPP:I:SN=OV-0417;;", PIPE_SCAN_NONE);
        person_press(window, ui_words_linking_room(0));
        check_width(window, width, "asking");
        if (failure != CLIENT_LINKING_FAILURE_NONE) {
            fake_linking_fail((ClientLinkingFailure)failure, "Hall");
            check_width(window, width, "why it was not linked");
        } else {
            fake_linking_send(CLIENT_LINKING_CONFIRM);
            check_width(window, width, "the question");
            fake_linking_finish("f");
            check_width(window, width, "linked");
        }
    }
}

static void
check_widths(int width, int height)
{
    static const ProvReason reasons[] = {
        PROV_REASON_WRONG_CAMERA, PROV_REASON_CONTENT_CHANGED, PROV_REASON_SESSION_ROLLBACK,
        PROV_REASON_UNSIGNED,     PROV_REASON_REVOKED,         PROV_REASON_IDENTITY_CHANGED
    };
    static const char *const rooms[] = { "Hall", "Attic", "Cellar", "Garden", "Shed", NULL };
    GtkWidget *window;
    UiWindow *self;

    fake_home_set_rooms(rooms);
    window = ui_window_new(true, width, height);
    self = UI_WINDOW(window);
    gtk_window_set_decorated(GTK_WINDOW(window), FALSE);
    gtk_window_present(GTK_WINDOW(window));
    check_width(window, width, "the list");
    ui_window_manage(self);
    check_width(window, width, "the list that is edited");
    ui_window_add_camera(self);
    check_width(window, width, "the ways to a code");
    if (width < height)
        check_linking(window, width);
    ui_window_manage(self);
    person_press(window, ui_words_linking_remove());
    check_width(window, width, "unlinking");
    ui_window_show_history(self);
    check_width(window, width, "the history");
    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        g_assert_true(ui_window_open(self, "Hall"));
        fake_client_refuse(reasons[i], NULL);
        check_width(window, width, prov_reason_name(reasons[i]));
        ui_window_close_camera(self);
    }
    gtk_window_destroy(GTK_WINDOW(window));
}

static void
test_fits(gconstpointer data)
{
    const Language *language = data;

    if (g_test_subprocess()) {
        screen_speak(language->code);
        g_assert_true(screen_open(1024, 1024));
        ui_language_turn();
        fake_scanner_set_camera(true);
        check_widths(800, 480);
        check_widths(600, 1024);
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed();
}

static void
check_title(const char *title)
{
    /* Two isolates of two marks each, and a mark of direction, which take no room. */
    if (g_utf8_strlen(title, -1) > 60 + 5)
        g_error("longer than 60 characters: %s", title);
}

static void
check_titles(const char *room)
{
    for (int kind = UI_KIND_CHECKING; kind <= UI_KIND_HUB_PROBLEM; kind++) {
        for (int words_case = UI_CASE_CHECKING; words_case <= UI_CASE_HUB; words_case++) {
            UiView view = { .kind = (UiKind)kind,
                            .words = (UiCase)words_case,
                            .seconds = 7100,
                            .has_capture = true,
                            .capture_us = NOW - G_TIME_SPAN_DAY,
                            .other_room = room };
            g_autoptr(UiWords) words = ui_words_new(&view, room, NOW);

            check_title(words->title);
        }
    }
    for (int failure = CLIENT_LINKING_FAILURE_BAD_CODE; failure <= CLIENT_LINKING_FAILURE_INTERNAL;
         failure++) {
        g_autoptr(UiWordsLinking) words =
            ui_words_linking_failure((ClientLinkingFailure)failure, room);

        check_title(words->title);
    }
    {
        g_autoptr(UiWordsLinking) done = ui_words_linking_done(room);
        g_autoptr(UiWordsLinking) unlink = ui_words_linking_unlink(room);
        g_autofree char *question = ui_words_linking_question(room);

        check_title(done->title);
        check_title(unlink->title);
        check_title(question);
    }
}

/* The one that nobody speaks is long on purpose. */
static void
test_titles(gconstpointer data)
{
    const Language *language = data;

    if (g_test_subprocess()) {
        screen_speak(language->code);
        check_titles("Hall");
        check_titles("Arbeitszimmer im Dachgeschoss hinten links");
        check_titles("غرفة الجلوس في الطابق العلوي المطلة على الحديقة");
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed();
}

/* Whoever set up the display: which language it speaks then. Without a locale of the C library. */
static const struct {
    const char *language;
    const char *lc_all;
    const char *lang;
    const char *want;
} systems[] = {
    { NULL, NULL, NULL, "en Try again" },
    { NULL, NULL, "C", "en Try again" },
    { NULL, NULL, "de_DE.UTF-8", "de Erneut versuchen" },
    { NULL, NULL, "de_AT", "de Erneut versuchen" },
    { NULL, "fr_CA.UTF-8", "de_DE.UTF-8", "fr Réessayer" },
    { "nl", NULL, "de_DE.UTF-8", "nl Opnieuw proberen" },
    { "nl", NULL, NULL, "nl Opnieuw proberen" },
    { "ja:es", NULL, "ja_JP.UTF-8", "es Reintentar" },
    { "en", NULL, "de_DE.UTF-8", "en Try again" },
    { NULL, NULL, "en_GB.UTF-8", "en Try again" },
    { NULL, NULL, "zh_CN.UTF-8", "zh_CN 重试" },
    { NULL, NULL, "zh_TW.UTF-8", "zh_CN 重试" },
    { NULL, NULL, "ar_EG.UTF-8", "ar إعادة المحاولة" },
    { NULL, NULL, "ja_JP.UTF-8", "en Try again" },
    { "../../de", NULL, "../de", "en Try again" },
    { ".", NULL, NULL, "en Try again" },
};

static void
set_variable(const char *name, const char *value)
{
    if (value != NULL)
        g_setenv(name, value, TRUE);
    else
        g_unsetenv(name);
}

static void
test_system(void)
{
    if (g_test_subprocess()) {
        screen_speak(NULL);
        g_print("<%s %s>\n", ui_language_get(), _("Try again"));
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(systems); i++) {
        g_autofree char *said = g_strdup_printf("*<%s>*", systems[i].want);

        set_variable("LANGUAGE", systems[i].language);
        set_variable("LC_ALL", systems[i].lc_all);
        set_variable("LC_MESSAGES", NULL);
        set_variable("LANG", systems[i].lang);
        g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
        g_test_trap_assert_passed();
        g_test_trap_assert_stdout(said);
    }
}

/* With the locales that the C library has: the form of times, and what is left out. */
static const struct {
    const char *code;
    const char *lc_time;
    const char *want;
} clocks[] = {
    { "en", NULL, "06:00:00|2026-11-19, 06:00:00" },
    { "de", NULL, "06:00:00|19.11.2026, 06:00:00" },
    { "fr", "de_DE.UTF-8", "06:00:00|19/11/2026, 06:00:00" },
    { "zh_CN", NULL, "06:00:00|2026/11/19 06:00:00" },
    { "en", "en_US.UTF-8", "06:00:00 AM|11/19/2026, 06:00:00 AM" },
    { "de", "en_US.UTF-8", "06:00:00|19.11.2026, 06:00:00" },
    { "nl", "nl_NL.UTF-8", "06:00:00|19-11-26, 06:00:00" },
};

static void
say_times(void)
{
    g_autofree char *today = NULL;
    g_autofree char *before = NULL;

    screen_speak(g_getenv("SPOKEN"));
    today = ui_words_time(NOW, NOW);
    before = ui_words_time(NOW - 3 * G_TIME_SPAN_DAY, NOW);
    g_print("<%s|%s>\n", today, before);
}

static bool
make_locale(const char *folder, const char *name)
{
    g_autofree char *language = g_strndup(name, strcspn(name, "."));
    g_autofree char *out = g_build_filename(folder, name, NULL);
    const char *argv[] = { "localedef", "-i", language, "-f", "UTF-8", out, NULL };
    int status = 1;

    return g_file_test(out, G_FILE_TEST_EXISTS)
           || (g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                            &status, NULL)
               && status == 0);
}

static void
remove_folder(const char *folder)
{
    const char *argv[] = { "rm", "-r", folder, NULL };

    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
}

static void
test_clocks(void)
{
    g_autofree char *folder = NULL;

    if (g_test_subprocess()) {
        say_times();
        return;
    }
    folder = g_dir_make_tmp("ownview-locales-XXXXXX", NULL);
    g_setenv("LOCPATH", folder, TRUE);
    g_setenv("TZ", "UTC", TRUE);
    set_variable("LC_ALL", NULL);
    set_variable("LANG", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(clocks); i++) {
        g_auto(GStrv) parts = g_strsplit(clocks[i].want, "|", 2);
        g_autofree char *said =
            g_strdup_printf("*<" FSI "%s" PDI "|" FSI "%s" PDI ">*", parts[0], parts[1]);

        if (clocks[i].lc_time != NULL)
            g_assert_true(make_locale(folder, clocks[i].lc_time));
        set_variable("LC_TIME", clocks[i].lc_time);
        g_setenv("SPOKEN", clocks[i].code, TRUE);
        g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
        g_test_trap_assert_passed();
        g_test_trap_assert_stdout(said);
    }
    remove_folder(folder);
}

/* A name can't turn the sentence around that it begins. */
static void
test_directions(void)
{
    static const struct {
        GtkTextDirection direction;
        const char *text;
        const char *room;
        const char *want;
    } rows[] = {
        { GTK_TEXT_DIR_LTR, "{room} is old", "Hall", "Hall is old" },
        { GTK_TEXT_DIR_LTR, "{room} is old", "غرفة", LRM "غرفة is old" },
        { GTK_TEXT_DIR_LTR, "Old: {room}", "غرفة", "Old: غرفة" },
        { GTK_TEXT_DIR_LTR, "{room}", "12:34", "12:34" },
        { GTK_TEXT_DIR_RTL, "{room} قديمة", "Hall", RLM "Hall قديمة" },
        { GTK_TEXT_DIR_RTL, "{room} قديمة", "غرفة", "غرفة قديمة" },
        { GTK_TEXT_DIR_RTL, "{room}", "12:34", "12:34" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = NULL;

        gtk_widget_set_default_direction(rows[i].direction);
        got = UI_FILL(rows[i].text, { "room", rows[i].room });
        g_assert_cmpstr(got, ==, rows[i].want);
    }
    gtk_widget_set_default_direction(GTK_TEXT_DIR_LTR);
}

/* Each calls itself as its speakers do, and is one that the tests above show. */
static void
test_list(void)
{
    size_t n;
    const UiLanguage *all = ui_language_get_all(&n);

    g_assert_cmpuint(n + 1, ==, G_N_ELEMENTS(languages));
    for (size_t i = 0; i < n; i++) {
        g_assert_cmpstr(all[i].code, ==, languages[i].code);
        g_assert_true(all[i].right_to_left == languages[i].mirrored);
        g_assert_true(g_utf8_validate(all[i].name, -1, NULL) && all[i].name[0] != '\0');
    }
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *screen = g_strdup_printf("/language/screen/%s", languages[i].code);
        g_autofree char *titles = g_strdup_printf("/language/titles/%s", languages[i].code);

        g_autofree char *fits = g_strdup_printf("/language/fits/%s", languages[i].code);

        g_test_add_data_func(screen, &languages[i], test_screen);
        g_test_add_data_func(fits, &languages[i], test_fits);
        if (!g_str_equal(languages[i].code, SCREEN_PSEUDO))
            g_test_add_data_func(titles, &languages[i], test_titles);
    }
    g_test_add_func("/language/system", test_system);
    g_test_add_func("/language/clocks", test_clocks);
    g_test_add_func("/language/UI-03/directions", test_directions);
    g_test_add_func("/language/list", test_list);
    return g_test_run();
}
