/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/linking.h"

#include "tests/rig/rig-openssl.h"

#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_REQ, X509_REQ_free)

GBytes *
linking_make_request(RigKey *key, RigKey *signer)
{
    g_autoptr(X509_REQ) request = X509_REQ_new();
    const EVP_MD *md = rig_key_get_alg(signer) == RIG_ALG_EDDSA   ? NULL
                       : rig_key_get_alg(signer) == RIG_ALG_ES384 ? EVP_sha384()
                                                                  : EVP_sha256();
    uint8_t *der = NULL;
    GBytes *bytes;
    int len;

    X509_REQ_set_version(request, X509_REQ_VERSION_1);
    X509_REQ_set_pubkey(request, rig_key_peek_pkey(key));
    if (X509_REQ_sign(request, rig_key_peek_pkey(signer), md) <= 0)
        g_error("OpenSSL does not sign a certificate request");
    len = i2d_X509_REQ(request, &der);
    bytes = g_bytes_new(der, len > 0 ? (gsize)len : 0);
    OPENSSL_free(der);
    return bytes;
}

static void
hmac(const uint8_t *key, size_t key_len, const void *data, size_t len, uint8_t *out)
{
    GHmac *state = g_hmac_new(G_CHECKSUM_SHA256, key, key_len);
    gsize out_len = LINKING_HASH_LEN;

    g_hmac_update(state, data, (gssize)len);
    g_hmac_get_digest(state, out, &out_len);
    g_hmac_unref(state);
}

GBytes *
linking_seal(const uint8_t secret[LINKING_SECRET_LEN], GBytes *map)
{
    static const uint8_t no_salt[LINKING_HASH_LEN] = { 0 };
    static const char info[] = "ownview-link-1\x01"; /* and the number of the block */
    uint8_t pseudo_random[LINKING_HASH_LEN];
    uint8_t key[LINKING_HASH_LEN];
    uint8_t mac[LINKING_HASH_LEN];
    GByteArray *out = g_byte_array_new();
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(map, &len);

    /* RFC 5869, sections 2.2 and 2.3 */
    hmac(no_salt, sizeof no_salt, secret, LINKING_SECRET_LEN, pseudo_random);
    hmac(pseudo_random, sizeof pseudo_random, info, strlen(info), key);
    hmac(key, sizeof key, data, len, mac);
    g_byte_array_append(out, data, (guint)len);
    g_byte_array_append(out, mac, sizeof mac);
    return g_byte_array_free_to_bytes(out);
}

GBytes *
linking_make_proof(const LinkingProof *proof)
{
    g_autoptr(GByteArray) payload = g_byte_array_new();
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(RigCose) cose = NULL;
    uint8_t request_sha256[LINKING_HASH_LEN];
    gsize len = sizeof request_sha256;

    g_checksum_update(sum, g_bytes_get_data(proof->request, NULL),
                      (gssize)g_bytes_get_size(proof->request));
    g_checksum_get_digest(sum, request_sha256, &len);
    g_byte_array_append(payload, (const uint8_t *)proof->label, (guint)strlen(proof->label));
    g_byte_array_append(payload, proof->nonce, LINKING_HASH_LEN);
    g_byte_array_append(payload, proof->home, LINKING_HASH_LEN);
    g_byte_array_append(payload, request_sha256, sizeof request_sha256);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&payload));
    cose = rig_cose_new(proof->key, bytes);
    cose->detached = true;
    if (proof->edit != NULL)
        proof->edit(cose);
    return rig_cose_sign(cose);
}

RigMap *
linking_proof_map(const char *type,
                  GPtrArray *chain,
                  const uint8_t nonce[LINKING_HASH_LEN],
                  GBytes *proof,
                  GBytes *request)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    RigMap *map = rig_map_new();

    for (guint i = 0; i < chain->len; i++)
        g_ptr_array_add(items, rig_item_bytes_of(g_ptr_array_index(chain, i)));
    rig_map_put(map, "type", rig_item_text(type));
    rig_map_put(map, "chain", rig_item_array_of(items));
    rig_map_put(map, "nonce", rig_item_bytes(nonce, LINKING_HASH_LEN));
    rig_map_put(map, "proof", rig_item_bytes_of(proof));
    rig_map_put(map, "request", rig_item_bytes_of(request));
    return map;
}

RigIdentity *
linking_make_identity(RigKey *key, GBytes *leaf, GBytes *root)
{
    RigIdentity *self = g_new0(RigIdentity, 1);

    g_atomic_ref_count_init(&self->ref);
    self->key = rig_key_ref(key);
    self->chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(self->chain, g_bytes_ref(leaf));
    self->leaf = g_bytes_ref(leaf);
    self->issuer = g_bytes_ref(root);
    self->anchor = g_bytes_ref(root);
    return self;
}
