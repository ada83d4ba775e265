/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-identity.h"

#include <string.h>

static bool
refuse_chain(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_UNTRUSTED_CHAIN, detail);
}

static bool
refuse_long(ProvVerdict *verdict)
{
    return refuse_chain(verdict, "the certificate chain has more than two certificates");
}

void
prov_identity_clear(ProvIdentity *self)
{
    g_clear_pointer(&self->leaf, prov_certificate_free);
    g_clear_pointer(&self->issuer, prov_certificate_free);
}

/* x5chain is a byte string, or an array of them (RFC 9360, section 2). */
static bool
read_x5chain(const ProvCose *cose,
             ProvReader der[PROV_MAX_CHAIN],
             size_t *n_der,
             ProvVerdict *verdict)
{
    ProvCborItem chain, certificate;
    ProvReader content;

    if (!prov_cbor_find_int(&cose->protected_map, PROV_COSE_X5CHAIN, &chain))
        return refuse_chain(verdict, "the claim signature carries no certificate");
    if (chain.type == PROV_CBOR_BYTES && !chain.chunked) {
        der[0] = chain.content;
        *n_der = 1;
        return true;
    }
    if (chain.type != PROV_CBOR_ARRAY || chain.value < 1)
        return refuse_chain(verdict, "the certificate chain can't be read");
    if (chain.value > PROV_MAX_CHAIN)
        return refuse_long(verdict);

    content = chain.content;
    for (*n_der = 0; *n_der < chain.value; (*n_der)++) {
        if (!prov_cbor_next(&content, &certificate) || certificate.type != PROV_CBOR_BYTES
            || certificate.chunked)
            return refuse_chain(verdict, "the certificate chain can't be read");
        der[*n_der] = certificate.content;
    }
    return true;
}

bool
prov_identity_read_chain(ProvCrypto *crypto,
                         const ProvReader *der,
                         size_t n_der,
                         ProvIdentity *out,
                         ProvVerdict *verdict)
{
    g_auto(ProvIdentity) self = { 0 };

    if (n_der > PROV_MAX_CHAIN)
        return refuse_long(verdict);
    for (size_t i = 0; i < n_der; i++) {
        if (der[i].len > PROV_MAX_CERTIFICATE_LEN)
            return prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                       "a certificate is larger than 4 KiB");
    }
    self.leaf_der = der[0];
    self.leaf = prov_certificate_new(crypto, der[0]);
    if (self.leaf == NULL)
        return refuse_chain(verdict, "the signing certificate can't be read");
    if (n_der == PROV_MAX_CHAIN) {
        self.issuer = prov_certificate_new(crypto, der[1]);
        self.issuer_unreadable = self.issuer == NULL;
    }

    *out = self;
    self = (ProvIdentity){ 0 }; /* given away */
    return true;
}

bool
prov_identity_read(ProvCrypto *crypto,
                   const ProvCose *claim_signature,
                   ProvIdentity *out,
                   ProvVerdict *verdict)
{
    ProvReader der[PROV_MAX_CHAIN];
    size_t n_der = 0;

    return read_x5chain(claim_signature, der, &n_der, verdict)
           && prov_identity_read_chain(crypto, der, n_der, out, verdict);
}

bool
prov_identity_is_selected(const ProvIdentity *self, const ProvExpectation *expectation)
{
    const uint8_t *spki = prov_certificate_get_spki_sha256(self->leaf);

    for (guint i = 0; i < expectation->pins->len; i++) {
        ProvReader pin = prov_reader_from_bytes(g_ptr_array_index(expectation->pins, i));

        if (prov_reader_equals(pin, spki, PROV_PIN_LEN))
            return true;
    }
    return expectation->pins->len == 0;
}

bool
prov_identity_is_demo(const ProvIdentity *self)
{
    return prov_certificate_is_demo(self->leaf)
           || (self->issuer != NULL && prov_certificate_is_demo(self->issuer));
}

/* A demo identity is refused everywhere but in the demo domain of a demo build (identity.md). */
static bool
check_demo(bool demo, const ProvExpectation *expectation, ProvVerdict *verdict)
{
    if (demo && !(OWNVIEW_DEMO && expectation->demo))
        return prov_verdict_refuse(verdict, PROV_REASON_DEMO_IDENTITY,
                                   "the camera signs with a demo identity");
    return true;
}

static bool
is_blocked(const ProvExpectation *expectation, const uint8_t spki[PROV_PIN_LEN])
{
    for (guint i = 0; expectation->blocked != NULL && i < expectation->blocked->len; i++) {
        ProvReader key = prov_reader_from_bytes(g_ptr_array_index(expectation->blocked, i));

        if (prov_reader_equals(key, spki, PROV_PIN_LEN))
            return true;
    }
    return false;
}

/* The list of keys that no certificate helps any more: the signer's, those above it, the device's
 * own. */
static bool
check_blocked(const ProvIdentity *self,
              const ProvExpectation *expectation,
              const ProvChainFacts *facts,
              ProvVerdict *verdict)
{
    if (is_blocked(expectation, prov_certificate_get_spki_sha256(self->leaf))
        || (self->issuer != NULL
            && is_blocked(expectation, prov_certificate_get_spki_sha256(self->issuer)))
        || (expectation->anchors != NULL
            && (is_blocked(expectation, facts->issuer) || is_blocked(expectation, facts->anchor)))
        || (expectation->has_device && is_blocked(expectation, expectation->device)))
        return prov_verdict_refuse(verdict, PROV_REASON_REVOKED,
                                   "the camera's key, or the key that certified it, is blocked");
    return true;
}

bool
prov_identity_check_time(const ProvIdentity *self, const ProvClock *now, ProvVerdict *verdict)
{
    return prov_certificate_check_time(self->leaf, true, now, verdict)
           && (self->issuer == NULL
               || prov_certificate_check_time(self->issuer, false, now, verdict));
}

/* The chain, when there are anchors to end it. @facts must be zero. */
static bool
check_path(ProvCrypto *crypto,
           const ProvCertificate *leaf,
           const ProvCertificate *issuer,
           const ProvExpectation *expectation,
           const ProvClock *now,
           ProvVerdict *verdict,
           ProvChainFacts *facts)
{
    if (expectation->anchors != NULL
        && !prov_chain_check(crypto, leaf, issuer, expectation->anchors, expectation->crls, now,
                             verdict, facts))
        return false;
    verdict->crls = facts->crls;
    memcpy(verdict->issuer, facts->issuer, sizeof verdict->issuer);
    if (facts->revocation_stale || expectation->revocation_stale)
        verdict->notes |= PROV_NOTE_REVOCATION_STALE;
    return true;
}

bool
prov_identity_check(ProvCrypto *crypto,
                    const ProvIdentity *self,
                    const ProvExpectation *expectation,
                    const ProvClock *now,
                    ProvVerdict *verdict)
{
    ProvChainFacts facts = { 0 };

    if (!check_demo(prov_identity_is_demo(self), expectation, verdict))
        return false;
    if (self->issuer_unreadable)
        return refuse_chain(verdict, "the issuing certificate can't be read");
    if (self->issuer != NULL && prov_certificate_is_self_issued(self->issuer))
        return refuse_chain(verdict, "the certificate chain includes its own root");
    if (expectation->anchors == NULL && prov_certificate_is_self_issued(self->leaf))
        return refuse_chain(verdict, "the signing certificate is self-signed");
    if (!prov_certificate_check_leaf(self->leaf, verdict)
        || (self->issuer != NULL && !prov_certificate_check_ca(self->issuer, verdict)))
        return false;
    if (!check_path(crypto, self->leaf, self->issuer, expectation, now, verdict, &facts)
        || !check_blocked(self, expectation, &facts, verdict)
        || !prov_identity_check_time(self, now, verdict))
        return false;

    verdict->chain = expectation->anchors != NULL;
    verdict->serial = verdict->chain && expectation->serial != NULL
                      && prov_certificate_has_serial(self->leaf, expectation->serial);
    return true;
}

bool
prov_identity_check_ca(ProvCrypto *crypto,
                       const ProvCertificate *ca,
                       const ProvExpectation *expectation,
                       const ProvClock *now,
                       ProvVerdict *verdict)
{
    ProvChainFacts facts = { 0 };

    if (!check_demo(prov_certificate_is_demo(ca), expectation, verdict))
        return false;
    if (prov_certificate_is_self_issued(ca))
        return refuse_chain(verdict, "the issuing certificate is a root");
    return prov_certificate_check_ca(ca, verdict)
           && check_path(crypto, ca, NULL, expectation, now, verdict, &facts)
           && prov_certificate_check_time(ca, false, now, verdict);
}

bool
prov_identity_is_renewed(ProvCrypto *crypto,
                         const ProvIdentity *self,
                         const ProvExpectation *expectation,
                         const ProvClock *now)
{
    ProvVerdict unused = { 0 };
    ProvChainFacts facts;

    if (!expectation->has_device)
        return false;
    if (memcmp(prov_certificate_get_spki_sha256(self->leaf), expectation->device, PROV_PIN_LEN)
        == 0)
        return true;
    return expectation->anchors != NULL && expectation->serial != NULL && !self->issuer_unreadable
           && prov_certificate_has_serial(self->leaf, expectation->serial)
           && prov_chain_check(crypto, self->leaf, self->issuer, expectation->anchors,
                               expectation->crls, now, &unused, &facts)
           && memcmp(facts.issuer, expectation->issuer, PROV_PIN_LEN) == 0;
}
