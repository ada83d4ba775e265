/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Ownview's style sheet for everything on @display. */
void ui_style_load(GdkDisplay *display);

G_END_DECLS
