/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-certificate-private.h"

#include "client/cameras/camera-proof.h"
#include "client/provenance/prov-certificate-private.h"
#include "client/provenance/prov-digest.h"

#include <string.h>

#define NEVER      "99991231235959Z" /* RFC 5280, section 4.1.2.5 */
#define NUMBER_LEN 16                /* octets of a certificate's serial number */
#define KEY_ID_LEN 20                /* bytes */
#define SUM_LEN    32                /* bytes of a SHA-256 */

/* Bits of a key usage (RFC 5280, section 4.2.1.3). */
#define USAGE_DIGITAL_SIGNATURE 0
#define USAGE_KEY_CERT_SIGN     5
#define USAGE_CRL_SIGN          6

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_BIT_STRING, ASN1_BIT_STRING_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_OCTET_STRING, ASN1_OCTET_STRING_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_TIME, ASN1_TIME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_EXTENSION, X509_EXTENSION_free)

static bool
set_number(X509 *x509)
{
    uint8_t bytes[NUMBER_LEN];
    g_autoptr(BIGNUM) number = NULL;
    g_autoptr(ASN1_INTEGER) integer = NULL;

    if (!camera_proof_draw(bytes, sizeof bytes, NULL))
        return false;
    bytes[0] = (uint8_t)((bytes[0] & 0x7f) | 0x40); /* positive, and never shorter */
    number = BN_bin2bn(bytes, sizeof bytes, NULL);
    integer = number != NULL ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    return integer != NULL && X509_set_serialNumber(x509, integer) == 1;
}

/* X.520 has PrintableString for serialNumber; a label may use more than that. */
static bool
add_name(X509_NAME *name, int nid, const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const int len = (int)strlen(text);
    const int type = ASN1_PRINTABLE_type(bytes, len) == V_ASN1_PRINTABLESTRING
                         ? V_ASN1_PRINTABLESTRING
                         : V_ASN1_UTF8STRING;

    return X509_NAME_add_entry_by_NID(name, nid, type, bytes, len, -1, 0) == 1;
}

/* RFC 7093, section 2, method 1: the first 160 bits of the SHA-256 of the key's bits. */
static ASN1_OCTET_STRING *
make_key_id(ProvCrypto *crypto, const X509 *x509)
{
    const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(x509);
    g_autoptr(ASN1_OCTET_STRING) id = ASN1_OCTET_STRING_new();
    uint8_t sum[SUM_LEN];

    if (id == NULL || bits == NULL
        || !prov_digest_sha256(
            crypto, (ProvReader){ ASN1_STRING_get0_data(bits), (size_t)ASN1_STRING_length(bits) },
            sum)
        || ASN1_OCTET_STRING_set(id, sum, KEY_ID_LEN) != 1)
        return NULL;
    return g_steal_pointer(&id);
}

static bool
add_extension(X509 *x509, int nid, bool critical, void *value)
{
    return value != NULL && X509_add1_ext_i2d(x509, nid, value, critical, X509V3_ADD_DEFAULT) == 1;
}

static bool
add_subject_key_id(ProvCrypto *crypto, X509 *x509)
{
    g_autoptr(ASN1_OCTET_STRING) id = make_key_id(crypto, x509);

    return add_extension(x509, NID_subject_key_identifier, false, id);
}

static bool
add_authority_key_id(ProvCrypto *crypto, X509 *x509, const X509 *issuer)
{
    g_autoptr(AUTHORITY_KEYID) authority = AUTHORITY_KEYID_new();

    if (authority == NULL)
        return false;
    authority->keyid = make_key_id(crypto, issuer);
    return authority->keyid != NULL
           && add_extension(x509, NID_authority_key_identifier, false, authority);
}

static bool
add_basic_constraints(X509 *x509, bool ca)
{
    g_autoptr(BASIC_CONSTRAINTS) constraints = BASIC_CONSTRAINTS_new();

    if (constraints == NULL)
        return false;
    constraints->ca = ca ? 0xff : 0;
    if (ca) {
        constraints->pathlen = ASN1_INTEGER_new();
        if (constraints->pathlen == NULL || ASN1_INTEGER_set(constraints->pathlen, 0) != 1)
            return false;
    }
    return add_extension(x509, NID_basic_constraints, true, constraints);
}

/* The bits of @usages, up to a negative one. */
static bool
add_key_usage(X509 *x509, const int *usages)
{
    g_autoptr(ASN1_BIT_STRING) bits = ASN1_BIT_STRING_new();

    for (; bits != NULL && *usages >= 0; usages++) {
        if (ASN1_BIT_STRING_set_bit(bits, *usages, 1) != 1)
            return false;
    }
    return add_extension(x509, NID_key_usage, true, bits);
}

static bool
add_extended_key_usage(X509 *x509)
{
    g_autoptr(EXTENDED_KEY_USAGE) usages = sk_ASN1_OBJECT_new_null();
    g_autoptr(ASN1_OBJECT) claims = OBJ_txt2obj(PROV_CLAIM_SIGNING_EKU, 1);

    if (usages == NULL || claims == NULL
        || sk_ASN1_OBJECT_push(usages, OBJ_nid2obj(NID_email_protect)) <= 0
        || sk_ASN1_OBJECT_push(usages, claims) <= 0)
        return false;
    claims = NULL; /* the stack's now */
    return add_extension(x509, NID_ext_key_usage, false, usages);
}

/* A demo build makes demo identities and nothing else (identity.md, "Demo and production"). */
static bool
add_demo(X509 *x509)
{
    static const uint8_t null[] = { 0x05, 0x00 };
    g_autoptr(ASN1_OBJECT) object = OBJ_txt2obj(PROV_DEMO_EXTENSION, 1);
    g_autoptr(ASN1_OCTET_STRING) value = ASN1_OCTET_STRING_new();
    g_autoptr(X509_EXTENSION) extension = NULL;

    if (!OWNVIEW_DEMO)
        return true;
    if (object == NULL || value == NULL || ASN1_OCTET_STRING_set(value, null, sizeof null) != 1)
        return false;
    extension = X509_EXTENSION_create_by_OBJ(NULL, object, 1, value);
    return extension != NULL && X509_add_ext(x509, extension, -1) == 1;
}

/* Version, number, key and end; the caller adds the rest and signs. */
static X509 *
begin_certificate(ProvCrypto *crypto, EVP_PKEY *key)
{
    g_autoptr(X509) x509 = X509_new_ex(crypto->library, NULL);
    g_autoptr(ASN1_TIME) never = ASN1_TIME_new();

    if (x509 == NULL || never == NULL || ASN1_TIME_set_string(never, NEVER) != 1
        || X509_set_version(x509, X509_VERSION_3) != 1 || !set_number(x509)
        || X509_set1_notAfter(x509, never) != 1 || X509_set_pubkey(x509, key) != 1)
        return NULL;
    return g_steal_pointer(&x509);
}

X509 *
camera_certificate_make_root(ProvCrypto *crypto,
                             CameraCaKey *key,
                             int64_t not_before_s,
                             GError **error)
{
    static const int usages[] = { USAGE_KEY_CERT_SIGN, USAGE_CRL_SIGN, -1 };
    g_autoptr(X509) x509 = begin_certificate(crypto, camera_ca_key_get(key));
    g_autoptr(ASN1_TIME) start = ASN1_TIME_set(NULL, (time_t)not_before_s);
    g_autofree char *common_name = NULL;
    uint8_t spki[SUM_LEN];
    X509_NAME *name;

    if (x509 == NULL || start == NULL || X509_set1_notBefore(x509, start) != 1
        || !prov_certificate_spki_sha256_of(crypto, x509, spki)) {
        camera_ca_key_fail(error);
        return NULL;
    }
    common_name =
        g_strdup_printf("Ownview home %02x%02x%02x%02x", spki[0], spki[1], spki[2], spki[3]);
    name = X509_get_subject_name(x509);
    if (!add_name(name, NID_commonName, common_name) || X509_set_issuer_name(x509, name) != 1
        || !add_basic_constraints(x509, true) || !add_key_usage(x509, usages)
        || !add_subject_key_id(crypto, x509) || !add_demo(x509)) {
        camera_ca_key_fail(error);
        return NULL;
    }
    return camera_ca_key_sign_certificate(key, g_steal_pointer(&x509), error);
}

X509 *
camera_certificate_make_leaf(ProvCrypto *crypto,
                             EVP_PKEY *key,
                             const char *serial,
                             const char *maker,
                             X509 *issuer,
                             CameraCaKey *issuer_key,
                             GError **error)
{
    static const int usages[] = { USAGE_DIGITAL_SIGNATURE, -1 };
    g_autoptr(X509) x509 = begin_certificate(crypto, key);
    X509_NAME *name = x509 != NULL ? X509_get_subject_name(x509) : NULL;

    if (x509 == NULL || X509_set1_notBefore(x509, X509_get0_notBefore(issuer)) != 1
        || X509_set_issuer_name(x509, X509_get_subject_name(issuer)) != 1
        || !add_name(name, NID_organizationName, maker) || !add_name(name, NID_commonName, "camera")
        || !add_name(name, NID_serialNumber, serial) || !add_basic_constraints(x509, false)
        || !add_key_usage(x509, usages) || !add_extended_key_usage(x509)
        || !add_subject_key_id(crypto, x509) || !add_authority_key_id(crypto, x509, issuer)
        || !add_demo(x509)) {
        camera_ca_key_fail(error);
        return NULL;
    }
    return camera_ca_key_sign_certificate(issuer_key, g_steal_pointer(&x509), error);
}
