/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-block.h"
#include "client/client-release.h"
#include "client/link-tool.h"

#include <stdio.h>

/*
 * Blocks first, so that a camera which is unlinked here is blocked, whatever happens in between:
 * its device key can then not be linked again either.
 */
static bool
block_and_unlink(const CameraRecord *record, GError **error)
{
    if (!camera_block(NULL, record, error) || !camera_store_remove(NULL, record->id, error))
        return false;
    client_release(record, NULL);
    return true;
}

int
link_revoke(int argc, char **argv)
{
    const GOptionEntry entries[] = { { NULL } };
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GError) error = NULL;
    const CameraRecord *record;

    if (!link_tool_parse("ID|ROOM",
                         "Unlinks a camera and blocks its keys on this device, so that it is never "
                         "shown nor linked here again:\nfor a camera that was stolen, or whose key "
                         "was.",
                         entries, &argc, &argv, 1, 1))
        return LINK_UNUSABLE;
    list = camera_store_list(NULL, &error);
    record = list != NULL ? link_tool_find_record(list, argv[1], &error) : NULL;
    if (record == NULL || !block_and_unlink(record, &error))
        return link_tool_complain(LINK_FAILED, error);
    printf("%s is unlinked, and its keys are blocked: this device shows and links it no more.\n",
           record->room);
    return LINK_DONE;
}
