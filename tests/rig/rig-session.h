/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-manifest.h"
#include "tests/rig/rig-vsi.h"

G_BEGIN_DECLS

/*
 * One run of a camera: an identity, a session key and the init segment whose manifest binds them.
 * Freed by its owner; immutable in between. Thread-safety: safe to read.
 */
typedef struct {
    RigIdentity *identity;
    RigKey *key; /* the session key that signs, the first of the manifest's */
    GBytes *kid;
    char *label; /* the manifest's: what segments name */
    GBytes *init;
    uint32_t timescale; /* ticks per second */
    int64_t created_at_us;
} RigSession;

/* What differs from a plain session; zero or NULL means the usual. */
typedef struct {
    RigAlg key_alg;          /* of the session key: RIG_ALG_ES256 */
    GPtrArray *session_keys; /* of RigSessionKey, the first one signs; NULL: one new key,
                                named by its hash */
    const char *label;
    uint64_t min_sequence; /* of the new key: 1 */
    uint64_t validity;     /* seconds, of the new key: a day */
    GBytes *padding;
    const char *type;
    const char *uuid;
    RigManifestHooks hooks;
} RigSessionSpec;

/* @moov from rig_mp4_moov(). @spec may be NULL. */
RigSession *rig_session_new(RigIdentity *identity,
                            GBytes *moov,
                            int64_t created_at_us,
                            const RigSessionSpec *spec);
void rig_session_free(RigSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigSession, rig_session_free)

/*
 * @media with the signed header in front. @capture_us in microseconds since 1970, or RIG_NO_TIME;
 * @nonces of GBytes, may be NULL; @spec may be NULL. A camera counts @sequence by one. Transfer
 * full.
 */
GBytes *rig_session_sign(const RigSession *self,
                         uint64_t sequence,
                         int64_t capture_us,
                         GPtrArray *nonces,
                         GBytes *media,
                         const RigVsiSpec *spec);

G_END_DECLS
