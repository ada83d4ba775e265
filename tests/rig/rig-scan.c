/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-scan.h"

#include <string.h>

RigScan
rig_scan_start(GBytes *bytes)
{
    return (RigScan){ .bytes = bytes };
}

static size_t
left(const RigScan *self)
{
    return g_bytes_get_size(self->bytes) - self->at;
}

static const uint8_t *
here(const RigScan *self)
{
    return (const uint8_t *)g_bytes_get_data(self->bytes, NULL) + self->at;
}

/* Expects the encoded @item; consumes it. */
static void
expect(RigScan *self, GBytes *item)
{
    g_autoptr(GBytes) wanted = item;
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(wanted, &len);

    if (self->failed || left(self) < len || memcmp(here(self), data, len) != 0)
        self->failed = true;
    else
        self->at += len;
}

/* The width that rig_item_head() writes the shortest form of @argument with. */
static unsigned
shortest_width(uint64_t argument)
{
    if (argument < 24)
        return 0;
    if (argument <= G_MAXUINT8)
        return 1;
    return argument <= G_MAXUINT16 ? 2 : argument <= G_MAXUINT32 ? 4 : 8;
}

void
rig_scan_head(RigScan *self, RigCborMajor major, uint64_t argument)
{
    expect(self, rig_item_head(major, argument, shortest_width(argument)));
}

void
rig_scan_text(RigScan *self, const char *text)
{
    expect(self, rig_item_text(text));
}

/* The length that a byte string's head of at most two more bytes claims; whether that is its
 * shortest form is for rig_scan_head() to say. */
static size_t
claimed_length(const RigScan *self)
{
    const size_t n = left(self);
    const uint8_t *const p = n > 0 ? here(self) : NULL;
    const unsigned extra = n > 0 ? p[0] & 0x1f : 0;

    if (n > 1 && extra == 24)
        return p[1];
    if (n > 2 && extra == 25)
        return (size_t)p[1] << 8 | p[2];
    return extra;
}

GBytes *
rig_scan_bytes(RigScan *self, size_t min, size_t max)
{
    const size_t len = self->failed ? 0 : claimed_length(self);
    GBytes *bytes;

    rig_scan_head(self, RIG_CBOR_BYTES, len);
    if (self->failed || len < min || len > max || len > left(self)) {
        self->failed = true;
        return NULL;
    }
    bytes = g_bytes_new_from_bytes(self->bytes, self->at, len);
    self->at += len;
    return bytes;
}

bool
rig_scan_is_done(const RigScan *self)
{
    return !self->failed && left(self) == 0;
}
