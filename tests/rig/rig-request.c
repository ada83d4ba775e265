/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-request.h"

#include "tests/rig/rig-openssl.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_REQ, X509_REQ_free)

GBytes *
rig_request_make(const RigKey *key, const char *serial)
{
    g_autoptr(X509_REQ) request = X509_REQ_new();
    const EVP_MD *md = rig_key_get_alg(key) == RIG_ALG_EDDSA ? NULL : EVP_sha256();
    GBytes *bytes;
    uint8_t *der = NULL;
    int len;

    X509_REQ_set_version(request, 0);
    X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request), "serialNumber", MBSTRING_UTF8,
                               (const unsigned char *)serial, -1, -1, 0);
    X509_REQ_set_pubkey(request, rig_key_peek_pkey(key));
    if (X509_REQ_sign(request, rig_key_peek_pkey(key), md) == 0)
        g_error("OpenSSL does not sign the certificate request of %s", serial);
    len = i2d_X509_REQ(request, &der);
    bytes = g_bytes_new(der, len > 0 ? (size_t)len : 0);
    OPENSSL_free(der);
    return bytes;
}

RigKey *
rig_request_read(GBytes *der)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(der, &len);
    g_autoptr(X509_REQ) request = d2i_X509_REQ(NULL, &data, (long)len);
    g_autoptr(GBytes) spki = NULL;
    uint8_t *out = NULL;
    int out_len;

    if (request == NULL || X509_REQ_verify(request, X509_REQ_get0_pubkey(request)) != 1)
        return NULL;
    out_len = i2d_PUBKEY(X509_REQ_get0_pubkey(request), &out);
    spki = g_bytes_new(out, out_len > 0 ? (size_t)out_len : 0);
    OPENSSL_free(out);
    return rig_key_new_public(spki);
}
