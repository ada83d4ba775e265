/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-avc-sps.h"

#include <string.h>

#define MAX_SPS_LEN     1024 /* bytes; a real one has 20 to 60 */
#define MAX_UE_ZEROS    32   /* before a number of more than 32 bits */
#define MAX_MACROBLOCKS 1024 /* per direction, far beyond the profile's 256 */

/* Bits of an RBSP, most significant first. A read past the end sets failed and yields 0. */
typedef struct {
    ProvReader bytes;
    size_t at; /* bit */
    bool failed;
} Bits;

static uint32_t
read_bits(Bits *bits, unsigned n)
{
    uint32_t value = 0;

    if (n > bits->bytes.len * 8 - bits->at) {
        bits->failed = true;
        return 0;
    }
    for (unsigned i = 0; i < n; i++, bits->at++)
        value = value << 1 | ((bits->bytes.data[bits->at / 8] >> (7 - bits->at % 8)) & 1u);
    return value;
}

/* ue(v), section 9.1. */
static uint32_t
read_ue(Bits *bits)
{
    unsigned zeros = 0;

    while (zeros < MAX_UE_ZEROS && read_bits(bits, 1) == 0)
        zeros++;
    if (zeros == MAX_UE_ZEROS)
        bits->failed = true;
    return (uint32_t)((UINT64_C(1) << zeros) - 1 + read_bits(bits, zeros));
}

static int32_t
read_se(Bits *bits)
{
    uint32_t value = read_ue(bits);

    return (value & 1) != 0 ? (int32_t)(value / 2 + 1) : -(int32_t)(value / 2);
}

/* Section 7.3.2.1.1.1: only walked, to find what follows. A scale of 0 is the last that is told. */
static void
skip_scaling_list(Bits *bits, unsigned n)
{
    int32_t scale = 8;

    for (unsigned i = 0; i < n && scale != 0; i++) {
        int32_t delta = read_se(bits);

        if (delta < -128 || delta > 127) {
            bits->failed = true;
            return;
        }
        scale = (scale + delta) % 256;
    }
}

static bool
is_high_profile(uint8_t profile)
{
    static const uint8_t high[] = { 44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244 };

    return memchr(high, profile, sizeof high) != NULL;
}

static void
read_high_fields(Bits *bits, ProvAvcSps *out)
{
    uint32_t luma, chroma;

    out->chroma_format = read_ue(bits);
    if (out->chroma_format == 3)
        read_bits(bits, 1); /* separate_colour_plane_flag */
    luma = read_ue(bits);
    chroma = read_ue(bits);
    if (luma > 6 || chroma > 6)
        bits->failed = true;
    out->bit_depth = 8 + MAX(luma, chroma);
    read_bits(bits, 1); /* qpprime_y_zero_transform_bypass_flag */
    if (read_bits(bits, 1) == 0)
        return;
    for (unsigned i = 0; i < (out->chroma_format == 3 ? 12u : 8u); i++) {
        if (read_bits(bits, 1) != 0)
            skip_scaling_list(bits, i < 6 ? 16 : 64);
    }
}

static void
skip_picture_order(Bits *bits)
{
    uint32_t type = read_ue(bits), n;

    if (type == 0)
        read_ue(bits);
    if (type > 2)
        bits->failed = true;
    if (type != 1)
        return;
    read_bits(bits, 1);
    read_se(bits);
    read_se(bits);
    n = read_ue(bits);
    if (n > 255)
        bits->failed = true;
    for (uint32_t i = 0; i < n && !bits->failed; i++)
        read_se(bits);
}

/* Cropping in units of two luma samples, as 4:2:0 has them; interlaced streams are refused anyway.
 */
static void
read_size(Bits *bits, ProvAvcSps *out)
{
    uint32_t columns = read_ue(bits), rows = read_ue(bits);
    uint32_t crop[4] = { 0 };

    out->progressive = read_bits(bits, 1) != 0;
    if (!out->progressive)
        read_bits(bits, 1); /* mb_adaptive_frame_field_flag */
    read_bits(bits, 1);     /* direct_8x8_inference_flag */
    if (read_bits(bits, 1) != 0) {
        for (size_t i = 0; i < G_N_ELEMENTS(crop); i++) {
            uint32_t value = read_ue(bits);

            crop[i] = MIN(value, MAX_MACROBLOCKS * 16);
        }
    }
    if (columns >= MAX_MACROBLOCKS || rows >= MAX_MACROBLOCKS)
        bits->failed = true;
    columns = (columns + 1) * 16;
    rows = (rows + 1) * 16;
    out->coded_width = columns;
    out->coded_height = rows;
    out->width = columns > 2 * (crop[0] + crop[1]) ? columns - 2 * (crop[0] + crop[1]) : 0;
    out->height = rows > 2 * (crop[2] + crop[3]) ? rows - 2 * (crop[2] + crop[3]) : 0;
}

/* Section E.1.1, up to the timing information. */
static void
read_vui(Bits *bits, ProvAvcSps *out)
{
    if (read_bits(bits, 1) != 0 && read_bits(bits, 8) == 255) /* Extended_SAR */
        read_bits(bits, 32);
    if (read_bits(bits, 1) != 0) /* overscan */
        read_bits(bits, 1);
    if (read_bits(bits, 1) != 0) { /* video_signal_type */
        read_bits(bits, 4);
        if (read_bits(bits, 1) != 0)
            read_bits(bits, 24);
    }
    if (read_bits(bits, 1) != 0) { /* chroma_loc_info */
        read_ue(bits);
        read_ue(bits);
    }
    out->has_rate = read_bits(bits, 1) != 0;
    if (out->has_rate) {
        out->num_units_in_tick = read_bits(bits, 32);
        out->time_scale = read_bits(bits, 32);
    }
}

/* The NAL unit's RBSP: without its header byte and its emulation prevention bytes (section 7.4.1).
 */
static size_t
to_rbsp(ProvReader nal, uint8_t *rbsp)
{
    size_t len = 0, zeros = 0;

    for (size_t i = 1; i < nal.len; i++) {
        if (zeros >= 2 && nal.data[i] == 3) {
            zeros = 0;
            continue;
        }
        zeros = nal.data[i] == 0 ? zeros + 1 : 0;
        rbsp[len++] = nal.data[i];
    }
    return len;
}

bool
prov_avc_sps_read(ProvReader nal, ProvAvcSps *out)
{
    uint8_t rbsp[MAX_SPS_LEN];
    Bits bits = { 0 };
    ProvAvcSps sps = { .chroma_format = 1, .bit_depth = 8 };

    if (nal.len > sizeof rbsp)
        return false;
    bits.bytes = (ProvReader){ rbsp, to_rbsp(nal, rbsp) };

    sps.profile = (uint8_t)read_bits(&bits, 8);
    read_bits(&bits, 8); /* constraint flags */
    sps.level = (uint8_t)read_bits(&bits, 8);
    read_ue(&bits); /* seq_parameter_set_id */
    if (is_high_profile(sps.profile))
        read_high_fields(&bits, &sps);
    read_ue(&bits); /* log2_max_frame_num_minus4 */
    skip_picture_order(&bits);
    sps.n_ref_frames = read_ue(&bits);
    read_bits(&bits, 1); /* gaps_in_frame_num_value_allowed_flag */
    read_size(&bits, &sps);
    if (read_bits(&bits, 1) != 0)
        read_vui(&bits, &sps);
    if (bits.failed)
        return false;

    *out = sps;
    return true;
}
