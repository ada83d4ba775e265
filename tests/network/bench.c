/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/bench.h"

#define PATIENCE_US (60 * G_USEC_PER_SEC) /* for the first pictures, on a busy machine */

/* A run of the main loop. */
typedef struct {
    Bench *bench;
    BenchStep step;
    gpointer data;
    bool done;
} Loop;

static gboolean
on_tick(gpointer data)
{
    Loop *loop = data;
    Bench *bench = loop->bench;
    const int64_t now = client_boot_now();

    bench->lag_us = MAX(bench->lag_us, now - bench->tick_us - BENCH_TICK_MS * 1000);
    bench->tick_us = now;
    loop->done = true;
    for (size_t i = 0; i < bench->n_lanes; i++) {
        BenchLane *lane = &bench->lanes[i];

        if (lane->watch.session != NULL)
            watch_look(&lane->watch, now);
        loop->done = loop->step(bench, lane, now, loop->data) && loop->done;
    }
    return G_SOURCE_CONTINUE;
}

void
bench_run(Bench *self, BenchStep step, gpointer user_data)
{
    Loop loop = { self, step, user_data, false };
    guint tick = g_timeout_add(BENCH_TICK_MS, on_tick, &loop);

    self->tick_us = client_boot_now();
    while (!loop.done)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(tick);
}

static char *
address_of(const char *room, gpointer data)
{
    const Bench *self = data;

    for (size_t i = 0; i < self->n_lanes; i++) {
        if (g_str_equal(self->lanes[i].room, room))
            return g_strdup_printf("https://127.0.0.1:%u/lane-%zu/",
                                   fault_proxy_get_port(self->lanes[i].proxy), i);
    }
    g_assert_not_reached();
}

static void
start_rig(Bench *self, const char *unit, bool stranger)
{
    g_autoptr(GPtrArray) options = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(options, g_strdup("--plain"));
    g_ptr_array_add(options, g_strdup("--size=320x180"));
    g_ptr_array_add(options, g_strdup_printf("--segment=%s", unit));
    for (size_t i = 0; i < self->n_lanes; i++)
        g_ptr_array_add(options, g_strdup_printf("--camera=%s", self->lanes[i].room));
    if (stranger)
        g_ptr_array_add(options, g_strdup("--camera=Stranger,stranger"));
    g_ptr_array_add(options, NULL);
    self->rig = rig_child_new((const char *const *)options->pdata);
}

/* Until the rig has its encoder and every camera was seen; then nobody watches any more. */
static bool
see_first_pictures(Bench *self, BenchLane *lane, int64_t now, gpointer data)
{
    if (lane->watch.session == NULL)
        return true;
    g_assert_cmpint(now - lane->watch.started_us, <, PATIENCE_US);
    if (lane->watch.n_admitted < 2)
        return false;
    watch_stop(&lane->watch);
    return true;
}

void
bench_open(Bench *self, size_t n_lanes, const char *unit, bool stranger)
{
    g_autoptr(GError) error = NULL;

    *self = (Bench){ .n_lanes = n_lanes };
    for (size_t i = 0; i < n_lanes; i++)
        self->lanes[i].room = g_strdup_printf("Lane %zu", i);
    start_rig(self, unit, stranger);
    self->rig_home = rig_home_open(self->rig->home, NULL, false, &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < n_lanes; i++)
        self->lanes[i].proxy =
            fault_proxy_new(self->rig_home, rig_home_get_port(self->rig_home, (guint)i));
    if (stranger)
        self->stranger_port = rig_home_get_port(self->rig_home, (guint)n_lanes);
    watch_redirect(address_of, self);
    self->home = client_home_open(&error);
    g_assert_no_error(error);
    for (size_t i = 0; i < n_lanes; i++)
        watch_start(&self->lanes[i].watch, self->home,
                    watch_find_link(self->home, self->lanes[i].room), NULL);
    bench_run(self, see_first_pictures, NULL);
}

void
bench_close(Bench *self)
{
    client_home_free(self->home);
    for (size_t i = 0; i < self->n_lanes; i++) {
        fault_proxy_free(self->lanes[i].proxy);
        g_free(self->lanes[i].room);
    }
    rig_home_free(self->rig_home);
    rig_child_free(self->rig);
}
