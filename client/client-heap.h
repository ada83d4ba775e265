/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/*
 * A heap that lasts for months. glibc gives threads heaps of their own, and keeps what a busy
 * moment needed: segments and pictures lie among small things that outlive them. Mapping every
 * large piece by itself would give all of it back at once, and makes a viewer need two to four
 * times the processor.
 *
 * GLib, until 2.76, has an allocator for small pieces between, which keeps some for every thread
 * that was ever there. It is decided before main() that it stands aside: by the environment that a
 * viewer is started with (ui-environment.h).
 */

/* One heap for all threads. Main thread, before any other. */
void client_heap_settle(void);
/*
 * For the moment after much was let go: what nothing uses goes back to the system, when no more has
 * been let go for two seconds. It takes five to fifty milliseconds, in which no thread is given
 * memory: too long for each of many cameras that are only passed by. Main thread; runs on the
 * default main context.
 */
void client_heap_give_back(void);

G_END_DECLS
