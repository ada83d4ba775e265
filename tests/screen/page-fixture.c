/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/page-fixture.h"

#include "tests/screen/screen.h"

static void
set_up(PageFixture *f, gconstpointer hub)
{
    f->store = ui_store_open(NULL);
    f->window = ui_window_new_with_store(f->store, hub != NULL, WIDTH, HEIGHT);
    f->page = ui_window_get_page(UI_WINDOW(f->window));
    gtk_window_set_decorated(GTK_WINDOW(f->window), FALSE);
    gtk_window_present(GTK_WINDOW(f->window));
    screen_settle(f->window);
}

static void
tear_down(PageFixture *f, gconstpointer data)
{
    gtk_window_destroy(GTK_WINDOW(f->window));
    ui_store_free(f->store);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    g_assert_cmpuint(fake_client_n_players(), ==, 0);
}

PipeFrame *
page_fixture_frame(void)
{
    return fake_frame_new(fake_client_link(), fake_client_generation(), MAGENTA,
                          g_get_real_time() - 200000);
}

void
page_fixture_show(void)
{
    g_autoptr(PipeFrame) frame = page_fixture_frame();

    fake_player_show(frame);
    screen_run();
}

void
page_fixture_go_live(PageFixture *f, int live_ms)
{
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
    fake_client_admit(live_ms);
    page_fixture_show();
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_LIVE);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
}

int
page_fixture_run(int argc, char **argv, const PageTest *tests, size_t n)
{
    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    if (!screen_open(WIDTH, HEIGHT)) {
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    for (size_t i = 0; i < n; i++)
        g_test_add(tests[i].path, PageFixture, tests[i].hub, set_up, tests[i].test, tear_down);
    return g_test_run();
}
