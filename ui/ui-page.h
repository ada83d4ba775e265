/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"
#include "pipelines/pipelines.h"
#include "ui/ui-state.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The page of one selected camera. Selecting makes a session, a player and a frame slot of a new
 * generation; leaving drops the three together. Signals: "back"; "changed", once per transition;
 * "link-again", when the person wants that.
 */
#define UI_TYPE_PAGE ui_page_get_type()
G_DECLARE_FINAL_TYPE(UiPage, ui_page, UI, PAGE, GtkBox)

/* Since the camera was selected. */
typedef struct {
    uint64_t n_admitted; /* units */
    uint64_t n_refused;
    uint64_t n_drawn;   /* distinct frames that were drawn */
    uint64_t n_foreign; /* frames of another selection that were turned down */
} UiPageCounts;

GtkWidget *ui_page_new(void);

/* Selects @camera of @home, both borrowed until ui_page_leave(). */
void ui_page_select(UiPage *self, ClientHome *home, const ClientCamera *camera, PipePixels pixels);

/* Blank at once; when it returns nothing of the selection runs any more. */
void ui_page_leave(UiPage *self);

void ui_page_set_narrow(UiPage *self, bool narrow);

/* Escape inside the page: closes Details. False: nothing was open. */
bool ui_page_close_details(UiPage *self);

const UiView *ui_page_get_view(UiPage *self);
const ClientCamera *ui_page_get_camera(UiPage *self); /* NULL: none is selected */
void ui_page_get_counts(UiPage *self, UiPageCounts *counts);

G_END_DECLS
