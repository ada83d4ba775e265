/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The makers' trust anchors, <maker>.pem in one directory: installed with the product; in a demo
 * build the private directory that ./demo made, and nothing else. Thread-safety: safe. Errors:
 * G_IO_ERROR and G_FILE_ERROR, one sentence.
 */

/* Transfer full. */
char *client_makers_get_dir(GError **error);

/* The anchors of @maker, of GBytes: DER. Transfer full. */
GPtrArray *client_makers_load_one(const char *maker, GError **error);

/* All makers, of CameraLinkMaker, by name; without the directory there are none. Transfer full. */
GPtrArray *client_makers_load(GError **error);

G_END_DECLS
