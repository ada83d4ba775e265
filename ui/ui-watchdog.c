/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-watchdog.h"

#include <gdk/gdk.h>
#include <unistd.h>

#define START_US (60 * G_USEC_PER_SEC) /* two calls that a session bus never answers */

struct UiWatchdog {
    GThread *thread;
    guint kick;
    guint n_kicks; /* atomic: main thread writes */
    gint armed;    /* atomic */
    GMutex lock;
    GCond changed;
    bool over; /* lock */
};

int64_t
ui_watchdog_count(UiWatchdogCount *count, unsigned n_kicks, int64_t now_us)
{
    int64_t slept_us = count->woke_us != 0 ? now_us - count->woke_us : 0;

    count->woke_us = now_us;
    count->still_us += CLAMP(slept_us, 0, 2 * UI_WATCHDOG_PERIOD_US);
    if (n_kicks != count->n_kicks)
        count->still_us = 0;
    count->n_kicks = n_kicks;
    return count->still_us;
}

static gpointer
run(gpointer data)
{
    UiWatchdog *self = data;
    UiWatchdogCount count = { 0 };

    g_mutex_lock(&self->lock);
    while (!self->over) {
        int64_t now_us = g_get_monotonic_time();
        int64_t still_us =
            ui_watchdog_count(&count, (unsigned)g_atomic_int_get(&self->n_kicks), now_us);

        /* Not exit(): nothing that may wait for the main thread may run. */
        if (still_us >= (g_atomic_int_get(&self->armed) ? UI_WATCHDOG_LIMIT_US : START_US))
            _exit(UI_WATCHDOG_STATUS);
        g_cond_wait_until(&self->changed, &self->lock, now_us + UI_WATCHDOG_PERIOD_US);
    }
    g_mutex_unlock(&self->lock);
    return NULL;
}

static gboolean
on_kick(gpointer user_data)
{
    UiWatchdog *self = user_data;

    g_atomic_int_inc(&self->n_kicks);
    return G_SOURCE_CONTINUE;
}

UiWatchdog *
ui_watchdog_new(void)
{
    UiWatchdog *self = g_new0(UiWatchdog, 1);

    g_mutex_init(&self->lock);
    g_cond_init(&self->changed);
    /* A loop that is too busy to draw leaves the old picture standing like one that stands still.
     */
    self->kick =
        g_timeout_add_full(GDK_PRIORITY_REDRAW, UI_WATCHDOG_PERIOD_US / 1000, on_kick, self, NULL);
    self->thread = g_thread_new("watchdog", run, self);
    return self;
}

void
ui_watchdog_arm(UiWatchdog *self)
{
    g_atomic_int_set(&self->armed, 1);
}

void
ui_watchdog_free(UiWatchdog *self)
{
    if (self == NULL)
        return;
    g_mutex_lock(&self->lock);
    self->over = true;
    g_cond_signal(&self->changed);
    g_mutex_unlock(&self->lock);
    g_thread_join(self->thread);
    g_source_remove(self->kick);
    g_mutex_clear(&self->lock);
    g_cond_clear(&self->changed);
    g_free(self);
}
