/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"

#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * The ways in which a camera's code comes in: this device's own camera where there is one, a file,
 * the clipboard, typing. Signals: "read" with the code and its serial number; "back".
 */
#define UI_TYPE_CODE ui_code_get_type()
G_DECLARE_FINAL_TYPE(UiCode, ui_code, UI, CODE, GtkBox)

GtkWidget *ui_code_new(void);

/* Begins with the choice of a way. @sentence: where the code is found; static. */
void ui_code_begin(UiCode *self, const char *title, const char *sentence, PipePixels pixels);
/* Lets go of camera and files. */
void ui_code_stop(UiCode *self);
/* One step back. False: there is none. */
bool ui_code_back(UiCode *self);
void ui_code_set_narrow(UiCode *self, bool narrow);

G_END_DECLS
