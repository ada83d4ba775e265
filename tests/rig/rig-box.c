/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-box.h"

#include <string.h>

#define BOX_HEADER 8 /* bytes: size and type */

guint
rig_box_begin(GByteArray *out, const char *type)
{
    const guint start = out->len;

    rig_put_u32(out, 0);
    rig_put_data(out, type, 4);
    return start;
}

guint
rig_box_begin_full(GByteArray *out, const char *type, uint8_t version, uint32_t flags)
{
    const guint start = rig_box_begin(out, type);

    rig_put_u32(out, (uint32_t)version << 24 | (flags & 0xffffff));
    return start;
}

void
rig_box_end(GByteArray *out, guint start)
{
    const uint32_t size = GUINT32_TO_BE(out->len - start);

    memcpy(out->data + start, &size, sizeof size);
}

GBytes *
rig_box_new(const char *type, GBytes *content)
{
    GByteArray *out = g_byte_array_new();
    const guint start = rig_box_begin(out, type);

    rig_put_bytes(out, content);
    rig_box_end(out, start);
    return g_byte_array_free_to_bytes(out);
}

void
rig_put_u8(GByteArray *out, uint8_t value)
{
    g_byte_array_append(out, &value, 1);
}

void
rig_put_u16(GByteArray *out, uint16_t value)
{
    value = GUINT16_TO_BE(value);
    g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

void
rig_put_u32(GByteArray *out, uint32_t value)
{
    value = GUINT32_TO_BE(value);
    g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

void
rig_put_u64(GByteArray *out, uint64_t value)
{
    value = GUINT64_TO_BE(value);
    g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

void
rig_put_zeros(GByteArray *out, guint n)
{
    const guint old = out->len;

    g_byte_array_set_size(out, old + n);
    memset(out->data + old, 0, n);
}

void
rig_put_text(GByteArray *out, const char *text)
{
    rig_put_data(out, text, strlen(text) + 1);
}

void
rig_put_data(GByteArray *out, const void *data, size_t len)
{
    if (len > 0)
        g_byte_array_append(out, data, (guint)len);
}

void
rig_put_bytes(GByteArray *out, GBytes *bytes)
{
    size_t len = 0;
    const void *data = bytes != NULL ? g_bytes_get_data(bytes, &len) : NULL;

    rig_put_data(out, data, len);
}

uint32_t
rig_get_u32(const uint8_t *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof value);
    return GUINT32_FROM_BE(value);
}

uint64_t
rig_get_u64(const uint8_t *at)
{
    uint64_t value;

    memcpy(&value, at, sizeof value);
    return GUINT64_FROM_BE(value);
}

bool
rig_box_next(const uint8_t *data, size_t end, size_t *pos, RigBox *box)
{
    uint32_t size;

    if (*pos > end || end - *pos < BOX_HEADER)
        return false;
    size = rig_get_u32(data + *pos);
    if (size < BOX_HEADER || size > end - *pos)
        return false;
    memcpy(box->type, data + *pos + 4, 4);
    box->type[4] = '\0';
    box->offset = *pos;
    box->size = size;
    *pos += size;
    return true;
}

bool
rig_box_find(const uint8_t *data, size_t len, const char *path, RigBox *box)
{
    size_t pos = 0;
    size_t end = len;

    while (rig_box_next(data, end, &pos, box)) {
        if (strncmp(path, box->type, 4) != 0)
            continue;
        if (path[4] != '/')
            return true;
        path += 5;
        pos = box->offset + BOX_HEADER;
        end = box->offset + box->size;
    }
    return false;
}
