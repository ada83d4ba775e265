/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * Has the camera of @link make a new key, which its present one vouches for, and pins that
 * (identity.md, "Rotation"). Blocks, at most 12 s; any thread. Errors: G_IO_ERROR, one sentence:
 * the record is then what it was.
 */
bool client_rotate(const char *link, GError **error);

G_END_DECLS
