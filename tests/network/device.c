/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/device.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct {
    int64_t off_us;    /* atomic */
    gint synchronised; /* atomic */
} device = { 0, 1 };

int __real_clock_gettime(clockid_t clock, struct timespec *out);
int __wrap_clock_gettime(clockid_t clock, struct timespec *out);
int __wrap_adjtimex(struct timex *state);

int
__wrap_clock_gettime(clockid_t clock, struct timespec *out)
{
    const int status = __real_clock_gettime(clock, out);

    if (status == 0 && clock == CLOCK_REALTIME) {
        const int64_t now_us = (int64_t)out->tv_sec * G_USEC_PER_SEC + out->tv_nsec / 1000
                               + __atomic_load_n(&device.off_us, __ATOMIC_RELAXED);

        out->tv_sec = now_us / G_USEC_PER_SEC;
        out->tv_nsec = now_us % G_USEC_PER_SEC * 1000;
    }
    return status;
}

int
__wrap_adjtimex(struct timex *state)
{
    const bool synchronised = g_atomic_int_get(&device.synchronised) != 0;

    *state = (struct timex){ .status = synchronised ? 0 : STA_UNSYNC };
    return synchronised ? TIME_OK : TIME_ERROR;
}

void
device_set_clock(int64_t off_us, bool synchronised)
{
    __atomic_store_n(&device.off_us, off_us, __ATOMIC_RELAXED);
    g_atomic_int_set(&device.synchronised, synchronised);
}

/* The child has but this to do, and nothing of GLib's is called in it. */
void
device_sleep(guint ms)
{
    const struct timespec length = { ms / 1000, (long)(ms % 1000) * 1000000 };
    const pid_t asleep = getpid();
    const pid_t alarm = fork();

    g_assert_cmpint(alarm, >=, 0);
    if (alarm == 0) {
        nanosleep(&length, NULL);
        kill(asleep, SIGCONT);
        _exit(0);
    }
    raise(SIGSTOP);
    waitpid(alarm, NULL, 0);
}

double
device_get_cpu(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
           + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}
