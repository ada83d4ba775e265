/* SPDX-License-Identifier: Apache-2.0 */
/* For prov-cbor.c: one item's head, as libcbor's stream decoder reads it. */
#pragma once
#include "client/provenance/prov-cbor.h"

/* What libcbor says of one head. */
typedef struct {
    ProvCborType type; /* NONE: a break, or undefined, which is in no profile of ours */
    uint64_t value;
    double number;
    bool indefinite;
    ProvReader string;
    bool shortest; /* in its shortest form (RFC 8949, section 4.2.1); of a float: always */
} ProvCborHead;

/* The next head, and the bytes of a definite string with it. A failed read changes nothing. */
bool prov_cbor_head_read(ProvReader *reader, ProvCborHead *out) G_GNUC_WARN_UNUSED_RESULT;
