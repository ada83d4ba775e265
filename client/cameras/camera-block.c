/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-block.h"

#include "client/cameras/camera-file.h"
#include "client/cameras/camera-store.h"

#include <sys/file.h>
#include <unistd.h>

#define FILE_NAME    "blocked"
#define MAX_FILE_LEN (1024 * 1024) /* bytes */

static void
add_key(GString *text, const uint8_t key[CAMERA_KEY_LEN], const char *room)
{
    g_string_append(text, "sha256:");
    for (size_t i = 0; i < CAMERA_KEY_LEN; i++)
        g_string_append_printf(text, "%02x", key[i]);
    g_string_append_printf(text, " # %s\n", room);
}

/* The directory is locked: two programs that block at once both do. */
static bool
add_to_file(int fd, const char *path, const CameraRecord *record, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GBytes) before = NULL;
    g_autoptr(GBytes) after = NULL;
    g_autoptr(GString) text = g_string_new(NULL);

    if (!camera_file_lock(fd, path, LOCK_EX, error))
        return false;
    before = camera_file_read_shared(fd, path, FILE_NAME, MAX_FILE_LEN, &problem);
    if (before == NULL && !g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (before != NULL)
        g_string_append_len(text, g_bytes_get_data(before, NULL), (gssize)g_bytes_get_size(before));
    if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c(text, '\n');
    add_key(text, record->pin, record->room);
    add_key(text, record->device, record->room);
    after = g_bytes_new(text->str, text->len);
    return camera_file_write(fd, path, FILE_NAME, after, error);
}

bool
camera_block(const char *dir, const CameraRecord *record, GError **error)
{
    g_autofree char *store = dir != NULL ? g_strdup(dir) : camera_store_default_dir();
    g_autofree char *path = g_build_filename(store, "crls", NULL);
    const int fd = camera_file_make_dir(path, error);
    bool done;

    if (fd < 0)
        return false;
    done = add_to_file(fd, path, record, error);
    close(fd);
    return done;
}
