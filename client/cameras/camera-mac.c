/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-mac.h"

static void
make_mac(const uint8_t *data, size_t len, const uint8_t *key, uint8_t mac[CAMERA_KEY_LEN])
{
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key, CAMERA_KEY_LEN);
    gsize mac_len = CAMERA_KEY_LEN;

    g_hmac_update(hmac, data, (gssize)len);
    g_hmac_get_digest(hmac, mac, &mac_len);
    g_hmac_unref(hmac);
}

/* Takes the same time wherever the difference is. */
static bool
macs_equal(const uint8_t *a, const uint8_t *b)
{
    uint8_t difference = 0;

    for (guint i = 0; i < CAMERA_KEY_LEN; i++)
        difference |= (uint8_t)(a[i] ^ b[i]);
    return difference == 0;
}

GBytes *
camera_mac_seal(GByteArray *content, const uint8_t key[CAMERA_KEY_LEN])
{
    uint8_t mac[CAMERA_KEY_LEN];

    make_mac(content->data, content->len, key, mac);
    g_byte_array_append(content, mac, sizeof mac);
    return g_byte_array_free_to_bytes(content);
}

size_t
camera_mac_open(GBytes *file, const uint8_t key[CAMERA_KEY_LEN])
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);
    uint8_t mac[CAMERA_KEY_LEN];

    if (len <= CAMERA_KEY_LEN)
        return 0;
    len -= CAMERA_KEY_LEN;
    make_mac(data, len, key, mac);
    return macs_equal(mac, data + len) ? len : 0;
}
