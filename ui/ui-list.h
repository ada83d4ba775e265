/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The linked cameras, in their order; or why there are none. It shows no pictures: those come from
 * the page of a selected camera only. Signals: "open" with the camera's index; "add"; "manage".
 */
#define UI_TYPE_LIST ui_list_get_type()
G_DECLARE_FINAL_TYPE(UiList, ui_list, UI, LIST, GtkBox)

GtkWidget *ui_list_new(void);
void ui_list_set_cameras(UiList *self, const ClientCamera *const *cameras, size_t n_cameras);
void ui_list_set_problem(UiList *self, const char *sentence);
/* The card at @index, or whatever there is to begin with. */
void ui_list_focus(UiList *self, unsigned index);
void ui_list_set_narrow(UiList *self, bool narrow);

G_END_DECLS
