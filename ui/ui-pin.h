/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * Large keys for a PIN, which is never shown, only how many digits of it are there. Digits of a
 * keyboard are taken too. Signals: "back"; "done" with the digits, which are forgotten then.
 */
#define UI_TYPE_PIN ui_pin_get_type()
G_DECLARE_FINAL_TYPE(UiPin, ui_pin, UI, PIN, GtkBox)

GtkWidget *ui_pin_new(const char *back); /* what the way back is called */

/* Begins anew, with the focus on the keys. */
void ui_pin_begin(UiPin *self, const char *title);
/* The sentence above the keys; @problem: something is wrong with what was entered. */
void ui_pin_say(UiPin *self, const char *sentence, bool problem);
/* While it is closed nothing can be entered. */
void ui_pin_set_open(UiPin *self, bool open);
/* Taller than wide: what is said stands above the keys. */
void ui_pin_set_narrow(UiPin *self, bool narrow);

G_END_DECLS
