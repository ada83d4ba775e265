/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"
#include "client/provenance/prov-gate.h"

/*
 * What may end a session's right to show while it runs: its link is removed or made anew by anybody
 * (RACE-02), or a key of it is withdrawn (RACE-04). Session thread, whose main context it listens
 * in; it never calls back from within a call to the gate.
 */
typedef struct ClientGuard ClientGuard;

typedef struct {
    /* The link is not what this session began with. @why: one sentence; called once. */
    void (*unlinked)(gpointer self, const char *why);
    /* The init segment that held until now is refused with @verdict. */
    void (*revoked)(gpointer self, const ProvVerdict *verdict, const ProvClock *now);
    gpointer self;
} ClientGuardFuncs;

/*
 * Watches the store for @record, and the revocation data for @gate, which gets what is there.
 * Everything is borrowed for as long as it lives. NULL when the link is not there any more, of
 * which unlinked() has told. A record that was never written (generation 0) is no link yet: the
 * store says nothing of it.
 */
ClientGuard *client_guard_new(const CameraRecord *record, ProvGate *gate, ClientGuardFuncs funcs);
void client_guard_free(ClientGuard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientGuard, client_guard_free)

/* After an admission: the lists that the judge believed are the oldest that will do from now on. */
void client_guard_admitted(ClientGuard *self, const ProvVerdict *verdict);
