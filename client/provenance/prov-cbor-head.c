/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-cbor-head.h"

#include <cbor.h>

/* Tag 18 in one byte: libcbor 0.8 calls the one-byte tags 6 to 20 unassigned and refuses them. */
#define TAG_18 0xd2

static void
on_uint(void *context, uint64_t value)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_UINT, .value = value };
}

static void
on_uint8(void *context, uint8_t value)
{
    on_uint(context, value);
}

static void
on_uint16(void *context, uint16_t value)
{
    on_uint(context, value);
}

static void
on_uint32(void *context, uint32_t value)
{
    on_uint(context, value);
}

static void
on_nint(void *context, uint64_t value)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_NINT, .value = value };
}

static void
on_nint8(void *context, uint8_t value)
{
    on_nint(context, value);
}

static void
on_nint16(void *context, uint16_t value)
{
    on_nint(context, value);
}

static void
on_nint32(void *context, uint32_t value)
{
    on_nint(context, value);
}

static void
on_bytes(void *context, cbor_data data, size_t len)
{
    *(ProvCborHead *)context =
        (ProvCborHead){ .type = PROV_CBOR_BYTES, .value = len, .string = { data, len } };
}

static void
on_text(void *context, cbor_data data, size_t len)
{
    *(ProvCborHead *)context =
        (ProvCborHead){ .type = PROV_CBOR_TEXT, .value = len, .string = { data, len } };
}

static void
on_bytes_start(void *context)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_BYTES, .indefinite = true };
}

static void
on_text_start(void *context)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_TEXT, .indefinite = true };
}

static void
on_array(void *context, size_t count)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_ARRAY, .value = count };
}

static void
on_array_start(void *context)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_ARRAY, .indefinite = true };
}

static void
on_map(void *context, size_t count)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_MAP, .value = count };
}

static void
on_map_start(void *context)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_MAP, .indefinite = true };
}

static void
on_tag(void *context, uint64_t tag)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_TAG, .value = tag };
}

static void
on_float(void *context, float number)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_FLOAT, .number = (double)number };
}

static void
on_double(void *context, double number)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_FLOAT, .number = number };
}

/* The head stays of no type. */
static void
on_nothing(G_GNUC_UNUSED void *context)
{
}

static void
on_null(void *context)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_NULL };
}

static void
on_bool(void *context, bool value)
{
    *(ProvCborHead *)context = (ProvCborHead){ .type = PROV_CBOR_BOOL, .value = value };
}

static const struct cbor_callbacks callbacks = {
    .uint8 = on_uint8,
    .uint16 = on_uint16,
    .uint32 = on_uint32,
    .uint64 = on_uint,
    .negint64 = on_nint,
    .negint32 = on_nint32,
    .negint16 = on_nint16,
    .negint8 = on_nint8,
    .byte_string_start = on_bytes_start,
    .byte_string = on_bytes,
    .string = on_text,
    .string_start = on_text_start,
    .indef_array_start = on_array_start,
    .array_start = on_array,
    .indef_map_start = on_map_start,
    .map_start = on_map,
    .tag = on_tag,
    .float2 = on_float,
    .float4 = on_float,
    .float8 = on_double,
    .undefined = on_nothing,
    .null = on_null,
    .boolean = on_bool,
    .indef_break = on_nothing,
};

/* Bytes of the shortest head for @value (RFC 8949, section 4.2.1). */
static size_t
shortest_head_len(uint64_t value)
{
    if (value < 24)
        return 1;
    if (value <= UINT8_MAX)
        return 2;
    if (value <= UINT16_MAX)
        return 3;
    return value <= UINT32_MAX ? 5 : 9;
}

/* Integers, strings, counts and tags can be written longer than they need be; a float, whose length
 * is its kind, is not asked, and what has no number is one byte. */
static bool
is_shortest(const ProvCborHead *head, size_t encoded_len)
{
    return head->type == PROV_CBOR_FLOAT
           || encoded_len - head->string.len == shortest_head_len(head->value);
}

bool
prov_cbor_head_read(ProvReader *reader, ProvCborHead *out)
{
    ProvReader rest = *reader;
    struct cbor_decoder_result result;
    ProvCborHead head = { 0 };

    if (rest.len == 0)
        return false;
    if (rest.data[0] == TAG_18) {
        on_tag(&head, 18);
        result.read = 1;
    } else {
        result = cbor_stream_decode(rest.data, rest.len, &callbacks, &head);
        if (result.status != CBOR_DECODER_FINISHED)
            return false;
    }
    if (!prov_reader_skip(&rest, result.read))
        return false;

    head.shortest = is_shortest(&head, result.read);
    *out = head;
    *reader = rest;
    return true;
}
