/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-clock.h"

#include <glib.h>
#include <sys/timex.h>
#include <time.h>

/* Seconds since 1970 at which this source was released: no honest clock is earlier (identity.md,
 * "Time"). */
#define RELEASED_AT INT64_C(1795305600) /* 2026-11-22T00:00:00Z */

static int64_t
read_us(clockid_t clock)
{
    struct timespec now = { 0 };

    if (clock_gettime(clock, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

int64_t
client_clock_boot_us(void)
{
    return read_us(CLOCK_BOOTTIME);
}

int64_t
client_clock_floor_us(void)
{
    return RELEASED_AT * G_USEC_PER_SEC;
}

ProvClock
client_clock_read(void)
{
    struct timex state = { 0 }; /* modes 0: only asks */
    int answer = adjtimex(&state);
    bool synchronised = answer >= 0 && answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;

    if (synchronised)
        return (ProvClock){ PROV_CLOCK_TRUSTED, read_us(CLOCK_REALTIME), client_clock_boot_us() };
    return (ProvClock){ PROV_CLOCK_FLOOR, client_clock_floor_us(), client_clock_boot_us() };
}
