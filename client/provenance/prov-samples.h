/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-track.h"

#define PROV_MAX_SAMPLES 1000 /* per segment */

/* The sample table of a segment: the very one that the pipeline uses. */
typedef struct {
    ProvSample *sample;
    size_t n;
    uint64_t duration; /* ticks, the sum over all samples */
    uint64_t end;      /* decode time behind the last sample, ticks */
    uint32_t longest;  /* the longest sample's duration, ticks */
} ProvSamples;

void prov_samples_clear(ProvSamples *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProvSamples, prov_samples_clear)

/*
 * Reads every moof (ISO/IEC 14496-12, 8.8) of the segment at @file and lays its samples over the
 * mdat that follows: no gap, no overlap, no byte left over. @out must be zero. Refuses with
 * bad-container, too-large or codec-config.
 */
bool prov_samples_read(ProvReader file,
                       const ProvSegmentLayout *layout,
                       const ProvTrackConfig *track,
                       ProvSamples *out,
                       ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;
