/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-clock.h"
#include "client/provenance/prov-cose.h"
#include "client/provenance/prov-signature.h"
#include "client/provenance/prov-verdict.h"

#define PROV_MAX_SESSION_KEYS 4
#define PROV_MAX_KID_LEN      64 /* bytes */

/* One session key of a c2pa.session-keys assertion (C2PA 2.4, section 19.4). */
typedef struct {
    uint8_t kid[PROV_MAX_KID_LEN];
    size_t kid_len;
    ProvKey *key;
    uint64_t min_sequence;
    int64_t created_us; /* microseconds since 1970 */
    int64_t end_us;     /* createdAt + min (validityPeriod, 24 h) */
} ProvSessionKey;

typedef struct {
    ProvSessionKey key[PROV_MAX_SESSION_KEYS];
    size_t n;
} ProvSessionKeys;

void prov_session_key_clear_all(ProvSessionKeys *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProvSessionKeys, prov_session_key_clear_all)

/*
 * Reads the assertion's CBOR; every signerBinding must hold over @leaf_der, and every key's
 * algorithm be one of @algorithms (ProvAlg bits). @out must be zero. Refuses with
 * unproven-session-key, session-key-time, algorithm or too-large.
 */
bool prov_session_key_read_all(ProvCrypto *crypto,
                               ProvReader cbor,
                               ProvReader leaf_der,
                               unsigned algorithms,
                               ProvSessionKeys *out,
                               ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

/* The key with this id, or NULL. */
const ProvSessionKey *prov_session_key_find(const ProvSessionKeys *self, ProvReader kid);

/* "Now" can lie in the key's window: 300 s before createdAt to 60 s after its end; nothing known:
 * it can. */
bool prov_session_key_is_current(const ProvSessionKey *self, const ProvClock *now);

/* At least one key's window can hold now; else session-key-time. */
bool prov_session_key_check_any_current(const ProvSessionKeys *self,
                                        const ProvClock *now,
                                        ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;
