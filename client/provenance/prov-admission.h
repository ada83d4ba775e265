/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * One admitted unit: the bytes that were hashed and the sample table that the judge read out of
 * them. Only the gate makes one, and only for the camera the user selected; a pipeline accepts
 * nothing else. Immutable. One owner, handed on with g_steal_pointer. Thread-safety: free to move
 * between threads.
 */
typedef struct ProvAdmission ProvAdmission;

/* One access unit (ISO/IEC 14496-12, 8.8.8) as it stands in the mdat: length-prefixed NAL units, or
 * a frame of sound. */
typedef struct {
    uint32_t offset; /* bytes from the segment's first byte */
    uint32_t size;   /* bytes */
    uint64_t dts;    /* decode time, in ticks of the track's timescale */
    int32_t cto;     /* composition time = dts + cto, ticks */
    uint32_t duration;
    bool sync; /* starts with an IDR picture; sound: always */
} ProvSample;

typedef enum {
    PROV_CODEC_NONE = 0,
    PROV_CODEC_AVC, /* ISO/IEC 14496-15, 'avc1' */
    PROV_CODEC_AAC, /* ISO/IEC 14496-14, 'mp4a': AAC-LC */
} ProvCodec;

/* The one track, from the verified init segment. */
typedef struct {
    uint32_t id;
    uint32_t timescale; /* ticks per second, > 0 */
    ProvCodec codec;
    uint32_t width; /* video: pixels after cropping, from the sequence parameter set */
    uint32_t height;
    uint32_t rate; /* sound: samples per second */
    uint32_t channels;
    uint32_t config_offset; /* AVCDecoderConfigurationRecord, AudioSpecificConfig: byte range inside
                               the init segment */
    uint32_t config_len;
} ProvTrack;

/* Who was selected when it was admitted: the random link id and the selection's number. */
const char *prov_admission_get_link(const ProvAdmission *self);
uint64_t prov_admission_get_generation(const ProvAdmission *self);

/* The bytes that were hashed; borrowed. */
GBytes *prov_admission_get_init(const ProvAdmission *self);
GBytes *prov_admission_get_segment(const ProvAdmission *self);
const ProvTrack *prov_admission_get_track(const ProvAdmission *self);

/* Samples in decode order; borrowed, n_samples >= 1. */
const ProvSample *prov_admission_get_samples(const ProvAdmission *self, size_t *n_samples);

/* The manifest's label; a new one means a new session, a new timeline. */
const char *prov_admission_get_session(const ProvAdmission *self);
uint64_t prov_admission_get_sequence(const ProvAdmission *self);

/* False when the camera signs no time. Microseconds since 1970 of the first sample in composition
 * order. */
bool prov_admission_get_capture(const ProvAdmission *self, int64_t *capture_us);

/* The unit does not continue the one admitted before it: first of a session, or after a gap. */
bool prov_admission_is_discontinuous(const ProvAdmission *self);

void prov_admission_free(ProvAdmission *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProvAdmission, prov_admission_free)

G_END_DECLS
