/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-clock.h"

/*
 * One reading of the system's clocks, judged (client-time.h): trusted when the kernel says it is
 * synchronised (adjtimex) and it has not jumped since the time last agreed on, which is kept in
 * $XDG_STATE_HOME/ownview/clock; else a floor. Thread-safety: safe.
 */
ProvClock client_clock_read(void);

/* The same for a camera whose signed times contradict the clock: never trusted. */
ProvClock client_clock_read_doubted(void);

/*
 * A unit signed at @capture_us, microseconds since 1970, has just answered a nonce of ours: when
 * the system's clock agrees, that is remembered. A disk that can't be written takes nothing from
 * the picture. Thread-safety: safe.
 */
void client_clock_agree(int64_t capture_us);

/* CLOCK_BOOTTIME, microseconds. */
int64_t client_clock_boot_us(void);

/* The build's own time, which no honest clock is before: microseconds since 1970. What this home
 * certifies is valid from a day before it, so that it holds on a clock that knows no more. */
int64_t client_clock_floor_us(void);
