/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/screen/fake-linking.h"
#include "ui/ui-row.h"
#include "ui/ui-window.h"

G_BEGIN_DECLS

/* A hub's window in front of four cameras that are linked, more of which can be. */

#define WIDTH   800
#define HEIGHT  480
#define MAGENTA 0xff00ff
#define RED     0xa51d2d
#define CODE    "DPP:I:SN=OV-0417;;"
#define NEW     "0123456789abcdef0123456789abcdef"
#define FRONT   "00000000000000000000000000000001"

typedef struct {
    GtkWidget *window;
    UiPage *page;
} LinkingFixture;

typedef struct {
    const char *path;
    void (*test)(LinkingFixture *f, gconstpointer data);
} LinkingTest;

/* What main() returns; skips without a screen. HOME is a folder of the test's own. */
int linking_fixture_run(int argc, char **argv, const LinkingTest *tests, size_t n);

/* Up to where the camera is asked. */
void linking_fixture_begin(LinkingFixture *f);
/* The player of that generation shows a picture, MAGENTA all over. */
void linking_fixture_show(const char *link, uint64_t generation);

/* On the page of all cameras: the button of one of them. */
void linking_fixture_press_row(LinkingFixture *f, const char *room, UiRowAction action);
/* The cameras that are linked, in their order. */
void linking_fixture_assert_rooms(const char *expected);

G_END_DECLS
