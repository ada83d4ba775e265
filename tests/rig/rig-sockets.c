/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-sockets.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>

#define SWEEP_S 2

struct RigSockets {
    GHashTable *sockets; /* of GSocket */
    guint timer;
};

/* The other end has said that nothing more comes, or has broken it off (RFC 9293, section 3.3.2).
 */
static bool
is_left(GSocket *socket)
{
    struct tcp_info info = { 0 };
    socklen_t len = sizeof info;

    return getsockopt(g_socket_get_fd(socket), IPPROTO_TCP, TCP_INFO, &info, &len) == 0
           && (info.tcpi_state == TCP_CLOSE_WAIT || info.tcpi_state == TCP_CLOSE);
}

static gboolean
close_left(gpointer socket, G_GNUC_UNUSED gpointer value, G_GNUC_UNUSED gpointer user_data)
{
    if (g_socket_is_closed(socket))
        return TRUE;
    return is_left(socket) && g_socket_close(socket, NULL);
}

static gboolean
on_sweep(gpointer data)
{
    g_hash_table_foreach_remove(((RigSockets *)data)->sockets, close_left, NULL);
    return G_SOURCE_CONTINUE;
}

RigSockets *
rig_sockets_new(void)
{
    RigSockets *self = g_new0(RigSockets, 1);

    self->sockets = g_hash_table_new_full(NULL, NULL, g_object_unref, NULL);
    self->timer = g_timeout_add_seconds(SWEEP_S, on_sweep, self);
    return self;
}

void
rig_sockets_free(RigSockets *self)
{
    if (self == NULL)
        return;
    g_source_remove(self->timer);
    g_hash_table_unref(self->sockets);
    g_free(self);
}

void
rig_sockets_note(RigSockets *self, GSocket *socket)
{
    if (socket != NULL && !g_hash_table_contains(self->sockets, socket))
        g_hash_table_add(self->sockets, g_object_ref(socket));
}
