/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-window.h"

G_BEGIN_DECLS

/*
 * A device that does nothing but show the cameras: the window has the screen for itself, whatever
 * size that gets; the pointer is seen only while it moves; the screen stays on while a picture is
 * on it; and what was open last is open again at the next start.
 */
typedef struct UiKiosk UiKiosk;

/* @window: not shown yet. Must be freed before it is destroyed. */
UiKiosk *ui_kiosk_new(UiWindow *window);
void ui_kiosk_free(UiKiosk *self);

/* Opens the camera that was open last, if it was one alone and is still linked. */
void ui_kiosk_resume(UiKiosk *self);

G_END_DECLS
