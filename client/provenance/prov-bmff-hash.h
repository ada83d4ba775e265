/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-bmff.h"
#include "client/provenance/prov-cbor.h"
#include "client/provenance/prov-digest.h"

/* A C2PA BMFF hash (C2PA 2.4, section 18.6, version 3) as this profile reads it. */
typedef struct {
    ProvHash hash;
    ProvReader expected; /* the digest that was signed */
} ProvBmffHash;

typedef enum {
    PROV_BMFF_HASH_NONE = 0,
    PROV_BMFF_HASH_INIT,    /* c2pa.hash.bmff.v3; refuses with bad-manifest */
    PROV_BMFF_HASH_SEGMENT, /* a VSI's bmffHash; refuses with bad-header, algorithm */
} ProvBmffHashUse;

/* Reads the map. @fallback is the algorithm when none is written; a segment has none. */
bool prov_bmff_hash_read(const ProvCborItem *map,
                         ProvBmffHashUse use,
                         ProvHash fallback,
                         ProvBmffHash *out,
                         ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The hash over every top-level box but the excluded ones (ftyp, the C2PA uuid, the VSI emsg), each
 * after its absolute offset in 8 bytes, is the signed one.
 */
bool prov_bmff_hash_matches(ProvCrypto *crypto, const ProvBmffHash *self, const ProvBoxes *boxes)
    G_GNUC_WARN_UNUSED_RESULT;
