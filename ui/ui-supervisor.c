/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-supervisor.h"

#include "ui/ui-watchdog.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define VIEWER "ownview-viewer" /* argv[0] of the process below */

typedef struct {
    char **argv;
    sigset_t handled; /* blocked here, and waited for */
    sigset_t before;
    pid_t viewer;
    int asked; /* the signal that asked to end; 0: none did */
} Supervisor;

bool
ui_supervisor_is_viewer(char *const *argv)
{
    int on_death = 0;

    /* Both: the one alone may come from whoever started the supervisor. */
    return argv[0] != NULL && g_str_equal(argv[0], VIEWER)
           && prctl(PR_GET_PDEATHSIG, &on_death, 0, 0, 0) == 0 && on_death == SIGKILL;
}

bool
ui_supervisor_restarts(int wait_status)
{
    if (WIFEXITED(wait_status))
        return WEXITSTATUS(wait_status) > 2;
    switch (WTERMSIG(wait_status)) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGTERM:
        return false;
    default:
        return true;
    }
}

int64_t
ui_supervisor_next(UiSupervisorStarts *starts, int64_t now_us)
{
    int64_t *oldest = &starts->at_us[starts->n_starts % UI_SUPERVISOR_BURST];
    /* What was waited is no time in which it worked. */
    int64_t at_us = now_us - starts->waited_us;

    if (starts->n_starts < UI_SUPERVISOR_BURST || at_us - *oldest >= UI_SUPERVISOR_BURST_US)
        starts->pause_us = 0;
    else
        starts->pause_us = CLAMP(2 * starts->pause_us, G_USEC_PER_SEC, UI_SUPERVISOR_MAX_PAUSE_US);
    *oldest = at_us;
    starts->n_starts++;
    starts->waited_us += starts->pause_us;
    return starts->pause_us;
}

static void
be_viewer(const Supervisor *self, pid_t supervisor)
{
    /* The supervisor may have gone before it was said that this one goes with it. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != supervisor)
        _exit(1);
    sigprocmask(SIG_SETMASK, &self->before, NULL);
    execve("/proc/self/exe", self->argv, environ);
    _exit(1);
}

static void
pass_on(Supervisor *self, int number)
{
    self->asked = number;
    if (self->viewer > 0)
        kill(self->viewer, number);
}

/* Until the viewer has ended. */
static int
watch(Supervisor *self)
{
    int status = W_EXITCODE(1, 0);

    while (waitpid(self->viewer, &status, WNOHANG) == 0) {
        int number = sigwaitinfo(&self->handled, NULL);

        if (number > 0 && number != SIGCHLD)
            pass_on(self, number);
    }
    self->viewer = 0;
    return status;
}

/* Until @pause_us are over, or this process is asked to end. */
static void
rest(Supervisor *self, int64_t pause_us)
{
    int64_t until_us = g_get_monotonic_time() + pause_us, left_us;

    while (self->asked == 0 && (left_us = until_us - g_get_monotonic_time()) > 0) {
        struct timespec left = { .tv_sec = (time_t)(left_us / G_USEC_PER_SEC),
                                 .tv_nsec = (long)(left_us % G_USEC_PER_SEC) * 1000 };
        int number = sigtimedwait(&self->handled, NULL, &left);

        if (number > 0 && number != SIGCHLD)
            pass_on(self, number);
    }
}

/* @then: what comes next. */
static void
say(int status, const char *then)
{
    g_autofree char *why = WIFSIGNALED(status)
                               ? g_strdup_printf("was ended by signal %d", WTERMSIG(status))
                           : WEXITSTATUS(status) == UI_WATCHDOG_STATUS
                               ? g_strdup("stood still and was ended, so that no old picture stays")
                               : g_strdup_printf("ended with status %d", WEXITSTATUS(status));

    g_printerr("ownview: the viewer %s; %s\n", why, then);
}

static void
say_restart(int status, int64_t pause_us)
{
    g_autofree char *then = pause_us == 0 ? g_strdup("starting it again")
                                          : g_strdup_printf("starting it again in %d s",
                                                            (int)(pause_us / G_USEC_PER_SEC));

    say(status, then);
}

static int
code_of(const Supervisor *self, int status)
{
    if (WIFEXITED(status) && !ui_supervisor_restarts(status))
        return WEXITSTATUS(status);
    return 128 + (self->asked != 0 ? self->asked : WTERMSIG(status));
}

static void
supervisor_init(Supervisor *self, char *const *argv)
{
    static const int asking[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
    struct sigaction usual = { .sa_handler = SIG_DFL }, action;

    self->argv = g_strdupv((char **)argv);
    g_free(self->argv[0]);
    self->argv[0] = g_strdup(VIEWER);
    sigemptyset(&self->handled);
    /* Who started this one may have chosen to ignore it; then there would be nothing to wait for.
     */
    sigaction(SIGCHLD, &usual, NULL);
    sigaddset(&self->handled, SIGCHLD);
    for (size_t i = 0; i < G_N_ELEMENTS(asking); i++) {
        /* as nohup does */
        if (sigaction(asking[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&self->handled, asking[i]);
    }
    sigprocmask(SIG_BLOCK, &self->handled, &self->before);
}

int
ui_supervisor_run(char *const *argv)
{
    Supervisor self = { 0 };
    UiSupervisorStarts starts = { 0 };
    pid_t supervisor = getpid();
    int status;

    supervisor_init(&self, argv);
    ui_supervisor_next(&starts, g_get_monotonic_time());
    for (;;) {
        int64_t pause_us;

        self.viewer = fork();
        if (self.viewer == 0)
            be_viewer(&self, supervisor);
        if (self.viewer < 0) {
            g_printerr("ownview: can't start the viewer: %s\n", g_strerror(errno));
            status = W_EXITCODE(1, 0);
            break;
        }
        status = watch(&self);
        if (!ui_supervisor_restarts(status))
            break;
        if (self.asked != 0) {
            say(status, "it had been asked to end");
            break;
        }
        pause_us = ui_supervisor_next(&starts, g_get_monotonic_time());
        say_restart(status, pause_us);
        rest(&self, pause_us);
        if (self.asked != 0)
            break;
    }
    g_strfreev(self.argv);
    return code_of(&self, status);
}
