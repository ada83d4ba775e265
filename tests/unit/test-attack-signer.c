/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who signs (attacks.md, PKI and CLK): certificates, chains, revocation and what the clock is
 * worth. The key is the pinned one throughout; only what vouches for it is wrong.
 */
#include "tests/unit/twist.h"

#include <string.h>

/* The camera under certificates of this world, in any order. */
typedef struct {
    const char *id;
    const char *chain; /* l leaf, c its CA, r the root, o another maker's CA, O its root, n another
                          camera's leaf, j junk, J more junk than may be */
    const char *reason;
} ChainCase;

static const ChainCase chain_cases[] = {
    { "INI-21/leaf-and-its-ca-are-fine", "lc", "none" },
    { "PKI-01/leaf-alone", "l", "untrusted-anchor" },
    { "INI-21/with-its-root", "lcr", "untrusted-chain" },
    { "INI-21/leaf-and-root", "lr", "untrusted-chain" },
    { "INI-21/wrong-order", "cl", "wrong-camera" },
    { "INI-21/ca-alone", "c", "wrong-camera" },
    { "INI-21/root-first", "rl", "wrong-camera" },
    { "INI-21/another-leaf-first", "nl", "wrong-camera" },
    { "INI-21/leaf-twice", "ll", "untrusted-chain" },
    { "INI-21/ca-that-issued-nothing-of-it", "lo", "untrusted-anchor" },
    { "INI-21/another-camera's-leaf-for-a-ca", "ln", "untrusted-chain" },
    { "INI-21/four", "lcoO", "untrusted-chain" },
    { "INI-21/junk-for-a-ca", "lj", "untrusted-chain" },
    { "INI-21/junk-for-a-leaf", "jc", "untrusted-chain" },
    { "PKI-15/ca-over-4-kib", "lJ", "too-large" },
    { "PKI-15/leaf-over-4-kib", "Jc", "too-large" },
    { "PKI-15/hundreds-of-certificates",
      "lccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
      "c",
      "untrusted-chain" },
};

static GBytes *
certificate_of(World *world, char letter)
{
    g_autoptr(GByteArray) junk = NULL;

    switch (letter) {
    case 'l':
        return g_bytes_ref(world->front->leaf);
    case 'c':
        return g_bytes_ref(world->maker->ca);
    case 'r':
        return g_bytes_ref(world->maker->root);
    case 'o':
        return g_bytes_ref(world->other_maker->ca);
    case 'O':
        return g_bytes_ref(world->other_maker->root);
    case 'n':
        return g_bytes_ref(world->nursery->leaf);
    default: /* begins as a certificate does */
        junk = world_copy(world->maker->ca);
        g_byte_array_set_size(junk, letter == 'J' ? 4097 : 100);
        return g_bytes_new(junk->data, junk->len);
    }
}

/* The longest of them is meant ten times over. */
static void
test_chain(World *world, gconstpointer data)
{
    const ChainCase *c = data;
    RigIdentity identity = *world->front;
    g_autoptr(GPtrArray) chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(RigSession) session = NULL;

    for (size_t i = 0; c->chain[i] != '\0'; i++)
        for (int n = strlen(c->chain) > 50 ? 10 : 1; n > 0; n--)
            g_ptr_array_add(chain, certificate_of(world, c->chain[i]));
    identity.chain = chain;
    identity.leaf = g_ptr_array_index(chain, 0);
    session = world_session(world, &identity, 0, NULL);
    session->identity = rig_identity_ref(world->front);
    world_assert_reason(world_submit_first(world, session), c->reason);
}

/* A whole demo chain: admitted in the demo domain of a demo build, and nowhere else. */
static void
test_demo_chain(World *world, gconstpointer data)
{
    bool demo_domain = GPOINTER_TO_INT(data) != 0;
    g_autoptr(RigMaker) maker = rig_maker_new("demo-maker", 0);
    g_autoptr(RigIdentity) camera =
        rig_identity_new_camera(maker, "front", "D-0001", RIG_ALG_ES256);
    g_autoptr(RigSession) session = world_session(world, camera, 0, NULL);

    prov_gate_free(world->gate);
    prov_expectation_unref(world->expectation);
    world->expectation = world_expect(camera, maker);
    world->expectation->demo = demo_domain;
    world->gate = prov_gate_new(world->expectation);
    world_assert_reason(world_submit_first(world, session),
                        OWNVIEW_DEMO && demo_domain ? "none" : "demo-identity");
}

static void
use_crl(World *world, GBytes *crl, GBytes *root_crl)
{
    world->expectation->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    if (crl != NULL)
        g_ptr_array_add(world->expectation->crls, crl);
    g_ptr_array_add(world->expectation->crls, root_crl);
}

/* PKI-04, PKI-05: revoked is refused; a list that says nothing of now is a note. */
static void
test_revocation(World *world, gconstpointer data)
{
    int64_t now = WORLD_NOW_US / G_USEC_PER_SEC;
    ProvVerdict verdict;

    switch (GPOINTER_TO_INT(data)) {
    case 0:
        use_crl(world, rig_maker_make_crl(world->maker, world->front->leaf, now - 60),
                rig_maker_make_root_crl(world->maker, false, now - 60));
        world_assert_reason(world_submit_first(world, world->session), "revoked");
        break;
    case 1:
        use_crl(world, rig_maker_make_crl(world->maker, NULL, now - 60),
                rig_maker_make_root_crl(world->maker, true, now - 60));
        world_assert_reason(world_submit_first(world, world->session), "revoked");
        break;
    case 2:
        use_crl(world, rig_maker_make_crl(world->maker, NULL, now - 60),
                rig_maker_make_root_crl(world->maker, false, now - 60));
        verdict = world_submit_first(world, world->session);
        world_assert_reason(verdict, "none");
        g_assert_cmpuint(verdict.notes, ==, 0);
        break;
    default:
        use_crl(world, rig_maker_make_crl(world->maker, NULL, now - 400 * 86400),
                rig_maker_make_root_crl(world->maker, false, now - 60));
        verdict = world_submit_first(world, world->session);
        world_assert_reason(verdict, "none");
        g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_REVOCATION_STALE);
        break;
    }
}

/* PKI-06: lists that say "revoked", and may not be believed; and what is no list at all. */
static const struct {
    const char *id;
    bool by_another_key;
    bool of_another_ca;
    const char *critical_oid;
    const char *value; /* of it, in the notation */
    int64_t begins;    /* seconds after now; 0: a minute ago */
    bool revokes_nobody;
    const char *junk; /* in the notation, instead of a list */
} lists[] = {
    { "PKI-06/by-another-key", .by_another_key = true },
    { "PKI-06/of-another-ca", .by_another_key = true, .of_another_ca = true },
    { "PKI-06/delta", .critical_oid = "2.5.29.27" },
    { "PKI-06/indirect", .critical_oid = "2.5.29.28", .value = "3003 8401ff" },
    { "PKI-06/of-other-certificates", .critical_oid = "2.5.29.28", .value = "3003 8201ff" },
    { "PKI-06/of-an-unreadable-scope", .critical_oid = "2.5.29.28" },
    { "PKI-06/unknown-critical-extension", .critical_oid = "1.2.3.4.5" },
    { "PKI-06/not-yet-valid", .begins = 3600, .revokes_nobody = true },
    { "PKI-06/junk", .junk = "3003020101" },
    { "PKI-06/nothing", .junk = "" },
    { "PKI-06/over-1-mib", .junk = "<1048577:30>" },
};

static void
test_false_list(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    int64_t now = WORLD_NOW_US / G_USEC_PER_SEC;
    g_autoptr(GPtrArray) revoked = g_ptr_array_new();
    g_autoptr(GBytes) value = twist_item(lists[i].value != NULL ? lists[i].value : "020100");
    const RigCrlSpec spec = {
        .issuer = lists[i].of_another_ca ? world->other_maker->ca : world->maker->ca,
        .issuer_key = lists[i].by_another_key ? world->other_maker->ca_key : world->maker->ca_key,
        .this_update = now + (lists[i].begins != 0 ? lists[i].begins : -60),
        .next_update = now + 86400,
        .number = 1,
        .revoked = revoked,
        .critical_oid = lists[i].critical_oid,
        .critical_value = value,
    };
    ProvVerdict verdict;

    if (!lists[i].revokes_nobody)
        g_ptr_array_add(revoked, world->front->leaf);
    use_crl(world, lists[i].junk != NULL ? twist_item(lists[i].junk) : rig_cert_make_crl(&spec),
            rig_maker_make_root_crl(world->maker, false, now - 60));
    verdict = world_submit_first(world, world->session);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_REVOCATION_STALE);
}

/* PKI-01, PKI-08: what the chain ends in. */
static void
narrow_root(RigCertSpec *spec, G_GNUC_UNUSED gpointer data)
{
    spec->basic_constraints = "critical,CA:TRUE,pathlen:0";
}

static void
test_path_length(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigMaker) maker =
        rig_maker_new_edited("narrow", RIG_MAKER_PRODUCTION, narrow_root, NULL, NULL);
    g_autoptr(RigIdentity) camera =
        rig_identity_new_camera(maker, "front", "A-0001", RIG_ALG_ES256);
    g_autoptr(RigSession) session = world_session(world, camera, 0, NULL);

    world_select(world, world_expect(camera, maker));
    world_assert_reason(world_submit_first(world, session), "untrusted-chain");
}

/* The anchors in place of the maker's root. */
static void
test_anchors(World *world, gconstpointer data)
{
    const char *letter = data;
    GBytes *anchor = certificate_of(world, *letter);

    g_ptr_array_set_size(world->expectation->anchors, 0);
    if (*letter != '-')
        g_ptr_array_add(world->expectation->anchors, g_steal_pointer(&anchor));
    g_clear_pointer(&anchor, g_bytes_unref);
    world_assert_reason(world_submit_first(world, world->session), letter + 1);
}

/* PKI-01: the camera vouches for itself, whoever believes it. */
static void
test_self_signed(World *world, gconstpointer data)
{
    bool anchored = strcmp(data, "anchored") == 0, unchecked = strcmp(data, "unchecked") == 0;
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;

    spec.issuer = NULL;
    spec.issuer_key = NULL;
    identity = rig_identity_new_from_spec(world->maker, &spec);
    g_ptr_array_set_size(identity->chain, 1);
    session = world_session(world, identity, 0, NULL);
    if (anchored)
        g_ptr_array_add(world->expectation->anchors, g_bytes_ref(identity->leaf));
    if (unchecked)
        g_clear_pointer(&world->expectation->anchors, g_ptr_array_unref);
    world_assert_reason(prov_gate_submit_init(world->gate, session->init, &world->now),
                        anchored || unchecked ? "untrusted-chain" : "untrusted-anchor");
}

/* Without anchors nothing is said of a chain, and nothing is admitted to a screen. */
static void
test_no_anchors(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, NULL);
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict;

    g_clear_pointer(&world->expectation->anchors, g_ptr_array_unref);
    verdict = prov_gate_submit(world->gate, world->session->init, segment, &world->now, &admission);
    world_assert_reason(verdict, "none");
    g_assert_true(verdict.selected && !verdict.chain && admission == NULL);
}

/* PKI-08, PKI-15: issued by the root itself, with another CA or none beside it; two CAs in a ring.
 */
static void
test_other_issuer(World *world, gconstpointer data)
{
    bool alone = strcmp(data, "alone") == 0, ring = strcmp(data, "ring") == 0;
    bool maker_b = strcmp(data, "maker-b") == 0;
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    RigCertSpec ca =
        rig_cert_spec_ca("ring", world->maker->ca_key, world->front->leaf, world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;

    ca.demo_oid = NULL;
    spec.issuer = maker_b ? world->other_maker->ca : world->maker->root;
    spec.issuer_key = maker_b ? world->other_maker->ca_key : world->maker->root_key;
    identity = rig_identity_new_from_spec(world->maker, &spec);
    if (alone)
        g_ptr_array_set_size(identity->chain, 1);
    if (ring || maker_b) {
        g_bytes_unref(identity->chain->pdata[1]);
        identity->chain->pdata[1] = ring ? rig_cert_make(&ca) : g_bytes_ref(world->other_maker->ca);
    }
    session = world_session(world, identity, 0, NULL);
    world_assert_reason(world_submit_first(world, session), alone     ? "none"
                                                            : maker_b ? "untrusted-anchor"
                                                                      : "untrusted-chain");
}

/* PKI-15: names without end make a certificate that is not even opened. */
static void
test_many_names(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(GString) names = g_string_new("DNS:0.example");
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;

    for (int i = 1; i < 4096; i++)
        g_string_append_printf(names, ",DNS:%d.example", i);
    spec.alt_names = names->str;
    identity = rig_identity_new_from_spec(world->maker, &spec);
    session = world_session(world, identity, 0, NULL);
    world_assert_reason(world_submit_first(world, session), "too-large");
}

/* Time goes on under a judged init: its certificate and its keys expire in the middle of a stream.
 */
static void
test_expires_in_the_middle(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    g_autoptr(GBytes) first = NULL;
    g_autoptr(GBytes) second = NULL;

    spec.not_after = WORLD_NOW_US / G_USEC_PER_SEC + 3;
    identity = rig_identity_new_from_spec(world->maker, &spec);
    session = world_session(world, identity, 0, NULL);
    first = world_segment(world, session, 1, NULL);
    second = world_segment(world, session, 4, NULL);
    world_assert_reason(world_submit(world, session->init, first), "none");
    world_at(world, 0, 4);
    world_assert_reason(world_submit(world, session->init, second), "certificate-time");
}

/* CLK-01: with nothing but a floor, what is surely over is over, and the rest is not known. */
static void
test_floor(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) later = world_session(world, world->front, 86400 * 30, NULL);

    world->now.trust = PROV_CLOCK_FLOOR;
    world_assert_reason(world_submit_first(world, later), "none");
    world->now.wall_us += INT64_C(86400) * 60 * G_USEC_PER_SEC;
    world_assert_reason(world_submit_first(world, later), "session-key-time");
}

#define add(name, data, function)                                                                  \
    g_test_add("/signer/" name, World, data, world_set_up, function, world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(chain_cases); i++) {
        g_autofree char *path = g_strconcat("/signer/", chain_cases[i].id, NULL);

        g_test_add(path, World, &chain_cases[i], world_set_up, test_chain, world_tear_down);
    }
    add("PKI-16/demo-chain-in-the-demo-domain", GINT_TO_POINTER(1), test_demo_chain);
    add("PKI-16/demo-chain-elsewhere", GINT_TO_POINTER(0), test_demo_chain);
    add("PKI-04/leaf-revoked", GINT_TO_POINTER(0), test_revocation);
    add("PKI-04/issuer-revoked", GINT_TO_POINTER(1), test_revocation);
    add("PKI-04/nobody-revoked", GINT_TO_POINTER(2), test_revocation);
    add("PKI-05/list-is-old", GINT_TO_POINTER(3), test_revocation);
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_autofree char *path = g_strconcat("/signer/", lists[i].id, NULL);

        TWIST_TEST(path, GSIZE_TO_POINTER(i), test_false_list);
    }
    add("PKI-08/path-length", NULL, test_path_length);
    add("PKI-01/anchor-of-another-maker", "Ountrusted-anchor", test_anchors);
    add("PKI-01/anchor-is-junk", "juntrusted-anchor", test_anchors);
    add("PKI-01/no-anchor-at-all", "-untrusted-anchor", test_anchors);
    add("PKI-01/anchor-is-the-ca", "cuntrusted-anchor", test_anchors);
    add("PKI-01/self-signed", "", test_self_signed);
    add("PKI-01/self-signed-and-anchored", "anchored", test_self_signed);
    add("PKI-01/self-signed-and-no-chain-asked", "unchecked", test_self_signed);
    add("PKI-01/no-chain-asked", NULL, test_no_anchors);
    add("PKI-08/issued-by-the-root-is-fine", "alone", test_other_issuer);
    add("PKI-08/issued-by-the-root-with-another-ca", "beside", test_other_issuer);
    add("PKI-14/issued-by-another-maker-in-this-one's-name", "maker-b", test_other_issuer);
    add("PKI-15/ring", "ring", test_other_issuer);
    add("PKI-15/4096-names", NULL, test_many_names);
    add("PKI-02/expires-in-the-middle", NULL, test_expires_in_the_middle);
    add("CLK-01/floor", NULL, test_floor);
    return g_test_run();
}
