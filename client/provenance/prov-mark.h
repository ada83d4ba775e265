/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

#define PROV_MARK_LEFT 4 /* sessions remembered */

/*
 * How far a camera's stream has come: what of the order of units outlives a restart of this device,
 * so that a replay is one afterwards too (attacks.md, SEQ-04 and SEQ-18). Owned by its holder.
 */
typedef struct {
    char *session;      /* label of the last admitted unit's session */
    int64_t created_us; /* createdAt of the newest key that signed in it, microseconds since 1970 */
    uint64_t sequence;  /* of the last admitted unit */
    uint64_t end;       /* the decode time behind its last sample, ticks */
    /* Sessions that an echo proved to be over though their createdAt is later: the newest few, NULL
     * behind the last. */
    char *left[PROV_MARK_LEFT];
} ProvMark;

void prov_mark_free(ProvMark *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProvMark, prov_mark_free)

G_END_DECLS
