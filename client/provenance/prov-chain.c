/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-chain.h"

#include "client/provenance/prov-certificate-private.h"

#define MAX_CRL_LEN (1024 * 1024) /* bytes */

/* identity.md, "Path check". Depth counts intermediates: leaf, one maker CA, anchor. */
#define PATH_FLAGS                                                                                 \
    (X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE | X509_V_FLAG_TRUSTED_FIRST          \
     | X509_V_FLAG_NO_ALT_CHAINS)

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

static X509_CRL *
read_crl(ProvCrypto *crypto, GBytes *der)
{
    ProvReader bytes = prov_reader_from_bytes(der);
    const uint8_t *end = bytes.data;
    X509_CRL *crl = bytes.len <= MAX_CRL_LEN ? X509_CRL_new_ex(crypto->library, NULL) : NULL;

    if (crl != NULL && d2i_X509_CRL(&crl, &end, (long)bytes.len) == NULL)
        return NULL;
    return crl;
}

static bool
fill_store(ProvCrypto *crypto, X509_STORE *store, const GPtrArray *anchors, const GPtrArray *crls)
{
    for (guint i = 0; i < anchors->len; i++) {
        g_autoptr(X509) anchor = read_anchor(crypto, g_ptr_array_index(anchors, i));

        if (anchor != NULL && X509_STORE_add_cert(store, anchor) != 1)
            return false;
    }
    for (guint i = 0; crls != NULL && i < crls->len; i++) {
        g_autoptr(X509_CRL) crl = read_crl(crypto, g_ptr_array_index(crls, i));

        if (crl != NULL && X509_STORE_add_crl(store, crl) != 1)
            return false;
    }
    return true;
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
    if (!prov_certificate_spki_sha256_of(crypto, sk_X509_value(path, 1), facts->issuer))
        return refuse(verdict, PROV_REASON_INTERNAL, "the issuer's key could not be hashed");
    return issuer == NULL || prov_certificate_check_time(issuer, false, now, verdict);
}

static void
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
    Findings findings = { facts, NULL };

    *facts = (ProvChainFacts){ 0 };
    if (store == NULL || context == NULL || untrusted == NULL
        || !fill_store(crypto, store, anchors, crls))
        return refuse(verdict, PROV_REASON_INTERNAL, "the trust anchors could not be set up");
    if (issuer != NULL) {
        if (X509_up_ref(prov_certificate_get_x509(issuer)) != 1
            || sk_X509_push(untrusted, prov_certificate_get_x509(issuer)) <= 0)
            return refuse(verdict, PROV_REASON_INTERNAL,
                          "the certificate chain could not be set up");
    }
    if (X509_STORE_CTX_init(context, store, prov_certificate_get_x509(leaf), untrusted) != 1)
        return refuse(verdict, PROV_REASON_INTERNAL, "the certificate chain could not be set up");

    set_parameters(context, crls, now);
    X509_STORE_CTX_set_app_data(context, &findings);
    X509_STORE_CTX_set_verify_cb(context, on_path_finding);
    if (X509_verify_cert(context) != 1)
        return refuse_path(context, verdict);
    return check_built_path(crypto, context, issuer, now, verdict, facts);
}
