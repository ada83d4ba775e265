/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-cbor.h"
#include "client/provenance/prov-expectation.h"

/* Header labels (IANA COSE registry). */
enum {
    PROV_COSE_ALG = 1,
    PROV_COSE_CRIT = 2,
    PROV_COSE_KID = 4,
    PROV_COSE_CWT_CLAIMS = 15, /* RFC 9597 */
    PROV_COSE_X5CHAIN = 33,    /* RFC 9360 */
};

/* A view of one COSE_Sign1 (RFC 9052, section 4.2), tagged 18. */
typedef struct {
    ProvReader protected_bytes; /* as signed */
    ProvCborItem protected_map;
    ProvCborItem unprotected_map;
    bool has_payload; /* false: detached (nil) */
    ProvReader payload;
    ProvReader signature;
} ProvCose;

/* Reads the shape; false when it is malformed or `crit` stands anywhere. */
bool prov_cose_parse(ProvReader encoded, ProvCborProfile profile, ProvCose *out)
    G_GNUC_WARN_UNUSED_RESULT;

/* The algorithm, which must stand in the protected map and only there; PROV_ALG_NONE if it isn't
 * ours. */
ProvAlg prov_cose_get_alg(const ProvCose *self);

/* Our three algorithms by their COSE number; PROV_ALG_NONE for every other. */
ProvAlg prov_cose_alg_from_item(const ProvCborItem *item);

/* Sig_structure ["Signature1", protected, h'', payload] (RFC 9052, section 4.4). Transfer full. */
GByteArray *prov_cose_to_be_signed(const ProvCose *self, ProvReader payload);
