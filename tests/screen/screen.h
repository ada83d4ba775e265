/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/* A screen of the test's own (Xvfb), GTK on it with Ownview's style; ends with the process. False:
 * skip. */
bool screen_open(int width, int height);

/* Runs the main loop until @window has painted what is to be painted now. */
void screen_settle(GtkWidget *window);

/* Runs the main loop for @ms. */
void screen_wait(unsigned ms);

/* What is on the screen (the root window), as a PNG; needs ImageMagick. */
bool screen_shoot(const char *file);

/* Pixels of @window, drawn anew by its own renderer, that are within 24 of @rgb in each channel. */
unsigned screen_count(GtkWidget *window, uint32_t rgb);

G_END_DECLS
