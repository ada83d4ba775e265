/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-key.h"

G_BEGIN_DECLS

/* A certificate request (PKCS #10, RFC 2986) for @key, which signs it; @serial is the subject's
 * serialNumber. DER; transfer full. */
GBytes *rig_request_make(const RigKey *key, const char *serial);
/* The key of a request that this very key signed; NULL when it is none. The public half; transfer
 * full. */
RigKey *rig_request_read(GBytes *der);

G_END_DECLS
