/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdint.h>

/*
 * Runs the thread-default main context for @us microseconds, until @cancellable is cancelled, or
 * until
 * *@interrupt (atomic, may be NULL) is not zero, which another thread sets before it wakes the
 * context. What is not positive runs it once without waiting.
 */
void client_wait_us(GCancellable *cancellable, const gint *interrupt, int64_t us);
