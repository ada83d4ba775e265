/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-certificate-private.h"

#include "client/provenance/prov-digest.h"
#include "client/provenance/prov-signature-private.h"

#include <string.h>
#include <time.h>

#define MAX_EXTENSIONS 32
#define MAX_SERIAL_LEN 20 /* octets, RFC 5280, section 4.1.2.2 */

/* A sentence about the one certificate or the other; both are static. */
#define OF(leaf, text) ((leaf) ? "the signing certificate" text : "the issuing certificate" text)

struct ProvCertificate {
    X509 *x509;
    uint8_t spki_sha256[32];
    int64_t not_before_us;
    int64_t not_after_us;
    bool demo;
};

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_CERTIFICATE_PROFILE, detail);
}

X509 *
prov_certificate_get_x509(const ProvCertificate *self)
{
    return self->x509;
}

bool
prov_certificate_spki_sha256_of(ProvCrypto *crypto, X509 *x509, uint8_t out[32])
{
    uint8_t *der = NULL;
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &der);
    bool done;

    if (len <= 0)
        return false;
    done = prov_digest_sha256(crypto, (ProvReader){ der, (size_t)len }, out);
    OPENSSL_free(der);
    return done;
}

bool
prov_certificate_read_time(const ASN1_TIME *time, int64_t *out_us)
{
    struct tm tm = { 0 };

    if (ASN1_TIME_to_tm(time, &tm) != 1)
        return false;
    *out_us = (int64_t)timegm(&tm) * G_USEC_PER_SEC;
    return true;
}

static bool
extension_is(const X509_EXTENSION *extension, const char *oid)
{
    g_autoptr(ASN1_OBJECT) wanted = OBJ_txt2obj(oid, 1);

    /* X509_EXTENSION_get_object() takes a pointer to non-const, and changes nothing. */
    return wanted != NULL
           && OBJ_cmp(X509_EXTENSION_get_object((X509_EXTENSION *)(uintptr_t)extension), wanted)
                  == 0;
}

static bool
find_demo(const X509 *x509)
{
    for (int i = 0; i < X509_get_ext_count(x509); i++) {
        if (extension_is(X509_get_ext(x509, i), PROV_DEMO_EXTENSION))
            return true;
    }
    return false;
}

ProvCertificate *
prov_certificate_new(ProvCrypto *crypto, ProvReader der)
{
    g_autoptr(ProvCertificate) self = g_new0(ProvCertificate, 1);
    const uint8_t *end = der.data;

    if (der.len > PROV_MAX_CERTIFICATE_LEN)
        return NULL;
    self->x509 = X509_new_ex(crypto->library, NULL);
    if (self->x509 == NULL || d2i_X509(&self->x509, &end, (long)der.len) == NULL
        || end != der.data + der.len)
        return NULL;
    if (!prov_certificate_spki_sha256_of(crypto, self->x509, self->spki_sha256)
        || !prov_certificate_read_time(X509_get0_notBefore(self->x509), &self->not_before_us)
        || !prov_certificate_read_time(X509_get0_notAfter(self->x509), &self->not_after_us))
        return NULL;
    self->demo = find_demo(self->x509);
    return g_steal_pointer(&self);
}

void
prov_certificate_free(ProvCertificate *self)
{
    if (self == NULL)
        return;

    X509_free(self->x509);
    g_free(self);
}

const uint8_t *
prov_certificate_get_spki_sha256(const ProvCertificate *self)
{
    return self->spki_sha256;
}

bool
prov_certificate_is_demo(const ProvCertificate *self)
{
    return self->demo;
}

bool
prov_certificate_is_self_issued(const ProvCertificate *self)
{
    return X509_NAME_cmp(X509_get_subject_name(self->x509), X509_get_issuer_name(self->x509)) == 0;
}

bool
prov_certificate_has_serial(const ProvCertificate *self, const char *serial)
{
    X509_NAME *subject = X509_get_subject_name(self->x509);
    int at = X509_NAME_get_index_by_NID(subject, NID_serialNumber, -1);
    uint8_t *utf8 = NULL;
    int len;
    bool same;

    if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_serialNumber, at) >= 0)
        return false;
    len = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (len < 0)
        return false;
    same = prov_reader_is((ProvReader){ utf8, (size_t)len }, serial);
    OPENSSL_free(utf8);
    return same;
}

bool
prov_certificate_knows_critical(X509 *x509)
{
    for (int i = 0; i < X509_get_ext_count(x509); i++) {
        X509_EXTENSION *extension = X509_get_ext(x509, i);

        if (X509_EXTENSION_get_critical(extension) && !X509_supported_extension(extension)
            && !extension_is(extension, PROV_DEMO_EXTENSION))
            return false;
    }
    return true;
}

/* No extension twice, none critical that neither OpenSSL nor we know (RFC 5280, section 4.2). */
static bool
check_extensions(X509 *x509, bool leaf, ProvVerdict *verdict)
{
    int n = X509_get_ext_count(x509);

    if (n > MAX_EXTENSIONS)
        return refuse(verdict, OF(leaf, " has more than 32 extensions"));
    for (int i = 0; i < n; i++) {
        X509_EXTENSION *extension = X509_get_ext(x509, i);

        if (X509_get_ext_by_OBJ(x509, X509_EXTENSION_get_object(extension), i) >= 0)
            return refuse(verdict, OF(leaf, " has an extension twice"));
    }
    if ((X509_get_extension_flags(x509) & EXFLAG_INVALID) != 0)
        return refuse(verdict, OF(leaf, " has an extension that can't be read"));
    return prov_certificate_knows_critical(x509)
           || refuse(verdict, OF(leaf, " has a critical extension that is not known"));
}

/* ecdsa-with-SHA256/384/512 and Ed25519; no SHA-1, no RSA (identity.md, "Algorithms"). */
static bool
has_allowed_signature(const X509 *x509)
{
    int nid = X509_get_signature_nid(x509);

    return nid == NID_ecdsa_with_SHA256 || nid == NID_ecdsa_with_SHA384
           || nid == NID_ecdsa_with_SHA512 || nid == NID_ED25519;
}

/* P-256 or P-384 by name, never parameters written out (RFC 5480, section 2.1.1), or Ed25519. */
static bool
check_key(const X509 *x509, bool leaf, ProvVerdict *verdict)
{
    X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object = NULL;
    const void *parameters = NULL;
    int type = 0, nid = NID_undef;

    if (X509_PUBKEY_get0_param(NULL, NULL, NULL, &algorithm, X509_get_X509_PUBKEY(x509)) != 1)
        return refuse(verdict, OF(leaf, "'s key can't be read"));
    X509_ALGOR_get0(&object, &type, &parameters, algorithm);
    if (OBJ_obj2nid(object) == NID_ED25519)
        return type == V_ASN1_UNDEF
               || refuse(verdict, OF(leaf, "'s Ed25519 key has parameters (RFC 8410)"));
    if (OBJ_obj2nid(object) == NID_X9_62_id_ecPublicKey && type != V_ASN1_OBJECT)
        return refuse(verdict, OF(leaf, "'s curve is written out, not named (RFC 5480)"));
    if (OBJ_obj2nid(object) == NID_X9_62_id_ecPublicKey)
        nid = OBJ_obj2nid(parameters);
    return nid == NID_X9_62_prime256v1 || nid == NID_secp384r1
           || refuse(verdict, OF(leaf, "'s key is none of P-256, P-384 and Ed25519"));
}

/* Positive, and at most 20 octets with the sign's (RFC 5280, section 4.1.2.2). */
static bool
check_number(const X509 *x509, bool leaf, ProvVerdict *verdict)
{
    const ASN1_INTEGER *number = X509_get0_serialNumber(x509);
    const uint8_t *bytes = ASN1_STRING_get0_data(number);
    int len = ASN1_STRING_length(number); /* >= 1; without a leading octet for the sign */

    if (ASN1_STRING_type(number) != V_ASN1_INTEGER || bytes[0] == 0)
        return refuse(verdict, OF(leaf, "'s serial number is not positive"));
    return len < MAX_SERIAL_LEN || (len == MAX_SERIAL_LEN && bytes[0] < 0x80)
           || refuse(verdict, OF(leaf, "'s serial number is longer than 20 octets"));
}

/* What holds for leaf and CA alike (RFC 5280, sections 4.1.2.1 to 4.1.2.4). */
static bool
check_common(X509 *x509, bool leaf, ProvVerdict *verdict)
{
    if (X509_get_version(x509) != X509_VERSION_3)
        return refuse(verdict, OF(leaf, " is not of version 3"));
    if (!check_number(x509, leaf, verdict))
        return false;
    if (X509_NAME_entry_count(X509_get_issuer_name(x509)) == 0)
        return refuse(verdict, OF(leaf, "'s issuer is empty"));
    if (!has_allowed_signature(x509))
        return refuse(verdict, OF(leaf, " is signed neither by ECDSA with SHA-256, -384 or -512 "
                                        "nor by Ed25519"));
    return check_key(x509, leaf, verdict) && check_extensions(x509, leaf, verdict);
}

/* RFC 5280, section 4.2.1.12; what it must and must not hold: identity.md, "Certificates". */
static bool
check_leaf_usage(const X509 *x509, ProvVerdict *verdict)
{
    int critical = -1;
    g_autoptr(EXTENDED_KEY_USAGE) usages =
        X509_get_ext_d2i(x509, NID_ext_key_usage, &critical, NULL);
    g_autoptr(ASN1_OBJECT) wanted = OBJ_txt2obj(PROV_CLAIM_SIGNING_EKU, 1);
    bool found = false;

    if (usages == NULL || wanted == NULL)
        return refuse(verdict, "the signing certificate has no extended key usage, which must name "
                               "C2PA claim signing (" PROV_CLAIM_SIGNING_EKU ")");
    for (int i = 0; i < sk_ASN1_OBJECT_num(usages); i++) {
        const ASN1_OBJECT *usage = sk_ASN1_OBJECT_value(usages, i);

        if (OBJ_obj2nid(usage) == NID_anyExtendedKeyUsage)
            return refuse(verdict, "the signing certificate's extended key usage holds "
                                   "anyExtendedKeyUsage");
        if (OBJ_obj2nid(usage) == NID_server_auth)
            return refuse(verdict, "the signing certificate's extended key usage holds serverAuth");
        found = found || OBJ_cmp(usage, wanted) == 0;
    }
    return found
           || refuse(verdict, "the signing certificate's extended key usage lacks C2PA claim "
                              "signing (" PROV_CLAIM_SIGNING_EKU ")");
}

static bool
key_usage_is_critical(const X509 *x509)
{
    int at = X509_get_ext_by_NID(x509, NID_key_usage, -1);

    return at >= 0 && X509_EXTENSION_get_critical(X509_get_ext(x509, at));
}

/* identity.md, "Certificates": RFC 5280, sections 4.2.1.1 to 4.2.1.3, 4.2.1.9. */
bool
prov_certificate_check_leaf(const ProvCertificate *self, ProvVerdict *verdict)
{
    X509 *x509 = self->x509;

    if (!check_common(x509, true, verdict))
        return false;
    if ((X509_get_extension_flags(x509) & EXFLAG_CA) != 0)
        return refuse(verdict, "the signing certificate is a CA");
    if (!key_usage_is_critical(x509))
        return refuse(verdict, "the signing certificate's key usage is absent or not critical");
    if (X509_get_key_usage(x509) != KU_DIGITAL_SIGNATURE)
        return refuse(verdict, "the signing certificate's key usage is not just digitalSignature");
    if (X509_get0_subject_key_id(x509) == NULL)
        return refuse(verdict, "the signing certificate lacks a subject key identifier");
    if (X509_get0_authority_key_id(x509) == NULL)
        return refuse(verdict, "the signing certificate lacks an authority key identifier");
    return check_leaf_usage(x509, verdict);
}

/* RFC 5280, sections 4.2.1.3 and 4.2.1.9; a path length there must be: identity.md. */
bool
prov_certificate_check_ca(const ProvCertificate *self, ProvVerdict *verdict)
{
    X509 *x509 = self->x509;

    if (!check_common(x509, false, verdict))
        return false;
    if ((X509_get_extension_flags(x509) & EXFLAG_CA) == 0)
        return prov_verdict_refuse(verdict, PROV_REASON_UNTRUSTED_CHAIN,
                                   "the issuing certificate is not a CA");
    if ((X509_get_extension_flags(x509) & EXFLAG_KUSAGE) == 0
        || (X509_get_key_usage(x509) & KU_KEY_CERT_SIGN) == 0)
        return prov_verdict_refuse(verdict, PROV_REASON_UNTRUSTED_CHAIN,
                                   "the issuing certificate's key usage lacks keyCertSign");
    if (X509_get_pathlen(x509) < 0)
        return refuse(verdict, "the issuing certificate has no path length");
    return true;
}

bool
prov_certificate_check_time(const ProvCertificate *self,
                            bool leaf,
                            const ProvClock *now,
                            ProvVerdict *verdict)
{
    ProvReason reason = leaf ? PROV_REASON_CERTIFICATE_TIME : PROV_REASON_UNTRUSTED_CHAIN;

    if (now->trust != PROV_CLOCK_NONE && now->wall_us > self->not_after_us)
        return prov_verdict_refuse(verdict, reason, OF(leaf, " has expired"));
    return now->trust != PROV_CLOCK_TRUSTED || now->wall_us >= self->not_before_us
           || prov_verdict_refuse(verdict, reason, OF(leaf, " is not yet valid"));
}

ProvKey *
prov_certificate_get_key(const ProvCertificate *self, ProvCrypto *crypto)
{
    EVP_PKEY *pkey = X509_get0_pubkey(self->x509);

    return pkey != NULL ? prov_signature_key_from_pkey(crypto, pkey) : NULL;
}
