/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who signs (attacks.md, PKI and CLK): certificates, chains, revocation and what the clock is
 * worth. The key is the pinned one throughout; only what vouches for it is wrong.
 */
#include "tests/unit/world.h"

typedef struct {
    const char *id;
    void (*edit)(RigCertSpec *spec, World *world);
    const char *reason;
} CertCase;

static void
expired(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->not_after = WORLD_NOW_US / G_USEC_PER_SEC - 1;
}

static void
not_yet_valid(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->not_before = WORLD_NOW_US / G_USEC_PER_SEC + 3600;
}

static void
self_signed(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->issuer = NULL;
    spec->issuer_key = NULL;
}

static void
for_servers(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->ext_key_usage = "serverAuth,1.3.6.1.4.1.62558.2.1";
}

static void
for_anything(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->ext_key_usage = "anyExtendedKeyUsage,1.3.6.1.4.1.62558.2.1";
}

static void
for_mail_only(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->ext_key_usage = "emailProtection";
}

static void
leaf_is_ca(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->basic_constraints = "critical,CA:TRUE,pathlen:0";
    spec->key_usage = "critical,digitalSignature,keyCertSign";
}

static void
more_key_usage(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->key_usage = "critical,digitalSignature,keyEncipherment";
}

static void
unknown_critical(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->critical_oid = "1.2.3.4.5";
}

static void
unknown_plain(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->plain_oid = "1.2.3.4.5";
}

static void
negative_number(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->number = "-01";
}

static void
demo_extension(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->demo_oid = RIG_DEMO_OID;
}

static void
no_authority_key(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->omit = RIG_CERT_NO_AKI;
}

static void
other_issuer(RigCertSpec *spec, World *world)
{
    spec->issuer = world->other_maker->ca;
    spec->issuer_key = world->other_maker->ca_key;
}

static const CertCase cert_cases[] = {
    { "PKI-01/self-signed", self_signed, "untrusted-anchor" },
    { "PKI-01/PKI-14/of-another-maker", other_issuer, "untrusted-anchor" },
    { "PKI-02/expired", expired, "certificate-time" },
    { "PKI-03/not-yet-valid", not_yet_valid, "certificate-time" },
    { "PKI-09/for-servers", for_servers, "certificate-profile" },
    { "PKI-09/for-anything", for_anything, "certificate-profile" },
    { "PKI-09/for-mail-only", for_mail_only, "certificate-profile" },
    { "PKI-10/is-a-ca", leaf_is_ca, "certificate-profile" },
    { "PKI-12/more-key-usage", more_key_usage, "certificate-profile" },
    { "PKI-12/unknown-critical-extension", unknown_critical, "certificate-profile" },
    { "PKI-12/unknown-extension-is-fine", unknown_plain, "none" },
    { "PKI-12/negative-serial-number", negative_number, "certificate-profile" },
    { "PKI-12/no-authority-key-identifier", no_authority_key, "certificate-profile" },
    { "PKI-16/demo-identity", demo_extension, "demo-identity" },
};

/* The pinned key, under another certificate: only the certificate is wrong. */
static void
test_certificate(World *world, gconstpointer data)
{
    const CertCase *c = data;
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;

    c->edit(&spec, world);
    identity = rig_identity_new_from_spec(world->maker, &spec);
    if (c->edit == other_issuer) {
        g_bytes_unref(identity->chain->pdata[1]);
        identity->chain->pdata[1] = g_bytes_ref(world->other_maker->ca);
    } else if (c->edit == self_signed) {
        g_ptr_array_set_size(identity->chain, 1);
    }
    session = world_session(world, identity, 0, NULL);
    world_assert_reason(world_submit_first(world, session), c->reason);
}

/* PKI-11: the maker's CA has a key on a curve outside the profile; all else is as it should be. */
static void
test_issuer_curve(World *world, gconstpointer data)
{
    g_autoptr(RigKey) key = rig_key_new((RigKeyType)GPOINTER_TO_INT(data));
    RigCertSpec ca =
        rig_cert_spec_ca(world->maker->name, key, world->maker->root, world->maker->root_key);
    RigCertSpec leaf = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    GBytes *issuer;

    ca.demo_oid = NULL;
    issuer = rig_cert_make(&ca);
    leaf.issuer = issuer;
    leaf.issuer_key = key;
    identity = rig_identity_new_from_spec(world->maker, &leaf);
    g_bytes_unref(identity->chain->pdata[1]);
    identity->chain->pdata[1] = issuer;
    session = world_session(world, identity, 0, NULL);
    world_assert_reason(world_submit_first(world, session),
                        GPOINTER_TO_INT(data) == RIG_KEY_P384 ? "none" : "certificate-profile");
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

/* SUB-09: the pinned key under a renewed certificate of the same issuer. */
static void
test_renewed_certificate(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) renewed = rig_identity_new_from_spec(world->maker, &spec);
    g_autoptr(RigSession) session = world_session(world, renewed, 0, NULL);

    g_assert_false(g_bytes_equal(renewed->leaf, world->front->leaf));
    world_assert_reason(world_submit_first(world, session), "none");
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

/* PKI-06: a list in the issuer's name, but not by its key, says nothing: not even "revoked". */
static void
test_false_list(World *world, G_GNUC_UNUSED gconstpointer data)
{
    int64_t now = WORLD_NOW_US / G_USEC_PER_SEC;
    g_autoptr(GPtrArray) revoked = g_ptr_array_new();
    const RigCrlSpec spec = {
        .issuer = world->maker->ca,
        .issuer_key = world->other_maker->ca_key,
        .this_update = now - 60,
        .next_update = now + 86400,
        .number = 1,
        .revoked = revoked,
    };
    ProvVerdict verdict;

    g_ptr_array_add(revoked, world->front->leaf);
    use_crl(world, rig_cert_make_crl(&spec),
            rig_maker_make_root_crl(world->maker, false, now - 60));
    verdict = world_submit_first(world, world->session);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_REVOCATION_STALE);
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
    for (size_t i = 0; i < G_N_ELEMENTS(cert_cases); i++) {
        g_autofree char *path = g_strconcat("/signer/", cert_cases[i].id, NULL);

        g_test_add(path, World, &cert_cases[i], world_set_up, test_certificate, world_tear_down);
    }
    add("SUB-09/renewed-certificate", NULL, test_renewed_certificate);
    add("PKI-16/demo-chain-in-the-demo-domain", GINT_TO_POINTER(1), test_demo_chain);
    add("PKI-16/demo-chain-elsewhere", GINT_TO_POINTER(0), test_demo_chain);
    add("PKI-04/leaf-revoked", GINT_TO_POINTER(0), test_revocation);
    add("PKI-04/issuer-revoked", GINT_TO_POINTER(1), test_revocation);
    add("PKI-04/nobody-revoked", GINT_TO_POINTER(2), test_revocation);
    add("PKI-05/list-is-old", GINT_TO_POINTER(3), test_revocation);
    add("PKI-06/list-by-another-key", NULL, test_false_list);
    add("PKI-11/issuer-on-p-384-is-fine", GINT_TO_POINTER(RIG_KEY_P384), test_issuer_curve);
    add("PKI-11/issuer-on-p-521", GINT_TO_POINTER(RIG_KEY_P521), test_issuer_curve);
    add("PKI-11/issuer-on-secp256k1", GINT_TO_POINTER(RIG_KEY_SECP256K1), test_issuer_curve);
    add("PKI-02/expires-in-the-middle", NULL, test_expires_in_the_middle);
    add("CLK-01/floor", NULL, test_floor);
    return g_test_run();
}
