/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-home.h"
#include "tests/rig/rig-linking.h"

G_BEGIN_DECLS

/*
 * A camera as a thing that one can hold: its device key, the secret printed on it, the home that it
 * is linked to, all of which it keeps through restarts; and it tells its signing half who signs.
 * Thread-safety: unsafe, one owner.
 */
typedef struct RigDevice RigDevice;

/* Called when the camera was linked, let go, reset or given another key. */
typedef void (*RigDeviceFunc)(RigDevice *device, gpointer user_data);

/* @home and @camera are borrowed and must outlive it; @device is the key that @camera signs with at
 * first. Errors: G_IO_ERROR, one sentence. */
RigDevice *
rig_device_new(const RigHome *home, RigCamera *camera, RigIdentity *device, GError **error);
/* What answers in the place of @original when somebody knows the secret of its code but has only
 * another camera's key, that of @other. Keeps nothing. */
RigDevice *rig_device_new_impostor(const RigDevice *original, const RigDevice *other);
void rig_device_free(RigDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigDevice, rig_device_free)

void rig_device_set_handler(RigDevice *self, RigDeviceFunc handler, gpointer user_data);

/* As rig_linking_post(), at the present time; 500 when the outcome could not be kept: then nothing
 * has changed. */
guint rig_device_post(RigDevice *self, const RigLinkingPost *post, GBytes **answer);
bool rig_device_permits(const RigDevice *self, const char *token);
bool rig_device_is_linked(const RigDevice *self);

/* Factory reset: home, operational key and token are forgotten. @new_key: comes back with another
 * device key under the same name and serial. Errors: G_IO_ERROR, one sentence. */
bool rig_device_reset(RigDevice *self, bool new_key, GError **error);
/* The code that stands on it; transfer full. Errors as above. */
char *rig_device_get_code(const RigDevice *self, GError **error);

G_END_DECLS
