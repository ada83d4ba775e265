/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cbor.h"
#include "tests/rig/rig-key.h"

G_BEGIN_DECLS

/* One entry of c2pa.session-keys. */
typedef struct {
    RigKey *key;
    GBytes *kid;
    uint64_t min_sequence;
    char *created_at;     /* RFC 3339, stands under tag 0 */
    uint64_t validity;    /* seconds */
    GBytes *cose_key;     /* item in place of the COSE_Key; NULL: made from @key and @kid */
    RigKey *binding_key;  /* signs the binding; NULL: @key */
    GBytes *binding_cert; /* DER the binding is made over; NULL: the claim signer's leaf */
    bool binding_attached;
    bool binding_absent;
    GBytes *binding; /* item in its place; NULL: made */
    RigMap *more;    /* pairs put into the entry last, replacing what has the same key */
} RigSessionKey;

RigSessionKey *rig_session_key_new(RigKey *key, GBytes *kid, int64_t created_at_us);
void rig_session_key_free(RigSessionKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigSessionKey, rig_session_key_free)

RigSessionKey *rig_session_key_copy(const RigSessionKey *self);
/* The entry as an item; @leaf is the claim signer's certificate, DER. */
GBytes *rig_session_key_item(const RigSessionKey *self, GBytes *leaf);
/* RFC 3339 with "Z"; milliseconds only when there are any. Transfer full. */
char *rig_session_key_format_time(int64_t wall_us);

G_END_DECLS
