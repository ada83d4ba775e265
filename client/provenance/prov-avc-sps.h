/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-reader.h"

/* The fields of a sequence parameter set that bound a decoder's work (ITU-T H.264, 7.3.2.1.1,
 * E.1.1). */
typedef struct {
    uint8_t profile;
    uint8_t level;
    uint32_t chroma_format; /* 1: 4:2:0 */
    uint32_t bit_depth;     /* the larger of luma's and chroma's */
    uint32_t n_ref_frames;
    uint32_t coded_width; /* pixels before cropping: what a decoder makes room for */
    uint32_t coded_height;
    uint32_t width; /* pixels after cropping; 0 when cropping leaves nothing */
    uint32_t height;
    bool progressive;
    bool has_rate;
    uint32_t num_units_in_tick;
    uint32_t time_scale;
} ProvAvcSps;

/* @nal is the whole NAL unit, emulation prevention included. False when it can't be read. */
bool prov_avc_sps_read(ProvReader nal, ProvAvcSps *out) G_GNUC_WARN_UNUSED_RESULT;
