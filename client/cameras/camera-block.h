/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

G_BEGIN_DECLS

/*
 * Adds the signing key and the device key of @record to <store>/crls/blocked (camera-revocation.h),
 * with its room as a comment: running sessions end, and neither key is linked again. @dir: the
 * store, NULL for the default. Errors: G_IO_ERROR, one sentence; then nothing has changed. Any
 * thread.
 */
bool camera_block(const char *dir, const CameraRecord *record, GError **error);

G_END_DECLS
