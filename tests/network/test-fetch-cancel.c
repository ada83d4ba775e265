/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request that is given up at any moment, as when cameras are switched fast: it is over soon,
 * says nothing untrue, and takes nothing down with it (RACE-01, RACE-05). A real server, on a
 * thread.
 */
#include "client/fetch/fetch-http.h"

#include <libsoup/soup.h>
#include <string.h>

#define N_REQUESTS  600
#define LATEST_US   2500 /* after this an answer here has long come */
#define BODY_LEN    (96 * 1024)
#define DEADLINE_MS 5000

typedef struct {
    GThread *thread;
    GMainContext *context;
    GMainLoop *loop;
    GUri *uri; /* set before @ready */
    GMutex lock;
    GCond cond;
    bool ready; /* lock */
} Server;

static void
answer(G_GNUC_UNUSED SoupServer *server,
       SoupServerMessage *message,
       G_GNUC_UNUSED const char *path,
       G_GNUC_UNUSED GHashTable *query,
       gpointer body)
{
    soup_server_message_set_status(message, SOUP_STATUS_OK, NULL);
    soup_server_message_set_response(message, "video/mp4", SOUP_MEMORY_STATIC, body, BODY_LEN);
}

static gpointer
serve(gpointer data)
{
    Server *self = data;
    g_autofree char *body = g_malloc0(BODY_LEN);
    g_autoptr(SoupServer) server = NULL;
    g_autoptr(GError) error = NULL;
    GSList *uris;

    g_main_context_push_thread_default(self->context);
    server = soup_server_new(NULL, NULL);
    soup_server_add_handler(server, NULL, answer, body, NULL);
    soup_server_listen_local(server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
    g_assert_no_error(error);
    uris = soup_server_get_uris(server);
    self->uri = g_uri_ref(uris->data);
    g_slist_free_full(uris, (GDestroyNotify)g_uri_unref);
    g_mutex_lock(&self->lock);
    self->ready = true;
    g_cond_signal(&self->cond);
    g_mutex_unlock(&self->lock);
    g_main_loop_run(self->loop);
    soup_server_disconnect(server);
    g_main_context_pop_thread_default(self->context);
    return NULL;
}

static void
server_start(Server *self)
{
    self->context = g_main_context_new();
    self->loop = g_main_loop_new(self->context, FALSE);
    self->thread = g_thread_new("server", serve, self);
    g_mutex_lock(&self->lock);
    while (!self->ready)
        g_cond_wait(&self->cond, &self->lock);
    g_mutex_unlock(&self->lock);
}

static void
server_stop(Server *self)
{
    g_main_loop_quit(self->loop);
    g_thread_join(self->thread);
    g_main_loop_unref(self->loop);
    g_main_context_unref(self->context);
    g_uri_unref(self->uri);
}

/* Gives a request up from another thread, as the main thread does. */
typedef struct {
    GCancellable *cancellable;
    guint after_us;
} Impatient;

static gpointer
give_up(gpointer data)
{
    const Impatient *self = data;

    g_usleep(self->after_us); /* the moment is what is tried: no event tells it */
    g_cancellable_cancel(self->cancellable);
    return NULL;
}

static void
test_any_moment(void)
{
    const FetchBounds bounds = { .max_len = BODY_LEN, .deadline_ms = DEADLINE_MS };
    g_autoptr(FetchHttp) http = fetch_http_new(NULL, NULL, NULL);
    Server server = { 0 };
    unsigned n_whole = 0, n_given_up = 0;

    server_start(&server);
    for (unsigned i = 0; i < N_REQUESTS; i++) {
        g_autoptr(GCancellable) cancellable = g_cancellable_new();
        const Impatient impatient = { cancellable, i * LATEST_US / N_REQUESTS };
        GThread *thread = g_thread_new("impatient", give_up, (gpointer)&impatient);
        ClientTrouble trouble = CLIENT_TROUBLE_NONE;
        g_autofree char *detail = NULL;
        g_autoptr(GBytes) body =
            fetch_http_get(http, server.uri, &bounds, cancellable, &trouble, &detail);

        g_thread_join(thread);
        g_assert_cmpint(trouble, ==, CLIENT_TROUBLE_NONE);
        g_assert_null(detail);
        if (body != NULL)
            g_assert_cmpuint(g_bytes_get_size(body), ==, BODY_LEN);
        n_whole += body != NULL;
        n_given_up += body == NULL;
    }
    g_test_message("%u whole, %u given up", n_whole, n_given_up);
    g_assert_cmpuint(n_given_up, >, 0);
    server_stop(&server);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/fetch/RACE-05/given-up-at-any-moment", test_any_moment);
    return g_test_run();
}
