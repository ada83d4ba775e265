/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-identity.h"
#include "tests/rig/rig-object.h"

G_BEGIN_DECLS

#define RIG_CAMERA_TIMESCALE 90000 /* ticks per second */
#define RIG_CAMERA_FPS       25
#define RIG_SOUND_RATE       48000 /* samples per second */
#define RIG_SOUND_FRAME      1024  /* samples */
#define RIG_NONCE_LEN        16    /* bytes */
#define RIG_MAX_NONCES       8
#define RIG_KEPT_US          (60 * G_USEC_PER_SEC) /* how long segments stay available */

/* What a camera is told about itself. Owned by its holder. */
typedef struct {
    char *name;  /* the room */
    char *slug;  /* the name in addresses: a-z, 0-9, "-" */
    bool linked; /* of this home; else a stranger's */
    bool sound;  /* it has a microphone */
    uint32_t rgb;
    char *source;         /* file to show; NULL: a picture of its own */
    RigAlg alg;           /* of its device key */
    char *key_of;         /* slug of the camera whose device key it has; NULL: its own */
    bool own_certificate; /* for that key; else the other camera's too */
} RigCameraSpec;

RigCameraSpec *rig_camera_spec_new(const char *name, bool linked, uint32_t rgb);
/*
 * "NAME[,stranger][,sound][,color=#rrggbb][,source=FILE][,alg=ES256|ES384|EdDSA][,clone=SLUG|,same-key=SLUG]";
 * @index picks the colour when none is given. Errors: G_IO_ERROR, one sentence.
 */
RigCameraSpec *rig_camera_spec_parse(const char *text, guint index, GError **error);
RigCameraSpec *rig_camera_spec_copy(const RigCameraSpec *self);
void rig_camera_spec_free(RigCameraSpec *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigCameraSpec, rig_camera_spec_free)

/* One encoded picture, or one frame of sound, on its way to the signer. */
typedef struct {
    GBytes *data; /* length-prefixed NAL units, or an AAC frame */
    bool sync;
    int64_t capture_us; /* wall clock, microseconds since 1970 */
} RigUnit;

/*
 * The signing half of a camera: pictures in, signed segments out; and beside it the same for its
 * sound, which is a stream of its own with sessions of its own and the same device key. Knows
 * nothing of the network and of what a relay makes of it. Thread-safety: unsafe, one owner.
 */
typedef struct RigCamera RigCamera;

/* Called after each new segment. */
typedef void (*RigCameraFunc)(RigCamera *camera, gpointer user_data);

/* @frames: pictures per segment. */
RigCamera *
rig_camera_new(guint index, const RigCameraSpec *spec, RigIdentity *identity, guint frames);
void rig_camera_free(RigCamera *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigCamera, rig_camera_free)

/* Its sound: a camera to which frames of sound are pushed; NULL when it has none. Borrowed. */
RigCamera *rig_camera_get_sound(const RigCamera *self);
/* Of what rig_camera_get_sound() gave: what its sound is like. @asc: AudioSpecificConfig of one
 * channel at RIG_SOUND_RATE. */
void rig_camera_set_sound_format(RigCamera *sound, GBytes *asc);

void rig_camera_set_handler(RigCamera *self, RigCameraFunc handler, gpointer user_data);

/* What the pictures are like; starts a session when it is new. @avcc:
 * AVCDecoderConfigurationRecord. */
void rig_camera_set_format(RigCamera *self, guint16 width, guint16 height, GBytes *avcc);
/* Pictures at RIG_CAMERA_FPS, the first of each segment a sync one. */
void rig_camera_push(RigCamera *self, const RigUnit *unit);
/* A new manifest and session key from the next sync picture on; the number of segments starts at 1.
 */
void rig_camera_reboot(RigCamera *self);
/* Another signer, from the next sync picture on; what its predecessor signed is served no more. */
void rig_camera_set_identity(RigCamera *self, RigIdentity *identity);
/* RIG_NONCE_LEN bytes to be answered by the next segment that starts; of too many the oldest goes.
 */
void rig_camera_challenge(RigCamera *self, GBytes *nonce);

const RigCameraSpec *rig_camera_get_spec(const RigCamera *self);
guint rig_camera_get_index(const RigCamera *self);
/* The session of the newest segment; zero before there is one. */
unsigned rig_camera_get_session(const RigCamera *self);
/* The newest segment's number; zero before there is one. */
uint64_t rig_camera_get_sequence(const RigCamera *self);
uint64_t rig_camera_get_challenges(const RigCamera *self);

/* Borrowed. The init segment of the current session, or of the one before it; NULL when there is
 * none. */
RigObject *rig_camera_get_init(const RigCamera *self);
RigObject *rig_camera_get_old_init(const RigCamera *self);
/* Borrowed, of RigObject, oldest first: the last minute of the current session, and of the one
 * before it. */
GPtrArray *rig_camera_get_segments(const RigCamera *self);
GPtrArray *rig_camera_get_old_segments(const RigCamera *self);
/* Borrowed; NULL when there is no such object any more. */
RigObject *
rig_camera_find(const RigCamera *self, RigObjectKind kind, unsigned session, uint64_t sequence);

G_END_DECLS
