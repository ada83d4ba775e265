/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

struct _GstBuffer; /* GStreamer's GstBuffer; its headers are for those who look inside */

/*
 * Any file that GStreamer decodes as an endless row of I420 pictures of one size, 25 per second,
 * with borders where the shape differs. Thread-safety: one thread at a time.
 */
typedef struct RigReader RigReader;

/* Plays the file until its first picture. Errors: G_IO_ERROR, one sentence. */
RigReader *rig_reader_new(const char *path, int width, int height, GError **error);
void rig_reader_free(RigReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigReader, rig_reader_free)

/* The next picture, the first one again after the last; waits for it. NULL when the file gives none
 * any more or rig_reader_stop() was called. Transfer full. */
struct _GstBuffer *rig_reader_pull(RigReader *self);
/* From any thread: ends the waiting of rig_reader_pull() soon. */
void rig_reader_stop(RigReader *self);

G_END_DECLS
