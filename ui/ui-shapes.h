/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-mark.h"

G_BEGIN_DECLS

#define UI_SHAPES_GRID 24 /* the drawings' units on each side */

/*
 * Draws @shape in @colour on the grid. @phase: 0 up to 1, how far the moving dots of checking are;
 * negative: they stand still.
 */
void ui_shapes_draw(cairo_t *cr, UiShape shape, const GdkRGBA *colour, double phase);

G_END_DECLS
