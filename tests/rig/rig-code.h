/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-home.h"

G_BEGIN_DECLS

/* The code that stands on a camera: serial, device key, secret, address, and the CA of its own
 * server. "DPP:I:SN=...;K:...;S:...;H:...;X:...;;"; transfer full. Errors: G_IO_ERROR, one
 * sentence.
 */
char *rig_code_make(const RigHome *home, guint camera, GError **error);

G_END_DECLS
