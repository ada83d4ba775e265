/* SPDX-License-Identifier: Apache-2.0 */
/* For prov-gate.c alone: the layer test holds the rest to it. */
#pragma once
#include "client/provenance/prov-admission.h"
#include "client/provenance/prov-samples.h"

struct ProvAdmission {
    char *link;
    uint64_t generation;
    GBytes *init;
    GBytes *segment;
    ProvTrack track;
    ProvSamples samples;
    char *session;
    uint64_t sequence;
    bool has_capture;
    int64_t capture_us;
    bool discontinuous;
};
