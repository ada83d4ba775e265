/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

G_BEGIN_DECLS

#define CAMERA_STATE_FILE "mac.key"

/*
 * What is kept apart from the links, so that a copy of them is not enough: the key of their MACs,
 * and the highest generation of each. Owned by its holder. Thread-safety: unsafe.
 */
typedef struct {
    uint8_t key[CAMERA_KEY_LEN];
    GHashTable *generations; /* id (owned) -> uint64_t * (owned) */
} CameraState;

/* A key of zeros, and no link: nothing holds under it. */
CameraState *camera_state_new_empty(void);
/* With a new random key. Errors: G_IO_ERROR. */
CameraState *camera_state_new(GError **error);
void camera_state_free(CameraState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraState, camera_state_free)

/* False when @id was never written here. */
bool camera_state_get_generation(const CameraState *self, const char *id, uint64_t *generation);
void camera_state_set_generation(CameraState *self, const char *id, uint64_t generation);

/* Reads mac.key in the directory @dir_fd, path @dir; G_IO_ERROR_NOT_FOUND when there is none. */
CameraState *camera_state_read(int dir_fd, const char *dir, GError **error);
bool camera_state_write(const CameraState *self, int dir_fd, const char *dir, GError **error);

G_END_DECLS
