/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/server.h"

#include "tests/network/wire.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

struct Server {
    ServerFunc serve;
    gpointer data;
    int fd; /* listens */
    guint16 port;
    GThread *acceptor;
    GMutex lock;
    GCond ended;
    guint n;             /* lock */
    GPtrArray *open_fds; /* lock; of connections that are being served */
};

typedef struct {
    Server *server;
    int fd;
} Connection;

static gpointer
serve(gpointer data)
{
    g_autofree Connection *self = data;
    Server *server = self->server;

    server->serve(self->fd, server->data);
    g_mutex_lock(&server->lock);
    g_ptr_array_remove_fast(server->open_fds, GINT_TO_POINTER(self->fd));
    close(self->fd);
    g_cond_signal(&server->ended);
    g_mutex_unlock(&server->lock);
    return NULL;
}

static gpointer
accept_all(gpointer data)
{
    Server *self = data;
    int fd;

    while ((fd = accept4(self->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        Connection *connection = g_new0(Connection, 1);

        *connection = (Connection){ self, fd };
        g_mutex_lock(&self->lock);
        g_ptr_array_add(self->open_fds, GINT_TO_POINTER(fd));
        self->n++;
        g_mutex_unlock(&self->lock);
        g_thread_unref(g_thread_new("connection", serve, connection));
    }
    return NULL;
}

Server *
server_new(ServerFunc func, gpointer user_data)
{
    Server *self = g_new0(Server, 1);

    signal(SIGPIPE, SIG_IGN); /* who asked may have gone */
    self->serve = func;
    self->data = user_data;
    self->open_fds = g_ptr_array_new();
    self->port = wire_listen(&self->fd);
    self->acceptor = g_thread_new("acceptor", accept_all, self);
    return self;
}

static void
shut(gpointer fd, G_GNUC_UNUSED gpointer unused)
{
    shutdown(GPOINTER_TO_INT(fd), SHUT_RDWR);
}

void
server_free(Server *self)
{
    if (self == NULL)
        return;
    shutdown(self->fd, SHUT_RDWR);
    g_thread_join(self->acceptor);
    g_mutex_lock(&self->lock);
    g_ptr_array_foreach(self->open_fds, shut, NULL);
    while (self->open_fds->len > 0)
        g_cond_wait(&self->ended, &self->lock);
    g_mutex_unlock(&self->lock);
    close(self->fd);
    g_ptr_array_unref(self->open_fds);
    g_mutex_clear(&self->lock);
    g_cond_clear(&self->ended);
    g_free(self);
}

guint16
server_get_port(const Server *self)
{
    return self->port;
}

guint
server_get_n(Server *self)
{
    guint n;

    g_mutex_lock(&self->lock);
    n = self->n;
    g_mutex_unlock(&self->lock);
    return n;
}
