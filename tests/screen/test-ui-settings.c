/* SPDX-License-Identifier: Apache-2.0 */
/* What is chosen takes effect and is kept; a screen that nobody touches is blank, and wakes blank;
 * the owner's PIN guards what it should, and nothing else. */
#include "client/client-pin.h"
#include "client/client-settings.h"
#include "tests/screen/fake-client.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "ui/ui-language.h"
#include "ui/ui-manage.h"
#include "ui/ui-tile.h"
#include "ui/ui-window.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define WIDTH    800
#define HEIGHT   480
#define MAGENTA  0xff00ff
#define PIN      "2580"
#define MINUTE   (60 * G_USEC_PER_SEC)
#define SOON_US  G_USEC_PER_SEC
#define LATER_US (3 * SOON_US) /* enough for a picture before it */
#define WAKE     "Touch to see your cameras"
#define ENTER    "Enter the owner PIN"

typedef struct {
    GtkWidget *window;
    UiStore *store;
} Fixture;

static void
open_window(Fixture *f)
{
    f->window = ui_window_new_with_store(f->store, true, WIDTH, HEIGHT);
    gtk_window_set_decorated(GTK_WINDOW(f->window), FALSE);
    gtk_window_present(GTK_WINDOW(f->window));
    screen_focus(f->window);
}

static void
set_up(Fixture *f, gconstpointer data)
{
    g_autofree char *dir = client_settings_default_dir();

    f->store = ui_store_open(dir);
}

static void
set_up_with_pin(Fixture *f, gconstpointer data)
{
    set_up(f, data);
    f->store->pin = client_pin_seal(PIN);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    gtk_window_destroy(GTK_WINDOW(f->window));
    screen_run();
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    ui_store_free(f->store);
    fake_client_choose(NULL);
}

static void
open_menu(Fixture *f)
{
    ui_window_close_camera(UI_WINDOW(f->window));
    gtk_widget_child_focus(f->window, GTK_DIR_UP);
    g_signal_emit_by_name(gtk_window_get_focus(GTK_WINDOW(f->window)), "clicked");
    screen_settle(f->window);
}

/* A window for which a minute without a touch is over in @soon_us: the device slept through the
 * rest of it. */
static void
open_sleepy_window(Fixture *f, int64_t soon_us)
{
    open_window(f);
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "Blank the screen when nobody touches it");
    fake_client_sleep(soon_us - MINUTE);
    person_press(f->window, "After 60 s");
    fake_client_sleep(MINUTE - soon_us);
    ui_window_close_camera(UI_WINDOW(f->window));
    screen_settle(f->window);
}

static void
type(const char *digits)
{
    for (; *digits != '\0'; digits++) {
        const char name[] = { *digits, '\0' };

        screen_key(name);
    }
    screen_key("Return");
    screen_wait(300); /* GTK lets go of a pressed button a quarter of a second later */
}

static void
show_magenta(void)
{
    g_autoptr(PipeFrame) frame =
        fake_frame_new(fake_client_link(), fake_client_generation(), MAGENTA, g_get_real_time());

    fake_player_show(frame);
    screen_run();
}

static void
go_live(Fixture *f, const char *room)
{
    fake_client_choose(room);
    fake_client_admit(7000);
    show_magenta();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 1000);
}

static void
wait_until_blank(Fixture *f)
{
    const int64_t end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    while (!person_reads(f->window, WAKE))
        g_assert_cmpint(g_get_monotonic_time(), <, end);
}

/* UI-05: no session runs behind it, and nothing of a camera is on it: not even its name. */
static void
test_blank(Fixture *f, gconstpointer data)
{
    open_sleepy_window(f, LATER_US);
    go_live(f, "Garage");
    wait_until_blank(f);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    g_assert_cmpuint(fake_client_n_players(), ==, 0);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_false(person_reads(f->window, "\u2068Garage\u2069"));
}

static void
test_touch_puts_it_off(Fixture *f, gconstpointer data)
{
    open_sleepy_window(f, SOON_US);
    screen_key("Right");
    screen_wait(2 * SOON_US / 1000);
    g_assert_false(person_reads(f->window, WAKE));
    g_assert_cmpuint(fake_client_n_sessions(), >, 0);
}

/* UI-08: what wakes it presses nothing, and the first picture is of a selection of its own. */
static void
test_wakes_blank(Fixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) old = NULL;
    uint64_t generation;

    open_sleepy_window(f, LATER_US);
    go_live(f, "Garage");
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
    go_live(f, "Garage");
}

static void
test_wakes_to_its_camera(Fixture *f, gconstpointer data)
{
    UiPage *page;

    open_sleepy_window(f, LATER_US);
    page = ui_window_get_page(UI_WINDOW(f->window));
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    go_live(f, "Garage");
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
test_sleeps_on(Fixture *f, gconstpointer data)
{
    open_sleepy_window(f, SOON_US);
    wait_until_blank(f);
    fake_client_changed(NULL);
    screen_run();
    g_assert_true(person_reads(f->window, WAKE));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
}

/* UI-08 with a PIN: nothing is watched before it was right, and the way back leads to the blank. */
static void
test_wakes_by_pin(Fixture *f, gconstpointer data)
{
    f->store->wake_pin = true;
    open_sleepy_window(f, LATER_US);
    go_live(f, "Garage");
    wait_until_blank(f);
    screen_key("space");
    g_assert_true(person_reads(f->window, ENTER));
    screen_key("Escape");
    g_assert_true(person_reads(f->window, WAKE));
    screen_click(WIDTH / 2, HEIGHT / 2);
    g_assert_true(person_reads(f->window, ENTER));
    type("1111");
    g_assert_true(person_reads(f->window, "This is not the PIN."));
    fake_client_changed(NULL);
    screen_run();
    g_assert_true(person_reads(f->window, ENTER));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    type(PIN);
    g_assert_false(person_reads(f->window, ENTER));
    g_assert_cmpuint(fake_client_n_sessions(), >, 0);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
}

/* UI-11: adding, editing and the settings ask; what is read does not. */
static void
test_guarded(Fixture *f, gconstpointer data)
{
    static const struct {
        const char *item;
        bool asks;
        const char *then;
    } rows[] = {
        { "Add a camera", true, "Type the code" },
        { "Edit cameras", true, "Rename" },
        { "History", false, "Nothing was held back" },
        { "Settings", true, "Time of day" },
    };

    open_window(f);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        open_menu(f);
        person_press(f->window, rows[i].item);
        g_assert_cmpint(person_reads(f->window, ENTER), ==, rows[i].asks);
        g_assert_cmpint(person_reads(f->window, rows[i].then), ==, !rows[i].asks);
        if (!rows[i].asks)
            continue;
        screen_key("Escape");
        g_assert_true(UI_IS_TILE(gtk_window_get_focus(GTK_WINDOW(f->window))));
        open_menu(f);
        person_press(f->window, rows[i].item);
        type(PIN);
        g_assert_true(person_reads(f->window, rows[i].then));
    }
}

static void
test_guarded_link_again(Fixture *f, gconstpointer data)
{
    open_window(f);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    fake_client_choose("Garage");
    fake_client_refuse(PROV_REASON_REVOKED, NULL);
    person_press(f->window, "Link again");
    g_assert_true(person_reads(f->window, ENTER));
    screen_key("Escape");
    g_assert_true(person_reads(f->window, "Checking \u2068Garage\u2069…"));
    fake_client_refuse(PROV_REASON_REVOKED, NULL);
    person_press(f->window, "Details"); /* asks nobody */
    g_assert_true(person_reads(f->window, "revoked"));
    screen_key("Escape");
    person_press(f->window, "Link again");
    type(PIN);
    g_assert_true(person_reads(f->window, "Link \u2068Garage\u2069 again"));
}

static char *
read_file(void)
{
    g_autofree char *dir = client_settings_default_dir();
    g_autofree char *path = g_build_filename(dir, CLIENT_SETTINGS_FILE, NULL);
    char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

/* UI-11: after five wrong ones even the right one has to wait, over a restart too. */
static void
test_guessing(Fixture *f, gconstpointer data)
{
    g_autofree char *text = NULL;

    open_window(f);
    open_menu(f);
    person_press(f->window, "Settings");
    for (int i = 0; i < 5; i++)
        type("1111");
    g_assert_true(person_reads(f->window, "It was wrong too often. Wait 30 s, then try again."));
    for (const char *digit = PIN; *digit != '\0'; digit++)
        screen_key((const char[]){ *digit, '\0' });
    g_assert_true(person_reads(f->window, "○○○○"));
    text = read_file();
    g_assert_nonnull(strstr(text, "wrong=5"));

    gtk_window_destroy(GTK_WINDOW(f->window));
    ui_store_free(f->store);
    set_up(f, NULL);
    open_window(f);
    open_menu(f);
    person_press(f->window, "Settings");
    g_assert_true(person_reads(f->window, "It was wrong too often. Wait 30 s, then try again."));
    fake_client_sleep(30 * G_USEC_PER_SEC);
    screen_wait(1300); /* what is said counts down by the second */
    type(PIN);
    g_assert_true(person_reads(f->window, "Time of day"));
    g_assert_cmpuint(f->store->n_wrong, ==, 0);
}

/* UI-11: a file that can't be believed opens nothing, and says what is to be done. */
static void
test_bad_file(Fixture *f, gconstpointer data)
{
    g_autofree char *dir = client_settings_default_dir();
    g_autofree char *path = g_build_filename(dir, CLIENT_SETTINGS_FILE, NULL);

    g_assert_true(ui_store_save(f->store, NULL));
    g_assert_cmpint(g_chmod(path, 0666), ==, 0);
    ui_store_free(f->store);
    f->store = ui_store_open(dir);
    open_window(f);
    open_menu(f);
    person_press(f->window, "Edit cameras");
    g_assert_true(person_reads(f->window, ENTER));
    g_assert_true(person_reads(f->window, ui_store_get_problem(f->store)));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    ui_window_close_camera(UI_WINDOW(f->window));
    g_assert_cmpuint(fake_client_n_sessions(), >, 0); /* watching goes on */
}

/* The PIN is chosen by entering it twice, and is not in the file as it is. */
static void
test_choose_pin(Fixture *f, gconstpointer data)
{
    g_autofree char *text = NULL;

    open_window(f);
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "Owner PIN for changes to cameras and settings");
    screen_key("1");
    screen_key("2");
    screen_key("3");
    screen_key("Return"); /* three digits are none */
    screen_wait(300);
    g_assert_true(person_reads(f->window, "Choose an owner PIN"));
    type("4");
    g_assert_true(person_reads(f->window, "Enter the PIN again"));
    type("1243");
    g_assert_true(person_reads(f->window, "These were not the same. Choose again."));
    type("1234");
    type("1234");
    g_assert_true(client_pin_matches(f->store->pin, "1234"));
    text = read_file();
    g_assert_null(strstr(text, "1234"));
    person_press(f->window, "Owner PIN for changes to cameras and settings");
    person_press(f->window, "Remove the PIN");
    g_assert_null(f->store->pin);
}

static void
test_choices(Fixture *f, gconstpointer data)
{
    g_autofree char *dir = client_settings_default_dir();
    g_autoptr(UiStore) kept = NULL;

    open_window(f);
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "Language");
    person_press(f->window, "Nederlands");
    g_assert_true(
        person_reads(f->window, "The language changes when Ownview starts the next time."));
    g_assert_true(person_reads(f->window, "Nederlands"));
    person_press(f->window, "Time of day");
    person_press(f->window, "12 hours");
    g_assert_cmpint(ui_language_get_clock(), ==, UI_CLOCK_12);
    person_press(f->window, "Blank the screen when nobody touches it");
    person_press(f->window, "After 15 min");
    g_assert_true(person_reads(f->window, "After 15 min"));
    g_assert_false(person_reads(f->window, "The night begins"));
    person_press(f->window, "Dim the screen at night");
    person_press(f->window, "The night begins");
    person_press(f->window, "\u206811:00 pm\u2069");
    person_press(f->window, "A soft sound when a camera is not shown");
    kept = ui_store_open(dir);
    g_assert_cmpstr(kept->language, ==, "nl");
    g_assert_cmpint(kept->clock, ==, UI_CLOCK_12);
    g_assert_cmpuint(kept->blank_min, ==, 15);
    g_assert_true(kept->night);
    g_assert_cmpuint(kept->night_from, ==, 23);
    g_assert_true(kept->chime);
    ui_language_set_clock(UI_CLOCK_LANGUAGE);
}

/* STO-07: what can't be kept is said, and holds. */
static void
test_not_kept(Fixture *f, gconstpointer data)
{
    g_autofree char *dir = client_settings_default_dir();

    g_mkdir_with_parents(g_get_user_config_dir(), 0700);
    g_assert_true(g_file_set_contents(dir, "", 0, NULL)); /* where the folder should be */
    open_window(f);
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "When the picture of \u2068Garage\u2069 stops");
    g_assert_true(person_reads(f->window, "Blank after 5 seconds, for a door or a baby"));
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, 0xffb300), >, 1000);
}

/* A camera at a door: from the settings to what is painted. */
static void
test_door(Fixture *f, gconstpointer data)
{
    UiPage *page;
    int64_t shown_us;

    open_window(f);
    page = ui_window_get_page(UI_WINDOW(f->window));
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "When the picture of \u2068Garage\u2069 stops");
    g_assert_true(person_reads(f->window, "Blank after 5 seconds, for a door or a baby"));
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    go_live(f, "Garage");
    shown_us = client_boot_now();
    g_assert_cmpint(ui_page_get_view(page)->picture_until_us, <=, shown_us + 5 * G_USEC_PER_SEC);
    g_assert_cmpint(ui_page_get_view(page)->picture_until_us, >, shown_us);
}

static double
luminance(const unsigned rgb[3])
{
    static const double weights[] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        const double c = rgb[i] / 255.0;

        sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

/* WCAG 2.1, relative luminance and contrast ratio. */
static double
contrast(uint32_t a, uint32_t b)
{
    const unsigned first[] = { a >> 16, a >> 8 & 0xff, a & 0xff };
    const unsigned second[] = { b >> 16, b >> 8 & 0xff, b & 0xff };
    const double one = luminance(first), two = luminance(second);

    return (MAX(one, two) + 0.05) / (MIN(one, two) + 0.05);
}

/* What the night makes of a colour, as it is on the screen. */
static uint32_t
at_night(uint32_t rgb)
{
    uint32_t dark = 0;

    for (int shift = 0; shift <= 16; shift += 8)
        dark |= (uint32_t)lround((rgb >> shift & 0xff) * 0.62) << shift;
    return dark;
}

/* Darker at night, and a warning is read all the same. */
static void
test_night(Fixture *f, gconstpointer data)
{
    static const uint32_t pairs[][2] = { { 0xffffff, 0xa51d2d },
                                         { 0xffffff, 0x121212 },
                                         { 0x000000, 0xffb300 } };
    g_autoptr(GDateTime) now = g_date_time_new_now_local();

    f->store->night = true;
    f->store->night_from = (unsigned)g_date_time_get_hour(now);
    f->store->night_to = (f->store->night_from + 2) % 24;
    open_window(f);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    fake_client_choose("Garage");
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, 0xa51d2d), ==, 0);
    g_assert_cmpuint(screen_count(f->window, at_night(0xa51d2d)), >, 10000);
    g_assert_cmpuint(screen_count(f->window, at_night(0xffffff)), >, 500);
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        g_assert_cmpfloat(contrast(at_night(pairs[i][0]), at_night(pairs[i][1])), >=, 4.5);
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "Dim the screen at night");
    ui_window_open(UI_WINDOW(f->window), "Garage");
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, 0xa51d2d), >, 10000);
}

/* From the cameras to a setting and back with the keys of a remote control. */
static void
test_by_keys(Fixture *f, gconstpointer data)
{
    open_window(f);
    open_menu(f);
    for (int i = 0; i < 3; i++)
        screen_key("Right");
    screen_key("Return");
    g_assert_true(person_reads(f->window, "Time of day"));
    screen_key("Down");
    screen_key("Return");
    screen_wait(300);
    g_assert_true(person_reads(f->window, "24 hours"));
    screen_key("Right");
    screen_key("Return");
    g_assert_cmpint(f->store->clock, ==, UI_CLOCK_24);
    screen_key("Escape");
    g_assert_true(person_reads(f->window, "Edit cameras"));
    ui_language_set_clock(UI_CLOCK_LANGUAGE);
}

typedef struct {
    const char *path;
    void (*test)(Fixture *f, gconstpointer data);
} Row;

static void
add(const Row *rows, size_t n, void (*prepare)(Fixture *f, gconstpointer data))
{
    for (size_t i = 0; i < n; i++)
        g_test_add(rows[i].path, Fixture, NULL, prepare, rows[i].test, tear_down);
}

int
main(int argc, char **argv)
{
    static const Row plain[] = {
        { "/settings/UI-05/blank", test_blank },
        { "/settings/UI-05/touch-puts-it-off", test_touch_puts_it_off },
        { "/settings/UI-08/wakes-blank", test_wakes_blank },
        { "/settings/UI-08/wakes-to-its-camera", test_wakes_to_its_camera },
        { "/settings/UI-08/sleeps-on", test_sleeps_on },
        { "/settings/UI-11/choose-pin", test_choose_pin },
        { "/settings/choices", test_choices },
        { "/settings/STO-07/not-kept", test_not_kept },
        { "/settings/door", test_door },
        { "/settings/night", test_night },
        { "/settings/by-keys", test_by_keys },
    };
    static const Row guarded[] = {
        { "/settings/UI-08/wakes-by-pin", test_wakes_by_pin },
        { "/settings/UI-11/guarded", test_guarded },
        { "/settings/UI-11/guarded-link-again", test_guarded_link_again },
        { "/settings/UI-11/guessing", test_guessing },
        { "/settings/UI-11/bad-file", test_bad_file },
    };

    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    if (!screen_open(WIDTH, HEIGHT)) {
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    add(plain, G_N_ELEMENTS(plain), set_up);
    add(guarded, G_N_ELEMENTS(guarded), set_up_with_pin);
    return g_test_run();
}
