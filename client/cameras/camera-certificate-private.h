/* SPDX-License-Identifier: Apache-2.0 */
/* For the files that see OpenSSL, and for no others: the layer test holds them to it. */
#pragma once
#include "client/cameras/camera-ca-key-private.h"

/*
 * The certificates that a home issues (identity.md, "Certificates" and "Home CA"): version 3, a
 * random number of 16 octets, without end, ecdsa-with-SHA256; demo identities in a demo build. NULL
 * with an error when OpenSSL fails or a token does not sign. Transfer full.
 */

/*
 * Self-signed. Its name follows from the key, so that a root made again for the same key is the
 * issuer of everything that the former one issued. @not_before_s: seconds since 1970.
 */
X509 *camera_certificate_make_root(ProvCrypto *crypto,
                                   CameraCaKey *key,
                                   int64_t not_before_s,
                                   GError **error);

/* A camera's operational certificate for @key, valid as long as @issuer. */
X509 *camera_certificate_make_leaf(ProvCrypto *crypto,
                                   EVP_PKEY *key,
                                   const char *serial,
                                   const char *maker,
                                   X509 *issuer,
                                   CameraCaKey *issuer_key,
                                   GError **error);
