/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-gate.h"
#include "tests/rig/rig-sample.h"
#include "tests/rig/rig-session.h"

/*
 * What the attack tests share: one home with two cameras, a stranger of the same maker, and the
 * judge for the front door. Times are virtual; everything is signed here and now, with real keys.
 */
#define WORLD_NOW_US  G_GINT64_CONSTANT(1795327200000000) /* 2026-11-22T06:00:00Z */
#define WORLD_SCALE   90000                               /* ticks a second */
#define WORLD_FRAMES  5
#define WORLD_TICKS   18000 /* of one frame: a segment lasts one second */
#define WORLD_UNIT_US G_USEC_PER_SEC
#define WORLD_WIDTH   64
#define WORLD_HEIGHT  48

typedef struct {
    RigMaker *maker;
    RigMaker *other_maker;
    RigIdentity *front;    /* selected */
    RigIdentity *nursery;  /* linked as well */
    RigIdentity *stranger; /* of the same maker */
    GBytes *moov;
    RigGop *gop;
    RigSession *session; /* of the front door, created at WORLD_NOW_US */
    ProvExpectation *expectation;
    ProvGate *gate;
    ProvClock now; /* trusted; a test may change it */
} World;

void world_set_up(World *self, gconstpointer data);
void world_tear_down(World *self, gconstpointer data);

/* What selecting @camera expects, with the anchors of @maker. Transfer full. */
ProvExpectation *world_expect(RigIdentity *camera, RigMaker *maker);

/* Begins anew: the judge for a camera of which @expectation is expected. Consumes it. */
void world_select(World *self, ProvExpectation *expectation);

/* A new session of @camera, begun @seconds after WORLD_NOW_US. */
RigSession *
world_session(World *self, RigIdentity *camera, int seconds, const RigSessionSpec *spec);

/* Unsigned media of unit @number (from 1): one second, beginning number - 1 seconds into its
 * session. */
GBytes *world_media(World *self, uint64_t number);

/* Unit @number of @session, signed, captured when it says. @spec may be NULL. */
GBytes *
world_segment(World *self, const RigSession *session, uint64_t number, const RigVsiSpec *spec);
/* The same over other media. */
GBytes *world_sign(World *self,
                   const RigSession *session,
                   uint64_t number,
                   GBytes *media,
                   const RigVsiSpec *spec);

/* The same by another of the session's keys. */
GBytes *world_sign_with(World *self,
                        const RigSession *session,
                        const RigSessionKey *key,
                        uint64_t number,
                        GBytes *media);

/* Sets the clock to just after unit @number of a session begun @seconds after WORLD_NOW_US. */
void world_at(World *self, int seconds, uint64_t number);

/* Judges one unit; checks that a token comes exactly with an admission, over the very same bytes.
 */
ProvVerdict world_submit(World *self, GBytes *init, GBytes *segment);

/* The first unit of @session, judged. */
ProvVerdict world_submit_first(World *self, const RigSession *session);

/* Fails the test unless @verdict has the reason @wanted ("none": admitted). */
#define world_assert_reason(verdict, wanted)                                                       \
    g_assert_cmpstr(prov_reason_name((verdict).reason), ==, (wanted))

/* Whatever was refused before unit 3, unit 3 is admitted: nothing of it stayed behind. */
void world_assert_heals(World *self);

/* A copy of @bytes for a test to change. */
GByteArray *world_copy(GBytes *bytes);
/* Puts @len bytes of @data behind the first @at bytes. */
void world_insert(GByteArray *bytes, size_t at, const void *data, size_t len);
/* Offset of the first box along @path; fails the test when there is none. */
size_t world_find(GByteArray *bytes, const char *path);
