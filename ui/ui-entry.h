/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-keyboard.h"

G_BEGIN_DECLS

/*
 * A page to type one line on, by a keyboard or by the keys on the screen. Signals: "back"; "typed"
 * whenever the line changes; "done" with the line, when it is meant.
 */
#define UI_TYPE_ENTRY ui_entry_get_type()
G_DECLARE_FINAL_TYPE(UiEntry, ui_entry, UI, ENTRY, GtkBox)

GtkWidget *ui_entry_new(UiKeyboardKind kind);

/* Begins with @text (NULL: nothing) in the line and the focus on it. @heading: what the line is; it
 * is shown as long as the line is empty, and spoken. */
void ui_entry_begin(UiEntry *self, const char *heading, const char *text);
const char *ui_entry_get_text(UiEntry *self);

/* The sentence below the line; @problem: something is wrong with what was typed. */
void ui_entry_say(UiEntry *self, const char *sentence, bool problem);
void ui_entry_set_narrow(UiEntry *self, bool narrow);

G_END_DECLS
