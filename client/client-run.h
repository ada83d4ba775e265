/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client-bridge.h"
#include "client/client-home.h"
#include "client/provenance/prov-expectation.h"

#include <gio/gio.h>

/* What one session runs with; borrowed for as long as it runs. */
typedef struct {
    const ClientHome *home;
    const CameraRecord *record;   /* of the selected camera */
    ProvExpectation *expectation; /* made from it; says whether it is of video or of sound */
    ClientHistory *history;       /* where refusals are noted; NULL: nowhere */
    ClientBridge *bridge;
    GCancellable *cancellable; /* ends it */
    gint *retry;               /* atomic; not zero ends the waiting under way */
} ClientRun;

/*
 * source -> gate -> sink until the cancellable is cancelled. Session thread, which owns the
 * thread-default main context.
 */
void client_run(const ClientRun *with);
