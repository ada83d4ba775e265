/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-certificate.h"

/* What the path check learned beside yes or no. */
typedef struct {
    uint8_t issuer[32];    /* SHA-256 of the leaf's issuer's SubjectPublicKeyInfo */
    uint8_t anchor[32];    /* the same of the anchor's */
    bool revocation_stale; /* CRLs were given, and they do not speak of now */
    uint64_t crls;         /* which of them are signed by a CA of the path; the first 64 */
} ProvChainFacts;

/* What a CRL says of itself (RFC 5280, section 5); nothing of it is proven. */
typedef struct {
    uint8_t issuer[32]; /* SHA-256 of the issuer's name and key identifier: whose list it is */
    bool has_number;
    uint8_t number[20];     /* big-endian; zero without one */
    int64_t this_update_us; /* microseconds since 1970 */
} ProvCrlFacts;

/* Reads a CRL, DER, without believing it. A failed read changes nothing. */
bool prov_chain_read_crl(ProvCrypto *crypto, GBytes *der, ProvCrlFacts *out)
    G_GNUC_WARN_UNUSED_RESULT;

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
