/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-crypto.h"
#include "client/provenance/prov-expectation.h"
#include "client/provenance/prov-reader.h"

/* A public key with the one algorithm it is for. Thread-safety: unsafe, lives with its ProvCrypto.
 */
typedef struct ProvKey ProvKey;

/*
 * From a COSE_Key's coordinates (RFC 9053, section 7): P-256 for ES256, P-384 for ES384, each
 * exactly as long as the field. NULL when the point isn't on the curve.
 */
ProvKey *prov_signature_key_ec2(ProvCrypto *crypto, ProvAlg alg, ProvReader x, ProvReader y);

/* Ed25519 (RFC 8032). NULL for a point of small order or a y that isn't reduced. */
ProvKey *prov_signature_key_ed25519(ProvCrypto *crypto, ProvReader x);

void prov_signature_key_free(ProvKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProvKey, prov_signature_key_free)

ProvAlg prov_signature_key_get_alg(const ProvKey *self);

/*
 * @signature over @message by @key: COSE's raw r || s of 64 or 96 bytes, or Ed25519's 64 bytes. r
 * and s out of range, any other length, and an R of small order do not hold.
 */
bool prov_signature_holds(ProvCrypto *crypto,
                          const ProvKey *key,
                          ProvReader message,
                          ProvReader signature) G_GNUC_WARN_UNUSED_RESULT;
