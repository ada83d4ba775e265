/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/*
 * Takes connections on a port of 127.0.0.1, each on a thread of its own, and knows nothing of what
 * is said there. Thread-safety: safe, but for new and free.
 */
typedef struct Server Server;

/* Serves one connection to its end; @fd is closed afterwards. */
typedef void (*ServerFunc)(int fd, gpointer user_data);

Server *server_new(ServerFunc serve, gpointer user_data);
/* Shuts every connection and waits until all have been served. */
void server_free(Server *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

guint16 server_get_port(const Server *self);
/* Connections so far. */
guint server_get_n(Server *self);

G_END_DECLS
