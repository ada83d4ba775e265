/* SPDX-License-Identifier: Apache-2.0 */
/* A screen that nobody touches is blank, and wakes blank. */
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "tests/screen/settings-fixture.h"

#define MINUTE   (60 * G_USEC_PER_SEC)
#define SOON_US  G_USEC_PER_SEC
#define LATER_US (3 * SOON_US) /* enough for a picture before it */
#define WAKE     "Touch to see your cameras"

/* A window for which a minute without a touch is over in @soon_us: the device slept through the
 * rest of it. */
static void
open_sleepy_window(SettingsFixture *f, int64_t soon_us)
{
    settings_fixture_open_window(f);
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "Blank the screen when nobody touches it");
    fake_client_sleep(soon_us - MINUTE);
    person_press(f->window, "After 60 s");
    fake_client_sleep(MINUTE - soon_us);
    ui_window_close_camera(UI_WINDOW(f->window));
    screen_settle(f->window);
}

static void
wait_until_blank(SettingsFixture *f)
{
    const int64_t end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    while (!person_reads(f->window, WAKE))
        g_assert_cmpint(g_get_monotonic_time(), <, end);
}

/* UI-05: no session runs behind it, and nothing of a camera is on it: not even its name. */
static void
test_blank(SettingsFixture *f, gconstpointer data)
{
    open_sleepy_window(f, LATER_US);
    settings_fixture_go_live(f, "Garage");
    wait_until_blank(f);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    g_assert_cmpuint(fake_client_n_players(), ==, 0);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_false(person_reads(f->window, "\u2068Garage\u2069"));
}

static void
test_touch_puts_it_off(SettingsFixture *f, gconstpointer data)
{
    open_sleepy_window(f, SOON_US);
    screen_key("Right");
    screen_wait(2 * SOON_US / 1000);
    g_assert_false(person_reads(f->window, WAKE));
    g_assert_cmpuint(fake_client_n_sessions(), >, 0);
}

/* UI-08: what wakes it presses nothing, and the first picture is of a selection of its own. */
static void
test_wakes_blank(SettingsFixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) old = NULL;
    uint64_t generation;

    open_sleepy_window(f, LATER_US);
    settings_fixture_go_live(f, "Garage");
    generation = fake_client_generation();
    old = fake_frame_new(fake_client_link(), generation, MAGENTA, g_get_real_time());
    wait_until_blank(f);
    screen_click(WIDTH / 4, HEIGHT / 2);
    g_assert_false(person_reads(f->window, WAKE));
    g_assert_null(ui_page_get_camera(ui_window_get_page(UI_WINDOW(f->window))));
    g_assert_cmpuint(fake_client_n_sessions(), >, 0);
    g_assert_cmpuint(fake_client_generation(), >, generation);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    fake_player_show(old);
    screen_run();
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    settings_fixture_go_live(f, "Garage");
}

static void
test_wakes_to_its_camera(SettingsFixture *f, gconstpointer data)
{
    UiPage *page;

    open_sleepy_window(f, LATER_US);
    page = ui_window_get_page(UI_WINDOW(f->window));
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    settings_fixture_go_live(f, "Garage");
    wait_until_blank(f);
    g_assert_null(ui_page_get_camera(page));
    screen_key("space");
    g_assert_false(person_reads(f->window, WAKE));
    g_assert_cmpstr(ui_page_get_camera(page)->room, ==, "Garage");
    g_assert_cmpint(ui_page_get_view(page)->kind, ==, UI_KIND_CHECKING);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
}

/* Another program links or unlinks: that wakes nobody. */
static void
test_sleeps_on(SettingsFixture *f, gconstpointer data)
{
    open_sleepy_window(f, SOON_US);
    wait_until_blank(f);
    fake_home_changed(NULL);
    screen_run();
    g_assert_true(person_reads(f->window, WAKE));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
}

/* UI-08 with a PIN: nothing is watched before it was right, and the way back leads to the blank. */
static void
test_wakes_by_pin(SettingsFixture *f, gconstpointer data)
{
    f->store->wake_pin = true;
    open_sleepy_window(f, LATER_US);
    settings_fixture_go_live(f, "Garage");
    wait_until_blank(f);
    screen_key("space");
    g_assert_true(person_reads(f->window, ENTER));
    screen_key("Escape");
    g_assert_true(person_reads(f->window, WAKE));
    screen_click(WIDTH / 2, HEIGHT / 2);
    g_assert_true(person_reads(f->window, ENTER));
    settings_fixture_type("1111");
    g_assert_true(person_reads(f->window, "This is not the PIN."));
    fake_home_changed(NULL);
    screen_run();
    g_assert_true(person_reads(f->window, ENTER));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    settings_fixture_type(PIN);
    g_assert_false(person_reads(f->window, ENTER));
    g_assert_cmpuint(fake_client_n_sessions(), >, 0);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
}

int
main(int argc, char **argv)
{
    static const SettingsTest tests[] = {
        { "/settings/UI-05/blank", test_blank, false },
        { "/settings/UI-05/touch-puts-it-off", test_touch_puts_it_off, false },
        { "/settings/UI-08/wakes-blank", test_wakes_blank, false },
        { "/settings/UI-08/wakes-to-its-camera", test_wakes_to_its_camera, false },
        { "/settings/UI-08/sleeps-on", test_sleeps_on, false },
        { "/settings/UI-08/wakes-by-pin", test_wakes_by_pin, true },
    };

    return settings_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
