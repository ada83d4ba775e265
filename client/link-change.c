/* SPDX-License-Identifier: Apache-2.0 */
#include "client/link-tool.h"

#include <stdio.h>
#include <string.h>

static const GOptionEntry no_options[] = { { NULL } };

/* The id of the camera that @name means; transfer full. NULL with a sentence. */
static char *
find_id(const char *name, GError **error)
{
    g_autoptr(GPtrArray) list = camera_store_list(NULL, error);
    const CameraListing *listing = list != NULL ? link_tool_find(list, name, error) : NULL;

    return listing != NULL ? g_strdup(listing->id) : NULL;
}

int
link_rename(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = NULL;

    if (!link_tool_parse("ID|ROOM NAME", "Gives a camera's room another name.", no_options, &argc,
                         &argv, 2, 2))
        return LINK_UNUSABLE;
    id = find_id(argv[1], &error);
    if (id == NULL || !camera_store_rename(NULL, id, argv[2], &error))
        return link_tool_complain(LINK_FAILED, error);
    printf("It is called %s now.\n", argv[2]);
    return LINK_DONE;
}

static bool
set_address(CameraRecord *record, gpointer address, GError **error)
{
    g_free(record->address);
    record->address = g_strdup(address);
    return true;
}

int
link_address(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = NULL;

    if (!link_tool_parse("ID|ROOM URL",
                         "Says where a camera is asked for its video from now on: "
                         "https://host[:port]/path/. Its key stays what it was.",
                         no_options, &argc, &argv, 2, 2))
        return LINK_UNUSABLE;
    if (!camera_record_is_address(argv[2])) {
        fputs("ownview-link: The address must be https://host[:port]/path/ and end with a slash.\n",
              stderr);
        return LINK_UNUSABLE;
    }
    id = find_id(argv[1], &error);
    if (id == NULL || !camera_store_change(NULL, id, set_address, argv[2], &error))
        return link_tool_complain(LINK_FAILED, error);
    printf("It is asked at %s now.\n", argv[2]);
    return LINK_DONE;
}
