/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/unit/world.h"

/*
 * Days of virtual time: cameras with clocks of their own that film, are unplugged and make new
 * keys, and a hub that is switched off and on. Everything random comes from GLib's seed (--seed).
 */
#define DAYS_N_GOPS 3

/* A camera as it is: its own clock, its session and where it is in it. */
typedef struct {
    RigIdentity *identity;
    RigSession *session;
    RigSession *before; /* the session before the last boot; NULL: none */
    int64_t clock_us;   /* its wall clock */
    uint64_t number;    /* of the next unit */
    uint64_t dts;       /* of the next unit, ticks */
} DaysCamera;

typedef struct {
    World *world;
    RigGop *gops[DAYS_N_GOPS]; /* of different lengths, the shortest first */
    GRand *rand;
    DaysCamera front;
    DaysCamera stranger;
    unsigned n_sessions;
    unsigned n_joins;
} Days;

/* How many units to run through: --units N, the first thing behind GLib's own options, or @few. */
unsigned days_read_units(int argc, char **argv, unsigned few);

void days_set_up(Days *self, gconstpointer data);
void days_tear_down(Days *self, gconstpointer data);

bool days_one_in(Days *self, gint32 n);
/* At least @from and less than @to, in microseconds. */
int64_t days_some_seconds(Days *self, gint32 from, gint32 to);
uint64_t days_gop_ticks(const RigGop *gop);
int64_t days_ticks_to_us(uint64_t ticks);

/* Begins a session at the camera's own time. */
void days_camera_boot(Days *self, DaysCamera *camera);
/* The camera films @gop and nobody gets it. */
void days_camera_advance(DaysCamera *camera, const RigGop *gop);
/* Its next unit, signed; @nonces may be NULL. Transfer full. */
GBytes *days_camera_shoot(Days *self, DaysCamera *camera, GPtrArray *nonces);

/* The hub begins anew: nothing remembered, and a clock as good as this start found it. */
void days_hub_joins(Days *self);
/* Sets the hub's clock to when a unit arrives that the front door has just finished. */
void days_hub_receives(Days *self);
/* The front door's next unit arrives, and must be admitted. */
void days_admit_next(Days *self);
