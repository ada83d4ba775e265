/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* Where a camera is: usual rooms, or a name of one's own. Signals: "named" with the name; "back".
 */
#define UI_TYPE_PLACE ui_place_get_type()
G_DECLARE_FINAL_TYPE(UiPlace, ui_place, UI, PLACE, GtkBox)

GtkWidget *ui_place_new(void);

/* Begins with the usual rooms, without those in @taken (NULL-terminated). @sentence stands above.
 */
void ui_place_begin(UiPlace *self, const char *sentence, const char *const *taken);
/* One step back. False: there is none. */
bool ui_place_back(UiPlace *self);
void ui_place_set_narrow(UiPlace *self, bool narrow);

G_END_DECLS
