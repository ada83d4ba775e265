/* SPDX-License-Identifier: Apache-2.0 */
#include "client/link-json.h"
#include "client/link-tool.h"

#include <stdio.h>

#define SHOWN_ID_LEN 8 /* digits of an id in a list */

static const char *
describe_how(const CameraRecord *record)
{
    if (g_strcmp0(record->how, "code") == 0)
        return "by its code, with a key that this home certified";
    return g_strcmp0(record->how, "maker-key") == 0 ? "by its code, with its maker's key"
                                                    : "by the demo";
}

/* Aligned by characters, not by bytes. */
static void
print_cell(const char *text, glong width)
{
    fputs(text, stdout);
    for (glong i = g_utf8_strlen(text, -1); i < width; i++)
        putchar(' ');
}

static glong
widest_room(const GPtrArray *list)
{
    glong width = 4;

    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = g_ptr_array_index(list, i);

        if (listing->room != NULL)
            width = MAX(width, g_utf8_strlen(listing->room, -1));
    }
    return width;
}

static void
print_row(const CameraListing *listing, glong width)
{
    const CameraRecord *record = listing->record;
    g_autofree char *host = record != NULL ? link_tool_host(record->address) : NULL;

    printf("%.*s  ", SHOWN_ID_LEN, listing->id);
    print_cell(listing->room != NULL ? listing->room : "-", width + 2);
    if (record != NULL)
        printf("%s  %s  %s", record->serial, record->maker, host);
    if (listing->problem != NULL)
        printf("%s%s", record != NULL ? "  " : "", listing->problem);
    putchar('\n');
}

int
link_list(int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &json, "For programs", NULL },
        { NULL },
    };
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    glong width;

    if (!link_tool_parse("", "Lists the linked cameras.", entries, &argc, &argv, 0, 0))
        return LINK_UNUSABLE;
    list = camera_store_list(NULL, &error);
    if (list == NULL)
        return link_tool_complain(LINK_FAILED, error);
    if (json) {
        text = link_json_cameras(list, true);
        fputs(text, stdout);
        return LINK_DONE;
    }
    width = widest_room(list);
    for (guint i = 0; i < list->len; i++)
        print_row(g_ptr_array_index(list, i), width);
    if (list->len == 0)
        puts("No camera is linked; ownview-link add links one.");
    return LINK_DONE;
}

static void
print_hash(const char *what, const uint8_t hash[CAMERA_KEY_LEN])
{
    g_autofree char *text = link_tool_short_hash(hash);

    printf("%s%s…\n", what, text);
}

static void
print_record(const CameraRecord *record)
{
    g_autoptr(GDateTime) linked = g_date_time_new_from_unix_local(record->linked_at);
    g_autofree char *when = linked != NULL ? g_date_time_format(linked, "%F %H:%M") : NULL;

    printf("Serial number  %s\nMaker          %s\nAddress        %s\n", record->serial,
           record->maker, record->address);
    printf("Its server     %s\n", record->tls_ca != NULL
                                      ? "trusted by the certificate of its code alone"
                                      : "trusted as the system trusts servers");
    print_hash("Signing key    ", record->pin);
    print_hash("Device key     ", record->device);
    print_hash("Issuer's key   ", record->issuer);
    printf("Linked         %s, %s%s\n", when != NULL ? when : "?", describe_how(record),
           record->domain == CAMERA_DOMAIN_DEMO ? " (demo)" : "");
    printf("Signs times    %s\n", record->signed_time ? "yes" : "no");
}

int
link_show(int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &json, "For programs", NULL },
        { NULL },
    };
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    const CameraListing *listing;

    if (!link_tool_parse("ID|ROOM",
                         "Shows one linked camera; of its keys the beginning of their "
                         "hash, and never its token.",
                         entries, &argc, &argv, 1, 1))
        return LINK_UNUSABLE;
    list = camera_store_list(NULL, &error);
    listing = list != NULL ? link_tool_find(list, argv[1], &error) : NULL;
    if (listing == NULL)
        return link_tool_complain(LINK_FAILED, error);
    if (json) {
        text = link_json_camera(listing, true);
        fputs(text, stdout);
        return LINK_DONE;
    }
    printf("Room           %s\nId             %s\n", listing->room != NULL ? listing->room : "?",
           listing->id);
    if (listing->record != NULL)
        print_record(listing->record);
    if (listing->problem != NULL)
        printf("%s\n", listing->problem);
    return LINK_DONE;
}

int
link_export(int argc, char **argv)
{
    const GOptionEntry entries[] = { { NULL } };
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (!link_tool_parse("[FILE]",
                         "Writes what is linked as JSON, without anything that a camera "
                         "could be reached or imitated with.",
                         entries, &argc, &argv, 0, 1))
        return LINK_UNUSABLE;
    list = camera_store_list(NULL, &error);
    if (list == NULL)
        return link_tool_complain(LINK_FAILED, error);
    text = link_json_cameras(list, false);
    if (argc == 1) {
        fputs(text, stdout);
        return LINK_DONE;
    }
    if (!g_file_set_contents_full(argv[1], text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
        return link_tool_complain(LINK_FAILED, error);
    return LINK_DONE;
}
