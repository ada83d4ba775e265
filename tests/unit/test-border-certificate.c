/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One certificate at the borders of its profile (identity.md, "Certificates"): each field one step
 * inside and one outside, every certificate signed as it stands, and the sentence says which rule
 * it was.
 */
#include "client/provenance/prov-certificate.h"
#include "tests/rig/rig-openssl.h"
#include "tests/unit/recertify.h"
#include "tests/unit/world.h"

#include <string.h>

#define EKU     "1.3.6.1.4.1.62558.2.1"
#define NOBODY  "1.2.3.4.5"
#define MAX_LEN 4096 /* bytes */

typedef struct {
    const char *name;
    RigCertSpec spec; /* of it, what is not zero replaces what must be; "-": left out */
    RigKeyType key;
    RigKeyType issuer_key;
    RecertifyEdit edit;
    gconstpointer data;
    const char *says; /* NULL: it holds */
} Case;

static const char leaf_is[] = "the signing certificate";
static const char ca_is[] = "the issuing certificate";

static void
add_extension(X509 *x509, const char *oid, bool critical, const char *value, int len)
{
    g_autoptr(ASN1_OBJECT) object = OBJ_txt2obj(oid, 1);
    g_autoptr(ASN1_OCTET_STRING) octets = ASN1_OCTET_STRING_new();
    g_autoptr(X509_EXTENSION) extension = NULL;

    ASN1_OCTET_STRING_set(octets, (const uint8_t *)value, len);
    extension = X509_EXTENSION_create_by_OBJ(NULL, object, critical, octets);
    g_assert_cmpint(X509_add_ext(x509, extension, -1), ==, 1);
}

/* So many in all, each of another kind. */
static void
extensions(X509 *x509, gconstpointer n)
{
    while (X509_get_ext_count(x509) < GPOINTER_TO_INT(n)) {
        g_autofree char *oid = g_strdup_printf(NOBODY ".%d", X509_get_ext_count(x509));

        add_extension(x509, oid, false, "\5\0", 2);
    }
}

static void
last_is_critical(X509 *x509, gconstpointer oid)
{
    add_extension(x509, oid, true, "\5\0", 2);
}

static void
move_to_front(X509 *x509)
{
    X509_EXTENSION *last = X509_delete_ext(x509, X509_get_ext_count(x509) - 1);

    X509_add_ext(x509, last, 0);
    X509_EXTENSION_free(last);
}

static void
first(X509 *x509, gconstpointer oid)
{
    add_extension(x509, oid, false, "\5\0", 2);
    move_to_front(x509);
}

static void
first_is_critical(X509 *x509, gconstpointer oid)
{
    last_is_critical(x509, oid);
    move_to_front(x509);
}

static void
first_and_last(X509 *x509, gconstpointer oid)
{
    first(x509, oid);
    add_extension(x509, oid, false, "\5\0", 2);
}

static void
key_usage_first(X509 *x509, G_GNUC_UNUSED gconstpointer data)
{
    X509_EXTENSION *usage = X509_delete_ext(x509, X509_get_ext_by_NID(x509, NID_key_usage, -1));

    X509_add_ext(x509, usage, 0);
    X509_EXTENSION_free(usage);
}

/* P-256 it says, and of what algorithm nobody knows. */
static void
key_of_nobody(X509 *x509, G_GNUC_UNUSED gconstpointer data)
{
    X509_ALGOR *algorithm = NULL;

    X509_PUBKEY_get0_param(NULL, NULL, NULL, &algorithm, X509_get_X509_PUBKEY(x509));
    X509_ALGOR_set0(algorithm, OBJ_txt2obj(NOBODY, 1), V_ASN1_OBJECT,
                    OBJ_nid2obj(NID_X9_62_prime256v1));
}

static void
unreadable(X509 *x509, gconstpointer oid)
{
    add_extension(x509, oid, false, "\5\0", 2);
}

static void
key_with_parameters(X509 *x509, G_GNUC_UNUSED gconstpointer data)
{
    X509_ALGOR *algorithm = NULL;

    X509_PUBKEY_get0_param(NULL, NULL, NULL, &algorithm, X509_get_X509_PUBKEY(x509));
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_ED25519), V_ASN1_NULL, NULL);
}

static void
no_issuer(X509 *x509, G_GNUC_UNUSED gconstpointer data)
{
    X509_NAME *name = X509_NAME_new();

    X509_set_issuer_name(x509, name);
    X509_NAME_free(name);
}

#define NUMBER(hex) .spec = { .number = hex }
#define S19         "02030405060708090a0b0c0d0e0f1011121314"

static const Case leaves[] = {
    { "as-it-must-be", .says = NULL },
    { "32-extensions", .edit = extensions, .data = GINT_TO_POINTER(32) },
    { "33-extensions", .edit = extensions, .data = GINT_TO_POINTER(33),
      .says = " has more than 32 extensions" },
    { "critical-and-unknown", .edit = last_is_critical, .data = NOBODY,
      .says = " has a critical extension that is not known" },
    { "extension-twice", .spec = { .plain_oid = NOBODY, .omit = RIG_CERT_PLAIN_TWICE },
      .says = " has an extension twice" },
    { "extension-unreadable", .edit = unreadable, .data = "2.5.29.17",
      .says = " has an extension that can't be read" },
    { "critical-and-unknown-first", .edit = first_is_critical, .data = NOBODY,
      .says = " has a critical extension that is not known" },
    { "extension-first-and-last", .edit = first_and_last, .data = NOBODY,
      .says = " has an extension twice" },
    { "key-of-nobody's-kind", .edit = key_of_nobody, .says = "'s key is none of" },
    { "number-1", NUMBER("01") },
    { "number-0", NUMBER("00"), .says = "'s serial number is not positive" },
    { "number-256", NUMBER("0100") },
    { "number-minus-1", NUMBER("-01"), .says = "'s serial number is not positive" },
    { "number-of-19-octets", NUMBER("7f" S19) },
    { "number-of-20-octets-with-its-sign", NUMBER("ff"
                                                  "030405060708090a0b0c0d0e0f1011121314") },
    { "number-of-21-octets-with-its-sign", NUMBER("80" S19),
      .says = "'s serial number is longer than 20 octets" },
    { "number-of-21-octets", NUMBER("0102" S19),
      .says = "'s serial number is longer than 20 octets" },
    { "version-1", .spec = { .version = 1 }, .says = " is not of version 3" },
    { "version-2", .spec = { .version = 2 }, .says = " is not of version 3" },
    { "no-issuer", .edit = no_issuer, .says = "'s issuer is empty" },
    { "by-sha-1", .spec = { .digest = "SHA1" }, .says = " is signed neither by ECDSA" },
    { "by-sha-384", .spec = { .digest = "SHA384" } },
    { "by-sha-512", .spec = { .digest = "SHA512" } },
    { "by-ed25519", .issuer_key = RIG_KEY_ED25519 },
    { "by-rsa", .issuer_key = RIG_KEY_RSA, .says = " is signed neither by ECDSA" },
    { "key-of-p-384", .key = RIG_KEY_P384 },
    { "key-of-p-521", .key = RIG_KEY_P521, .says = "'s key is none of" },
    { "key-of-rsa", .key = RIG_KEY_RSA, .says = "'s key is none of" },
    { "key-of-ed25519", .key = RIG_KEY_ED25519 },
    { "key-of-ed25519-with-parameters", .key = RIG_KEY_ED25519, .edit = key_with_parameters,
      .says = "'s Ed25519 key has parameters" },
    { "curve-written-out", .key = RIG_KEY_P256_EXPLICIT, .says = "'s curve is written out" },
    { "ca", .spec = { .basic_constraints = "critical,CA:TRUE" }, .says = " is a CA" },
    { "key-usage-first", .edit = key_usage_first },
    { "no-key-usage", .spec = { .key_usage = "-" },
      .says = "'s key usage is absent or not critical" },
    { "key-usage-not-critical", .spec = { .key_usage = "digitalSignature" },
      .says = "'s key usage is absent or not critical" },
    { "key-usage-besides", .spec = { .key_usage = "critical,digitalSignature,decipherOnly" },
      .says = "'s key usage is not just digitalSignature" },
    { "other-key-usage", .spec = { .key_usage = "critical,nonRepudiation" },
      .says = "'s key usage is not just digitalSignature" },
    { "no-own-key-identifier", .spec = { .omit = RIG_CERT_NO_SKI },
      .says = " lacks a subject key identifier" },
    { "no-issuer's-key-identifier", .spec = { .omit = RIG_CERT_NO_AKI },
      .says = " lacks an authority key identifier" },
    { "no-use", .spec = { .ext_key_usage = "-" }, .says = " has no extended key usage" },
    { "use-for-claims", .spec = { .ext_key_usage = EKU } },
    { "use-for-claims-last", .spec = { .ext_key_usage = "clientAuth,codeSigning," EKU } },
    { "use-for-claims-first", .spec = { .ext_key_usage = EKU ",clientAuth" } },
    { "use-for-others", .spec = { .ext_key_usage = "clientAuth,emailProtection" },
      .says = "'s extended key usage lacks C2PA claim signing" },
    { "use-for-anything", .spec = { .ext_key_usage = EKU ",anyExtendedKeyUsage" },
      .says = "'s extended key usage holds anyExtendedKeyUsage" },
    { "use-for-servers", .spec = { .ext_key_usage = EKU ",serverAuth" },
      .says = "'s extended key usage holds serverAuth" },
};

static const Case authorities[] = {
    { "as-it-must-be", .says = NULL },
    { "33-extensions", .edit = extensions, .data = GINT_TO_POINTER(33),
      .says = " has more than 32 extensions" },
    { "number-0", NUMBER("00"), .says = "'s serial number is not positive" },
    { "key-of-p-521", .key = RIG_KEY_P521, .says = "'s key is none of" },
    { "no-ca", .spec = { .basic_constraints = "critical,CA:FALSE" }, .says = " is not a CA" },
    { "no-constraints", .spec = { .basic_constraints = "-" }, .says = " is not a CA" },
    { "no-key-usage", .spec = { .key_usage = "-" }, .says = "'s key usage lacks keyCertSign" },
    { "other-key-usage", .spec = { .key_usage = "critical,cRLSign" },
      .says = "'s key usage lacks keyCertSign" },
    { "every-usage-but-that",
      .spec = { .key_usage = "critical,digitalSignature,nonRepudiation,keyEncipherment,"
                             "dataEncipherment,keyAgreement,cRLSign,encipherOnly,decipherOnly" },
      .says = "'s key usage lacks keyCertSign" },
    { "signs-certificates-only", .spec = { .key_usage = "critical,keyCertSign" } },
    { "no-path-length", .spec = { .basic_constraints = "critical,CA:TRUE" },
      .says = " has no path length" },
    { "path-length-1", .spec = { .basic_constraints = "critical,CA:TRUE,pathlen:1" } },
};

static void
set(const char **field, const char *differs)
{
    if (differs != NULL)
        *field = strcmp(differs, "-") == 0 ? NULL : differs;
}

static void
apply(RigCertSpec *spec, const RigCertSpec *differs)
{
    set(&spec->basic_constraints, differs->basic_constraints);
    set(&spec->key_usage, differs->key_usage);
    set(&spec->ext_key_usage, differs->ext_key_usage);
    set(&spec->number, differs->number);
    set(&spec->digest, differs->digest);
    set(&spec->plain_oid, differs->plain_oid);
    spec->omit |= differs->omit;
    if (differs->version != 0)
        spec->version = differs->version;
}

/* The certificate of a case, under a CA of its own. */
static GBytes *
make(const Case *c, bool leaf)
{
    g_autoptr(RigKey) issuer_key = rig_key_new(c->issuer_key);
    g_autoptr(RigKey) key = rig_key_new(c->key);
    RigCertSpec issuer_spec = rig_cert_spec_root("maker", issuer_key);
    g_autoptr(GBytes) issuer = rig_cert_make(&issuer_spec);
    RigCertSpec spec = leaf ? rig_cert_spec_leaf("maker", key, issuer, issuer_key)
                            : rig_cert_spec_ca("maker", key, issuer, issuer_key);
    g_autoptr(GBytes) der = NULL;

    apply(&spec, &c->spec);
    der = rig_cert_make(&spec);
    return c->edit != NULL ? recertify(der, issuer_key, c->edit, c->data) : g_steal_pointer(&der);
}

static void
check(const Case *c, bool leaf)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(GBytes) der = make(c, leaf);
    g_autoptr(ProvCertificate) certificate =
        prov_certificate_new(crypto, prov_reader_from_bytes(der));
    g_autofree char *says = g_strconcat(leaf ? leaf_is : ca_is, c->says, NULL);
    ProvVerdict verdict = { 0 };
    bool good;

    g_assert_nonnull(certificate);
    good = leaf ? prov_certificate_check_leaf(certificate, &verdict)
                : prov_certificate_check_ca(certificate, &verdict);
    g_assert_true(good == (c->says == NULL));
    g_assert_true(good == (verdict.reason == PROV_REASON_UNCHECKED));
    if (!good && !g_str_has_prefix(verdict.detail, says))
        g_assert_cmpstr(verdict.detail, ==, says);
}

static void
test_leaf(gconstpointer data)
{
    check(data, true);
}

static void
test_authority(gconstpointer data)
{
    check(data, false);
}

/* A plain leaf with one extension more, of so many bytes. */
static GBytes *
leaf_of(size_t len)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_root("maker", key);
    g_autoptr(GBytes) der = rig_cert_make(&spec);
    g_autofree char *zeros = g_malloc0(MAX_LEN);
    int more = 0;

    /* a signature has one length or another: until it fits */
    while (g_bytes_get_size(der) != len) {
        const uint8_t *at = g_bytes_get_data(der, NULL);
        g_autoptr(X509) x509 = d2i_X509(NULL, &at, (long)g_bytes_get_size(der));

        more += (int)len - (int)g_bytes_get_size(der);
        if (X509_get_ext_by_OBJ(x509, OBJ_nid2obj(NID_netscape_comment), -1) >= 0)
            X509_EXTENSION_free(X509_delete_ext(
                x509, X509_get_ext_by_OBJ(x509, OBJ_nid2obj(NID_netscape_comment), -1)));
        add_extension(x509, "2.16.840.1.113730.1.13", false, zeros, more);
        g_assert_cmpint(X509_sign(x509, rig_key_peek_pkey(key), EVP_sha256()), >, 0);
        g_bytes_unref(der);
        der = recertify_to_der(x509);
    }
    return g_steal_pointer(&der);
}

static bool
is_read(ProvCrypto *crypto, ProvReader der)
{
    g_autofree uint8_t *exact = g_memdup2(der.data, der.len);
    g_autoptr(ProvCertificate) certificate =
        prov_certificate_new(crypto, (ProvReader){ exact, der.len });

    return certificate != NULL;
}

/* Exactly one certificate, and of 4 KiB at most. */
static void
test_length(void)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(GBytes) longest = leaf_of(MAX_LEN);
    g_autoptr(GBytes) longer = leaf_of(MAX_LEN + 1);
    g_autoptr(GBytes) plain = leaf_of(1000);
    g_autoptr(GByteArray) padded = world_copy(plain);

    g_assert_true(is_read(crypto, prov_reader_from_bytes(longest)));
    g_assert_false(is_read(crypto, prov_reader_from_bytes(longer)));
    g_assert_true(is_read(crypto, (ProvReader){ padded->data, padded->len }));
    g_assert_false(is_read(crypto, (ProvReader){ padded->data, padded->len - 1 }));
    g_byte_array_append(padded, (const uint8_t *)"", 1);
    g_assert_false(is_read(crypto, (ProvReader){ padded->data, padded->len }));
    g_assert_false(is_read(crypto, (ProvReader){ padded->data, 0 }));
}

/* One that names its times in a way that is none. */
static void
test_unreadable_times(gconstpointer data)
{
    bool begins = data != NULL;
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_root("maker", key);
    g_autoptr(GBytes) der = NULL;
    g_autoptr(GByteArray) copy = NULL;
    const uint8_t *at;

    spec.not_before = spec.not_after = WORLD_NOW_US / G_USEC_PER_SEC;
    der = rig_cert_make(&spec);
    copy = world_copy(der);
    at = memmem(copy->data, copy->len, "261122060000Z", 13);
    g_assert_true(is_read(crypto, (ProvReader){ copy->data, copy->len }));
    copy->data[(size_t)(at - copy->data) + (begins ? 0 : 15)] = 'x';
    g_assert_false(is_read(crypto, (ProvReader){ copy->data, copy->len }));
}

/* No key of ours, and none that can be read. */
static void
test_no_key(void)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_root("maker", key);
    g_autoptr(GBytes) plain = rig_cert_make(&spec);
    g_autoptr(GBytes) der = recertify(plain, key, key_of_nobody, NULL);
    g_autoptr(ProvCertificate) one = prov_certificate_new(crypto, prov_reader_from_bytes(plain));
    g_autoptr(ProvCertificate) two = prov_certificate_new(crypto, prov_reader_from_bytes(der));
    ProvKey *own = prov_certificate_get_key(one, crypto);

    g_assert_nonnull(own);
    g_assert_cmpint(prov_signature_key_get_alg(own), ==, PROV_ALG_ES256);
    prov_signature_key_free(own);
    g_assert_null(prov_certificate_get_key(two, crypto));
}

/* The extension of demo certificates, wherever it stands and whether or not it is critical. */
static void
test_demo(void)
{
    static const Case cases[] = {
        { "last", .edit = last_is_critical, .data = RIG_DEMO_OID },
        { "first", .edit = first, .data = RIG_DEMO_OID },
        { "not-critical", .edit = unreadable, .data = RIG_DEMO_OID },
        { "of-nobody", .edit = unreadable, .data = NOBODY },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ProvCrypto) crypto = prov_crypto_new();
        g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
        RigCertSpec spec = rig_cert_spec_root("maker", key);
        g_autoptr(GBytes) plain = NULL;
        g_autoptr(GBytes) der = NULL;
        g_autoptr(ProvCertificate) certificate = NULL;

        spec.demo_oid = NULL;
        plain = rig_cert_make(&spec);
        der = recertify(plain, key, cases[i].edit, cases[i].data);
        certificate = prov_certificate_new(crypto, prov_reader_from_bytes(der));
        g_assert_true(prov_certificate_is_demo(certificate) == (i < 3));
    }
}

static void
put_policy(X509 *x509, gconstpointer oid)
{
    CERTIFICATEPOLICIES *policies = CERTIFICATEPOLICIES_new();
    POLICYINFO *policy = POLICYINFO_new();

    policy->policyid = OBJ_txt2obj(oid, 1);
    sk_POLICYINFO_push(policies, policy);
    g_assert_cmpint(X509_add1_ext_i2d(x509, NID_certificate_policies, policies, 0, 0), ==, 1);
    CERTIFICATEPOLICIES_free(policies);
}

/* Asks for one of every certificate below. */
static void
ask_for_policy(X509 *x509, gconstpointer oid)
{
    POLICY_CONSTRAINTS *constraints = POLICY_CONSTRAINTS_new();

    put_policy(x509, oid);
    constraints->requireExplicitPolicy = ASN1_INTEGER_new();
    ASN1_INTEGER_set(constraints->requireExplicitPolicy, 0);
    g_assert_cmpint(X509_add1_ext_i2d(x509, NID_policy_constraints, constraints, 1, 0), ==, 1);
    POLICY_CONSTRAINTS_free(constraints);
}

/* A CA that asks for a policy: any that it shares with what it issued will do (RFC 5280, section
 * 6.1). */
static void
test_policy(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *leaf;
        const char *reason;
    } rows[] = {
        { "1.2.3.4.1", "none" },
        { "1.2.3.4.2", "untrusted-chain" },
        { NULL, "untrusted-chain" },
    };
    g_autoptr(GBytes) ca =
        recertify(world->maker->ca, world->maker->root_key, ask_for_policy, "1.2.3.4.1");

    g_bytes_unref(world->front->chain->pdata[1]);
    world->front->chain->pdata[1] = g_bytes_ref(ca);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
        g_autoptr(GBytes) plain = rig_cert_make(&spec);
        g_autoptr(RigSession) session = NULL;

        g_bytes_unref(world->front->leaf);
        world->front->leaf = rows[i].leaf != NULL
                                 ? recertify(plain, world->maker->ca_key, put_policy, rows[i].leaf)
                                 : g_bytes_ref(plain);
        g_bytes_unref(world->front->chain->pdata[0]);
        world->front->chain->pdata[0] = g_bytes_ref(world->front->leaf);
        session = world_session(world, world->front, 0, NULL);
        world_assert_reason(prov_gate_submit_init(world->gate, session->init, &world->now),
                            rows[i].reason);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(leaves); i++) {
        g_autofree char *path = g_strconcat("/border/certificate/leaf/", leaves[i].name, NULL);

        g_test_add_data_func(path, &leaves[i], test_leaf);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(authorities); i++) {
        g_autofree char *path = g_strconcat("/border/certificate/ca/", authorities[i].name, NULL);

        g_test_add_data_func(path, &authorities[i], test_authority);
    }
    g_test_add_func("/border/certificate/no-key", test_no_key);
    g_test_add_func("/border/certificate/length", test_length);
    g_test_add_data_func("/border/certificate/time/unreadable-begin", GINT_TO_POINTER(1),
                         test_unreadable_times);
    g_test_add_data_func("/border/certificate/time/unreadable-end", NULL, test_unreadable_times);
    g_test_add_func("/border/certificate/demo", test_demo);
    g_test_add("/border/certificate/PKI-08/policy", World, NULL, world_set_up, test_policy,
               world_tear_down);
    return g_test_run();
}
