/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-mp4.h"

G_BEGIN_DECLS

/*
 * H.264 without an encoder: pictures of one colour, made in microseconds, that any decoder shows.
 * Baseline profile; an IDR picture of I_PCM macroblocks, then P pictures that skip all of theirs.
 * @width and
 * @height are multiples of 16.
 */

/* AVCDecoderConfigurationRecord; transfer full. */
GBytes *rig_sample_avcc(uint16_t width, uint16_t height);
/* The parameter sets alone, NAL units without a length; transfer full. */
GBytes *rig_sample_sps(uint16_t width, uint16_t height);
GBytes *rig_sample_pps(void);

/* An IDR picture of colour @rgb (0xrrggbb); neighbours need a different @idr_id. Length-prefixed.
 */
GBytes *rig_sample_idr(uint16_t width, uint16_t height, uint32_t rgb, unsigned idr_id);
/* A copy of the picture before it; @frame counts from 1 after the IDR picture. Length-prefixed. */
GBytes *rig_sample_skip(uint16_t width, uint16_t height, unsigned frame);

/* AudioSpecificConfig of AAC-LC, one channel, 48 kHz; transfer full. */
GBytes *rig_sample_asc(void);
/* One frame of it that is silent; transfer full. */
GBytes *rig_sample_silence(void);

/* One group of pictures as the samples of one segment. */
typedef struct {
    RigSample *samples;
    size_t n_samples;
} RigGop;

RigGop *rig_gop_new(uint16_t width,
                    uint16_t height,
                    uint32_t rgb,
                    size_t n_samples,
                    uint32_t duration, /* ticks of one sample */
                    unsigned idr_id);
void rig_gop_free(RigGop *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigGop, rig_gop_free)

G_END_DECLS
