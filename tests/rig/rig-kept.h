/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-home.h"

G_BEGIN_DECLS

/* What a camera keeps in its own folder of the rig's private directory beside what
 * make-dev-certs.sh puts there: DIR/cameras/SLUG/{secret,link}, mode 0600. Errors everywhere:
 * G_IO_ERROR or G_FILE_ERROR, one sentence. */

/* The secret printed on the camera, RIG_SECRET_LEN bytes; made when there is none, by whichever
 * process comes first. Transfer full. */
GBytes *rig_kept_load_secret(const RigHome *home, guint camera, GError **error);

/* What rig_linking_save() gave; NULL without an error when there is nothing. Transfer full. */
char *rig_kept_load_link(const RigHome *home, guint camera, GError **error);
/* @text NULL: forgets it. */
bool rig_kept_save_link(const RigHome *home, guint camera, const char *text, GError **error);

/* Makes @key the camera's device key, in a new certificate with the serial and name of the old one.
 */
bool rig_kept_replace_key(const RigHome *home, guint camera, RigKey *key, GError **error);
/* Gives the camera the device key of the one that its description names, and that one's certificate
 * too unless it is to have its own. */
bool rig_kept_clone(const RigHome *home, guint camera, GError **error);

/* The code that stands on the camera; transfer full. */
char *rig_kept_make_code(const RigHome *home, guint camera, GError **error);

G_END_DECLS
