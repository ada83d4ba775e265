/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-crypto.h"
#include "client/provenance/prov-signature.h"

G_BEGIN_DECLS

#define CAMERA_PROOF_LEN          32         /* bytes: SHA-256, HMAC-SHA256 and its key */
#define CAMERA_PROOF_MAX_SPKI_LEN 1024       /* bytes of a SubjectPublicKeyInfo */
#define CAMERA_PROOF_MAX_REQUEST  (2 * 1024) /* bytes of a certificate request */

/*
 * The cryptography of linking, without its messages. Thread-safety: unsafe, one owner per
 * ProvCrypto.
 */

/* HKDF-SHA256 (RFC 5869): no salt, @secret, info "ownview-link-1". The caller wipes @key. */
bool camera_proof_derive_key(ProvCrypto *crypto, ProvReader secret, uint8_t key[CAMERA_PROOF_LEN])
    G_GNUC_WARN_UNUSED_RESULT;

/* HMAC-SHA256 (RFC 2104) of @message. */
bool camera_proof_make_mac(ProvCrypto *crypto,
                           const uint8_t key[CAMERA_PROOF_LEN],
                           ProvReader message,
                           uint8_t mac[CAMERA_PROOF_LEN]) G_GNUC_WARN_UNUSED_RESULT;
/* @mac is the one of @message; takes the same time wherever it differs. */
bool camera_proof_mac_holds(ProvCrypto *crypto,
                            const uint8_t key[CAMERA_PROOF_LEN],
                            ProvReader message,
                            ProvReader mac) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A SubjectPublicKeyInfo as our cameras write it (RFC 5480 section 2, RFC 8410 section 4): P-256 or
 * P-384 by name with an uncompressed point on the curve, or Ed25519; DER, no byte more. So one key
 * has one SHA-256. NULL for every other. Transfer full.
 */
ProvKey *camera_proof_read_key(ProvCrypto *crypto, ProvReader spki);

/*
 * One certificate request (RFC 2986), no byte more, whose own signature holds; @spki_sha256 and
 * @alg are of its key, which camera_proof_read_key() would take.
 */
bool camera_proof_read_request(ProvCrypto *crypto,
                               ProvReader der,
                               uint8_t spki_sha256[CAMERA_PROOF_LEN],
                               ProvAlg *alg) G_GNUC_WARN_UNUSED_RESULT;

/* What a proof is made over: @label | @nonce | @home | SHA-256(@request). Views. */
typedef struct {
    const char *label;
    ProvReader nonce;
    ProvReader home;
    ProvReader request;
} CameraProofStatement;

/*
 * @proof is a COSE_Sign1 (RFC 9052 section 4.2), tagged 18, protected {1: alg}, unprotected {},
 * payload nil, by @key over @statement.
 */
bool camera_proof_holds(ProvCrypto *crypto,
                        const ProvKey *key,
                        const CameraProofStatement *statement,
                        ProvReader proof) G_GNUC_WARN_UNUSED_RESULT;

/* Fills @out with @len bytes from the system. Errors: G_IO_ERROR, one sentence. */
bool camera_proof_draw(void *out, size_t len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
