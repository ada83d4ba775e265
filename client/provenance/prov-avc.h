/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-reader.h"
#include "client/provenance/prov-verdict.h"

#define PROV_AVC_MAX_SETS 16

/* What the verified init says of an H.264 stream (ISO/IEC 14496-15, 5.3.3.1). Views into the init
 * segment. */
typedef struct {
    ProvReader sets[PROV_AVC_MAX_SETS]; /* every SPS and PPS, as NAL units */
    size_t n_sets;
    uint32_t width; /* pixels, after cropping */
    uint32_t height;
} ProvAvc;

/*
 * Reads an AVCDecoderConfigurationRecord and its one sequence parameter set (ITU-T
 * H.264, 7.3.2.1.1). Refuses with codec-config what is beyond the profile: progressive 8-bit 4:2:0,
 * at most 4096x2304, level 5.2, 60 pictures a second; with bad-container NAL lengths that are not
 * of four bytes.
 */
bool prov_avc_read_config(ProvReader record, ProvAvc *out, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;

/*
 * Walks the NAL units of one access unit: four-byte lengths that fill it, known types, at most 512,
 * parameter sets only as identical copies; a sync sample's first slice is an IDR slice.
 */
bool prov_avc_check_sample(const ProvAvc *self, ProvReader sample, bool sync, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;
