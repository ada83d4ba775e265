/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-store.h"
#include "client/client-home.h"
#include "client/client-release.h"

bool
client_home_rename(const char *link, const char *room, GError **error)
{
    return camera_store_rename(NULL, link, room, error);
}

bool
client_home_move(const char *link, size_t position, GError **error)
{
    return camera_store_move(NULL, link, position, error);
}

bool
client_home_remove(const char *link, GError **error)
{
    g_autoptr(ClientHome) home = client_home_open(error);
    const CameraRecord *record;

    if (home == NULL)
        return false;
    record = client_home_find(home, link);
    if (!camera_store_remove(NULL, link, error))
        return false;
    if (record != NULL)
        client_release_start(record);
    return true;
}
