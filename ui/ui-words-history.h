/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-mark.h"
#include "ui/ui-words.h"

G_BEGIN_DECLS

/* The words of the menu and of the history; as ui-words.h. */

typedef enum {
    UI_MENU_ADD = 0,
    UI_MENU_EDIT,
    UI_MENU_HISTORY,
    UI_MENU_SETTINGS,
    UI_N_MENU,
} UiMenuItem;

const char *ui_words_menu(void); /* its title, and what its button is called */
const char *ui_words_menu_item(UiMenuItem item);

const char *ui_words_history_back(void);
const char *ui_words_history_none(void);
const char *ui_words_history_none_help(void);
const char *ui_words_history_all(void); /* of all cameras */
const char *ui_words_history_export(void);
const char *ui_words_history_file(void); /* what the file is called, before its time */
char *ui_words_history_more(unsigned n_shown);

/* Of one entry; transfer full. */
UiShape ui_words_history_shape(const ClientRefusal *refusal);
char *ui_words_history_title(const ClientRefusal *refusal);
char *ui_words_history_when(const ClientRefusal *refusal, int64_t now_us); /* and how often */
GStrv ui_words_history_details(const ClientRefusal *refusal, int64_t now_us);

G_END_DECLS
