/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-bmff.h"

#include "client/provenance/prov-gate.h"

#include <string.h>

#define MAX_FTYP_LEN 64
#define MAX_STYP_LEN 64
#define MAX_EMSG_LEN (64 * 1024)

/* C2PA 2.4, section A.5.1. */
const uint8_t prov_bmff_c2pa_uuid[16] = { 0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c,
                                          0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81 };

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_CONTAINER, detail);
}

bool
prov_bmff_is(const ProvBox *box, const char *type)
{
    return memcmp(box->type, type, 4) == 0;
}

/* size and type (ISO/IEC 14496-12, 4.2); size 0 and 1, which it allows, are refused: ours. */
bool
prov_bmff_next(ProvReader *self, ProvBox *out)
{
    ProvReader rest = *self, whole;
    uint32_t size;
    ProvBox box = { 0 };

    if (!prov_reader_u32(&rest, &size) || size < 8)
        return false;
    rest = *self;
    if (!prov_reader_take(&rest, size, &whole))
        return false;
    box.whole = whole;
    box.payload = (ProvReader){ whole.data + 8, whole.len - 8 };
    memcpy(box.type, whole.data + 4, 4);

    *out = box;
    *self = rest;
    return true;
}

/* FullBox (ISO/IEC 14496-12, 4.2). */
bool
prov_bmff_full_box(ProvReader *payload, uint8_t *version, uint32_t *flags)
{
    ProvReader rest = *payload;

    if (!prov_reader_u8(&rest, version) || !prov_reader_u24(&rest, flags))
        return false;
    *payload = rest;
    return true;
}

static bool
walk(ProvReader file, ProvBoxes *out, ProvVerdict *verdict)
{
    ProvReader rest = file;

    out->n = 0;
    if (file.len == 0)
        return refuse(verdict, "the file is empty");
    while (rest.len > 0) {
        ProvBox box;

        if (!prov_bmff_next(&rest, &box))
            return refuse(verdict, "a box's size is 0, 1, too small, or goes past the end");
        if (out->n == PROV_MAX_BOXES)
            return refuse(verdict, "there are too many boxes");
        box.offset = (size_t)(box.whole.data - file.data);
        out->box[out->n++] = box;
    }
    return true;
}

static bool
is_c2pa_uuid(const ProvBox *box)
{
    return prov_bmff_is(box, "uuid") && box->payload.len >= sizeof prov_bmff_c2pa_uuid
           && memcmp(box->payload.data, prov_bmff_c2pa_uuid, sizeof prov_bmff_c2pa_uuid) == 0;
}

/* ISO/IEC 14496-12, 4.3; the list: ours. Brands decide nothing; the list only keeps the one
 * unhashed box from carrying anything else. */
static bool
check_ftyp(const ProvBox *ftyp, ProvVerdict *verdict)
{
    static const char brands[][4] = {
        "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7", "iso8", "iso9", "mp41", "mp42",
        "avc1", "dash", "msdh", "msix", "cmfc", "cmf2", "cmfs", "cmfl", "M4V ", "hlsf",
    };
    ProvReader rest = ftyp->payload;

    if (ftyp->whole.len > MAX_FTYP_LEN || rest.len < 8 || rest.len % 4 != 0)
        return refuse(verdict, "the ftyp box is not of at most 64 bytes");
    for (size_t i = 0; rest.len > 0; i++) {
        ProvReader brand;
        bool known = i == 1; /* minor_version */

        if (!prov_reader_take(&rest, 4, &brand))
            return refuse(verdict, "the ftyp box can't be read");
        for (size_t j = 0; j < G_N_ELEMENTS(brands); j++)
            known = known || memcmp(brand.data, brands[j], 4) == 0;
        if (!known)
            return refuse(verdict, "the ftyp box names an unknown brand");
    }
    return true;
}

/* C2PA 2.4, section A.5.2: UUID, version and flags, purpose, Merkle offset (0), then the store. */
static bool
read_uuid(const ProvBox *box, ProvReader *store, ProvVerdict *verdict)
{
    ProvReader rest = box->payload, purpose;
    uint8_t version;
    uint32_t flags;
    uint64_t merkle;

    if (!prov_reader_skip(&rest, sizeof prov_bmff_c2pa_uuid)
        || !prov_bmff_full_box(&rest, &version, &flags) || version != 0 || flags != 0
        || !prov_reader_cstring(&rest, &purpose) || !prov_reader_is(purpose, "manifest")
        || !prov_reader_u64(&rest, &merkle) || merkle != 0)
        return prov_verdict_refuse(verdict, PROV_REASON_BAD_MANIFEST,
                                   "the C2PA box does not hold a manifest store");

    *store = rest;
    return true;
}

/* wire-format.md, "Init segment": three boxes in this order and no other. */
bool
prov_bmff_read_init(ProvReader file, ProvInitLayout *out, ProvVerdict *verdict)
{
    size_t n_signed = 0;

    if (file.len > PROV_MAX_INIT_LEN)
        return prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                   "the init segment is larger than 1 MiB");
    if (!walk(file, &out->boxes, verdict))
        return false;
    for (size_t i = 0; i < out->boxes.n; i++) {
        const ProvBox *box = &out->boxes.box[i];

        if (prov_bmff_is(box, "mdat") || prov_bmff_is(box, "moof"))
            return prov_verdict_refuse(verdict, PROV_REASON_BAD_INIT,
                                       "the init segment holds media");
        n_signed += is_c2pa_uuid(box);
    }
    if (n_signed == 0)
        return prov_verdict_refuse(verdict, PROV_REASON_UNSIGNED,
                                   "the init segment has no C2PA manifest");
    if (n_signed > 1)
        return prov_verdict_refuse(verdict, PROV_REASON_DUPLICATE_HEADER,
                                   "the init segment has two C2PA manifests");
    if (out->boxes.n != 3 || !prov_bmff_is(&out->boxes.box[0], "ftyp")
        || !is_c2pa_uuid(&out->boxes.box[1]) || !prov_bmff_is(&out->boxes.box[2], "moov"))
        return refuse(verdict,
                      "the init segment is not just ftyp, C2PA manifest and moov, in order");

    out->moov = &out->boxes.box[2];
    return check_ftyp(&out->boxes.box[0], verdict)
           && read_uuid(&out->boxes.box[1], &out->store, verdict);
}

bool
prov_bmff_is_vsi(const ProvBox *emsg)
{
    ProvReader rest = emsg->payload, fixed, scheme;
    uint8_t version;
    uint32_t flags;

    /* Version 1 has its five fixed fields before the scheme (ISO/IEC 23009-1, 5.10.3.3). */
    return prov_bmff_is(emsg, "emsg") && prov_bmff_full_box(&rest, &version, &flags)
           && (version != 1 || prov_reader_take(&rest, 20, &fixed))
           && prov_reader_cstring(&rest, &scheme) && prov_reader_is(scheme, PROV_VSI_SCHEME);
}

/* wire-format.md, "Media segment". Which of the boxes before the first moof this is; each may come
 * once, emsg and styp in either order. */
static bool
accept_leading(const ProvBox *box, unsigned *seen)
{
    static const struct {
        const char *type;
        unsigned bit;
        unsigned after; /* none of these may have come before it */
    } leading[] = {
        { "emsg", 1, 4 | 8 },
        { "styp", 2, 4 | 8 },
        { "prft", 4, 8 },
        { "sidx", 8, 0 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(leading); i++) {
        if (!prov_bmff_is(box, leading[i].type))
            continue;
        if ((*seen & (leading[i].bit | leading[i].after)) != 0)
            return false;
        *seen |= leading[i].bit;
        return true;
    }
    return false;
}

/* 1 to 16 pairs, nothing between them, nothing after (wire-format.md, "Media segment"). */
static bool
read_pairs(ProvSegmentLayout *out, size_t at, ProvVerdict *verdict)
{
    const ProvBoxes *boxes = &out->boxes;

    for (out->n_pairs = 0; at < boxes->n; at += 2) {
        if (!prov_bmff_is(&boxes->box[at], "moof") || at + 1 == boxes->n
            || !prov_bmff_is(&boxes->box[at + 1], "mdat"))
            return refuse(verdict, "the segment is not pairs of moof and mdat to its end");
        if (boxes->box[at + 1].payload.len == 0)
            return refuse(verdict, "an mdat is empty");
        if (out->n_pairs == PROV_MAX_PAIRS)
            return refuse(verdict, "the segment has more than 16 fragments");
        out->pairs[out->n_pairs++] = (ProvPair){ &boxes->box[at], &boxes->box[at + 1] };
    }
    return out->n_pairs > 0 || refuse(verdict, "the segment has no media");
}

/* Presence of the header: names what is missing or twice before the order of boxes is looked at. */
static bool
check_presence(const ProvBoxes *boxes, ProvVerdict *verdict)
{
    size_t n_vsi = 0, n_leading_vsi = 0;
    bool leading = true;

    for (size_t i = 0; i < boxes->n; i++) {
        const ProvBox *box = &boxes->box[i];
        bool is_vsi = prov_bmff_is_vsi(box);

        if (prov_bmff_is(box, "emsg") && box->whole.len > MAX_EMSG_LEN)
            return prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                       "an emsg box is larger than 64 KiB");
        if (prov_bmff_is(box, "styp") && box->whole.len > MAX_STYP_LEN)
            return prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                       "a styp box is larger than 64 bytes");
        leading = leading && !prov_bmff_is(box, "moof") && !prov_bmff_is(box, "mdat");
        n_vsi += is_vsi;
        n_leading_vsi += is_vsi && leading;
    }
    if (n_vsi == 0)
        return prov_verdict_refuse(verdict, PROV_REASON_UNSIGNED,
                                   "the segment has no signed header");
    if (n_leading_vsi > 1)
        return prov_verdict_refuse(verdict, PROV_REASON_DUPLICATE_HEADER,
                                   "the segment has two signed headers");
    return true;
}

bool
prov_bmff_read_segment(ProvReader file, ProvSegmentLayout *out, ProvVerdict *verdict)
{
    unsigned seen = 0;
    size_t at = 0;

    out->emsg = NULL;
    if (file.len > PROV_MAX_SEGMENT_LEN)
        return prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                   "the segment is larger than 8 MiB");
    if (!walk(file, &out->boxes, verdict) || !check_presence(&out->boxes, verdict))
        return false;
    for (; at < out->boxes.n && !prov_bmff_is(&out->boxes.box[at], "moof"); at++) {
        const ProvBox *box = &out->boxes.box[at];

        if (!accept_leading(box, &seen))
            return refuse(verdict, "a box stands where the profile has none");
        if (prov_bmff_is_vsi(box))
            out->emsg = box;
    }
    if (out->emsg == NULL)
        return refuse(verdict, "the signed header does not stand before the media");
    return read_pairs(out, at, verdict);
}
