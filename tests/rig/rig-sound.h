/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-camera.h"

G_BEGIN_DECLS

/*
 * The microphone of a camera: a soft tone of its own, encoded to AAC-LC and pushed into the
 * camera's sound. Needs rig_picture_init(). Lives in the default main context.
 */
typedef struct RigSound RigSound;

/* @camera, which has sound, is borrowed and must outlive it. Errors: G_IO_ERROR, one sentence. */
RigSound *rig_sound_new(RigCamera *camera, GError **error);
void rig_sound_free(RigSound *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigSound, rig_sound_free)

G_END_DECLS
