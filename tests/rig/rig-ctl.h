/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* The control address of the rig that serves from @dir; transfer full. Errors: G_IO_ERROR, one
 * sentence. */
char *rig_ctl_find(const char *dir, GError **error);
/* Sets the fault; waits for the answer. Errors: G_IO_ERROR, one sentence, the rig's own where it
 * has one. */
bool rig_ctl_set_fault(const char *control, const char *camera, const char *fault, GError **error);
/* Factory reset; @new_key: with another device key. Errors as above. */
bool rig_ctl_reset(const char *control, const char *camera, bool new_key, GError **error);
/* The body of GET @path, "/status"; transfer full. */
char *rig_ctl_get(const char *control, const char *path, GError **error);

G_END_DECLS
