/* SPDX-License-Identifier: Apache-2.0 */
/* For the files that see p11-kit, and for no others: the layer test holds them to it. */
#pragma once
#include <gio/gio.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>
#include <stdbool.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC(P11KitUri, p11_kit_uri_free)

/* Parses and checks a token's URI as camera-token.h describes it. Errors: G_IO_ERROR. */
P11KitUri *camera_token_uri_parse(const char *text, GError **error);

/* The token that it names, for a sentence. Transfer full. */
char *camera_token_uri_name_token(P11KitUri *uri);

/* The PIN; transfer full, to be wiped. Empty: the URI names no file. Errors: G_IO_ERROR. */
char *camera_token_uri_read_pin(const P11KitUri *uri, GError **error);

/* The path of the PIN's file; NULL: there is none. Borrowed. */
const char *camera_token_uri_get_pin_file(const P11KitUri *uri);

G_END_DECLS
