/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Four cameras for a long time, behind networks that go wrong at random, by seed, on a device that
 * sleeps now and then and whose clock jumps, with real decoders: nobody is stuck, nothing is red,
 * no frame is lost, and neither memory nor descriptors grow. Now and then nobody looks for a while:
 * what is in use then was left behind, or is kept for the next time. The slope of that is printed
 * with the length of the run that it is from: a short run can't tell half a MiB an hour from caches
 * that fill, so it is held to a bound that it can bear. tests/network/overnight is a night of it.
 */
#include "client/client-exit.h"
#include "client/client-heap.h"
#include "pipelines/pipelines.h"
#include "tests/network/bench.h"
#include "tests/network/device.h"
#include "tests/network/measure.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define S              ((int64_t)G_USEC_PER_SEC)
#define WARM_US        (30 * S) /* pools and caches fill */
#define COUNT_US       (S / 2)
#define N_LANES        4
#define MIN_CALM_MS    11000 /* longer than the longest back-off */
#define MAX_CALM_MS    16000
#define MAX_FAULT_MS   12000
#define REST_US        (10 * S) /* longer than a request that was under way */
#define MIN_WORK_US    (60 * S) /* between two rests, of which there are up to eight */
#define MIN_AWAKE_MS   20000
#define MAX_AWAKE_MS   90000
#define MAX_SLEEP_MS   15000
#define PATIENCE_US    (30 * S) /* without a unit: a fault, the longest back-off, 2 T + 3 s */
#define MIB            (1024.0 * 1024)
#define BYTES_PER_HOUR (MIB / 2)   /* what a night is held to */
#define HEAP_NOISE     MIB         /* caches that fill late */
#define OWN_NOISE      (1.5 * MIB) /* the same, and holes in the heap */
#define RSS_NOISE      (2 * MIB)   /* the same, and code that is used late */
#define MORE_FDS       8           /* both ends of what one lane has */

typedef struct {
    PipePlayer *player;
    gint n_frames;     /* atomic: that left the decoder */
    PipeCounts counts; /* of players that have ended */
    int64_t next_us;   /* when the network gets worse, or better again */
    bool faulty;
    guint n_faults;
    guint n_admitted, n_refused, n_untrue; /* of sessions that have ended */
    int64_t longest_us;                    /* without a unit */
} Lane;

/* Samples, and sums for a straight line through them. */
typedef struct {
    double first, last;
    double n, t, y, tt, ty;
} Line;

/* What is there whenever nobody looks; in the second half all caches are full. */
typedef struct {
    Line whole, late;
} Rests;

static struct {
    int64_t length_us;
    int64_t began_us;
    int64_t counted_us;
    int64_t drowsy_us; /* when it sleeps next */
    int64_t woken_us;
    guint n_sleeps;
    double cpu; /* seconds of it before the beginning */
    GRand *random;
    Lane lanes[N_LANES];
    double fds[2];   /* the fewest, in each half: a network that hangs holds many for a while */
    int64_t rest_us; /* when nobody looks any more for a while, or has begun not to */
    /* Resident, what of that is in no file, and in use: at the end of each rest. */
    Rests rss, own, heap;
} soak;

static void
add_point(Line *line, double t, double y)
{
    if (line->n == 0)
        line->first = y;
    line->last = y;
    line->n++;
    line->t += t;
    line->y += y;
    line->tt += t * t;
    line->ty += t * y;
}

/* Bytes an hour; 0 of one point. */
static double
slope(const Line *line)
{
    return line->n < 2 ? 0
                       : (line->n * line->ty - line->t * line->y)
                             / (line->n * line->tt - line->t * line->t);
}

static void
add_rest(Rests *rests, int64_t now, double y)
{
    const int64_t at_us = now - soak.began_us;
    const double hours = (double)at_us / S / 3600;

    add_point(&rests->whole, hours, y);
    if (at_us > soak.length_us / 2)
        add_point(&rests->late, hours, y);
}

static void
keep_least(double *least, double now)
{
    *least = *least > 0 ? MIN(*least, now) : now;
}

static void
count_fds(int64_t now)
{
    const int64_t at_us = now - soak.began_us - WARM_US;
    const bool half = at_us > (soak.length_us - WARM_US) / 2;

    soak.counted_us = now;
    if (at_us >= 0)
        keep_least(&soak.fds[half], measure_fds());
}

static guint
between(guint from, guint to)
{
    return (guint)g_rand_int_range(soak.random, (gint32)from, (gint32)to);
}

/* A Content-Length that is too short makes a changed unit of a good one, which may be red. */
static FaultPlan
any_fault(void)
{
    FaultPlan plan = { (FaultKind)between(FAULT_LATENCY, FAULT_N_KINDS),
                       (FaultPlace)between(0, FAULT_N_PLACES),
                       (FaultStrength)between(0, FAULT_N_STRENGTHS) };

    if (plan.kind == FAULT_LENGTH && plan.strength == FAULT_ONCE)
        plan.strength = FAULT_ALWAYS;
    return plan;
}

static void
change_network(BenchLane *lane, Lane *state, int64_t now)
{
    const FaultPlan plan = any_fault();

    state->faulty = !state->faulty;
    fault_proxy_set(lane->proxy, state->faulty ? &plan : NULL);
    state->n_faults += state->faulty;
    state->next_us =
        now
        + (state->faulty ? between(0, MAX_FAULT_MS) : between(MIN_CALM_MS, MAX_CALM_MS))
              * INT64_C(1000);
}

static void
on_frame(G_GNUC_UNUSED PipeFrame *frame, gpointer lane)
{
    g_atomic_int_inc(&((Lane *)lane)->n_frames);
}

static void
on_status(PipeStatus status, G_GNUC_UNUSED gpointer data)
{
    g_assert_cmpint(status, ==, PIPE_STATUS_NONE); /* an honest stream is decoded */
}

static void
end_player(Lane *state)
{
    PipeCounts counts;

    pipe_player_get_counts(state->player, &counts);
    state->counts.n_units_dropped += counts.n_units_dropped;
    state->counts.n_frames_dropped += counts.n_frames_dropped;
    state->counts.n_restarts += counts.n_restarts;
    g_clear_pointer(&state->player, pipe_player_free);
    client_heap_give_back(); /* as a feed does that has ended */
}

static void
start_watch(Bench *bench, BenchLane *lane, Lane *state)
{
    const char *link = watch_find_link(bench->home, lane->room);
    ClientSink sink;

    state->player = pipe_player_new(link, 1, PIPE_PIXELS_RGB, on_frame, state, on_status, state);
    sink = pipe_player_as_sink(state->player);
    watch_start(&lane->watch, bench->home, link, &sink);
}

/* The camera is left and selected again, as a person does now and then. */
static void
reselect(Bench *bench, BenchLane *lane, Lane *state)
{
    if (lane->watch.session != NULL) {
        state->n_admitted += lane->watch.n_admitted;
        state->n_refused += lane->watch.n_refused;
        state->n_untrue += lane->watch.n_untrue;
        watch_stop(&lane->watch);
        end_player(state);
    }
    if (bench != NULL)
        start_watch(bench, lane, state);
}

/* Now and then the device sleeps, and wakes with a clock that is wrong or right again. */
static void
sleep_and_wake(void)
{
    static const int64_t jumps[] = { 0, 0, -3600, -90, -30, 30, 90, 3600 };

    device_sleep(between(1000, MAX_SLEEP_MS));
    soak.n_sleeps++;
    device_set_clock(jumps[between(0, G_N_ELEMENTS(jumps))] * S, between(0, 4) != 0);
    soak.woken_us = client_boot_now();
    soak.drowsy_us = soak.woken_us + between(MIN_AWAKE_MS, MAX_AWAKE_MS) * INT64_C(1000);
}

static bool
is_resting(int64_t now)
{
    return now >= soak.rest_us;
}

/* Nobody looks, and nothing is held back on the way. */
static void
rest(BenchLane *lane, Lane *state, int64_t now)
{
    if (state->faulty)
        change_network(lane, state, now);
    reselect(NULL, lane, state);
}

/* Nobody has looked for a while: what there is now was left behind, or is kept for the next. */
static void
end_rest(int64_t now)
{
    const struct mallinfo2 heap = mallinfo2();
    const double in_use = (double)(heap.uordblks + heap.hblkhd), resident = measure_rss(),
                 own = measure_anonymous();

    add_rest(&soak.heap, now, in_use);
    add_rest(&soak.own, now, own);
    add_rest(&soak.rss, now, resident);
    g_test_message("at rest: %.2f MiB of heap in use, %.2f resident, %.2f of it in no file",
                   in_use / MIB, resident / MIB, own / MIB);
    soak.rest_us = now + MAX(soak.length_us / 8 - REST_US, MIN_WORK_US);
    soak.woken_us = now; /* nobody was waiting */
}

static void
go_on(Bench *bench, BenchLane *lane, Lane *state, int64_t now)
{
    const int64_t last_us =
        MAX(MAX(lane->watch.admitted_us, lane->watch.started_us), soak.woken_us);

    state->longest_us = MAX(state->longest_us, now - last_us);
    if (now < state->next_us)
        return;
    change_network(lane, state, now);
    if (!state->faulty && between(0, 10) == 0 && lane->watch.n_admitted > 0)
        reselect(bench, lane, state);
}

static bool
step(Bench *bench, BenchLane *lane, int64_t now, G_GNUC_UNUSED gpointer data)
{
    Lane *state = &soak.lanes[lane - bench->lanes];

    if (lane == bench->lanes) {
        if (now - soak.counted_us >= COUNT_US)
            count_fds(now);
        if (now >= soak.rest_us + REST_US)
            end_rest(now);
        if (now >= soak.drowsy_us && !is_resting(now))
            sleep_and_wake();
    }
    if (is_resting(now))
        rest(lane, state, now);
    else if (lane->watch.session == NULL)
        reselect(bench, lane, state);
    else
        go_on(bench, lane, state, now);
    return now - soak.began_us > soak.length_us;
}

static void
report_rests(const char *what, const Rests *rests)
{
    g_test_message("%s: %.2f MiB at first, %.2f at last, slope %+.2f MiB an hour, in the second "
                   "half %+.2f",
                   what, rests->whole.first / MIB, rests->whole.last / MIB,
                   slope(&rests->whole) / MIB, slope(&rests->late) / MIB);
}

static void
report(const Bench *bench)
{
    for (size_t i = 0; i < N_LANES; i++) {
        const Lane *lane = &soak.lanes[i];

        g_test_message(
            "%s: %u faults, %u admitted, %u red, longest without a unit %.1f s; %d frames, "
            "%u of them lost, %u units too many",
            bench->lanes[i].room, lane->n_faults, lane->n_admitted, lane->n_refused,
            (double)lane->longest_us / S, lane->n_frames, (guint)lane->counts.n_frames_dropped,
            (guint)lane->counts.n_units_dropped);
    }
    g_test_message(
        "slept %u times, and woke with another clock; %.1f %% of one processor", soak.n_sleeps,
        100 * (device_get_cpu() - soak.cpu) * S / (double)(soak.counted_us - soak.began_us));
    g_test_message("%.0f s after warming up, %.0f times with nobody looking: at least %.0f "
                   "descriptors, in the second half %.0f",
                   (double)(soak.length_us - WARM_US) / S, soak.heap.whole.n, soak.fds[0],
                   soak.fds[1]);
    report_rests("heap in use", &soak.heap);
    report_rests("resident, in no file", &soak.own);
    report_rests("resident", &soak.rss);
}

static double
growth(const Rests *rests)
{
    return rests->whole.last - rests->whole.first;
}

static void
test_soak(void)
{
    Bench bench;
    double hours = (double)(soak.length_us - WARM_US) / S / 3600;

    bench_open(&bench, N_LANES, "0.5", false);
    soak.began_us = soak.woken_us = client_boot_now();
    soak.drowsy_us = soak.rest_us = soak.began_us + WARM_US;
    soak.cpu = device_get_cpu();
    bench_run(&bench, step, NULL);
    for (size_t i = 0; i < N_LANES; i++)
        reselect(NULL, &bench.lanes[i], &soak.lanes[i]);
    report(&bench);
    for (size_t i = 0; i < N_LANES; i++) {
        g_assert_cmpuint(soak.lanes[i].n_faults, >, 0);
        g_assert_cmpuint(soak.lanes[i].n_admitted, >, soak.length_us / S / 4);
        g_assert_cmpuint(soak.lanes[i].n_refused, ==, 0);
        g_assert_cmpuint(soak.lanes[i].n_untrue, ==, 0);
        g_assert_cmpint(soak.lanes[i].longest_us, <, PATIENCE_US);
        g_assert_cmpint(soak.lanes[i].n_frames, >=, soak.lanes[i].n_admitted);
        g_assert_cmpuint(soak.lanes[i].counts.n_frames_dropped, ==, 0);
        g_assert_cmpuint(soak.lanes[i].counts.n_restarts, ==, 0);
    }
    g_assert_cmpuint(soak.n_sleeps, >, 0);
    g_assert_cmpfloat(soak.heap.whole.n, >=, 2);
    g_assert_cmpfloat(growth(&soak.heap), <=, BYTES_PER_HOUR * hours + HEAP_NOISE);
    g_assert_cmpfloat(growth(&soak.own), <=, BYTES_PER_HOUR * hours + OWN_NOISE);
    g_assert_cmpfloat(growth(&soak.rss), <=, BYTES_PER_HOUR * hours + RSS_NOISE);
    g_assert_cmpfloat(soak.fds[1], <=, soak.fds[0] + MORE_FDS);
    bench_close(&bench);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status;

    client_heap_settle();
    g_test_init(&argc, &argv, NULL);
    pipe_init(&error);
    g_assert_no_error(error);
    soak.length_us = (argc > 1 ? atoi(argv[1]) : 300) * S;
    soak.random = g_rand_new_with_seed(argc > 2 ? (guint32)atoi(argv[2]) : 2020);
    g_assert_cmpint(soak.length_us, >, WARM_US);
    g_test_add_func("/soak/NET-11/NET-12/four-cameras", test_soak);
    status = g_test_run();
    g_rand_free(soak.random);
    client_exit(status);
}
