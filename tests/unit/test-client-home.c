/* SPDX-License-Identifier: Apache-2.0 */
/* What a home makes of its store: one camera's trouble is that camera's. */
#include "client/cameras/camera-mark.h"
#include "client/cameras/camera-store.h"
#include "client/client-home.h"
#include "client/client-last.h"
#include "tests/unit/store.h"

#include <glib/gstdio.h>

static const ClientCamera *
camera_at(ClientHome *home, size_t index, size_t n_wanted)
{
    size_t n = 0;
    const ClientCamera *const *cameras = client_home_get_cameras(home, &n);

    g_assert_cmpuint(n, ==, n_wanted);
    return cameras[index];
}

static ClientHome *
open_home(void)
{
    g_autoptr(GError) error = NULL;
    ClientHome *home = client_home_open(&error);

    g_assert_no_error(error);
    return home;
}

/* The second copy: the camera is watched on, and the owner is told. */
static void
test_restored(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autoptr(ClientHome) home = NULL;
    const ClientCamera *camera;

    store_link(STORE_ID_A, "Nursery");
    store_flip(path);
    home = open_home();
    camera = camera_at(home, 0, 1);
    g_assert_cmpstr(camera->room, ==, "Nursery");
    g_assert_cmpstr(camera->host, ==, "localhost");
    g_assert_null(camera->problem);
    g_assert_nonnull(camera->note);
    g_assert_nonnull(client_home_find(home, STORE_ID_A));
}

/* An older copy of one camera: no record of it is handed out, and the other one is as ever. */
static void
test_rolled_back(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *old = NULL;
    g_autoptr(ClientHome) home = NULL;
    const ClientCamera *camera;
    gsize len = 0;

    store_link(STORE_ID_A, "Nursery");
    store_link(STORE_ID_B, "Garage");
    old = store_slurp(path, &len);
    g_assert_true(camera_store_rename(NULL, STORE_ID_A, "Play room", NULL));
    store_spill(path, old, len);
    home = open_home();
    camera = camera_at(home, 1, 2);
    g_assert_cmpstr(camera->link, ==, STORE_ID_A);
    g_assert_nonnull(strstr(camera->problem, "older copy"));
    g_assert_cmpstr(camera->host, ==, "");
    g_assert_null(client_home_find(home, STORE_ID_A));
    camera = camera_at(home, 0, 2);
    g_assert_cmpstr(camera->room, ==, "Garage");
    g_assert_null(camera->problem);
    g_assert_nonnull(client_home_find(home, STORE_ID_B));
}

/* Nothing of it is left to read: it is still in the list, by its id. */
static void
test_unreadable(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *copy = store_link_path(STORE_ID_A, ".1");
    g_autoptr(ClientHome) home = NULL;
    const ClientCamera *camera;

    store_link(STORE_ID_A, "Nursery");
    store_spill(path, "", 0);
    store_spill(copy, "", 0);
    home = open_home();
    camera = camera_at(home, 0, 1);
    g_assert_nonnull(camera->problem);
    g_assert_cmpstr(camera->room, ==, "");
}

static void
count(gpointer n_changes)
{
    ++*(guint *)n_changes;
}

static gboolean
on_late(G_GNUC_UNUSED gpointer data)
{
    g_error("the change was not told");
    return G_SOURCE_REMOVE;
}

static void
wait_for_a_change(guint *n_changes)
{
    guint late = g_timeout_add_seconds(20, on_late, NULL);

    while (*n_changes == 0)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(late);
    *n_changes = 0;
}

/* RACE-02: what another program changes is told, what it writes all the time is not. */
static void
test_watch(void)
{
    static const ProvMark mark = { (char *)"urn:c2pa:7", 1, 2, 3, { NULL } };
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Play room");
    g_autoptr(ClientHomeWatch) watch = NULL;
    guint n_changes = 0;

    store_link(STORE_ID_A, "Nursery");
    watch = client_home_watch(count, &n_changes);
    g_assert_true(client_home_rename(STORE_ID_A, "Play room", NULL));
    wait_for_a_change(&n_changes);
    store_link(STORE_ID_B, "Garage");
    wait_for_a_change(&n_changes);
    g_assert_true(client_home_move(STORE_ID_A, 0, NULL));
    wait_for_a_change(&n_changes);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    n_changes = 0;
    g_assert_true(camera_mark_write(NULL, record, &mark, NULL));
    g_assert_true(client_home_remove(STORE_ID_B, NULL));
    wait_for_a_change(&n_changes);
}

/* A home that was empty when it was opened. */
static void
test_watch_the_first_link(void)
{
    guint n_changes = 0;
    g_autoptr(ClientHomeWatch) watch = client_home_watch(count, &n_changes);

    store_link(STORE_ID_A, "Nursery");
    wait_for_a_change(&n_changes);
}

/* What was open last: of this user alone, or not known. */
static void
test_last(void)
{
    g_autofree char *state = NULL;
    g_autofree char *file = NULL;
    g_autofree char *known = NULL;
    g_autofree char *all = NULL;

    g_assert_null(client_last_read());
    store_link(STORE_ID_A, "Nursery");
    g_assert_null(client_last_read());
    client_last_write(STORE_ID_A);
    known = client_last_read();
    g_assert_cmpstr(known, ==, STORE_ID_A);
    client_last_write("");
    all = client_last_read();
    g_assert_cmpstr(all, ==, "");

    state = camera_store_state_dir();
    file = g_build_filename(state, "last", NULL);
    client_last_write(STORE_ID_A);
    g_assert_cmpint(g_chmod(file, 0644), ==, 0);
    g_assert_null(client_last_read());
}

int
main(int argc, char **argv)
{
    static const StoreTest tests[] = {
        { "STO-01/restored", test_restored },
        { "STO-03/rolled-back", test_rolled_back },
        { "STO-02/unreadable", test_unreadable },
        { "RACE-02/watch", test_watch },
        { "RACE-02/watch-the-first-link", test_watch_the_first_link },
        { "last", test_last },
    };

    store_test_init(&argc, &argv);
    store_test_add("/home/", tests, G_N_ELEMENTS(tests));
    return store_test_run();
}
