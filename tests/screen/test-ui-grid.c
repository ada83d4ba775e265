/* SPDX-License-Identifier: Apache-2.0 */
/* Several cameras at a time: each tile has a feed of its own, and shows nothing but that. */
#include "tests/screen/fake-client.h"
#include "tests/screen/screen.h"
#include "ui/ui-tile.h"
#include "ui/ui-window.h"

#include <string.h>

#define WIDTH   800
#define HEIGHT  480
#define RED     0xa51d2d
#define N_ROOMS 4

static const char *const rooms[N_ROOMS] = { "Front door", "Garage", "Garden", "Living room" };
static const uint32_t colours[N_ROOMS] = { 0xff00ff, 0x00ffff, 0x00ff00, 0x2020ff };

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
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    g_assert_cmpuint(fake_client_n_players(), ==, 0);
    fake_client_choose(NULL);
    fake_home_set_rooms(NULL);
}

/* The camera's player shows a picture in its colour. */
static void
show(size_t i)
{
    g_autoptr(PipeFrame) frame = NULL;

    fake_client_choose(rooms[i]);
    frame = fake_frame_new(fake_client_link(), fake_client_generation(), colours[i],
                           g_get_real_time() - 200000);
    fake_player_show(frame);
    screen_run();
}

static void
admit_and_show(size_t i)
{
    fake_client_choose(rooms[i]);
    fake_client_admit(7000);
    show(i);
}

/* Exactly the cameras in @shown ("1010") are seen, each in its colour. */
static void
assert_seen(Fixture *f, const char *shown)
{
    screen_settle(f->window);
    for (size_t i = 0; i < N_ROOMS; i++) {
        unsigned n = screen_count(f->window, colours[i]);

        if (shown[i] == '1')
            g_assert_cmpuint(n, >, 1000);
        else
            g_assert_cmpuint(n, ==, 0);
    }
}

/* UI-12: every tile has a session, a player and a generation of its own. */
static void
test_each_its_own(Fixture *f, gconstpointer data)
{
    g_assert_cmpuint(fake_client_n_sessions(), ==, N_ROOMS);
    g_assert_cmpuint(fake_client_n_players(), ==, N_ROOMS);
    assert_seen(f, "0000");
    admit_and_show(0);
    assert_seen(f, "1000");
    admit_and_show(2);
    assert_seen(f, "1010");
    admit_and_show(1);
    admit_and_show(3);
    assert_seen(f, "1111");
}

/* A player that handed another camera's frame on would find nobody: its tile stays as it is. */
static void
test_mixed_up(Fixture *f, gconstpointer data)
{
    for (size_t i = 0; i < N_ROOMS; i++) {
        g_autoptr(PipeFrame) frame = NULL;

        fake_client_choose(rooms[i]);
        fake_client_admit(7000);
        frame = fake_frame_new(fake_client_link(), fake_client_generation(), colours[i], 0);
        fake_client_choose(rooms[(i + 1) % N_ROOMS]);
        fake_player_show(frame);
        screen_run();
    }
    assert_seen(f, "0000");
}

static void
test_one_refused(Fixture *f, gconstpointer data)
{
    for (size_t i = 0; i < N_ROOMS; i++)
        admit_and_show(i);
    screen_assert_says(f->window, "Cameras|", true);
    fake_client_choose(rooms[1]);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    g_assert_cmpuint(screen_count(f->window, colours[1]), ==, 0);
    assert_seen(f, "1011");
    g_assert_cmpuint(screen_count(f->window, RED), >, 5000);
    screen_assert_says(f->window, "1 camera not shown|", true);
    screen_assert_says(f->window, "Garage\xe2\x81\xa9 camera|", true);
    fake_client_choose(rooms[3]);
    fake_client_refuse(PROV_REASON_REVOKED, NULL);
    assert_seen(f, "1010");
    screen_assert_says(f->window, "2 cameras not shown|", true);
    /* the others go on */
    show(0);
    show(2);
    assert_seen(f, "1010");
}

/* To one camera and back: its picture stays the same feed's, the others rest meanwhile. */
static void
test_there_and_back(Fixture *f, gconstpointer data)
{
    uint64_t generation;

    for (size_t i = 0; i < N_ROOMS; i++)
        admit_and_show(i);
    fake_client_choose(rooms[2]);
    generation = fake_client_generation();
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garden"));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 1);
    g_assert_cmpuint(fake_client_n_players(), ==, 1);
    assert_seen(f, "0010");
    g_assert_cmpuint(fake_client_generation(), ==, generation);
    ui_window_close_camera(UI_WINDOW(f->window));
    g_assert_cmpuint(fake_client_n_sessions(), ==, N_ROOMS);
    assert_seen(f, "0010");
    admit_and_show(0);
    assert_seen(f, "1010");
}

/* Nothing that was on its way when its camera was put to rest is shown after that (RACE-05). */
static void
test_late_frame(Fixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) late = NULL;

    admit_and_show(0);
    fake_client_choose(rooms[0]);
    late =
        fake_frame_new(fake_client_link(), fake_client_generation(), colours[0], g_get_real_time());
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    ui_window_close_camera(UI_WINDOW(f->window));
    fake_client_choose(rooms[0]);
    fake_client_admit(7000);
    fake_player_show(late);
    screen_run();
    assert_seen(f, "0000");
}

/* Leaving and coming back is no way around a refusal that stays (UI-04, UI-10). */
static void
test_refusal_survives_a_rest(Fixture *f, gconstpointer data)
{
    for (unsigned i = 0; i < 3; i++) {
        fake_client_choose(rooms[0]);
        fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
        for (unsigned k = 0; k < 2; k++)
            fake_client_admit(7000);
    }
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    ui_window_close_camera(UI_WINDOW(f->window));
    for (unsigned k = 0; k < 3; k++)
        admit_and_show(0);
    assert_seen(f, "0000");
    screen_assert_says(f->window, "1 camera not shown|", true);
}

/* While something else is on the screen no camera is asked for anything. */
static void
test_rest_of_the_window(Fixture *f, gconstpointer data)
{
    ui_window_manage(UI_WINDOW(f->window));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    ui_window_close_camera(UI_WINDOW(f->window));
    g_assert_cmpuint(fake_client_n_sessions(), ==, N_ROOMS);
    ui_window_add_camera(UI_WINDOW(f->window));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    ui_window_close_camera(UI_WINDOW(f->window));
    g_assert_cmpuint(fake_client_n_sessions(), ==, N_ROOMS);
}

/* The first nine are watched; the others are drawn, and shown when they are opened. */
static void
test_more_than_nine(Fixture *f, gconstpointer data)
{
    static const char *const many[] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "K", NULL };

    fake_home_set_rooms(many);
    fake_home_changed(NULL);
    screen_settle(f->window);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 9);
    screen_assert_says(f->window, "Checking", true);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "K"));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 1);
}

/* The tenth camera is shown alone, in the first one's colour, and left again. */
static void
show_the_tenth(Fixture *f, bool refused)
{
    g_autoptr(PipeFrame) frame = NULL;

    g_assert_true(ui_window_open(UI_WINDOW(f->window), "K"));
    fake_client_choose(NULL);
    fake_client_admit(7000);
    frame = fake_frame_new(fake_client_link(), fake_client_generation(), colours[0],
                           g_get_real_time() - 200000);
    fake_player_show(frame);
    screen_run();
    if (refused)
        fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    ui_window_close_camera(UI_WINDOW(f->window));
    screen_settle(f->window);
}

/* SUB-15: a still is the last picture that was admitted, darker and dated, and gone with a refusal.
 */
static void
test_still(Fixture *f, gconstpointer data)
{
    static const char *const many[] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "K", NULL };
    const uint32_t darker = 0x8d0e8f; /* half of it, on what is behind */

    fake_home_set_rooms(many);
    fake_home_changed(NULL);
    screen_settle(f->window);
    screen_assert_says(f->window, "From ", false);
    show_the_tenth(f, false);
    screen_assert_says(f->window, "From ", true);
    g_assert_cmpuint(screen_count(f->window, colours[0]), ==, 0);
    g_assert_cmpuint(screen_count(f->window, darker), >, 1000);
    show_the_tenth(f, true);
    screen_assert_says(f->window, "From ", false);
    screen_assert_says(f->window, "This is not your", true);
    g_assert_cmpuint(screen_count(f->window, darker), ==, 0);
}

static void
measure(GtkWidget *widget, gpointer user_data)
{
    graphene_rect_t *least = user_data, bounds;

    if (!UI_IS_TILE(widget)
        || !gtk_widget_compute_bounds(widget, GTK_WIDGET(gtk_widget_get_root(widget)), &bounds))
        return;
    g_assert_cmpfloat(bounds.origin.x, >=, 24 - 6); /* and its border, which is ours */
    g_assert_cmpfloat(bounds.origin.x + bounds.size.width, <=, WIDTH - 24 + 6);
    g_assert_cmpfloat(bounds.origin.y + bounds.size.height, <=, HEIGHT);
    least->size.width = MIN(least->size.width, bounds.size.width);
    least->size.height = MIN(least->size.height, bounds.size.height);
}

/* One to nine tiles fit on the smallest screen, each larger than a finger. */
static void
test_fits(Fixture *f, gconstpointer data)
{
    static const char *const nine[] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", NULL };

    for (size_t n = 1; n <= 9; n++) {
        graphene_rect_t least = GRAPHENE_RECT_INIT(0, 0, WIDTH, HEIGHT);

        fake_home_set_rooms(nine + 9 - n);
        fake_home_changed(NULL);
        screen_settle(f->window);
        g_assert_cmpuint(fake_client_n_sessions(), ==, n);
        screen_visit(f->window, measure, &least);
        g_assert_cmpfloat(least.size.width, >=, 76);
        g_assert_cmpfloat(least.size.height, >=, 76);
    }
}

/* A D-pad moves between the tiles as they lie on the screen. */
static void
test_by_arrows(Fixture *f, gconstpointer data)
{
    static const struct {
        GtkDirectionType direction;
        const char *room;
    } steps[] = {
        { GTK_DIR_RIGHT, "Garage" },
        { GTK_DIR_DOWN, "Living room" },
        { GTK_DIR_LEFT, "Garden" },
        { GTK_DIR_UP, "Front door" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        GtkWidget *focus;

        gtk_widget_child_focus(f->window, steps[i].direction);
        focus = gtk_window_get_focus(GTK_WINDOW(f->window));
        g_assert_true(UI_IS_TILE(focus));
        g_assert_cmpstr(ui_feed_get_camera(ui_tile_get_feed(UI_TILE(focus)))->room, ==,
                        steps[i].room);
    }
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *f, gconstpointer data);
    } rows[] = {
        { "/grid/UI-12/each-its-own", test_each_its_own },
        { "/grid/UI-12/mixed-up", test_mixed_up },
        { "/grid/SUB-01/one-refused-the-others-go-on", test_one_refused },
        { "/grid/there-and-back", test_there_and_back },
        { "/grid/RACE-05/late-frame", test_late_frame },
        { "/grid/UI-04+UI-10/refusal-survives-a-rest", test_refusal_survives_a_rest },
        { "/grid/rest-of-the-window", test_rest_of_the_window },
        { "/grid/more-than-nine", test_more_than_nine },
        { "/grid/SUB-15/still", test_still },
        { "/grid/one-to-nine-fit", test_fits },
        { "/grid/by-arrows", test_by_arrows },
    };

    g_test_init(&argc, &argv, NULL);
    if (!screen_open(WIDTH, HEIGHT)) {
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add(rows[i].path, Fixture, NULL, set_up, rows[i].test, tear_down);
    return g_test_run();
}
