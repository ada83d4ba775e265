/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

G_BEGIN_DECLS

/*
 * The link store: <dir>/links/<id>.link, and the key with the highest generation of each id in
 * <state>/mac.key (a CBOR map {"schema": 1, "key": bytes, "generations": {id: uint}}), never beside
 * the links.
 */

/* $XDG_DATA_HOME/ownview and $XDG_STATE_HOME/ownview; ownview-demo in a demo build. Transfer full.
 */
char *camera_store_default_dir(void);
char *camera_store_state_dir(void);

/*
 * All records of @dir (NULL: the default), ordered by room, as a GPtrArray of CameraRecord. A
 * directory that does not exist is an empty store. Errors: G_IO_ERROR, one sentence with the file's
 * name: wrong owner or mode, a link, a MAC that fails, an older generation than was written, a
 * later schema.
 */
GPtrArray *camera_store_load(const char *dir, GError **error);

/*
 * Writes @record as a new generation (temporary file, fsync, rename, fsync of the directory),
 * making the store and its key when they are missing. @record->generation says which generation was
 * changed, zero for a new link; when another program wrote one meanwhile, nothing is written. It is
 * the new one afterwards. Used by what links a camera; the viewer never writes. Errors: G_IO_ERROR,
 * one sentence.
 */
bool camera_store_save(const char *dir, CameraRecord *record, GError **error);

G_END_DECLS
