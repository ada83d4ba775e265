/* SPDX-License-Identifier: Apache-2.0 */
/* The owner's PIN guards what it should, and nothing else. */
#include "client/client-pin.h"
#include "client/client-settings.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "tests/screen/settings-fixture.h"
#include "ui/ui-manage.h"
#include "ui/ui-tile.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
read_file(void)
{
    g_autofree char *dir = client_settings_default_dir();
    g_autofree char *path = g_build_filename(dir, CLIENT_SETTINGS_FILE, NULL);
    char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

/* The PIN is chosen by entering it twice, and is not in the file as it is. */
static void
test_choose_pin(SettingsFixture *f, gconstpointer data)
{
    g_autofree char *text = NULL;

    settings_fixture_open_window(f);
    ui_window_show_settings(UI_WINDOW(f->window));
    person_press(f->window, "Owner PIN for changes to cameras and settings");
    screen_key("1");
    screen_key("2");
    screen_key("3");
    screen_key("Return"); /* three digits are none */
    screen_wait(300);
    g_assert_true(person_reads(f->window, "Choose an owner PIN"));
    settings_fixture_type("4");
    g_assert_true(person_reads(f->window, "Enter the PIN again"));
    settings_fixture_type("1243");
    g_assert_true(person_reads(f->window, "These were not the same. Choose again."));
    settings_fixture_type("1234");
    settings_fixture_type("1234");
    g_assert_true(client_pin_matches(f->store->pin, "1234"));
    text = read_file();
    g_assert_null(strstr(text, "1234"));
    person_press(f->window, "Owner PIN for changes to cameras and settings");
    person_press(f->window, "Remove the PIN");
    g_assert_null(f->store->pin);
}

/* UI-11: adding, editing and the settings ask; what is read does not. */
static void
test_guarded(SettingsFixture *f, gconstpointer data)
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

    settings_fixture_open_window(f);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        settings_fixture_open_menu(f);
        person_press(f->window, rows[i].item);
        g_assert_cmpint(person_reads(f->window, ENTER), ==, rows[i].asks);
        g_assert_cmpint(person_reads(f->window, rows[i].then), ==, !rows[i].asks);
        if (!rows[i].asks)
            continue;
        screen_key("Escape");
        g_assert_true(UI_IS_TILE(gtk_window_get_focus(GTK_WINDOW(f->window))));
        settings_fixture_open_menu(f);
        person_press(f->window, rows[i].item);
        settings_fixture_type(PIN);
        g_assert_true(person_reads(f->window, rows[i].then));
    }
}

static void
test_guarded_link_again(SettingsFixture *f, gconstpointer data)
{
    settings_fixture_open_window(f);
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
    settings_fixture_type(PIN);
    g_assert_true(person_reads(f->window, "Link \u2068Garage\u2069 again"));
}

/* UI-11: after five wrong ones even the right one has to wait, over a restart too. */
static void
test_guessing(SettingsFixture *f, gconstpointer data)
{
    g_autofree char *dir = client_settings_default_dir();
    g_autofree char *text = NULL;

    settings_fixture_open_window(f);
    settings_fixture_open_menu(f);
    person_press(f->window, "Settings");
    for (int i = 0; i < 5; i++)
        settings_fixture_type("1111");
    g_assert_true(person_reads(f->window, "It was wrong too often. Wait 30 s, then try again."));
    for (const char *digit = PIN; *digit != '\0'; digit++)
        screen_key((const char[]){ *digit, '\0' });
    g_assert_true(person_reads(f->window, "○○○○"));
    text = read_file();
    g_assert_nonnull(strstr(text, "wrong=5"));

    gtk_window_destroy(GTK_WINDOW(f->window));
    ui_store_free(f->store);
    f->store = ui_store_open(dir);
    settings_fixture_open_window(f);
    settings_fixture_open_menu(f);
    person_press(f->window, "Settings");
    g_assert_true(person_reads(f->window, "It was wrong too often. Wait 30 s, then try again."));
    fake_client_sleep(30 * G_USEC_PER_SEC);
    screen_wait(1300); /* what is said counts down by the second */
    settings_fixture_type(PIN);
    g_assert_true(person_reads(f->window, "Time of day"));
    g_assert_cmpuint(f->store->n_wrong, ==, 0);
}

/* UI-11: a file that can't be believed opens nothing, and says what is to be done. */
static void
test_bad_file(SettingsFixture *f, gconstpointer data)
{
    g_autofree char *dir = client_settings_default_dir();
    g_autofree char *path = g_build_filename(dir, CLIENT_SETTINGS_FILE, NULL);

    g_assert_true(ui_store_save(f->store, NULL));
    g_assert_cmpint(g_chmod(path, 0666), ==, 0);
    ui_store_free(f->store);
    f->store = ui_store_open(dir);
    settings_fixture_open_window(f);
    settings_fixture_open_menu(f);
    person_press(f->window, "Edit cameras");
    g_assert_true(person_reads(f->window, ENTER));
    g_assert_true(person_reads(f->window, ui_store_get_problem(f->store)));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    ui_window_close_camera(UI_WINDOW(f->window));
    g_assert_cmpuint(fake_client_n_sessions(), >, 0); /* watching goes on */
}

int
main(int argc, char **argv)
{
    static const SettingsTest tests[] = {
        { "/settings/UI-11/choose-pin", test_choose_pin, false },
        { "/settings/UI-11/guarded", test_guarded, true },
        { "/settings/UI-11/guarded-link-again", test_guarded_link_again, true },
        { "/settings/UI-11/guessing", test_guessing, true },
        { "/settings/UI-11/bad-file", test_bad_file, true },
    };

    return settings_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
