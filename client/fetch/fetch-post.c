/* SPDX-License-Identifier: Apache-2.0 */
#include "client/fetch/fetch-post.h"

#include "client/fetch/fetch-call.h"

struct FetchPost {
    SoupSession *session;
    SoupMessage *message; /* under way; NULL: none is, and what follows has no meaning */
    FetchCall call;
    GSource *deadline;
};

FetchPost *
fetch_post_new(SoupSession *session)
{
    FetchPost *self = g_new0(FetchPost, 1);

    self->session = session;
    return self;
}

void
fetch_post_free(FetchPost *self)
{
    if (self == NULL)
        return;

    /* where nobody runs the context any more, nothing closes the connection of a handshake */
    if (self->message != NULL)
        fetch_call_give_up(&self->call);
    while (self->message != NULL)
        g_main_context_iteration(g_main_context_get_thread_default(), TRUE);
    soup_session_abort(self->session);
    g_object_unref(self->session);
    g_free(self);
}

/* A stream of which the end was not seen takes its connection with it, and the next post would need
 * another handshake. */
static void
let_go(GInputStream *stream)
{
    char nothing;

    g_pollable_input_stream_read_nonblocking(G_POLLABLE_INPUT_STREAM(stream), &nothing, 1, NULL,
                                             NULL);
    g_input_stream_close(stream, NULL, NULL);
}

static void
on_sent(GObject *session, GAsyncResult *result, gpointer user_data)
{
    FetchPost *self = user_data;
    g_autoptr(GInputStream) stream = fetch_call_take_stream(&self->call, session, result, NULL);

    if (stream != NULL)
        let_go(stream);
    fetch_call_end(&self->call, self->message);
    g_source_destroy(self->deadline);
    g_clear_pointer(&self->deadline, g_source_unref);
    g_clear_object(&self->message);
}

static gboolean
on_deadline(gpointer call)
{
    fetch_call_give_up(call);
    return G_SOURCE_REMOVE;
}

void
fetch_post_send(FetchPost *self, SoupMessage *message, guint deadline_ms)
{
    if (self->message != NULL)
        return;
    self->message = g_object_ref(message);
    self->call = (FetchCall){ 0 };
    self->deadline = g_timeout_source_new(deadline_ms);
    g_source_set_callback(self->deadline, on_deadline, &self->call, NULL);
    g_source_attach(self->deadline, g_main_context_get_thread_default());
    fetch_call_begin(&self->call, message);
    soup_session_send_async(self->session, message, G_PRIORITY_DEFAULT, self->call.cancellable,
                            on_sent, self);
}
