/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The first monitor's size; 0 x 0 when there is none now. */
void ui_screen_get_size(int *width, int *height);

/*
 * Gives @window the screen's size as often as that changes: on a bare X server nobody else does.
 * Ends with the window.
 */
void ui_screen_follow(GtkWindow *window);

G_END_DECLS
