/* SPDX-License-Identifier: Apache-2.0 */
/*
 * STO-06 by chance: a program that changes the store all the time is killed at any moment. Fifty
 * times always, with --kills N as often as one likes.
 */
#include "tests/unit/store.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST_US 20000 /* of a writer's life */

/* Shared with the writer: the numbers of the last change it has begun, and ended. */
typedef struct {
    guint begun;
    guint ended;
} Progress;

static gint n_kills = 50;

/* Gives the camera the next number for a name, and moves it, until it is killed. */
static void
change_for_ever(Progress *progress)
{
    for (;;) {
        g_autofree char *room = g_strdup_printf("%u", ++progress->begun);

        if (!camera_store_rename(NULL, STORE_ID_A, room, NULL)
            || !camera_store_move(NULL, STORE_ID_A, progress->begun % 2, NULL))
            _exit(1);
        progress->ended = progress->begun;
    }
}

/* All is well with both cameras; the number that stands. */
static guint
check(const Progress *progress)
{
    g_autoptr(GPtrArray) list = store_list();
    guint64 number = 0;

    g_assert_cmpuint(list->len, ==, 2);
    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = list->pdata[i];

        g_assert_null(listing->problem);
        if (strcmp(listing->id, STORE_ID_B) == 0) {
            g_assert_cmpstr(listing->room, ==, "Garage");
            continue;
        }
        number = g_ascii_strtoull(listing->room, NULL, 10);
        g_assert_cmpuint(number, >=, progress->ended);
        g_assert_cmpuint(number, <=, progress->begun);
    }
    return (guint)number;
}

static void
test_killed_at_any_moment(void)
{
    Progress *progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    guint n_cut = 0;

    g_assert_true(progress != MAP_FAILED);
    store_link(STORE_ID_A, "0");
    store_link(STORE_ID_B, "Garage");
    for (gint i = 0; i < n_kills; i++) {
        int status = 0;
        pid_t writer = fork();

        if (writer == 0)
            change_for_ever(progress);
        g_usleep((gulong)g_random_int_range(0, LONGEST_US));
        g_assert_cmpint(kill(writer, SIGKILL), ==, 0);
        g_assert_cmpint(waitpid(writer, &status, 0), ==, writer);
        g_assert_true(WIFSIGNALED(status));
        n_cut += progress->begun != progress->ended;
        progress->begun = progress->ended = check(progress);
    }
    g_test_message("%u changes, %u of them cut off", progress->begun, n_cut);
    g_assert_cmpuint(n_cut, >, (guint)n_kills / 2);
    munmap(progress, sizeof *progress);
}

int
main(int argc, char **argv)
{
    const GOptionEntry entries[] = {
        { "kills", 0, 0, G_OPTION_ARG_INT, &n_kills, "How often", "N" },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    store_test_init(&argc, &argv);
    g_option_context_add_main_entries(context, entries, NULL);
    g_assert_true(g_option_context_parse(context, &argc, &argv, NULL));
    g_test_add_func("/camera-kill/STO-06/killed-at-any-moment", test_killed_at_any_moment);
    return store_test_run();
}
