/* SPDX-License-Identifier: Apache-2.0 */
/* For the files that see OpenSSL, and for no others: the layer test holds them to it. */
#pragma once
#include "client/cameras/camera-ca-config.h"
#include "client/cameras/camera-token.h"
#include "client/provenance/prov-crypto-private.h"
#include "client/provenance/prov-reader.h"

G_BEGIN_DECLS

/*
 * The P-256 key of a home's CA: in a file of the state directory, or in a token, which signs then.
 * Thread-safety: unsafe, one owner; @crypto outlives it.
 */
typedef struct CameraCaKey CameraCaKey;

/* The key in home-ca.key of the directory @dir_fd, path @dir, made when there is none. */
CameraCaKey *
camera_ca_key_open_file(ProvCrypto *crypto, int dir_fd, const char *dir, GError **error);
/* The very key that @config names; @config has a URI. */
CameraCaKey *
camera_ca_key_open_token(ProvCrypto *crypto, const CameraCaConfig *config, GError **error);
/* Any key of that name in the token, made when there is none; fills @config. */
CameraCaKey *camera_ca_key_set_up_token(ProvCrypto *crypto,
                                        const char *uri,
                                        CameraCaConfig *config,
                                        bool *made,
                                        GError **error);
/* Wipes it. */
void camera_ca_key_free(CameraCaKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraCaKey, camera_ca_key_free)

/* The public half at least; borrowed. */
EVP_PKEY *camera_ca_key_get(const CameraCaKey *self);

/* ecdsa-with-SHA256 over @message: r and s. Errors: G_IO_ERROR. */
bool camera_ca_key_sign(CameraCaKey *self,
                        ProvReader message,
                        uint8_t signature[CAMERA_TOKEN_SIGNATURE_LEN],
                        GError **error);

/* The certificate @x509 signed; consumes it. NULL with an error. Transfer full. */
X509 *camera_ca_key_sign_certificate(CameraCaKey *self, X509 *x509, GError **error);

/* "OpenSSL could not …"; returns false. */
bool camera_ca_key_fail(GError **error);

G_END_DECLS
