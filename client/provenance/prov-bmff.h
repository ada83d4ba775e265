/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-reader.h"
#include "client/provenance/prov-verdict.h"

/*
 * The strict box walk (ISO/IEC 14496-12, section 4.2) and the top level of the two kinds of file,
 * after wire-format.md. Sizes are 32 bits and at least 8; 0 and 1 are refused.
 */
#define PROV_MAX_PAIRS 16                       /* moof and mdat, per segment */
#define PROV_MAX_BOXES (4 + 2 * PROV_MAX_PAIRS) /* at the top level */

typedef struct {
    char type[4];
    size_t offset;    /* of the box's first byte, from the start of the file */
    ProvReader whole; /* header and payload */
    ProvReader payload;
} ProvBox;

typedef struct {
    ProvBox box[PROV_MAX_BOXES];
    size_t n;
} ProvBoxes;

/* Views into an init segment: ftyp, uuid (C2PA), moov. */
typedef struct {
    ProvBoxes boxes;
    ProvReader store; /* JUMBF store and what pads it, from the uuid box */
    const ProvBox *moov;
} ProvInitLayout;

typedef struct {
    const ProvBox *moof;
    const ProvBox *mdat;
} ProvPair;

/* Views into a media segment: emsg, styp, prft, sidx, then pairs. */
typedef struct {
    ProvBoxes boxes;
    const ProvBox *emsg;
    ProvPair pairs[PROV_MAX_PAIRS];
    size_t n_pairs;
} ProvSegmentLayout;

/* The next box inside a payload; @offset is left zero. A failed read changes nothing. */
bool prov_bmff_next(ProvReader *self, ProvBox *out) G_GNUC_WARN_UNUSED_RESULT;
bool prov_bmff_is(const ProvBox *box, const char *type);

/* Version and flags of a full box (section 4.2.2). */
bool prov_bmff_full_box(ProvReader *payload, uint8_t *version, uint32_t *flags)
    G_GNUC_WARN_UNUSED_RESULT;

/* The layouts point into themselves: they are filled in place and must not be copied. */
bool prov_bmff_read_init(ProvReader file, ProvInitLayout *out, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;
bool prov_bmff_read_segment(ProvReader file, ProvSegmentLayout *out, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;

/* The emsg box is a verifiable segment info of any version: its scheme is the URN, NUL included. */
bool prov_bmff_is_vsi(const ProvBox *emsg);

#define PROV_VSI_SCHEME     "urn:c2pa:verifiable-segment-info"
#define PROV_VSI_SCHEME_LEN 32 /* bytes, without the NUL */

extern const uint8_t prov_bmff_c2pa_uuid[16];
