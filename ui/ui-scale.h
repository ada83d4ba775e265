/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Sizes that follow the window: text (body 1/28 of the height, titles 1/18), the safe margin of 5
 * %, touch targets (screen.md, rule 7). Text is up to 1.5 times as large where the desktop says so
 * (GTK's gtk-xft-dpi) and the screen is wide enough. The style sheet counts in em from there. Freed
 * with the window.
 */
typedef struct UiScale UiScale;

/* @resized is called with the window when its size in pixels has changed. */
typedef void (*UiScaleFunc)(GtkWindow *window, int width, int height);

/* @content is the window's child; @hub: full screen and touched, from further away. */
UiScale *ui_scale_new(GtkWindow *window, GtkWidget *content, gboolean hub, UiScaleFunc resized);
void ui_scale_free(UiScale *self);

G_END_DECLS
