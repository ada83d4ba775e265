/* SPDX-License-Identifier: Apache-2.0 */
/* A link record behind a MAC that holds: what is read can be written, and comes out the same. */
#include "client/cameras/camera-record.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/camera-samples.h"

static const uint8_t key[CAMERA_KEY_LEN] = { 1, 2, 3 };

static void
add(GPtrArray *seeds, const CameraRecord *record)
{
    g_autoptr(GBytes) file = camera_record_encode(record, key);

    g_ptr_array_add(seeds,
                    g_bytes_new_from_bytes(file, 0, g_bytes_get_size(file) - CAMERA_KEY_LEN));
}

void
fuzz_add_seeds(GPtrArray *seeds)
{
    g_autoptr(CameraRecord) full =
        camera_sample_record("0123456789abcdef0123456789abcdef", "Front door");
    g_autoptr(CameraRecord) small =
        camera_sample_record("fedcba9876543210fedcba9876543210", "Ñandú");

    g_clear_pointer(&small->tls_ca, g_bytes_unref);
    g_clear_pointer(&small->token, g_free);
    add(seeds, full);
    add(seeds, small);
    /* a map and an array of more entries than memory has room for */
    g_ptr_array_add(seeds, g_bytes_new_static("\xbb\0\0\0\x1f\xff\xff\xff\xff\1", 10));
    g_ptr_array_add(seeds, g_bytes_new_static("\xa1\1\x9b\0\0\0\x1f\xff\xff\xff\xff", 11));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, key, sizeof key);
    GByteArray *array = g_byte_array_new();
    g_autoptr(GBytes) file = NULL;
    g_autoptr(GBytes) again = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(CameraRecord) record = NULL;
    uint8_t mac[CAMERA_KEY_LEN];
    gsize mac_len = sizeof mac;

    g_hmac_update(hmac, data, (gssize)size);
    g_hmac_get_digest(hmac, mac, &mac_len);
    rig_put_data(array, data, size);
    rig_put_data(array, mac, sizeof mac);
    file = g_bytes_new(array->data, array->len);
    g_byte_array_unref(array);

    record = camera_record_decode(file, key, &error);
    g_assert_true((record == NULL) == (error != NULL));
    if (record == NULL)
        return 0;
    g_assert_true(camera_record_check(record, NULL));
    again = camera_record_encode(record, key);
    g_assert_true(g_bytes_equal(again, file));
    return 0;
}
