/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-receipt.h"

#include "client/cameras/camera-cbor.h"
#include "client/client-clock.h"

#include <string.h>

#define TAG_SIGN1 0xd2 /* tag 18 in one byte */
#define ARRAY_4   0x84

enum {
    LABEL_ALG = 1,
    LABEL_CONTENT_TYPE = 3,
    LABEL_KID = 4,
    ALG_ES256 = -7,
};

static char *
payload_of(const GPtrArray *entries, int64_t made_us, const uint8_t *home)
{
    g_autoptr(GDateTime) made =
        made_us != 0 ? g_date_time_new_from_unix_utc(made_us / G_USEC_PER_SEC) : NULL;
    g_autofree char *when = made != NULL ? g_date_time_format(made, "\"%FT%TZ\"") : NULL;
    g_autoptr(GString) json = g_string_new(NULL);

    g_string_append_printf(json, "{\"type\":\"%s\",\"version\":%d,\"made\":%s,\"home\":\"",
                           CLIENT_RECEIPT_TYPE, CLIENT_RECEIPT_VERSION,
                           when != NULL ? when : "null");
    for (size_t i = 0; i < CLIENT_REFUSAL_SIGNER_LEN; i++)
        g_string_append_printf(json, "%02x", home[i]);
    g_string_append(json, "\",\"entries\":[");
    for (guint i = 0; i < entries->len; i++) {
        g_autofree char *line = client_refusal_to_line(g_ptr_array_index(entries, i));

        g_string_append_printf(json, "%s%s", i > 0 ? "," : "", g_strchomp(line));
    }
    g_string_append(json, "]}\n");
    return g_string_free(g_steal_pointer(&json), FALSE);
}

static GByteArray *
protected_header(void)
{
    GByteArray *out = g_byte_array_new();

    camera_cbor_put_map(out, 2);
    camera_cbor_put_uint(out, LABEL_ALG);
    camera_cbor_put_int(out, ALG_ES256);
    camera_cbor_put_uint(out, LABEL_CONTENT_TYPE);
    camera_cbor_put_text(out, "application/json");
    return out;
}

/* RFC 9052, section 4.4. */
static GBytes *
to_be_signed(const GByteArray *header, const char *payload)
{
    GByteArray *out = g_byte_array_new();

    camera_cbor_put_array(out, 4);
    camera_cbor_put_text(out, "Signature1");
    camera_cbor_put_bytes(out, header->data, header->len);
    camera_cbor_put_bytes(out, "", 0);
    camera_cbor_put_bytes(out, payload, strlen(payload));
    return g_byte_array_free_to_bytes(out);
}

GBytes *
client_receipt_new(const GPtrArray *entries, int64_t made_us, CameraCa *ca, GError **error)
{
    const uint8_t *home = camera_ca_get_spki_sha256(ca);
    g_autofree char *payload = payload_of(entries, made_us, home);
    g_autoptr(GByteArray) header = protected_header();
    g_autoptr(GBytes) message = to_be_signed(header, payload);
    g_autoptr(GBytes) signature = camera_ca_sign(ca, message, error);
    GByteArray *out;

    if (signature == NULL)
        return NULL;
    out = g_byte_array_new();
    g_byte_array_append(out, (const uint8_t[]){ TAG_SIGN1, ARRAY_4 }, 2);
    camera_cbor_put_bytes(out, header->data, header->len);
    camera_cbor_put_map(out, 1);
    camera_cbor_put_uint(out, LABEL_KID);
    camera_cbor_put_bytes(out, home, CLIENT_REFUSAL_SIGNER_LEN);
    camera_cbor_put_bytes(out, payload, strlen(payload));
    camera_cbor_put_bytes(out, g_bytes_get_data(signature, NULL), g_bytes_get_size(signature));
    return g_byte_array_free_to_bytes(out);
}

bool
client_receipt_write(const GPtrArray *entries, const char *path, GError **error)
{
    const ProvClock now = client_clock_read();
    g_autoptr(CameraCa) ca = camera_ca_open(NULL, NULL, client_clock_floor_us(), error);
    g_autoptr(GBytes) receipt = NULL;
    gsize len;
    const char *data;

    if (ca == NULL)
        return false;
    receipt =
        client_receipt_new(entries, now.trust == PROV_CLOCK_TRUSTED ? now.wall_us : 0, ca, error);
    if (receipt == NULL)
        return false;
    data = g_bytes_get_data(receipt, &len);
    return g_file_set_contents_full(path, data, (gssize)len,
                                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                    0600, error);
}
