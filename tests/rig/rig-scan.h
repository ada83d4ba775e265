/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cbor.h"

G_BEGIN_DECLS

/*
 * Reads CBOR by expecting it: deterministic encoding (RFC 8949 section 4.2.1) leaves one way to
 * write a message of a known shape, so whatever differs is refused, and is not looked at further.
 * After the first difference nothing matches any more. Thread-safety: unsafe.
 */
typedef struct {
    GBytes *bytes; /* borrowed */
    size_t at;
    bool failed;
} RigScan;

RigScan rig_scan_start(GBytes *bytes);
/* Expects exactly that head, in its shortest form. */
void rig_scan_head(RigScan *self, RigCborMajor major, uint64_t argument);
/* Expects exactly that text. */
void rig_scan_text(RigScan *self, const char *text);
/* A byte string of @min to @max bytes; NULL when there is none. Transfer full. */
GBytes *rig_scan_bytes(RigScan *self, size_t min, size_t max);
/* Everything was as expected, and nothing is left. */
bool rig_scan_is_done(const RigScan *self);

G_END_DECLS
