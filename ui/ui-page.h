/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-feed.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The page of one camera: its feed, large, with everything there is to say of it, and its sound.
 * Signals: "back"; "changed", once per transition; "link-again" and "mute", when the person wants
 * that.
 */
#define UI_TYPE_PAGE ui_page_get_type()
G_DECLARE_FINAL_TYPE(UiPage, ui_page, UI, PAGE, GtkBox)

GtkWidget *ui_page_new(void);

/* Shows @feed, which is watched, until ui_page_leave(). */
void ui_page_open(UiPage *self, UiFeed *feed);
/* Blank at once. The feed goes on as it was. */
void ui_page_leave(UiPage *self);

/* Whether nobody wants to hear a camera: then its sound is not even asked for. */
void ui_page_set_muted(UiPage *self, bool muted);

void ui_page_set_narrow(UiPage *self, bool narrow);

/* Escape inside the page: closes Details. False: nothing was open. */
bool ui_page_close_details(UiPage *self);

/* Of its feed, borrowed. */
const UiView *ui_page_get_view(UiPage *self);
const ClientCamera *ui_page_get_camera(UiPage *self); /* NULL: none is open */
/* The same, since the page was opened. */
void ui_page_get_counts(UiPage *self, UiFeedCounts *counts);

G_END_DECLS
