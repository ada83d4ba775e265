/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-proof-private.h"

#include "client/provenance/prov-cose.h"
#include "client/provenance/prov-digest.h"
#include "client/provenance/prov-signature-private.h"

#include <gio/gio.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <string.h>
#include <sys/random.h>

#define LINK_INFO "ownview-link-1"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_KDF, EVP_KDF_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_KDF_CTX, EVP_KDF_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MAC, EVP_MAC_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MAC_CTX, EVP_MAC_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_REQ, X509_REQ_free)

bool
camera_proof_derive_key(ProvCrypto *crypto, ProvReader secret, uint8_t key[CAMERA_PROOF_LEN])
{
    char digest[] = "SHA2-256";
    char info[] = LINK_INFO;
    /* OpenSSL's parameters point to non-const, and are read only. */
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)secret.data,
                                          secret.len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, strlen(info)),
        OSSL_PARAM_construct_end(),
    };
    g_autoptr(EVP_KDF) kdf = EVP_KDF_fetch(crypto->library, "HKDF", NULL);
    g_autoptr(EVP_KDF_CTX) context = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;

    return context != NULL && EVP_KDF_derive(context, key, CAMERA_PROOF_LEN, parameters) == 1;
}

bool
camera_proof_make_mac(ProvCrypto *crypto,
                      const uint8_t key[CAMERA_PROOF_LEN],
                      ProvReader message,
                      uint8_t mac[CAMERA_PROOF_LEN])
{
    char digest[] = "SHA2-256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    g_autoptr(EVP_MAC) hmac = EVP_MAC_fetch(crypto->library, "HMAC", NULL);
    g_autoptr(EVP_MAC_CTX) context = hmac != NULL ? EVP_MAC_CTX_new(hmac) : NULL;
    size_t len = 0;

    return context != NULL && EVP_MAC_init(context, key, CAMERA_PROOF_LEN, parameters) == 1
           && EVP_MAC_update(context, message.data, message.len) == 1
           && EVP_MAC_final(context, mac, &len, CAMERA_PROOF_LEN) == 1 && len == CAMERA_PROOF_LEN;
}

bool
camera_proof_mac_holds(ProvCrypto *crypto,
                       const uint8_t key[CAMERA_PROOF_LEN],
                       ProvReader message,
                       ProvReader mac)
{
    uint8_t wanted[CAMERA_PROOF_LEN];

    return mac.len == sizeof wanted && camera_proof_make_mac(crypto, key, message, wanted)
           && CRYPTO_memcmp(wanted, mac.data, sizeof wanted) == 0;
}

/* All that stands before the point or key; what follows has one length. */
static const struct {
    ProvAlg alg;
    const char *head;
    size_t head_len;
    size_t len; /* of the whole */
} spki_shapes[] = {
    { PROV_ALG_ES256,
      "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
      "\x03\x42\x00\x04",
      27, 91 },
    { PROV_ALG_ES384,
      "\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00"
      "\x04",
      24, 120 },
    { PROV_ALG_EDDSA, "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12, 44 },
};

static ProvAlg
find_shape(ProvReader spki)
{
    for (size_t i = 0; i < G_N_ELEMENTS(spki_shapes); i++) {
        if (spki.len == spki_shapes[i].len
            && memcmp(spki.data, spki_shapes[i].head, spki_shapes[i].head_len) == 0)
            return spki_shapes[i].alg;
    }
    return PROV_ALG_NONE;
}

static EVP_PKEY *
decode_key(ProvCrypto *crypto, ProvReader spki)
{
    const uint8_t *at = spki.data;

    if (find_shape(spki) == PROV_ALG_NONE)
        return NULL;
    return d2i_PUBKEY_ex(NULL, &at, (long)spki.len, crypto->library, NULL);
}

ProvKey *
camera_proof_read_key(ProvCrypto *crypto, ProvReader spki)
{
    g_autoptr(EVP_PKEY) pkey = decode_key(crypto, spki);

    return pkey != NULL ? prov_signature_key_from_pkey(crypto, pkey) : NULL;
}

static X509_REQ *
decode_request(ProvCrypto *crypto, ProvReader der)
{
    g_autoptr(X509_REQ) request = X509_REQ_new_ex(crypto->library, NULL);
    const uint8_t *at = der.data;
    X509_REQ *target = request;

    if (request == NULL || der.len == 0 || der.len > CAMERA_PROOF_MAX_REQUEST)
        return NULL;
    if (d2i_X509_REQ(&target, &at, (long)der.len) == NULL) {
        request = NULL; /* d2i has freed it */
        return NULL;
    }
    return at == der.data + der.len ? g_steal_pointer(&request) : NULL;
}

/* One of the profile's signatures (identity.md, "Algorithms"); no SHA-1. */
static bool
request_signature_holds(ProvCrypto *crypto, X509_REQ *request, EVP_PKEY *pkey)
{
    const int nid = X509_REQ_get_signature_nid(request);

    return (nid == NID_ecdsa_with_SHA256 || nid == NID_ecdsa_with_SHA384 || nid == NID_ED25519)
           && X509_REQ_verify_ex(request, pkey, crypto->library, NULL) == 1;
}

static uint8_t *
encode_key(X509_PUBKEY *pubkey, ProvReader *out)
{
    uint8_t *spki = NULL;
    const int len = i2d_X509_PUBKEY(pubkey, &spki);

    *out = (ProvReader){ spki, len > 0 ? (size_t)len : 0 };
    return spki;
}

EVP_PKEY *
camera_proof_open_request(ProvCrypto *crypto, ProvReader der)
{
    g_autoptr(X509_REQ) request = decode_request(crypto, der);
    g_autoptr(EVP_PKEY) pkey = NULL;
    g_autoptr(ProvKey) key = NULL;
    ProvReader spki;
    uint8_t *bytes;

    if (request == NULL)
        return NULL;
    bytes = encode_key(X509_REQ_get_X509_PUBKEY(request), &spki);
    pkey = decode_key(crypto, spki);
    OPENSSL_free(bytes);
    key = pkey != NULL ? prov_signature_key_from_pkey(crypto, pkey) : NULL;
    return key != NULL && request_signature_holds(crypto, request, pkey) ? g_steal_pointer(&pkey)
                                                                         : NULL;
}

bool
camera_proof_read_request(ProvCrypto *crypto,
                          ProvReader der,
                          uint8_t spki_sha256[CAMERA_PROOF_LEN],
                          ProvAlg *alg)
{
    g_autoptr(EVP_PKEY) pkey = camera_proof_open_request(crypto, der);
    uint8_t *spki = NULL;
    const int len = pkey != NULL ? i2d_PUBKEY(pkey, &spki) : 0;
    const ProvReader bytes = { spki, len > 0 ? (size_t)len : 0 };
    const bool done = bytes.len > 0 && prov_digest_sha256(crypto, bytes, spki_sha256);

    if (done)
        *alg = find_shape(bytes);
    OPENSSL_free(spki);
    return done;
}

bool
camera_proof_holds(ProvCrypto *crypto,
                   const ProvKey *key,
                   const CameraProofStatement *statement,
                   ProvReader proof)
{
    g_autoptr(GByteArray) payload = g_byte_array_new();
    g_autoptr(GByteArray) signed_bytes = NULL;
    uint8_t request_sha256[CAMERA_PROOF_LEN];
    ProvCose cose;

    if (!prov_cose_parse(proof, PROV_CBOR_STRICT, &cose) || cose.has_payload
        || cose.protected_map.value != 1 || cose.unprotected_map.value != 0
        || prov_cose_get_alg(&cose) != prov_signature_key_get_alg(key)
        || !prov_digest_sha256(crypto, statement->request, request_sha256))
        return false;
    g_byte_array_append(payload, (const uint8_t *)statement->label,
                        (guint)strlen(statement->label));
    g_byte_array_append(payload, statement->nonce.data, (guint)statement->nonce.len);
    g_byte_array_append(payload, statement->home.data, (guint)statement->home.len);
    g_byte_array_append(payload, request_sha256, sizeof request_sha256);
    signed_bytes = prov_cose_to_be_signed(&cose, (ProvReader){ payload->data, payload->len });
    return prov_signature_holds(crypto, key, (ProvReader){ signed_bytes->data, signed_bytes->len },
                                cose.signature);
}

bool
camera_proof_draw(void *out, size_t len, GError **error)
{
    if (getrandom(out, len, 0) == (ssize_t)len)
        return true;
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                        "The system gives no random numbers; try again when it has started.");
    return false;
}
