/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-dirs.h"

#include "client/cameras/camera-file.h"
#include "client/cameras/camera-store.h"

#include <string.h>
#include <sys/file.h>
#include <unistd.h>

void
camera_dirs_clear(CameraDirs *self)
{
    /* one that was never opened holds nothing */
    if (self->links_path == NULL)
        return;
    if (self->links >= 0)
        close(self->links);
    if (self->state >= 0)
        close(self->state); /* and its lock */
    g_free(self->links_path);
    g_free(self->state_path);
}

/* The path of the store, which both directories are named by. Transfer full. */
static char *
name_dirs(CameraDirs *self, const char *dir)
{
    char *path = dir != NULL ? g_strdup(dir) : camera_store_default_dir();

    *self = (CameraDirs){ .links_path = g_build_filename(path, "links", NULL),
                          .state_path = camera_store_state_dir(),
                          .links = -1,
                          .state = -1 };
    return path;
}

static bool
lock_state(const CameraDirs *self, int operation, GError **error)
{
    return camera_file_lock(self->state, self->state_path, operation, error);
}

bool
camera_dirs_open(CameraDirs *self, const char *dir, GError **error)
{
    g_autofree char *path = name_dirs(self, dir);
    g_autoptr(GError) problem = NULL;
    const int top = camera_file_open_dir(path, &problem);

    if (top >= 0) {
        self->links = camera_file_open_subdir(top, "links", self->links_path, &problem);
        close(top);
    }
    if (problem == NULL)
        self->state = camera_file_open_dir(self->state_path, &problem);
    if (problem != NULL && !g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    return self->state < 0 || lock_state(self, LOCK_SH, error);
}

bool
camera_dirs_lock(CameraDirs *self, GError **error)
{
    return lock_state(self, LOCK_EX, error);
}

bool
camera_dirs_make(CameraDirs *self, const char *dir, GError **error)
{
    g_autofree char *path = name_dirs(self, dir);
    const int top = camera_file_make_dir(path, error);

    if (top < 0)
        return false;
    close(top);
    self->links = camera_file_make_dir(self->links_path, error);
    if (self->links < 0)
        return false;
    self->state = camera_file_make_dir(self->state_path, error);
    return self->state >= 0 && lock_state(self, LOCK_EX, error);
}
