/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order and time of a camera's own units, to the microsecond (attacks.md, SEQ-08 to SEQ-17,
 * SUB-12), and what a new key means (SUB-08 to SUB-14). test-attack-streams.c draws the mix-ups.
 */
#include "client/fetch/fetch-playlist.h"
#include "tests/unit/twist.h"

#include <string.h>

#define S (INT64_C(1) * G_USEC_PER_SEC)

/* Unit @number, captured @captured microseconds into the session. */
static ProvVerdict
submit_captured(World *world, const RigSession *session, uint64_t number, int64_t captured)
{
    g_autoptr(GBytes) media = world_media(world, number);
    g_autoptr(GBytes) segment =
        rig_session_sign(session, number, session->created_at_us + captured, NULL, media, NULL);

    return world_submit(world, session->init, segment);
}

static ProvVerdict
submit(World *world, const RigSession *session, uint64_t number)
{
    return submit_captured(world, session, number, (int64_t)(number - 1) * S);
}

/* SEQ-08: more than two lost: how many is told, and the decoder begins anew. */
static void
test_lost(World *world, gconstpointer data)
{
    uint64_t n = GPOINTER_TO_SIZE(data);
    g_autoptr(GBytes) segment = world_segment(world, world->session, 2 + n, NULL);
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict;

    world_assert_reason(submit(world, world->session, 1), "none");
    world_at(world, 0, 2 + n);
    verdict = prov_gate_submit(world->gate, world->session->init, segment, &world->now, &admission);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.n_missing, ==, n);
    g_assert_true(((verdict.notes & PROV_NOTE_GAP) != 0) == (n > 0));
    g_assert_true(prov_admission_is_discontinuous(admission) == (n > 0));
    g_assert_cmpint(verdict.unit_us, ==, S);
}

/* SEQ-10: every unit comes 10 ms later than the one before, and all of them are in order. */
static void
test_slow_motion(World *world, G_GNUC_UNUSED gconstpointer data)
{
    bool was_live = true;
    int64_t live_until = 0;

    for (uint64_t number = 1; number <= 60; number++) {
        int64_t age = 6700000 + (int64_t)number * 10000; /* of the unit when it comes */
        ProvVerdict verdict;
        bool live;

        world->now.wall_us = WORLD_NOW_US + (int64_t)(number - 1) * S + age;
        world->now.boot_us = world->now.wall_us - WORLD_NOW_US;
        verdict = submit(world, world->session, number);
        world_assert_reason(verdict, "none");
        live = (verdict.notes & PROV_NOTE_TIME_UNPROVEN) == 0;
        g_assert_true(live == (age < 7 * S)); /* 3 T + 4 s */
        g_assert_true(was_live || !live);     /* and not again */
        g_assert_true(verdict.live_until_us > live_until);
        live_until = verdict.live_until_us;
        was_live = live;
    }
    g_assert_false(was_live);
}

/* SEQ-11: held back for @data seconds: authentic, admitted, and never "Live". */
static void
test_held_back(World *world, gconstpointer data)
{
    int64_t age = GPOINTER_TO_INT(data) * S;

    for (uint64_t number = 1; number <= 3; number++) {
        ProvVerdict verdict;

        world->now.wall_us = WORLD_NOW_US + (int64_t)(number - 1) * S + age;
        verdict = submit(world, world->session, number);
        world_assert_reason(verdict, "none");
        g_assert_true((verdict.notes & PROV_NOTE_TIME_UNPROVEN) != 0);
    }
}

/* SEQ-14: two edges of one cache, after an honest reboot: the old is dropped, never suspected. */
static void
test_two_edges(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) newer = world_session(world, world->front, 30, NULL);

    world_at(world, 0, 20);
    world_assert_reason(submit(world, world->session, 20), "none");
    for (uint64_t i = 1; i <= 5; i++) {
        world_at(world, 30, i);
        world_assert_reason(submit(world, newer, i), "none");
        world_assert_reason(submit(world, world->session, 20 + i), "session-rollback");
    }
}

/* SUB-12: exactly five seconds after the newer session began, and a microsecond later. */
static void
test_clone(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) newer = world_session(world, world->front, 60, NULL);

    world_at(world, 66, 1);
    world_assert_reason(submit(world, newer, 1), "none");
    world_assert_reason(submit_captured(world, world->session, 66, 65 * S), "session-rollback");
    world_assert_reason(submit_captured(world, world->session, 66, 65 * S + 1), "clone-suspected");
    world_assert_reason(submit(world, newer, 2), "none");
}

static void
wrong_signature(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->form = RIG_SIGNATURE_WRONG;
}

/* SEQ-15: a number far ahead moves the mark only when the camera itself has signed it. */
static void
test_jump(World *world, G_GNUC_UNUSED gconstpointer data)
{
    const RigVsiSpec forged = { .hooks = { .signature = wrong_signature } };
    const uint64_t far = UINT64_C(1) << 62;
    g_autoptr(GBytes) media = world_media(world, 2);
    g_autoptr(GBytes) unsigned_jump =
        rig_session_sign(world->session, far, WORLD_NOW_US + S, NULL, media, &forged);
    g_autoptr(RigSession) other = world_session(world, world->stranger, 0, NULL);
    g_autoptr(GBytes) strangers = rig_session_sign(other, far, WORLD_NOW_US + S, NULL, media, NULL);
    g_autoptr(GBytes) jump =
        rig_session_sign(world->session, far, WORLD_NOW_US + 2 * S, NULL, media, NULL);
    g_autoptr(RigSession) next = world_session(world, world->front, 10, NULL);
    ProvVerdict verdict;

    world_assert_reason(submit(world, world->session, 1), "none");
    world_at(world, 0, 3);
    world_assert_reason(world_submit(world, world->session->init, unsigned_jump), "bad-signature");
    world_assert_reason(world_submit(world, other->init, strangers), "wrong-camera");
    world_assert_reason(world_submit(world, world->session->init, strangers),
                        "unknown-session-key");
    verdict = world_submit(world, world->session->init, jump);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.n_missing, ==, far - 2);
    world_assert_reason(submit(world, world->session, 3), "replayed");
    world_at(world, 10, 1);
    world_assert_reason(submit(world, next, 1), "none"); /* a new session, a new mark */
    world_assert_reason(submit(world, next, 2), "none");
}

/* SEQ-16: two seconds and 500 millionths, measured from the session's first unit. */
static void
test_drift(World *world, gconstpointer data)
{
    int64_t off = GPOINTER_TO_INT(data);
    bool good = ABS(off) <= 2 * S + 50 * 500; /* over fifty seconds */

    world_assert_reason(submit(world, world->session, 1), "none");
    world_at(world, 0, 60);
    world_assert_reason(submit_captured(world, world->session, 51, 50 * S + off),
                        good ? "none" : "out-of-order");
    world_assert_reason(submit(world, world->session, 52), "none"); /* by the first, not the last */
}

/* SEQ-17: the playlist's times are read by nobody: with them and without it says the same. */
static void
test_playlist_time(void)
{
    static const char *const times[] = {
        "",
        "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T06:00:00Z\n",
        "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:00Z\n",
        "#EXT-X-PROGRAM-DATE-TIME:9999-12-31T23:59:59.999Z\n",
        "#EXT-X-PROGRAM-DATE-TIME:yesterday\n",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        g_autofree char *text =
            g_strdup_printf("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n"
                            "#EXT-X-MEDIA-SEQUENCE:41\n#EXT-X-MAP:URI=\"init\"\n"
                            "%s#EXTINF:1.0,\n41.m4s\n%s#EXTINF:1.0,\n42.m4s\n",
                            times[i], times[i]);
        g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
        g_autoptr(GError) error = NULL;
        g_autoptr(FetchPlaylist) list = fetch_playlist_parse(bytes, &error);

        g_assert_no_error(error);
        g_assert_cmpint(list->target_us, ==, S);
        g_assert_cmpuint(list->n, ==, 2);
        for (size_t j = 0; j < list->n; j++) {
            g_assert_cmpstr(list->entries[j].uri, ==, j == 0 ? "41.m4s" : "42.m4s");
            g_assert_cmpstr(list->entries[j].map, ==, "init");
            g_assert_cmpuint(list->entries[j].number, ==, 41 + j);
        }
    }
}

/* A camera with a key that is not the pinned one. */
static const struct {
    const char *id;
    const char *maker; /* "a": the linked camera's */
    const char *name;
    const char *serial; /* NULL: none */
    bool bare;          /* the record knows a pin and nothing else */
    const char *reason;
} renewals[] = {
    { "SUB-10/SUB-14/same-serial-of-the-same-ca", "a", "front", "A-0001", false,
      "identity-changed" },
    { "SUB-10/same-serial-and-another-name", "a", "gate", "A-0001", false, "identity-changed" },
    { "SUB-10/bare-pin", "a", "front", "A-0001", true, "wrong-camera" },
    { "SUB-08/same-serial-of-another-ca", "b", "front", "A-0001", false, "wrong-camera" },
    { "SUB-08/other-serial-of-the-same-ca", "a", "front", "A-0009", false, "wrong-camera" },
    { "SUB-08/serial-and-more", "a", "front", "A-00010", false, "wrong-camera" },
    { "SUB-08/serial-in-small-letters", "a", "front", "a-0001", false, "wrong-camera" },
    { "SUB-08/no-serial", "a", "front", NULL, false, "wrong-camera" },
};

static void
test_renewal(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    RigMaker *maker = *renewals[i].maker == 'a' ? world->maker : world->other_maker;
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_maker_leaf_spec(maker, renewals[i].name, renewals[i].serial, key);
    g_autoptr(RigIdentity) identity = rig_identity_new_from_spec(maker, &spec);
    g_autoptr(RigSession) session = world_session(world, identity, 0, NULL);

    world->expectation->has_device = !renewals[i].bare;
    world_assert_reason(world_submit_first(world, session), renewals[i].reason);
    world_assert_heals(world);
}

/* SUB-14: the device's own key, where the link pins the key that its home certified. */
static void
test_device_key(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) session = world_session(world, world->nursery, 0, NULL);

    rig_identity_get_pin(world->nursery, world->expectation->device);
    world_assert_reason(world_submit_first(world, session), "identity-changed");
}

/* PKI-19: the same serial of the same CA, on a weaker curve than the linked key's. */
static void
test_weaker_key(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigIdentity) strong =
        rig_identity_new_camera(world->maker, "front", "A-0001", RIG_ALG_ES384);
    g_autoptr(RigSession) session = world_session(world, world->front, 0, NULL);

    world_select(world, world_expect(strong, world->maker));
    world_assert_reason(world_submit_first(world, session), "identity-changed");
}

/* SUB-10: what changes nothing: a chain that can't be built, or a claim that nobody signed. */
static void
test_false_renewal(World *world, gconstpointer data)
{
    bool forged = *(const char *)data == 'f';
    const RigSessionSpec by_nobody = TWIST(signature, wrong_signature, NULL);
    g_autoptr(RigIdentity) reset =
        rig_identity_new_camera(world->maker, "front", "A-0001", RIG_ALG_ES256);
    g_autoptr(RigSession) session = world_session(world, reset, 0, forged ? &by_nobody : NULL);
    ProvVerdict verdict;

    if (!forged)
        g_clear_pointer(&world->expectation->anchors, g_ptr_array_unref);
    verdict = prov_gate_submit_init(world->gate, session->init, &world->now);
    world_assert_reason(verdict, "wrong-camera");
    g_assert_true(verdict.has_signer == !forged);
}

/* SUB-09: the pinned key under another certificate of its issuer, whatever it is called there. */
static void
test_renewed_certificate(World *world, gconstpointer name)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, name, "A-0777", world->front->key);
    g_autoptr(RigIdentity) renewed = rig_identity_new_from_spec(world->maker, &spec);
    g_autoptr(RigSession) session = world_session(world, renewed, 0, NULL);

    g_assert_false(g_bytes_equal(renewed->leaf, world->front->leaf));
    world_assert_reason(world_submit_first(world, session), "none");
}

int
main(int argc, char **argv)
{
    static const int drifts[] = { 2025000, 2025001, -2025000, -2025001, 3000000 };

    g_test_init(&argc, &argv, NULL);
    TWIST_TEST("/order/SEQ-07/none-lost", GSIZE_TO_POINTER(0), test_lost);
    TWIST_TEST("/order/SEQ-07/two-lost", GSIZE_TO_POINTER(2), test_lost);
    TWIST_TEST("/order/SEQ-08/three-lost", GSIZE_TO_POINTER(3), test_lost);
    TWIST_TEST("/order/SEQ-08/an-hour-lost", GSIZE_TO_POINTER(3600), test_lost);
    TWIST_TEST("/order/SEQ-10/slow-motion", NULL, test_slow_motion);
    TWIST_TEST("/order/SEQ-11/held-back-a-minute", GINT_TO_POINTER(60), test_held_back);
    TWIST_TEST("/order/SEQ-11/held-back-an-hour", GINT_TO_POINTER(3600), test_held_back);
    TWIST_TEST("/order/SEQ-14/two-edges-of-a-cache", NULL, test_two_edges);
    TWIST_TEST("/order/SEQ-15/jump-to-2-to-the-62", NULL, test_jump);
    for (size_t i = 0; i < G_N_ELEMENTS(drifts); i++) {
        g_autofree char *path = g_strdup_printf("/order/SEQ-16/drift-of-%d-us", drifts[i]);

        TWIST_TEST(path, GINT_TO_POINTER(drifts[i]), test_drift);
    }
    g_test_add_func("/order/SEQ-17/playlist-time-is-ignored", test_playlist_time);
    for (size_t i = 0; i < G_N_ELEMENTS(renewals); i++) {
        g_autofree char *path = g_strconcat("/order/", renewals[i].id, NULL);

        TWIST_TEST(path, GSIZE_TO_POINTER(i), test_renewal);
    }
    TWIST_TEST("/order/SUB-09/renewed-certificate", "front", test_renewed_certificate);
    TWIST_TEST("/order/SUB-09/renewed-under-another-name", "gate", test_renewed_certificate);
    TWIST_TEST("/order/SUB-10/claim-that-nobody-signed", "f", test_false_renewal);
    TWIST_TEST("/order/SUB-10/chain-that-nobody-asked-for", "c", test_false_renewal);
    TWIST_TEST("/order/SUB-12/clone-after-five-seconds", NULL, test_clone);
    TWIST_TEST("/order/PKI-19/weaker-key", NULL, test_weaker_key);
    TWIST_TEST("/order/SUB-14/device-key", NULL, test_device_key);
    return g_test_run();
}
