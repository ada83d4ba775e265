/* SPDX-License-Identifier: Apache-2.0 */
/* After which end the viewer is started again, and when. */
#include "ui/ui-supervisor.h"
#include "ui/ui-watchdog.h"

#include <signal.h>
#include <sys/wait.h>

static const struct {
    const char *name;
    int wait_status;
    bool restarts;
} ends[] = {
    { "closed", W_EXITCODE(0, 0), false },
    { "nothing-to-show-on", W_EXITCODE(1, 0), false },
    { "wrong-option", W_EXITCODE(2, 0), false },
    { "unknown-status", W_EXITCODE(3, 0), true },
    { "UI-09/watchdog", W_EXITCODE(UI_WATCHDOG_STATUS, 0), true },
    { "highest-status", W_EXITCODE(255, 0), true },
    { "SIGHUP", W_EXITCODE(0, SIGHUP), false },
    { "SIGINT", W_EXITCODE(0, SIGINT), false },
    { "SIGQUIT", W_EXITCODE(0, SIGQUIT), false },
    { "SIGTERM", W_EXITCODE(0, SIGTERM), false },
    { "SIGABRT", W_EXITCODE(0, SIGABRT), true },
    { "SIGBUS", W_EXITCODE(0, SIGBUS), true },
    { "SIGFPE", W_EXITCODE(0, SIGFPE), true },
    { "SIGILL", W_EXITCODE(0, SIGILL), true },
    { "SIGKILL", W_EXITCODE(0, SIGKILL), true },
    { "SIGSEGV", W_EXITCODE(0, SIGSEGV), true },
    { "SIGSYS", W_EXITCODE(0, SIGSYS), true },
    { "SIGTRAP", W_EXITCODE(0, SIGTRAP), true },
};

static void
test_end(gconstpointer data)
{
    size_t row = GPOINTER_TO_SIZE(data);

    g_assert_true(ui_supervisor_restarts(ends[row].wait_status) == ends[row].restarts);
}

/* Seconds that each viewer ran, and the pause after it. */
typedef struct {
    int ran_s;
    int pause_s;
} Run;

static void
assert_pauses(const Run *runs, size_t n_runs)
{
    UiSupervisorStarts starts = { 0 };
    int64_t now_us = 7 * G_USEC_PER_SEC;

    g_assert_cmpint(ui_supervisor_next(&starts, now_us), ==, 0);
    for (size_t i = 0; i < n_runs; i++) {
        now_us += runs[i].ran_s * G_USEC_PER_SEC;
        g_assert_cmpint(ui_supervisor_next(&starts, now_us), ==, runs[i].pause_s * G_USEC_PER_SEC);
        now_us += runs[i].pause_s * G_USEC_PER_SEC;
    }
}

/* Five starts within a minute, then ever longer pauses, up to half a minute. */
static void
test_crashes_at_once(void)
{
    static const Run runs[] = { { 0, 0 },  { 0, 0 },  { 0, 0 },  { 0, 0 },  { 0, 1 },
                                { 0, 2 },  { 0, 4 },  { 0, 8 },  { 0, 16 }, { 0, 30 },
                                { 0, 30 }, { 0, 30 }, { 0, 30 }, { 0, 30 } };

    assert_pauses(runs, G_N_ELEMENTS(runs));
}

static void
test_crashes_now_and_then(void)
{
    static const Run runs[] = { { 15, 0 }, { 15, 0 }, { 15, 0 }, { 15, 0 },
                                { 15, 0 }, { 15, 0 }, { 15, 0 }, { 15, 0 } };

    assert_pauses(runs, G_N_ELEMENTS(runs));
}

static void
test_recovers(void)
{
    static const Run runs[] = { { 1, 0 }, { 1, 0 }, { 1, 0 },  { 1, 0 },
                                { 1, 1 }, { 1, 2 }, { 60, 0 }, { 1, 0 } };

    assert_pauses(runs, G_N_ELEMENTS(runs));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *path = g_strconcat("/supervisor/end/", ends[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_end);
    }
    g_test_add_func("/supervisor/pause/crashes-at-once", test_crashes_at_once);
    g_test_add_func("/supervisor/pause/crashes-now-and-then", test_crashes_now_and_then);
    g_test_add_func("/supervisor/pause/recovers", test_recovers);
    return g_test_run();
}
