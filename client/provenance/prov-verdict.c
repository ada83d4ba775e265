/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-verdict.h"

typedef struct {
    const char *name;
    ProvSeverity severity;
} Reason;

/* One row a reason: its stable name, and what the screen does at once (screen.md). */
static const Reason reasons[] = {
    [PROV_REASON_UNCHECKED] = { "unchecked", PROV_SEVERITY_RED },
    [PROV_REASON_INTERNAL] = { "internal", PROV_SEVERITY_RED },
    [PROV_REASON_WRONG_CAMERA] = { "wrong-camera", PROV_SEVERITY_RED },
    [PROV_REASON_IDENTITY_CHANGED] = { "identity-changed", PROV_SEVERITY_LINK },
    [PROV_REASON_UNTRUSTED_ANCHOR] = { "untrusted-anchor", PROV_SEVERITY_LINK },
    [PROV_REASON_UNTRUSTED_CHAIN] = { "untrusted-chain", PROV_SEVERITY_RED },
    [PROV_REASON_CERTIFICATE_PROFILE] = { "certificate-profile", PROV_SEVERITY_RED },
    [PROV_REASON_CERTIFICATE_TIME] = { "certificate-time", PROV_SEVERITY_LINK },
    [PROV_REASON_REVOKED] = { "revoked", PROV_SEVERITY_LINK },
    [PROV_REASON_DEMO_IDENTITY] = { "demo-identity", PROV_SEVERITY_LINK },
    [PROV_REASON_CLONE_SUSPECTED] = { "clone-suspected", PROV_SEVERITY_LINK },
    [PROV_REASON_DUPLICATE_KEY] = { "duplicate-key", PROV_SEVERITY_RED },
    [PROV_REASON_UNSIGNED] = { "unsigned", PROV_SEVERITY_RECHECK },
    [PROV_REASON_BAD_HEADER] = { "bad-header", PROV_SEVERITY_RECHECK },
    [PROV_REASON_DUPLICATE_HEADER] = { "duplicate-header", PROV_SEVERITY_RED },
    [PROV_REASON_ALGORITHM] = { "algorithm", PROV_SEVERITY_RECHECK },
    [PROV_REASON_BAD_SIGNATURE] = { "bad-signature", PROV_SEVERITY_RED },
    [PROV_REASON_CONTENT_CHANGED] = { "content-changed", PROV_SEVERITY_RED },
    [PROV_REASON_WRONG_SESSION] = { "wrong-session", PROV_SEVERITY_RECHECK },
    [PROV_REASON_UNKNOWN_SESSION_KEY] = { "unknown-session-key", PROV_SEVERITY_RECHECK },
    [PROV_REASON_SESSION_KEY_TIME] = { "session-key-time", PROV_SEVERITY_RECHECK },
    [PROV_REASON_UNPROVEN_SESSION_KEY] = { "unproven-session-key", PROV_SEVERITY_RECHECK },
    [PROV_REASON_BAD_MANIFEST] = { "bad-manifest", PROV_SEVERITY_RECHECK },
    [PROV_REASON_BAD_INIT] = { "bad-init", PROV_SEVERITY_RECHECK },
    [PROV_REASON_CODEC_CONFIG] = { "codec-config", PROV_SEVERITY_RECHECK },
    [PROV_REASON_BAD_CONTAINER] = { "bad-container", PROV_SEVERITY_RECHECK },
    [PROV_REASON_TOO_LARGE] = { "too-large", PROV_SEVERITY_RECHECK },
    [PROV_REASON_REPLAYED] = { "replayed", PROV_SEVERITY_DROP },
    [PROV_REASON_OUT_OF_ORDER] = { "out-of-order", PROV_SEVERITY_DROP },
    [PROV_REASON_SESSION_ROLLBACK] = { "session-rollback", PROV_SEVERITY_RED },
    [PROV_REASON_FROM_THE_FUTURE] = { "from-the-future", PROV_SEVERITY_RED },
    [PROV_REASON_NONE] = { "none", PROV_SEVERITY_NONE },
};

static const Reason *
find(ProvReason reason)
{
    size_t i = (size_t)reason;

    return &reasons[i < G_N_ELEMENTS(reasons) ? i : (size_t)PROV_REASON_INTERNAL];
}

const char *
prov_reason_name(ProvReason reason)
{
    return find(reason)->name;
}

ProvSeverity
prov_reason_severity(ProvReason reason)
{
    return find(reason)->severity;
}

bool
prov_verdict_refuse(ProvVerdict *verdict, ProvReason reason, const char *detail)
{
    if (verdict->reason == PROV_REASON_UNCHECKED) {
        verdict->reason = reason == PROV_REASON_NONE ? PROV_REASON_INTERNAL : reason;
        verdict->detail = detail;
    }
    return false;
}
