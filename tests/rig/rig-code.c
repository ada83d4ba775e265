/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-code.h"

#include "tests/rig/rig-kept.h"

static char *
base64(GBytes *bytes)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(bytes, &len);

    return g_base64_encode(data, len);
}

char *
rig_code_make(const RigHome *home, guint camera, GError **error)
{
    g_autoptr(RigIdentity) identity = rig_home_load_identity(home, camera, error);
    g_autoptr(GBytes) secret = NULL;
    g_autoptr(GBytes) spki = NULL;
    g_autofree char *serial = NULL;
    g_autofree char *key_text = NULL;
    g_autofree char *secret_text = NULL;
    g_autofree char *ca_text = NULL;
    g_autofree char *address = NULL;

    if (identity == NULL)
        return NULL;
    secret = rig_kept_load_secret(home, camera, error);
    if (secret == NULL)
        return NULL;
    spki = rig_cert_get_spki(identity->leaf);
    serial = rig_identity_get_serial(identity);
    key_text = base64(spki);
    secret_text = base64(secret);
    ca_text = base64(home->tls_ca);
    address = rig_home_get_address(home, camera);
    return g_strdup_printf("DPP:I:SN=%s;K:%s;S:%s;H:%s;X:%s;;", serial, key_text, secret_text,
                           address, ca_text);
}
