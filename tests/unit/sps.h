/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What a set with timing has besides, and may do without. */
typedef enum {
    SPS_NO_ASPECT = 1 << 0,
    SPS_NAMED_ASPECT = 1 << 1, /* by its number, not written out */
    SPS_NO_OVERSCAN = 1 << 2,
    SPS_NO_SIGNAL = 1 << 3,
    SPS_NO_COLOURS = 1 << 4,
    SPS_NO_CHROMA_PLACE = 1 << 5,
    SPS_NO_RATE = 1 << 6,
} SpsWithout;

/* A scaling list as it is told: @n differences, zero between the first and the last. */
typedef struct {
    unsigned n; /* 0: no list */
    int first;
    int last;
} SpsScaling;

/* The fields of one set; zero is what most sets have. */
typedef struct {
    unsigned profile; /* 0: Baseline */
    uint64_t chroma_format;
    uint64_t luma_depth; /* above 8 */
    uint64_t chroma_depth;
    bool scaled;
    SpsScaling scaling[12]; /* 8, unless chroma_format is 3 */
    uint64_t poc_type;      /* of the picture order count */
    uint64_t n_poc_cycle;
    uint64_t n_refs;
    uint64_t columns; /* of macroblocks, less one */
    uint64_t rows;
    bool interlaced;
    uint64_t crop[4]; /* left, right, top, bottom, in units of two pixels */
    bool timing;
    uint32_t tick;
    uint32_t scale;
    unsigned without; /* SpsWithout bits */
    unsigned extra;   /* bytes behind it */
} SpsFields;

/* The set as a NAL unit (ITU-T H.264, section 7.3.2.1). Transfer full. */
GByteArray *sps_to_nal(const SpsFields *fields);
