/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* What was refused, the newest first, of all cameras or of one; an entry's details by pressing it.
 * Signal: "back". */
#define UI_TYPE_HISTORY ui_history_get_type()
G_DECLARE_FINAL_TYPE(UiHistory, ui_history, UI, HISTORY, GtkBox)

#define UI_HISTORY_MAX_ROWS 100

GtkWidget *ui_history_new(void);

/* Begins with @entries (of ClientRefusal, the newest first; a reference is taken). */
void ui_history_begin(UiHistory *self, GPtrArray *entries);

/* Escape inside: closes an entry's details. False: nothing was open. */
bool ui_history_back(UiHistory *self);

G_END_DECLS
