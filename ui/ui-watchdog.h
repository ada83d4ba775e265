/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

#define UI_WATCHDOG_STATUS    75 /* of the process it ended; EX_TEMPFAIL: to be tried again */
#define UI_WATCHDOG_LIMIT_US  (2 * G_USEC_PER_SEC)
#define UI_WATCHDOG_PERIOD_US (G_USEC_PER_SEC / 5)

/*
 * A thread that ends the process at once when the main loop stands still: a window that nobody
 * draws any more keeps its last picture, and looks live (attacks.md, UI-09). With the process goes
 * the window, whatever the main thread is stuck in.
 */
typedef struct UiWatchdog UiWatchdog;

/*
 * Watches the default main context from now on, on the main thread. Until it is armed there is
 * nothing on the screen that could grow old, and the toolkit may take its time to start.
 */
UiWatchdog *ui_watchdog_new(void);

/* From now on no stall is longer than UI_WATCHDOG_LIMIT_US. Any thread; once is enough. */
void ui_watchdog_arm(UiWatchdog *self);

/* Main thread; there is nothing on the screen any more. */
void ui_watchdog_free(UiWatchdog *self);

/* How long the main loop has stood still, as its watchdog has seen it. Zero: to be started with. */
typedef struct {
    unsigned n_kicks;
    int64_t woke_us; /* the watchdog itself, CLOCK_MONOTONIC */
    int64_t still_us;
} UiWatchdogCount;

/*
 * The watchdog is awake at @now_us, and the main loop has come round @n_kicks times so far. How
 * long it stands still. A watchdog that woke late counts two of its periods at most: then the whole
 * process was stopped, or the device has no time for anything, and the main loop is not to blame.
 */
int64_t ui_watchdog_count(UiWatchdogCount *count, unsigned n_kicks, int64_t now_us);

G_END_DECLS
