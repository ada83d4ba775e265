/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cose.h"
#include "tests/rig/rig-identity.h"

G_BEGIN_DECLS

#define LINKING_SECRET_LEN 16
#define LINKING_HASH_LEN   32 /* bytes: nonces, SHA-256, MACs */

/*
 * A camera's half of linking for tests, written from the protocol alone: HMAC and HKDF are GLib's,
 * not the product's. Every part may be wrong.
 */

/* PKCS #10, DER: of @key's public half, signed by @signer. Transfer full. */
GBytes *linking_make_request(RigKey *key, RigKey *signer);

/* @map with HMAC-SHA256 under HKDF(@secret, "ownview-link-1") behind it. Transfer full. */
GBytes *linking_seal(const uint8_t secret[LINKING_SECRET_LEN], GBytes *map);

/* What a proof says and who says it. All borrowed. */
typedef struct {
    const char *label; /* "ownview-link-1" */
    RigKey *key;
    const uint8_t *nonce;
    const uint8_t *home;
    GBytes *request;
    void (*edit)(RigCose *cose); /* NULL: as it should be */
} LinkingProof;

/* COSE_Sign1, detached. Transfer full. */
GBytes *linking_make_proof(const LinkingProof *proof);

/* {"type", "chain", "nonce", "proof", "request"}; all borrowed. Transfer full. */
RigMap *linking_proof_map(const char *type,
                          GPtrArray *chain,
                          const uint8_t nonce[LINKING_HASH_LEN],
                          GBytes *proof,
                          GBytes *request);

/* Who signs with @key and shows @leaf alone, issued by @root. Transfer full. */
RigIdentity *linking_make_identity(RigKey *key, GBytes *leaf, GBytes *root);

G_END_DECLS
