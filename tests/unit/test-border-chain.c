/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The certificate path at its borders: lists of revoked certificates by the hub's own clock, their
 * size, what is no certificate among the anchors, and paths that are none.
 */
#include "tests/unit/world.h"

#include <string.h>

#define NOW_S   (WORLD_NOW_US / G_USEC_PER_SEC)
#define DAY_S   86400
#define MAX_CRL (1024 * 1024)
#define STALE   PROV_NOTE_REVOCATION_STALE

static GPtrArray *
list_of(GBytes *first, GBytes *second)
{
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    g_ptr_array_add(list, first);
    g_ptr_array_add(list, second);
    return list;
}

/* Fresh lists that revoke nothing, good for 30 days. */
static void
use_fresh_lists(World *world)
{
    world->expectation->crls = list_of(rig_maker_make_crl(world->maker, NULL, NOW_S - 60),
                                       rig_maker_make_root_crl(world->maker, false, NOW_S - 60));
}

static void
assert_judged(World *world, RigSession *session, const char *reason, unsigned notes)
{
    ProvVerdict verdict = prov_gate_submit_init(world->gate, session->init, &world->now);

    world_assert_reason(verdict, reason);
    g_assert_cmpuint(verdict.notes, ==, notes);
}

/* A list is as old as the hub's clock says, not the machine's; a clock that is only a floor says
 * nothing of it. */
static void
test_age_of_lists(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        ProvClockTrust trust;
        int days;
        const char *reason;
        unsigned notes;
    } rows[] = {
        { PROV_CLOCK_TRUSTED, 0, "none", 0 },
        { PROV_CLOCK_TRUSTED, 29, "session-key-time", 0 },
        { PROV_CLOCK_TRUSTED, 31, "session-key-time", STALE },
        { PROV_CLOCK_FLOOR, 31, "session-key-time", 0 },
        { PROV_CLOCK_NONE, 31, "none", 0 },
    };

    use_fresh_lists(world);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world->now.trust = rows[i].trust;
        world->now.wall_us = WORLD_NOW_US + (int64_t)rows[i].days * DAY_S * G_USEC_PER_SEC;
        prov_gate_free(world->gate);
        world->gate = prov_gate_new(world->expectation);
        assert_judged(world, world->session, rows[i].reason, rows[i].notes);
    }
}

/* No list is no list that is missing. */
static void
test_no_lists(World *world, G_GNUC_UNUSED gconstpointer data)
{
    world->expectation->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    assert_judged(world, world->session, "none", 0);
}

/* A list of a mebibyte is read, one of a byte more is as good as none; so is one that is no list.
 */
static void
test_size_of_lists(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        size_t len;
        unsigned notes;
    } rows[] = { { MAX_CRL, 0 }, { MAX_CRL + 1, STALE }, { 10, STALE } };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) list = rig_maker_make_crl(world->maker, NULL, NOW_S - 60);
        g_autoptr(GByteArray) padded = world_copy(list);
        gsize len = g_bytes_get_size(list);

        g_byte_array_set_size(padded, (guint)rows[i].len);
        if (rows[i].len > len)
            memset(padded->data + len, 0, rows[i].len - len);
        g_clear_pointer(&world->expectation->crls, g_ptr_array_unref);
        world->expectation->crls =
            list_of(g_byte_array_free_to_bytes(g_steal_pointer(&padded)),
                    rig_maker_make_root_crl(world->maker, false, NOW_S - 60));
        prov_gate_free(world->gate);
        world->gate = prov_gate_new(world->expectation);
        assert_judged(world, world->session, "none", rows[i].notes);
    }
}

/* The leaf's list is not by its issuer and is passed over; the root's is, and its word stands. */
static void
test_one_false_list(World *world, G_GNUC_UNUSED gconstpointer data)
{
    const RigCrlSpec spec = {
        .issuer = world->maker->ca,
        .issuer_key = world->other_maker->ca_key,
        .this_update = NOW_S - 60,
        .next_update = NOW_S + DAY_S,
        .number = 1,
    };

    world->expectation->crls =
        list_of(rig_cert_make_crl(&spec), rig_maker_make_root_crl(world->maker, true, NOW_S - 60));
    assert_judged(world, world->session, "revoked", 0);
}

/* The leaf's list is of a kind that we don't read, and what the root's says stands all the same. */
static void
test_one_unread_list(World *world, G_GNUC_UNUSED gconstpointer data)
{
    const RigCrlSpec spec = {
        .issuer = world->maker->ca,
        .issuer_key = world->maker->ca_key,
        .this_update = NOW_S - 60,
        .next_update = NOW_S + DAY_S,
        .number = 1,
        .critical_oid = "1.2.3.4.5",
    };

    world->expectation->crls =
        list_of(rig_cert_make_crl(&spec), rig_maker_make_root_crl(world->maker, true, NOW_S - 60));
    assert_judged(world, world->session, "revoked", 0);
}

/* One list is enough to be asked. */
static void
test_one_list(World *world, G_GNUC_UNUSED gconstpointer data)
{
    world->expectation->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(world->expectation->crls,
                    rig_maker_make_crl(world->maker, world->front->leaf, NOW_S - 60));
    assert_judged(world, world->session, "revoked", 0);
}

/* A clock that is only a floor does not make a list old, and the machine's own is not asked. */
static void
test_old_list_by_a_floor(World *world, G_GNUC_UNUSED gconstpointer data)
{
    world->expectation->crls =
        list_of(rig_maker_make_crl(world->maker, NULL, NOW_S - 400 * DAY_S),
                rig_maker_make_root_crl(world->maker, false, NOW_S - 400 * DAY_S));
    world->now.trust = PROV_CLOCK_FLOOR;
    assert_judged(world, world->session, "none", 0);
}

/* The anchor itself has issued the certificate: a path of two. */
static void
test_issued_by_the_anchor(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;

    spec.issuer = world->maker->root;
    spec.issuer_key = world->maker->root_key;
    identity = rig_identity_new_from_spec(world->maker, &spec);
    g_ptr_array_set_size(identity->chain, 1);
    session = world_session(world, identity, 0, NULL);
    assert_judged(world, session, "none", 0);
}

static void
expire(RigCertSpec *spec, G_GNUC_UNUSED gpointer data)
{
    spec->not_after = NOW_S - 1;
}

static void
test_expired_issuer(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigMaker) maker =
        rig_maker_new_edited("maker-a", RIG_MAKER_PRODUCTION, NULL, expire, NULL);
    RigCertSpec spec = rig_maker_leaf_spec(maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = rig_identity_new_from_spec(maker, &spec);
    g_autoptr(RigSession) session = world_session(world, identity, 0, NULL);
    ProvVerdict verdict;

    g_ptr_array_add(world->expectation->anchors, g_bytes_ref(maker->root));
    verdict = prov_gate_submit_init(world->gate, session->init, &world->now);
    world_assert_reason(verdict, "untrusted-chain");
    g_assert_cmpstr(verdict.detail, ==, "the issuing certificate has expired");
}

/*
 * The maker's root is certified by another, and both are anchors: what it issued itself stands two
 * steps below the last one; what its CA issued stands one step too far away (identity.md, "Path
 * check").
 */
static void
test_length(World *world, gconstpointer data)
{
    bool by_root = data != NULL;
    g_autoptr(RigKey) top_key = rig_key_new_for_alg(RIG_ALG_ES256);
    RigCertSpec top_spec = rig_cert_spec_root("top", top_key);
    RigCertSpec middle = rig_cert_spec_root(world->maker->name, world->maker->root_key);
    RigCertSpec leaf = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    ProvVerdict verdict;

    top_spec.demo_oid = middle.demo_oid = NULL;
    middle.issuer = rig_cert_make(&top_spec);
    middle.issuer_key = top_key;
    g_ptr_array_set_size(world->expectation->anchors, 0);
    g_ptr_array_add(world->expectation->anchors, rig_cert_make(&middle));
    g_ptr_array_add(world->expectation->anchors, middle.issuer);
    if (by_root) {
        leaf.issuer = world->maker->root;
        leaf.issuer_key = world->maker->root_key;
    }
    identity = rig_identity_new_from_spec(world->maker, &leaf);
    if (by_root)
        g_ptr_array_set_size(identity->chain, 1);
    session = world_session(world, identity, 0, NULL);
    verdict = prov_gate_submit_init(world->gate, session->init, &world->now);
    world_assert_reason(verdict, by_root ? "none" : "untrusted-chain");
    if (!by_root)
        g_assert_cmpstr(verdict.detail, ==,
                        "the anchor is more than two steps away from an anchor");
}

/* What is no certificate among the anchors is passed over. */
static void
test_no_certificate_among_anchors(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_ptr_array_insert(world->expectation->anchors, 0, g_bytes_new_static("none", 4));
    assert_judged(world, world->session, "none", 0);
}

/* Lists or none: a certificate's own time is named as what it is. */
static void
test_time_with_lists(World *world, gconstpointer data)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;

    if (data != NULL)
        spec.not_before = NOW_S + DAY_S;
    else
        spec.not_after = NOW_S - 1;
    identity = rig_identity_new_from_spec(world->maker, &spec);
    session = world_session(world, identity, 0, NULL);
    use_fresh_lists(world);
    assert_judged(world, session, "certificate-time", 0);
}

/* A certificate in the maker's name, by another key. */
static void
test_false_signature(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;

    spec.issuer_key = world->other_maker->ca_key;
    identity = rig_identity_new_from_spec(world->maker, &spec);
    session = world_session(world, identity, 0, NULL);
    assert_judged(world, session, "untrusted-chain", 0);
}

/* A camera whose own certificate stands among the anchors vouches for itself. */
static void
test_leaf_is_anchor(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    ProvVerdict verdict;

    spec.issuer = NULL;
    spec.issuer_key = NULL;
    identity = rig_identity_new_from_spec(world->maker, &spec);
    g_ptr_array_set_size(identity->chain, 1);
    g_ptr_array_add(world->expectation->anchors, g_bytes_ref(identity->leaf));
    session = world_session(world, identity, 0, NULL);
    verdict = prov_gate_submit_init(world->gate, session->init, &world->now);
    world_assert_reason(verdict, "untrusted-chain");
    g_assert_cmpstr(verdict.detail, ==, "the signing certificate is itself an anchor");
}

typedef enum {
    LEAF_ALONE,
    OTHER_ANCHORS,
    LEAF_REVOKED,
    ISSUER_REVOKED,
    SELF_SIGNED,
    FALSE_SIGNATURE,
    NAMES_COUNTED, /* in a constraint, which OpenSSL does not count */
} Fault;

/* What is said of each, to the place in the path. */
static const struct {
    const char *name;
    Fault fault;
    const char *reason;
    const char *says;
} faults[] = {
    { "leaf-alone", LEAF_ALONE, "untrusted-anchor",
      "what issued the certificate is neither with it nor among this maker's anchors" },
    { "other-anchors", OTHER_ANCHORS, "untrusted-anchor",
      "what issued the certificate's issuer is not among this maker's anchors" },
    { "leaf-revoked", LEAF_REVOKED, "revoked", "the certificate is revoked" },
    { "issuer-revoked", ISSUER_REVOKED, "revoked", "the certificate's issuer is revoked" },
    { "self-signed", SELF_SIGNED, "untrusted-anchor",
      "the chain ends in a self-signed certificate that is no anchor of this maker" },
    { "false-signature", FALSE_SIGNATURE, "untrusted-chain",
      "the certificate was not signed by the key of what issued it" },
    { "names-counted", NAMES_COUNTED, "untrusted-chain",
      "name constraints minimum and maximum not supported" },
};

/* Permitted: dirName O=other, from the first on. */
static const uint8_t counted[] = "\x30\x1b\xa0\x19\x30\x17\xa4\x12\x30\x10\x31\x0e\x30\x0c\x06\x03"
                                 "\x55\x04\x0a\x0c\x05other\x80\x01\x01";

static void
count_names(RigCertSpec *spec, gpointer bytes)
{
    spec->name_constraints = bytes;
}

static void
test_fault(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    Fault fault = faults[i].fault;
    g_autoptr(GBytes) constraints = g_bytes_new_static(counted, sizeof counted - 1);
    g_autoptr(RigMaker) maker =
        rig_maker_new_edited("maker-a", RIG_MAKER_PRODUCTION, NULL,
                             fault == NAMES_COUNTED ? count_names : NULL, constraints);
    RigCertSpec leaf = rig_maker_leaf_spec(maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    ProvVerdict verdict;

    if (fault == SELF_SIGNED) {
        leaf.issuer = NULL;
        leaf.issuer_key = NULL;
    }
    if (fault == FALSE_SIGNATURE)
        leaf.issuer_key = world->other_maker->ca_key;
    identity = rig_identity_new_from_spec(maker, &leaf);
    if (fault == LEAF_ALONE || fault == SELF_SIGNED)
        g_ptr_array_set_size(identity->chain, 1);
    g_ptr_array_set_size(world->expectation->anchors, 0);
    g_ptr_array_add(world->expectation->anchors,
                    g_bytes_ref(fault == OTHER_ANCHORS ? world->other_maker->root : maker->root));
    if (fault == LEAF_REVOKED || fault == ISSUER_REVOKED)
        world->expectation->crls = list_of(
            rig_maker_make_crl(maker, fault == LEAF_REVOKED ? identity->leaf : NULL, NOW_S - 60),
            rig_maker_make_root_crl(maker, fault == ISSUER_REVOKED, NOW_S - 60));
    session = world_session(world, identity, 0, NULL);
    verdict = prov_gate_submit_init(world->gate, session->init, &world->now);
    world_assert_reason(verdict, faults[i].reason);
    g_assert_cmpstr(verdict.detail, ==, faults[i].says);
}

#define add(name, data, function)                                                                  \
    g_test_add("/border/chain/" name, World, GINT_TO_POINTER(data), world_set_up, function,        \
               world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("PKI-05/age-of-lists", 0, test_age_of_lists);
    add("PKI-05/no-lists", 0, test_no_lists);
    add("PKI-05/size-of-lists", 0, test_size_of_lists);
    add("PKI-06/one-false-list", 0, test_one_false_list);
    add("PKI-06/one-unread-list", 0, test_one_unread_list);
    add("PKI-04/one-list", 0, test_one_list);
    add("PKI-05/old-list-by-a-floor", 0, test_old_list_by_a_floor);
    add("issued-by-the-anchor", 0, test_issued_by_the_anchor);
    add("expired-issuer", 0, test_expired_issuer);
    add("PKI-08/two-steps-to-an-anchor", 1, test_length);
    add("PKI-08/three-steps-to-an-anchor", 0, test_length);
    add("no-certificate-among-anchors", 0, test_no_certificate_among_anchors);
    add("PKI-02/expired-with-lists", 0, test_time_with_lists);
    add("PKI-03/not-yet-valid-with-lists", 1, test_time_with_lists);
    add("PKI-01/false-signature", 0, test_false_signature);
    add("leaf-is-anchor", 0, test_leaf_is_anchor);
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autofree char *path = g_strconcat("/border/chain/says/", faults[i].name, NULL);

        g_test_add(path, World, GSIZE_TO_POINTER(i), world_set_up, test_fault, world_tear_down);
    }
    return g_test_run();
}
