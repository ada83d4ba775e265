/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-fill.h"

#include "ui/ui-words.h"

#include <string.h>

#define TITLE_MAX 60 /* characters */

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
