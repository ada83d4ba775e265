/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-grid.h"
#include "ui/ui-guard.h"
#include "ui/ui-history.h"
#include "ui/ui-input.h"
#include "ui/ui-linking.h"
#include "ui/ui-manage.h"
#include "ui/ui-menu.h"
#include "ui/ui-night.h"
#include "ui/ui-scale.h"
#include "ui/ui-settings.h"
#include "ui/ui-window.h"

/* The window's two halves: ui-window.c has its pages, ui-window-owner.c what the owner decides. */

struct _UiWindow {
    GtkWindow parent_instance;
    UiStore *store;
    UiStore *own_store; /* the same, when nobody else has one */
    ClientHome *home;   /* NULL: its store can't be read */
    ClientHomeWatch *watch;
    GtkWidget *content;
    GtkStack *stack; /* "list", "page", "menu", "linking", "manage", "history", "settings", "guard"
                        or "blank" */
    UiGrid *grid;
    UiPage *page;
    UiLinking *linking;
    UiManage *manage;
    UiMenu *menu;
    UiHistory *history;
    UiSettings *settings;
    UiGuard *guard;
    UiNight *night;
    UiInput *input;
    UiScale *scale;
    unsigned selected; /* index, for the focus on the way back */

    void (*guarded)(UiWindow *self); /* what waits for the PIN */
    char *link;                      /* of the camera that it is about, or that wakes with it */
    UiCase why;                      /* link again */
    bool asleep; /* blank, or asked for the PIN after it; nothing else may be shown */
};

/* What this window's renderer draws with the least work (a fact of GTK, not of the video). */
PipePixels ui_window_get_pixels(UiWindow *self);
/* Borrowed; NULL: it is not linked any more, or @link is NULL. */
const ClientCamera *ui_window_find_camera(UiWindow *self, const char *link);
/* No camera is open on it. */
void ui_window_show_page(UiWindow *self, const char *name);
void ui_window_show_list(UiWindow *self);
void ui_window_show_menu(UiWindow *self);
void ui_window_set_profiles(UiWindow *self);

/* Does @action once the owner has said who is there, at once when there is no PIN (UI-11). */
void ui_window_ask_owner(UiWindow *self, void (*action)(UiWindow *self));
/* The PIN is not given: back to where it was asked for. */
void ui_window_leave_guard(UiWindow *self);
/* What was chosen in the settings takes effect. */
void ui_window_apply_store(UiWindow *self);
/* After the other pages, once the store is there. */
void ui_window_add_owner_pages(UiWindow *self);
