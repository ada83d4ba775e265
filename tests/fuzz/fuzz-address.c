/* SPDX-License-Identifier: Apache-2.0 */
/* Two lines, a base and a reference: whatever is resolved stays below the base. */
#include "client/fetch/fetch-address.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

void
fuzz_add_seeds(GPtrArray *seeds)
{
    static const char *const texts[] = {
        "https://localhost:8443/front-door/\n1-7.m4s",
        "https://home.example/a/\nhttps://home.example:443/a/b",
        "https://[::1]/a/b/\n//home.example/a",
        "https://home.example/a/\nhttp://user@10.0.0.1/../%2e%2e/?x#y",
        "https://home.example/a/\n/a/b//c/./d\\e",
        "https://HOME.example:443/\nhttps://home.EXAMPLE/x",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_ptr_array_add(seeds, g_bytes_new_static(texts[i], strlen(texts[i])));
}

static int
port_of(GUri *uri)
{
    return g_uri_get_port(uri) == -1 ? 443 : g_uri_get_port(uri);
}

static void
check_below(const char *base, GUri *uri)
{
    g_autoptr(GUri) root = g_uri_parse(base, G_URI_FLAGS_NONE, NULL);
    g_autofree char *text = g_uri_to_string(uri);
    g_autoptr(GUri) again = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);

    g_assert_nonnull(root);
    g_assert_nonnull(again); /* what goes over the wire means the same */
    g_assert_cmpstr(g_uri_get_scheme(again), ==, "https");
    g_assert_cmpint(g_ascii_strcasecmp(g_uri_get_host(again), g_uri_get_host(root)), ==, 0);
    g_assert_cmpint(port_of(again), ==, port_of(root));
    g_assert_null(g_uri_get_userinfo(again));
    g_assert_null(g_uri_get_query(again));
    g_assert_null(g_uri_get_fragment(again));
    g_assert_true(g_str_has_prefix(g_uri_get_path(again), g_uri_get_path(root)));
    g_assert_null(strstr(g_uri_get_path(again), "/."));
    g_assert_null(strpbrk(g_uri_get_path(again), "%\\"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    char *reference = strchr(text, '\n');
    g_autoptr(GError) error = NULL;
    g_autoptr(FetchAddress) address = NULL;
    g_autoptr(GUri) uri = NULL;

    if (reference == NULL)
        return 0;
    *reference++ = '\0';
    address = fetch_address_new(text, &error);
    g_assert_true((address == NULL) == (error != NULL));
    if (address == NULL)
        return 0;
    uri = fetch_address_resolve(address, reference);
    if (uri != NULL)
        check_below(text, uri);
    return 0;
}
