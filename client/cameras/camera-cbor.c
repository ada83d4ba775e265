/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-cbor.h"

#include <string.h>

#define HEAD_MAX 9 /* bytes of the longest head */

static void
put_head(GByteArray *out, size_t (*encode)(size_t, unsigned char *, size_t), size_t argument)
{
    uint8_t head[HEAD_MAX];

    g_byte_array_append(out, head, (guint)encode(argument, head, sizeof head));
}

void
camera_cbor_put_map(GByteArray *out, size_t n_pairs)
{
    put_head(out, cbor_encode_map_start, n_pairs);
}

void
camera_cbor_put_array(GByteArray *out, size_t n_items)
{
    put_head(out, cbor_encode_array_start, n_items);
}

void
camera_cbor_put_uint(GByteArray *out, uint64_t value)
{
    uint8_t head[HEAD_MAX];

    g_byte_array_append(out, head, (guint)cbor_encode_uint(value, head, sizeof head));
}

void
camera_cbor_put_int(GByteArray *out, int64_t value)
{
    uint8_t head[HEAD_MAX];

    if (value >= 0)
        camera_cbor_put_uint(out, (uint64_t)value);
    else
        g_byte_array_append(out, head,
                            (guint)cbor_encode_negint((uint64_t)(-1 - value), head, sizeof head));
}

void
camera_cbor_put_bool(GByteArray *out, bool value)
{
    uint8_t head[HEAD_MAX];

    g_byte_array_append(out, head, (guint)cbor_encode_bool(value, head, sizeof head));
}

void
camera_cbor_put_text(GByteArray *out, const char *text)
{
    put_head(out, cbor_encode_string_start, strlen(text));
    g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text));
}

void
camera_cbor_put_bytes(GByteArray *out, const void *data, size_t len)
{
    put_head(out, cbor_encode_bytestring_start, len);
    g_byte_array_append(out, data, (guint)len);
}

static void
note_count(void *context, size_t count)
{
    *(size_t *)context = count;
}

/*
 * libcbor allocates for as many entries as a head claims, before it looks for them: so no head may
 * claim more entries than there are bytes behind it.
 */
static bool
counts_are_sane(const uint8_t *data, size_t len)
{
    struct cbor_callbacks callbacks = cbor_empty_callbacks;

    callbacks.array_start = note_count;
    callbacks.map_start = note_count;
    for (size_t at = 0; at < len;) {
        size_t count = 0;
        struct cbor_decoder_result head =
            cbor_stream_decode(data + at, len - at, &callbacks, &count);

        if (head.status != CBOR_DECODER_FINISHED || count > len - at)
            return false;
        at += head.read;
    }
    return len > 0;
}

cbor_item_t *
camera_cbor_load(const uint8_t *data, size_t len)
{
    struct cbor_load_result result = { 0 };
    g_autoptr(cbor_item_t) item = counts_are_sane(data, len) ? cbor_load(data, len, &result) : NULL;

    if (item == NULL || result.error.code != CBOR_ERR_NONE || result.read != len)
        return NULL;
    return g_steal_pointer(&item);
}

bool
camera_cbor_get_uint(const cbor_item_t *item, uint64_t *out)
{
    if (!cbor_isa_uint(item))
        return false;
    *out = cbor_get_int(item);
    return true;
}

bool
camera_cbor_get_int(const cbor_item_t *item, int64_t *out)
{
    if ((!cbor_isa_uint(item) && !cbor_isa_negint(item)) || cbor_get_int(item) > INT64_MAX)
        return false;
    *out = cbor_isa_uint(item) ? (int64_t)cbor_get_int(item) : -1 - (int64_t)cbor_get_int(item);
    return true;
}

bool
camera_cbor_get_bool(const cbor_item_t *item, bool *out)
{
    /* libcbor ends the process where a float is asked whether it is a bool */
    if (!cbor_isa_float_ctrl(item) || !cbor_float_ctrl_is_ctrl(item) || !cbor_is_bool(item))
        return false;
    *out = cbor_get_bool(item);
    return true;
}

bool
camera_cbor_get_text(const cbor_item_t *item, size_t max_len, char **out)
{
    const char *text;
    size_t len;

    if (!cbor_isa_string(item) || !cbor_string_is_definite(item))
        return false;
    text = (const char *)cbor_string_handle(item);
    len = cbor_string_length(item);
    /* with a length given, g_utf8_validate() refuses a NUL as well */
    if (len == 0 || len > max_len || !g_utf8_validate(text, (gssize)len, NULL))
        return false;
    g_free(*out);
    *out = g_strndup(text, len);
    return true;
}

const uint8_t *
camera_cbor_get_bytes(const cbor_item_t *item, size_t *len)
{
    if (!cbor_isa_bytestring(item) || !cbor_bytestring_is_definite(item))
        return NULL;
    *len = cbor_bytestring_length(item);
    return cbor_bytestring_handle(item);
}

const cbor_item_t *
camera_cbor_find(const cbor_item_t *map, const char *name)
{
    if (map == NULL || !cbor_isa_map(map) || !cbor_map_is_definite(map))
        return NULL;
    for (size_t i = 0; i < cbor_map_size(map); i++) {
        g_autofree char *key = NULL;

        if (camera_cbor_get_text(cbor_map_handle(map)[i].key, strlen(name), &key)
            && strcmp(key, name) == 0)
            return cbor_map_handle(map)[i].value;
    }
    return NULL;
}

bool
camera_cbor_is_type(const cbor_item_t *map, const char *type)
{
    const cbor_item_t *item = camera_cbor_find(map, "type");
    g_autofree char *text = NULL;

    return item != NULL && camera_cbor_get_text(item, strlen(type), &text)
           && strcmp(text, type) == 0;
}
