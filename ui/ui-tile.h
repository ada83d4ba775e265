/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-feed.h"

G_BEGIN_DECLS

/*
 * One camera among several: its picture or what takes its place, and below, outside the picture,
 * its room and state. A button: whoever presses it wants to see that camera alone.
 */
#define UI_TYPE_TILE ui_tile_get_type()
G_DECLARE_FINAL_TYPE(UiTile, ui_tile, UI, TILE, GtkButton)

/* Keeps a reference to @feed for as long as it lives. */
GtkWidget *ui_tile_new(UiFeed *feed);
UiFeed *ui_tile_get_feed(UiTile *self); /* borrowed */

G_END_DECLS
