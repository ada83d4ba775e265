/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Asks for the owner's PIN, and limits how often it can be guessed: the count of wrong ones is on
 * the disk before one is looked at, and the wait begins anew with the process. Signals: "back";
 * "opened", when the PIN was right.
 */
#define UI_TYPE_GUARD ui_guard_get_type()
G_DECLARE_FINAL_TYPE(UiGuard, ui_guard, UI, GUARD, GtkBox)

/* @store is borrowed. */
GtkWidget *ui_guard_new(UiStore *store);

/* Begins to ask. */
void ui_guard_begin(UiGuard *self);
void ui_guard_set_narrow(UiGuard *self, bool narrow);

G_END_DECLS
