/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Which sound belongs to the picture that is on the screen, by the signed times of both
 * (attacks.md, AUD-03). The two streams have nothing else in common: whoever holds one of them
 * back, or plays an old one again, is out of step here. Pure; zero is silent. Times on the screen
 * are CLOCK_MONOTONIC, signed ones since 1970, all in microseconds.
 */

/* Sound from further away than this from the picture, either way, is never heard. */
#define PIPE_SYNC_MAX_SHIFT_US (500 * 1000)
/* So long before its time sound is given to the decoder. */
#define PIPE_SYNC_LEAD_US (150 * 1000)

typedef struct {
    bool on;            /* a picture is on the screen, and its time is signed */
    int64_t shown_us;   /* when the newest one was put there */
    int64_t capture_us; /* its signed time */
    int64_t offset_us;  /* when what was captured at a time is due, less that time */
} PipeSync;

/* Zero is not heard. */
typedef enum {
    PIPE_SYNC_WAIT = 0, /* not now; perhaps at the time that comes with it */
    PIPE_SYNC_PLAY,
    PIPE_SYNC_MISSED, /* its time is over */
} PipeSyncAnswer;

/* A picture came onto the screen. */
void pipe_sync_show(PipeSync *self, int64_t capture_us, int64_t now_us);
/* There is none any more. */
void pipe_sync_blank(PipeSync *self);

/*
 * What is to become of sound that was captured at @capture_us. PLAY: *@at_us is when it is due;
 * WAIT: when to ask again, INT64_MAX for not before the next picture; MISSED: when it was due.
 */
PipeSyncAnswer
pipe_sync_ask(const PipeSync *self, int64_t capture_us, int64_t now_us, int64_t *at_us);

G_END_DECLS
