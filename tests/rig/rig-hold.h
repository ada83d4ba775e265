/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* libsoup's own name: not all who see this one see libsoup. */
typedef struct _SoupServerMessage SoupServerMessage;

G_BEGIN_DECLS

/*
 * Requests for a playlist that wait until it lists a segment (blocking playlist reload, RFC 8216bis
 * section 6.2.5.2). Thread-safety: unsafe; lives in the main context it was made in.
 */
typedef struct RigHold RigHold;

/* Whether the playlist lists segment @number, or a later one. */
typedef bool (*RigHoldReady)(uint64_t number, gpointer user_data);
/* Answers @message with the playlist as it is. */
typedef void (*RigHoldAnswer)(SoupServerMessage *message, gpointer user_data);

RigHold *rig_hold_new(RigHoldReady ready, RigHoldAnswer answer, gpointer user_data);
/* Whoever still waits is not answered any more. */
void rig_hold_free(RigHold *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigHold, rig_hold_free)

/* Answers @message at once when segment @number is listed, else when it is, or after @longest_ms.
 */
void rig_hold_add(RigHold *self, SoupServerMessage *message, uint64_t number, guint longest_ms);
/* There may be news. */
void rig_hold_look(RigHold *self);

G_END_DECLS
