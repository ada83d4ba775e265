/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* How long one session waits before it asks again. Plain value; times on CLOCK_BOOTTIME,
 * microseconds. */
typedef struct {
    guint trouble_ms;  /* the last wait after trouble; 0: none since the last picture */
    guint init_ms;     /* the same after a refused init segment */
    int64_t looked_us; /* when somebody surely looked: the camera was selected, or had a picture */
} ClientPace;

/* The camera was selected, or a unit of it admitted, at @now_us. */
void client_pace_begin(ClientPace *self, int64_t now_us);

/*
 * Milliseconds to wait after trouble at @now_us: 0.5 s, doubled each time, up to 8 s; up to 2.5 s
 * in the minute after the beginning, so that whoever looks has the picture back soon. Up to a
 * quarter more by @chance, so that hubs do not ask in step.
 */
guint client_pace_after_trouble(ClientPace *self, int64_t now_us, uint32_t chance);

/* The same after an init segment was refused: 2, 4, 8 s (attacks.md, INI-24). */
guint client_pace_after_init(ClientPace *self);
