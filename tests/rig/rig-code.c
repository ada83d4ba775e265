/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-code.h"

static char *
base64(GBytes *bytes)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(bytes, &len);

    return g_base64_encode(data, len);
}

char *
rig_code_make(const RigIdentity *device, GBytes *secret, const char *address, GBytes *tls_ca)
{
    g_autoptr(GBytes) spki = rig_cert_get_spki(device->leaf);
    g_autofree char *serial = rig_identity_get_serial(device);
    g_autofree char *key_text = base64(spki);
    g_autofree char *secret_text = base64(secret);
    g_autofree char *ca_text = base64(tls_ca);

    return g_strdup_printf("DPP:I:SN=%s;K:%s;S:%s;H:%s;X:%s;;", serial, key_text, secret_text,
                           address, ca_text);
}
