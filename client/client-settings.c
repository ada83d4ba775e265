/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-settings.h"

#include "client/cameras/camera-file.h"

#include <unistd.h>

#define MAX_LEN (64 * 1024) /* bytes */

char *
client_settings_default_dir(void)
{
    return g_build_filename(g_get_user_config_dir(), OWNVIEW_DEMO ? "ownview-demo" : "ownview",
                            NULL);
}

GBytes *
client_settings_read(const char *dir, GError **error)
{
    const int fd = camera_file_open_dir(dir, error);
    GBytes *content;

    if (fd < 0)
        return NULL;
    content = camera_file_read_else(fd, dir, CLIENT_SETTINGS_FILE, MAX_LEN, "remove it", error);
    close(fd);
    return content;
}

bool
client_settings_write(const char *dir, GBytes *content, GError **error)
{
    const int fd = camera_file_make_dir(dir, error);
    bool written;

    if (fd < 0)
        return false;
    written = camera_file_write(fd, dir, CLIENT_SETTINGS_FILE, content, error);
    close(fd);
    return written;
}
