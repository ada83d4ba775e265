/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cbor.h"
#include "tests/rig/rig-key.h"

G_BEGIN_DECLS

/* Labels of COSE and CWT (RFC 9052 section 3.1, RFC 9360, RFC 9597, RFC 8392, RFC 9711). */
#define RIG_COSE_ALG     1
#define RIG_COSE_CRIT    2
#define RIG_COSE_KID     4
#define RIG_COSE_CWT     15
#define RIG_COSE_X5CHAIN 33
#define RIG_CWT_SUB      2
#define RIG_CWT_IAT      6
#define RIG_CWT_NONCE    10
#define RIG_COSE_SIGN1   18 /* the tag */

typedef enum {
    RIG_SIGNATURE_RAW = 0,
    RIG_SIGNATURE_DER,
    RIG_SIGNATURE_SHORT,  /* its last byte left out */
    RIG_SIGNATURE_LONG,   /* a zero byte appended */
    RIG_SIGNATURE_ZERO,   /* right length, all zeros */
    RIG_SIGNATURE_ONES,   /* right length, all 0xff */
    RIG_SIGNATURE_FLIP_S, /* (r, n - s) */
    RIG_SIGNATURE_WRONG,  /* one bit flipped */
} RigSignatureForm;

/*
 * One COSE_Sign1 to be made (RFC 9052 section 4.2). rig_cose_new() fills it as the profile wants
 * it; whoever is handed one before it is signed may change any field, and the signature is made
 * over the result.
 */
typedef struct {
    RigKey *key;
    RigMap *protected_map;
    GBytes *protected_raw; /* content of the protected bstr instead of the map; NULL: the map */
    RigMap *unprotected;
    GBytes *unprotected_raw; /* an item instead of the map; NULL: the map */
    GBytes *payload;         /* the signed bytes */
    bool detached;           /* nil stands in the payload's place */
    GBytes *payload_item;    /* an item in the payload's place, whatever is signed; NULL: none */
    char *context;           /* "Signature1" */
    GBytes *external_aad;    /* empty */
    RigSignatureForm form;
    GBytes *signature; /* instead of a signature; NULL: none */
    bool tagged;
    uint64_t tag;
    GPtrArray *more_items; /* items behind the four */
    bool drop_signature;   /* an array of three */
} RigCose;

/* A message that @key signs, attached, tagged, alg in the protected map. All arguments are
 * borrowed. */
RigCose *rig_cose_new(RigKey *key, GBytes *payload);
void rig_cose_free(RigCose *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigCose, rig_cose_free)

/* Each replaces a field that holds GBytes; @bytes is consumed, may be NULL. */
void rig_cose_set_bytes(GBytes **field, GBytes *bytes);
void rig_cose_set_key(RigCose *self, RigKey *key); /* borrowed; alg is left as it stands */
void rig_cose_set_context(RigCose *self, const char *context);

/* The encoded message; transfer full. */
GBytes *rig_cose_sign(const RigCose *self);

/* The payload of a message that @key signed: tagged, attached, {1: alg} alone in the protected map
 * and nothing in the other. NULL when it is anything else. Transfer full. */
GBytes *rig_cose_open(const RigKey *key, GBytes *message);

G_END_DECLS
