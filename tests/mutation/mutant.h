/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Only in the copy of the sources that mutate.py rewrites and builds: never included by a source of
 * this tree. Each change is compiled in as mutant_is(N) ? changed : original; the environment says
 * which one is on, and where to write down which ones were come by.
 */
#pragma once
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MUTANT_MAX 65536

/* Weak: every rewritten source brings them, one of each is linked. */
__attribute__((weak)) int mutant_on;
__attribute__((weak)) unsigned char *mutant_reached;

__attribute__((constructor)) static void
mutant_set_up(void)
{
    const char *on = getenv("MUTANT"), *path = getenv("MUTANT_REACHED");
    int file;

    mutant_on = on != NULL ? atoi(on) : 0;
    if (path == NULL || mutant_reached != NULL)
        return;
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, MUTANT_MAX) != 0)
        abort();
    mutant_reached = mmap(NULL, MUTANT_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mutant_reached == MAP_FAILED)
        abort();
    close(file);
}

static inline int
mutant_is(int n)
{
    if (mutant_reached != NULL)
        mutant_reached[n] = 1;
    return mutant_on == n;
}
