/* SPDX-License-Identifier: Apache-2.0 */
/* Which pictures are shown on a page, and until when. */
#include "tests/screen/page-fixture.h"
#include "tests/screen/screen.h"
#include "ui/ui-paintable.h"

static uint64_t
n_drawn(PageFixture *f)
{
    UiFeedCounts counts;

    ui_page_get_counts(f->page, &counts);
    return counts.n_drawn;
}

static void
test_blank_with_the_tap(PageFixture *f, gconstpointer data)
{
    page_fixture_go_live(f, 7000);
    g_assert_cmpuint(n_drawn(f), ==, 1);
    /* Straight from one to the next, without the list between them. */
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    screen_settle(f->window);
    g_assert_cmpuint(n_drawn(f), ==, 0);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 1);
    g_assert_cmpuint(fake_client_n_players(), ==, 1);
}

/* Its frame is on the way to the screen when another camera is tapped. */
static void
test_frame_on_its_way(PageFixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) frame = NULL;

    page_fixture_go_live(f, 7000);
    frame = page_fixture_frame();
    fake_player_show(frame);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    fake_client_admit(7000);
    screen_run();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_CHECKING);
}

/* Even a player that handed the wrong frame on could not get it painted, nor keep "Live" alive with
 * it. */
static void
test_foreign_frames(PageFixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) old = NULL;
    g_autoptr(PipeFrame) other = NULL;
    UiFeedCounts counts;

    page_fixture_go_live(f, 7000);
    old = page_fixture_frame();
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
    fake_client_admit(7000);
    fake_player_show(old);
    screen_run();
    other = fake_frame_new("fedcba9876543210fedcba9876543210", fake_client_generation(), MAGENTA,
                           g_get_real_time());
    fake_player_show(other);
    screen_run();
    screen_settle(f->window);
    ui_page_get_counts(f->page, &counts);
    g_assert_cmpuint(counts.n_foreign, ==, 2);
    g_assert_cmpuint(counts.n_drawn, ==, 0);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_CHECKING);
}

static void
test_refused_replaces_the_picture(PageFixture *f, gconstpointer data)
{
    uint64_t before;

    page_fixture_go_live(f, 7000);
    before = n_drawn(f);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, RED), >, WIDTH * HEIGHT / 10);
    /* Authentic frames in between are not shown either, as long as the refusal stands. */
    for (unsigned i = 0; i < 5; i++) {
        fake_client_admit(7000);
        page_fixture_show();
        screen_settle(f->window);
    }
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpuint(n_drawn(f), ==, before);
}

static void
test_doubt_blanks(PageFixture *f, gconstpointer data)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_DOUBTED, PROV_REASON_UNSIGNED);

    page_fixture_go_live(f, 7000);
    fake_client_send(&event);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpuint(screen_count(f->window, RED), ==, 0);
}

/* One turn of the main loop; what was over before it is over on the screen after it. */
static void
turn_loop(PageFixture *f, int64_t live_until_us)
{
    int64_t began_us = client_boot_now();

    g_main_context_iteration(NULL, TRUE);
    if (began_us >= live_until_us)
        g_assert_cmpint(ui_page_get_view(f->page)->kind, !=, UI_KIND_LIVE);
}

static void
test_live_ends_by_itself(PageFixture *f, gconstpointer data)
{
    int64_t live_until_us, stalled_at_us;

    page_fixture_go_live(f, 7000);
    fake_client_admit(300);
    live_until_us = client_boot_now() + 300 * INT64_C(1000);
    page_fixture_show();
    stalled_at_us = client_boot_now() + G_USEC_PER_SEC;
    while (ui_page_get_view(f->page)->kind != UI_KIND_STALLED) {
        turn_loop(f, live_until_us);
        g_assert_cmpint(client_boot_now(), <, stalled_at_us + 20 * G_USEC_PER_SEC);
    }
    g_assert_cmpint(client_boot_now(), >=, stalled_at_us - G_USEC_PER_SEC / 10);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, AMBER), >, 500);
}

static void
test_blank_after_sleep(PageFixture *f, gconstpointer data)
{
    uint64_t generation, before;

    page_fixture_go_live(f, 7000);
    generation = fake_client_generation();
    before = n_drawn(f);
    fake_client_sleep(8 * 3600 * INT64_C(1000000));
    /* A frame of before the sleep comes out of the pipeline. */
    page_fixture_show();
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    screen_settle(f->window);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_CHECKING);
    g_assert_cmpuint(fake_client_generation(), >, generation);
    g_assert_cmpuint(n_drawn(f), ==, before);
}

static bool
paints(UiPaintable *paintable)
{
    g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new();
    g_autoptr(GskRenderNode) node = NULL;

    gdk_paintable_snapshot(GDK_PAINTABLE(paintable), snapshot, 320, 180);
    node = gtk_snapshot_to_node(snapshot);
    return node != NULL;
}

static void
test_painted_up_to_its_time(PageFixture *f, gconstpointer data)
{
    g_autoptr(UiPaintable) paintable = ui_paintable_new();
    g_autoptr(PipeFrame) frame = fake_frame_new("a", 1, MAGENTA, 0);
    g_autoptr(PipeFrame) other = fake_frame_new("b", 1, MAGENTA, 0);
    int64_t now = client_boot_now();

    g_assert_false(ui_paintable_show(paintable, frame));
    ui_paintable_select(paintable, "a", 1);
    g_assert_true(ui_paintable_show(paintable, frame));
    g_assert_false(ui_paintable_show(paintable, other));
    g_assert_false(paints(paintable));
    ui_paintable_set_limits(paintable, false, now + G_USEC_PER_SEC);
    g_assert_true(paints(paintable));
    g_assert_true(paints(paintable));
    g_assert_cmpuint(ui_paintable_get_n_drawn(paintable), ==, 1);
    fake_client_sleep(G_USEC_PER_SEC);
    g_assert_false(paints(paintable));
    ui_paintable_set_limits(paintable, false, UI_NEVER_US);
    g_assert_true(paints(paintable));
    ui_paintable_select(paintable, "a", 2);
    ui_paintable_set_limits(paintable, false, UI_NEVER_US);
    g_assert_false(paints(paintable));
    g_assert_cmpuint(ui_paintable_get_n_foreign(paintable), ==, 2);
}

int
main(int argc, char **argv)
{
    static const PageTest tests[] = {
        { "/page/UI-07+RACE-01/blank-with-the-tap", test_blank_with_the_tap, NULL },
        { "/page/RACE-01/frame-on-its-way", test_frame_on_its_way, NULL },
        { "/page/RACE-05+UI-12/foreign-frames-are-not-painted", test_foreign_frames, NULL },
        { "/page/SUB-01/refused-replaces-the-picture", test_refused_replaces_the_picture, NULL },
        { "/page/doubt-blanks-and-is-not-red", test_doubt_blanks, NULL },
        { "/page/SEQ-09/live-ends-by-itself", test_live_ends_by_itself, NULL },
        { "/page/UI-08+CLK-05/blank-after-sleep", test_blank_after_sleep, NULL },
        { "/page/UI-08+CLK-05/painted-up-to-its-time", test_painted_up_to_its_time, NULL },
    };

    return page_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
