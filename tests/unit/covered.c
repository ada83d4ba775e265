/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/covered.h"

#include "client/provenance/prov-claim.h"
#include "client/provenance/prov-vsi.h"
#include "tests/rig/rig-box.h"

#include <string.h>

static bool
same_vsi(const ProvBox *a, const ProvBox *b)
{
    ProvVerdict verdict = { 0 };
    ProvVsi x, y;

    return prov_vsi_read(a, &x, &verdict) && prov_vsi_read(b, &y, &verdict)
           && prov_reader_same(x.cose.protected_bytes, y.cose.protected_bytes)
           && prov_reader_same(x.cose.payload, y.cose.payload) && prov_reader_same(x.kid, y.kid)
           && x.timescale == y.timescale && x.duration == y.duration;
}

bool
covered_same_segment(GBytes *a, GBytes *b)
{
    g_autofree ProvSegmentLayout *x = g_new0(ProvSegmentLayout, 1);
    g_autofree ProvSegmentLayout *y = g_new0(ProvSegmentLayout, 1);
    ProvVerdict verdict = { 0 };

    if (!prov_bmff_read_segment(prov_reader_from_bytes(a), x, &verdict)
        || !prov_bmff_read_segment(prov_reader_from_bytes(b), y, &verdict)
        || x->boxes.n != y->boxes.n || !same_vsi(x->emsg, y->emsg))
        return false;
    for (size_t i = 0; i < x->boxes.n; i++) {
        const ProvBox *p = &x->boxes.box[i], *q = &y->boxes.box[i];

        if (p->offset != q->offset || memcmp(p->type, q->type, 4) != 0
            || p->whole.len != q->whole.len
            || (p != x->emsg && !prov_reader_same(p->whole, q->whole)))
            return false;
    }
    return true;
}

static bool
read_init(GBytes *init, ProvInitLayout *layout, ProvManifest *manifest, ProvClaim *claim)
{
    ProvVerdict verdict = { 0 };

    return prov_bmff_read_init(prov_reader_from_bytes(init), layout, &verdict)
           && prov_manifest_read(layout->store, manifest, &verdict)
           && prov_claim_read(manifest, claim, &verdict);
}

/* By label: their order in the store is in no hash. */
static bool
same_assertions(const ProvManifest *a, const ProvManifest *b)
{
    size_t n_same = 0;

    for (size_t i = 0; i < a->n_assertions; i++)
        for (size_t j = 0; j < b->n_assertions; j++)
            n_same += prov_reader_same(a->assertions[i].label, b->assertions[j].label)
                      && prov_reader_same(a->assertions[i].hashed, b->assertions[j].hashed);
    return n_same == a->n_assertions && a->n_assertions == b->n_assertions;
}

typedef struct {
    ProvInitLayout layout;
    ProvManifest manifest;
    ProvClaim claim;
} Init;

bool
covered_same_init(GBytes *a, GBytes *b)
{
    g_autofree Init *x = g_new0(Init, 1);
    g_autofree Init *y = g_new0(Init, 1);

    return read_init(a, &x->layout, &x->manifest, &x->claim)
           && read_init(b, &y->layout, &y->manifest, &y->claim)
           && x->layout.moov->offset == y->layout.moov->offset
           && prov_reader_same(x->layout.moov->whole, y->layout.moov->whole)
           && prov_reader_same(x->manifest.label, y->manifest.label)
           && prov_reader_same(x->manifest.claim, y->manifest.claim)
           && prov_reader_same(x->claim.signature.protected_bytes,
                               y->claim.signature.protected_bytes)
           && same_assertions(&x->manifest, &y->manifest);
}

bool
covered_same_samples(const ProvAdmission *a, const ProvAdmission *b)
{
    size_t n_a, n_b;
    const ProvSample *x = prov_admission_get_samples(a, &n_a);
    const ProvSample *y = prov_admission_get_samples(b, &n_b);

    if (n_a != n_b)
        return false;
    for (size_t i = 0; i < n_a; i++) {
        if (x[i].offset != y[i].offset || x[i].size != y[i].size || x[i].dts != y[i].dts
            || x[i].cto != y[i].cto || x[i].duration != y[i].duration || x[i].sync != y[i].sync)
            return false;
    }
    return true;
}

void
covered_check_tiles(const ProvAdmission *admission)
{
    gsize len;
    const uint8_t *data = g_bytes_get_data(prov_admission_get_segment(admission), &len);
    size_t n, at = 0, pos = 0;
    const ProvSample *samples = prov_admission_get_samples(admission, &n);
    RigBox box;

    g_assert_cmpuint(n, >=, 1);
    while (rig_box_next(data, len, &pos, &box)) {
        size_t end = box.offset + 8;

        if (strcmp(box.type, "mdat") != 0)
            continue;
        for (; at < n && samples[at].offset < box.offset + box.size; at++) {
            g_assert_cmpuint(samples[at].offset, ==, end);
            g_assert_true(at == 0
                          || samples[at].dts == samples[at - 1].dts + samples[at - 1].duration);
            end += samples[at].size;
        }
        g_assert_cmpuint(end, ==, box.offset + box.size);
    }
    g_assert_cmpuint(at, ==, n);
}
