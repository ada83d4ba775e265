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

/* GTK with Ownview's style on the screen that another process of the test has opened. */
bool screen_join(void);

/* Text @times as large as usual, as the desktop's own settings say it. */
void screen_set_text(double times);

/* Runs the main loop until @window has painted what is to be painted now. */
void screen_settle(GtkWidget *window);

/* Runs the main loop until nothing is waiting. */
void screen_run(void);

/* Runs the main loop for @ms. */
void screen_wait(unsigned ms);

/* Lets @window have the keys; a key of the keyboard, and a press of the pointer, by way of the X
 * server (xdotool). */
void screen_focus(GtkWidget *window);
void screen_key(const char *name);
void screen_click(int x, int y);

/* What is on the screen (the root window), as a PNG; needs ImageMagick. */
bool screen_shoot(const char *file);

/* Pixels of @window, drawn anew by its own renderer, that are within 24 of @rgb in each channel. */
unsigned screen_count(GtkWidget *window, uint32_t rgb);

/* The same of what is on the screen; UINT_MAX: it can't be seen. The picture is left in @file. */
unsigned screen_count_shot(const char *file, uint32_t rgb);

/* Everything below @widget that is mapped, itself first. */
typedef void (*ScreenVisit)(GtkWidget *widget, gpointer user_data);
void screen_visit(GtkWidget *widget, ScreenVisit visit, gpointer user_data);

/* The first mapped label below @widget that says exactly @text; NULL: none. */
GtkWidget *screen_find_label(GtkWidget *widget, const char *text);
/* The button or the card around it; or NULL. */
GtkWidget *screen_find_pressable(GtkWidget *widget, const char *text);

/* Settles; fails the test unless @words stand (@says) or do not stand in what is written on
 * @window, its labels joined by "|". */
void screen_assert_says(GtkWidget *window, const char *words, bool says);

/* A sum of all pixels of @window, drawn anew: the same for the same picture. Transfer full. */
char *screen_sum(GtkWidget *window);

G_END_DECLS
