/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * The process that a person starts does nothing but start the viewer as a process below it, and
 * start it again, blank, when it did not end of its own will: its watchdog ended it, or it crashed.
 * Each start loads the program anew, so that nobody can try twice against the same addresses.
 */

/* True in the process below: to be the viewer. */
bool ui_supervisor_is_viewer(char *const *argv);

/*
 * Starts this program again with @argv as the viewer, as often as is needed, with this process's
 * environment. Passes on what asks it to end, and the viewer never outlives it. To be called with
 * one thread only. Returns the status to exit with: the viewer's, or 128 and a signal.
 */
int ui_supervisor_run(char *const *argv);

/* Whether a viewer that ended with @wait_status, of waitpid(), is to be started again. */
bool ui_supervisor_restarts(int wait_status);

#define UI_SUPERVISOR_BURST        5 /* starts without a pause, in a minute of running */
#define UI_SUPERVISOR_BURST_US     (60 * G_USEC_PER_SEC)
#define UI_SUPERVISOR_MAX_PAUSE_US (30 * G_USEC_PER_SEC)

/* The starts so far; zero: none. */
typedef struct {
    int64_t at_us[UI_SUPERVISOR_BURST]; /* the newest ones, on a clock without the pauses */
    unsigned n_starts;
    int64_t pause_us; /* the last one */
    int64_t waited_us;
} UiSupervisorStarts;

/* How long to wait before the next start, microseconds, when it is @now_us on CLOCK_MONOTONIC. */
int64_t ui_supervisor_next(UiSupervisorStarts *starts, int64_t now_us);

G_END_DECLS
