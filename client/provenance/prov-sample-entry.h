/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-track.h"

/*
 * Reads the payload of an stsd inside @file: exactly one entry, avc1 for video, mp4a for sound.
 * Fills what the track is like; its timescale is there already. Refuses with bad-container or
 * codec-config.
 */
bool prov_sample_entry_read(ProvReader file,
                            ProvReader stsd,
                            ProvMedia media,
                            ProvTrackConfig *out,
                            ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;
