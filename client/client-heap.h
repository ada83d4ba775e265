/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/*
 * A heap that lasts for months. glibc gives threads heaps of their own, and keeps what a busy
 * moment needed: segments and pictures lie among small things that outlive them. Mapping every
 * large piece by itself would give all of it back at once, and makes a viewer need two to four
 * times the processor.
 */

/* One heap for all threads. Main thread, before any other. */
void client_heap_settle(void);
/* What nothing uses goes back to the system; for the moment after much was let go: it takes five to
 * twenty milliseconds, in which no thread is given memory. Any thread. */
void client_heap_give_back(void);

G_END_DECLS
