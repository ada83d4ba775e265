/* SPDX-License-Identifier: Apache-2.0 */
/* What ends a session while it runs: a real store, real lists, a real gate; the clock is the
 * test's.
 */
#include "client/cameras/camera-store.h"
#include "client/client-clock.h"
#include "client/client-guard.h"
#include "tests/unit/store.h"
#include "tests/unit/world.h"

#include <glib/gstdio.h>

typedef struct {
    World world;
    CameraRecord *record;
    ClientGuard *guard;
    unsigned n_unlinked;
    char *why;
    unsigned n_revoked;
    ProvReason reason;
} Fixture;

static Fixture *now_running;

ProvClock
client_clock_read(void)
{
    return now_running->world.now;
}

static void
on_unlinked(gpointer data, const char *why)
{
    Fixture *f = data;

    f->n_unlinked++;
    g_free(f->why);
    f->why = g_strdup(why);
}

static void
on_revoked(gpointer data, const ProvVerdict *verdict, G_GNUC_UNUSED const ProvClock *now)
{
    Fixture *f = data;

    f->n_revoked++;
    f->reason = verdict->reason;
}

static void
start(Fixture *f)
{
    f->guard = client_guard_new(f->record, f->world.gate,
                                (ClientGuardFuncs){ on_unlinked, on_revoked, f });
}

static char *
crl_path(const char *name)
{
    g_autofree char *store = camera_store_default_dir();

    return g_build_filename(store, "crls", name, NULL);
}

static void
set_up(Fixture *f, gconstpointer data)
{
    g_autofree char *dir = crl_path("test-maker");

    now_running = f;
    store_wipe();
    world_set_up(&f->world, data);
    f->record = camera_sample_record(STORE_ID_A, "Front door");
    f->record->generation = 0;
    g_assert_true(camera_store_save(NULL, f->record, NULL));
    /* there before the session, so that its watch need not look for it every four seconds */
    g_assert_cmpint(g_mkdir_with_parents(dir, 0700), ==, 0);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    client_guard_free(f->guard);
    camera_record_free(f->record);
    g_free(f->why);
    world_tear_down(&f->world, data);
}

static gboolean
on_late(G_GNUC_UNUSED gpointer data)
{
    g_error("nothing was told");
    return G_SOURCE_REMOVE;
}

static void
wait_for(const unsigned *count)
{
    guint late = g_timeout_add_seconds(20, on_late, NULL);

    while (*count == 0)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(late);
}

static ProvVerdict
submit(Fixture *f, uint64_t number)
{
    g_autoptr(GBytes) segment = world_segment(&f->world, f->world.session, number, NULL);

    world_at(&f->world, 0, number);
    return world_submit(&f->world, f->world.session->init, segment);
}

static void
write_list(Fixture *f, bool revokes, int64_t number)
{
    g_autoptr(GPtrArray) revoked = g_ptr_array_new();
    const int64_t now_s = WORLD_NOW_US / G_USEC_PER_SEC;
    const RigCrlSpec spec = {
        .issuer = f->world.maker->ca,
        .issuer_key = f->world.maker->ca_key,
        .this_update = now_s - 60,
        .next_update = now_s + 86400,
        .number = number,
        .revoked = revokes ? revoked : NULL,
    };
    g_autoptr(GBytes) list = NULL;
    g_autofree char *path = crl_path("test-maker/ca.crl");

    g_ptr_array_add(revoked, f->world.front->leaf);
    list = rig_cert_make_crl(&spec);
    store_spill(path, g_bytes_get_data(list, NULL), g_bytes_get_size(list));
}

/* RACE-04: a list that arrives while the camera is watched. */
static void
test_list_arrives(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    start(f);
    world_assert_reason(submit(f, 1), "none");
    write_list(f, true, 1);
    wait_for(&f->n_revoked);
    g_assert_cmpstr(prov_reason_name(f->reason), ==, "revoked");
    world_assert_reason(submit(f, 2), "revoked");
    g_assert_cmpuint(f->n_unlinked, ==, 0);
}

static void
test_blocked_key_arrives(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *path = crl_path("blocked");
    g_autoptr(GString) line = g_string_new("sha256:");
    uint8_t pin[PROV_PIN_LEN];

    rig_identity_get_pin(f->world.front, pin);
    for (guint i = 0; i < sizeof pin; i++)
        g_string_append_printf(line, "%02x", pin[i]);
    start(f);
    world_assert_reason(submit(f, 1), "none");
    store_spill(path, line->str, line->len);
    wait_for(&f->n_revoked);
    world_assert_reason(submit(f, 2), "revoked");
}

/* It was there before: the gate has it from the first unit on. */
static void
test_list_was_there(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    write_list(f, true, 1);
    start(f);
    world_assert_reason(submit(f, 1), "revoked");
    g_assert_cmpuint(f->n_revoked, ==, 0);
}

/* PKI-06: what was believed once is the least that will do; an older list is ignored, and said. */
static void
test_believed_lists_are_remembered(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    ProvVerdict verdict;

    write_list(f, false, 7);
    start(f);
    verdict = submit(f, 1);
    world_assert_reason(verdict, "none");
    g_assert_cmphex(verdict.crls, ==, 1);
    client_guard_admitted(f->guard, &verdict);
    client_guard_admitted(f->guard, &verdict);
    client_guard_free(f->guard);
    write_list(f, true, 6); /* a false friend: it would refuse, and yet it is an old one */
    start(f);
    verdict = submit(f, 2);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.notes & PROV_NOTE_REVOCATION_STALE, !=, 0);
}

/* RACE-02: another program unlinks the camera. */
static void
test_unlinked(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    start(f);
    g_assert_true(camera_store_remove(NULL, STORE_ID_A, NULL));
    wait_for(&f->n_unlinked);
    g_assert_nonnull(strstr(f->why, "not linked"));
    g_assert_cmpuint(f->n_unlinked, ==, 1);
}

static bool
change_pin(CameraRecord *record, G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED GError **error)
{
    record->pin[0] ^= 1;
    return true;
}

static void
test_linked_anew(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    start(f);
    g_assert_true(camera_store_change(NULL, STORE_ID_A, change_pin, NULL, NULL));
    wait_for(&f->n_unlinked);
    g_assert_nonnull(strstr(f->why, "anew"));
}

/* A session may begin from a list that is a moment old. */
static void
test_unlinked_before(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_assert_true(camera_store_remove(NULL, STORE_ID_A, NULL));
    start(f);
    g_assert_null(f->guard);
    g_assert_cmpuint(f->n_unlinked, ==, 1);
}

/* Names, the order, other cameras: no reason to end anything. */
static void
test_renamed(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    start(f);
    world_assert_reason(submit(f, 1), "none");
    g_assert_true(camera_store_rename(NULL, STORE_ID_A, "Porch", NULL));
    store_link(STORE_ID_B, "Garage");
    g_assert_true(camera_store_move(NULL, STORE_ID_A, 0, NULL));
    g_assert_true(camera_store_remove(NULL, STORE_ID_B, NULL));
    /* the last change is one that is told: what came before it was told by then */
    g_assert_true(camera_store_change(NULL, STORE_ID_A, change_pin, NULL, NULL));
    wait_for(&f->n_unlinked);
    g_assert_cmpuint(f->n_unlinked, ==, 1);
    world_assert_reason(submit(f, 2), "none");
}

#define add(name, function) g_test_add("/guard/" name, Fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    add("RACE-04+PKI-04/list-arrives", test_list_arrives);
    add("RACE-04+PKI-04/blocked-key-arrives", test_blocked_key_arrives);
    add("PKI-04/list-was-there", test_list_was_there);
    add("PKI-06/believed-lists-are-remembered", test_believed_lists_are_remembered);
    add("RACE-02/unlinked", test_unlinked);
    add("RACE-02/linked-anew", test_linked_anew);
    add("RACE-02/unlinked-before", test_unlinked_before);
    add("RACE-02/renamed", test_renamed);
    return store_test_run();
}
