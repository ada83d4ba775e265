/* SPDX-License-Identifier: Apache-2.0 */
/* What a busy moment took is not kept for ever, whatever small things were left among it. */
#include "client/client-heap.h"
#include "tests/network/measure.h"

#include <stdbool.h>
#include <string.h>

#define N_PIECES 8192
#define LEN      4096 /* bytes; below what is mapped by itself */
#define KEPT     64   /* one of so many lives on */
#define TAKEN    (N_PIECES * LEN)

/* Takes much, and lets go of all but a few. */
static gpointer
be_busy(gpointer data)
{
    char **pieces = data;

    for (unsigned i = 0; i < N_PIECES; i++) {
        pieces[i] = g_malloc(LEN);
        memset(pieces[i], 1, LEN);
    }
    for (unsigned i = 0; i < N_PIECES; i++) {
        if (i % KEPT != 0)
            g_clear_pointer(&pieces[i], g_free);
    }
    return NULL;
}

static void
test_given_back(void)
{
    char **pieces = g_new0(char *, N_PIECES);
    const double before = measure_rss();

    g_thread_join(g_thread_new("busy", be_busy, pieces));
    client_heap_give_back();
    g_assert_cmpfloat(measure_rss(), >, before + TAKEN / 2);
    client_heap_give_back();
    while (g_main_context_iteration(NULL, TRUE) && measure_rss() > before + TAKEN / 2)
        ;
    g_assert_false(g_main_context_pending(NULL));
    g_assert_cmpfloat(measure_rss(), <, before + TAKEN / 4);
    for (unsigned i = 0; i < N_PIECES; i++)
        g_free(pieces[i]);
    g_free(pieces);
}

/* A thread's own heap would be at another place. */
static gpointer
take_one(G_GNUC_UNUSED gpointer unused)
{
    return g_malloc(LEN);
}

static void
test_one_heap(void)
{
    char *here = g_malloc(LEN);
    char *there = g_thread_join(g_thread_new("other", take_one, NULL));

    g_assert_cmpint(MAX(here, there) - MIN(here, there), <, 2 * TAKEN);
    g_free(here);
    g_free(there);
}

#define N_AT_ONCE 8
#define N_ROUNDS  3

static int n_threads; /* atomic: that ever had a task */
static GMutex together;
static GCond arrived;
static unsigned n_arrived; /* guarded by @together */

/* Waits for the others, so that each needs a thread. */
static void
have_a_task(gpointer task, G_GNUC_UNUSED gpointer unused)
{
    static __thread bool known;

    if (!known)
        g_atomic_int_inc(&n_threads);
    known = true;
    g_mutex_lock(&together);
    n_arrived++;
    g_cond_broadcast(&arrived);
    while (n_arrived < GPOINTER_TO_UINT(task))
        g_cond_wait(&arrived, &together);
    g_mutex_unlock(&together);
}

/* What is kept for each thread that ever was, as GnuTLS does, is not kept for ever more of them. */
static void
test_threads_are_used_again(void)
{
    GThreadPool *pool = g_thread_pool_new(have_a_task, NULL, N_AT_ONCE, FALSE, NULL);

    for (unsigned round = 1; round <= N_ROUNDS; round++) {
        for (unsigned i = 0; i < N_AT_ONCE; i++)
            g_thread_pool_push(pool, GUINT_TO_POINTER(round * N_AT_ONCE), NULL);
        while (g_thread_pool_get_num_threads(pool) > 0) /* half a second; nothing tells */
            g_usleep(1000);
    }
    g_assert_cmpint(n_threads, ==, N_AT_ONCE);
    g_assert_cmpuint(g_thread_pool_get_num_unused_threads(), ==, N_AT_ONCE);
    g_thread_pool_free(pool, FALSE, TRUE);
}

int
main(int argc, char **argv)
{
    client_heap_settle();
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/heap/given-back", test_given_back);
    g_test_add_func("/client/heap/one-for-all-threads", test_one_heap);
    g_test_add_func("/client/heap/threads-are-used-again", test_threads_are_used_again);
    return g_test_run();
}
