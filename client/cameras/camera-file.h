/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * Files that decide who may be seen: read only when nobody else can have written them (owner, mode,
 * no link of any kind), written so that a crash leaves the old or the new one. All errors are
 * G_IO_ERROR with one sentence that says what, where and what to do. Thread-safety: safe.
 */

/*
 * Opens a directory that belongs to this user alone (0700). Returns its descriptor, or -1: with
 * G_IO_ERROR_NOT_FOUND when there is none.
 */
int camera_file_open_dir(const char *path, GError **error);
/* The same below the directory @dir_fd; @path is the whole path, for errors. */
int camera_file_open_subdir(int dir_fd, const char *name, const char *path, GError **error);
/* A directory that this user or the system's owner alone may write to, as one that is installed. */
int camera_file_open_shared_dir(const char *path, GError **error);
/* Makes the directory, and those above it, when they are missing; then opens it. */
int camera_file_make_dir(const char *path, GError **error);

/*
 * Waits for the lock of the directory @fd, path @path: @operation is flock()'s LOCK_SH or LOCK_EX.
 * Closing the descriptor ends it.
 */
bool camera_file_lock(int fd, const char *path, int operation, GError **error);

/*
 * Reads @name in @dir_fd: a plain file of this user's, 0600, with one name, at most @max_len bytes.
 * @dir is for errors. G_IO_ERROR_NOT_FOUND when there is none. Transfer full.
 */
GBytes *
camera_file_read(int dir_fd, const char *dir, const char *name, size_t max_len, GError **error);
/* The same of a file that this user or the system's owner alone may write to. */
GBytes *camera_file_read_shared(int dir_fd,
                                const char *dir,
                                const char *name,
                                size_t max_len,
                                GError **error);
/* camera_file_read() of what links don't hang on: @remedy ends the sentence about one that is open
 * to others, "correct it". */
GBytes *camera_file_read_else(int dir_fd,
                              const char *dir,
                              const char *name,
                              size_t max_len,
                              const char *remedy,
                              GError **error);

/*
 * The file that the absolute path @path leads to, when nobody but this user and the system's owner
 * can have put it there: all directories down to it are theirs as well. For what is loaded into the
 * process. Transfer full. Errors: G_IO_ERROR.
 */
char *camera_file_find_installed(const char *path, GError **error);

/* Writes a temporary file, fsync, rename over @name, fsync of the directory. */
bool
camera_file_write(int dir_fd, const char *dir, const char *name, GBytes *content, GError **error);
/* The same without waiting for the disk: after a power cut it may be gone, or be nothing. For what
 * is written often and not missed. */
bool
camera_file_note(int dir_fd, const char *dir, const char *name, GBytes *content, GError **error);
/* Removes @name, which need not be there; on the disk when the directory is. */
bool camera_file_remove(int dir_fd, const char *dir, const char *name, GError **error);

G_END_DECLS
