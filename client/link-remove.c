/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-release.h"
#include "client/link-tool.h"

#include <stdio.h>

/* Forgets the camera first: whatever it answers, it is shown no more. */
static bool
unlink_camera(const CameraListing *listing, GError **error)
{
    g_autoptr(GError) problem = NULL;
    const char *room = listing->room != NULL ? listing->room : listing->id;

    if (!camera_store_remove(NULL, listing->id, error))
        return false;
    if (listing->record == NULL)
        printf(
            "%s is unlinked; its record was damaged, so the camera was not told: reset it before "
            "it is linked again.\n",
            room);
    else if (client_release(listing->record, &problem))
        printf("%s is unlinked, and the camera can be linked again.\n", room);
    else
        printf("%s is unlinked, but the camera was not told; reset it before it is linked again. "
               "(%s)\n",
               room, problem->message);
    return true;
}

int
link_remove(int argc, char **argv)
{
    const GOptionEntry entries[] = { { NULL } };
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GError) error = NULL;
    const CameraListing *listing;

    if (!link_tool_parse("ID|ROOM", "Unlinks a camera, at once, and tells it.", entries, &argc,
                         &argv, 1, 1))
        return LINK_UNUSABLE;
    list = camera_store_list(NULL, &error);
    listing = list != NULL ? link_tool_find(list, argv[1], &error) : NULL;
    if (listing == NULL || !unlink_camera(listing, &error))
        return link_tool_complain(LINK_FAILED, error);
    return LINK_DONE;
}
