/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/memory.h"

#include <glib.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

static bool counting;
static size_t live, highest, largest;

static void
count_in(size_t size)
{
    live += size;
    highest = MAX(highest, live);
    largest = MAX(largest, size);
}

/* What was there before the start may go: below zero there is nothing to see. */
static void
count_out(size_t size)
{
    live -= MIN(live, size);
}

#ifdef SANITIZED
#include <sanitizer/allocator_interface.h>

static void
on_malloc(G_GNUC_UNUSED const volatile void *memory, size_t size)
{
    if (counting)
        count_in(size);
}

static void
on_free(const volatile void *memory)
{
    if (counting && memory != NULL)
        count_out(__sanitizer_get_allocated_size(memory));
}

#else
/* glibc's own, under the names it keeps for those who replace them. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

void *
malloc(size_t size)
{
    void *memory = __libc_malloc(size);

    if (counting && memory != NULL)
        count_in(malloc_usable_size(memory));
    return memory;
}

void *
calloc(size_t n, size_t size)
{
    void *memory = __libc_calloc(n, size);

    if (counting && memory != NULL)
        count_in(malloc_usable_size(memory));
    return memory;
}

/* The old and the new may stand side by side. */
void *
realloc(void *memory, size_t size)
{
    size_t before = counting && memory != NULL ? malloc_usable_size(memory) : 0;
    void *moved = __libc_realloc(memory, size);

    if (counting && moved != NULL)
        count_in(malloc_usable_size(moved));
    count_out(before);
    return moved;
}

void
free(void *memory)
{
    if (counting && memory != NULL)
        count_out(malloc_usable_size(memory));
    __libc_free(memory);
}
#endif

void
memory_start(void)
{
#ifdef SANITIZED
    static bool hooked;

    if (!hooked)
        hooked = __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) != 0;
    g_assert_true(hooked);
#endif
    live = highest = largest = 0;
    counting = true;
}

MemoryUse
memory_stop(void)
{
    counting = false;
    return (MemoryUse){ highest, largest };
}
