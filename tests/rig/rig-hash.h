/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cbor.h"

G_BEGIN_DECLS

/* What stands on a C2PA box in a BMFF file: the UUID of the uuid box, and its bytes on the way to
 * the store. */
#define RIG_C2PA_UUID     "d8fec3d61b0e483c92975828877ec481"
#define RIG_C2PA_OLD_UUID "d8fec3d61a964f328000000000000000"
#define RIG_VSI_SCHEME    "urn:c2pa:verifiable-segment-info"

/*
 * The BMFF hash of @file: every top-level box whose type is not in @excluded (NULL-terminated; an
 * excluded "uuid" means the C2PA one only), each with its absolute offset in front (u64 BE) when
 * @with_offsets. Whole bytes after the last box that parses are hashed as they stand. @alg:
 * "sha256", "sha384", "sha512". Transfer full.
 */
GBytes *
rig_hash_bmff(GBytes *file, const char *const *excluded, const char *alg, bool with_offsets);
GBytes *rig_hash_data(const char *alg, const void *data, size_t len);

/* Exclusion entries, items: {xpath} and {xpath, data: [{offset, value}]}. */
GBytes *rig_hash_exclusion(const char *xpath);
GBytes *rig_hash_exclusion_at(const char *xpath, uint64_t offset, GBytes *value);
/* The entries of an init segment, and of a media segment, as items in an array. */
GBytes *rig_hash_init_exclusions(void);
GBytes *rig_hash_segment_exclusions(void);

G_END_DECLS
