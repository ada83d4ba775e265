/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-box.h"

G_BEGIN_DECLS

#define RIG_TRACK_ID 1

/* The one track of a stream. */
typedef struct {
    uint16_t width; /* pixels */
    uint16_t height;
    uint32_t timescale; /* ticks per second; sound: samples per second */
    GBytes *avcc;       /* AVCDecoderConfigurationRecord (ISO/IEC 14496-15 section 5.3.3) */
    GBytes *asc;       /* sound: AudioSpecificConfig (ISO/IEC 14496-3 section 1.6.2.1); else NULL */
    uint16_t channels; /* sound */
} RigTrack;

/* One access unit, length-prefixed. */
typedef struct {
    GBytes *data;
    uint32_t duration; /* ticks */
    int32_t cto;       /* composition time offset, ticks */
    bool sync;
} RigSample;

GBytes *rig_mp4_moov(const RigTrack *track);

/* Pieces of a media segment, for tests that put them together in their own way. */
void rig_mp4_put_styp(GByteArray *out);
void rig_mp4_put_moof_mdat(GByteArray *out,
                           uint32_t number, /* mfhd's */
                           uint64_t decode_time,
                           const RigSample *samples,
                           size_t n_samples);

/* styp, then @n_pairs times moof and mdat with the samples spread evenly. Transfer full. */
GBytes *rig_mp4_segment(uint32_t number,
                        uint64_t decode_time,
                        const RigSample *samples,
                        size_t n_samples,
                        size_t n_pairs);

/* mdhd's timescale; zero when there is none to be found. */
uint32_t rig_mp4_get_timescale(GBytes *init);
/* Sum of all samples' durations in ticks; zero when they can't be read. */
uint64_t rig_mp4_get_duration(GBytes *segment);

G_END_DECLS
