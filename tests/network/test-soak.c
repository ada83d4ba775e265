/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Four cameras for a long time, behind networks that go wrong at random, by seed, on a device that
 * sleeps now and then and whose clock jumps, with real decoders: nobody is stuck, nothing is red,
 * no frame is lost, and neither memory nor descriptors grow. The slope of the memory is printed
 * with the length of the run that it is from: a short run can't tell half a MiB an hour from noise,
 * so it is held to a bound that it can bear. tests/network/overnight is a night of it.
 */
#include "pipelines/pipelines.h"
#include "tests/network/bench.h"
#include "tests/network/device.h"
#include "tests/network/measure.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define S              ((int64_t)G_USEC_PER_SEC)
#define WARM_US        (30 * S) /* pools and caches fill */
#define SAMPLE_US      (S / 2)
#define N_LANES        4
#define MIN_CALM_MS    11000 /* longer than the longest back-off */
#define MAX_CALM_MS    16000
#define MAX_FAULT_MS   12000
#define MIN_AWAKE_MS   20000
#define MAX_AWAKE_MS   90000
#define MAX_SLEEP_MS   15000
#define PATIENCE_US    (30 * S)       /* without a unit: a fault, the longest back-off, 2 T + 3 s */
#define BYTES_PER_HOUR (512.0 * 1024) /* what a night is held to */
#define HEAP_NOISE     (4096.0 * 1024) /* units and pictures in hand, and caches that fill late */
#define RSS_NOISE      (6144.0 * 1024) /* what is under way, and what the heap keeps of it */
#define MORE_FDS       8               /* both ends of what one lane has */

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

/* Sums for a straight line through samples. */
typedef struct {
    double n, t, y, tt, ty;
} Line;

static struct {
    int64_t length_us;
    int64_t began_us;
    int64_t sampled_us;
    int64_t drowsy_us; /* when it sleeps next */
    int64_t woken_us;
    guint n_sleeps;
    double cpu; /* seconds of it before the beginning */
    GRand *random;
    Lane lanes[N_LANES];
    Line rss;       /* after warming up, as the next two */
    double heap[2]; /* the least bytes in use, in the first half, and in the second; 0: no sample */
    double fds[2];  /* the same, of descriptors: a network that hangs holds many for a while */
} soak;

static void
add_point(Line *line, double t, double y)
{
    line->n++;
    line->t += t;
    line->y += y;
    line->tt += t * t;
    line->ty += t * y;
}

/* Bytes an hour. */
static double
slope(const Line *line)
{
    return (line->n * line->ty - line->t * line->y) / (line->n * line->tt - line->t * line->t);
}

static void
keep_least(double *least, double now)
{
    *least = *least > 0 ? MIN(*least, now) : now;
}

static void
sample(int64_t now)
{
    const int64_t at_us = now - soak.began_us - WARM_US;
    const double hours = (double)at_us / S / 3600;
    const bool half = at_us > (soak.length_us - WARM_US) / 2;

    soak.sampled_us = now;
    if (at_us < 0)
        return;
    add_point(&soak.rss, hours, measure_rss());
    keep_least(&soak.heap[half], (double)mallinfo2().uordblks);
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
step(Bench *bench, BenchLane *lane, int64_t now, G_GNUC_UNUSED gpointer data)
{
    Lane *state = &soak.lanes[lane - bench->lanes];
    const int64_t last_us =
        MAX(MAX(lane->watch.admitted_us, lane->watch.started_us), soak.woken_us);

    if (lane->watch.session == NULL) {
        reselect(bench, lane, state);
    } else {
        state->longest_us = MAX(state->longest_us, now - last_us);
        if (now >= state->next_us) {
            change_network(lane, state, now);
            if (!state->faulty && between(0, 10) == 0 && lane->watch.n_admitted > 0)
                reselect(bench, lane, state);
        }
    }
    if (lane == bench->lanes && now - soak.sampled_us >= SAMPLE_US)
        sample(now);
    if (lane == bench->lanes && now >= soak.drowsy_us)
        sleep_and_wake();
    return now - soak.began_us > soak.length_us;
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
        100 * (device_get_cpu() - soak.cpu) * S / (double)(soak.sampled_us - soak.began_us));
    g_test_message(
        "%.0f s after warming up: memory %.1f MiB, %+.2f MiB an hour; at least %.2f MiB of "
        "heap in use and %.0f descriptors, in the second half %.2f MiB and %.0f",
        (double)(soak.length_us - WARM_US) / S, soak.rss.y / soak.rss.n / 1048576,
        slope(&soak.rss) / 1048576, soak.heap[0] / 1048576, soak.fds[0], soak.heap[1] / 1048576,
        soak.fds[1]);
}

static void
test_soak(void)
{
    Bench bench;
    double hours = (double)(soak.length_us - WARM_US) / S / 3600;

    bench_open(&bench, N_LANES, "0.5", false);
    soak.began_us = soak.woken_us = client_boot_now();
    soak.drowsy_us = soak.began_us + WARM_US;
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
    g_assert_cmpfloat(slope(&soak.rss) * hours, <=, BYTES_PER_HOUR * hours + RSS_NOISE);
    g_assert_cmpfloat(soak.heap[1] - soak.heap[0], <=, BYTES_PER_HOUR * hours / 2 + HEAP_NOISE);
    g_assert_cmpfloat(soak.fds[1], <=, soak.fds[0] + MORE_FDS);
    bench_close(&bench);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status;

    g_test_init(&argc, &argv, NULL);
    pipe_init(&error);
    g_assert_no_error(error);
    mallopt(M_ARENA_MAX, 1); /* one heap, whose size can be told */
    soak.length_us = (argc > 1 ? atoi(argv[1]) : 300) * S;
    soak.random = g_rand_new_with_seed(argc > 2 ? (guint32)atoi(argv[2]) : 2020);
    g_assert_cmpint(soak.length_us, >, WARM_US);
    g_test_add_func("/soak/NET-11/NET-12/four-cameras", test_soak);
    status = g_test_run();
    g_rand_free(soak.random);
    return status;
}
