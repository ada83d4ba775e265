/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/screen/fake-client.h"
#include "ui/ui-window.h"

G_BEGIN_DECLS

/* A window in front of four cameras, one of which is looked at. */

#define WIDTH   800
#define HEIGHT  480
#define MAGENTA 0xff00ff
#define RED     0xa51d2d
#define AMBER   0xffb300

typedef struct {
    UiStore *store;
    GtkWidget *window;
    UiPage *page;
} PageFixture;

typedef struct {
    const char *path;
    void (*test)(PageFixture *f, gconstpointer data);
    gconstpointer hub; /* not NULL: on a hub, and handed to the test */
} PageTest;

/* What main() returns; skips without a screen. */
int page_fixture_run(int argc, char **argv, const PageTest *tests, size_t n);

/* Of the camera that is looked at, MAGENTA all over; transfer full. Its player shows one. */
PipeFrame *page_fixture_frame(void);
void page_fixture_show(void);
/* The front door is selected, live for @live_ms and on the screen. */
void page_fixture_go_live(PageFixture *f, int live_ms);

G_END_DECLS
