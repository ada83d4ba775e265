/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"
#include "ui/ui-page.h"
#include "ui/ui-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The one window: the list of cameras, the page of one, linking, or the list to be edited. */
#define UI_TYPE_WINDOW ui_window_get_type()
G_DECLARE_FINAL_TYPE(UiWindow, ui_window, UI, WINDOW, GtkWindow)

/* Opens the home itself, and anew whenever its store changes. @hub: full screen, for touch.
 * @store, what was chosen for this screen, outlives the window. */
GtkWidget *ui_window_new_with_store(UiStore *store, bool hub, int width, int height);
/* The same with the usual choices, of which none is kept. */
GtkWidget *ui_window_new(bool hub, int width, int height);

/* The home as it is now, borrowed until the main loop runs; NULL when its store can't be read. */
ClientHome *ui_window_get_home(UiWindow *self);

/* Opens the camera of link id or room @name. False: there is none. */
bool ui_window_open(UiWindow *self, const char *name);
void ui_window_close_camera(UiWindow *self);

/* Begins to add a camera, and to edit the list. */
void ui_window_add_camera(UiWindow *self);
void ui_window_manage(UiWindow *self);
/* What was refused so far. */
void ui_window_show_history(UiWindow *self);
/* What can be chosen. Nobody asks for the owner's PIN here: what a person presses does. */
void ui_window_show_settings(UiWindow *self);

UiPage *ui_window_get_page(UiWindow *self);
/* Whether any camera's picture is on the screen, dimmed or not. */
bool ui_window_shows_picture(UiWindow *self);

/* Puts @bar below everything else, outside the picture. */
void ui_window_add_bar(UiWindow *self, GtkWidget *bar);

G_END_DECLS
