/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The picture of this device's own camera, to hold a code before it. Signals: "found" with each
 * text that was read; "failed" with a PipeScanProblem.
 */
#define UI_TYPE_SCAN ui_scan_get_type()
G_DECLARE_FINAL_TYPE(UiScan, ui_scan, UI, SCAN, GtkBox)

GtkWidget *ui_scan_new(void);
void ui_scan_start(UiScan *self, PipePixels pixels);
/* The camera is let go, and the picture with it. */
void ui_scan_stop(UiScan *self);
void ui_scan_say(UiScan *self, const char *sentence, bool problem);

G_END_DECLS
