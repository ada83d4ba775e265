/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The certificates of the camera and of its maker's CA (attacks.md, PKI-01 to PKI-03, PKI-08 to
 * PKI-16; RFC 5280, identity.md "Certificates"). The leaf's key is the pinned one throughout, and
 * every certificate is properly signed: only what stands in one of them is wrong.
 */
#include "tests/unit/twist.h"

/* What differs from a certificate as it must be; NULL or zero: nothing. "-": left out. */
typedef struct {
    const char *basic_constraints;
    const char *key_usage;
    const char *ext_key_usage;
    const char *number;
    const char *digest;
    const char *critical_oid;
    const char *plain_oid;
    const char *demo_oid;
    const char *names;            /* "-": none at all */
    const char *name_constraints; /* in the notation */
    int version;
    unsigned omit;
    int64_t not_before; /* seconds after WORLD_NOW_US */
    int64_t not_after;
    RigKeyType key; /* 0: P-256 */
} Differs;

typedef struct {
    const char *id;
    Differs leaf;
    Differs ca;
    const char *reason;
} Case;

#define EKU    "1.3.6.1.4.1.62558.2.1"
#define NOBODY "1.2.3.4.5"
/* dirName O=other, the only subtree permitted (RFC 5280, section 4.2.1.10). */
#define OTHER_NAMES "3018 a016 3014 a412 3010 310e 300c 0603 55040a 0c05 {other}"

static const Case cases[] = {
    { "as-it-must-be", { 0 }, { 0 }, "none" },
    { "PKI-02/expired", { .not_after = -1 }, { 0 }, "certificate-time" },
    { "PKI-02/expires-now-is-fine", { .not_after = 2 }, { 0 }, "none" },
    { "PKI-03/not-yet-valid", { .not_before = 3600 }, { 0 }, "certificate-time" },
    { "PKI-03/valid-in-two-seconds", { .not_before = 2 }, { 0 }, "certificate-time" },
    { "PKI-09/for-servers", { .ext_key_usage = "serverAuth," EKU }, { 0 }, "certificate-profile" },
    { "PKI-09/for-anything",
      { .ext_key_usage = "anyExtendedKeyUsage," EKU },
      { 0 },
      "certificate-profile" },
    { "PKI-09/for-mail-only",
      { .ext_key_usage = "emailProtection" },
      { 0 },
      "certificate-profile" },
    { "PKI-09/for-clients-only", { .ext_key_usage = "clientAuth" }, { 0 }, "certificate-profile" },
    { "PKI-09/for-nothing-said", { .ext_key_usage = "-" }, { 0 }, "certificate-profile" },
    { "PKI-09/for-claims-only-is-fine", { .ext_key_usage = EKU }, { 0 }, "none" },
    { "PKI-10/is-a-ca",
      { .basic_constraints = "critical,CA:TRUE,pathlen:0",
        .key_usage = "critical,digitalSignature,keyCertSign" },
      { 0 },
      "certificate-profile" },
    { "PKI-10/is-a-ca-by-its-constraints-only",
      { .basic_constraints = "critical,CA:TRUE" },
      { 0 },
      "certificate-profile" },
    { "PKI-10/may-sign-certificates",
      { .key_usage = "critical,digitalSignature,keyCertSign" },
      { 0 },
      "certificate-profile" },
    { "PKI-11/by-sha1", { .digest = "SHA1" }, { 0 }, "certificate-profile" },
    { "PKI-11/by-sha224", { .digest = "SHA224" }, { 0 }, "certificate-profile" },
    { "PKI-11/by-sha512-is-fine", { .digest = "SHA512" }, { 0 }, "none" },
    { "PKI-11/explicit-parameters",
      { .key = RIG_KEY_P256_EXPLICIT },
      { 0 },
      "certificate-profile" },
    { "PKI-11/secp256k1", { .key = RIG_KEY_SECP256K1 }, { 0 }, "certificate-profile" },
    { "PKI-11/p-192", { .key = RIG_KEY_P192 }, { 0 }, "certificate-profile" },
    { "PKI-11/p-521", { .key = RIG_KEY_P521 }, { 0 }, "certificate-profile" },
    { "PKI-11/rsa-2048", { .key = RIG_KEY_RSA }, { 0 }, "certificate-profile" },
    { "PKI-11/rsa-1024", { .key = RIG_KEY_RSA_1024 }, { 0 }, "certificate-profile" },
    { "PKI-11/p-384-is-fine", { .key = RIG_KEY_P384 }, { 0 }, "none" },
    { "PKI-11/ed25519-is-fine", { .key = RIG_KEY_ED25519 }, { 0 }, "none" },
    { "PKI-12/more-key-usage",
      { .key_usage = "critical,digitalSignature,keyEncipherment" },
      { 0 },
      "certificate-profile" },
    { "PKI-12/non-repudiation-besides",
      { .key_usage = "critical,digitalSignature,nonRepudiation" },
      { 0 },
      "certificate-profile" },
    { "PKI-12/other-key-usage",
      { .key_usage = "critical,keyAgreement" },
      { 0 },
      "certificate-profile" },
    { "PKI-12/key-usage-not-critical",
      { .key_usage = "digitalSignature" },
      { 0 },
      "certificate-profile" },
    { "PKI-12/no-key-usage", { .key_usage = "-" }, { 0 }, "certificate-profile" },
    { "PKI-12/unknown-critical-extension",
      { .critical_oid = NOBODY },
      { 0 },
      "certificate-profile" },
    { "PKI-12/unknown-extension-is-fine", { .plain_oid = NOBODY }, { 0 }, "none" },
    { "PKI-12/extension-twice",
      { .plain_oid = NOBODY, .omit = RIG_CERT_PLAIN_TWICE },
      { 0 },
      "certificate-profile" },
    { "PKI-12/unreadable-extension", { .plain_oid = "2.5.29.17" }, { 0 }, "certificate-profile" },
    { "PKI-12/version-1",
      { .version = 1, .omit = RIG_CERT_NO_EXTENSIONS },
      { 0 },
      "certificate-profile" },
    { "PKI-12/version-1-with-extensions", { .version = 1 }, { 0 }, "certificate-profile" },
    { "PKI-12/serial-negative", { .number = "-01" }, { 0 }, "certificate-profile" },
    { "PKI-12/serial-0", { .number = "00" }, { 0 }, "certificate-profile" },
    { "PKI-12/serial-of-20-bytes-is-fine",
      { .number = "0102030405060708090a0b0c0d0e0f1011121314" },
      { 0 },
      "none" },
    { "PKI-12/serial-of-21-bytes",
      { .number = "0102030405060708090a0b0c0d0e0f101112131415" },
      { 0 },
      "certificate-profile" },
    { "PKI-12/no-authority-key-identifier",
      { .omit = RIG_CERT_NO_AKI },
      { 0 },
      "certificate-profile" },
    { "PKI-12/no-subject-key-identifier",
      { .omit = RIG_CERT_NO_SKI },
      { 0 },
      "certificate-profile" },
    { "PKI-12/empty-issuer", { 0 }, { .names = "-" }, "certificate-profile" },
    { "PKI-16/demo-identity", { .demo_oid = RIG_DEMO_OID }, { 0 }, "demo-identity" },
    { "PKI-16/demo-identity-of-the-ca", { 0 }, { .demo_oid = RIG_DEMO_OID }, "demo-identity" },
    { "PKI-08/ca-expired", { 0 }, { .not_after = -1 }, "untrusted-chain" },
    { "PKI-08/ca-not-yet-valid", { 0 }, { .not_before = 3600 }, "untrusted-chain" },
    { "PKI-08/ca-is-none", { 0 }, { .basic_constraints = "critical,CA:FALSE" }, "untrusted-chain" },
    { "PKI-08/ca-without-constraints", { 0 }, { .basic_constraints = "-" }, "untrusted-chain" },
    { "PKI-08/ca-may-not-sign-certificates",
      { 0 },
      { .key_usage = "critical,digitalSignature" },
      "untrusted-chain" },
    { "PKI-08/ca-without-key-usage", { 0 }, { .key_usage = "-" }, "untrusted-chain" },
    { "PKI-08/ca-without-a-path-length",
      { 0 },
      { .basic_constraints = "critical,CA:TRUE" },
      "certificate-profile" },
    { "PKI-08/ca-with-a-longer-path-is-fine",
      { 0 },
      { .basic_constraints = "critical,CA:TRUE,pathlen:3" },
      "none" },
    { "PKI-11/ca-on-p-384-is-fine", { 0 }, { .key = RIG_KEY_P384 }, "none" },
    { "PKI-11/ca-on-p-521", { 0 }, { .key = RIG_KEY_P521 }, "certificate-profile" },
    { "PKI-11/ca-on-secp256k1", { 0 }, { .key = RIG_KEY_SECP256K1 }, "certificate-profile" },
    { "PKI-11/ca-by-rsa", { 0 }, { .key = RIG_KEY_RSA }, "certificate-profile" },
    { "PKI-11/ca-of-sha1", { 0 }, { .digest = "SHA1" }, "certificate-profile" },
    { "PKI-12/ca's-serial-0", { 0 }, { .number = "00" }, "certificate-profile" },
    { "PKI-12/ca's-unknown-critical-extension",
      { 0 },
      { .critical_oid = NOBODY },
      "certificate-profile" },
    { "PKI-12/ca's-extension-twice",
      { 0 },
      { .plain_oid = NOBODY, .omit = RIG_CERT_PLAIN_TWICE },
      "certificate-profile" },
    { "PKI-13/name-constraint", { 0 }, { .name_constraints = OTHER_NAMES }, "untrusted-chain" },
};

static void
set(const char **field, const char *differs)
{
    if (differs != NULL)
        *field = *differs == '-' && differs[1] == '\0' ? NULL : differs;
}

static void
apply(RigCertSpec *spec, const Differs *differs, GBytes **constraints)
{
    const int64_t now = WORLD_NOW_US / G_USEC_PER_SEC;

    set(&spec->basic_constraints, differs->basic_constraints);
    set(&spec->key_usage, differs->key_usage);
    set(&spec->ext_key_usage, differs->ext_key_usage);
    set(&spec->number, differs->number);
    set(&spec->digest, differs->digest);
    set(&spec->critical_oid, differs->critical_oid);
    set(&spec->plain_oid, differs->plain_oid);
    set(&spec->demo_oid, differs->demo_oid);
    if (differs->names != NULL)
        spec->name = spec->maker = spec->serial = NULL;
    if (differs->name_constraints != NULL)
        spec->name_constraints = *constraints = twist_item(differs->name_constraints);
    if (differs->version != 0)
        spec->version = differs->version;
    spec->omit |= differs->omit;
    if (differs->not_before != 0)
        spec->not_before = now + differs->not_before;
    if (differs->not_after != 0)
        spec->not_after = now + differs->not_after;
}

static void
test_certificate(World *world, gconstpointer data)
{
    const Case *c = data;
    g_autoptr(RigKey) ca_key = rig_key_new(c->ca.key);
    g_autoptr(RigKey) key =
        c->leaf.key != 0 ? rig_key_new(c->leaf.key) : rig_key_ref(world->front->key);
    g_autoptr(GBytes) constraints = NULL;
    g_autoptr(GBytes) ca = NULL;
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    RigCertSpec ca_spec =
        rig_cert_spec_ca(world->maker->name, ca_key, world->maker->root, world->maker->root_key);
    RigCertSpec leaf_spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", key);

    ca_spec.demo_oid = NULL;
    apply(&ca_spec, &c->ca, &constraints);
    ca = rig_cert_make(&ca_spec);
    leaf_spec.issuer = ca;
    leaf_spec.issuer_key = ca_key;
    apply(&leaf_spec, &c->leaf, &constraints);
    identity = rig_identity_new_from_spec(world->maker, &leaf_spec);
    g_bytes_unref(identity->chain->pdata[1]);
    identity->chain->pdata[1] = g_bytes_ref(ca);
    if (c->leaf.key != 0)
        world_select(world, world_expect(identity, world->maker));
    session = world_session(world, identity, 0, NULL);
    world_assert_reason(world_submit_first(world, session), c->reason);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/certificate/", cases[i].id, NULL);

        TWIST_TEST(path, &cases[i], test_certificate);
    }
    return g_test_run();
}
