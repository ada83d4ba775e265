/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-identity.h"
#include "client/provenance/prov-samples.h"
#include "client/provenance/prov-session-key.h"
#include "client/provenance/prov-vsi.h"

/* What a judged init segment says: kept by the gate for the units that follow. Views into its
 * bytes. */
typedef struct {
    GBytes *bytes;
    ProvIdentity identity;
    char *session; /* the manifest's label */
    ProvSessionKeys keys;
    ProvTrackConfig track;
} ProvInitFacts;

void prov_format_clear_init(ProvInitFacts *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProvInitFacts, prov_format_clear_init)

/* What an authentic segment says, before order and time are asked. Views into its bytes. */
typedef struct {
    const ProvSessionKey *key;
    uint64_t sequence;
    bool has_capture;
    int64_t capture_us;
    ProvReader nonces[PROV_MAX_NONCES];
    size_t n_nonces;
    ProvSamples samples;
} ProvSegmentFacts;

/* One signed-header format: how its init and its segments are read and proven. */
typedef struct {
    const char *name;

    /*
     * Who signed, whether it is the selected camera, and what it signed. @out must be zero; it is
     * filled as far as it was read. Fills signer, selected and chain of @verdict as soon as each
     * holds.
     */
    bool (*judge_init)(ProvCrypto *crypto,
                       GBytes *init,
                       const ProvExpectation *expectation,
                       const ProvClock *now,
                       ProvInitFacts *out,
                       ProvVerdict *verdict);

    /* The same for a segment, under an init that was judged. @out must be zero. */
    bool (*judge_segment)(ProvCrypto *crypto,
                          ProvReader segment,
                          const ProvInitFacts *init,
                          const ProvExpectation *expectation,
                          ProvSegmentFacts *out,
                          ProvVerdict *verdict);
} ProvFormat;

/* C2PA live video, verifiable segment info (C2PA 2.4, section 19.4). */
extern const ProvFormat prov_format_c2pa_live;
