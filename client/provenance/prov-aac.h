/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-reader.h"
#include "client/provenance/prov-verdict.h"

#define PROV_AAC_FRAME 1024 /* sound samples of one channel in one access unit */

/* What the verified init says of an AAC stream. Views into the init segment. */
typedef struct {
    uint32_t rate; /* samples a second */
    uint16_t channels;
    ProvReader config; /* AudioSpecificConfig */
} ProvAac;

/*
 * Reads the payload of an esds box (ISO/IEC 14496-14, 5.6) and its AudioSpecificConfig (ISO/IEC
 * 14496-3, 1.6.2.1). Refuses with codec-config what is beyond the profile: AAC-LC in frames of
 * 1,024 samples, 8 to 48 kHz, one or two channels.
 */
bool prov_aac_read_config(ProvReader esds, ProvAac *out, ProvVerdict *verdict)
    G_GNUC_WARN_UNUSED_RESULT;

/* The most bytes that one access unit of @channels has (ISO/IEC 14496-3, 4.5.3.2). */
uint32_t prov_aac_max_len(uint32_t channels);
