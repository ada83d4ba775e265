/* SPDX-License-Identifier: Apache-2.0 */
/* What is chosen takes effect and is kept. */
#include "client/client-settings.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "tests/screen/settings-fixture.h"
#include "ui/ui-language.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static void
test_choices(SettingsFixture *f, gconstpointer data)
{
    g_autofree char *dir = client_settings_default_dir();
    g_autoptr(UiStore) kept = NULL;

    settings_fixture_open_window(f);
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
test_not_kept(SettingsFixture *f, gconstpointer data)
{
    g_autofree char *dir = client_settings_default_dir();

    g_mkdir_with_parents(g_get_user_config_dir(), 0700);
    g_assert_true(g_file_set_contents(dir, "", 0, NULL)); /* where the folder should be */
    settings_fixture_open_window(f);
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "When the picture of \u2068Garage\u2069 stops");
    g_assert_true(person_reads(f->window, "Blank after 5 seconds, for a door or a baby"));
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, 0xffb300), >, 1000);
}

/* A camera at a door: from the settings to what is painted. */
static void
test_door(SettingsFixture *f, gconstpointer data)
{
    UiPage *page;
    int64_t shown_us;

    settings_fixture_open_window(f);
    page = ui_window_get_page(UI_WINDOW(f->window));
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "When the picture of \u2068Garage\u2069 stops");
    g_assert_true(person_reads(f->window, "Blank after 5 seconds, for a door or a baby"));
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    settings_fixture_go_live(f, "Garage");
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
test_night(SettingsFixture *f, gconstpointer data)
{
    static const uint32_t pairs[][2] = { { 0xffffff, 0xa51d2d },
                                         { 0xffffff, 0x121212 },
                                         { 0x000000, 0xffb300 } };
    g_autoptr(GDateTime) now = g_date_time_new_now_local();

    f->store->night = true;
    f->store->night_from = (unsigned)g_date_time_get_hour(now);
    f->store->night_to = (f->store->night_from + 2) % 24;
    settings_fixture_open_window(f);
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
test_by_keys(SettingsFixture *f, gconstpointer data)
{
    settings_fixture_open_window(f);
    settings_fixture_open_menu(f);
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

int
main(int argc, char **argv)
{
    static const SettingsTest tests[] = {
        { "/settings/choices", test_choices, false },
        { "/settings/STO-07/not-kept", test_not_kept, false },
        { "/settings/door", test_door, false },
        { "/settings/night", test_night, false },
        { "/settings/by-keys", test_by_keys, false },
    };

    return settings_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
