/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A main loop that stands still ends its process, and with it the window; nothing else does. The
 * window with a live picture runs in a process of its own, and what is seen is what the X server
 * has.
 */
#include "tests/screen/fake-client.h"
#include "tests/screen/screen.h"
#include "ui/ui-watchdog.h"
#include "ui/ui-window.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>

#define WIDTH    800
#define HEIGHT   480
#define COLOUR   0xff00ff
#define BLOCK_S  10
#define FREEZE_S 5
#define GONE_US  (5 * G_USEC_PER_SEC / 2) /* after the block began */

/*
 * One wake of the watchdog each: k: 200 ms later, and the main loop came round; a point: 200 ms
 * later, and it did not; S: 5 s later, as after SIGSTOP, and it did not. True: that ends it.
 */
static const struct {
    const char *name;
    const char *wakes;
    bool ends;
} counts[] = {
    { "runs", "kkkkkkkkkkkkkkkkkkkk", false },
    { "just-before", "k.........k.........k", false },
    { "just-at", "k..........", true },
    { "from-the-start", "...........", true },
    { "stopped-and-continued", "kkkSkkk", false },
    { "stopped-again-and-again", "kSkSkSkSkSkSkSkSk", false },
    { "stopped-in-a-short-stall", "k....S...k", false },
    { "stopped-in-a-long-stall", "k....S....", true },
};

static void
test_count(gconstpointer data)
{
    size_t row = GPOINTER_TO_SIZE(data);
    UiWatchdogCount count = { 0 };
    int64_t now_us = 1000, longest_us = 0;
    unsigned n_kicks = 0;

    for (const char *p = counts[row].wakes; *p != '\0'; p++) {
        now_us += *p == 'S' ? 5 * G_USEC_PER_SEC : UI_WATCHDOG_PERIOD_US;
        n_kicks += *p == 'k';
        longest_us = MAX(longest_us, ui_watchdog_count(&count, n_kicks, now_us));
    }
    g_assert_true((longest_us >= UI_WATCHDOG_LIMIT_US) == counts[row].ends);
}

/* The toolkit may take longer to start than a picture may stand. */
static void
test_before_it_is_armed(void)
{
    UiWatchdog *watchdog = ui_watchdog_new();

    g_usleep(3 * G_USEC_PER_SEC);
    ui_watchdog_free(watchdog);
}

typedef struct {
    pid_t pid;
    FILE *says;
    int64_t began_us; /* CLOCK_MONOTONIC: when it said so */
} Viewer;

/* @how it is to go on once the picture is seen; it says so, and when. */
static void
viewer_start(Viewer *self, const char *how)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    const char *argv[] = { program, "--viewer", how, NULL };
    g_autoptr(GError) error = NULL;
    char line[64] = "";
    int out;

    g_spawn_async_with_pipes(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                             &self->pid, NULL, &out, NULL, &error);
    g_assert_no_error(error);
    self->says = fdopen(out, "r");
    g_assert_nonnull(fgets(line, sizeof line, self->says));
    self->began_us = g_ascii_strtoll(line, NULL, 10);
    g_assert_cmpint(self->began_us, >, 0);
}

/* How it ended, of waitpid(); -1: it lives. @options: WNOHANG or 0. */
static int
viewer_end(Viewer *self, int options)
{
    int status;

    return waitpid(self->pid, &status, options) == self->pid ? status : -1;
}

/* UI-09: the X server keeps the picture of a window that stands still, for 2 s and no longer. */
static void
test_gone(gconstpointer how)
{
    g_autofree char *dir = g_dir_make_tmp("ownview-watchdog-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(dir, "screen.png", NULL);
    unsigned n_seen = 0, n_blank = 0;
    int64_t last_seen_us = 0;
    int status = -1;
    Viewer viewer;

    viewer_start(&viewer, how);
    while (n_blank < 3) {
        int64_t at_us = g_get_monotonic_time() - viewer.began_us;

        unsigned n_pixels = screen_count_shot(file, COLOUR);

        g_assert_cmpint(at_us, <, BLOCK_S * G_USEC_PER_SEC);
        g_assert_cmpuint(n_pixels, <=, WIDTH * HEIGHT);
        if (n_pixels > 0) {
            n_seen++;
            last_seen_us = at_us;
            g_assert_cmpuint(n_blank, ==, 0);
        } else {
            n_blank++;
        }
    }
    g_test_message("%u pictures show it, the last one %.2f s after the main loop stood still",
                   n_seen, (double)last_seen_us / G_USEC_PER_SEC);
    g_assert_cmpuint(n_seen, >, 0);
    g_assert_cmpint(last_seen_us, <=, GONE_US);
    status = viewer_end(&viewer, 0);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, UI_WATCHDOG_STATUS);
    fclose(viewer.says);
    g_unlink(file);
    g_rmdir(dir);
}

/* No stall: the whole process is stopped, and goes on. */
static void
test_stopped(void)
{
    char line[64];
    Viewer viewer;

    viewer_start(&viewer, "run");
    kill(viewer.pid, SIGSTOP);
    g_usleep(FREEZE_S * G_USEC_PER_SEC);
    kill(viewer.pid, SIGCONT);
    /* Longer than a stall may last. */
    g_usleep(3 * G_USEC_PER_SEC);
    g_assert_cmpint(viewer_end(&viewer, WNOHANG), ==, -1);
    kill(viewer.pid, SIGUSR1);
    g_assert_nonnull(fgets(line, sizeof line, viewer.says));
    g_assert_cmpstr(line, ==, "runs\n");
    kill(viewer.pid, SIGKILL);
    viewer_end(&viewer, 0);
    fclose(viewer.says);
}

/* From here on: the process with the window. */

static gboolean
on_usr1(gpointer user_data)
{
    puts("runs");
    fflush(stdout);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_busy(gpointer user_data)
{
    return G_SOURCE_CONTINUE;
}

static void
show_picture(GtkWidget *window)
{
    g_autoptr(PipeFrame) frame = NULL;

    gtk_window_set_decorated(GTK_WINDOW(window), FALSE);
    gtk_window_present(GTK_WINDOW(window));
    screen_settle(window);
    g_assert_true(ui_window_open(UI_WINDOW(window), "Front door"));
    fake_client_admit(60000);
    frame = fake_frame_new(fake_client_link(), fake_client_generation(), COLOUR,
                           g_get_real_time() - 200000);
    fake_player_show(frame);
    screen_settle(window);
    g_assert_cmpuint(screen_count(window, COLOUR), >, 1000);
}

static int
be_viewer(const char *how)
{
    UiWatchdog *watchdog;
    GtkWidget *window;

    g_assert_true(screen_join());
    watchdog = ui_watchdog_new();
    window = ui_window_new(false, WIDTH, HEIGHT);
    show_picture(window);
    ui_watchdog_arm(watchdog);
    g_unix_signal_add(SIGUSR1, on_usr1, NULL);
    if (g_str_equal(how, "busy"))
        g_idle_add_full(G_PRIORITY_DEFAULT, on_busy, NULL, NULL);
    printf("%" G_GINT64_FORMAT "\n", g_get_monotonic_time());
    fflush(stdout);
    if (g_str_equal(how, "block"))
        g_usleep(BLOCK_S * G_USEC_PER_SEC);
    for (int64_t until = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
         g_get_monotonic_time() < until;)
        g_main_context_iteration(NULL, TRUE);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && g_str_equal(argv[1], "--viewer"))
        return be_viewer(argv[2]);
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autofree char *path = g_strconcat("/watchdog/count/", counts[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_count);
    }
    g_test_add_func("/watchdog/before-it-is-armed", test_before_it_is_armed);
    if (screen_open(WIDTH, HEIGHT)) {
        g_test_add_data_func("/watchdog/UI-09/blocked", "block", test_gone);
        g_test_add_data_func("/watchdog/UI-09/too-busy-to-draw", "busy", test_gone);
        g_test_add_func("/watchdog/UI-09/stopped-and-continued", test_stopped);
    }
    return g_test_run();
}
