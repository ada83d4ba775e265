/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The picture of one selection. It paints a frame only if the frame is of the very link and
 * generation that it shows, and only up to the time it was given: checked again each time it is
 * painted (attacks.md, RACE-01).
 */
#define UI_TYPE_PAINTABLE ui_paintable_get_type()
G_DECLARE_FINAL_TYPE(UiPaintable, ui_paintable, UI, PAINTABLE, GObject)

UiPaintable *ui_paintable_new(void);

/* Blank from now on; what it may paint is of @link and @generation. NULL: nothing. */
void ui_paintable_select(UiPaintable *self, const char *link, uint64_t generation);

/* False when @frame is of another selection; that is counted. */
bool ui_paintable_accepts(UiPaintable *self, PipeFrame *frame);

/* False, and nothing changes, when @frame is of another selection. */
bool ui_paintable_show(UiPaintable *self, PipeFrame *frame);
void ui_paintable_clear(UiPaintable *self);
bool ui_paintable_is_blank(UiPaintable *self);

/* How the frame is painted, and until when (CLOCK_BOOTTIME µs; 0: not at all). */
void ui_paintable_set_limits(UiPaintable *self, bool dimmed, int64_t until_us);

/* What it would paint now, borrowed; NULL when that is nothing. */
PipeFrame *ui_paintable_get_frame(UiPaintable *self);
GdkTexture *ui_paintable_get_texture(UiPaintable *self);

/* Frames that were really drawn, and frames that were turned down for their link or generation. */
uint64_t ui_paintable_get_n_drawn(UiPaintable *self);
uint64_t ui_paintable_get_n_foreign(UiPaintable *self);

G_END_DECLS
