/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-bmff-hash.h"
#include "client/provenance/prov-cose.h"
#include "client/provenance/prov-manifest.h"

/* A view of a C2PA claim (version 2; C2PA 2.4, section 10) with the assertions it names. */
typedef struct {
    ProvCose signature;
    struct {
        ProvHash hash;
        ProvReader expected;
    } assertions[PROV_MAX_ASSERTIONS]; /* by the manifest's own index */
    ProvBmffHash content;              /* the hard binding */
} ProvClaim;

/*
 * Reads claim and claim signature and matches the claim's hashed-uris with the assertion boxes, one
 * to one. Looks at shapes only: nothing is hashed or verified yet. Refuses with bad-manifest.
 */
bool prov_claim_read(const ProvManifest *manifest, ProvClaim *out, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;

/* Every assertion box is the one that was hashed (C2PA 2.4, section 8.4). */
bool prov_claim_check_hashes(ProvCrypto *crypto,
                             const ProvClaim *self,
                             const ProvManifest *manifest,
                             ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;
