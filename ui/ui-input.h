/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * What touches and keys mean to the window as a whole: whether the focus is to be seen, and when
 * nobody was there for so long. Main thread.
 */
typedef struct UiInput UiInput;

typedef struct {
    void (*idle)(gpointer user_data); /* nobody was there; again after the same time */
    void (*wake)(gpointer user_data); /* the first touch or key while asleep */
} UiInputFuncs;

/* @window outlives it. */
UiInput *ui_input_new(GtkWidget *window, const UiInputFuncs *funcs, gpointer user_data);
void ui_input_free(UiInput *self);

/* INT64_MAX: never. Counted from now, in CLOCK_BOOTTIME. */
void ui_input_set_limit(UiInput *self, int64_t limit_us);
/* While it is asleep no touch and no key reaches the window: what wakes it presses nothing. */
void ui_input_set_asleep(UiInput *self, bool asleep);

G_END_DECLS
