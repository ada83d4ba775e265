/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

G_BEGIN_DECLS

/*
 * How far a camera's stream has come: the part of what is known of it that moves all the time, in a
 * file of its own, <id>.mark, so that its writing never risks a pin. A CBOR map and its MAC.
 */
typedef struct {
    char *session;      /* label of the last admitted unit's session; 1 to 256 bytes */
    int64_t created_us; /* createdAt of its key, microseconds since 1970 */
    uint64_t sequence;  /* of the last admitted unit */
    uint64_t end;       /* its last decode time, ticks */
    bool has_capture;   /* the next is known */
    int64_t capture_us; /* its first sample's capture time, microseconds since 1970 */
} CameraMark;

void camera_mark_free(CameraMark *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraMark, camera_mark_free)

/*
 * The mark of link @id in the store @dir (NULL: the default). NULL with G_IO_ERROR, one sentence,
 * when there is none (G_IO_ERROR_NOT_FOUND) or it can't be believed: then nothing is known, which
 * is no reason to refuse anything. Transfer full. Any thread.
 */
CameraMark *camera_mark_read(const char *dir, const char *id, GError **error);

/*
 * Replaces the mark of a camera that is linked here; never makes a store. A crash leaves the old
 * one or the new one; a power cut may leave none: it does not wait for the disk. Errors:
 * G_IO_ERROR, one sentence. Any thread.
 */
bool camera_mark_write(const char *dir, const char *id, const CameraMark *mark, GError **error);

G_END_DECLS
