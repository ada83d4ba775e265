/* SPDX-License-Identifier: Apache-2.0 */
#include "client/verify-trust.h"

#include "client/cameras/camera-pem.h"
#include "client/provenance/prov-time.h"

#include <string.h>

#define MAX_PEM_LEN (1024 * 1024) /* bytes */

static GBytes *
read_file(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize len;

    if (!g_file_get_contents(path, &text, &len, error))
        return NULL;
    if (len > MAX_PEM_LEN) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "%s is larger than 1 MiB; it is no list of certificates.", path);
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&text), len);
}

bool
verify_trust_add_crls(ProvExpectation *expectation, char **paths, GError **error)
{
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++) {
        g_autoptr(GBytes) file = read_file(paths[i], error);

        if (file == NULL)
            return false;
        if (expectation->crls == NULL)
            expectation->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
        if (camera_pem_add(expectation->crls, file, "X509 CRL") == 0)
            g_ptr_array_add(expectation->crls, g_bytes_ref(file)); /* DER */
    }
    return true;
}

bool
verify_trust_add_anchors(ProvExpectation *expectation, const char *path, GError **error)
{
    g_autoptr(GBytes) file = read_file(path, error);

    if (file == NULL)
        return false;
    g_clear_pointer(&expectation->anchors, g_ptr_array_unref);
    expectation->anchors = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    expectation->demo = true; /* judges files, shows nothing; heeded in a demo build only */
    if (camera_pem_add(expectation->anchors, file, "CERTIFICATE") > 0)
        return true;
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "%s holds no certificate; --anchors wants a PEM file of trust anchors.", path);
    return false;
}

bool
verify_trust_read_now(const char *text, int64_t *now_us, GError **error)
{
    ProvReader bytes = { (const uint8_t *)text, strlen(text) };

    if (prov_time_from_rfc3339(bytes, now_us))
        return true;
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--now %s: write it like 2026-11-22T06:00:00Z.", text);
    return false;
}
