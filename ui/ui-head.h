/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* What stands above a page that is no camera's: the way back, and a title. Signal: "back". */
#define UI_TYPE_HEAD ui_head_get_type()
G_DECLARE_FINAL_TYPE(UiHead, ui_head, UI, HEAD, GtkBox)

/* @back: what the way back is called; it is spoken only. */
GtkWidget *ui_head_new(const char *back);
void ui_head_set_title(UiHead *self, const char *title);
/* At its end, as from gtk_box_append(). */
void ui_head_add(UiHead *self, GtkWidget *widget);
void ui_head_focus(UiHead *self);

G_END_DECLS
