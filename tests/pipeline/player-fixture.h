/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"
#include "tests/unit/world.h"

G_BEGIN_DECLS

#define FRONT  "0123456789abcdef0123456789abcdef"
#define GARAGE "fedcba9876543210fedcba9876543210"

/* A player and all that came out of it. */
typedef struct {
    World world;
    PipePlayer *player;
    GMutex lock;
    GCond more;
    GPtrArray *frames; /* lock: of PipeFrame */
    GArray *times;     /* lock: of int64_t, monotonic, when each came */
    unsigned n_failed; /* main thread: PIPE_STATUS_DECODE_FAILED */
} Fixture;

void fixture_set_up(Fixture *self, gconstpointer data);
void fixture_tear_down(Fixture *self, gconstpointer data);

/* A new player for @link and @generation instead of the one there is. */
void fixture_select(Fixture *self, const char *link, uint64_t generation);

/* A gate for the same camera, whose admissions carry @link and @generation. Transfer full. */
ProvGate *fixture_gate(Fixture *self, const char *link, uint64_t generation);

/* Judges unit @number with @gate (NULL: the world's) and hands the admission over; transfer full.
 */
ProvAdmission *fixture_admit(Fixture *self, ProvGate *gate, uint64_t number);
ProvAdmission *fixture_admit_media(Fixture *self, ProvGate *gate, uint64_t number, GBytes *media);

/* Waits until @n frames came, @ms at most; how many there are. */
unsigned fixture_wait(Fixture *self, unsigned n, unsigned ms);
unsigned fixture_n_frames(Fixture *self);
PipeFrame *fixture_frame(Fixture *self, unsigned index); /* borrowed */

G_END_DECLS
