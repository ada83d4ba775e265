/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-cbor.h"

#include <cbor.h>

#define MAX_DEPTH 16
#define MAX_PAIRS 256

/* Tag 18 in one byte: libcbor 0.8 calls the one-byte tags 6 to 20 unassigned and refuses them. */
#define TAG_18 0xd2

typedef enum {
    HEAD_NONE = 0,
    HEAD_ITEM,
    HEAD_BREAK,
    HEAD_UNSUPPORTED, /* well-formed, but in no profile of ours: undefined */
} HeadKind;

/* What libcbor says of one head. */
typedef struct {
    HeadKind kind;
    ProvCborType type;
    uint64_t value;
    double number;
    bool indefinite;
    ProvReader string;
} Head;

/* How much read_item() asks of an item. */
typedef enum {
    RULES_CHECKED = 0, /* the whole was parsed before: only find the item's end */
    RULES_LENIENT,
    RULES_STRICT,
} Rules;

static void
on_uint(void *context, uint64_t value)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_UINT, .value = value };
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
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_NINT, .value = value };
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
    *(Head *)context =
        (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_BYTES, .value = len, .string = { data, len } };
}

static void
on_text(void *context, cbor_data data, size_t len)
{
    *(Head *)context =
        (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_TEXT, .value = len, .string = { data, len } };
}

static void
on_bytes_start(void *context)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_BYTES, .indefinite = true };
}

static void
on_text_start(void *context)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_TEXT, .indefinite = true };
}

static void
on_array(void *context, size_t count)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_ARRAY, .value = count };
}

static void
on_array_start(void *context)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_ARRAY, .indefinite = true };
}

static void
on_map(void *context, size_t count)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_MAP, .value = count };
}

static void
on_map_start(void *context)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_MAP, .indefinite = true };
}

static void
on_tag(void *context, uint64_t tag)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_TAG, .value = tag };
}

static void
on_float(void *context, float number)
{
    *(Head *)context =
        (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_FLOAT, .number = (double)number };
}

static void
on_double(void *context, double number)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_FLOAT, .number = number };
}

static void
on_undefined(void *context)
{
    *(Head *)context = (Head){ .kind = HEAD_UNSUPPORTED };
}

static void
on_null(void *context)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_NULL };
}

static void
on_bool(void *context, bool value)
{
    *(Head *)context = (Head){ .kind = HEAD_ITEM, .type = PROV_CBOR_BOOL, .value = value };
}

static void
on_break(void *context)
{
    *(Head *)context = (Head){ .kind = HEAD_BREAK };
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
    .undefined = on_undefined,
    .null = on_null,
    .boolean = on_bool,
    .indef_break = on_break,
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

static bool
read_head(ProvReader *reader, Rules rules, Head *head)
{
    ProvReader rest = *reader;
    struct cbor_decoder_result result;
    size_t head_len;

    *head = (Head){ 0 };
    if (rest.len == 0)
        return false;
    if (rest.data[0] == TAG_18) {
        on_tag(head, 18);
        return prov_reader_skip(reader, 1);
    }
    result = cbor_stream_decode(rest.data, rest.len, &callbacks, head);
    if (result.status != CBOR_DECODER_FINISHED || !prov_reader_skip(&rest, result.read))
        return false;
    if (head->kind == HEAD_NONE || head->kind == HEAD_UNSUPPORTED)
        return false;

    if (rules == RULES_STRICT) {
        if (head->indefinite)
            return false;
        head_len = result.read - head->string.len;
        if (head->type != PROV_CBOR_FLOAT && head_len != shortest_head_len(head->value)
            && head->kind == HEAD_ITEM && head->type != PROV_CBOR_BOOL)
            return false;
    }
    *reader = rest;
    return true;
}

static bool read_item(ProvReader *reader, Rules rules, unsigned depth, ProvCborItem *out);

static bool
next_is_break(const ProvReader *reader)
{
    return reader->len > 0 && reader->data[0] == 0xff;
}

/* Chunks of a string of indefinite length: definite strings of the same type (RFC 8949, 3.2.3). */
static bool
read_chunks(ProvReader *reader, Rules rules, ProvCborType type)
{
    Head head;

    while (!next_is_break(reader)) {
        if (!read_head(reader, rules, &head) || head.kind != HEAD_ITEM || head.type != type
            || head.indefinite)
            return false;
        if (type == PROV_CBOR_TEXT && rules != RULES_CHECKED
            && !g_utf8_validate_len((const char *)head.string.data, head.string.len, NULL))
            return false;
    }
    return prov_reader_skip(reader, 1);
}

static bool
same_key(const ProvCborItem *a, const ProvCborItem *b)
{
    if (a->type != b->type)
        return false;
    if (a->type == PROV_CBOR_BYTES || a->type == PROV_CBOR_TEXT)
        return prov_reader_same(a->content, b->content);
    return a->value == b->value;
}

/* Keys that can be compared whatever their encoding: integers, and strings in one piece. */
static bool
is_plain_key(const ProvCborItem *key)
{
    return key->type == PROV_CBOR_UINT || key->type == PROV_CBOR_NINT
           || ((key->type == PROV_CBOR_BYTES || key->type == PROV_CBOR_TEXT) && !key->chunked);
}

/* No key twice among the @n_pairs pairs that were just read. Quadratic, and bounded by MAX_PAIRS.
 */
static bool
keys_are_distinct(ProvReader content, uint64_t n_pairs)
{
    g_autofree ProvCborItem *keys = NULL;
    ProvCborItem value;

    if (n_pairs > MAX_PAIRS)
        return false;
    keys = g_new(ProvCborItem, MAX((size_t)n_pairs, 1));
    for (size_t i = 0; i < (size_t)n_pairs; i++) {
        if (!prov_cbor_next(&content, &keys[i]) || !prov_cbor_next(&content, &value)
            || !is_plain_key(&keys[i]))
            return false;
        for (size_t j = 0; j < i; j++) {
            if (same_key(&keys[i], &keys[j]))
                return false;
        }
    }
    return true;
}

/* The items inside an array (@per_entry 1) or a map (2); counts entries. */
static bool
read_entries(ProvReader *reader, Rules rules, unsigned depth, const Head *head, uint64_t *n_entries)
{
    uint64_t per_entry = head->type == PROV_CBOR_MAP ? 2 : 1;
    uint64_t n_items = 0;
    ProvCborItem item;

    if (!head->indefinite && head->value > reader->len)
        return false; /* every entry takes a byte at least */
    while (head->indefinite ? !next_is_break(reader) : n_items < head->value * per_entry) {
        if (!read_item(reader, rules, depth + 1, &item))
            return false;
        n_items++;
    }
    *n_entries = n_items / per_entry;
    return n_items % per_entry == 0;
}

static bool
read_content(ProvReader *reader, Rules rules, unsigned depth, const Head *head, ProvCborItem *out)
{
    const uint8_t *start = reader->data;
    ProvCborItem inner;

    if (head->type == PROV_CBOR_TAG) {
        if (rules != RULES_CHECKED && head->value != 0 && head->value != 18)
            return false;
        if (!read_item(reader, rules, depth + 1, &inner))
            return false;
    } else if (!read_entries(reader, rules, depth, head, &out->value)) {
        return false;
    }
    out->content = (ProvReader){ start, (size_t)(reader->data - start) };
    if (head->type != PROV_CBOR_TAG && head->indefinite && !prov_reader_skip(reader, 1))
        return false;
    return head->type != PROV_CBOR_MAP || rules == RULES_CHECKED
           || keys_are_distinct(out->content, out->value);
}

static bool
read_item(ProvReader *reader, Rules rules, unsigned depth, ProvCborItem *out)
{
    ProvReader rest = *reader;
    ProvCborItem item;
    Head head;

    if (depth > MAX_DEPTH || !read_head(&rest, rules, &head) || head.kind != HEAD_ITEM)
        return false;

    item = (ProvCborItem){ .type = head.type, .value = head.value, .number = head.number };
    item.content = head.string;
    item.chunked = head.indefinite && (head.type == PROV_CBOR_BYTES || head.type == PROV_CBOR_TEXT);
    if (item.chunked) {
        if (!read_chunks(&rest, rules, head.type))
            return false;
    } else if (head.type == PROV_CBOR_ARRAY || head.type == PROV_CBOR_MAP
               || head.type == PROV_CBOR_TAG) {
        if (!read_content(&rest, rules, depth, &head, &item))
            return false;
    } else if (head.type == PROV_CBOR_TEXT && rules != RULES_CHECKED && head.string.len > 0
               && !g_utf8_validate_len((const char *)head.string.data, head.string.len, NULL)) {
        return false;
    }

    item.encoded = (ProvReader){ reader->data, (size_t)(rest.data - reader->data) };
    *out = item;
    *reader = rest;
    return true;
}

bool
prov_cbor_parse(ProvReader encoded, ProvCborProfile profile, ProvCborItem *out)
{
    Rules rules = profile == PROV_CBOR_LENIENT ? RULES_LENIENT : RULES_STRICT;
    ProvCborItem item;

    if (!read_item(&encoded, rules, 1, &item) || encoded.len != 0)
        return false;

    *out = item;
    return true;
}

bool
prov_cbor_next(ProvReader *self, ProvCborItem *out)
{
    return read_item(self, RULES_CHECKED, 1, out);
}

bool
prov_cbor_is_int(const ProvCborItem *self, int64_t value)
{
    if (value >= 0)
        return self->type == PROV_CBOR_UINT && self->value == (uint64_t)value;
    return self->type == PROV_CBOR_NINT && self->value == (uint64_t)(-1 - value);
}

bool
prov_cbor_find_int(const ProvCborItem *map, int64_t key, ProvCborItem *out)
{
    ProvReader content = map->content;
    ProvCborItem name, value;

    while (map->type == PROV_CBOR_MAP && content.len > 0 && prov_cbor_next(&content, &name)
           && prov_cbor_next(&content, &value)) {
        if (prov_cbor_is_int(&name, key)) {
            *out = value;
            return value.type != PROV_CBOR_NULL;
        }
    }
    return false;
}

bool
prov_cbor_find_text(const ProvCborItem *map, const char *key, ProvCborItem *out)
{
    ProvReader content = map->content;
    ProvCborItem name, value;

    while (map->type == PROV_CBOR_MAP && content.len > 0 && prov_cbor_next(&content, &name)
           && prov_cbor_next(&content, &value)) {
        if (name.type == PROV_CBOR_TEXT && prov_reader_is(name.content, key)) {
            *out = value;
            return value.type != PROV_CBOR_NULL;
        }
    }
    return false;
}

bool
prov_cbor_get_int(const ProvCborItem *map, int64_t key, ProvCborType type, ProvCborItem *out)
{
    return prov_cbor_find_int(map, key, out) && out->type == type && !out->chunked;
}

bool
prov_cbor_get_text(const ProvCborItem *map, const char *key, ProvCborType type, ProvCborItem *out)
{
    return prov_cbor_find_text(map, key, out) && out->type == type && !out->chunked;
}

void
prov_cbor_append_bytes_head(GByteArray *out, size_t len)
{
    uint8_t head[9];
    size_t head_len = cbor_encode_bytestring_start(len, head, sizeof head);

    g_byte_array_append(out, head, (guint)head_len);
}
