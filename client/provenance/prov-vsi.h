/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-bmff-hash.h"
#include "client/provenance/prov-cose.h"

#define PROV_MAX_NONCES 8 /* in one header */

/* A view of one segment's signed header: verifiable segment info (C2PA 2.4, section 19.4) in its
 * emsg box. */
typedef struct {
    ProvCose cose;
    ProvAlg alg;
    bool has_kid;
    ProvReader kid;
    uint32_t timescale; /* of the emsg: in no hash and no signature, compared with the media */
    uint32_t duration;
    uint64_t sequence;
    bool has_manifest_id;
    ProvReader manifest_id;
    ProvBmffHash content;
    bool has_capture;
    int64_t capture_us; /* CWT iat, microseconds since 1970 */
    ProvReader nonces[PROV_MAX_NONCES];
    size_t n_nonces;
} ProvVsi;

/* Reads shapes only: nothing is verified. Refuses with bad-header or algorithm. */
bool prov_vsi_read(const ProvBox *emsg, ProvVsi *out, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;
