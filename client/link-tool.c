/* SPDX-License-Identifier: Apache-2.0 */
#include "client/link-tool.h"

#include <stdio.h>
#include <string.h>

#define MIN_PREFIX   4 /* digits of an id that may stand for it */
#define N_HASH_BYTES 8
#define HTTPS_PORT   443

int
link_tool_complain(int status, const GError *error)
{
    fprintf(stderr, "ownview-link: %s\n", error->message);
    return status;
}

bool
link_tool_parse(const char *usage,
                const char *summary,
                const GOptionEntry *entries,
                int *argc,
                char ***argv,
                int min_words,
                int max_words)
{
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, &error)) {
        fprintf(stderr, "ownview-link: %s; --help tells more.\n", error->message);
        return false;
    }
    if (*argc - 1 >= min_words && *argc - 1 <= max_words)
        return true;
    fprintf(stderr, "ownview-link: This is used as %s %s; --help tells more.\n", g_get_prgname(),
            usage);
    return false;
}

const CameraListing *
link_tool_find(const GPtrArray *list, const char *name, GError **error)
{
    const bool is_prefix = strlen(name) >= MIN_PREFIX;
    const CameraListing *found = NULL;
    size_t n = 0;

    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = g_ptr_array_index(list, i);

        if (strcmp(listing->id, name) == 0)
            return listing;
        if (g_strcmp0(listing->room, name) == 0
            || (is_prefix && g_str_has_prefix(listing->id, name))) {
            found = listing;
            n++;
        }
    }
    if (n == 1)
        return found;
    if (n == 0)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "No camera is linked as %s; ownview-link list shows those there are.", name);
    else
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                    "%s means more than one camera; give the id as ownview-link list shows it.",
                    name);
    return NULL;
}

const CameraRecord *
link_tool_find_record(const GPtrArray *list, const char *name, GError **error)
{
    const CameraListing *listing = link_tool_find(list, name, error);

    if (listing == NULL || listing->record != NULL)
        return listing != NULL ? listing->record : NULL;
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, listing->problem);
    return NULL;
}

char *
link_tool_short_hash(const uint8_t hash[CAMERA_KEY_LEN])
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < N_HASH_BYTES; i++)
        g_string_append_printf(text, "%s%02x", i > 0 && i % 2 == 0 ? " " : "", hash[i]);
    return g_string_free(text, FALSE);
}

char *
link_tool_host(const char *address)
{
    g_autoptr(GUri) uri = g_uri_parse(address, G_URI_FLAGS_NONE, NULL);
    int port;

    if (uri == NULL)
        return g_strdup("");
    port = g_uri_get_port(uri);
    return port < 0 || port == HTTPS_PORT ? g_strdup(g_uri_get_host(uri))
                                          : g_strdup_printf("%s:%d", g_uri_get_host(uri), port);
}
