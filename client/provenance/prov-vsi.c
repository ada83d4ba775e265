/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-vsi.h"

#include "client/provenance/prov-time.h"

#define MIN_NONCE_LEN 8 /* bytes, EAT (RFC 9711, section 4.1) */
#define MAX_NONCE_LEN 64

/* CWT and EAT claims (RFC 8392, RFC 9711). */
enum {
    CLAIM_IAT = 6,
    CLAIM_NONCE = 10
};

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_HEADER, detail);
}

/* emsg version 0 (ISO/IEC 23009-1, 5.10.3.3); id is free and read by nobody. @cose is what follows.
 */
static bool
read_emsg(const ProvBox *emsg, ProvVsi *out, ProvReader *cose)
{
    ProvReader rest = emsg->payload, scheme, value;
    uint8_t version;
    uint32_t flags, delta, id;

    if (!prov_bmff_full_box(&rest, &version, &flags) || version != 0 || flags != 0
        || !prov_reader_cstring(&rest, &scheme) || !prov_reader_is(scheme, PROV_VSI_SCHEME)
        || !prov_reader_cstring(&rest, &value) || !prov_reader_is(value, "fseg")
        || !prov_reader_u32(&rest, &out->timescale) || !prov_reader_u32(&rest, &delta) || delta != 0
        || !prov_reader_u32(&rest, &out->duration) || !prov_reader_u32(&rest, &id))
        return false;

    *cose = rest;
    return true;
}

static bool
add_nonce(const ProvCborItem *item, ProvVsi *out)
{
    if (item->type != PROV_CBOR_BYTES || item->content.len < MIN_NONCE_LEN
        || item->content.len > MAX_NONCE_LEN || out->n_nonces == PROV_MAX_NONCES)
        return false;
    out->nonces[out->n_nonces++] = item->content;
    return true;
}

/* One as a byte string, several as an array. */
static bool
read_nonces(const ProvCborItem *nonce, ProvVsi *out)
{
    ProvReader content = nonce->content;
    ProvCborItem item;

    if (nonce->type != PROV_CBOR_ARRAY)
        return add_nonce(nonce, out);
    while (content.len > 0) {
        if (!prov_cbor_next(&content, &item) || !add_nonce(&item, out))
            return false;
    }
    return out->n_nonces > 0;
}

/* Protected header 15 (RFC 9597): absent, or a map that has the capture time. */
static bool
read_claims(ProvVsi *out, ProvVerdict *verdict)
{
    ProvCborItem claims, iat, nonce;

    if (!prov_cbor_find_int(&out->cose.protected_map, PROV_COSE_CWT_CLAIMS, &claims))
        return true;
    if (claims.type != PROV_CBOR_MAP || !prov_cbor_find_int(&claims, CLAIM_IAT, &iat)
        || !prov_time_from_numeric(&iat, &out->capture_us))
        return refuse(verdict, "the signed header's capture time can't be read");
    out->has_capture = true;
    if (prov_cbor_find_int(&claims, CLAIM_NONCE, &nonce) && !read_nonces(&nonce, out))
        return refuse(verdict, "the signed header's nonces can't be read");
    return true;
}

/* Unprotected: the key id and nothing else; it has no business in the protected map. */
static bool
read_kid(ProvVsi *out, ProvVerdict *verdict)
{
    const ProvCborItem *unprotected = &out->cose.unprotected_map;
    ProvCborItem kid;

    if (prov_cbor_find_int(&out->cose.protected_map, PROV_COSE_KID, &kid))
        return refuse(verdict, "the signed header's key id stands in the protected map");
    if (unprotected->value == 0)
        return true;
    if (unprotected->value != 1
        || !prov_cbor_get_int(unprotected, PROV_COSE_KID, PROV_CBOR_BYTES, &kid))
        return refuse(verdict,
                      "the signed header has an unprotected header that is not its key id");
    out->has_kid = true;
    out->kid = kid.content;
    return true;
}

/* verifiable-segment-info-map (C2PA 2.4, section 19.4); number below 2^63: ours. */
static bool
read_payload(ProvVsi *out, ProvVerdict *verdict)
{
    ProvCborItem map, item;

    if (!out->cose.has_payload || !prov_cbor_parse(out->cose.payload, PROV_CBOR_STRICT, &map)
        || map.type != PROV_CBOR_MAP)
        return refuse(verdict, "the signed header's payload is not a map");
    if (!prov_cbor_get_text(&map, "sequenceNumber", PROV_CBOR_UINT, &item)
        || item.value > INT64_MAX)
        return refuse(verdict, "the signed header's sequence number is out of range");
    out->sequence = item.value;
    if (prov_cbor_find_text(&map, "manifestId", &item) && item.type == PROV_CBOR_TEXT) {
        out->has_manifest_id = true;
        out->manifest_id = item.content;
    }
    if (!prov_cbor_get_text(&map, "bmffHash", PROV_CBOR_MAP, &item))
        return refuse(verdict, "the signed header has no content hash");
    return prov_bmff_hash_read(&item, PROV_BMFF_HASH_SEGMENT, PROV_HASH_NONE, &out->content,
                               verdict);
}

bool
prov_vsi_read(const ProvBox *emsg, ProvVsi *out, ProvVerdict *verdict)
{
    ProvReader cose;
    ProvCborItem alg;

    *out = (ProvVsi){ 0 };
    if (!read_emsg(emsg, out, &cose))
        return refuse(verdict, "the signed header's box is not of version 0 with its fixed fields");
    if (!prov_cose_parse(cose, PROV_CBOR_STRICT, &out->cose))
        return refuse(verdict, "the signed header is not a well-formed COSE_Sign1");
    out->alg = prov_cose_get_alg(&out->cose);
    if (prov_cbor_find_int(&out->cose.unprotected_map, PROV_COSE_ALG, &alg)
        || out->alg == PROV_ALG_NONE)
        return prov_verdict_refuse(verdict, PROV_REASON_ALGORITHM,
                                   "the signed header's algorithm is not ES256, ES384 or EdDSA");
    return read_kid(out, verdict) && read_claims(out, verdict) && read_payload(out, verdict);
}
