/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef enum {
    UI_KEYBOARD_CODE = 0, /* the characters that a camera's code is made of */
    UI_KEYBOARD_NAME,     /* letters with and without marks, digits, space */
} UiKeyboardKind;

/*
 * Keys on the screen, for a display that has no others. They don't take the focus from a field that
 * is typed into, and are reached by the arrows too.
 */
#define UI_TYPE_KEYBOARD ui_keyboard_get_type()
G_DECLARE_FINAL_TYPE(UiKeyboard, ui_keyboard, UI, KEYBOARD, GtkBox)

/* Types into @target, borrowed: it lives as long as the keyboard. */
GtkWidget *ui_keyboard_new(UiKeyboardKind kind, GtkEditable *target);

/* The layer that what is in the target goes on with. */
void ui_keyboard_reset(UiKeyboard *self);
/* Taller than wide: fewer keys in a row. */
void ui_keyboard_set_narrow(UiKeyboard *self, bool narrow);

G_END_DECLS
