/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-timer.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct UiTimer {
    int fd;
    int64_t at_us;
    GSource *source;
    GSourceFunc fire;
    gpointer user_data;
};

static gboolean
on_readable(int fd, GIOCondition condition, gpointer user_data)
{
    UiTimer *self = user_data;
    uint64_t n;

    if (read(fd, &n, sizeof n) == (ssize_t)sizeof n) {
        self->at_us = INT64_MAX;
        self->fire(self->user_data);
    }
    return G_SOURCE_CONTINUE;
}

UiTimer *
ui_timer_new(GSourceFunc fire, gpointer user_data)
{
    int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    UiTimer *self;

    if (fd < 0)
        return NULL;
    self = g_new0(UiTimer, 1);
    self->fd = fd;
    self->at_us = INT64_MAX;
    self->fire = fire;
    self->user_data = user_data;
    self->source = g_unix_fd_source_new(fd, G_IO_IN);
    g_source_set_callback(self->source, G_SOURCE_FUNC(on_readable), self, NULL);
    g_source_attach(self->source, g_main_context_get_thread_default());
    return self;
}

void
ui_timer_set(UiTimer *self, int64_t at_us)
{
    struct itimerspec when = { 0 };

    if (at_us == self->at_us)
        return;
    self->at_us = at_us;
    if (at_us != INT64_MAX) {
        /* All zero would mean "off". */
        at_us = MAX(at_us, 1);
        when.it_value.tv_sec = (time_t)(at_us / G_USEC_PER_SEC);
        when.it_value.tv_nsec = (long)(at_us % G_USEC_PER_SEC) * 1000;
    }
    timerfd_settime(self->fd, TFD_TIMER_ABSTIME, &when, NULL);
}

void
ui_timer_free(UiTimer *self)
{
    if (self == NULL)
        return;
    g_source_destroy(self->source);
    g_source_unref(self->source);
    close(self->fd);
    g_free(self);
}
