/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-fill.h"

#include "ui/ui-words.h"

#include <gtk/gtk.h>
#include <hb.h>
#include <string.h>

#define TITLE_MAX 60 /* characters */

/* The direction of the script of the first letter of @text; invalid when there is no letter. */
static hb_direction_t
direction_of(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);

        if (g_unichar_isalpha(c))
            return hb_script_get_horizontal_direction(
                hb_unicode_script(hb_unicode_funcs_get_default(), c));
    }
    return HB_DIRECTION_INVALID;
}

/* Pango lets a line run as its first letter does, and that may be a name's: a sentence runs as its
 * language does. */
static void
keep_direction(GString *sentence)
{
    bool rtl = gtk_widget_get_default_direction() == GTK_TEXT_DIR_RTL;

    if (direction_of(sentence->str) == (rtl ? HB_DIRECTION_LTR : HB_DIRECTION_RTL))
        g_string_prepend(sentence, rtl ? "\u200F" : "\u200E");
}

char *
ui_fill(const char *text, const UiFill *words, size_t n_words)
{
    GString *out = g_string_new(NULL);

    while (*text != '\0') {
        size_t i = 0;

        for (; i < n_words; i++) {
            size_t len = strlen(words[i].name);

            if (text[0] == '{' && strncmp(text + 1, words[i].name, len) == 0
                && text[len + 1] == '}') {
                g_string_append(out, words[i].value);
                text += len + 2;
                break;
            }
        }
        if (i == n_words)
            g_string_append_c(out, *text++);
    }
    keep_direction(out);
    return g_string_free(out, FALSE);
}

unsigned
ui_fill_max(const char *title, unsigned n_rooms)
{
    unsigned taken = (unsigned)g_utf8_strlen(title, -1) - n_rooms * 6;

    return taken + 12 < TITLE_MAX ? (TITLE_MAX - taken) / n_rooms : 12;
}

char *
ui_fill_room(const char *title, const char *room)
{
    g_autofree char *shown = ui_room_shown(room, ui_fill_max(title, 1));

    return UI_FILL(title, { "room", shown });
}
