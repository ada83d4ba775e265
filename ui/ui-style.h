/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-mark.h"

#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* Ownview's style sheet for everything on @display. */
void ui_style_load(GdkDisplay *display);

/* Assistive technology is told of every page of a stack; of @page only while it can be seen. */
void ui_style_hide_unseen(GtkWidget *page);
/* One more page of @stack, like that. */
void ui_style_add_page(GtkStack *stack, GtkWidget *page, const char *name);

/* Lets assistive technology say @sentence, by the role of @widget, which is called so from now on.
 */
void ui_style_announce(GtkWidget *widget, const char *sentence);

/* An empty label of @css_class for words that may take several lines: wrapped, centred. */
GtkWidget *ui_style_new_sentence(const char *css_class);

/* An empty sentence at the head of a page, of role status; ui_style_note() fills it. */
GtkWidget *ui_style_new_note(void);
/* @problem: something went wrong, which stands out and is announced. */
void ui_style_note(GtkWidget *note, const char *sentence, bool problem);

/* A button with @label, as large as a finger. @css_class: "primary" or "secondary". */
GtkWidget *ui_style_new_button(const char *label, const char *css_class);
/* A button with a mark on it; what it is called must be set. */
GtkWidget *ui_style_new_icon_button(UiShape shape);

/* Where @paintable is shown whole, on black, in all the room there is. */
GtkWidget *ui_style_new_picture(GdkPaintable *paintable);

G_END_DECLS
