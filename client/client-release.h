/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Gives the camera of @record free, so that another home can link it: a statement by this home's
 * CA, posted with the record's token. Blocks for at most 4 s; any thread. Errors: G_IO_ERROR, one
 * sentence: the camera then wants a factory reset.
 */
bool client_release(const CameraRecord *record, GError **error);

/* The same on a thread of its own, as far as it goes. */
void client_release_start(const CameraRecord *record);

G_END_DECLS
