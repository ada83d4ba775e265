/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-certificate.h"
#include "client/provenance/prov-crypto-private.h"

#define PROV_DEMO_EXTENSION    "2.25.140165135802368266487120990616727602660"
#define PROV_CLAIM_SIGNING_EKU "1.3.6.1.4.1.62558.2.1" /* C2PA certificate profile */

/* Borrowed, for the path check. */
X509 *prov_certificate_get_x509(const ProvCertificate *self);

/* SHA-256 of the SubjectPublicKeyInfo of any certificate. */
bool prov_certificate_spki_sha256_of(ProvCrypto *crypto, X509 *x509, uint8_t out[32]);

/* Microseconds since 1970. */
bool prov_certificate_read_time(const ASN1_TIME *time, int64_t *out_us);

/* Every critical extension is one that OpenSSL or this profile knows. */
bool prov_certificate_knows_critical(X509 *x509);
