/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/fault-proxy.h"

static const struct {
    const char *name;
    const char *row; /* of attacks.md */
} kinds[FAULT_N_KINDS] = {
    [FAULT_NONE] = { "none", "NET-00" },           [FAULT_LATENCY] = { "latency", "NET-09" },
    [FAULT_BANDWIDTH] = { "bandwidth", "NET-09" }, [FAULT_CUT] = { "cut", "NET-11" },
    [FAULT_SLICER] = { "slicer", "NET-09" },       [FAULT_RESET] = { "reset", "NET-11" },
    [FAULT_HALF_OPEN] = { "half-open", "NET-11" }, [FAULT_SLOW_CLOSE] = { "slow-close", "NET-11" },
    [FAULT_SILENCE] = { "silence", "NET-11" },     [FAULT_LENGTH] = { "length", "BOX-27" },
    [FAULT_STATUS] = { "status", "NET-12" },       [FAULT_HTML] = { "html", "NET-12" },
    [FAULT_TLS_CUT] = { "tls-cut", "NET-11" },
};

const char *
fault_kind_name(FaultKind kind)
{
    return kinds[kind].name;
}

const char *
fault_kind_row(FaultKind kind)
{
    return kinds[kind].row;
}

const char *
fault_place_name(FaultPlace place)
{
    static const char *const names[FAULT_N_PLACES] = { "playlist", "init", "segment-head",
                                                       "segment-middle", "segment-tail" };

    return names[place];
}

const char *
fault_strength_name(FaultStrength strength)
{
    static const char *const names[FAULT_N_STRENGTHS] = { "once", "often", "always" };

    return names[strength];
}
