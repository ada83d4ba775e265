/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The closed list of reasons (attacks.md, "Reasons"): each one that the judge can give is given
 * here, by an attack on a whole unit; and none is in the list that nobody gives.
 */
#include "tests/unit/twist.h"

#include <string.h>

/* Makes one attack; its verdict is the judge's own. */
typedef ProvVerdict (*Attack)(World *world, gconstpointer data);

static ProvVerdict
vsi(World *world, gconstpointer spec)
{
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, spec);

    return world_submit(world, world->session->init, segment);
}

static ProvVerdict
session(World *world, gconstpointer spec)
{
    g_autoptr(RigSession) other = world_session(world, world->front, 0, spec);

    return world_submit_first(world, other);
}

static ProvVerdict
camera(World *world, gconstpointer serial)
{
    g_autoptr(RigIdentity) other =
        rig_identity_new_camera(world->maker, "front", serial, RIG_ALG_ES256);
    g_autoptr(RigSession) its = world_session(world, other, 0, NULL);

    return world_submit_first(world, its);
}

static ProvVerdict
changed(World *world, gconstpointer what)
{
    g_autoptr(GBytes) good = world_segment(world, world->session, 1, NULL);
    g_autoptr(GByteArray) copy = world_copy(good);
    g_autoptr(GBytes) bytes = NULL;

    if (strcmp(what, "stripped") == 0)
        g_byte_array_remove_range(copy, 0, rig_get_u32(copy->data));
    else if (strcmp(what, "header twice") == 0)
        world_insert(copy, 0, g_bytes_get_data(good, NULL), rig_get_u32(copy->data));
    else if (strcmp(what, "longer") == 0)
        rig_put_zeros(copy, 8);
    else if (strcmp(what, "too long") == 0)
        g_byte_array_set_size(copy, PROV_MAX_SEGMENT_LEN + 1);
    else
        copy->data[copy->len - 1] ^= 1;
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    return world_submit(world, world->session->init, bytes);
}

static ProvVerdict
of_the_stranger(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) other = world_session(world, world->stranger, 0, NULL);
    g_autoptr(GBytes) segment = world_segment(world, other, 1, NULL);

    return world_submit(world, world->session->init, segment);
}

static ProvVerdict
certificate(World *world, gconstpointer what)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) its = NULL;

    if (strcmp(what, "expired") == 0)
        spec.not_after = WORLD_NOW_US / G_USEC_PER_SEC - 1;
    else if (strcmp(what, "demo") == 0)
        spec.demo_oid = RIG_DEMO_OID;
    else if (strcmp(what, "for servers") == 0)
        spec.ext_key_usage = "serverAuth";
    identity = rig_identity_new_from_spec(world->maker, &spec);
    if (strcmp(what, "root beside") == 0)
        g_ptr_array_add(identity->chain, g_bytes_ref(world->maker->root));
    if (strcmp(what, "alone") == 0)
        g_ptr_array_set_size(identity->chain, 1);
    its = world_session(world, identity, 0, NULL);
    return world_submit_first(world, its);
}

static ProvVerdict
revoked(World *world, G_GNUC_UNUSED gconstpointer data)
{
    int64_t now = WORLD_NOW_US / G_USEC_PER_SEC;

    world->expectation->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(world->expectation->crls,
                    rig_maker_make_crl(world->maker, world->front->leaf, now - 60));
    g_ptr_array_add(world->expectation->crls,
                    rig_maker_make_root_crl(world->maker, false, now - 60));
    return world_submit_first(world, world->session);
}

/* A unit after others: @data says what of. */
static ProvVerdict
order(World *world, gconstpointer what)
{
    g_autoptr(RigSession) newer = world_session(world, world->front, 60, NULL);
    g_autoptr(GBytes) media = world_media(world, 2);
    g_autoptr(GBytes) clone =
        rig_session_sign(world->session, 90, WORLD_NOW_US + 66 * G_USEC_PER_SEC, NULL, media, NULL);
    g_autoptr(GBytes) late =
        rig_session_sign(world->session, 2, WORLD_NOW_US + 9 * G_USEC_PER_SEC, NULL, media, NULL);
    bool again = strcmp(what, "again") == 0, future = strcmp(what, "future") == 0;

    if (again || future || strcmp(what, "late") == 0) {
        world_assert_reason(world_submit_first(world, world->session), "none");
        world_at(world, 0, future ? 1 : 9);
        return again ? world_submit_first(world, world->session)
                     : world_submit(world, world->session->init, late);
    }
    world_at(world, 66, 1);
    world_assert_reason(world_submit_first(world, newer), "none");
    return strcmp(what, "clone") == 0 ? world_submit(world, world->session->init, clone)
                                      : world_submit_first(world, world->session);
}

static ProvVerdict
other_codec(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GByteArray) moov = world_copy(world->moov);
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(RigSession) other = NULL;

    memcpy(moov->data + world_find(moov, "moov/trak/mdia/minf/stbl/stsd") + 20, "hvc1", 4);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&moov));
    other = rig_session_new(world->front, bytes, WORLD_NOW_US, NULL);
    return world_submit_first(world, other);
}

static void
media_inside(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_add(boxes, rig_box_new("mdat", NULL));
}

static const RigVsiSpec no_hash = TWIST_PAIR(payload, twist_map, "bmffHash"),
                        other_session = TWIST_PAIR(payload, twist_map, "manifestId", 0, "'x'"),
                        other_alg =
                            TWIST_PAIR(signature, twist_protected, NULL, RIG_COSE_ALG, "27"),
                        one_bit =
                            TWIST(signature, twist_form, GINT_TO_POINTER(RIG_SIGNATURE_WRONG));
static const RigSessionSpec no_binding =
                                TWIST_PAIR(session_keys, twist_key_entry, "signerBinding", 0, "f6"),
                            of_no_use = TWIST_PAIR(session_keys,
                                                   twist_key_entry,
                                                   "validityPeriod",
                                                   0,
                                                   "00"),
                            no_instance = TWIST_PAIR(claim, twist_map, "instanceID"),
                            with_media = TWIST(file, media_inside, NULL);

static const struct {
    ProvReason reason;
    Attack attack; /* NULL: not the judge's to give, or only when it could not be built */
    gconstpointer data;
} attacks[] = {
    { PROV_REASON_UNCHECKED, NULL, "an answer that was never given" },
    { PROV_REASON_INTERNAL, NULL, "no cryptography at all" },
    { PROV_REASON_DUPLICATE_KEY, NULL, "linking" },
    { PROV_REASON_WRONG_CAMERA, camera, "A-0009" },
    { PROV_REASON_IDENTITY_CHANGED, camera, "A-0001" },
    { PROV_REASON_UNTRUSTED_ANCHOR, certificate, "alone" },
    { PROV_REASON_UNTRUSTED_CHAIN, certificate, "root beside" },
    { PROV_REASON_CERTIFICATE_PROFILE, certificate, "for servers" },
    { PROV_REASON_CERTIFICATE_TIME, certificate, "expired" },
    { PROV_REASON_REVOKED, revoked, NULL },
    { PROV_REASON_DEMO_IDENTITY, certificate, "demo" },
    { PROV_REASON_CLONE_SUSPECTED, order, "clone" },
    { PROV_REASON_UNSIGNED, changed, "stripped" },
    { PROV_REASON_BAD_HEADER, vsi, &no_hash },
    { PROV_REASON_DUPLICATE_HEADER, changed, "header twice" },
    { PROV_REASON_ALGORITHM, vsi, &other_alg },
    { PROV_REASON_BAD_SIGNATURE, vsi, &one_bit },
    { PROV_REASON_CONTENT_CHANGED, changed, "a bit" },
    { PROV_REASON_WRONG_SESSION, vsi, &other_session },
    { PROV_REASON_UNKNOWN_SESSION_KEY, of_the_stranger, NULL },
    { PROV_REASON_SESSION_KEY_TIME, session, &of_no_use },
    { PROV_REASON_UNPROVEN_SESSION_KEY, session, &no_binding },
    { PROV_REASON_BAD_MANIFEST, session, &no_instance },
    { PROV_REASON_BAD_INIT, session, &with_media },
    { PROV_REASON_CODEC_CONFIG, other_codec, NULL },
    { PROV_REASON_BAD_CONTAINER, changed, "longer" },
    { PROV_REASON_TOO_LARGE, changed, "too long" },
    { PROV_REASON_REPLAYED, order, "again" },
    { PROV_REASON_OUT_OF_ORDER, order, "late" },
    { PROV_REASON_SESSION_ROLLBACK, order, "old" },
    { PROV_REASON_FROM_THE_FUTURE, order, "future" },
};

static void
test_given(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    ProvVerdict verdict = attacks[i].attack(world, attacks[i].data);

    world_assert_reason(verdict, prov_reason_name(attacks[i].reason));
    g_assert_cmpint(prov_reason_severity(verdict.reason), !=, PROV_SEVERITY_NONE);
}

/* Every number of the enumeration has its row above, once. */
static void
test_whole_list(void)
{
    for (guint reason = 0; reason < PROV_REASON_NONE; reason++) {
        size_t n = 0;

        for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++)
            n += attacks[i].reason == reason;
        g_test_message("%s", prov_reason_name((ProvReason)reason));
        g_assert_cmpuint(n, ==, 1);
    }
    g_assert_cmpint(prov_reason_severity(PROV_REASON_NONE), ==, PROV_SEVERITY_NONE);
    g_assert_cmpint(prov_reason_severity((ProvReason)999), ==, PROV_SEVERITY_RED);
    g_assert_cmpstr(prov_reason_name((ProvReason)999), ==, "internal");
}

/* The first reason stands; and to refuse for no reason is no admission. */
static void
test_refusing(void)
{
    ProvVerdict verdict = { 0 };

    g_assert_false(prov_verdict_refuse(&verdict, PROV_REASON_NONE, "nothing"));
    g_assert_cmpint(verdict.reason, ==, PROV_REASON_INTERNAL);
    g_assert_false(prov_verdict_refuse(&verdict, PROV_REASON_UNSIGNED, "later"));
    g_assert_cmpint(verdict.reason, ==, PROV_REASON_INTERNAL);
    g_assert_cmpstr(verdict.detail, ==, "nothing");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reason/the-list-is-whole", test_whole_list);
    g_test_add_func("/reason/the-first-stands", test_refusing);
    for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_autofree char *path = g_strconcat("/reason/", prov_reason_name(attacks[i].reason), NULL);

        if (attacks[i].attack != NULL)
            TWIST_TEST(path, GSIZE_TO_POINTER(i), test_given);
    }
    return g_test_run();
}
