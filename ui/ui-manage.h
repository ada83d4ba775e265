/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * The list of cameras to be edited: another order, another name, unlinking. It writes the store, so
 * no camera may be open (attacks.md, RACE-02). Signals: "back"; "changed" when the store was
 * written: the home is to be opened anew and given again.
 */
#define UI_TYPE_MANAGE ui_manage_get_type()
G_DECLARE_FINAL_TYPE(UiManage, ui_manage, UI, MANAGE, GtkBox)

GtkWidget *ui_manage_new(void);

/* @cameras: borrowed for the call. The focus stays where it was, or goes to the way back. */
void ui_manage_set_cameras(UiManage *self, const ClientCamera *const *cameras, size_t n_cameras);

/* Begins with the list. */
void ui_manage_begin(UiManage *self);
/* One step back. False: there is none. */
bool ui_manage_back(UiManage *self);
void ui_manage_set_narrow(UiManage *self, bool narrow);

G_END_DECLS
