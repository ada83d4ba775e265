/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-bmff-hash.h"

#include <string.h>

/* One exclusion this profile knows (C2PA 2.4, exclusions-map of c2pa.hash.bmff.v3). */
typedef struct {
    const char *xpath;
    uint64_t offset; /* of the value, from the box's first byte */
    const void *value;
    size_t value_len;         /* 0: the entry has no data */
    ProvBmffHashUse required; /* the use in which it must stand; NONE: it may */
    bool only_init;           /* not allowed in a segment's list */
} Exclusion;

static const Exclusion exclusions[] = {
    { "/uuid", 8, prov_bmff_c2pa_uuid, 16, PROV_BMFF_HASH_INIT, false },
    { "/ftyp", 0, NULL, 0, PROV_BMFF_HASH_INIT, false },
    { "/mfra", 0, NULL, 0, PROV_BMFF_HASH_INIT, false },
    { "/free", 0, NULL, 0, PROV_BMFF_HASH_NONE, true },
    { "/skip", 0, NULL, 0, PROV_BMFF_HASH_NONE, true },
    { "/emsg", 12, PROV_VSI_SCHEME, PROV_VSI_SCHEME_LEN, PROV_BMFF_HASH_SEGMENT, false },
};

/* data: [{offset, value}], one entry, nothing else in it. */
static bool
has_data(const ProvCborItem *entry, const Exclusion *exclusion)
{
    ProvCborItem data, selector, offset, value;

    if (!prov_cbor_find_text(entry, "data", &data))
        return exclusion->value_len == 0;
    if (exclusion->value_len == 0 || data.type != PROV_CBOR_ARRAY || data.value != 1
        || !prov_cbor_next(&data.content, &selector) || selector.type != PROV_CBOR_MAP
        || selector.value != 2)
        return false;
    return prov_cbor_get_text(&selector, "offset", PROV_CBOR_UINT, &offset)
           && offset.value == exclusion->offset
           && prov_cbor_get_text(&selector, "value", PROV_CBOR_BYTES, &value)
           && prov_reader_equals(value.content, exclusion->value, exclusion->value_len);
}

/* The entry has xpath, maybe data, and every other field of the standard's map is absent or null.
 */
static bool
has_no_more(const ProvCborItem *entry)
{
    ProvReader content = entry->content;
    ProvCborItem name, value;

    while (content.len > 0) {
        if (!prov_cbor_next(&content, &name) || !prov_cbor_next(&content, &value)
            || name.type != PROV_CBOR_TEXT)
            return false;
        if (!prov_reader_is(name.content, "xpath") && !prov_reader_is(name.content, "data")
            && value.type != PROV_CBOR_NULL)
            return false;
    }
    return true;
}

/* Index of the known exclusion that this entry is; G_N_ELEMENTS(exclusions) when it is none. */
static size_t
find_exclusion(const ProvCborItem *entry)
{
    ProvCborItem xpath;
    size_t i;

    if (!prov_cbor_get_text(entry, "xpath", PROV_CBOR_TEXT, &xpath) || !has_no_more(entry))
        return G_N_ELEMENTS(exclusions);
    for (i = 0; i < G_N_ELEMENTS(exclusions); i++) {
        if (prov_reader_is(xpath.content, exclusions[i].xpath) && has_data(entry, &exclusions[i]))
            break;
    }
    return i;
}

/* Each at most once, those there must be, and no other (wire-format.md, ours; HDR-17). */
static bool
check_exclusions(const ProvCborItem *map, ProvBmffHashUse use)
{
    ProvCborItem list, entry;
    bool seen[G_N_ELEMENTS(exclusions)] = { false };

    if (!prov_cbor_get_text(map, "exclusions", PROV_CBOR_ARRAY, &list))
        return false;
    while (list.content.len > 0) {
        size_t i;

        if (!prov_cbor_next(&list.content, &entry))
            return false;
        i = find_exclusion(&entry);
        if (i == G_N_ELEMENTS(exclusions) || seen[i])
            return false;
        if (use == PROV_BMFF_HASH_INIT ? exclusions[i].required == PROV_BMFF_HASH_SEGMENT
                                       : exclusions[i].only_init)
            return false;
        seen[i] = true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(exclusions); i++) {
        if (exclusions[i].required == use && !seen[i])
            return false;
    }
    return true;
}

bool
prov_bmff_hash_read(const ProvCborItem *map,
                    ProvBmffHashUse use,
                    ProvHash fallback,
                    ProvBmffHash *out,
                    ProvVerdict *verdict)
{
    bool init = use == PROV_BMFF_HASH_INIT;
    ProvReason malformed = init ? PROV_REASON_BAD_MANIFEST : PROV_REASON_BAD_HEADER;
    ProvCborItem alg, hash, merkle;
    ProvBmffHash self = { .hash = fallback };

    if (map->type != PROV_CBOR_MAP || !check_exclusions(map, use))
        return prov_verdict_refuse(verdict, malformed,
                                   "the content hash leaves out what it must not leave out");
    if (prov_cbor_find_text(map, "merkle", &merkle))
        return prov_verdict_refuse(verdict, malformed, "the content hash has a Merkle tree");
    if (prov_cbor_find_text(map, "alg", &alg))
        self.hash = alg.type == PROV_CBOR_TEXT && !alg.chunked
                        ? prov_digest_hash_from_name(alg.content)
                        : PROV_HASH_NONE;
    if (self.hash == PROV_HASH_NONE)
        return prov_verdict_refuse(verdict, init ? PROV_REASON_BAD_MANIFEST : PROV_REASON_ALGORITHM,
                                   "the content hash's algorithm is not sha256, sha384 or sha512");
    if (!prov_cbor_get_text(map, "hash", PROV_CBOR_BYTES, &hash)
        || hash.content.len != prov_digest_len(self.hash))
        return prov_verdict_refuse(verdict, malformed,
                                   "the content hash is missing or of the wrong length");

    self.expected = hash.content;
    *out = self;
    return true;
}

static bool
is_excluded(const ProvBox *box)
{
    /* The top-level grammar has left no uuid but C2PA's and no emsg but the VSI. */
    return prov_bmff_is(box, "ftyp") || prov_bmff_is(box, "uuid") || prov_bmff_is(box, "emsg");
}

/* Each box with its offset in front, u64 big endian (C2PA 2.4, hash.bmff.v3). */
bool
prov_bmff_hash_matches(ProvCrypto *crypto, const ProvBmffHash *self, const ProvBoxes *boxes)
{
    uint8_t offsets[PROV_MAX_BOXES][8];
    ProvReader parts[2 * PROV_MAX_BOXES];
    size_t n = 0;

    for (size_t i = 0; i < boxes->n; i++) {
        uint64_t big_endian = GUINT64_TO_BE((uint64_t)boxes->box[i].offset);

        if (is_excluded(&boxes->box[i]))
            continue;
        memcpy(offsets[i], &big_endian, sizeof big_endian);
        parts[n++] = (ProvReader){ offsets[i], sizeof offsets[i] };
        parts[n++] = boxes->box[i].whole;
    }
    return n > 0 && prov_digest_matches(crypto, self->hash, parts, n, self->expected);
}
