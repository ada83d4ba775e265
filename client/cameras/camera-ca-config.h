/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CAMERA_CA_CONFIG_FILE "home-ca.conf"

/*
 * Where this home's key is when it is no file: <state>/home-ca.conf (0600), a key file with one
 * group, [key]: uri= as camera_token_make_uri() writes it, sha256= of its SubjectPublicKeyInfo in
 * hex, so that another token is told from the one that was set up. Thread-safety: unsafe.
 */
typedef struct {
    char *uri; /* NULL: there is no such file */
    uint8_t sha256[CAMERA_KEY_LEN];
} CameraCaConfig;

/* Reads it in the directory @dir_fd, path @dir. A missing file is no error. Errors: G_IO_ERROR. */
bool camera_ca_config_read(CameraCaConfig *self, int dir_fd, const char *dir, GError **error);
bool
camera_ca_config_write(const CameraCaConfig *self, int dir_fd, const char *dir, GError **error);

/* Reads it in @state_dir (NULL: camera_store_state_dir()), which need not be there. */
bool camera_ca_config_load(CameraCaConfig *self, const char *state_dir, GError **error);

void camera_ca_config_clear(CameraCaConfig *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CameraCaConfig, camera_ca_config_clear)

G_END_DECLS
