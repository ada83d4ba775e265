/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What can be done besides watching. Signals: "back"; "chosen" with a UiMenuItem. */
#define UI_TYPE_MENU ui_menu_get_type()
G_DECLARE_FINAL_TYPE(UiMenu, ui_menu, UI, MENU, GtkBox)

GtkWidget *ui_menu_new(void);
void ui_menu_focus(UiMenu *self);

G_END_DECLS
