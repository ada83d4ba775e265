/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-cbor.h"

#include "client/provenance/prov-cbor-head.h"

#include <cbor.h>

#define MAX_DEPTH 16  /* wire-format.md, "COSE and CBOR" */
#define MAX_PAIRS 256 /* ours: bounds the comparison of keys */

/* How much read_item() asks of an item. */
typedef enum {
    RULES_CHECKED = 0, /* the whole was parsed before: only find the item's end */
    RULES_LENIENT,
    RULES_STRICT,
} Rules;

static bool
read_head(ProvReader *reader, Rules rules, ProvCborHead *out)
{
    ProvReader rest = *reader;
    ProvCborHead head;

    if (!prov_cbor_head_read(&rest, &head))
        return false;
    if (rules == RULES_STRICT && (head.indefinite || !head.shortest))
        return false;

    *out = head;
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
    ProvCborHead head;

    while (!next_is_break(reader)) {
        if (!read_head(reader, rules, &head) || head.type != type || head.indefinite)
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

/* Ours: keys that can be compared whatever their encoding: integers, and strings in one piece. */
static bool
is_plain_key(const ProvCborItem *key)
{
    return key->type == PROV_CBOR_UINT || key->type == PROV_CBOR_NINT
           || ((key->type == PROV_CBOR_BYTES || key->type == PROV_CBOR_TEXT) && !key->chunked);
}

/* RFC 8949, 5.6. No key twice among the @n_pairs pairs that were just read. Quadratic, and bounded
 * by MAX_PAIRS.
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
read_entries(ProvReader *reader,
             Rules rules,
             unsigned depth,
             const ProvCborHead *head,
             uint64_t *n_entries)
{
    uint64_t per_entry = head->type == PROV_CBOR_MAP ? 2 : 1;
    uint64_t n_items = 0;
    ProvCborItem item;

    if (head->value > reader->len)
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
read_content(ProvReader *reader,
             Rules rules,
             unsigned depth,
             const ProvCborHead *head,
             ProvCborItem *out)
{
    const uint8_t *start = reader->data;
    ProvCborItem inner;

    if (head->type == PROV_CBOR_TAG) {
        if (head->value != 0 && head->value != 18)
            return false;
        if (!read_item(reader, rules, depth + 1, &inner))
            return false;
    } else if (!read_entries(reader, rules, depth, head, &out->value)) {
        return false;
    }
    out->content = (ProvReader){ start, (size_t)(reader->data - start) };
    if (head->indefinite && !prov_reader_skip(reader, 1))
        return false;
    return head->type != PROV_CBOR_MAP || rules == RULES_CHECKED
           || keys_are_distinct(out->content, out->value);
}

static bool
read_item(ProvReader *reader, Rules rules, unsigned depth, ProvCborItem *out)
{
    ProvReader rest = *reader;
    ProvCborItem item;
    ProvCborHead head;

    if (depth > MAX_DEPTH || !read_head(&rest, rules, &head) || head.type == PROV_CBOR_NONE)
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
    } else if (head.type == PROV_CBOR_TEXT && rules != RULES_CHECKED
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

    while (map->type == PROV_CBOR_MAP && prov_cbor_next(&content, &name)
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

    while (map->type == PROV_CBOR_MAP && prov_cbor_next(&content, &name)
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
