/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * Where one camera may be asked: the link record's origin and path prefix, and nowhere else,
 * whatever a playlist says. Immutable.
 */
typedef struct FetchAddress FetchAddress;

/* @base is https://host[:port]/prefix/ ; NULL with G_IO_ERROR_INVALID_ARGUMENT when it is anything
 * else. */
FetchAddress *fetch_address_new(const char *base, GError **error);
void fetch_address_free(FetchAddress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchAddress, fetch_address_free)

/*
 * The address that @reference (relative, or absolute) means; NULL when it leaves the origin or the
 * prefix, has a user, a query, a fragment, dots or an escaped character in its path. Transfer full.
 */
GUri *fetch_address_resolve(const FetchAddress *self, const char *reference);

/* A name and a query that are ours; the query may be NULL. Transfer full. */
GUri *fetch_address_ask(const FetchAddress *self, const char *name, const char *query);

G_END_DECLS
