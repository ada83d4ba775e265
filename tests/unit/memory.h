/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stddef.h>

/*
 * Every allocation of the process, GLib's and OpenSSL's too, between start and stop. Linking this
 * file replaces malloc, or hooks into the sanitizer's. Thread-safety: one thread at a time.
 */
typedef struct {
    size_t peak;    /* bytes more than at the start, at the highest */
    size_t largest; /* bytes of the largest request */
} MemoryUse;

void memory_start(void);
MemoryUse memory_stop(void);
