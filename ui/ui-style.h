/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Ownview's style sheet for everything on @display. */
void ui_style_load(GdkDisplay *display);

/* An empty label of @css_class for words that may take several lines: wrapped, centred. */
GtkWidget *ui_style_new_sentence(const char *css_class);

G_END_DECLS
