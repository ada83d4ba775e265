/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"
#include "ui/ui-store.h"

#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * What a person can choose, each with what it is now: a press switches it, or opens its choices.
 * Signals: "back"; "changed", when something was chosen: it is to be put into effect.
 */
#define UI_TYPE_SETTINGS ui_settings_get_type()
G_DECLARE_FINAL_TYPE(UiSettings, ui_settings, UI, SETTINGS, GtkBox)

/* @store is borrowed; what is chosen is written into it, and kept. */
GtkWidget *ui_settings_new(UiStore *store);

void
ui_settings_set_cameras(UiSettings *self, const ClientCamera *const *cameras, size_t n_cameras);
void ui_settings_begin(UiSettings *self);
/* Escape inside: closes what is open. False: nothing was. */
bool ui_settings_back(UiSettings *self);
void ui_settings_set_narrow(UiSettings *self, bool narrow);

G_END_DECLS
