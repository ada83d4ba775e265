/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Microseconds: a signed time may be so much before its key's, and so much after a trusted now. */
#define PROV_CLOCK_SKEW_US (5 * INT64_C(1000000))

/* How far a wall clock reading may be believed (a lower bound, or the time itself). */
typedef enum {
    PROV_CLOCK_NONE = 0, /* nothing is known */
    PROV_CLOCK_FLOOR,    /* now is at least wall_us: the build's or the last saved trusted time */
    PROV_CLOCK_TRUSTED,  /* synchronised, as the system says */
} ProvClockTrust;

/* One reading, made by the caller: the judge reads no clock. */
typedef struct {
    ProvClockTrust trust;
    int64_t wall_us; /* microseconds since 1970 */
    int64_t boot_us; /* CLOCK_BOOTTIME microseconds; intervals and echoes are measured on it */
} ProvClock;
