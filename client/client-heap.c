/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-heap.h"

#include <malloc.h>

void
client_heap_settle(void)
{
    mallopt(M_ARENA_MAX, 1);
}

void
client_heap_give_back(void)
{
    malloc_trim(0);
}
