/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-clock.h"
#include "client/provenance/prov-signature.h"
#include "client/provenance/prov-verdict.h"

#define PROV_MAX_CERTIFICATE_LEN (4 * 1024) /* bytes of one DER certificate */

/* One X.509 certificate (RFC 5280) held against the profile of identity.md, "Certificates". */
typedef struct ProvCertificate ProvCertificate;

/* @der must be exactly one certificate of at most PROV_MAX_CERTIFICATE_LEN bytes; copied. Else
 * NULL. */
ProvCertificate *prov_certificate_new(ProvCrypto *crypto, ProvReader der);
void prov_certificate_free(ProvCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProvCertificate, prov_certificate_free)

/* SHA-256 of the DER SubjectPublicKeyInfo: what a link record pins. */
const uint8_t *prov_certificate_get_spki_sha256(const ProvCertificate *self);

/* Carries the private extension that every demo certificate has. */
bool prov_certificate_is_demo(const ProvCertificate *self);

/* Issuer and subject are the same name. */
bool prov_certificate_is_self_issued(const ProvCertificate *self);

/* The one subject serialNumber is @serial. Names never admit: this only tells a reset from a
 * stranger. */
bool prov_certificate_has_serial(const ProvCertificate *self, const char *serial);

/* The profile of a signing leaf, and of a CA certificate that isn't the anchor;
 * certificate-profile. */
bool prov_certificate_check_leaf(const ProvCertificate *self, ProvVerdict *verdict);
bool prov_certificate_check_ca(const ProvCertificate *self, ProvVerdict *verdict);

/*
 * Validity, microseconds since 1970. With a trusted clock both ends count, with a floor only the
 * last. Refuses with certificate-time for a leaf, else with untrusted-chain.
 */
bool prov_certificate_check_time(const ProvCertificate *self,
                                 bool leaf,
                                 const ProvClock *now,
                                 ProvVerdict *verdict);

/* The leaf's key for the claim signature; NULL when it is no algorithm of ours. Transfer full. */
ProvKey *prov_certificate_get_key(const ProvCertificate *self, ProvCrypto *crypto);
