/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-time.h"

#define S           G_USEC_PER_SEC
#define JUMP_US     (60 * (int64_t)S)  /* more than this is no correction */
#define STEP_US     (2 * (int64_t)S)   /* trusted time goes back by no more than this */
#define KEEP_FOR_US (300 * (int64_t)S) /* what was agreed on is kept anew after this */

/* The time agreed on, counted on to the moment of @reading where that is possible. */
static int64_t
count_on(const ClientTimeAgreed *agreed, const ClientTimeReading *reading)
{
    return agreed->wall_us + (agreed->this_boot ? reading->boot_us - agreed->boot_us : 0);
}

static bool
may_trust(const ClientTimeAgreed *agreed, const ClientTimeReading *reading)
{
    int64_t expected = count_on(agreed, reading);

    if (!reading->synchronised)
        return false;
    if (!agreed->known)
        return true;
    if (!agreed->this_boot)
        return reading->wall_us >= expected - STEP_US;
    return ABS(reading->wall_us - expected) <= JUMP_US;
}

ProvClock
client_time_judge(const ClientTimeAgreed *agreed,
                  const ClientTimeReading *reading,
                  int64_t released_us)
{
    int64_t expected = agreed->known ? count_on(agreed, reading) : G_MININT64;
    ProvClock now = { .boot_us = reading->boot_us };

    if (!may_trust(agreed, reading)) {
        now.trust = PROV_CLOCK_FLOOR;
        now.wall_us = MAX(expected, released_us);
        return now;
    }
    now.trust = PROV_CLOCK_TRUSTED;
    now.wall_us = agreed->known ? MAX(reading->wall_us, expected - STEP_US) : reading->wall_us;
    return now;
}

bool
client_time_agree(const ClientTimeAgreed *agreed,
                  const ClientTimeReading *reading,
                  int64_t capture_us,
                  ClientTimeAgreed *out)
{
    int64_t expected = count_on(agreed, reading);

    if (!reading->synchronised || client_time_disagrees(capture_us, reading->wall_us))
        return false;
    if (agreed->known && agreed->this_boot && reading->boot_us - agreed->boot_us < KEEP_FOR_US
        && ABS(reading->wall_us - expected) <= STEP_US)
        return false; /* it says nothing new */

    *out = (ClientTimeAgreed){
        .known = true, .this_boot = true, .wall_us = reading->wall_us, .boot_us = reading->boot_us
    };
    /* a correction goes back in steps; a clock that two others contradict is given up */
    if (agreed->known && ABS(reading->wall_us - expected) <= JUMP_US)
        out->wall_us = MAX(reading->wall_us, expected - STEP_US);
    return true;
}

bool
client_time_disagrees(int64_t capture_us, int64_t wall_us)
{
    return capture_us > wall_us + PROV_CLOCK_SKEW_US || capture_us < wall_us - JUMP_US;
}
