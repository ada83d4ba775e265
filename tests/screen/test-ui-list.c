/* SPDX-License-Identifier: Apache-2.0 */
/* The page of all cameras: their order, their names, and that one goes. */
#include "tests/screen/linking-fixture.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"

static void
edit(LinkingFixture *f)
{
    screen_key("Up");
    person_await_focus(f->window, "(icon)");
    screen_key("Return");
    person_await_focus(f->window, "Add a camera");
    person_press(f->window, "Edit cameras");
}

static void
test_orders(LinkingFixture *f, gconstpointer data)
{
    GtkWidget *focus;

    edit(f);
    linking_fixture_press_row(f, "Front door", UI_ROW_DOWN);
    linking_fixture_assert_rooms("Garage, Front door, Garden, Living room");
    /* The focus goes with it: again, and once more, to the end. */
    person_enter(f->window);
    person_enter(f->window);
    linking_fixture_assert_rooms("Garage, Garden, Living room, Front door");
    focus = gtk_window_get_focus(GTK_WINDOW(f->window));
    g_assert_cmpstr(ui_row_get_room(UI_ROW(gtk_widget_get_ancestor(focus, UI_TYPE_ROW))), ==,
                    "Front door");
    person_enter(f->window);
    linking_fixture_assert_rooms("Garage, Garden, Front door, Living room");
    screen_key("alt+Up");
    linking_fixture_assert_rooms("Garage, Front door, Garden, Living room");
    screen_key("alt+Up");
    screen_key("alt+Up");
    linking_fixture_assert_rooms("Front door, Garage, Garden, Living room");
    screen_key("alt+Down");
    linking_fixture_assert_rooms("Garage, Front door, Garden, Living room");
}

static void
test_renames(LinkingFixture *f, gconstpointer data)
{
    edit(f);
    linking_fixture_press_row(f, "Garage", UI_ROW_RENAME);
    g_assert_cmpstr(person_focus(f->window), ==, "(line)");
    person_press(f->window, "123");
    person_press(f->window, "2");
    person_enter(f->window);
    linking_fixture_assert_rooms("Front door, Garage2, Garden, Living room");
    g_assert_cmpstr(person_focus(f->window), ==, "Rename");
    g_assert_true(person_reads_room(f->window, "", "Garage2", ""));
}

static void
test_unlinks(LinkingFixture *f, gconstpointer data)
{
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    ui_window_manage(UI_WINDOW(f->window));
    linking_fixture_press_row(f, "Garage", UI_ROW_UNLINK);
    g_assert_true(person_reads_room(f->window, "Unlink ", "Garage", "?"));
    g_assert_cmpstr(person_focus(f->window), ==, "Keep it");
    person_enter(f->window);
    linking_fixture_assert_rooms("Front door, Garage, Garden, Living room");
    linking_fixture_press_row(f, "Garage", UI_ROW_UNLINK);
    gtk_widget_child_focus(f->window, GTK_DIR_RIGHT);
    g_assert_cmpstr(person_focus(f->window), ==, "Unlink");
    person_enter(f->window);
    linking_fixture_assert_rooms("Front door, Garden, Living room");
    g_assert_cmpuint(fake_home_n_sessions_at_write(), ==, 0);
    g_assert_false(person_reads_room(f->window, "", "Garage", ""));
}

static void
test_says_what_was_not_saved(LinkingFixture *f, gconstpointer data)
{
    fake_home_set_write_error("The disk is full.");
    edit(f);
    linking_fixture_press_row(f, "Garage", UI_ROW_UP);
    g_assert_true(person_reads(
        f->window, "This could not be saved, so nothing was changed. The disk is full."));
    linking_fixture_assert_rooms("Front door, Garage, Garden, Living room");
}

/* Another program unlinks the camera that plays: it is blank with that. */
static void
test_changed_by_others(LinkingFixture *f, gconstpointer data)
{
    uint64_t generation;

    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
    fake_client_admit(7000);
    linking_fixture_show(fake_client_link(), fake_client_generation());
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
    generation = fake_client_generation();
    fake_home_changed("00000000000000000000000000000002");
    g_assert_cmpstr(ui_page_get_camera(f->page)->room, ==, "Front door");
    g_assert_cmpuint(fake_client_generation(), >, generation);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    fake_home_changed(FRONT);
    g_assert_null(ui_page_get_camera(f->page));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 2); /* those that are left */
    g_assert_true(person_reads(f->window, "Cameras"));
    fake_home_set_error("The store can be written by others.");
    fake_home_changed(NULL);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    g_assert_true(person_reads(f->window, "The store can be written by others."));
}

int
main(int argc, char **argv)
{
    static const LinkingTest tests[] = {
        { "/list/orders", test_orders },
        { "/list/renames", test_renames },
        { "/list/RACE-02/unlinks", test_unlinks },
        { "/list/says-what-was-not-saved", test_says_what_was_not_saved },
        { "/list/RACE-02/changed-by-others", test_changed_by_others },
    };

    return linking_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
