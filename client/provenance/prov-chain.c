/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-chain.h"

#include "client/provenance/prov-certificate-private.h"
#include "client/provenance/prov-digest.h"

#define MAX_CRL_LEN (1024 * 1024)                              /* bytes */
#define MAX_AGE_US  (INT64_C(30) * 24 * 3600 * G_USEC_PER_SEC) /* of a list (identity.md) */

/* identity.md, "Path check". Depth counts intermediates: leaf, one maker CA, anchor. */
#define PATH_FLAGS                                                                                 \
    (X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE | X509_V_FLAG_TRUSTED_FIRST          \
     | X509_V_FLAG_NO_ALT_CHAINS | X509_V_FLAG_POLICY_CHECK)

static bool
refuse(ProvVerdict *verdict, ProvReason reason, const char *detail)
{
    return prov_verdict_refuse(verdict, reason, detail);
}

static X509 *
read_anchor(ProvCrypto *crypto, GBytes *der)
{
    ProvReader bytes = prov_reader_from_bytes(der);
    const uint8_t *end = bytes.data;
    X509 *x509 = X509_new_ex(crypto->library, NULL);

    if (x509 != NULL && d2i_X509(&x509, &end, (long)bytes.len) == NULL)
        return NULL; /* d2i has freed it */
    return x509;
}

/* No scope, or one that can be read: OpenSSL takes a list of a scope that can't for one of all. */
static bool
has_readable_scope(const X509_CRL *crl)
{
    int critical = -1;
    ISSUING_DIST_POINT *scope =
        X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, &critical, NULL);
    bool readable = scope != NULL || critical == -1;

    ISSUING_DIST_POINT_free(scope);
    return readable;
}

/* NULL when it is no list, or of a kind that says nothing (RFC 5280, section 5.2.5). */
static X509_CRL *
read_crl(ProvCrypto *crypto, GBytes *der)
{
    ProvReader bytes = prov_reader_from_bytes(der);
    const uint8_t *end = bytes.data;
    X509_CRL *crl = bytes.len <= MAX_CRL_LEN ? X509_CRL_new_ex(crypto->library, NULL) : NULL;

    if (crl != NULL && d2i_X509_CRL(&crl, &end, (long)bytes.len) == NULL)
        return NULL;
    if (crl != NULL && !has_readable_scope(crl))
        g_clear_pointer(&crl, X509_CRL_free);
    return crl;
}

/* The CAs that may speak of one chain: those above its leaf. */
typedef struct {
    X509Stack *ca;
    int64_t *newest_us; /* thisUpdate of each one's newest list; 0: none */
} Issuers;

/*
 * Whether one of the CAs signed @crl. A list in the name of one that did not is said to be stale:
 * it must neither speak nor stand in the way of the one that is signed (PKI-06).
 */
static bool
is_signed(const Issuers *issuers, X509_CRL *crl, const ProvClock *now, ProvChainFacts *facts)
{
    bool named = false;

    for (int i = 0; i < sk_X509_num(issuers->ca); i++) {
        X509 *ca = sk_X509_value(issuers->ca, i);
        int64_t made_us = 0;

        if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(ca)) != 0)
            continue;
        named = true;
        if (X509_CRL_verify(crl, X509_get0_pubkey(ca)) != 1) /* nor by a key that can't be read */
            continue;
        if (prov_certificate_read_time(X509_CRL_get0_lastUpdate(crl), &made_us)
            && made_us <= now->wall_us)
            issuers->newest_us[i] = MAX(issuers->newest_us[i], made_us);
        return true;
    }
    facts->revocation_stale = facts->revocation_stale || named;
    return false;
}

/* One that changes a list says nothing by itself (RFC 5280, section 5.2.4): OpenSSL would take it
 * for a list. */
static bool
is_delta(const X509_CRL *crl)
{
    return X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0;
}

/* About all that its issuer made. */
static bool
is_whole(const X509_CRL *crl)
{
    return X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) < 0;
}

static bool
fill_store(ProvCrypto *crypto,
           X509_STORE *store,
           const Issuers *issuers,
           const GPtrArray *crls,
           const ProvClock *now,
           ProvChainFacts *facts)
{
    for (guint i = 0; crls != NULL && i < crls->len; i++) {
        g_autoptr(X509_CRL) crl = read_crl(crypto, g_ptr_array_index(crls, i));

        if (crl == NULL || is_delta(crl) || !is_signed(issuers, crl, now, facts))
            continue;
        if (X509_STORE_add_crl(store, crl) != 1)
            return false;
        if (i < 64 && is_whole(crl))
            facts->crls |= UINT64_C(1) << i;
    }
    return true;
}

/* A home without internet goes on; that its lists are a month old is said (PKI-05). */
static void
check_age(const Issuers *issuers, const ProvClock *now, ProvChainFacts *facts)
{
    for (int i = 0; i < sk_X509_num(issuers->ca); i++)
        if (now->trust == PROV_CLOCK_TRUSTED && issuers->newest_us[i] != 0
            && issuers->newest_us[i] < now->wall_us - MAX_AGE_US)
            facts->revocation_stale = true;
}

static bool
push(X509Stack *stack, X509 *x509)
{
    if (X509_up_ref(x509) != 1)
        return false;
    if (sk_X509_push(stack, x509) > 0)
        return true;
    X509_free(x509);
    return false;
}

/* The anchors go into the store, and they and @issuer (may be NULL) among the CAs. */
static bool
gather_issuers(ProvCrypto *crypto,
               X509_STORE *store,
               const ProvCertificate *issuer,
               const GPtrArray *anchors,
               X509Stack *out)
{
    for (guint i = 0; i < anchors->len; i++) {
        g_autoptr(X509) anchor = read_anchor(crypto, g_ptr_array_index(anchors, i));

        if (anchor != NULL && (X509_STORE_add_cert(store, anchor) != 1 || !push(out, anchor)))
            return false;
    }
    return issuer == NULL || push(out, prov_certificate_get_x509(issuer));
}

/* What OpenSSL's callback is told, and remembers. */
typedef struct {
    ProvChainFacts *facts;
    const X509_CRL *unbelieved; /* not by its issuer, or of a kind we don't read */
} Findings;

/*
 * A CRL that is missing, old, badly signed or of a kind we don't read says nothing: the check goes
 * on and the note revocation-stale is given (PKI-05, PKI-06). OpenSSL looks the certificate up in
 * it all the same, so what a badly signed one says there is passed over as well; an old one's
 * "revoked" stands. Every other finding ends the check.
 */
static int
on_finding(int error, X509_STORE_CTX *context, Findings *findings)
{
    switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
    case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
        findings->unbelieved = X509_STORE_CTX_get0_current_crl(context);
        findings->facts->revocation_stale = true;
        return 1;
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
    case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
        findings->facts->revocation_stale = true;
        return 1;
    case X509_V_ERR_CERT_REVOKED:
        return findings->unbelieved != NULL
               && findings->unbelieved == X509_STORE_CTX_get0_current_crl(context);
    default:
        return 0;
    }
}

/* By place in the path: the certificate itself, what issued it, the anchor above. */
#define AT(text)                                                                                   \
    {                                                                                              \
        "the certificate" text, "the certificate's issuer" text, "the anchor" text                 \
    }
#define N_PLACES 3

/* What of RFC 5280, section 6, does not hold; what is not here is said in OpenSSL's words. */
static const struct {
    int error;
    const char *details[N_PLACES];
} path_faults[] = {
    { X509_V_ERR_CERT_SIGNATURE_FAILURE, AT(" was not signed by the key of what issued it") },
    { X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, AT("'s signature can't be read") },
    { X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, AT("'s issuer has a key that can't be read") },
    { X509_V_ERR_PATH_LENGTH_EXCEEDED, AT(" stands over more CAs than its path length allows") },
    { X509_V_ERR_CERT_CHAIN_TOO_LONG, AT(" is more than two steps away from an anchor") },
    { X509_V_ERR_INVALID_CA, AT(" issued a certificate and is not a CA") },
    { X509_V_ERR_INVALID_NON_CA, AT(" is a CA where none may be") },
    { X509_V_ERR_KEYUSAGE_NO_CERTSIGN, AT("'s issuer's key usage lacks keyCertSign") },
    { X509_V_ERR_AKID_SKID_MISMATCH, AT("'s authority key identifier is not its issuer's") },
    { X509_V_ERR_PERMITTED_VIOLATION,
      AT(" has a name that its issuer's constraints don't permit") },
    { X509_V_ERR_EXCLUDED_VIOLATION, AT(" has a name that its issuer's constraints exclude") },
    { X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER, AT(" lacks an authority key identifier") },
    { X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER, AT(" lacks a subject key identifier") },
    { X509_V_ERR_CA_BCONS_NOT_CRITICAL, AT("'s basic constraints are not critical") },
    { X509_V_ERR_CA_CERT_MISSING_KEY_USAGE, AT(" is a CA without key usage") },
    { X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, AT(" has a critical extension that is not known") },
    { X509_V_ERR_NO_EXPLICIT_POLICY, AT(" and its issuers share no policy, which one asks for") },
    { X509_V_ERR_INVALID_POLICY_EXTENSION, AT("'s policies or their mappings can't hold") },
    { X509_V_ERR_INVALID_EXTENSION, AT(" has an extension that can't be read") },
    { X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY, AT(" names two signature algorithms") },
};

static const char *
describe_fault(int error, int depth)
{
    for (size_t i = 0; i < G_N_ELEMENTS(path_faults); i++) {
        if (path_faults[i].error == error)
            return path_faults[i].details[CLAMP(depth, 0, N_PLACES - 1)];
    }
    return X509_verify_cert_error_string(error);
}

static bool
refuse_path(const X509_STORE_CTX *context, ProvVerdict *verdict)
{
    int error = X509_STORE_CTX_get_error(context);
    int depth = X509_STORE_CTX_get_error_depth(context);

    switch (error) {
    case X509_V_ERR_CERT_REVOKED:
        return refuse(verdict, PROV_REASON_REVOKED,
                      depth == 0 ? "the certificate is revoked"
                                 : "the certificate's issuer is revoked");
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return refuse(verdict, PROV_REASON_UNTRUSTED_ANCHOR,
                      depth == 0 ? "what issued the certificate is neither with it nor among this "
                                   "maker's anchors"
                                 : "what issued the certificate's issuer is not among this maker's "
                                   "anchors");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return refuse(verdict, PROV_REASON_UNTRUSTED_ANCHOR,
                      "the chain ends in a self-signed certificate that is no anchor of this "
                      "maker");
    default:
        return refuse(verdict, PROV_REASON_UNTRUSTED_CHAIN, describe_fault(error, depth));
    }
}

/* The path that was built: the CA in the middle is ours to date, the leaf's issuer ours to name. */
static bool
check_built_path(ProvCrypto *crypto,
                 X509_STORE_CTX *context,
                 const ProvCertificate *issuer,
                 const ProvClock *now,
                 ProvVerdict *verdict,
                 ProvChainFacts *facts)
{
    const X509Stack *path = X509_STORE_CTX_get0_chain(context);

    if (issuer != NULL
        && (sk_X509_num(path) < 2
            || X509_cmp(sk_X509_value(path, 1), prov_certificate_get_x509(issuer)) != 0))
        return refuse(verdict, PROV_REASON_UNTRUSTED_CHAIN,
                      "the second certificate did not issue the first");
    if (sk_X509_num(path) < 2)
        return refuse(verdict, PROV_REASON_UNTRUSTED_CHAIN,
                      "the signing certificate is itself an anchor");
    if (!prov_certificate_spki_sha256_of(crypto, sk_X509_value(path, 1), facts->issuer)
        || !prov_certificate_spki_sha256_of(crypto, sk_X509_value(path, sk_X509_num(path) - 1),
                                            facts->anchor))
        return refuse(verdict, PROV_REASON_INTERNAL, "the issuer's key could not be hashed");
    return issuer == NULL || prov_certificate_check_time(issuer, false, now, verdict);
}

static bool
set_parameters(X509_STORE_CTX *context, const GPtrArray *crls, const ProvClock *now)
{
    X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context);
    unsigned long flags = PATH_FLAGS;

    if (crls != NULL && crls->len > 0)
        flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
    /* Validity is checked by prov-certificate on our own clock; the time here dates the CRLs. */
    if (now->trust == PROV_CLOCK_TRUSTED && crls != NULL && crls->len > 0)
        X509_VERIFY_PARAM_set_time(parameters, (time_t)(now->wall_us / G_USEC_PER_SEC));
    else
        flags |= X509_V_FLAG_NO_CHECK_TIME;
    X509_VERIFY_PARAM_set_flags(parameters, flags);
    X509_VERIFY_PARAM_set_depth(parameters, 1);
    /* Any policy will do; what the certificates themselves constrain is kept (RFC 5280, 6.1.1 c).
     */
    return X509_VERIFY_PARAM_add0_policy(parameters, OBJ_nid2obj(NID_any_policy)) == 1;
}

static int
on_path_finding(int ok, X509_STORE_CTX *context)
{
    int error = X509_STORE_CTX_get_error(context);

    if (ok)
        return 1; /* the error is of a finding before */
    if (error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID)
        return 1; /* named by our own check, which knows what the clock is worth */
    if (error == X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION)
        return prov_certificate_knows_critical(X509_STORE_CTX_get_current_cert(context));
    return on_finding(error, context, X509_STORE_CTX_get_app_data(context));
}

bool
prov_chain_check(ProvCrypto *crypto,
                 const ProvCertificate *leaf,
                 const ProvCertificate *issuer,
                 const GPtrArray *anchors,
                 const GPtrArray *crls,
                 const ProvClock *now,
                 ProvVerdict *verdict,
                 ProvChainFacts *facts)
{
    g_autoptr(X509_STORE) store = X509_STORE_new();
    g_autoptr(X509_STORE_CTX) context = X509_STORE_CTX_new_ex(crypto->library, NULL);
    g_autoptr(X509Stack) untrusted = sk_X509_new_null();
    g_autoptr(X509Stack) authorities = sk_X509_new_null();
    g_autofree int64_t *newest_us = g_new0(int64_t, anchors->len + 1);
    const Issuers issuers = { authorities, newest_us };
    Findings findings = { facts, NULL };

    *facts = (ProvChainFacts){ 0 };
    if (store == NULL || context == NULL || untrusted == NULL || authorities == NULL
        || !gather_issuers(crypto, store, issuer, anchors, authorities)
        || !fill_store(crypto, store, &issuers, crls, now, facts))
        return refuse(verdict, PROV_REASON_INTERNAL, "the trust anchors could not be set up");
    check_age(&issuers, now, facts);
    if (issuer != NULL && !push(untrusted, prov_certificate_get_x509(issuer)))
        return refuse(verdict, PROV_REASON_INTERNAL, "the certificate chain could not be set up");
    if (X509_STORE_CTX_init(context, store, prov_certificate_get_x509(leaf), untrusted) != 1
        || !set_parameters(context, crls, now))
        return refuse(verdict, PROV_REASON_INTERNAL, "the certificate chain could not be set up");

    X509_STORE_CTX_set_app_data(context, &findings);
    X509_STORE_CTX_set_verify_cb(context, on_path_finding);
    if (X509_verify_cert(context) != 1)
        return refuse_path(context, verdict);
    return check_built_path(crypto, context, issuer, now, verdict, facts);
}

/* The issuer's name, and its key's identifier, which tells two keys of one name apart. */
static bool
name_issuer(ProvCrypto *crypto, const X509_CRL *crl, uint8_t out[32])
{
    g_autoptr(AUTHORITY_KEYID) key =
        X509_CRL_get_ext_d2i(crl, NID_authority_key_identifier, NULL, NULL);
    g_autoptr(GByteArray) name = g_byte_array_new();
    const uint8_t *der = NULL;
    size_t len = 0;

    if (X509_NAME_get0_der(X509_CRL_get_issuer(crl), &der, &len) != 1)
        return false;
    g_byte_array_append(name, der, (guint)len);
    if (key != NULL && key->keyid != NULL)
        g_byte_array_append(name, ASN1_STRING_get0_data(key->keyid),
                            (guint)ASN1_STRING_length(key->keyid));
    return prov_digest_sha256(crypto, (ProvReader){ name->data, name->len }, out);
}

bool
prov_chain_read_crl(ProvCrypto *crypto, GBytes *der, ProvCrlFacts *out)
{
    g_autoptr(X509_CRL) crl = read_crl(crypto, der);
    g_autoptr(ASN1_INTEGER) number = NULL;
    g_autoptr(BIGNUM) value = NULL;
    ProvCrlFacts facts = { 0 };

    if (crl == NULL || !name_issuer(crypto, crl, facts.issuer)
        || !prov_certificate_read_time(X509_CRL_get0_lastUpdate(crl), &facts.this_update_us))
        return false;
    number = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
    if (number != NULL) {
        value = ASN1_INTEGER_to_BN(number, NULL);
        if (value == NULL || BN_is_negative(value)
            || BN_bn2binpad(value, facts.number, sizeof facts.number) < 0)
            return false;
        facts.has_number = true;
    }
    *out = facts;
    return true;
}
