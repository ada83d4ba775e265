/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a session keeps up with its camera, and how it waits for it: real TLS, the real relay, in a
 * network of its own that can be taken away.
 */
#include "client/client-exit.h"
#include "client/client.h"
#include "tests/network/rig-child.h"

#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_US (INT64_C(30) * G_USEC_PER_SEC)
#define TARGET_US   (INT64_C(1) * G_USEC_PER_SEC) /* T of the rig's playlist; segments of 0.5 s */
#define N_UNITS     12
#define N_UNWATCHED 3 /* playlists beside those that brought a segment: the first, and two late */
#define RECOVERY_US (2 * TARGET_US + INT64_C(3) * G_USEC_PER_SEC)
#define N_ATTEMPTS  3
#define AT_ONCE_US  (INT64_C(3) * G_USEC_PER_SEC / 2) /* the next attempt is 2 s away */
#define LOOPBACK    "lo"
#define CAMERA      "red"

/* One session, and what came of it. What is marked L is touched by its thread, under the lock. */
typedef struct {
    RigChild *rig;
    ClientHome *home;
    ClientSession *session;
    GMutex lock;
    char *streaming; /* L: the camera's own session that was admitted last */
    gint64 age_us;   /* L: from the last picture's capture to its admission, summed up */
    guint n_admitted;
    guint n_red;
    guint n_troubles;
    gint64 admitted_us; /* the last one, monotonic */
    gint64 longest_us;  /* between two */
} Edge;

static void
on_admission(gpointer data, ProvAdmission *admission)
{
    Edge *edge = data;
    int64_t capture_us = 0;

    g_mutex_lock(&edge->lock);
    g_free(edge->streaming);
    edge->streaming = g_strdup(prov_admission_get_session(admission));
    if (prov_admission_get_capture(admission, &capture_us))
        edge->age_us += g_get_real_time() - capture_us;
    g_mutex_unlock(&edge->lock);
    prov_admission_free(admission);
}

static void
on_event(const ClientEvent *event, gpointer data)
{
    Edge *edge = data;
    gint64 now = g_get_monotonic_time();

    edge->n_red += event->kind == CLIENT_EVENT_REFUSED || event->kind == CLIENT_EVENT_LINK_AGAIN;
    edge->n_troubles += event->kind == CLIENT_EVENT_NO_PICTURE;
    if (event->kind != CLIENT_EVENT_ADMITTED)
        return;
    if (edge->n_admitted > 0)
        edge->longest_us = MAX(edge->longest_us, now - edge->admitted_us);
    edge->admitted_us = now;
    edge->n_admitted++;
}

static gboolean
on_late(gpointer late)
{
    *(bool *)late = true;
    return G_SOURCE_REMOVE;
}

/* Until @done says so; fails the test when that takes too long. */
static void
wait_until(Edge *edge, bool (*done)(const Edge *edge, gint64 value), gint64 value)
{
    bool late = false;
    guint timer = g_timeout_add((guint)(PATIENCE_US / 1000), on_late, &late);

    while (!done(edge, value)) {
        g_assert_false(late);
        g_main_context_iteration(NULL, TRUE);
    }
    g_source_remove(timer);
}

static bool
has_admitted(const Edge *edge, gint64 n)
{
    return edge->n_admitted >= n;
}

static bool
has_trouble(const Edge *edge, gint64 n)
{
    return edge->n_troubles >= n;
}

static void
start(Edge *edge, gconstpointer data)
{
    static const char *const options[] = { "--plain", "--segment=0.5", "--camera=Red,color=#c02020",
                                           NULL };
    g_autoptr(GError) error = NULL;
    const ClientCamera *const *cameras;
    size_t n;

    *edge = (Edge){ .rig = rig_child_new(options) };
    g_mutex_init(&edge->lock);
    edge->home = client_home_open(&error);
    g_assert_no_error(error);
    cameras = client_home_get_cameras(edge->home, &n);
    g_assert_cmpuint(n, ==, 1);
    edge->session = client_session_start(edge->home, cameras[0]->link, 1,
                                         (ClientSink){ on_admission, edge }, on_event, edge);
    wait_until(edge, has_admitted, 1);
    edge->n_troubles = 0; /* the camera may have had nothing yet */
}

static void
stop(Edge *edge, gconstpointer data)
{
    g_assert_cmpuint(edge->n_red, ==, 0);
    client_session_stop(edge->session);
    client_home_free(edge->home);
    rig_child_free(edge->rig);
    g_mutex_clear(&edge->lock);
    g_free(edge->streaming);
}

/* The server keeps the request until there is news: no list is read that has none. */
static void
test_one_playlist_for_each_segment(Edge *edge, gconstpointer data)
{
    RigChildCounts before, after;

    rig_child_counts(edge->rig, CAMERA, &before);
    wait_until(edge, has_admitted, edge->n_admitted + N_UNITS);
    rig_child_counts(edge->rig, CAMERA, &after);
    g_test_message("%" G_GINT64_FORMAT " playlists for %" G_GINT64_FORMAT
                   " segments; a unit of 0.5 s is admitted %.0f ms after its first picture",
                   after.playlist - before.playlist, after.segment - before.segment,
                   (double)edge->age_us / edge->n_admitted / 1000);
    g_assert_cmpint(after.playlist - before.playlist, <=,
                    after.segment - before.segment + N_UNWATCHED);
    g_assert_cmpint(after.init, ==, 1);
    g_assert_cmpuint(edge->n_troubles, ==, 0);
}

static void
test_a_camera_that_restarts_is_back_in_time(Edge *edge, gconstpointer data)
{
    g_autofree char *former = NULL;
    bool same = true;

    g_mutex_lock(&edge->lock);
    former = g_strdup(edge->streaming);
    g_mutex_unlock(&edge->lock);
    edge->longest_us = 0;
    rig_child_fault(edge->rig, CAMERA, "reboot");
    while (same) {
        wait_until(edge, has_admitted, edge->n_admitted + 1);
        g_mutex_lock(&edge->lock);
        same = g_str_equal(former, edge->streaming);
        g_mutex_unlock(&edge->lock);
    }
    g_test_message("the longest pause over a restart: %" G_GINT64_FORMAT " ms",
                   edge->longest_us / 1000);
    g_assert_cmpint(edge->longest_us, <=, RECOVERY_US);
}

/* Takes the only way there is, or gives it back, with a default route as a network has one. */
static void
set_network(bool up)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq device = { .ifr_name = LOOPBACK, .ifr_flags = (short)(up ? IFF_UP : 0) };
    struct rtentry route = { .rt_flags = RTF_UP, .rt_dev = (char *)LOOPBACK };

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(ioctl(fd, SIOCSIFFLAGS, &device), ==, 0);
    route.rt_dst.sa_family = route.rt_genmask.sa_family = AF_INET;
    if (up)
        g_assert_cmpint(ioctl(fd, SIOCADDRT, &route), ==, 0);
    close(fd);
}

/* An outage is asked about ever more seldom, and over as soon as the network is back. */
static void
test_an_outage_ends_with_the_network_s_return(Edge *edge, gconstpointer own_network)
{
    gint64 begun_us = g_get_monotonic_time(), back_us;
    guint before;

    if (!*(const bool *)own_network) {
        g_test_skip("A network of its own takes root.");
        return;
    }
    set_network(false);
    wait_until(edge, has_trouble, N_ATTEMPTS);
    back_us = g_get_monotonic_time();
    g_test_message("%u attempts in %" G_GINT64_FORMAT " ms", edge->n_troubles,
                   (back_us - begun_us) / 1000);
    g_assert_cmpint(back_us - begun_us, >=, (N_ATTEMPTS - 1) * G_USEC_PER_SEC);
    set_network(true);
    before = edge->n_admitted;
    wait_until(edge, has_admitted, before + 1);
    g_test_message("a picture %" G_GINT64_FORMAT " ms after the network came back",
                   (edge->admitted_us - back_us) / 1000);
    g_assert_cmpint(edge->admitted_us - back_us, <=, AT_ONCE_US);
}

int
main(int argc, char **argv)
{
    static bool own_network; /* before there is a thread */

    own_network = unshare(CLONE_NEWNET) == 0;
    if (own_network)
        set_network(true);
    g_test_init(&argc, &argv, NULL);
    g_test_add("/live-edge/one-playlist-for-each-segment", Edge, NULL, start,
               test_one_playlist_for_each_segment, stop);
    g_test_add("/live-edge/SEQ-12/a-camera-that-restarts-is-back-in-time", Edge, NULL, start,
               test_a_camera_that_restarts_is_back_in_time, stop);
    g_test_add("/live-edge/NET-12/an-outage-ends-with-the-network-s-return", Edge, &own_network,
               start, test_an_outage_ends_with_the_network_s_return, stop);
    client_exit(g_test_run());
}
