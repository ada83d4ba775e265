/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-jumbf.h"
#include "client/provenance/prov-verdict.h"

#define PROV_MAX_ASSERTIONS 16

/* Views into a C2PA manifest store that holds exactly one manifest (C2PA 2.4, section 11). */
typedef struct {
    ProvReader label; /* "urn:c2pa:…": the session's identity */
    ProvJumbf assertions[PROV_MAX_ASSERTIONS];
    size_t n_assertions;
    ProvReader claim;     /* CBOR */
    ProvReader signature; /* COSE_Sign1 */
} ProvManifest;

/*
 * Reads the store: assertion store, claim, signature, in that order, and nothing else; @padding
 * behind it must be zeros. Refuses with bad-manifest.
 */
bool prov_manifest_read(ProvReader store_and_padding, ProvManifest *out, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;

/* The CBOR of the assertion with this label; false when there is none. */
bool prov_manifest_find(const ProvManifest *self, const char *label, ProvReader *cbor)
    G_GNUC_WARN_UNUSED_RESULT;
