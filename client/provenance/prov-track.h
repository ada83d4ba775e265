/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-admission.h"
#include "client/provenance/prov-avc.h"
#include "client/provenance/prov-bmff.h"
#include "client/provenance/prov-expectation.h"

/* The one track of a moov, with what its fragments fall back to. Views into the init segment. */
typedef struct {
    ProvTrack track;
    ProvAvc avc;               /* video */
    uint32_t default_duration; /* trex, ticks */
    uint32_t default_size;     /* trex, bytes */
    uint32_t default_flags;    /* trex */
} ProvTrackConfig;

/* Reads the moov at @moov inside @file, whose track must be of @media. Refuses with bad-container
 * or codec-config. */
bool prov_track_read(ProvReader file,
                     const ProvBox *moov,
                     ProvMedia media,
                     ProvTrackConfig *out,
                     ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;
