/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-camera.h"

G_BEGIN_DECLS

typedef struct {
    int width; /* even */
    int height;
    guint frames; /* pictures per segment: one sync picture every so many */
    bool plain;   /* the colour alone: no text, no light */
    bool code;    /* leaves the top right corner to the camera's code */
} RigPictureSettings;

/* One-time set-up of GStreamer, from any thread. Errors: G_IO_ERROR, one sentence with the missing
 * element and the Debian package that has it. */
bool rig_picture_init(GError **error);

/*
 * The lens and the encoder of a camera: draws or reads pictures, 25 per second, burns the room's
 * name and a clock into them, encodes them to H.264 and pushes them into @camera. Lives in the
 * default main context.
 */
typedef struct RigPicture RigPicture;

/* @camera is borrowed and must outlive the picture. Errors: G_IO_ERROR, one sentence. */
RigPicture *rig_picture_new(RigCamera *camera, const RigPictureSettings *settings, GError **error);
/* Shows @code as a QR code top right, from the next picture on; NULL: none. False when the pictures
 * are too small for it. Main thread. */
bool rig_picture_set_code(RigPicture *self, const char *code);
void rig_picture_free(RigPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigPicture, rig_picture_free)

G_END_DECLS
