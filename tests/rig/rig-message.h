/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cbor.h"

G_BEGIN_DECLS

/*
 * The bytes of linking as the camera reads and writes them: CBOR maps in deterministic encoding,
 * those of a first linking followed by an HMAC-SHA256 under a key made of the camera's printed
 * secret. Readers return false, and leave what they would have returned NULL, when a map is not
 * exactly of that shape.
 */
#define RIG_SECRET_LEN        16 /* bytes */
#define RIG_MAC_LEN           32
#define RIG_LINKING_NONCE_LEN 32
#define RIG_LINKING_MAX       (16 * 1024) /* bytes of a body */

/* HKDF-SHA256 (RFC 5869) without salt; 32 bytes. Transfer full. */
GBytes *rig_message_derive_key(GBytes *secret, const char *info);
/* @len bytes from the system's generator; transfer full. */
GBytes *rig_message_random(size_t len);

/* A fresh token: 43 characters of base64url; transfer full. */
char *rig_message_make_token(void);
/* Takes the same time wherever the two differ. */
bool rig_message_equal(const void *a, const void *b, size_t len);

/* @map and its MAC; consumes @map. Transfer full. */
GBytes *rig_message_seal(GBytes *map, GBytes *mac_key);
/* The map of a sealed body, NULL when the MAC is not right. Transfer full. */
GBytes *rig_message_open(GBytes *body, GBytes *mac_key);

/* {home, type, nonce}: the first message of linking and of rotation. */
bool rig_message_read_request(GBytes *map, const char *type, GBytes **nonce, GBytes **home);
/* {type, chain: [leaf, root], nonce}. */
bool rig_message_read_certificate(GBytes *map,
                                  const char *type,
                                  GBytes **nonce,
                                  GBytes **leaf,
                                  GBytes **root);
/* {key, type}: what a home signs to let its camera go. */
bool rig_message_read_release(GBytes *map, GBytes **key);

/* {type, chain, nonce, proof, request}; @chain of GBytes. Transfer full. */
GBytes *rig_message_make_proof(GBytes *nonce, GPtrArray *chain, GBytes *request, GBytes *proof);
/* {type, nonce, proof, signer, request}: whoever holds a hash of the old key alone is given the
 * key,
 * @signer (SubjectPublicKeyInfo), as well. Transfer full. */
GBytes *rig_message_make_rotation(GBytes *nonce, GBytes *signer, GBytes *request, GBytes *proof);
/* {type, nonce, token}; no token when @token is NULL. Transfer full. */
GBytes *rig_message_make_done(const char *type, GBytes *nonce, const char *token);
/* What a proof is made over: @context, nonce, home, SHA-256 of the request. Transfer full. */
GBytes *rig_message_proven(const char *context, GBytes *nonce, GBytes *home, GBytes *request);

G_END_DECLS
