/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-window.h"

G_BEGIN_DECLS

/*
 * Demo builds only: the watermark, a bar of faults that the rig's relay shall commit, and a log of
 * transitions for unattended stories. It looks on; it can't show anything.
 */
typedef struct UiDemo UiDemo;

/* @control: "http://127.0.0.1:PORT" or NULL; @log: a file's name or NULL. */
UiDemo *ui_demo_new(UiWindow *window, const char *control, const char *log);
void ui_demo_free(UiDemo *self);

G_END_DECLS
