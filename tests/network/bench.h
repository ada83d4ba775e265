/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/network/fault-proxy.h"
#include "tests/network/rig-child.h"
#include "tests/network/watch-session.h"

G_BEGIN_DECLS

#define BENCH_MAX_LANES 16

/* One camera of the rig, the network before it, and who watches it through that. */
typedef struct {
    char *room; /* "Lane 0" */
    FaultProxy *proxy;
    Watch watch; /* started and stopped by the test */
} BenchLane;

/*
 * A rig with so many cameras, small and plain, each with a fault proxy of its own before it, at
 * which its link points. The cameras are seen through it when it returns.
 */
typedef struct {
    RigChild *rig;
    RigHome *rig_home;
    ClientHome *home;
    BenchLane lanes[BENCH_MAX_LANES];
    size_t n_lanes;
    int64_t tick_us;       /* CLOCK_BOOTTIME of the last tick */
    guint16 stranger_port; /* of "stranger"; 0: none */
    int64_t lag_us;        /* how late a tick came at worst, since somebody last set this to 0 */
} Bench;

#define BENCH_TICK_MS 50

/* @unit: seconds that a segment lasts, "0.5". @stranger: one more camera, of another home; it has
 * no lane. */
void bench_open(Bench *self, size_t n_lanes, const char *unit, bool stranger);
void bench_close(Bench *self);

/* Called at every tick for each lane; true: this lane is done. */
typedef bool (*BenchStep)(Bench *bench, BenchLane *lane, int64_t now, gpointer user_data);

/* Runs the main loop until all lanes are done in the same tick. */
void bench_run(Bench *self, BenchStep step, gpointer user_data);

G_END_DECLS
