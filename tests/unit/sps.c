/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/sps.h"

#include <string.h>

typedef struct {
    GByteArray *out;
    unsigned n_bits; /* in the last byte */
} Writer;

static void
put(Writer *self, uint64_t value, unsigned n)
{
    while (n-- > 0) {
        uint8_t zero = 0;

        if (self->n_bits == 0)
            g_byte_array_append(self->out, &zero, 1);
        self->out->data[self->out->len - 1] |= (uint8_t)((value >> n & 1) << (7 - self->n_bits));
        self->n_bits = (self->n_bits + 1) % 8;
    }
}

/* ue(v), section 9.1 */
static void
put_ue(Writer *self, uint64_t value)
{
    unsigned n = g_bit_storage(value + 1);

    put(self, 0, n - 1);
    put(self, value + 1, n);
}

/* se(v), section 9.1.1 */
static void
put_se(Writer *self, int64_t value)
{
    put_ue(self, value > 0 ? (uint64_t)value * 2 - 1 : (uint64_t)-value * 2);
}

static void
put_scaling(Writer *w, const SpsFields *fields)
{
    put(w, fields->scaled, 1);
    for (size_t i = 0; fields->scaled && i < (fields->chroma_format == 3 ? 12 : 8); i++) {
        const SpsScaling *list = &fields->scaling[i];

        put(w, list->n > 0, 1);
        for (unsigned j = 0; j < list->n; j++)
            put_se(w, j == 0 ? list->first : j + 1 == list->n ? list->last : 0);
    }
}

/* The flag of one part; true when it is there. */
static bool
put_part(Writer *w, const SpsFields *fields, SpsWithout without)
{
    bool there = (fields->without & without) == 0;

    put(w, there, 1);
    return there;
}

static void
put_vui(Writer *w, const SpsFields *fields)
{
    put(w, fields->timing, 1); /* vui_parameters_present_flag */
    if (!fields->timing)
        return;
    if (put_part(w, fields, SPS_NO_ASPECT)) {
        bool named = (fields->without & SPS_NAMED_ASPECT) != 0;

        put(w, named ? 254 : 255, 8); /* 255: written out */
        put(w, 0x00010001, named ? 0 : 32);
    }
    if (put_part(w, fields, SPS_NO_OVERSCAN))
        put(w, 0, 1); /* which is not appropriate */
    if (put_part(w, fields, SPS_NO_SIGNAL)) {
        put(w, 5, 4);
        if (put_part(w, fields, SPS_NO_COLOURS))
            put(w, 0x010101, 24);
    }
    if (put_part(w, fields, SPS_NO_CHROMA_PLACE)) {
        put_ue(w, 0);
        put_ue(w, 0);
    }
    if (!put_part(w, fields, SPS_NO_RATE))
        return;
    put(w, fields->tick, 32);
    put(w, fields->scale, 32);
    put(w, 1, 1); /* fixed_frame_rate */
}

static void
put_sps(Writer *w, const SpsFields *fields)
{
    put(w, fields->profile != 0 ? fields->profile : 66, 8);
    put(w, 0, 8);
    put(w, 31, 8);
    put_ue(w, 0);
    if (fields->profile == 100) {
        put_ue(w, fields->chroma_format);
        if (fields->chroma_format == 3)
            put(w, 0, 1);
        put_ue(w, fields->luma_depth);
        put_ue(w, fields->chroma_depth);
        put(w, 0, 1);
        put_scaling(w, fields);
    }
    put_ue(w, 4);
    put_ue(w, fields->poc_type);
    if (fields->poc_type == 0)
        put_ue(w, 4);
    if (fields->poc_type == 1) {
        put(w, 0, 1);
        put_ue(w, 0);
        put_ue(w, 0);
        put_ue(w, fields->n_poc_cycle);
        for (uint64_t i = 0; i < MIN(fields->n_poc_cycle, 300); i++)
            put_ue(w, i);
    }
    put_ue(w, fields->n_refs);
    put(w, 0, 1);
    put_ue(w, fields->columns);
    put_ue(w, fields->rows);
    put(w, !fields->interlaced, 1);
    if (fields->interlaced)
        put(w, 0, 1);
    put(w, 1, 1); /* direct_8x8_inference_flag */
    put(w, 1, 1); /* frame_cropping_flag */
    for (size_t i = 0; i < 4; i++)
        put_ue(w, fields->crop[i]);
    put_vui(w, fields);
    put(w, 1, 1); /* rbsp_trailing_bits() */
}

/* Section 7.4.1: a 3 wherever two zeros come before 0 to 3. */
GByteArray *
sps_to_nal(const SpsFields *fields)
{
    Writer w = { .out = g_byte_array_new() };
    GByteArray *nal = g_byte_array_new();
    unsigned zeros = 0;

    put_sps(&w, fields);
    g_byte_array_set_size(w.out, w.out->len + fields->extra);
    memset(w.out->data + w.out->len - fields->extra, 0xff, fields->extra);
    g_byte_array_append(nal, (const uint8_t *)"\x67", 1);
    for (guint i = 0; i < w.out->len; i++) {
        if (zeros >= 2 && w.out->data[i] <= 3) {
            g_byte_array_append(nal, (const uint8_t *)"\3", 1);
            zeros = 0;
        }
        g_byte_array_append(nal, &w.out->data[i], 1);
        zeros = w.out->data[i] == 0 ? zeros + 1 : 0;
    }
    g_byte_array_unref(w.out);
    return nal;
}
