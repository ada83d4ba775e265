/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-object.h"

G_BEGIN_DECLS

/* What a relay does wrong at one camera's address. */
typedef enum {
    RIG_FAULT_NONE = 0,
    RIG_FAULT_STRANGER,     /* the complete stream of a camera of another home */
    RIG_FAULT_STRANGER_ONE, /* one segment of it, then none again */
    RIG_FAULT_IMPOSTOR,     /* the same, and it knows the secret of my camera's code */
    RIG_FAULT_MIXED,     /* with some probability another camera's newest object of the same kind */
    RIG_FAULT_OWN_MIXED, /* two cameras of this home swapped */
    RIG_FAULT_CHANGED,   /* one bit of each segment's media flipped */
    RIG_FAULT_CHANGED_ONE,    /* of one segment, then none again */
    RIG_FAULT_UNSIGNED,       /* each segment without its signed header */
    RIG_FAULT_REPLAY,         /* the last minute again, under new names */
    RIG_FAULT_FREEZE,         /* the playlist stands still */
    RIG_FAULT_OLD_SESSION,    /* the session before the last reboot */
    RIG_FAULT_DRIFT,          /* every segment a little later than the one before */
    RIG_FAULT_DEAF,           /* nonces do not reach the camera */
    RIG_FAULT_FOREIGN_SOUND,  /* my picture with a stranger's sound */
    RIG_FAULT_UNSIGNED_SOUND, /* each segment of the sound without its signed header */
    RIG_FAULT_LATE_SOUND,     /* the sound is held back */
    RIG_FAULT_SLOW,           /* bodies drip */
    RIG_FAULT_GONE,           /* nobody listens */
    RIG_FAULT_REBOOT,         /* a command to the camera, not a state */
} RigFaultKind;

/* One fault as somebody asked for it: "mixed=0.2", "own-mixed=garage", "slow=3". */
typedef struct {
    RigFaultKind kind;
    double number; /* MIXED: probability; SLOW: seconds per body; DRIFT: seconds in each second;
                      LATE_SOUND: seconds */
    char *camera;  /* slug; NULL: none was named */
} RigFaultRequest;

void rig_fault_request_clear(RigFaultRequest *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RigFaultRequest, rig_fault_request_clear)

/* Errors: G_IO_ERROR_INVALID_ARGUMENT, one sentence that lists what there is. */
bool rig_fault_parse(const char *text, RigFaultRequest *request, GError **error);
/* "stranger-one"; static. */
const char *rig_fault_name(RigFaultKind kind);
/* All names with what may follow, for help texts; static. */
const char *rig_fault_list(void);

/* The segment with one bit of each mdat flipped. Transfer full. */
GBytes *rig_fault_change(GBytes *segment);

G_END_DECLS
