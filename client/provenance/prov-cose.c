/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-cose.h"

#include <string.h>

/* The protected map is a byte string; an empty one stands for an empty map (RFC 9052, section 3).
 */
static bool
read_protected(const ProvCborItem *item, ProvCborProfile profile, ProvCose *cose)
{
    static const uint8_t empty_map[] = { 0xa0 };
    ProvReader map = item->content;

    if (item->type != PROV_CBOR_BYTES)
        return false;
    cose->protected_bytes = item->content;
    if (map.len == 0)
        map = (ProvReader){ empty_map, sizeof empty_map };
    return prov_cbor_parse(map, profile, &cose->protected_map)
           && cose->protected_map.type == PROV_CBOR_MAP;
}

/* RFC 9052, section 3.1: what must be understood; nothing here is, so it is refused: ours. */
static bool
has_crit(const ProvCborItem *map)
{
    ProvReader content = map->content;
    ProvCborItem name, value;

    while (prov_cbor_next(&content, &name) && prov_cbor_next(&content, &value)) {
        if (prov_cbor_is_int(&name, PROV_COSE_CRIT))
            return true; /* null or empty too */
    }
    return false;
}

/* [protected, unprotected, payload or nil, signature] under tag 18 (RFC 9052, section 4.2). */
bool
prov_cose_parse(ProvReader encoded, ProvCborProfile profile, ProvCose *out)
{
    ProvCborItem tag, array, part[4];
    ProvReader content;
    ProvCose cose = { 0 };

    if (!prov_cbor_parse(encoded, profile, &tag) || tag.type != PROV_CBOR_TAG || tag.value != 18)
        return false;
    if (!prov_cbor_next(&tag.content, &array) || array.type != PROV_CBOR_ARRAY || array.value != 4)
        return false;
    content = array.content;
    for (size_t i = 0; i < G_N_ELEMENTS(part); i++) {
        if (!prov_cbor_next(&content, &part[i]) || part[i].chunked)
            return false;
    }

    if (!read_protected(&part[0], profile, &cose) || part[1].type != PROV_CBOR_MAP
        || part[3].type != PROV_CBOR_BYTES)
        return false;
    cose.unprotected_map = part[1];
    cose.has_payload = part[2].type == PROV_CBOR_BYTES;
    if (!cose.has_payload && part[2].type != PROV_CBOR_NULL)
        return false;
    if (cose.has_payload)
        cose.payload = part[2].content;
    cose.signature = part[3].content;
    if (has_crit(&cose.protected_map) || has_crit(&cose.unprotected_map))
        return false;

    *out = cose;
    return true;
}

ProvAlg
prov_cose_alg_from_item(const ProvCborItem *item)
{
    if (prov_cbor_is_int(item, -7))
        return PROV_ALG_ES256;
    if (prov_cbor_is_int(item, -35))
        return PROV_ALG_ES384;
    if (prov_cbor_is_int(item, -8))
        return PROV_ALG_EDDSA;
    return PROV_ALG_NONE;
}

/* RFC 9052, section 3.1; protected only: ours. */
ProvAlg
prov_cose_get_alg(const ProvCose *self)
{
    ProvCborItem alg, other;

    if (prov_cbor_find_int(&self->unprotected_map, PROV_COSE_ALG, &other))
        return PROV_ALG_NONE;
    if (!prov_cbor_find_int(&self->protected_map, PROV_COSE_ALG, &alg))
        return PROV_ALG_NONE;
    return prov_cose_alg_from_item(&alg);
}

GByteArray *
prov_cose_to_be_signed(const ProvCose *self, ProvReader payload)
{
    static const char context[] = "Signature1";
    GByteArray *out = g_byte_array_sized_new((guint)(payload.len + self->protected_bytes.len + 40));
    uint8_t head[] = { 0x84, 0x60 | (sizeof context - 1) };

    g_byte_array_append(out, head, sizeof head);
    g_byte_array_append(out, (const uint8_t *)context, sizeof context - 1);
    prov_cbor_append_bytes_head(out, self->protected_bytes.len);
    g_byte_array_append(out, self->protected_bytes.data, (guint)self->protected_bytes.len);
    prov_cbor_append_bytes_head(out, 0); /* external_aad */
    prov_cbor_append_bytes_head(out, payload.len);
    g_byte_array_append(out, payload.data, (guint)payload.len);
    return out;
}
