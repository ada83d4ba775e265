/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/linking-fixture.h"

#include "tests/screen/person.h"
#include "tests/screen/screen.h"

#include <glib/gstdio.h>

static void
set_up(LinkingFixture *f, gconstpointer data)
{
    fake_home_set_rooms(NULL);
    f->window = ui_window_new(true, WIDTH, HEIGHT);
    f->page = ui_window_get_page(UI_WINDOW(f->window));
    gtk_window_set_decorated(GTK_WINDOW(f->window), FALSE);
    gtk_window_present(GTK_WINDOW(f->window));
    screen_focus(f->window);
}

static void
tear_down(LinkingFixture *f, gconstpointer data)
{
    gtk_window_destroy(GTK_WINDOW(f->window));
    screen_run();
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    g_assert_cmpuint(fake_scanner_n(), ==, 0);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    g_assert_cmpuint(fake_client_n_players(), ==, 0);
    fake_scanner_set_camera(false);
    fake_home_set_write_error(NULL);
    fake_home_set_error(NULL);
}

void
linking_fixture_begin(LinkingFixture *f)
{
    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    person_press(f->window, "Scan the code");
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    person_press(f->window, "Nursery");
    g_assert_cmpuint(fake_linking_n(), ==, 1);
}

void
linking_fixture_show(const char *link, uint64_t generation)
{
    g_autoptr(PipeFrame) frame = fake_frame_new(link, generation, MAGENTA, g_get_real_time());

    fake_player_show(frame);
    screen_run();
}

void
linking_fixture_press_row(LinkingFixture *f, const char *room, UiRowAction action)
{
    g_autofree char *shown = person_isolate("", room, "");
    GtkWidget *row;

    screen_settle(f->window);
    row = gtk_widget_get_ancestor(screen_find_label(f->window, shown), UI_TYPE_ROW);
    ui_row_focus(UI_ROW(row), action);
    person_enter(f->window);
}

void
linking_fixture_assert_rooms(const char *expected)
{
    g_autofree char *rooms = fake_home_rooms();

    g_assert_cmpstr(rooms, ==, expected);
}

/* The person's own folder is one of the test's. */
static char *
new_home(void)
{
    char *home = g_dir_make_tmp("ownview-linking-XXXXXX", NULL);

    g_setenv("HOME", home, TRUE);
    return home;
}

int
linking_fixture_run(int argc, char **argv, const LinkingTest *tests, size_t n)
{
    g_autofree char *home = new_home();
    int status;

    g_test_init(&argc, &argv, NULL);
    if (!screen_open(WIDTH, HEIGHT)) {
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    for (size_t i = 0; i < n; i++)
        g_test_add(tests[i].path, LinkingFixture, NULL, set_up, tests[i].test, tear_down);
    status = g_test_run();
    g_rmdir(home);
    return status;
}
