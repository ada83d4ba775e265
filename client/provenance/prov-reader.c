/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-reader.h"

#include <string.h>

ProvReader
prov_reader_from_bytes(GBytes *bytes)
{
    ProvReader self;

    self.data = g_bytes_get_data(bytes, &self.len);
    return self;
}

bool
prov_reader_take(ProvReader *self, size_t len, ProvReader *out)
{
    if (len > self->len)
        return false;

    *out = (ProvReader){ self->data, len };
    self->data += len;
    self->len -= len;
    return true;
}

bool
prov_reader_skip(ProvReader *self, size_t len)
{
    ProvReader skipped;

    return prov_reader_take(self, len, &skipped);
}

static bool
read_be(ProvReader *self, size_t len, uint64_t *out)
{
    ProvReader bytes;
    uint64_t value = 0;

    if (!prov_reader_take(self, len, &bytes))
        return false;

    for (size_t i = 0; i < len; i++)
        value = value << 8 | bytes.data[i];

    *out = value;
    return true;
}

bool
prov_reader_u8(ProvReader *self, uint8_t *out)
{
    uint64_t value;

    if (!read_be(self, 1, &value))
        return false;

    *out = (uint8_t)value;
    return true;
}

bool
prov_reader_u16(ProvReader *self, uint16_t *out)
{
    uint64_t value;

    if (!read_be(self, 2, &value))
        return false;

    *out = (uint16_t)value;
    return true;
}

bool
prov_reader_u24(ProvReader *self, uint32_t *out)
{
    uint64_t value;

    if (!read_be(self, 3, &value))
        return false;

    *out = (uint32_t)value;
    return true;
}

bool
prov_reader_u32(ProvReader *self, uint32_t *out)
{
    uint64_t value;

    if (!read_be(self, 4, &value))
        return false;

    *out = (uint32_t)value;
    return true;
}

bool
prov_reader_u64(ProvReader *self, uint64_t *out)
{
    return read_be(self, 8, out);
}

bool
prov_reader_cstring(ProvReader *self, ProvReader *out)
{
    const uint8_t *nul = self->len > 0 ? memchr(self->data, 0, self->len) : NULL;

    if (nul == NULL)
        return false;

    return prov_reader_take(self, (size_t)(nul - self->data), out) && prov_reader_skip(self, 1);
}

bool
prov_reader_equals(ProvReader self, const void *bytes, size_t len)
{
    return self.len == len && (len == 0 || memcmp(self.data, bytes, len) == 0);
}

bool
prov_reader_same(ProvReader a, ProvReader b)
{
    return prov_reader_equals(a, b.data, b.len);
}

bool
prov_reader_is(ProvReader self, const char *text)
{
    return prov_reader_equals(self, text, strlen(text));
}

bool
prov_reader_starts_with(ProvReader self, const char *text)
{
    size_t len = strlen(text);

    return self.len >= len && memcmp(self.data, text, len) == 0;
}

bool
prov_reader_skip_text(ProvReader *self, const char *text)
{
    return prov_reader_starts_with(*self, text) && prov_reader_skip(self, strlen(text));
}

bool
prov_reader_all_zero(ProvReader self)
{
    for (size_t i = 0; i < self.len; i++) {
        if (self.data[i] != 0)
            return false;
    }
    return true;
}
