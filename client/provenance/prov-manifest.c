/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-manifest.h"

#include <string.h>

#define MIN_ASSERTIONS 3 /* wire-format.md: hard binding, actions, session keys */

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_MANIFEST, detail);
}

/* A superbox that is named and typed so, and unsalted: there a salt would be in no hash. */
static bool
next_named(ProvReader *reader, const char *type, const char *label, ProvJumbf *out)
{
    ProvReader rest = *reader;
    ProvJumbf jumbf;

    if (!prov_jumbf_next(&rest, &jumbf) || memcmp(jumbf.type, type, 4) != 0 || jumbf.salted
        || (label != NULL && !prov_reader_is(jumbf.label, label)))
        return false;

    *out = jumbf;
    *reader = rest;
    return true;
}

static bool
read_assertions(ProvReader content, ProvManifest *out, ProvVerdict *verdict)
{
    while (content.len > 0) {
        ProvJumbf *assertion = &out->assertions[out->n_assertions];

        if (out->n_assertions == PROV_MAX_ASSERTIONS)
            return refuse(verdict, "the manifest has more than 16 assertions");
        if (!prov_jumbf_next(&content, assertion))
            return refuse(verdict, "the assertion store can't be read");
        for (size_t i = 0; i < out->n_assertions; i++) {
            if (prov_reader_same(out->assertions[i].label, assertion->label))
                return refuse(verdict, "the manifest has an assertion twice");
        }
        out->n_assertions++;
    }
    return out->n_assertions >= MIN_ASSERTIONS
           || refuse(verdict, "the manifest has fewer than three assertions");
}

/* C2PA 2.4, section 11.1; the fixed order: ours. */
static bool
read_parts(ProvReader content, ProvManifest *out, ProvVerdict *verdict)
{
    ProvJumbf assertions, claim, signature;

    if (!next_named(&content, "c2as", "c2pa.assertions", &assertions))
        return refuse(verdict, "the manifest does not begin with its assertion store");
    if (!next_named(&content, "c2cl", "c2pa.claim.v2", &claim)
        || !prov_jumbf_only_content(claim.content, "cbor", &out->claim))
        return refuse(verdict, "the manifest has no claim after its assertion store");
    if (!next_named(&content, "c2cs", "c2pa.signature", &signature)
        || !prov_jumbf_only_content(signature.content, "cbor", &out->signature))
        return refuse(verdict, "the manifest has no signature after its claim");
    if (content.len != 0)
        return refuse(verdict, "the manifest goes on after its signature");
    return read_assertions(assertions.content, out, verdict);
}

/* One standard manifest, and zeros behind the store (wire-format.md, "Init segment"). */
bool
prov_manifest_read(ProvReader store_and_padding, ProvManifest *out, ProvVerdict *verdict)
{
    ProvJumbf store, manifest;

    *out = (ProvManifest){ 0 };
    if (!next_named(&store_and_padding, "c2pa", "c2pa", &store))
        return refuse(verdict, "the manifest store can't be read");
    if (!prov_reader_all_zero(store_and_padding))
        return refuse(verdict, "the padding behind the manifest store is not zero");
    if (!next_named(&store.content, "c2ma", NULL, &manifest))
        return refuse(verdict, "the manifest store does not begin with a standard manifest");
    if (store.content.len != 0)
        return refuse(verdict, "the manifest store holds more than one manifest");
    if (!prov_reader_starts_with(manifest.label, "urn:c2pa:"))
        return refuse(verdict, "the manifest's label is not of the form urn:c2pa:");

    out->label = manifest.label;
    return read_parts(manifest.content, out, verdict);
}

bool
prov_manifest_find(const ProvManifest *self, const char *label, ProvReader *cbor)
{
    for (size_t i = 0; i < self->n_assertions; i++) {
        if (prov_reader_is(self->assertions[i].label, label))
            return memcmp(self->assertions[i].type, "cbor", 4) == 0
                   && prov_jumbf_only_content(self->assertions[i].content, "cbor", cbor);
    }
    return false;
}
