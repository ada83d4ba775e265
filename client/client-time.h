/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-clock.h"

#include <glib.h>

/*
 * How far the wall clock may be believed (identity.md, "Time"; attacks.md, CLK-02 to 04), from what
 * the system says of it and from the last time that two who do not ask each other agreed on: the
 * system's own source, and a camera that signed its time while it answered a nonce of ours. Pure:
 * every reading is given. All times are microseconds, of the wall clock since 1970.
 */

/* What the system says: both clocks at one moment. */
typedef struct {
    bool synchronised;
    int64_t wall_us;
    int64_t boot_us; /* CLOCK_BOOTTIME */
} ClientTimeReading;

/* The last time that was agreed on. Zero: none. */
typedef struct {
    bool known;
    bool this_boot; /* boot_us counts from the same start of the device as readings do now */
    int64_t wall_us;
    int64_t boot_us;
} ClientTimeAgreed;

/*
 * What may be believed. A clock that the system calls synchronised is trusted, unless it has moved
 * against CLOCK_BOOTTIME by more than a minute since @agreed, or is earlier than @agreed was; then,
 * as always when it is not synchronised, it is at least the time agreed on, counted on, or
 * @released when that is later. Trusted time never goes back by more than two seconds.
 */
ProvClock client_time_judge(const ClientTimeAgreed *agreed,
                            const ClientTimeReading *reading,
                            int64_t released_us);

/*
 * A unit that answers a nonce of ours was signed at @capture_us, a moment ago. True: it agrees with
 * the system's clock, and @out is to be kept from now on.
 */
bool client_time_agree(const ClientTimeAgreed *agreed,
                       const ClientTimeReading *reading,
                       int64_t capture_us,
                       ClientTimeAgreed *out);

/*
 * A unit that answers a nonce of ours was signed at @capture_us, and it is @wall_us now: so far
 * apart that one of the two clocks is wrong. A unit takes a while to be whole and to come; none
 * comes before it was signed, and to a clock that is behind all units would be from the future.
 */
bool client_time_disagrees(int64_t capture_us, int64_t wall_us);
