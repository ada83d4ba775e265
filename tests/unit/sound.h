/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/unit/world.h"

/* The sound of the cameras of World: a stream of its own beside the video. */
#define SOUND_RATE   48000
#define SOUND_FRAME  1024 /* ticks */
#define SOUND_FRAMES 47   /* in a unit: a second, as nearly as there is */

/* A moov with one track of silence; transfer full. */
GBytes *sound_moov(void);

/* A session of @camera's sound, begun when the world begins. */
RigSession *sound_session(RigIdentity *camera);

/* Unsigned media of unit @number (from 1), of @frames that are all like @frame. */
GBytes *sound_media(uint64_t number, const RigSample *frame, size_t n_frames);

/* Unit @number of @session, signed; its capture time is that of the video's unit @number. */
GBytes *sound_segment(World *world, const RigSession *session, uint64_t number);

/* What selecting @camera expects of its sound. Transfer full. */
ProvExpectation *sound_expect(World *world, RigIdentity *camera);
