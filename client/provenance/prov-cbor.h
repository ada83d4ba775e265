/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-reader.h"

/*
 * Views over CBOR (RFC 8949) in place. libcbor's stream decoder reads each item's head; nothing is
 * built, so no count in the input makes us allocate. The profile of wire-format.md, "COSE and
 * CBOR", on top.
 */
typedef enum {
    PROV_CBOR_NONE = 0,
    PROV_CBOR_UINT,
    PROV_CBOR_NINT, /* the number is -1 - value */
    PROV_CBOR_BYTES,
    PROV_CBOR_TEXT,
    PROV_CBOR_ARRAY,
    PROV_CBOR_MAP,
    PROV_CBOR_TAG,
    PROV_CBOR_BOOL,
    PROV_CBOR_NULL,
    PROV_CBOR_FLOAT,
} ProvCborType;

typedef enum {
    PROV_CBOR_STRICT = 0, /* VSI and session keys: definite lengths, shortest integers and counts */
    PROV_CBOR_LENIENT,    /* claim, its protected header, assertions: any well-formed encoding */
} ProvCborProfile;

typedef struct {
    ProvCborType type;
    uint64_t value;     /* UINT, NINT, BOOL, TAG; ARRAY: number of elements; MAP: number of pairs */
    double number;      /* FLOAT */
    bool chunked;       /* BYTES, TEXT of indefinite length: content is not one run of bytes */
    ProvReader content; /* BYTES, TEXT: the string; ARRAY, MAP, TAG: the encoded items inside */
    ProvReader encoded; /* the item as it stands, head included */
} ProvCborItem;

/*
 * Checks all of @encoded: exactly one item, well-formed, depth at most 16, no duplicate map keys,
 * valid UTF-8, no tags but 0 and 18, no simple values but false, true and null, at most 256 pairs
 * in a map.
 */
bool prov_cbor_parse(ProvReader encoded, ProvCborProfile profile, ProvCborItem *out)
    G_GNUC_WARN_UNUSED_RESULT;

/* The next item of a parsed container's content. A failed read changes nothing. */
bool prov_cbor_next(ProvReader *self, ProvCborItem *out) G_GNUC_WARN_UNUSED_RESULT;

/* The value of a key in a parsed map; false when it is absent or null. */
bool prov_cbor_find_int(const ProvCborItem *map, int64_t key, ProvCborItem *out)
    G_GNUC_WARN_UNUSED_RESULT;
bool prov_cbor_find_text(const ProvCborItem *map, const char *key, ProvCborItem *out)
    G_GNUC_WARN_UNUSED_RESULT;

/* As above, and of that type. BYTES and TEXT in one piece only. */
bool prov_cbor_get_int(const ProvCborItem *map, int64_t key, ProvCborType type, ProvCborItem *out)
    G_GNUC_WARN_UNUSED_RESULT;
bool
prov_cbor_get_text(const ProvCborItem *map, const char *key, ProvCborType type, ProvCborItem *out)
    G_GNUC_WARN_UNUSED_RESULT;

/* The item is this integer. */
bool prov_cbor_is_int(const ProvCborItem *self, int64_t value);

/* Appends the head of a byte string of @len bytes, as a Sig_structure needs it. */
void prov_cbor_append_bytes_head(GByteArray *out, size_t len);
