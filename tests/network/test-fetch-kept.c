/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kept connection that breaks in the moment in which it is asked on: the request is asked again,
 * and answered, whichever connections have been made besides. (In libsoup 3.2 it fails or crashes
 * where another one is idle.) A real server, whose reset comes between libsoup's last look at the
 * connection and its write.
 */
#include "client/fetch/fetch-http.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#define DEADLINE_MS 5000
#define MAX_CALLS   8
#define ANSWER      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
#define THANKS      "HTTP/1.1 204 No Content\r\n\r\n" /* for what is posted */

typedef struct {
    GSocketService *service;
    GUri *uri;
    GMutex lock;
    GCond cond;
    GSocket *calls[MAX_CALLS]; /* lock; in their order */
    unsigned n_calls;          /* lock */
    unsigned n_asked;          /* lock; requests */
    unsigned n_running;        /* lock; threads */
} Server;

/* Reads one request; gives what to answer, NULL at the connection's end. */
static const char *
read_request(GDataInputStream *in)
{
    const char *answer = ANSWER;
    gsize body_len = 0;

    for (;;) {
        g_autofree char *line = g_data_input_stream_read_line(in, NULL, NULL, NULL);

        if (line == NULL)
            return NULL;
        if (g_str_has_prefix(line, "POST "))
            answer = THANKS;
        if (g_ascii_strncasecmp(line, "Content-Length:", 15) == 0)
            body_len = (gsize)g_ascii_strtoull(line + 15, NULL, 10);
        if (line[0] == '\0' && body_len > 0)
            g_input_stream_skip(G_INPUT_STREAM(in), body_len, NULL, NULL);
        if (line[0] == '\0')
            return answer;
    }
}

static gboolean
on_call(G_GNUC_UNUSED GThreadedSocketService *service,
        GSocketConnection *connection,
        G_GNUC_UNUSED GObject *source,
        gpointer data)
{
    Server *self = data;
    GIOStream *stream = G_IO_STREAM(connection);
    g_autoptr(GDataInputStream) in = g_data_input_stream_new(g_io_stream_get_input_stream(stream));
    const char *answer;

    g_data_input_stream_set_newline_type(in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
    g_mutex_lock(&self->lock);
    g_assert_cmpuint(self->n_calls, <, MAX_CALLS);
    self->calls[self->n_calls++] = g_object_ref(g_socket_connection_get_socket(connection));
    self->n_running++;
    g_mutex_unlock(&self->lock);
    while ((answer = read_request(in)) != NULL
           && g_output_stream_write_all(g_io_stream_get_output_stream(stream), answer,
                                        strlen(answer), NULL, NULL, NULL)) {
        g_mutex_lock(&self->lock);
        self->n_asked++;
        g_cond_signal(&self->cond);
        g_mutex_unlock(&self->lock);
    }
    g_mutex_lock(&self->lock);
    self->n_running--;
    g_cond_signal(&self->cond);
    g_mutex_unlock(&self->lock);
    return TRUE;
}

static void
server_start(Server *self)
{
    guint16 port;

    self->service = g_threaded_socket_service_new(MAX_CALLS);
    port = g_socket_listener_add_any_inet_port(G_SOCKET_LISTENER(self->service), NULL, NULL);
    g_assert_cmpuint(port, !=, 0);
    self->uri = g_uri_build(G_URI_FLAGS_NONE, "http", NULL, "127.0.0.1", port, "/", NULL, NULL);
    g_signal_connect(self->service, "run", G_CALLBACK(on_call), self);
}

/* Ends a connection by a reset, while its thread reads from it. */
static void
server_reset(Server *self, unsigned call)
{
    const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

    g_mutex_lock(&self->lock);
    if (call < self->n_calls)
        g_assert_no_errno(connect(g_socket_get_fd(self->calls[call]), &nowhere, sizeof(nowhere)));
    g_mutex_unlock(&self->lock);
}

static void
server_stop(Server *self)
{
    g_socket_service_stop(self->service);
    g_socket_listener_close(G_SOCKET_LISTENER(self->service));
    g_mutex_lock(&self->lock);
    for (unsigned i = 0; i < self->n_calls; i++)
        shutdown(g_socket_get_fd(self->calls[i]), SHUT_RDWR);
    while (self->n_running > 0)
        g_cond_wait(&self->cond, &self->lock);
    for (unsigned i = 0; i < self->n_calls; i++)
        g_object_unref(self->calls[i]);
    g_mutex_unlock(&self->lock);
    g_object_unref(self->service);
    g_uri_unref(self->uri);
}

/* What is to break, once, when the next request begins. */
typedef struct {
    Server *server;
    unsigned call;
} Break;

static gboolean
on_starting(G_GNUC_UNUSED GSignalInvocationHint *hint,
            G_GNUC_UNUSED guint n_values,
            G_GNUC_UNUSED const GValue *values,
            gpointer data)
{
    const Break *what = data;

    server_reset(what->server, what->call);
    return FALSE;
}

static void
assert_answered(FetchHttp *http, GUri *uri)
{
    const FetchBounds bounds = { .max_len = 16, .deadline_ms = DEADLINE_MS };
    ClientTrouble trouble = CLIENT_TROUBLE_NONE;
    g_autofree char *detail = NULL;
    g_autoptr(GBytes) body = fetch_http_get(http, uri, &bounds, NULL, &trouble, &detail);

    g_assert_cmpstr(detail, ==, NULL);
    g_assert_nonnull(body);
    g_assert_cmpuint(g_bytes_get_size(body), ==, 2);
}

/* A post and a request at the same time: two connections, which are both kept. */
static void
keep_two(FetchHttp *http, Server *server)
{
    g_autoptr(GBytes) question = g_bytes_new_static("?", 1);

    fetch_http_post(http, server->uri, question, DEADLINE_MS);
    assert_answered(http, server->uri);
    g_mutex_lock(&server->lock);
    while (server->n_asked < 2)
        g_cond_wait(&server->cond, &server->lock);
    g_assert_cmpuint(server->n_calls, ==, 2);
    g_mutex_unlock(&server->lock);
}

static void
test_broken(gconstpointer call)
{
    Server server = { 0 };
    const Break what = { &server, GPOINTER_TO_UINT(call) };
    g_autoptr(FetchHttp) http = fetch_http_new(NULL, NULL, NULL);

    server_start(&server);
    keep_two(http, &server);
    assert_answered(http, server.uri); /* and the post's answer is seen meanwhile */
    g_signal_add_emission_hook(g_signal_lookup("starting", SOUP_TYPE_MESSAGE), 0, on_starting,
                               (gpointer)&what, NULL);
    assert_answered(http, server.uri);
    assert_answered(http, server.uri);
    g_clear_pointer(&http, fetch_http_free);
    server_stop(&server);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/fetch/kept-and-broken/the-first", GUINT_TO_POINTER(0), test_broken);
    g_test_add_data_func("/fetch/kept-and-broken/the-second", GUINT_TO_POINTER(1), test_broken);
    return g_test_run();
}
