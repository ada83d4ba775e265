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
 * GnuTLS keeps the state of its random numbers for every thread that ever made a handshake: 200
 * bytes, and the page that they lie in. GLib makes each handshake in a thread of its pool, and lets
 * two of those wait for more to do, for fifteen seconds; the others end. Here many wait for ever,
 * so that there are never more of them than were needed at once.
 *
 * Two more keep small pieces for each thread: GLib, until 2.76, in an allocator of its own, and
 * glibc in front of its heap, where they are in the way of what is given back. It is decided before
 * main() that both stand aside: by the environment that a viewer is started with
 * (ui-environment.c).
 */

/* One heap for all threads, and threads that are used again. Main thread, before any other. */
void client_heap_settle(void);
/*
 * For the moment after much was let go: what nothing uses goes back to the system, when no more has
 * been let go for two seconds. It takes five to fifty milliseconds, in which no thread is given
 * memory: too long for each of many cameras that are only passed by. Main thread; runs on the
 * default main context.
 */
void client_heap_give_back(void);

G_END_DECLS
