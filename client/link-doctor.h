/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What ownview-link doctor finds, in the order of finding. One thread. */

typedef enum {
    LINK_FINDING_BAD = 0, /* no picture comes, until somebody does what the sentence says */
    LINK_FINDING_NOTE,    /* worth knowing */
    LINK_FINDING_GOOD,
} LinkFindingKind;

typedef struct {
    LinkFindingKind kind;
    char *subject; /* "clock", or a room */
    char *text;    /* one sentence, or two: what is, and what to do */
} LinkFinding;

/* "good"; static. */
static inline const char *
link_doctor_kind_name(LinkFindingKind kind)
{
    if (kind == LINK_FINDING_GOOD)
        return "good";
    return kind == LINK_FINDING_NOTE ? "note" : "bad";
}

/* Adds to @out, of LinkFinding. */
void
link_doctor_say(GPtrArray *out, LinkFindingKind kind, const char *subject, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Walks the way of one camera's video, up to the verdict on a segment; at most 20 s. */
void link_doctor_walk(GPtrArray *out, const CameraRecord *record);

G_END_DECLS
