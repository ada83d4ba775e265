/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-admission.h"
#include "client/provenance/prov-verdict.h"

G_BEGIN_DECLS

/*
 * Where admissions go. Called on the session's thread with a token (transfer full), in the order of
 * admission; must not block. A player is one, a test that counts is another.
 */
typedef struct {
    void (*admit)(gpointer self, ProvAdmission *admission);
    gpointer self;
} ClientSink;

G_END_DECLS
