/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-ca-config.h"

#include "client/cameras/camera-file.h"
#include "client/cameras/camera-store.h"

#include <string.h>
#include <unistd.h>

#define GROUP           "key"
#define MAX_CONFIG_FILE 4096 /* bytes */

void
camera_ca_config_clear(CameraCaConfig *self)
{
    g_clear_pointer(&self->uri, g_free);
}

static bool
read_hex(const char *hex, uint8_t out[CAMERA_KEY_LEN])
{
    if (hex == NULL || strlen(hex) != (size_t)2 * CAMERA_KEY_LEN)
        return false;
    for (size_t i = 0; i < CAMERA_KEY_LEN; i++) {
        const int high = g_ascii_xdigit_value(hex[2 * i]);
        const int low = g_ascii_xdigit_value(hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool
parse(CameraCaConfig *self, GBytes *file)
{
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autofree char *hex = NULL;

    if (!g_key_file_load_from_bytes(keys, file, G_KEY_FILE_NONE, NULL))
        return false;
    self->uri = g_key_file_get_string(keys, GROUP, "uri", NULL);
    hex = g_key_file_get_string(keys, GROUP, "sha256", NULL);
    return self->uri != NULL && read_hex(hex, self->sha256);
}

bool
camera_ca_config_read(CameraCaConfig *self, int dir_fd, const char *dir, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GBytes) file =
        camera_file_read_else(dir_fd, dir, CAMERA_CA_CONFIG_FILE, MAX_CONFIG_FILE,
                              "set the token up again (ownview-link home --token)", &problem);

    *self = (CameraCaConfig){ 0 };
    if (file == NULL && g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return true;
    if (file == NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (parse(self, file))
        return true;
    camera_ca_config_clear(self);
    g_set_error(
        error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        "%s/" CAMERA_CA_CONFIG_FILE
        " is damaged; set the token up again (ownview-link home --token): linked cameras go "
        "on, new ones wait.",
        dir);
    return false;
}

bool
camera_ca_config_load(CameraCaConfig *self, const char *state_dir, GError **error)
{
    g_autofree char *path = state_dir != NULL ? g_strdup(state_dir) : camera_store_state_dir();
    g_autoptr(GError) problem = NULL;
    const int fd = camera_file_open_dir(path, &problem);
    bool good;

    *self = (CameraCaConfig){ 0 };
    if (fd < 0 && g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return true;
    if (fd < 0) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    good = camera_ca_config_read(self, fd, path, error);
    close(fd);
    return good;
}

bool
camera_ca_config_write(const CameraCaConfig *self, int dir_fd, const char *dir, GError **error)
{
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GString) hex = g_string_new(NULL);
    g_autoptr(GBytes) content = NULL;
    char *text;
    gsize len = 0;

    for (size_t i = 0; i < CAMERA_KEY_LEN; i++)
        g_string_append_printf(hex, "%02x", self->sha256[i]);
    g_key_file_set_string(keys, GROUP, "uri", self->uri);
    g_key_file_set_string(keys, GROUP, "sha256", hex->str);
    text = g_key_file_to_data(keys, &len, NULL);
    content = g_bytes_new_take(text, len);
    return camera_file_write(dir_fd, dir, CAMERA_CA_CONFIG_FILE, content, error);
}
