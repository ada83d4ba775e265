/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-state.h"

G_BEGIN_DECLS

/* Every word the screen says is in the files ui-words*.c and in ui-room.c; English source, whole
 * sentences, gettext. */

#define UI_ROOM_MAX 32 /* graphemes of a room's name that are shown */

/*
 * A room's name as it may be shown: plain text of at most @max graphemes (at most UI_ROOM_MAX), in
 * which nothing turns the text around, hides, breaks the line or looks like one of our symbols;
 * between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. Transfer full.
 */
char *ui_room_shown(const char *raw, unsigned max);

/* What is left of @raw then, before anything is cut or added: empty when there is no name in it.
 * Transfer full. */
char *ui_room_plain(const char *raw);

/* Two whole sentences, as they stand one behind the other. Transfer full. */
char *ui_words_two(const char *first, const char *second);
/* A title and a sentence, as they are read aloud. Transfer full. */
char *ui_words_spoken(const char *title, const char *body);

/* What one view says. */
typedef struct {
    char *title;
    char *body;
    char *word;   /* the state in a word or two, for the strip */
    char *line;   /* what the strip says below the name */
    char *action; /* the first button's label; NULL: none */
} UiWords;

/* @now_us: the hub's wall clock, for "today" only. */
UiWords *ui_words_new(const UiView *view, const char *room, int64_t now_us);
void ui_words_free(UiWords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UiWords, ui_words_free)

char *ui_words_saved(const char *path); /* "Saved as notes.txt, in Documents." */
char *ui_words_not_saved(const char *why);

const char *ui_words_details_title(void);
const char *ui_words_close(void);
const char *ui_words_back(void);
const char *ui_words_cameras(void);
char *ui_words_not_shown(unsigned n_cameras); /* "2 cameras not shown"; transfer full */
const char *ui_words_no_cameras(void);
const char *ui_words_no_cameras_help(void);
const char *ui_words_hub_problem(void);
char *ui_words_no_such_camera(const char *name);
char *ui_words_open_camera(const char *room);                    /* spoken: "Show Hall" */
char *ui_words_picture_of(const char *room);                     /* spoken: "Picture of Hall" */
char *ui_words_picture_from(int64_t capture_us, int64_t now_us); /* "From 22:14:03" */
const char *ui_words_save_picture(void);
const char *ui_words_sound_held_back(void);
const char *ui_words_turn_sound(bool on);      /* spoken: what the button does */
char *ui_words_picture_file(const char *room); /* what its file is called, before its time */

G_END_DECLS
