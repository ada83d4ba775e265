/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-message.h"

#include "tests/rig/rig-hash.h"
#include "tests/rig/rig-scan.h"

#include <string.h>
#include <unistd.h>

#define MAX_CERTIFICATE 4096 /* bytes */
#define TOKEN_LEN       32   /* random bytes */

static GBytes *
hmac(GBytes *key, GBytes *message)
{
    size_t key_len = 0;
    const uint8_t *key_data = g_bytes_get_data(key, &key_len);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(message, &len);
    GHmac *mac = g_hmac_new(G_CHECKSUM_SHA256, key_data, key_len);
    uint8_t digest[RIG_MAC_LEN];
    gsize digest_len = sizeof digest;

    if (len > 0)
        g_hmac_update(mac, data, (gssize)len);
    g_hmac_get_digest(mac, digest, &digest_len);
    g_hmac_unref(mac);
    return g_bytes_new(digest, digest_len);
}

GBytes *
rig_message_derive_key(GBytes *secret, const char *info)
{
    static const uint8_t first = 1;
    static const uint8_t no_salt[RIG_MAC_LEN];
    g_autoptr(GBytes) salt = g_bytes_new_static(no_salt, sizeof no_salt);
    g_autoptr(GBytes) extracted = hmac(salt, secret);
    g_autoptr(GBytes) expanded = rig_item_concat(g_bytes_new_static(info, strlen(info)),
                                                 g_bytes_new_static(&first, 1), NULL);

    return hmac(extracted, expanded);
}

GBytes *
rig_message_random(size_t len)
{
    g_autofree uint8_t *data = g_malloc0(len);

    if (getentropy(data, len) != 0)
        g_error("the system gives no random bytes");
    return g_bytes_new_take(g_steal_pointer(&data), len);
}

GBytes *
rig_message_seal(GBytes *map, GBytes *mac_key)
{
    GBytes *mac = hmac(mac_key, map);

    return rig_item_concat(map, mac, NULL);
}

char *
rig_message_make_token(void)
{
    g_autoptr(GBytes) random = rig_message_random(TOKEN_LEN);
    char *text = g_base64_encode(g_bytes_get_data(random, NULL), TOKEN_LEN);

    /* base64url without padding (RFC 4648 section 5) */
    g_strdelimit(g_strdelimit(text, "+", '-'), "/", '_');
    *strchrnul(text, '=') = '\0';
    return text;
}

bool
rig_message_equal(const void *a, const void *b, size_t len)
{
    const uint8_t *const x = a;
    const uint8_t *const y = b;
    unsigned different = 0;

    for (size_t i = 0; i < len; i++)
        different |= (unsigned)(x[i] ^ y[i]);
    return different == 0;
}

GBytes *
rig_message_open(GBytes *body, GBytes *mac_key)
{
    const size_t len = g_bytes_get_size(body);
    g_autoptr(GBytes) map = NULL;
    g_autoptr(GBytes) given = NULL;
    g_autoptr(GBytes) right = NULL;

    if (len < RIG_MAC_LEN)
        return NULL;
    map = g_bytes_new_from_bytes(body, 0, len - RIG_MAC_LEN);
    given = g_bytes_new_from_bytes(body, len - RIG_MAC_LEN, RIG_MAC_LEN);
    right = hmac(mac_key, map);
    return rig_message_equal(g_bytes_get_data(given, NULL), g_bytes_get_data(right, NULL),
                             RIG_MAC_LEN)
               ? g_steal_pointer(&map)
               : NULL;
}

/* Hands @from out only when the whole map was as expected. */
static void
commit(GBytes **to, GBytes **from)
{
    *to = g_steal_pointer(from);
}

bool
rig_message_read_request(GBytes *map, const char *type, GBytes **nonce, GBytes **home)
{
    RigScan scan = rig_scan_start(map);
    g_autoptr(GBytes) found_nonce = NULL;
    g_autoptr(GBytes) found_home = NULL;

    rig_scan_head(&scan, RIG_CBOR_MAP, 3);
    rig_scan_text(&scan, "home");
    found_home = rig_scan_bytes(&scan, 32, 32);
    rig_scan_text(&scan, "type");
    rig_scan_text(&scan, type);
    rig_scan_text(&scan, "nonce");
    found_nonce = rig_scan_bytes(&scan, RIG_LINKING_NONCE_LEN, RIG_LINKING_NONCE_LEN);
    if (!rig_scan_is_done(&scan))
        return false;
    commit(nonce, &found_nonce);
    commit(home, &found_home);
    return true;
}

bool
rig_message_read_certificate(GBytes *map,
                             const char *type,
                             GBytes **nonce,
                             GBytes **leaf,
                             GBytes **root)
{
    RigScan scan = rig_scan_start(map);
    g_autoptr(GBytes) found_nonce = NULL;
    g_autoptr(GBytes) found_leaf = NULL;
    g_autoptr(GBytes) found_root = NULL;

    rig_scan_head(&scan, RIG_CBOR_MAP, 3);
    rig_scan_text(&scan, "type");
    rig_scan_text(&scan, type);
    rig_scan_text(&scan, "chain");
    rig_scan_head(&scan, RIG_CBOR_ARRAY, 2);
    found_leaf = rig_scan_bytes(&scan, 1, MAX_CERTIFICATE);
    found_root = rig_scan_bytes(&scan, 1, MAX_CERTIFICATE);
    rig_scan_text(&scan, "nonce");
    found_nonce = rig_scan_bytes(&scan, RIG_LINKING_NONCE_LEN, RIG_LINKING_NONCE_LEN);
    if (!rig_scan_is_done(&scan))
        return false;
    commit(nonce, &found_nonce);
    commit(leaf, &found_leaf);
    commit(root, &found_root);
    return true;
}

bool
rig_message_read_release(GBytes *map, GBytes **key)
{
    RigScan scan = rig_scan_start(map);
    g_autoptr(GBytes) found = NULL;

    rig_scan_head(&scan, RIG_CBOR_MAP, 2);
    rig_scan_text(&scan, "key");
    found = rig_scan_bytes(&scan, 32, 32);
    rig_scan_text(&scan, "type");
    rig_scan_text(&scan, "ownview-link-1/release");
    if (!rig_scan_is_done(&scan))
        return false;
    commit(key, &found);
    return true;
}

/* Maps are written in the order of their keys' encodings: the shorter key first. */

GBytes *
rig_message_make_proof(GBytes *nonce, GPtrArray *chain, GBytes *request, GBytes *proof)
{
    g_autoptr(RigMap) map = rig_map_new();
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (guint i = 0; i < chain->len; i++)
        g_ptr_array_add(items, rig_item_bytes_of(g_ptr_array_index(chain, i)));
    rig_map_put(map, "type", rig_item_text("ownview-link-1/proof"));
    rig_map_put(map, "chain", rig_item_array_of(items));
    rig_map_put(map, "nonce", rig_item_bytes_of(nonce));
    rig_map_put(map, "proof", rig_item_bytes_of(proof));
    rig_map_put(map, "request", rig_item_bytes_of(request));
    return rig_map_item(map);
}

GBytes *
rig_message_make_rotation(GBytes *nonce, GBytes *signer, GBytes *request, GBytes *proof)
{
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "type", rig_item_text("ownview-link-1/rotation"));
    rig_map_put(map, "nonce", rig_item_bytes_of(nonce));
    rig_map_put(map, "proof", rig_item_bytes_of(proof));
    rig_map_put(map, "signer", rig_item_bytes_of(signer));
    rig_map_put(map, "request", rig_item_bytes_of(request));
    return rig_map_item(map);
}

GBytes *
rig_message_make_done(const char *type, GBytes *nonce, const char *token)
{
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "type", rig_item_text(type));
    rig_map_put(map, "nonce", rig_item_bytes_of(nonce));
    if (token != NULL)
        rig_map_put(map, "token", rig_item_text(token));
    return rig_map_item(map);
}

GBytes *
rig_message_proven(const char *context, GBytes *nonce, GBytes *home, GBytes *request)
{
    size_t len = 0;
    const void *data = g_bytes_get_data(request, &len);

    return rig_item_concat(g_bytes_new(context, strlen(context)), g_bytes_ref(nonce),
                           g_bytes_ref(home), rig_hash_data("sha256", data, len), NULL);
}
