/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-admission.h"
#include "client/provenance/prov-avc.h"
#include "client/provenance/prov-bmff.h"

/* The one track of a moov, with what its fragments fall back to. Views into the init segment. */
typedef struct {
    ProvTrack track;
    ProvAvc avc;
    uint32_t default_duration; /* trex, ticks */
    uint32_t default_size;     /* trex, bytes */
    uint32_t default_flags;    /* trex */
} ProvTrackConfig;

/* Reads the moov at @moov inside @file. Refuses with bad-container or codec-config. */
bool
prov_track_read(ProvReader file, const ProvBox *moov, ProvTrackConfig *out, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;
