/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-revocation.h"

#include "client/cameras/camera-link-trust.h"

#include <string.h>

/* Under this home's own CA unlinking is the revocation. */
static const char *
whose_lists(const CameraRecord *record)
{
    return strcmp(record->how, "code") == 0 ? NULL : record->maker;
}

CameraRevocation *
client_revocation_load_maker(const char *maker)
{
    return camera_revocation_load(NULL, OWNVIEW_CRLS_DIR, maker);
}

CameraRevocation *
client_revocation_load(const CameraRecord *record)
{
    return client_revocation_load_maker(whose_lists(record));
}

GStrv
client_revocation_places(const CameraRecord *record)
{
    return camera_revocation_places(NULL, OWNVIEW_CRLS_DIR, whose_lists(record));
}

GPtrArray *
client_revocation_load_lists(const GPtrArray *makers)
{
    GPtrArray *lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (guint i = 0; i < makers->len; i++) {
        const CameraLinkMaker *maker = g_ptr_array_index(makers, i);
        g_autoptr(CameraRevocation) known = client_revocation_load_maker(maker->name);

        for (guint j = 0; j < known->crls->len; j++)
            g_ptr_array_add(lists, g_bytes_ref(g_ptr_array_index(known->crls, j)));
    }
    return lists;
}

bool
client_revocation_blocks(const uint8_t key[CAMERA_KEY_LEN])
{
    g_autoptr(CameraRevocation) known = client_revocation_load_maker(NULL);

    for (guint i = 0; i < known->blocked->len; i++)
        if (memcmp(g_bytes_get_data(g_ptr_array_index(known->blocked, i), NULL), key,
                   CAMERA_KEY_LEN)
            == 0)
            return true;
    return false;
}
