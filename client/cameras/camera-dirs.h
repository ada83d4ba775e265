/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * The two directories of one store while it is read or written, under its lock: writers exclude
 * everybody, readers only writers, so that what is read belongs together. Private to cameras.
 */
typedef struct {
    char *links_path;
    char *state_path;
    int links; /* -1: there is none */
    int state;
} CameraDirs;

/*
 * For reading: opens what is there below @dir (NULL: the default); a missing directory is no error.
 * Errors: G_IO_ERROR, one sentence. @self is to be cleared in either case.
 */
bool camera_dirs_open(CameraDirs *self, const char *dir, GError **error);
/* Makes the readers' lock the writers', between which another program may have written. */
bool camera_dirs_lock(CameraDirs *self, GError **error);
/* For writing: makes what is missing. */
bool camera_dirs_make(CameraDirs *self, const char *dir, GError **error);

/* Closes them, and gives the lock back. */
void camera_dirs_clear(CameraDirs *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CameraDirs, camera_dirs_clear)

G_END_DECLS
