/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-pem.h"

#include <string.h>

size_t
camera_pem_add(GPtrArray *out, GBytes *pem, const char *label)
{
    g_autofree char *begin = g_strdup_printf("-----BEGIN %s-----", label);
    g_autofree char *end = g_strdup_printf("-----END %s-----", label);
    g_autofree char *text =
        g_strndup(g_bytes_get_data(pem, NULL) != NULL ? g_bytes_get_data(pem, NULL) : "",
                  g_bytes_get_size(pem));
    const char *at = text;
    size_t n = 0;

    while ((at = strstr(at, begin)) != NULL) {
        const char *stop = strstr(at, end);
        g_autofree char *base64 = NULL;
        guchar *der;
        gsize len = 0;

        at += strlen(begin);
        if (stop == NULL)
            break;
        base64 = g_strndup(at, (gsize)(stop - at));
        der = g_base64_decode(base64, &len);
        g_ptr_array_add(out, g_bytes_new_take(der, len));
        n++;
        at = stop;
    }
    return n;
}
