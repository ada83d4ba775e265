/* SPDX-License-Identifier: Apache-2.0 */
/* For prov-cbor.c: one item's head, as libcbor's stream decoder reads it. */
#pragma once
#include "client/provenance/prov-cbor.h"

typedef enum {
    PROV_CBOR_HEAD_NONE = 0, /* well-formed, but in no profile of ours: undefined */
    PROV_CBOR_HEAD_ITEM,
    PROV_CBOR_HEAD_BREAK,
} ProvCborHeadKind;

/* What libcbor says of one head. */
typedef struct {
    ProvCborHeadKind kind;
    ProvCborType type;
    uint64_t value;
    double number;
    bool indefinite;
    ProvReader string;
    bool shortest; /* in its shortest form (RFC 8949, section 4.2.1); of a float: always */
} ProvCborHead;

/* The next head, and the bytes of a definite string with it. A failed read changes nothing. */
bool prov_cbor_head_read(ProvReader *reader, ProvCborHead *out) G_GNUC_WARN_UNUSED_RESULT;
