/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * A page of facts, or of help, in the panel's place: a title, rows of a name and a value, and
 * Close. It has no other button. Signal: "close".
 */
#define UI_TYPE_DETAILS ui_details_get_type()
G_DECLARE_FINAL_TYPE(UiDetails, ui_details, UI, DETAILS, GtkBox)

GtkWidget *ui_details_new(void);

/* @rows: names and values by turns, NULL at the end; an empty name leaves the value alone on its
 * row. */
void ui_details_show(UiDetails *self, const char *title, const char *const *rows);
void ui_details_focus(UiDetails *self);

G_END_DECLS
