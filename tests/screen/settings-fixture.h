/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/screen/fake-client.h"
#include "ui/ui-window.h"

G_BEGIN_DECLS

/* A hub with settings of its own, kept in a folder of the test's. */

#define WIDTH   800
#define HEIGHT  480
#define MAGENTA 0xff00ff
#define PIN     "2580"
#define ENTER   "Enter the owner PIN"

typedef struct {
    GtkWidget *window; /* NULL before settings_fixture_open_window() */
    UiStore *store;
} SettingsFixture;

typedef struct {
    const char *path;
    void (*test)(SettingsFixture *f, gconstpointer data);
    bool guarded; /* by PIN */
} SettingsTest;

/* What main() returns; skips without a screen. */
int settings_fixture_run(int argc, char **argv, const SettingsTest *tests, size_t n);

void settings_fixture_open_window(SettingsFixture *f);
void settings_fixture_open_menu(SettingsFixture *f);
/* Digits of a PIN by the keyboard, and Enter. */
void settings_fixture_type(const char *digits);

/* The camera that is looked at shows a picture, MAGENTA all over. */
void settings_fixture_show(void);
/* That of @room is live and on the screen. */
void settings_fixture_go_live(SettingsFixture *f, const char *room);

G_END_DECLS
