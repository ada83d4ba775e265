/* SPDX-License-Identifier: Apache-2.0 */
/* What a person reads of what was refused; from the cameras by way of the menu. */
#include "tests/screen/fake-client.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "ui/ui-history.h"
#include "ui/ui-tile.h"
#include "ui/ui-window.h"
#include "ui/ui-words-history.h"

#include <string.h>

#define WIDTH  800
#define HEIGHT 480

typedef struct {
    GtkWidget *window;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
    f->window = ui_window_new(false, WIDTH, HEIGHT);
    gtk_window_set_decorated(GTK_WINDOW(f->window), FALSE);
    gtk_window_present(GTK_WINDOW(f->window));
    screen_settle(f->window);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    gtk_window_destroy(GTK_WINDOW(f->window));
    fake_home_clear_history();
}

static GtkWidget *
focus(Fixture *f)
{
    return gtk_window_get_focus(GTK_WINDOW(f->window));
}

static void
test_empty(Fixture *f, gconstpointer data)
{
    ui_window_show_history(UI_WINDOW(f->window));
    screen_assert_says(f->window, "Nothing was held back", true);
    g_assert_true(GTK_IS_BUTTON(focus(f)));
}

static void
test_entries(Fixture *f, gconstpointer data)
{
    fake_home_note_refusal("Garage", PROV_REASON_WRONG_CAMERA, 3, 5);
    fake_home_note_refusal("Front door", PROV_REASON_REPLAYED, 1, 100000);
    fake_home_note_refusal("Front door", PROV_REASON_REVOKED, 2, -1);
    ui_window_show_history(UI_WINDOW(f->window));
    screen_assert_says(f->window, "This is not your \u2068Garage\u2069 camera|", true);
    screen_assert_says(f->window, ", 3 times|", true);
    screen_assert_says(f->window, "\u2068Front door\u2069: old video was left out|", true);
    screen_assert_says(f->window, ", once|", true);
    screen_assert_says(f->window, "\u2068Front door\u2069 needs to be linked again|", true);
    screen_assert_says(f->window, "Time not known, 2 times|", true);
    screen_assert_says(f->window, "wrong-camera", false); /* names of reasons are for Details */
}

/* The details of an entry, and back to where it stands. */
static void
test_details(Fixture *f, gconstpointer data)
{
    GtkWidget *entry;

    fake_home_note_refusal("Garage", PROV_REASON_WRONG_CAMERA, 3, 5);
    ui_window_show_history(UI_WINDOW(f->window));
    entry = focus(f);
    person_press_widget(entry);
    screen_assert_says(f->window, "wrong-camera|", true);
    screen_assert_says(f->window, "48213|", true);
    screen_assert_says(f->window, "8f00 0000 0000 0000|", true);
    screen_assert_says(f->window, "cloud.example|", true);
    person_enter(f->window);
    screen_assert_says(f->window, "wrong-camera|", false);
    g_assert_true(focus(f) == entry);
}

static void
test_filter(Fixture *f, gconstpointer data)
{
    fake_home_note_refusal("Garage", PROV_REASON_WRONG_CAMERA, 3, 5);
    ui_window_show_history(UI_WINDOW(f->window));
    screen_settle(f->window);
    g_assert_null(screen_find_pressable(f->window, "All cameras")); /* one camera needs no filter */
    fake_home_note_refusal("Front door", PROV_REASON_UNSIGNED, 1, 10);
    ui_window_show_history(UI_WINDOW(f->window));
    screen_settle(f->window);
    person_press(f->window, "\u2068Front door\u2069");
    screen_assert_says(f->window, "not your \u2068Garage", false);
    screen_assert_says(f->window, "this is your \u2068Front door\u2069", true);
    person_press(f->window, "All cameras");
    screen_assert_says(f->window, "not your \u2068Garage", true);
    screen_assert_says(f->window, "this is your \u2068Front door\u2069", true);
}

/* STO-12: however much there is, the screen shows the newest hundred, and says so. */
static void
test_many(Fixture *f, gconstpointer data)
{
    for (int i = 0; i < UI_HISTORY_MAX_ROWS + 1; i++)
        fake_home_note_refusal("Garage", PROV_REASON_WRONG_CAMERA, 1, i);
    ui_window_show_history(UI_WINDOW(f->window));
    screen_assert_says(f->window, "Only the newest 100 are shown.|", true);
}

/* UI-03: a name that was stored long ago is shown as any other. */
static void
test_odd_names(Fixture *f, gconstpointer data)
{
    fake_home_note_refusal("<b>\u202eHall", PROV_REASON_WRONG_CAMERA, 1, 5);
    ui_window_show_history(UI_WINDOW(f->window));
    screen_assert_says(f->window, "This is not your \u2068<b>Hall\u2069 camera|", true);
}

/* All of it into a file that a person finds, whatever is shown now. */
static void
test_export(Fixture *f, gconstpointer data)
{
    g_autofree char *content = NULL;
    g_autofree char *path = NULL;
    g_autoptr(GDir) dir = NULL;
    const char *name;

    g_assert_cmpint(g_mkdir_with_parents(g_get_home_dir(), 0700), ==, 0);
    fake_home_note_refusal("Garage", PROV_REASON_WRONG_CAMERA, 3, 5);
    fake_home_note_refusal("Front door", PROV_REASON_UNSIGNED, 1, 10);
    ui_window_show_history(UI_WINDOW(f->window));
    screen_settle(f->window);
    person_press(f->window, "\u2068Front door\u2069");
    person_press(f->window, "Export");
    while (!gtk_widget_get_sensitive(screen_find_pressable(f->window, "Export")))
        g_main_context_iteration(NULL, TRUE);
    screen_assert_says(f->window, "Saved as Ownview history ", true);
    dir = g_dir_open(g_get_home_dir(), 0, NULL);
    while ((name = g_dir_read_name(dir)) != NULL && !g_str_has_suffix(name, ".cose"))
        continue;
    g_assert_nonnull(name);
    path = g_build_filename(g_get_home_dir(), name, NULL);
    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, "2");
}

/* From the cameras to an entry and back with the keys of a remote control. */
static void
test_by_keys(Fixture *f, gconstpointer data)
{
    static const char *const items[] = { "Add a camera", "Edit cameras", "History" };

    fake_home_note_refusal("Garage", PROV_REASON_WRONG_CAMERA, 3, 5);
    gtk_widget_child_focus(f->window, GTK_DIR_UP);
    person_enter(f->window);
    for (size_t i = 0; i < G_N_ELEMENTS(items); i++)
        screen_assert_says(f->window, items[i], true);
    gtk_widget_child_focus(f->window, GTK_DIR_RIGHT);
    gtk_widget_child_focus(f->window, GTK_DIR_RIGHT);
    gtk_widget_activate(focus(f));
    screen_assert_says(f->window, ", 3 times|", true);
    gtk_widget_child_focus(f->window, GTK_DIR_UP);
    gtk_widget_child_focus(f->window, GTK_DIR_LEFT);
    person_enter(f->window);
    screen_assert_says(f->window, "Edit cameras", true);
    gtk_widget_child_focus(f->window, GTK_DIR_UP);
    person_enter(f->window);
    screen_settle(f->window);
    g_assert_true(UI_IS_TILE(focus(f)));
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *f, gconstpointer data);
    } rows[] = {
        { "/history/empty", test_empty },      { "/history/entries", test_entries },
        { "/history/details", test_details },  { "/history/filter", test_filter },
        { "/history/STO-12/many", test_many }, { "/history/UI-03/odd-names", test_odd_names },
        { "/history/export", test_export },    { "/history/by-keys", test_by_keys },
    };

    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    if (!screen_open(WIDTH, HEIGHT)) {
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add(rows[i].path, Fixture, NULL, set_up, rows[i].test, tear_down);
    return g_test_run();
}
