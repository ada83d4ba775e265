/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cloud.h"

G_BEGIN_DECLS

/* One camera's address and what is wrong with it. */
typedef struct {
    RigCamera *camera;
    RigDevice *device;   /* NULL: it takes no part in linking */
    RigDevice *impostor; /* IMPOSTOR: what answers hubs in the device's place */
    RigFaultKind fault;
    char *fault_text;
    double number;
    guint other; /* STRANGER*, OWN_MIXED: whose stream */
    /* REPLAY, FREEZE, OLD_SESSION: what is held back for them */
    RigObject *init;
    GPtrArray *segments;
    int64_t since_us; /* of the fault */
    RigCounts counts;
} RigAddress;

/* Takes ownership of @camera. */
RigAddress *rig_address_new(RigCamera *camera);
void rig_address_free(RigAddress *self);

/* Back to none; what was held back is let go. */
void rig_address_drop_fault(RigAddress *self);
/* There is what REPLAY, FREEZE or OLD_SESSION would serve. Errors: G_IO_ERROR_NOT_FOUND, one
 * sentence. */
bool rig_address_can_hold_back(const RigAddress *self, RigFaultKind kind, GError **error);
/* Keeps it; @window: segments of a frozen playlist. */
void rig_address_hold_back(RigAddress *self, RigFaultKind kind, guint window);

/* All borrowed. What is held back under that name, or NULL. */
RigObject *rig_address_find_held(const RigAddress *self,
                                 RigObjectKind kind,
                                 unsigned session,
                                 uint64_t sequence);
/* REPLAY: the old object that stands in for @asked; NULL for one that was there before the fault.
 */
RigObject *rig_address_replayed(const RigAddress *self, const RigObject *asked);
/* What goes out here of @sound, as the fault has it. False when there is nothing to be had. */
bool rig_address_sound_playlist(const RigAddress *self,
                                const RigCamera *sound,
                                guint window,
                                RigServing *serving);
bool rig_address_sound_object(const RigAddress *self,
                              const RigCamera *sound,
                              const RigObjectName *name,
                              RigServing *serving);
/* OLD_SESSION: how many of its segments the playlist has come to; it moves on as if it were live.
 */
guint rig_address_old_end(const RigAddress *self);
/* DRIFT: how many of the newest segments the playlist does not list yet. */
guint rig_address_behind(const RigAddress *self, int64_t segment_us);

G_END_DECLS
