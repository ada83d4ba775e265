/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-words.h"

#include <glib/gi18n.h>
#include <pango/pango.h>

#define MAX_MARKS 3 /* combining marks on one letter; more of them climb over the lines around */

/* Letters by category, but without a shape: they would make a name that can't be seen. */
static bool
is_blank_letter(gunichar c)
{
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x17B4 || c == 0x17B5;
}

/* Dots, rings, ticks and arrows that could stand for a state of ours. Other symbols go by category.
 */
static bool
is_look_alike(gunichar c)
{
    return c == 0x2022 || c == 0x2023 || c == 0x2043 || c == 0x00B0 || (c >= 0x203C && c <= 0x2049)
           || (c >= 0x2460 && c <= 0x24FF) || (c >= 0x2776 && c <= 0x2793) || c == 0x3007;
}

static bool
is_selector(gunichar c)
{
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x180B && c <= 0x180F) || c >= 0xE0000;
}

static bool
is_mark(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);

    return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_SPACING_MARK;
}

static bool
is_plain(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isprint((char)c);
    if (is_blank_letter(c) || is_look_alike(c) || is_selector(c))
        return false;
    if (g_unichar_isalpha(c) || is_mark(c))
        return true;
    switch (g_unichar_type(c)) { /* NOLINT: the rest of the categories is left out on purpose */
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
    case G_UNICODE_CONNECT_PUNCTUATION:
    case G_UNICODE_DASH_PUNCTUATION:
    case G_UNICODE_CLOSE_PUNCTUATION:
    case G_UNICODE_FINAL_PUNCTUATION:
    case G_UNICODE_INITIAL_PUNCTUATION:
    case G_UNICODE_OTHER_PUNCTUATION:
    case G_UNICODE_OPEN_PUNCTUATION:
    case G_UNICODE_CURRENCY_SYMBOL:
        return true;
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_MATH_SYMBOL:
    case G_UNICODE_OTHER_SYMBOL:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SPACE_SEPARATOR:
    default:
        return false;
    }
}

char *
ui_room_plain(const char *raw)
{
    g_autofree char *valid = g_utf8_make_valid(raw, (gssize)strnlen(raw, 1024));
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    GString *out = g_string_new(NULL);
    unsigned n_marks = 0;
    bool space = false;

    for (const char *p = composed; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (g_unichar_isspace(c)) {
            space = out->len > 0;
            continue;
        }
        if (c == 0xFFFD || !is_plain(c))
            continue;
        n_marks = is_mark(c) ? n_marks + 1 : 0;
        if (n_marks > MAX_MARKS || (n_marks > 0 && (out->len == 0 || space)))
            continue;
        if (space)
            g_string_append_c(out, ' ');
        space = false;
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* Cuts @text behind its first @max graphemes, the last of which becomes an ellipsis then. */
static void
cut_graphemes(GString *text, unsigned max)
{
    int n_chars = (int)g_utf8_strlen(text->str, -1);
    g_autofree PangoLogAttr *attrs = g_new0(PangoLogAttr, (size_t)n_chars + 1);
    unsigned n_graphemes = 0;
    int keep = 0;

    pango_get_log_attrs(text->str, (int)text->len, -1, pango_language_get_default(), attrs,
                        n_chars + 1);
    for (int i = 1; i <= n_chars; i++) {
        if (!attrs[i].is_cursor_position)
            continue;
        if (++n_graphemes == max - 1)
            keep = i;
    }
    if (n_graphemes <= max)
        return;
    g_string_truncate(text, (gsize)(g_utf8_offset_to_pointer(text->str, keep) - text->str));
    g_string_append(text, "…");
}

char *
ui_room_shown(const char *raw, unsigned max)
{
    g_autofree char *plain = ui_room_plain(raw != NULL ? raw : "");
    GString *text =
        g_string_new(plain[0] != '\0' ? plain : C_("a camera without a name", "Camera"));

    cut_graphemes(text, CLAMP(max, 2, UI_ROOM_MAX));
    g_string_prepend(text, "\u2068");
    g_string_append(text, "\u2069");
    return g_string_free(text, FALSE);
}
