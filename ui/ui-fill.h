/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

/* What stands for {name} in a sentence. */
typedef struct {
    const char *name;
    const char *value;
} UiFill;

/*
 * Puts @words into @text, in one pass: a value that looks like a {name} itself stays as it is. Not
 * printf: a sentence is data, and its translation too. Transfer full.
 */
char *ui_fill(const char *text, const UiFill *words, size_t n_words);

#define UI_FILL(text, ...)                                                                         \
    ui_fill(text, (const UiFill[]){ __VA_ARGS__ },                                                 \
            sizeof((const UiFill[]){ __VA_ARGS__ }) / sizeof(UiFill))

/* Characters left in a title (screen.md, rule 5) for each of @n_rooms names in it. */
unsigned ui_fill_max(const char *title, unsigned n_rooms);

/* A title with the {room}'s name in it, as it may be shown, shortened so far that the title fits.
 * Transfer full. */
char *ui_fill_room(const char *title, const char *room);

G_END_DECLS
