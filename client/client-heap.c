/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-heap.h"

#include <malloc.h>

#define CALM_S       2
#define KEPT_THREADS 32 /* more than a page of cameras needs at once */

static guint timer; /* main thread; 0: nothing is to be given back */

void
client_heap_settle(void)
{
    mallopt(M_ARENA_MAX, 1);
    g_thread_pool_set_max_unused_threads(KEPT_THREADS);
    g_thread_pool_set_max_idle_time(0); /* they wait for ever */
}

static gboolean
on_calm(G_GNUC_UNUSED gpointer unused)
{
    timer = 0;
    malloc_trim(0);
    return G_SOURCE_REMOVE;
}

void
client_heap_give_back(void)
{
    if (timer != 0)
        g_source_remove(timer);
    timer = g_timeout_add_seconds(CALM_S, on_calm, NULL);
}
