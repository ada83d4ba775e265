/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/recertify.h"

#include "tests/rig/rig-openssl.h"

GBytes *
recertify_to_der(X509 *x509)
{
    uint8_t *der = NULL;
    int len = i2d_X509(x509, &der);
    GBytes *bytes = g_bytes_new(der, (gsize)len);

    OPENSSL_free(der);
    return bytes;
}

GBytes *
recertify(GBytes *der, const RigKey *issuer_key, RecertifyEdit edit, gconstpointer data)
{
    const uint8_t *at = g_bytes_get_data(der, NULL);
    g_autoptr(X509) x509 = d2i_X509(NULL, &at, (long)g_bytes_get_size(der));

    edit(x509, data);
    g_assert_cmpint(X509_sign(x509, rig_key_peek_pkey(issuer_key), EVP_sha256()), >, 0);
    return recertify_to_der(x509);
}
