/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-dirs.h"
#include "client/cameras/camera-state.h"
#include "client/cameras/camera-store.h"

#define CAMERA_LINK_SUFFIX ".link"
#define CAMERA_COPY_SUFFIX ".link.1" /* the second copy */
#define CAMERA_MARK_SUFFIX ".mark"

/* What stands under @id, of both copies; NULL when neither is there. Transfer full. */
CameraListing *
camera_store_read_one(const CameraDirs *dirs, const CameraState *state, const char *id);

/* All of them in the order of camera_store_list(). NULL on error. Transfer full. */
GPtrArray *camera_store_read_all(const CameraDirs *dirs, const CameraState *state, GError **error);
