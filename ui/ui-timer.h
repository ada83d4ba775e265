/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Fires at a time of CLOCK_BOOTTIME. GLib's own timeouts count CLOCK_MONOTONIC, which stands still
 * while the device sleeps: "Live" would survive the night. Main thread.
 */
typedef struct UiTimer UiTimer;

/* @fire is called in the thread-default main context, ahead of painting. NULL when the system has
 * no timer. */
UiTimer *ui_timer_new(GSourceFunc fire, gpointer user_data);
void ui_timer_set(UiTimer *self, int64_t at_us); /* INT64_MAX: not at all */
void ui_timer_free(UiTimer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UiTimer, ui_timer_free)

G_END_DECLS
