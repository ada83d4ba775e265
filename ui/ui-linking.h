/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"
#include "pipelines/pipelines.h"
#include "ui/ui-state.h"

#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * Adding a camera, or linking one again: its code, its room, the wait, the question, the end.
 * Signals: "left", without a link or after it; "linked" with the link id, once it is stored; "open"
 * with the link id, to be shown.
 */
#define UI_TYPE_LINKING ui_linking_get_type()
G_DECLARE_FINAL_TYPE(UiLinking, ui_linking, UI, LINKING, GtkBox)

GtkWidget *ui_linking_new(void);

/* Begins to add a camera. @taken: rooms that there are, NULL-terminated; copied. */
void ui_linking_begin(UiLinking *self, const char *const *taken, PipePixels pixels);

/*
 * Begins to link @camera again. @why: UI_CASE_NEW_IDENTITY or UI_CASE_LINK_AGAIN. No session of it
 * may run any more (attacks.md, RACE-02).
 */
void
ui_linking_begin_again(UiLinking *self, const ClientCamera *camera, UiCase why, PipePixels pixels);

/* Whatever is under way ends; nothing of it is stored, unless it said "linked". */
void ui_linking_stop(UiLinking *self);

/* Escape: one step back, at last by "left". */
void ui_linking_back(UiLinking *self);
void ui_linking_set_narrow(UiLinking *self, bool narrow);

G_END_DECLS
