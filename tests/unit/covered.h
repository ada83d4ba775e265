/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-admission.h"

/*
 * What the signatures of a unit speak of, held against another unit's: all that may reach a decoder
 * or the screen. Left out is what they do not speak of: brands, zeros, the form of a signature, the
 * event's id.
 */

/* The same boxes at the same places, and the same signed header, whatever its signature's bytes. */
bool covered_same_segment(GBytes *a, GBytes *b);
/* The same moov at the same place, claim and assertions. */
bool covered_same_init(GBytes *a, GBytes *b);
bool covered_same_samples(const ProvAdmission *a, const ProvAdmission *b);

/* The samples of an admitted unit fill its mdats in order, and each begins when the last one ends.
 */
void covered_check_tiles(const ProvAdmission *admission);
