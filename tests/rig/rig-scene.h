/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef enum {
    RIG_SCENE_PLAIN = 0, /* the colour and nothing else */
    RIG_SCENE_HOME,      /* the colour in soft light, a disc that drifts through it */
    RIG_SCENE_STRANGER,  /* the colour in slanting stripes that wander: plainly somebody else's */
} RigSceneKind;

/* Draws what a camera without a lens sees. Immutable. Thread-safety: safe. */
typedef struct RigScene RigScene;

/* @width and @height even. */
RigScene *rig_scene_new(RigSceneKind kind, uint32_t rgb, int width, int height);
void rig_scene_free(RigScene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigScene, rig_scene_free)

/* Bytes of a picture: I420, planes without padding. */
size_t rig_scene_get_size(const RigScene *self);
/* Draws picture number @n, counted in pictures at 25 per second. */
void rig_scene_draw(const RigScene *self, uint64_t n, uint8_t *pixels);

G_END_DECLS
