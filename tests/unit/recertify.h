/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-key.h"

#include <openssl/x509.h>

G_BEGIN_DECLS

/* Certificates that the rig would not make: changed by libcrypto, and signed as they then stand. */

typedef void (*RecertifyEdit)(X509 *x509, gconstpointer data);

/* @der edited, and signed again over SHA-256. Transfer full. */
GBytes *recertify(GBytes *der, const RigKey *issuer_key, RecertifyEdit edit, gconstpointer data);
/* Transfer full. */
GBytes *recertify_to_der(X509 *x509);

G_END_DECLS
