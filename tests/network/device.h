/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * What may happen to this device while it looks at a camera. Linked with --wrap=clock_gettime and
 * --wrap=adjtimex, so that our own code asks here what time it is. Main thread.
 */

/*
 * The whole process stands still for @ms, all threads at once, as when the device sleeps; to it,
 * CLOCK_BOOTTIME goes on by that.
 */
void device_sleep(guint ms);

/* CLOCK_REALTIME is @off_us wrong from now on, and the system says it is @synchronised or not. */
void device_set_clock(int64_t off_us, bool synchronised);

/* Seconds of processor time so far, all threads. */
double device_get_cpu(void);

G_END_DECLS
