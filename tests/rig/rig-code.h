/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-identity.h"

G_BEGIN_DECLS

/* The code that stands on a camera: serial and key of @device, @secret, @address, and the CA of its
 * own server (DER). "DPP:I:SN=...;K:...;S:...;H:...;X:...;;"; transfer full. */
char *rig_code_make(const RigIdentity *device, GBytes *secret, const char *address, GBytes *tls_ca);

G_END_DECLS
