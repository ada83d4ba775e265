/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"
#include "ui/ui-mark.h"
#include "ui/ui-words.h"

G_BEGIN_DECLS

/* The words of adding, linking again and unlinking a camera; as ui-words.h. */

/* What a panel of the linking says. */
typedef struct {
    UiShape shape;
    const char *family; /* static */
    char *title;
    char *body;
    char *action; /* the first button's label */
    char *second; /* the second one's; NULL: none */
} UiWordsLinking;

void ui_words_linking_free(UiWordsLinking *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UiWordsLinking, ui_words_linking_free)

/* ASKING and WAITING. */
UiWordsLinking *ui_words_linking_progress(ClientLinkingState state, const char *room);
/* @other_room: DUPLICATE_KEY's, or NULL. */
UiWordsLinking *ui_words_linking_failure(ClientLinkingFailure failure, const char *other_room);
UiWordsLinking *ui_words_linking_done(const char *room);
UiWordsLinking *ui_words_linking_not_mine(const char *room); /* "no" was the answer */
UiWordsLinking *ui_words_linking_no_decoder(const char *room);
UiWordsLinking *ui_words_linking_unlink(const char *room);

/* Whether the first button of a failure tries the same code once more; else it asks for another. */
bool ui_words_linking_same_code(ClientLinkingFailure failure);

/* Rows for Details, as ui_words_details(); what is NULL is left out. */
GStrv ui_words_linking_details(const char *detail, const char *serial, const char *maker);

typedef enum {
    UI_WAY_SCAN = 0,
    UI_WAY_FILE,
    UI_WAY_PASTE,
    UI_WAY_TYPE,
    UI_N_WAYS,
} UiWay;

const char *ui_words_linking_way(UiWay way);

#define UI_N_ROOMS 6

const char *ui_words_linking_add(void);                    /* "Add a camera" */
char *ui_words_linking_again(const char *room);            /* "Link Hall again" */
const char *ui_words_linking_where_code(void);             /* of a new camera */
const char *ui_words_linking_where_code_again(UiCase why); /* of one that was linked */
const char *ui_words_linking_aim(void);
const char *ui_words_linking_no_code_pasted(void);
const char *ui_words_linking_no_code_seen(void); /* what the camera sees is another code */
const char *ui_words_linking_no_scan(PipeScanProblem problem);
const char *ui_words_linking_files(bool any);
const char *ui_words_linking_look_again(void);
const char *ui_words_linking_reading(void);
const char *ui_words_linking_type(void);
const char *ui_words_linking_incomplete(void);
char *ui_words_linking_code_of(const char *serial);
const char *ui_words_linking_use(void); /* of what was typed */
const char *ui_words_linking_where(void);
const char *ui_words_linking_own_name(void);
const char *ui_words_linking_name(void);
const char *ui_words_linking_no_name(void);
const char *ui_words_linking_room(unsigned index); /* suggestions; index below UI_N_ROOMS */
char *ui_words_linking_question(const char *room);
char *ui_words_linking_picture_of(int64_t capture_us, int64_t now_us);
const char *ui_words_linking_picture_awaited(void);
const char *ui_words_linking_yes(void);
const char *ui_words_linking_no(void);
const char *ui_words_linking_back(void);

/* Of the on-screen keyboard: what is spoken or does not fit into a character. */
const char *ui_words_linking_space(void);
const char *ui_words_linking_erase(void);

/* The list's changes. */
const char *ui_words_linking_manage(void);
const char *ui_words_linking_rename(void);
const char *ui_words_linking_remove(void);
char *ui_words_linking_rename_of(const char *room); /* spoken, and the heading */
char *ui_words_linking_remove_of(const char *room); /* spoken */
char *ui_words_linking_up(const char *room);        /* spoken */
char *ui_words_linking_down(const char *room);      /* spoken */
const char *ui_words_linking_not_saved(void);

G_END_DECLS
