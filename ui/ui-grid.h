/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-feed.h"

G_BEGIN_DECLS

/*
 * The linked cameras, in their order, each in a tile of its own with a feed of its own; or why
 * there are none. Signals: "open" with the camera's index; "add", when there
 * is none; "menu".
 */
#define UI_TYPE_GRID ui_grid_get_type()
G_DECLARE_FINAL_TYPE(UiGrid, ui_grid, UI, GRID, GtkBox)

#define UI_GRID_MAX_WATCHED 9 /* cameras that are watched at a time: the first ones */

GtkWidget *ui_grid_new(void);

/* Feeds for @cameras of @home, both borrowed until the next call. All are at rest. */
void ui_grid_set_cameras(UiGrid *self,
                         ClientHome *home,
                         const ClientCamera *const *cameras,
                         size_t n_cameras);
void ui_grid_set_problem(UiGrid *self, const char *sentence);

UiFeed *ui_grid_get_feed(UiGrid *self, unsigned index); /* borrowed; NULL: there is none */
unsigned ui_grid_get_n_feeds(UiGrid *self);

/* The tile at @index, or whatever there is to begin with. */
void ui_grid_focus(UiGrid *self, unsigned index);
void ui_grid_set_narrow(UiGrid *self, bool narrow);

G_END_DECLS
