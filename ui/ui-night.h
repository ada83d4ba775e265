/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Darkens all that is shown between two hours, so far that a warning can still be read: 4.5 to 1
 * and better. A widget that is laid over the window. Main thread.
 */
#define UI_TYPE_NIGHT ui_night_get_type()
G_DECLARE_FINAL_TYPE(UiNight, ui_night, UI, NIGHT, GtkWidget)

/* @store is borrowed. */
GtkWidget *ui_night_new(const UiStore *store);

/* The choices, or the time, are others than before. */
void ui_night_update(UiNight *self);

G_END_DECLS
