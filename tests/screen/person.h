/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* What a person at a window does there, and reads. */

/* Whether a label says exactly @label, once all is painted; and so with the name of a room inside,
 * which is isolated from the words around it. */
bool person_reads(GtkWidget *window, const char *label);
bool person_reads_room(GtkWidget *window, const char *before, const char *room, const char *after);
/* Transfer full. */
char *person_isolate(const char *before, const char *room, const char *after);

/* Presses the button or the card that says @label; fails the test when there is none. */
void person_press(GtkWidget *window, const char *label);
void person_press_widget(GtkWidget *widget);
/* Enter, with the focus where it is: on a button, a card or a line. */
void person_enter(GtkWidget *window);

/* What has the focus: what it says, "(icon)" for a button without words, "(line)" for text that is
 * typed, "(none)". Borrowed. */
const char *person_focus(GtkWidget *window);
/* A button that is pressed by a key is let go a moment later. */
void person_await_focus(GtkWidget *window, const char *label);

G_END_DECLS
