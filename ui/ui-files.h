/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The files that may hold a camera's code: texts and pictures at the top of what is plugged in and
 * of the person's own folders, newest first, at most 40. Their names are anybody's: to be shown
 * through ui_room_shown() only. A display without a keyboard has no use for a whole file manager,
 * and nobody should be let into one. Looked for on a thread: a disk may be
 * slow.
 */
void ui_files_find(gpointer source, GCancellable *cancellable, GAsyncReadyCallback found);
/* Paths, NULL at the end; transfer full. NULL: cancelled. */
GStrv ui_files_find_finish(GAsyncResult *result);

/* The folders of what is plugged in now, NULL at the end; transfer full. */
GStrv ui_files_plugged_in(void);

G_END_DECLS
