/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/* COSE algorithm numbers (RFC 9053, RFC 8812, RFC 8230); the first three are the ones a camera may
 * use. */
typedef enum {
    RIG_ALG_NONE = 0,
    RIG_ALG_ES256 = -7,
    RIG_ALG_ES384 = -35,
    RIG_ALG_EDDSA = -8,
    RIG_ALG_ES256K = -47,
    RIG_ALG_RS256 = -257,
} RigAlg;

typedef enum {
    RIG_KEY_P256 = 0,
    RIG_KEY_P384,
    RIG_KEY_ED25519,
    /* what no camera may have */
    RIG_KEY_SECP256K1,
    RIG_KEY_P256_EXPLICIT, /* P-256 with its parameters written out */
    RIG_KEY_P521,
    RIG_KEY_RSA,
    RIG_KEY_RSA_1024,
    RIG_KEY_P192,
} RigKeyType;

#define RIG_PIN_LEN 32 /* bytes: SHA-256 of a SubjectPublicKeyInfo */

/* A private key. Immutable, reference counted. Thread-safety: safe. */
typedef struct RigKey RigKey;

RigKey *rig_key_new(RigKeyType type);
RigKey *rig_key_new_for_alg(RigAlg alg);
/* PEM, unencrypted. Errors: G_IO_ERROR, one sentence. */
RigKey *rig_key_load(const char *path, GError **error);
/* The same from text; NULL when it holds no such key. */
RigKey *rig_key_new_from_pem(const char *pem);
/* The public half alone: verifies, never signs. NULL when @spki (DER) holds no key of these types.
 */
RigKey *rig_key_new_public(GBytes *spki);
RigKey *rig_key_ref(RigKey *self);
void rig_key_unref(RigKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigKey, rig_key_unref)

/* The algorithm this key signs with. */
RigAlg rig_key_get_alg(const RigKey *self);
/* SubjectPublicKeyInfo, DER; transfer full. */
GBytes *rig_key_get_spki(const RigKey *self);
void rig_key_get_pin(const RigKey *self, uint8_t pin[RIG_PIN_LEN]);
/* PKCS #8, PEM; transfer full. */
char *rig_key_to_pem(const RigKey *self);

/* Signs @message; ECDSA as DER when @der, else r and s of fixed length (RFC 9053 section 2.1).
 * Transfer full. */
GBytes *rig_key_sign(const RigKey *self, GBytes *message, bool der);
/* The raw signature (r, s) as (r, n - s), which verifies as well. ECDSA only. Transfer full. */
GBytes *rig_key_flip_s(const RigKey *self, GBytes *signature);
/* Verifies a raw signature. */
bool rig_key_verify(const RigKey *self, GBytes *message, GBytes *signature);

/* A COSE_Key item (RFC 9052 section 7) of the public half, @kid in label 2; transfer full. */
GBytes *rig_key_to_cose(const RigKey *self, GBytes *kid);
/* The private half ('d', label -4) as a bstr item, for keys that must be refused; EC keys only. */
GBytes *rig_key_get_private_item(const RigKey *self);

/* OpenSSL's EVP_PKEY; borrowed. For rig-cert.c. */
gpointer rig_key_peek_pkey(const RigKey *self);

G_END_DECLS
