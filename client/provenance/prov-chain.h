/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-certificate.h"

/* What the path check learned beside yes or no. */
typedef struct {
    uint8_t issuer[32];    /* SHA-256 of the leaf's issuer's SubjectPublicKeyInfo */
    bool revocation_stale; /* CRLs were given, and they do not speak of now */
} ProvChainFacts;

/*
 * Builds a path (RFC 5280, section 6) from @leaf over @issuer (may be NULL) to one of @anchors
 * (GBytes of DER), never to the system's. @crls (GBytes of DER) may be NULL. Refuses with
 * untrusted-anchor, untrusted-chain, certificate-time or revoked.
 */
bool prov_chain_check(ProvCrypto *crypto,
                      const ProvCertificate *leaf,
                      const ProvCertificate *issuer,
                      const GPtrArray *anchors,
                      const GPtrArray *crls,
                      const ProvClock *now,
                      ProvVerdict *verdict,
                      ProvChainFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
