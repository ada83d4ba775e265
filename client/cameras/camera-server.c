/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-server.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/x509v3.h>

bool
camera_server_may_serve(const uint8_t *der, size_t len)
{
    /* one of its own, which reads no configuration */
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    X509 *certificate = library != NULL ? X509_new_ex(library, NULL) : NULL;
    const bool serves = certificate != NULL && len <= LONG_MAX
                        && d2i_X509(&certificate, &der, (long)len) != NULL
                        && X509_check_purpose(certificate, X509_PURPOSE_SSL_SERVER, 0) == 1;

    X509_free(certificate);
    OSSL_LIB_CTX_free(library);
    return serves;
}
