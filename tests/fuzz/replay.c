/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A harness as a plain test: its seeds, then a fixed run of mutants of each, and any file named on
 * the command line. Every input is a heap block of exactly its size, so that a sanitizer sees the
 * first byte that is read past its end.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define MAX_LEN    (64 * 1024) /* bytes of an input */
#define BUDGET_US  (400 * 1000)
#define MIN_RUNS   200
#define MAX_RUNS   20000
#define FIRST_SEED 20200101u

#pragma weak LLVMFuzzerCustomMutator

static uint32_t state = FIRST_SEED;

/* xorshift32: the same mutants on every machine. */
static uint32_t
next_random(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static void
run_one(const void *data, size_t len)
{
    uint8_t *copy = malloc(len); /* malloc: g_malloc(0) is NULL, and libFuzzer never gives that */

    if (len > 0)
        memcpy(copy, data, len);
    g_assert_cmpint(LLVMFuzzerTestOneInput(copy, len), ==, 0);
    free(copy);
}

static void
write_number(uint8_t *at, size_t len)
{
    static const uint32_t numbers[] = { 0, 1, 7, 8, 9, 0xff, 0x7fffffff, 0x80000000, 0xffffffff };
    uint32_t number = GUINT32_TO_BE(numbers[next_random() % G_N_ELEMENTS(numbers)]);

    memcpy(at, &number, MIN(len, sizeof number));
}

/* What a fuzzer's havoc does, in small. */
size_t
LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
    size_t at = size > 0 ? next_random() % size : 0;
    size_t n = 1 + next_random() % 8;

    n = MIN(n, size - at);
    switch (next_random() % 6) {
    case 0:
        if (size > 0)
            data[at] ^= (uint8_t)(1u << next_random() % 8);
        return size;
    case 1:
        if (size > 0)
            data[at] = (uint8_t)next_random();
        return size;
    case 2:
        if (size > 0)
            write_number(data + at, size - at);
        return size;
    case 3:
        memmove(data + at, data + at + n, size - at - n);
        return size - n;
    case 4:
        if (size + n > max_size)
            return size;
        memmove(data + at + n, data + at, size - at);
        return size + n;
    default:
        return next_random() % 16 == 0 ? at : size;
    }
}

static GPtrArray *
make_seeds(void)
{
    GPtrArray *seeds = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    fuzz_add_seeds(seeds);
    g_assert_cmpuint(seeds->len, >, 0);
    return seeds;
}

static void
test_seeds(void)
{
    g_autoptr(GPtrArray) seeds = make_seeds();

    run_one("", 0);
    for (guint i = 0; i < seeds->len; i++) {
        gsize len;
        gconstpointer data = g_bytes_get_data(g_ptr_array_index(seeds, i), &len);

        run_one(data, len);
    }
}

static void
run_mutant(GBytes *seed, uint8_t *buffer)
{
    gsize len;
    const uint8_t *data = g_bytes_get_data(seed, &len);

    len = MIN(len, MAX_LEN);
    if (len > 0)
        memcpy(buffer, data, len);
    for (uint32_t n = 1 + next_random() % 4; n > 0; n--) {
        if (LLVMFuzzerCustomMutator != NULL)
            len = LLVMFuzzerCustomMutator(buffer, len, MAX_LEN, next_random());
        else
            len = LLVMFuzzerMutate(buffer, len, MAX_LEN);
        g_assert_cmpuint(len, <=, MAX_LEN);
    }
    run_one(buffer, len);
}

static void
test_mutants(void)
{
    g_autoptr(GPtrArray) seeds = make_seeds();
    g_autofree uint8_t *buffer = g_malloc(MAX_LEN);
    int64_t start = g_get_monotonic_time();
    guint n = 0;

    for (; n < MAX_RUNS; n++) {
        if (n >= MIN_RUNS && g_get_monotonic_time() - start > BUDGET_US)
            break;
        run_mutant(g_ptr_array_index(seeds, n % seeds->len), buffer);
    }
    g_test_message("%u mutants of %u seeds", n, seeds->len);
}

static void
test_file(gconstpointer path)
{
    g_autofree char *text = NULL;
    gsize len;

    g_assert_true(g_file_get_contents(path, &text, &len, NULL));
    run_one(text, len);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/fuzz/seeds", test_seeds);
    g_test_add_func("/fuzz/mutants", test_mutants);
    for (int i = 1; i < argc; i++) {
        g_autofree char *path = g_strdup_printf("/fuzz/file-%d", i);

        g_test_add_data_func(path, argv[i], test_file);
    }
    return g_test_run();
}
