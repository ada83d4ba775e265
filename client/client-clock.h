/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-clock.h"

/*
 * One reading of the system's clocks: trusted when the kernel says it is synchronised (adjtimex),
 * else a floor, the later of the build's own time and nothing else. Thread-safety: safe.
 */
ProvClock client_clock_read(void);

/* CLOCK_BOOTTIME, microseconds. */
int64_t client_clock_boot_us(void);

/* The build's own time, which no honest clock is before: microseconds since 1970. What this home
 * certifies is valid from a day before it, so that it holds on a clock that knows no more. */
int64_t client_clock_floor_us(void);
