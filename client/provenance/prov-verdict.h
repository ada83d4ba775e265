/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * The closed list of reasons. Zero is a refusal, so that a forgotten assignment can only refuse;
 * PROV_REASON_NONE, the one value that admits, is written at one place, in prov-gate.c.
 * Names (prov_reason_name) are stable: they stand in logs, receipts and ownview-verify's output.
 */
typedef enum {
    PROV_REASON_UNCHECKED = 0,
    PROV_REASON_INTERNAL,
    /* about the signer */
    PROV_REASON_WRONG_CAMERA,
    PROV_REASON_IDENTITY_CHANGED,
    PROV_REASON_UNTRUSTED_ANCHOR,
    PROV_REASON_UNTRUSTED_CHAIN,
    PROV_REASON_CERTIFICATE_PROFILE,
    PROV_REASON_CERTIFICATE_TIME,
    PROV_REASON_REVOKED,
    PROV_REASON_DEMO_IDENTITY,
    PROV_REASON_CLONE_SUSPECTED,
    PROV_REASON_DUPLICATE_KEY,
    /* about the header */
    PROV_REASON_UNSIGNED,
    PROV_REASON_BAD_HEADER,
    PROV_REASON_DUPLICATE_HEADER,
    PROV_REASON_ALGORITHM,
    PROV_REASON_BAD_SIGNATURE,
    PROV_REASON_CONTENT_CHANGED,
    PROV_REASON_WRONG_SESSION,
    PROV_REASON_UNKNOWN_SESSION_KEY,
    PROV_REASON_SESSION_KEY_TIME,
    PROV_REASON_UNPROVEN_SESSION_KEY,
    PROV_REASON_BAD_MANIFEST,
    PROV_REASON_BAD_INIT,
    PROV_REASON_CODEC_CONFIG,
    PROV_REASON_BAD_CONTAINER,
    PROV_REASON_TOO_LARGE,
    /* about order and time */
    PROV_REASON_REPLAYED,
    PROV_REASON_OUT_OF_ORDER,
    PROV_REASON_SESSION_ROLLBACK,
    PROV_REASON_FROM_THE_FUTURE,

    PROV_REASON_NONE,
} ProvReason;

/* Said beside a verdict, never a refusal. */
typedef enum {
    PROV_NOTE_GAP = 1 << 0, /* one or more sequence numbers are missing before this unit */
    PROV_NOTE_TIME_UNPROVEN = 1 << 1,    /* neither a trusted clock nor an echo vouches for "now" */
    PROV_NOTE_REVOCATION_STALE = 1 << 2, /* revocation data is older than it should be */
} ProvNote;

/* How a refusal is shown the moment it happens (screen.md, below the table of states). */
typedef enum {
    PROV_SEVERITY_RED = 0, /* red at once */
    PROV_SEVERITY_LINK,    /* red, and the camera has to be linked again */
    PROV_SEVERITY_RECHECK, /* blank; red only when a second copy, fetched past caches, is refused
                              too */
    PROV_SEVERITY_DROP,    /* the unit is dropped, ages run on, nothing red */
    PROV_SEVERITY_NONE,    /* admitted */
} ProvSeverity;

/* Plain value. Fields of which has_* is false are zero. */
typedef struct {
    ProvReason reason;
    unsigned notes;     /* ProvNote bits */
    const char *detail; /* one static English sentence for Details and logs; NULL when admitted */
    bool has_signer;    /* the claim signature held */
    uint8_t signer[32]; /* SHA-256 of the leaf's SubjectPublicKeyInfo */
    bool signer_proven; /* claim signature and the init's hashes held: "this is {other}" may be said
                         */
    bool has_sequence;  /* the VSI signature held */
    uint64_t sequence;
    bool has_capture;   /* the VSI signature held and header 15 has iat */
    int64_t capture_us; /* first sample's capture time, microseconds since 1970 */
    bool selected;      /* compared with the selected camera's key, and it is that key */
    bool chain;         /* a chain to the anchors was asked for, and it holds */
    uint8_t issuer[32]; /* chain: SHA-256 of the leaf's issuer's SubjectPublicKeyInfo */
    bool serial;        /* chain: the leaf's serialNumber is the one expected */
    uint64_t crls; /* the expectation's revocation lists that were believed, a bit for each of the
                      first 64; zero unless @chain */
    bool echoed;   /* the VSI signature held, and the unit answers a nonce of this hub */
    int64_t echo_sent_us;  /* when the newest nonce was sent that this session has answered,
                              CLOCK_BOOTTIME microseconds; 0: none */
    int64_t unit_us;       /* admitted segment: its duration, microseconds */
    int64_t live_until_us; /* admitted segment: "Live" may be said up to here, CLOCK_BOOTTIME
                              microseconds; 0: unproven */
    uint64_t n_missing;    /* sequence numbers skipped before this unit */
} ProvVerdict;

/* The reason's stable name, "wrong-camera"; "none" for PROV_REASON_NONE. Static. */
const char *prov_reason_name(ProvReason reason);

/* What the screen does with it at once. Anything unknown is red. */
ProvSeverity prov_reason_severity(ProvReason reason);

/*
 * The one way to refuse: notes the reason with its sentence (static) and returns false, so that a
 * check reads `return prov_verdict_refuse (...)`. The first reason stands; later ones change
 * nothing.
 */
bool prov_verdict_refuse(ProvVerdict *verdict, ProvReason reason, const char *detail);

static inline bool
prov_verdict_admits(const ProvVerdict *verdict)
{
    return verdict->reason == PROV_REASON_NONE;
}

G_END_DECLS
