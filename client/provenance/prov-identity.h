/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-chain.h"
#include "client/provenance/prov-cose.h"
#include "client/provenance/prov-expectation.h"

#define PROV_MAX_CHAIN 2 /* certificates in x5chain: leaf and maker CA, the root never included */

/* Who signed: the x5chain of a claim signature (identity.md). Views into the init segment. */
typedef struct {
    ProvReader leaf_der;
    ProvCertificate *leaf;
    ProvCertificate *issuer; /* NULL when the chain is the leaf alone */
    bool issuer_unreadable;
} ProvIdentity;

void prov_identity_clear(ProvIdentity *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProvIdentity, prov_identity_clear)

/* Takes the certificates out of the protected header: one or two, leaf first, at most 4 KiB each.
 */
bool prov_identity_read(ProvCrypto *crypto,
                        const ProvCose *claim_signature,
                        ProvIdentity *out,
                        ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a chain that came another way: @n_der, at least 1, certificates of exactly one DER
 * each. */
bool prov_identity_read_chain(ProvCrypto *crypto,
                              const ProvReader *der,
                              size_t n_der,
                              ProvIdentity *out,
                              ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

/* The leaf's key is the selected camera's. Without pins nothing is compared, and it holds. */
bool prov_identity_is_selected(const ProvIdentity *self, const ProvExpectation *expectation);

/* Leaf or issuer carries the extension of demo certificates. */
bool prov_identity_is_demo(const ProvIdentity *self);

/*
 * Demo rule, certificate profile, validity, and the chain when there are anchors; in that order of
 * reasons. Sets verdict->chain when the chain was built and holds.
 */
bool prov_identity_check(ProvCrypto *crypto,
                         const ProvIdentity *self,
                         const ProvExpectation *expectation,
                         const ProvClock *now,
                         ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

/* The validity of the certificates alone, for a verdict that is given again later. */
bool prov_identity_check_time(const ProvIdentity *self, const ProvClock *now, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;

/* A maker's CA certificate alone: what prov_identity_check() wants of a leaf's issuer, and the path
 * from it. */
bool prov_identity_check_ca(ProvCrypto *crypto,
                            const ProvCertificate *ca,
                            const ProvExpectation *expectation,
                            const ProvClock *now,
                            ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Not the pinned key, yet the camera that was linked: its device key, or a certificate from the
 * record's issuer for the record's serial (SUB-10, SUB-14). Asked only after the claim signature
 * held.
 */
bool prov_identity_is_renewed(ProvCrypto *crypto,
                              const ProvIdentity *self,
                              const ProvExpectation *expectation,
                              const ProvClock *now);
