/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"
#include "pipelines/pipelines.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The pictures of a camera that is being linked, and "Is this your <room>?" outside of them. "Yes"
 * counts only while there is a picture to say it about. Signals: "yes"; "no"; "undecodable".
 */
#define UI_TYPE_CONFIRM ui_confirm_get_type()
G_DECLARE_FINAL_TYPE(UiConfirm, ui_confirm, UI, CONFIRM, GtkBox)

GtkWidget *ui_confirm_new(void);

/* Makes a player for one linking; its sink and @generation are the linking's. The linking must be
 * stopped before ui_confirm_stop(). */
ClientSink ui_confirm_start(UiConfirm *self, PipePixels pixels, uint64_t *generation);
void ui_confirm_stop(UiConfirm *self);

/* The answer that changes nothing. */
void ui_confirm_focus(UiConfirm *self);
void ui_confirm_set_narrow(UiConfirm *self, bool narrow);

G_END_DECLS
