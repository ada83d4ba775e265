/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-mark.h"

#include <stdbool.h>

G_BEGIN_DECLS

/* A sentence, and below it cards to choose from. Signal: "chosen" with the number that the card was
 * added with. */
#define UI_TYPE_CHOICE ui_choice_get_type()
G_DECLARE_FINAL_TYPE(UiChoice, ui_choice, UI, CHOICE, GtkBox)

/* @n_columns: at most so many cards beside each other. */
GtkWidget *ui_choice_new(unsigned n_columns);
void ui_choice_clear(UiChoice *self);
void ui_choice_add(UiChoice *self, UiShape shape, const char *label, int number);

/* @problem: something went wrong; it is said to assistive technology too, and marked. */
/* Labels of a few characters, as hours: so many cards that they are seen at once. */
void ui_choice_set_short(UiChoice *self, bool are_short);
/* The card of @number is what is so now: it is marked, and has the focus. */
void ui_choice_set_chosen(UiChoice *self, int number);

void ui_choice_say(UiChoice *self, const char *sentence, bool problem);

/* The first card. */
void ui_choice_focus(UiChoice *self);

G_END_DECLS
