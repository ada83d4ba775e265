/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-ca.h"
#include "client/cameras/camera-code.h"
#include "client/client-linking-problem.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a camera is asked with, and held against; borrowed for the call. */
typedef struct {
    const CameraCode *code;
    const GPtrArray *makers;   /* of CameraLinkMaker */
    GPtrArray *records;        /* of CameraRecord: every link of this home */
    const CameraRecord *again; /* of @records: the link that is replaced; NULL: a new one */
    GCancellable *cancellable;
} ClientLinkingTalk;

/*
 * Steps 1 to 3 of identity.md, "Linking": proof, certificate, token. Fills in @draft what a link
 * record says of a camera, all but room, id and signed time. On false with a token in @draft the
 * camera has it already, and is to be released. Linking thread.
 */
bool client_linking_talk(const ClientLinkingTalk *talk,
                         CameraRecord *draft,
                         ClientLinkingProblem *problem);

/*
 * The same for a camera whose code has no secret: it signs with its device key, and what its init
 * segment says is held against each maker's anchors. No credential is involved. Linking thread.
 */
bool client_linking_find_maker(const ClientLinkingTalk *talk,
                               CameraRecord *draft,
                               ClientLinkingProblem *problem);

G_END_DECLS
