/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-crypto.h"
#include "client/provenance/prov-reader.h"

/* The hash algorithms of the C2PA hard bindings; nothing else is computed. */
typedef enum {
    PROV_HASH_NONE = 0,
    PROV_HASH_SHA256,
    PROV_HASH_SHA384,
    PROV_HASH_SHA512,
} ProvHash;

/* By the name that C2PA writes, "sha256"; PROV_HASH_NONE for every other. */
ProvHash prov_digest_hash_from_name(ProvReader name);

/* Bytes of its digest; 0 for PROV_HASH_NONE. */
size_t prov_digest_len(ProvHash hash);

/* The digest over all @parts, one after the other, is @expected. False on any failure. */
bool prov_digest_matches(ProvCrypto *crypto,
                         ProvHash hash,
                         const ProvReader *parts,
                         size_t n_parts,
                         ProvReader expected) G_GNUC_WARN_UNUSED_RESULT;

bool prov_digest_sha256(ProvCrypto *crypto, ProvReader bytes, uint8_t out[32])
    G_GNUC_WARN_UNUSED_RESULT;
