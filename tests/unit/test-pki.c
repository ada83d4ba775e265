/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who vouches (attacks.md, PKI): what a maker's name, a stapled answer, a missing list, another
 * trust domain, a first meeting or a later key are worth. The certificates themselves are in
 * test-attack-*, and by file in tests/vectors/test-certificates.py.
 */
#include "client/client-expectation.h"
#include "tests/rig/rig-openssl.h"
#include "tests/unit/world.h"

#include <openssl/ocsp.h>

#define NOW_S (WORLD_NOW_US / G_USEC_PER_SEC)

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_TIME, ASN1_TIME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OCSP_BASICRESP, OCSP_BASICRESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OCSP_CERTID, OCSP_CERTID_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OCSP_RESPONSE, OCSP_RESPONSE_free)

static void
use_crls(World *world, GBytes *ca_crl, GBytes *root_crl)
{
    world->expectation->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    if (ca_crl != NULL)
        g_ptr_array_add(world->expectation->crls, ca_crl);
    g_ptr_array_add(world->expectation->crls, root_crl);
}

/* PKI-05: lists are held, and none speaks of the camera's certificate. */
static void
test_no_list(World *world, G_GNUC_UNUSED gconstpointer data)
{
    ProvVerdict verdict;

    use_crls(world, NULL, rig_maker_make_root_crl(world->maker, false, NOW_S - 60));
    verdict = world_submit_first(world, world->session);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_REVOCATION_STALE);
}

static X509 *
parse(GBytes *der)
{
    gsize len;
    const uint8_t *data = g_bytes_get_data(der, &len);

    return d2i_X509(NULL, &data, (long)len);
}

/* The CA's own answer that the leaf is good, given @age seconds ago for a week (RFC 6960). */
static GBytes *
make_staple(World *world, int age)
{
    g_autoptr(X509) leaf = parse(world->front->leaf);
    g_autoptr(X509) ca = parse(world->maker->ca);
    g_autoptr(OCSP_BASICRESP) basic = OCSP_BASICRESP_new();
    g_autoptr(OCSP_CERTID) id = OCSP_cert_to_id(EVP_sha1(), leaf, ca);
    g_autoptr(ASN1_TIME) from = ASN1_TIME_set(NULL, NOW_S - age);
    g_autoptr(ASN1_TIME) to = ASN1_TIME_set(NULL, NOW_S - age + 7 * 86400);
    g_autoptr(OCSP_RESPONSE) response = NULL;
    uint8_t *der = NULL;
    GBytes *staple;
    int len;

    OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_GOOD, 0, NULL, from, to);
    g_assert_cmpint(
        OCSP_basic_sign(basic, ca, rig_key_peek_pkey(world->maker->ca_key), EVP_sha256(), NULL, 0),
        ==, 1);
    response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    len = i2d_OCSP_RESPONSE(response, &der);
    g_assert_cmpint(len, >, 0);
    staple = g_bytes_new(der, (gsize)len);
    OPENSSL_free(der);
    return staple;
}

/* C2PA 2.4, section 14.6.2: revocation values beside the claim signature. */
static void
staple_it(RigCose *cose, gpointer data)
{
    g_autoptr(RigMap) values = rig_map_new();

    rig_map_put(values, "ocspVals", rig_item_array(rig_item_bytes_of(data), NULL));
    rig_map_put(cose->unprotected, "rVals", rig_map_item(values));
}

static const struct {
    const char *id;
    int age;      /* of the staple, seconds */
    bool revoked; /* by the CA's list, which is a minute old */
    bool listed;  /* the CA has a list at all */
    const char *reason;
    unsigned notes;
} staples[] = {
    { "PKI-07/fresh-staple-for-a-revoked-leaf", 120, true, true, "revoked", 0 },
    { "PKI-07/old-staple-for-a-revoked-leaf", 30 * 86400, true, true, "revoked", 0 },
    { "PKI-07/staple-beside-a-list", 120, false, true, "none", 0 },
    { "PKI-07/staple-is-no-list", 120, false, false, "none", PROV_NOTE_REVOCATION_STALE },
    { "PKI-07/old-staple-is-no-list", 30 * 86400, false, false, "none",
      PROV_NOTE_REVOCATION_STALE },
};

/* A "good" that the camera brings along itself changes neither verdict nor note. */
static void
test_staple(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_autoptr(GBytes) staple = make_staple(world, staples[i].age);
    const RigSessionSpec spec = { .hooks = { .signature = staple_it, .user_data = staple } };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);
    GBytes *revoked = staples[i].revoked ? world->front->leaf : NULL;
    ProvVerdict verdict;

    use_crls(world,
             staples[i].listed ? rig_maker_make_crl(world->maker, revoked, NOW_S - 60) : NULL,
             rig_maker_make_root_crl(world->maker, false, NOW_S - 60));
    verdict = world_submit_first(world, session);
    world_assert_reason(verdict, staples[i].reason);
    g_assert_cmpuint(verdict.notes, ==, staples[i].notes);
}

/* PKI-14: another maker's CA writes this maker's name, this camera's serial and its very key. */
static void
test_foreign_maker(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec =
        rig_maker_leaf_spec(world->other_maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;

    spec.maker = world->maker->name;
    identity = rig_identity_new_from_spec(world->other_maker, &spec);
    session = world_session(world, identity, 0, NULL);
    world_assert_reason(world_submit_first(world, session), "untrusted-anchor");
    world_assert_heals(world);
}

/* PKI-16, PKI-17: each build has its own trust domain, and loads no anchors of the other's. */
static void
test_other_domain(G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraRecord) record = camera_record_new();
    g_autoptr(ProvExpectation) expectation = NULL;
    g_autoptr(GError) error = NULL;

    record->room = g_strdup("Front door");
    record->maker = g_strdup("maker-a");
    record->domain = OWNVIEW_DEMO ? CAMERA_DOMAIN_PRODUCTION : CAMERA_DOMAIN_DEMO;
    expectation = client_expectation_new(record, 1, &error);
    g_assert_null(expectation);
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    g_assert_true(g_str_has_prefix(error->message, OWNVIEW_DEMO ? "Front door is no demo link"
                                                                : "Front door is a demo link"));
}

/* PKI-18: the first to answer is not the camera for that, whatever its maker says. */
static void
test_first_answer(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) strange = world_session(world, world->stranger, 0, NULL);

    world_assert_reason(world_submit_first(world, strange), "wrong-camera");
    world_assert_reason(world_submit_first(world, world->session), "none");
    world_assert_reason(world_submit_first(world, strange), "wrong-camera");
}

/* PKI-18: a link without a pin shows nobody: no key is learned from what comes. */
static void
test_no_pin(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_ptr_array_set_size(world->expectation->pins, 0);
    for (uint64_t number = 1; number <= 3; number++) {
        g_autoptr(GBytes) segment = world_segment(world, world->session, number, NULL);
        g_autoptr(ProvAdmission) admission = NULL;
        ProvVerdict verdict;

        world_at(world, 0, number);
        verdict =
            prov_gate_submit(world->gate, world->session->init, segment, &world->now, &admission);
        g_assert_null(admission);
        g_assert_false(verdict.selected);
    }
}

/*
 * PKI-19: a linked P-384 camera comes back with another key, of the same issuer, for the same
 * serial. No statement of the old key is known here, so every one is another identity.
 */
static void
test_rotation(World *world, gconstpointer data)
{
    g_autoptr(RigIdentity) linked =
        rig_identity_new_camera(world->maker, "front", "A-0004", RIG_ALG_ES384);
    g_autoptr(RigIdentity) later =
        rig_identity_new_camera(world->maker, "front", "A-0004", (RigAlg)GPOINTER_TO_INT(data));
    g_autoptr(RigSession) session = world_session(world, linked, 0, NULL);
    g_autoptr(RigSession) changed = world_session(world, later, 60, NULL);

    prov_gate_free(world->gate);
    prov_expectation_unref(world->expectation);
    world->expectation = world_expect(linked, world->maker);
    world->gate = prov_gate_new(world->expectation);
    world_assert_reason(world_submit_first(world, session), "none");
    world_at(world, 60, 1);
    world_assert_reason(world_submit_first(world, changed), "identity-changed");
}

#define add(name, data, function)                                                                  \
    g_test_add("/pki/" name, World, data, world_set_up, function, world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(staples); i++) {
        g_autofree char *path = g_strconcat("/pki/", staples[i].id, NULL);

        g_test_add(path, World, GSIZE_TO_POINTER(i), world_set_up, test_staple, world_tear_down);
    }
    add("PKI-05/no-list-of-the-issuer", NULL, test_no_list);
    add("PKI-14/names-this-maker", NULL, test_foreign_maker);
    g_test_add_data_func("/pki/PKI-16/PKI-17/link-of-the-other-domain", NULL, test_other_domain);
    add("PKI-18/first-to-answer", NULL, test_first_answer);
    add("PKI-18/no-pin-no-picture", NULL, test_no_pin);
    add("PKI-19/p-384-to-p-256", GINT_TO_POINTER(RIG_ALG_ES256), test_rotation);
    add("PKI-19/p-384-to-ed25519", GINT_TO_POINTER(RIG_ALG_EDDSA), test_rotation);
    add("PKI-19/p-384-to-another-p-384", GINT_TO_POINTER(RIG_ALG_ES384), test_rotation);
    return g_test_run();
}
