/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-clock.h"
#include "client/provenance/prov-gate.h"
#include "client/provenance/prov-reader.h"

/*
 * The second claim: not "this is your camera", but "this is now". Remembers the nonces that this
 * hub has posted and finds them again in signed headers.
 */
#define PROV_FRESHNESS_MAX_NONCES 16

typedef struct {
    struct {
        uint8_t nonce[PROV_NONCE_LEN];
        int64_t sent_us; /* CLOCK_BOOTTIME */
        bool waiting;
    } posted[PROV_FRESHNESS_MAX_NONCES];
    size_t next;
} ProvFreshness;

void
prov_freshness_expect(ProvFreshness *self, const uint8_t nonce[PROV_NONCE_LEN], int64_t sent_us);

/* One of @nonces is ours: true, and when the newest of them was sent. Changes nothing. */
bool prov_freshness_find(const ProvFreshness *self,
                         const ProvReader *nonces,
                         size_t n_nonces,
                         int64_t *sent_us);

/* The longest age a live picture may have, given its segment's duration: min (3 T + 4 s, 15 s). */
int64_t prov_freshness_bound_us(int64_t unit_us);

/*
 * Up to when "Live" may be said of an admitted unit, CLOCK_BOOTTIME microseconds: by its capture
 * time on a trusted clock, or by the newest nonce its session has answered. 0 when neither proves
 * anything.
 */
int64_t
prov_freshness_live_until(const ProvVerdict *verdict, int64_t unit_us, const ProvClock *now);
