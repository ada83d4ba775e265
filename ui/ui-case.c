/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-state.h"

UiCase
ui_case_of_reason(ProvReason reason, bool other_known)
{
    if (other_known)
        return UI_CASE_ONE_OF_YOURS;

    switch (reason) {
    case PROV_REASON_WRONG_CAMERA:
        return UI_CASE_WRONG_CAMERA;
    case PROV_REASON_IDENTITY_CHANGED:
        return UI_CASE_NEW_IDENTITY;
    case PROV_REASON_UNTRUSTED_ANCHOR:
    case PROV_REASON_CERTIFICATE_TIME:
    case PROV_REASON_REVOKED:
    case PROV_REASON_DEMO_IDENTITY:
    case PROV_REASON_CLONE_SUSPECTED:
    case PROV_REASON_DUPLICATE_KEY:
        return UI_CASE_LINK_AGAIN;
    case PROV_REASON_DUPLICATE_HEADER:
    case PROV_REASON_BAD_SIGNATURE:
    case PROV_REASON_CONTENT_CHANGED:
        return UI_CASE_CHANGED;
    case PROV_REASON_SESSION_KEY_TIME:
    case PROV_REASON_REPLAYED:
    case PROV_REASON_OUT_OF_ORDER:
    case PROV_REASON_SESSION_ROLLBACK:
        return UI_CASE_OLD;
    case PROV_REASON_FROM_THE_FUTURE:
        return UI_CASE_AHEAD;
    case PROV_REASON_UNCHECKED:
    case PROV_REASON_INTERNAL:
    case PROV_REASON_UNTRUSTED_CHAIN:
    case PROV_REASON_CERTIFICATE_PROFILE:
    case PROV_REASON_UNSIGNED:
    case PROV_REASON_BAD_HEADER:
    case PROV_REASON_ALGORITHM:
    case PROV_REASON_WRONG_SESSION:
    case PROV_REASON_UNKNOWN_SESSION_KEY:
    case PROV_REASON_UNPROVEN_SESSION_KEY:
    case PROV_REASON_BAD_MANIFEST:
    case PROV_REASON_BAD_INIT:
    case PROV_REASON_CODEC_CONFIG:
    case PROV_REASON_BAD_CONTAINER:
    case PROV_REASON_TOO_LARGE:
    case PROV_REASON_NONE:
    default:
        return UI_CASE_NO_PROOF;
    }
}

bool
ui_kind_is_alert(UiKind kind)
{
    return kind == UI_KIND_REFUSED || kind == UI_KIND_LINK_AGAIN;
}

const char *
ui_kind_name(UiKind kind)
{
    static const char *const names[] = {
        "checking", "live",       "time-unproven", "late",        "stalled",
        "refused",  "link-again", "no-picture",    "hub-problem",
    };

    return (size_t)kind < G_N_ELEMENTS(names) ? names[kind] : "checking";
}

const char *
ui_case_name(UiCase words)
{
    static const char *const names[] = {
        "checking",     "live",    "clock",   "behind", "stopped",  "wrong-camera",
        "one-of-yours", "changed", "old",     "ahead",  "no-proof", "link-again",
        "new-identity", "network", "decoder", "hub",
    };

    return (size_t)words < G_N_ELEMENTS(names) ? names[words] : "checking";
}
