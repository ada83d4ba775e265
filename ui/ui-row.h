/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef enum {
    UI_ROW_UP = 0,
    UI_ROW_DOWN,
    UI_ROW_RENAME,
    UI_ROW_UNLINK,
    UI_N_ROW_ACTIONS,
} UiRowAction;

/* One camera in the list that is edited: its room, and what can be done. Signal: "act" with a
 * UiRowAction. Alt with the arrows up and down moves it too. */
#define UI_TYPE_ROW ui_row_get_type()
G_DECLARE_FINAL_TYPE(UiRow, ui_row, UI, ROW, GtkBox)

/* @first, @last: it can't go further up, or down. */
GtkWidget *ui_row_new(const char *link, const char *room, bool first, bool last);

const char *ui_row_get_link(UiRow *self);
const char *ui_row_get_room(UiRow *self);

/* Which button has the focus; UI_N_ROW_ACTIONS: none. */
UiRowAction ui_row_get_focus(UiRow *self);
/* The button of @action, or another one when that can't be pressed. */
void ui_row_focus(UiRow *self, UiRowAction action);
void ui_row_set_narrow(UiRow *self, bool narrow);

G_END_DECLS
