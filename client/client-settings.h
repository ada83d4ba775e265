/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * The file that keeps what a person chose for the screen, as bytes; what they mean is the screen's
 * affair. Read and written like a link: never by way of a link of any kind, never when others could
 * have written it. Errors: G_IO_ERROR, one sentence. Main thread.
 */

#define CLIENT_SETTINGS_FILE "settings.ini"

/* $XDG_CONFIG_HOME/ownview; ownview-demo in a demo build. Transfer full. */
char *client_settings_default_dir(void);

/* G_IO_ERROR_NOT_FOUND: there is none yet. Transfer full. */
GBytes *client_settings_read(const char *dir, GError **error);

/* Makes what is missing. A crash leaves the old file or the new one. */
bool client_settings_write(const char *dir, GBytes *content, GError **error);

G_END_DECLS
