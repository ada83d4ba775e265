/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-rotate.h"
#include "client/link-tool.h"

#include <stdio.h>

int
link_rotate(int argc, char **argv)
{
    const GOptionEntry entries[] = { { NULL } };
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GError) error = NULL;
    const CameraRecord *record;

    if (!link_tool_parse("ID|ROOM",
                         "Has a camera make a new key, which its present one vouches for.", entries,
                         &argc, &argv, 1, 1))
        return LINK_UNUSABLE;
    list = camera_store_list(NULL, &error);
    record = list != NULL ? link_tool_find_record(list, argv[1], &error) : NULL;
    if (record == NULL || !client_rotate(record->id, &error))
        return link_tool_complain(LINK_FAILED, error);
    printf("%s signs with a new key now.\n", record->room);
    return LINK_DONE;
}
