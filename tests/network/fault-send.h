/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/network/fault-proxy.h"
#include "tests/network/wire.h"

G_BEGIN_DECLS

/* One answer on its way out. Borrowed by whoever sends it. */
typedef struct {
    Wire *wire;
    const WireMessage *message;
    FaultPlace place;
    FaultStrength strength;
    FaultShape shape;
    guint number; /* of this answer, for what happens now and then */
    size_t at;    /* where in the body the fault strikes */
    bool begun;   /* the head is out */
    size_t done;  /* bytes of the body that are out */
    /* Waits; false when there is no more reason to. */
    bool (*pause)(gpointer data, guint ms);
    gpointer data;
} FaultAnswer;

/* True: the connection can be used again. */
typedef bool (*FaultSend)(FaultAnswer *answer);

/* As it should be, in the answer's shape. */
bool fault_send_whole(FaultAnswer *answer);
FaultSend fault_send_of(FaultKind kind);
/* Does its harm by degrees, to every answer; the others strike now and then. */
bool fault_is_gradual(FaultKind kind);

G_END_DECLS
