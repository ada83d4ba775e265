/* SPDX-License-Identifier: Apache-2.0 */
#include "client/fetch/fetch-address.h"

#include <string.h>

#define MAX_REFERENCE_LEN 1024 /* bytes */

struct FetchAddress {
    GUri *base;
};

/* Letters, digits and the few marks that stand for themselves everywhere; so no escapes, no
 * backslash. */
static bool
is_plain_path(const char *path)
{
    return path[0] == '/' && strstr(path, "//") == NULL && strstr(path, "/.") == NULL
           && strspn(path,
                     "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/+=@,")
                  == strlen(path);
}

static bool
is_acceptable(GUri *uri)
{
    return g_strcmp0(g_uri_get_scheme(uri), "https") == 0 && g_uri_get_userinfo(uri) == NULL
           && g_uri_get_query(uri) == NULL && g_uri_get_fragment(uri) == NULL
           && g_uri_get_host(uri) != NULL && g_uri_get_host(uri)[0] != '\0'
           && is_plain_path(g_uri_get_path(uri));
}

static int
port_of(GUri *uri)
{
    return g_uri_get_port(uri) == -1 ? 443 : g_uri_get_port(uri);
}

FetchAddress *
fetch_address_new(const char *base, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(base, G_URI_FLAGS_NONE, NULL);
    FetchAddress *self;

    if (uri == NULL || !is_acceptable(uri) || !g_str_has_suffix(g_uri_get_path(uri), "/")) {
        g_set_error_literal(
            error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
            "The camera's address is not of the form https://host/path/; link the camera "
            "again.");
        return NULL;
    }
    self = g_new0(FetchAddress, 1);
    self->base = g_steal_pointer(&uri);
    return self;
}

void
fetch_address_free(FetchAddress *self)
{
    if (self == NULL)
        return;

    g_uri_unref(self->base);
    g_free(self);
}

GUri *
fetch_address_resolve(const FetchAddress *self, const char *reference)
{
    g_autoptr(GUri) uri = NULL;

    if (reference[0] == '\0' || strlen(reference) > MAX_REFERENCE_LEN
        || strstr(reference, "..") != NULL)
        return NULL;
    uri = g_uri_parse_relative(self->base, reference, G_URI_FLAGS_NONE, NULL);
    if (uri == NULL || !is_acceptable(uri)
        || g_ascii_strcasecmp(g_uri_get_host(uri), g_uri_get_host(self->base)) != 0
        || port_of(uri) != port_of(self->base)
        || !g_str_has_prefix(g_uri_get_path(uri), g_uri_get_path(self->base)))
        return NULL;
    return g_steal_pointer(&uri);
}

GUri *
fetch_address_ask(const FetchAddress *self, const char *name, const char *query)
{
    g_autofree char *path = g_strconcat(g_uri_get_path(self->base), name, NULL);

    return g_uri_build(G_URI_FLAGS_NONE, "https", NULL, g_uri_get_host(self->base),
                       g_uri_get_port(self->base), path, query, NULL);
}
