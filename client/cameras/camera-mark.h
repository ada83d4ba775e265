/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"
#include "client/provenance/prov-mark.h"

G_BEGIN_DECLS

/*
 * How far a camera's stream has come (ProvMark): the part of what is known of it that moves all the
 * time, in a file of its own, <id>.mark, so that its writing never risks a pin. A CBOR map and its
 * MAC. A mark is of the key that the link pins: one of another key, from before the camera was
 * linked again, says nothing.
 */

/*
 * The mark of @record's link in the store @dir (NULL: the default). NULL with G_IO_ERROR, one
 * sentence, when there is none (G_IO_ERROR_NOT_FOUND) or it can't be believed: then nothing is
 * known, which is no reason to refuse anything. Transfer full. Any thread.
 */
ProvMark *camera_mark_read(const char *dir, const CameraRecord *record, GError **error);

/*
 * Replaces the mark of a camera that is linked here under that key; never makes a store. A crash
 * leaves the old one or the new one; a power cut may leave none: it does not wait for the disk.
 * Errors: G_IO_ERROR, one sentence. Any thread.
 */
bool camera_mark_write(const char *dir,
                       const CameraRecord *record,
                       const ProvMark *mark,
                       GError **error);

G_END_DECLS
