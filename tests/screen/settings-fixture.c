/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/settings-fixture.h"

#include "client/client-pin.h"
#include "client/client-settings.h"
#include "tests/screen/screen.h"

static void
set_up(SettingsFixture *f, gconstpointer pin)
{
    g_autofree char *dir = client_settings_default_dir();

    f->store = ui_store_open(dir);
    f->store->pin = pin != NULL ? client_pin_seal(pin) : NULL;
}

static void
tear_down(SettingsFixture *f, gconstpointer data)
{
    gtk_window_destroy(GTK_WINDOW(f->window));
    screen_run();
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    ui_store_free(f->store);
    fake_client_choose(NULL);
}

void
settings_fixture_open_window(SettingsFixture *f)
{
    f->window = ui_window_new_with_store(f->store, true, WIDTH, HEIGHT);
    gtk_window_set_decorated(GTK_WINDOW(f->window), FALSE);
    gtk_window_present(GTK_WINDOW(f->window));
    screen_focus(f->window);
}

void
settings_fixture_open_menu(SettingsFixture *f)
{
    ui_window_close_camera(UI_WINDOW(f->window));
    gtk_widget_child_focus(f->window, GTK_DIR_UP);
    g_signal_emit_by_name(gtk_window_get_focus(GTK_WINDOW(f->window)), "clicked");
    screen_settle(f->window);
}

void
settings_fixture_type(const char *digits)
{
    for (; *digits != '\0'; digits++) {
        const char name[] = { *digits, '\0' };

        screen_key(name);
    }
    screen_key("Return");
    screen_wait(300); /* GTK lets go of a pressed button a quarter of a second later */
}

void
settings_fixture_show(void)
{
    g_autoptr(PipeFrame) frame =
        fake_frame_new(fake_client_link(), fake_client_generation(), MAGENTA, g_get_real_time());

    fake_player_show(frame);
    screen_run();
}

void
settings_fixture_go_live(SettingsFixture *f, const char *room)
{
    fake_client_choose(room);
    fake_client_admit(7000);
    settings_fixture_show();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 1000);
}

int
settings_fixture_run(int argc, char **argv, const SettingsTest *tests, size_t n)
{
    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    if (!screen_open(WIDTH, HEIGHT)) {
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    for (size_t i = 0; i < n; i++)
        g_test_add(tests[i].path, SettingsFixture, tests[i].guarded ? PIN : NULL, set_up,
                   tests[i].test, tear_down);
    return g_test_run();
}
