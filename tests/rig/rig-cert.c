/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-cert.h"

#include "tests/rig/rig-openssl.h"

#include <gio/gio.h>
#include <openssl/pem.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_TIME, ASN1_TIME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AUTHORITY_KEYID, AUTHORITY_KEYID_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_CRL, X509_CRL_free)

/* 2026-01-01: certificates are valid from before any time that a test takes for now, whenever it
 * runs. */
#define BEGINNING G_GINT64_CONSTANT(1767225600)

static RigCertSpec
spec_common(const char *maker, RigKey *key)
{
    const int64_t now = g_get_real_time() / G_USEC_PER_SEC;

    return (RigCertSpec){
        .maker = maker,
        .key = key,
        .not_before = MIN(now - 86400, BEGINNING), /* a camera's clock may be behind ours */
        .not_after = RIG_NEVER,
        .version = 3,
        .digest = "SHA256",
        .demo_oid = RIG_DEMO_OID,
    };
}

RigCertSpec
rig_cert_spec_root(const char *maker, RigKey *key)
{
    RigCertSpec spec = spec_common(maker, key);

    spec.name = "Device Root CA";
    spec.basic_constraints = "critical,CA:TRUE";
    spec.key_usage = "critical,keyCertSign,cRLSign";
    return spec;
}

RigCertSpec
rig_cert_spec_ca(const char *maker, RigKey *key, GBytes *root, RigKey *root_key)
{
    RigCertSpec spec = spec_common(maker, key);

    spec.name = "Device CA";
    spec.issuer = root;
    spec.issuer_key = root_key;
    spec.basic_constraints = "critical,CA:TRUE,pathlen:0";
    spec.key_usage = "critical,keyCertSign,cRLSign";
    return spec;
}

RigCertSpec
rig_cert_spec_leaf(const char *maker, RigKey *key, GBytes *ca, RigKey *ca_key)
{
    RigCertSpec spec = spec_common(maker, key);

    spec.issuer = ca;
    spec.issuer_key = ca_key;
    spec.basic_constraints = "critical,CA:FALSE";
    spec.key_usage = "critical,digitalSignature";
    /* C2PA claim signing, and e-mail protection for the standard's older validators */
    spec.ext_key_usage = "emailProtection,1.3.6.1.4.1.62558.2.1";
    return spec;
}

static X509 *
parse_der(GBytes *der)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(der, &len);

    return d2i_X509(NULL, &data, (long)len);
}

static void
add_name(X509_NAME *name, const char *field, const char *value)
{
    if (value != NULL)
        X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, (const unsigned char *)value, -1, -1,
                                   0);
}

static void
set_number(X509 *cert, const char *number)
{
    g_autoptr(BIGNUM) value = BN_new();
    g_autoptr(ASN1_INTEGER) serial = NULL;

    if (number != NULL)
        BN_hex2bn(&value, number);
    else
        BN_rand(value, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY); /* positive, 16 bytes */
    serial = BN_to_ASN1_INTEGER(value, NULL);
    X509_set_serialNumber(cert, serial);
}

static void
set_times(X509 *cert, int64_t not_before, int64_t not_after)
{
    g_autoptr(ASN1_TIME) before = ASN1_TIME_set(NULL, not_before);
    g_autoptr(ASN1_TIME) after = ASN1_TIME_set(NULL, not_after);

    X509_set1_notBefore(cert, before);
    X509_set1_notAfter(cert, after);
}

static void
add_worded(X509 *cert, int nid, const char *words)
{
    g_autoptr(X509_EXTENSION) ext =
        words != NULL ? X509V3_EXT_conf_nid(NULL, NULL, nid, words) : NULL;

    if (ext != NULL)
        X509_add_ext(cert, ext, -1);
    else if (words != NULL)
        g_error("OpenSSL does not understand the extension \"%s\"", words);
}

static X509_EXTENSION *
raw_extension(const char *oid, bool critical, const uint8_t *value, size_t len)
{
    g_autoptr(ASN1_OBJECT) object = OBJ_txt2obj(oid, 1);
    g_autoptr(ASN1_OCTET_STRING) octets = ASN1_OCTET_STRING_new();

    ASN1_OCTET_STRING_set(octets, value, (int)len);
    return X509_EXTENSION_create_by_OBJ(NULL, object, critical, octets);
}

static void
add_raw(X509 *cert, const char *oid, bool critical, GBytes *value)
{
    static const uint8_t null_value[] = { 0x05, 0x00 };
    g_autoptr(X509_EXTENSION) ext = NULL;
    size_t len = sizeof null_value;
    const uint8_t *data = value != NULL ? g_bytes_get_data(value, &len) : null_value;

    if (oid == NULL)
        return;
    ext = raw_extension(oid, critical, data, len);
    X509_add_ext(cert, ext, -1);
}

static void
add_key_ids(X509 *cert, X509 *issuer, unsigned omit)
{
    uint8_t sum[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    X509_pubkey_digest(cert, EVP_sha1(), sum, &len);
    if ((omit & RIG_CERT_NO_SKI) == 0) {
        g_autoptr(ASN1_OCTET_STRING) id = ASN1_OCTET_STRING_new();

        ASN1_OCTET_STRING_set(id, sum, (int)len);
        X509_add1_ext_i2d(cert, NID_subject_key_identifier, id, 0, X509V3_ADD_DEFAULT);
    }
    if ((omit & RIG_CERT_NO_AKI) == 0) {
        g_autoptr(AUTHORITY_KEYID) authority = AUTHORITY_KEYID_new();

        X509_pubkey_digest(issuer, EVP_sha1(), sum, &len);
        authority->keyid = ASN1_OCTET_STRING_new();
        ASN1_OCTET_STRING_set(authority->keyid, sum, (int)len);
        X509_add1_ext_i2d(cert, NID_authority_key_identifier, authority, 0, X509V3_ADD_DEFAULT);
    }
}

static void
add_extensions(X509 *cert, X509 *issuer, const RigCertSpec *spec)
{
    add_worded(cert, NID_basic_constraints, spec->basic_constraints);
    add_worded(cert, NID_key_usage, spec->key_usage);
    add_worded(cert, NID_ext_key_usage, spec->ext_key_usage);
    add_worded(cert, NID_subject_alt_name, spec->alt_names);
    add_key_ids(cert, issuer, spec->omit);
    add_raw(cert, spec->demo_oid, true, NULL);
    add_raw(cert, spec->critical_oid, true, NULL);
    add_raw(cert, spec->plain_oid, false, NULL);
    if ((spec->omit & RIG_CERT_PLAIN_TWICE) != 0)
        add_raw(cert, spec->plain_oid, false, NULL);
    if (spec->name_constraints != NULL)
        add_raw(cert, "2.5.29.30", true, spec->name_constraints);
}

static GBytes *
take_der(uint8_t *der, int len)
{
    GBytes *bytes;

    if (len <= 0)
        g_error("OpenSSL does not encode what it has just made");
    bytes = g_bytes_new(der, (size_t)len);
    OPENSSL_free(der);
    return bytes;
}

static GBytes *
encode_cert(X509 *cert)
{
    uint8_t *der = NULL;
    const int len = i2d_X509(cert, &der);

    return take_der(der, len);
}

static const EVP_MD *
digest_for(const RigKey *key, const char *name)
{
    return rig_key_get_alg(key) == RIG_ALG_EDDSA ? NULL : EVP_get_digestbyname(name);
}

GBytes *
rig_cert_make(const RigCertSpec *spec)
{
    g_autoptr(X509) cert = X509_new();
    g_autoptr(X509) issuer = spec->issuer != NULL ? parse_der(spec->issuer) : NULL;
    const RigKey *signer = spec->issuer_key != NULL ? spec->issuer_key : spec->key;
    X509_NAME *name = X509_get_subject_name(cert);

    X509_set_version(cert, spec->version - 1);
    set_number(cert, spec->number);
    add_name(name, "O", spec->maker);
    add_name(name, "CN", spec->name);
    add_name(name, "serialNumber", spec->serial);
    X509_set_issuer_name(cert, issuer != NULL ? X509_get_subject_name(issuer) : name);
    set_times(cert, spec->not_before, spec->not_after);
    X509_set_pubkey(cert, rig_key_peek_pkey(spec->key));
    if ((spec->omit & RIG_CERT_NO_EXTENSIONS) == 0)
        add_extensions(cert, issuer != NULL ? issuer : cert, spec);
    if (X509_sign(cert, rig_key_peek_pkey(signer), digest_for(signer, spec->digest)) == 0)
        g_error("OpenSSL does not sign the certificate of %s", spec->name);
    return encode_cert(cert);
}

GPtrArray *
rig_cert_load(const char *path, GError **error)
{
    g_autoptr(GPtrArray) certs = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(BIO) file = BIO_new_file(path, "r");

    while (file != NULL) {
        g_autoptr(X509) cert = PEM_read_bio_X509(file, NULL, NULL, NULL);

        if (cert == NULL)
            break;
        g_ptr_array_add(certs, encode_cert(cert));
    }
    if (certs->len == 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "%s holds no certificate in PEM; remove it to have a new one made.", path);
        return NULL;
    }
    return g_steal_pointer(&certs);
}

char *
rig_cert_to_pem(GBytes *der)
{
    g_autoptr(X509) cert = parse_der(der);
    g_autoptr(BIO) out = BIO_new(BIO_s_mem());
    char *data = NULL;
    long len;

    PEM_write_bio_X509(out, cert);
    len = BIO_get_mem_data(out, &data);
    return g_strndup(data, (gsize)len);
}

char *
rig_cert_get_serial(GBytes *der)
{
    g_autoptr(X509) cert = parse_der(der);
    char serial[65] = "";

    if (cert == NULL
        || X509_NAME_get_text_by_NID(X509_get_subject_name(cert), NID_serialNumber, serial,
                                     sizeof serial)
               < 0)
        return NULL;
    return g_strdup(serial);
}

GBytes *
rig_cert_get_spki(GBytes *der)
{
    g_autoptr(X509) cert = parse_der(der);
    uint8_t *spki = NULL;
    const int len = cert != NULL ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &spki) : 0;
    GBytes *bytes = g_bytes_new(spki, len > 0 ? (size_t)len : 0);

    OPENSSL_free(spki);
    return bytes;
}

void
rig_cert_get_pin(GBytes *der, uint8_t pin[RIG_PIN_LEN])
{
    g_autoptr(GBytes) spki = rig_cert_get_spki(der);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize pin_len = RIG_PIN_LEN;
    gsize len = 0;
    const uint8_t *data = g_bytes_get_data(spki, &len);

    g_checksum_update(sum, data, (gssize)len);
    g_checksum_get_digest(sum, pin, &pin_len);
}

bool
rig_cert_has_pin(GBytes *der, const uint8_t pin[RIG_PIN_LEN])
{
    uint8_t own[RIG_PIN_LEN];

    rig_cert_get_pin(der, own);
    return memcmp(own, pin, RIG_PIN_LEN) == 0;
}

bool
rig_cert_is_issued_by(GBytes *der, GBytes *issuer)
{
    g_autoptr(X509) cert = parse_der(der);
    g_autoptr(X509) above = parse_der(issuer);

    return cert != NULL && above != NULL && X509_check_issued(above, cert) == X509_V_OK
           && X509_verify(cert, X509_get0_pubkey(above)) == 1;
}

static void
crl_add_revoked(X509_CRL *crl, GBytes *der, const ASN1_TIME *when)
{
    g_autoptr(X509) cert = parse_der(der);
    X509_REVOKED *entry = X509_REVOKED_new();

    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(cert));
    X509_REVOKED_set_revocationDate(entry, (ASN1_TIME *)when);
    X509_CRL_add0_revoked(crl, entry);
}

static void
crl_add_extensions(X509_CRL *crl, X509 *issuer, const RigCrlSpec *spec)
{
    g_autoptr(AUTHORITY_KEYID) authority = AUTHORITY_KEYID_new();
    uint8_t sum[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    X509_pubkey_digest(issuer, EVP_sha1(), sum, &len);
    authority->keyid = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(authority->keyid, sum, (int)len);
    X509_CRL_add1_ext_i2d(crl, NID_authority_key_identifier, authority, 0, X509V3_ADD_DEFAULT);
    if (spec->number >= 0) {
        g_autoptr(ASN1_INTEGER) number = ASN1_INTEGER_new();

        ASN1_INTEGER_set_int64(number, spec->number);
        X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, X509V3_ADD_DEFAULT);
    }
    if (spec->critical_oid != NULL) {
        static const uint8_t zero[] = { 0x02, 0x01, 0x00 }; /* INTEGER 0 */
        size_t size = sizeof zero;
        const uint8_t *value =
            spec->critical_value != NULL ? g_bytes_get_data(spec->critical_value, &size) : zero;
        g_autoptr(X509_EXTENSION) ext = raw_extension(spec->critical_oid, true, value, size);

        X509_CRL_add_ext(crl, ext, -1);
    }
}

GBytes *
rig_cert_make_crl(const RigCrlSpec *spec)
{
    g_autoptr(X509_CRL) crl = X509_CRL_new();
    g_autoptr(X509) issuer = parse_der(spec->issuer);
    g_autoptr(ASN1_TIME) this_update = ASN1_TIME_set(NULL, spec->this_update);
    g_autoptr(ASN1_TIME) next_update = ASN1_TIME_set(NULL, spec->next_update);
    uint8_t *der = NULL;
    int len;

    X509_CRL_set_version(crl, 1); /* v2 */
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer));
    X509_CRL_set1_lastUpdate(crl, this_update);
    X509_CRL_set1_nextUpdate(crl, next_update);
    for (guint i = 0; spec->revoked != NULL && i < spec->revoked->len; i++)
        crl_add_revoked(crl, g_ptr_array_index(spec->revoked, i), this_update);
    X509_CRL_sort(crl);
    crl_add_extensions(crl, issuer, spec);
    if (X509_CRL_sign(crl, rig_key_peek_pkey(spec->issuer_key),
                      digest_for(spec->issuer_key, "SHA256"))
        == 0)
        g_error("OpenSSL does not sign the revocation list");
    len = i2d_X509_CRL(crl, &der);
    return take_der(der, len);
}
