/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"
#include "ui/ui-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The one window: the list of cameras, or the page of one. */
#define UI_TYPE_WINDOW ui_window_get_type()
G_DECLARE_FINAL_TYPE(UiWindow, ui_window, UI, WINDOW, GtkWindow)

/*
 * @home (borrowed, outlives the window) or, when it is NULL, the sentence that says why there is
 * none.
 * @hub: full screen, for touch.
 */
GtkWidget *ui_window_new(ClientHome *home, const char *problem, bool hub, int width, int height);

/* Opens the camera of link id or room @name. False: there is none. */
bool ui_window_open(UiWindow *self, const char *name);
void ui_window_close_camera(UiWindow *self);

UiPage *ui_window_get_page(UiWindow *self);

/* Puts @bar below everything else, outside the picture. */
void ui_window_add_bar(UiWindow *self, GtkWidget *bar);

G_END_DECLS
