/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-cbor.h"

#include <cbor.h>
#include <string.h>

#define HEAD_MAX 9 /* bytes: the longest head of RFC 8949 section 3 */

GBytes *
rig_item_raw(const void *data, size_t len)
{
    return g_bytes_new(data, len);
}

GBytes *
rig_item_hex(const char *hex)
{
    GByteArray *out = g_byte_array_new();

    for (size_t i = 0; hex[i] != '\0' && hex[i + 1] != '\0'; i += 2) {
        const uint8_t byte =
            (uint8_t)(g_ascii_xdigit_value(hex[i]) << 4 | g_ascii_xdigit_value(hex[i + 1]));

        g_byte_array_append(out, &byte, 1);
    }
    return g_byte_array_free_to_bytes(out);
}

/* One head in its shortest form, as libcbor writes it. */
static void
append_head(GByteArray *out, RigCborMajor major, uint64_t argument)
{
    static size_t (*const encoders[])(size_t, unsigned char *, size_t) = {
        [RIG_CBOR_BYTES] = cbor_encode_bytestring_start,
        [RIG_CBOR_TEXT] = cbor_encode_string_start,
        [RIG_CBOR_ARRAY] = cbor_encode_array_start,
        [RIG_CBOR_MAP] = cbor_encode_map_start,
        [RIG_CBOR_TAG] = cbor_encode_tag,
    };
    uint8_t head[HEAD_MAX];
    size_t len;

    if (major == RIG_CBOR_UINT)
        len = cbor_encode_uint(argument, head, sizeof head);
    else if (major == RIG_CBOR_NEGINT)
        len = cbor_encode_negint(argument, head, sizeof head);
    else
        len = encoders[major](argument, head, sizeof head);
    g_byte_array_append(out, head, (guint)len);
}

static void
append_bytes(GByteArray *out, GBytes *bytes)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(bytes, &len);

    if (len > 0)
        g_byte_array_append(out, data, (guint)len);
}

static GBytes *
head_item(RigCborMajor major, uint64_t argument)
{
    GByteArray *out = g_byte_array_new();

    append_head(out, major, argument);
    return g_byte_array_free_to_bytes(out);
}

GBytes *
rig_item_uint(uint64_t value)
{
    return head_item(RIG_CBOR_UINT, value);
}

GBytes *
rig_item_int(int64_t value)
{
    return value >= 0 ? head_item(RIG_CBOR_UINT, (uint64_t)value)
                      : head_item(RIG_CBOR_NEGINT, (uint64_t)(-(value + 1)));
}

GBytes *
rig_item_double(double value)
{
    uint8_t out[HEAD_MAX];

    return g_bytes_new(out, cbor_encode_double(value, out, sizeof out));
}

GBytes *
rig_item_float(float value)
{
    uint8_t out[HEAD_MAX];

    return g_bytes_new(out, cbor_encode_single(value, out, sizeof out));
}

GBytes *
rig_item_bool(bool value)
{
    uint8_t out[HEAD_MAX];

    return g_bytes_new(out, cbor_encode_bool(value, out, sizeof out));
}

GBytes *
rig_item_null(void)
{
    uint8_t out[HEAD_MAX];

    return g_bytes_new(out, cbor_encode_null(out, sizeof out));
}

static GBytes *
string_item(RigCborMajor major, const void *data, size_t len)
{
    GByteArray *out = g_byte_array_new();

    append_head(out, major, len);
    if (len > 0)
        g_byte_array_append(out, data, (guint)len);
    return g_byte_array_free_to_bytes(out);
}

GBytes *
rig_item_text(const char *text)
{
    return string_item(RIG_CBOR_TEXT, text, strlen(text));
}

GBytes *
rig_item_text_len(const void *data, size_t len)
{
    return string_item(RIG_CBOR_TEXT, data, len);
}

GBytes *
rig_item_bytes(const void *data, size_t len)
{
    return string_item(RIG_CBOR_BYTES, data, len);
}

GBytes *
rig_item_bytes_of(GBytes *content)
{
    size_t len = 0;
    const void *data = g_bytes_get_data(content, &len);

    return string_item(RIG_CBOR_BYTES, data, len);
}

GBytes *
rig_item_tag(uint64_t tag, GBytes *item)
{
    GByteArray *out = g_byte_array_new();

    append_head(out, RIG_CBOR_TAG, tag);
    append_bytes(out, item);
    g_bytes_unref(item);
    return g_byte_array_free_to_bytes(out);
}

/* Appends @first and what follows it in @rest, consuming all; returns how many. */
static uint64_t
append_items(GByteArray *out, GBytes *first, va_list rest)
{
    uint64_t n = 0;

    for (GBytes *item = first; item != NULL; item = va_arg(rest, GBytes *)) {
        append_bytes(out, item);
        g_bytes_unref(item);
        n++;
    }
    return n;
}

GBytes *
rig_item_array(GBytes *first, ...)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    GByteArray *out = g_byte_array_new();
    va_list rest;
    uint64_t n;

    va_start(rest, first);
    n = append_items(body, first, rest);
    va_end(rest);
    append_head(out, RIG_CBOR_ARRAY, n);
    if (body->len > 0)
        g_byte_array_append(out, body->data, body->len);
    return g_byte_array_free_to_bytes(out);
}

GBytes *
rig_item_array_of(GPtrArray *items)
{
    GByteArray *out = g_byte_array_new();

    append_head(out, RIG_CBOR_ARRAY, items->len);
    for (guint i = 0; i < items->len; i++)
        append_bytes(out, g_ptr_array_index(items, i));
    return g_byte_array_free_to_bytes(out);
}

GBytes *
rig_item_concat(GBytes *first, ...)
{
    GByteArray *out = g_byte_array_new();
    va_list rest;

    va_start(rest, first);
    append_items(out, first, rest);
    va_end(rest);
    return g_byte_array_free_to_bytes(out);
}

GBytes *
rig_item_head(RigCborMajor major, uint64_t argument, unsigned width)
{
    uint8_t out[HEAD_MAX];
    uint8_t extra = (uint8_t)argument;

    if (width > 0)
        extra = width == 1 ? 24 : width == 2 ? 25 : width == 4 ? 26 : 27;
    out[0] = (uint8_t)(major << 5 | extra);
    for (unsigned i = 0; i < width; i++)
        out[1 + i] = (uint8_t)(argument >> 8 * (width - 1 - i));
    return g_bytes_new(out, 1 + width);
}

GBytes *
rig_item_indefinite(RigCborMajor major, GBytes *content)
{
    const uint8_t head = (uint8_t)(major << 5 | 31);
    const uint8_t end = 0xff;

    return rig_item_concat(g_bytes_new(&head, 1), content, g_bytes_new(&end, 1), NULL);
}

RigMap *
rig_map_new(void)
{
    RigMap *self = g_new0(RigMap, 1);

    self->keys = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    self->values = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    return self;
}

void
rig_map_free(RigMap *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref(self->keys);
    g_ptr_array_unref(self->values);
    g_free(self);
}

static bool
find_key(const RigMap *self, GBytes *key, guint *index)
{
    for (guint i = 0; i < self->keys->len; i++) {
        if (g_bytes_equal(g_ptr_array_index(self->keys, i), key)) {
            *index = i;
            return true;
        }
    }
    return false;
}

void
rig_map_put_item(RigMap *self, GBytes *key, GBytes *value)
{
    guint i;

    if (find_key(self, key, &i)) {
        g_bytes_unref(g_ptr_array_index(self->values, i));
        g_ptr_array_index(self->values, i) = value;
        g_bytes_unref(key);
    } else {
        rig_map_add(self, key, value);
    }
}

static void
drop_item(RigMap *self, GBytes *key)
{
    guint i;

    if (find_key(self, key, &i)) {
        g_ptr_array_remove_index(self->keys, i);
        g_ptr_array_remove_index(self->values, i);
    }
    g_bytes_unref(key);
}

void
rig_map_put(RigMap *self, const char *key, GBytes *value)
{
    rig_map_put_item(self, rig_item_text(key), value);
}

void
rig_map_put_int(RigMap *self, int64_t key, GBytes *value)
{
    rig_map_put_item(self, rig_item_int(key), value);
}

void
rig_map_add(RigMap *self, GBytes *key, GBytes *value)
{
    g_ptr_array_add(self->keys, key);
    g_ptr_array_add(self->values, value);
}

void
rig_map_drop(RigMap *self, const char *key)
{
    drop_item(self, rig_item_text(key));
}

void
rig_map_drop_int(RigMap *self, int64_t key)
{
    drop_item(self, rig_item_int(key));
}

GBytes *
rig_map_get(const RigMap *self, const char *key)
{
    g_autoptr(GBytes) item = rig_item_text(key);
    guint i;

    return find_key(self, item, &i) ? g_ptr_array_index(self->values, i) : NULL;
}

GBytes *
rig_map_item(const RigMap *self)
{
    GByteArray *out = g_byte_array_new();
    GBytes *body;

    for (guint i = 0; i < self->keys->len; i++) {
        append_bytes(out, g_ptr_array_index(self->keys, i));
        append_bytes(out, g_ptr_array_index(self->values, i));
    }
    body = g_byte_array_free_to_bytes(out);
    if (self->form == RIG_MAP_INDEFINITE)
        return rig_item_indefinite(RIG_CBOR_MAP, body);
    if (self->form == RIG_MAP_LONG)
        return rig_item_concat(rig_item_head(RIG_CBOR_MAP, self->keys->len, 4), body, NULL);
    return rig_item_concat(head_item(RIG_CBOR_MAP, self->keys->len), body, NULL);
}
