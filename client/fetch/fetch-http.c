/* SPDX-License-Identifier: Apache-2.0 */
#include "client/fetch/fetch-http.h"

#include "client/fetch/fetch-anchors.h"
#include "client/fetch/fetch-body.h"
#include "client/fetch/fetch-call.h"
#include "client/fetch/fetch-post.h"

#include <string.h>
#include <unistd.h>

#define USER_AGENT                                                                                 \
    "Ownview" /* the same everywhere, without a version: nobody is told apart by it */
#define CHUNK_LEN (64 * 1024)

/*
 * Each session has one request at a time, hence never a second idle connection: where a kept one
 * fails as it is written to, libsoup 3.2 asks again on the next idle one before it has reported the
 * failure, takes that for the second attempt's, and crashes at its answer.
 */
struct FetchHttp {
    SoupSession *session; /* of what is waited for */
    FetchPost *posts;     /* what is posted beside it */
    char *authorization;  /* NULL: none */
    int anchor_fd;        /* -1: the system's anchors */
};

/* One request under way. */
typedef struct {
    SoupMessage *message;
    const FetchBounds *bounds;
    FetchCall call; /* given up by the deadline, or by the caller */
    GInputStream *stream;
    GByteArray *body;
    bool done;
    bool timed_out;
    ClientTrouble trouble;
    char *detail;
} Request;

/* @anchors: NULL for the system's. */
static SoupSession *
make_session(GTlsDatabase *anchors)
{
    SoupSession *session = soup_session_new_with_options("user-agent", USER_AGENT, "timeout", 0,
                                                         "idle-timeout", 30, "max-conns", 4, NULL);

    soup_session_set_proxy_resolver(session, NULL);
    soup_session_remove_feature_by_type(session, SOUP_TYPE_CONTENT_DECODER);
    if (anchors != NULL)
        soup_session_set_tls_database(session, anchors);
    return session;
}

FetchHttp *
fetch_http_new(GBytes *tls_ca, const char *token, GError **error)
{
    g_autoptr(FetchHttp) self = g_new0(FetchHttp, 1);
    g_autoptr(GTlsDatabase) anchors = NULL;

    self->anchor_fd = -1;
    fetch_anchors_share();
    if (tls_ca != NULL && (anchors = fetch_anchors_open(tls_ca, &self->anchor_fd, error)) == NULL)
        return NULL;
    self->session = make_session(anchors);
    self->posts = fetch_post_new(make_session(anchors));
    if (token != NULL)
        self->authorization = g_strconcat("Bearer ", token, NULL);
    return g_steal_pointer(&self);
}

void
fetch_http_free(FetchHttp *self)
{
    if (self == NULL)
        return;

    fetch_post_free(self->posts);
    if (self->session != NULL)
        soup_session_abort(self->session);
    g_clear_object(&self->session);
    if (self->anchor_fd >= 0)
        close(self->anchor_fd);
    g_free(self->authorization);
    g_free(self);
}

static SoupMessage *
make_message(FetchHttp *self, const char *method, GUri *uri, bool past_caches)
{
    SoupMessage *message = soup_message_new_from_uri(method, uri);
    SoupMessageHeaders *headers = soup_message_get_request_headers(message);

    soup_message_add_flags(message, SOUP_MESSAGE_NO_REDIRECT);
    if (past_caches)
        soup_message_headers_replace(headers, "Cache-Control", "no-cache");
    if (self->authorization != NULL)
        soup_message_headers_replace(headers, "Authorization", self->authorization);
    return message;
}

static void
finish(Request *request, ClientTrouble trouble, const char *detail)
{
    request->trouble = trouble;
    request->detail = g_strdup(detail);
    request->done = true;
}

static void
finish_with_error(Request *request, GError *error)
{
    if (request->timed_out)
        finish(request, CLIENT_TROUBLE_TIMED_OUT, "The camera's server did not answer in time.");
    else if (request->call.why != NULL)
        finish(request, request->call.refused, request->call.why);
    else if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        finish(request, CLIENT_TROUBLE_NONE, NULL);
    else if (error->domain == G_TLS_ERROR)
        finish(request, CLIENT_TROUBLE_TLS_FAILED, "The camera's server did not prove who it is.");
    else
        finish(request, CLIENT_TROUBLE_HTTP_FAILED, "The camera's server can't be reached.");
    g_error_free(error);
}

static bool
is_plain_answer(Request *request)
{
    guint status = soup_message_get_status(request->message);

    if (status >= 300 && status < 400 && status != SOUP_STATUS_NOT_MODIFIED) {
        finish(request, CLIENT_TROUBLE_ADDRESS_REFUSED,
               "The camera's server points to another address.");
        return false;
    }
    if (status != SOUP_STATUS_OK || !fetch_body_is_plain(request->message)) {
        finish(request, CLIENT_TROUBLE_HTTP_FAILED, "The camera's server gave no usable answer.");
        return false;
    }
    if (fetch_body_get_len(request->message) > (goffset)request->bounds->max_len) {
        finish(request, CLIENT_TROUBLE_TOO_LARGE, "The camera's server sent more than a segment.");
        return false;
    }
    return true;
}

/* Bytes: what the server announces, at most the bound, or the bound when it does not say. */
static guint
expected_len(Request *request)
{
    return (guint)(fetch_body_has_len(request->message)
                       ? (gsize)fetch_body_get_len(request->message)
                       : request->bounds->max_len);
}

static void read_more(Request *request);

static void
on_read(GObject *stream, GAsyncResult *result, gpointer user_data)
{
    Request *request = user_data;
    GError *error = NULL;
    gssize n = g_input_stream_read_finish(G_INPUT_STREAM(stream), result, &error);
    guint before = request->body->len - CHUNK_LEN;

    g_byte_array_set_size(request->body, before + (guint)MAX(n, 0));
    if (n < 0)
        finish_with_error(request, error);
    else if (n > 0 && request->body->len > request->bounds->max_len)
        finish(request, CLIENT_TROUBLE_TOO_LARGE, "The camera's server sent more than a segment.");
    else if (n > 0)
        read_more(request);
    else if (!fetch_body_is_whole(request->message, request->stream, request->body->len))
        finish(request, CLIENT_TROUBLE_HTTP_FAILED, "The camera's server broke off.");
    else
        request->done = true;
}

static void
read_more(Request *request)
{
    guint len = request->body->len;

    g_byte_array_set_size(request->body, len + CHUNK_LEN);
    g_input_stream_read_async(request->stream, request->body->data + len, CHUNK_LEN,
                              G_PRIORITY_DEFAULT, request->call.cancellable, on_read, request);
}

static void
on_sent(GObject *session, GAsyncResult *result, gpointer user_data)
{
    Request *request = user_data;
    GError *error = NULL;

    request->stream = fetch_call_take_stream(&request->call, session, result, &error);
    if (request->stream == NULL) {
        finish_with_error(request, error);
        return;
    }
    if (!is_plain_answer(request))
        return;
    /* All of it at once, so that the body is read into place and never moved; what is not used is
     * never touched. */
    request->body = g_byte_array_sized_new(CHUNK_LEN + expected_len(request));
    read_more(request);
}

static gboolean
on_deadline(gpointer user_data)
{
    Request *request = user_data;

    /* Both may come in one round of the context: what is whole already was in time. */
    if (!request->done) {
        request->timed_out = true;
        fetch_call_give_up(&request->call);
    }
    return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled(G_GNUC_UNUSED GCancellable *outer, gpointer request)
{
    fetch_call_give_up(&((Request *)request)->call);
    return G_SOURCE_REMOVE;
}

/* Always closed, or the connection would never be given back (libsoup 3.2). */
static void
close_stream(Request *request)
{
    if (request->stream != NULL)
        g_input_stream_close(request->stream, NULL, NULL);
    g_clear_object(&request->stream);
}

static void
run(FetchHttp *self, Request *request, GCancellable *cancellable)
{
    GMainContext *context = g_main_context_get_thread_default();
    g_autoptr(GSource) deadline = g_timeout_source_new(request->bounds->deadline_ms);
    g_autoptr(GSource) cancelled = g_cancellable_source_new(cancellable);

    g_source_set_callback(deadline, on_deadline, request, NULL);
    g_source_attach(deadline, context);
    g_source_set_callback(cancelled, G_SOURCE_FUNC(on_cancelled), request, NULL);
    g_source_attach(cancelled, context);
    fetch_call_begin(&request->call, request->message);
    soup_session_send_async(self->session, request->message, G_PRIORITY_DEFAULT,
                            request->call.cancellable, on_sent, request);
    while (!request->done)
        g_main_context_iteration(context, TRUE);
    g_source_destroy(deadline);
    g_source_destroy(cancelled);
}

/* Sends @message and gives its whole body, or says why there is none; as fetch_http_get(). */
static GBytes *
collect(FetchHttp *self,
        SoupMessage *message,
        const FetchBounds *bounds,
        GCancellable *cancellable,
        ClientTrouble *trouble,
        char **detail)
{
    g_autoptr(GByteArray) body = NULL;
    Request request = { .message = message, .bounds = bounds };
    bool whole;

    run(self, &request, cancellable);
    close_stream(&request);
    fetch_call_end(&request.call, message);
    body = request.body;
    whole = request.trouble == CLIENT_TROUBLE_NONE && request.detail == NULL && body != NULL
            && !request.call.unwanted;
    *trouble = request.trouble;
    *detail = request.detail;
    return whole ? g_byte_array_free_to_bytes(g_steal_pointer(&body)) : NULL;
}

GBytes *
fetch_http_get(FetchHttp *self,
               GUri *uri,
               const FetchBounds *bounds,
               GCancellable *cancellable,
               ClientTrouble *trouble,
               char **detail)
{
    g_autoptr(SoupMessage) message = make_message(self, SOUP_METHOD_GET, uri, bounds->past_caches);

    return collect(self, message, bounds, cancellable, trouble, detail);
}

GBytes *
fetch_http_ask(FetchHttp *self,
               GUri *uri,
               const FetchQuestion *question,
               const FetchBounds *bounds,
               GCancellable *cancellable,
               FetchAnswer *answer)
{
    g_autoptr(SoupMessage) message = make_message(self, SOUP_METHOD_POST, uri, bounds->past_caches);
    GBytes *body;

    soup_message_set_request_body_from_bytes(message, question->type, question->body);
    body = collect(self, message, bounds, cancellable, &answer->trouble, &answer->detail);
    answer->status = soup_message_get_status(message);
    return body;
}

void
fetch_http_post(FetchHttp *self, GUri *uri, GBytes *body, guint deadline_ms)
{
    g_autoptr(SoupMessage) message = make_message(self, SOUP_METHOD_POST, uri, false);

    /* A second copy of it does no harm; libsoup makes a new connection for any other. */
    soup_message_add_flags(message, SOUP_MESSAGE_IDEMPOTENT);
    soup_message_set_request_body_from_bytes(message, "application/octet-stream", body);
    fetch_post_send(self->posts, message, deadline_ms);
}
