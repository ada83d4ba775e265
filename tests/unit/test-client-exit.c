/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process that ends while threads of its own are within OpenSSL: it ends with its status, and not
 * by a signal, since nothing is taken away beneath them.
 */
#include "client/client-exit.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_THREADS 4
#define N_TIMES   20
#define STATUS    7

static gint n_busy; /* atomic */

static gpointer
digest_for_ever(gpointer data)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    bool begun = false;

    while (true) {
        EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);

        EVP_Digest("ownview", 7, digest, NULL, sha256, NULL);
        EVP_MD_free(sha256);
        if (!begun)
            g_atomic_int_inc(&n_busy);
        begun = true;
    }
    return data;
}

static void
be_busy_and_end(int out)
{
    dup2(out, STDOUT_FILENO);
    for (int i = 0; i < N_THREADS; i++)
        g_thread_unref(g_thread_new("busy", digest_for_ever, NULL));
    while (g_atomic_int_get(&n_busy) < N_THREADS)
        g_thread_yield();
    fputs("said", stdout); /* and not flushed */
    client_exit(STATUS);
}

static void
test_busy_threads(void)
{
    for (int i = 0; i < N_TIMES; i++) {
        char said[8] = "";
        int status, ends[2];
        pid_t child;

        g_assert_cmpint(pipe(ends), ==, 0);
        child = fork();
        if (child == 0)
            be_busy_and_end(ends[1]);
        close(ends[1]);
        g_assert_cmpint(waitpid(child, &status, 0), ==, child);
        g_assert_true(WIFEXITED(status));
        g_assert_cmpint(WEXITSTATUS(status), ==, STATUS);
        g_assert_cmpint(read(ends[0], said, sizeof said - 1), ==, 4);
        g_assert_cmpstr(said, ==, "said");
        close(ends[0]);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/exit/threads-are-within-OpenSSL", test_busy_threads);
    return g_test_run();
}
