/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

#define SCREEN_PSEUDO "xx" /* a language that nobody speaks, 40 % longer than English */

/* Lets the screen speak @code (NULL: the system's language), with the catalogues that were built.
 * Before screen_open(), and once in a process; the direction is taken by ui_language_turn() after
 * it. */
void screen_speak(const char *code);

/* A screen of the test's own (Xvfb), GTK on it with Ownview's style; ends with the process. False:
 * skip. Silent for assistive technology, which takes time, unless GTK_A11Y names a way to it. */
bool screen_open(int width, int height);

/* Runs the main loop until @window has painted what is to be painted now. */
void screen_settle(GtkWidget *window);

/* Runs the main loop for @ms. */
void screen_wait(unsigned ms);

/* What is on the screen (the root window), as a PNG; needs ImageMagick. */
bool screen_shoot(const char *file);

/* Pixels of @window, drawn anew by its own renderer, that are within 24 of @rgb in each channel. */
unsigned screen_count(GtkWidget *window, uint32_t rgb);

/* A sum of all pixels of @window, drawn anew: the same for the same picture. Transfer full. */
char *screen_sum(GtkWidget *window);

/* The label in @widget that says just @label and can be seen; NULL: there is none. */
GtkWidget *screen_find_label(GtkWidget *widget, const char *label);

G_END_DECLS
