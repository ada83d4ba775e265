/* SPDX-License-Identifier: Apache-2.0 */
#include "client/fetch/fetch-call.h"

#include "client/cameras/camera-server.h"

#define MAX_RESTARTS      1
#define MAX_INFORMATIONAL 8 /* more 1xx answers than anybody sends before the one that counts */

static void
on_headers(SoupMessage *message, gpointer call)
{
    ((FetchCall *)call)->answering = true;
    /* libsoup 3.2 takes an answer that has no body for one that only the connection's end ends */
    if (soup_message_get_status(message) == SOUP_STATUS_NO_CONTENT)
        soup_message_headers_set_content_length(soup_message_get_response_headers(message), 0);
}

void
fetch_call_give_up(FetchCall *self)
{
    self->unwanted = true;
    if (!self->answering)
        g_cancellable_cancel(self->cancellable);
}

static void
refuse(FetchCall *call, ClientTrouble trouble, const char *why)
{
    call->refused = trouble;
    call->why = why;
    fetch_call_give_up(call);
}

/* libsoup asks again where a connection that was kept has ended: once is what that explains. */
static void
on_restarted(G_GNUC_UNUSED SoupMessage *message, gpointer data)
{
    FetchCall *call = data;

    call->answering = false;
    if (++call->n_restarts > MAX_RESTARTS)
        refuse(call, CLIENT_TROUBLE_HTTP_FAILED,
               "The camera's server breaks off before it answers.");
}

/* GnuTLS still takes TLS 1.0 and 1.1 unless the whole system's configuration says otherwise. */
static bool
is_of_today(GTlsConnection *tls)
{
    return g_tls_connection_get_protocol_version(tls) >= G_TLS_PROTOCOL_VERSION_TLS_1_2;
}

/* Its chain and its name have been found right; what its key is for is left to whoever asks. */
static bool
is_a_server(GTlsConnection *tls)
{
    GTlsCertificate *certificate = g_tls_connection_get_peer_certificate(tls);
    g_autoptr(GByteArray) der = NULL;

    if (certificate != NULL)
        g_object_get(certificate, "certificate", &der, NULL);
    return der != NULL && camera_server_may_serve(der->data, der->len);
}

/*
 * A new connection, before the request and its token are sent. HTTP/2 is not offered: in libsoup
 * 3.2 a request to a server that is silent in it can't be given up, whatever its deadline.
 */
static void
on_network_event(G_GNUC_UNUSED SoupMessage *message,
                 GSocketClientEvent event,
                 GIOStream *connection,
                 gpointer data)
{
    static const char *const protocols[] = { "http/1.1", NULL };
    FetchCall *call = data;

    if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING) {
        g_tls_connection_set_advertised_protocols(G_TLS_CONNECTION(connection), protocols);
    } else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED
               && !is_of_today(G_TLS_CONNECTION(connection))) {
        refuse(call, CLIENT_TROUBLE_TLS_FAILED, "The camera's server has outdated encryption.");
    } else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED
               && !is_a_server(G_TLS_CONNECTION(connection))) {
        refuse(call, CLIENT_TROUBLE_TLS_FAILED,
               "The camera's server has a certificate that is not for a server.");
    }
}

/*
 * libsoup reads them in one go for as long as they come, and no deadline is seen meanwhile: whoever
 * sends them without end would hold the session for ever.
 */
static void
on_informational(G_GNUC_UNUSED SoupMessage *message, gpointer data)
{
    FetchCall *call = data;

    if (++call->n_informational > MAX_INFORMATIONAL)
        refuse(call, CLIENT_TROUBLE_HTTP_FAILED, "The camera's server gave no usable answer.");
}

void
fetch_call_begin(FetchCall *self, SoupMessage *message)
{
    self->cancellable = g_cancellable_new();
    g_signal_connect(message, "network-event", G_CALLBACK(on_network_event), self);
    g_signal_connect(message, "got-informational", G_CALLBACK(on_informational), self);
    g_signal_connect(message, "got-headers", G_CALLBACK(on_headers), self);
    g_signal_connect(message, "restarted", G_CALLBACK(on_restarted), self);
}

void
fetch_call_end(FetchCall *self, SoupMessage *message)
{
    g_signal_handlers_disconnect_by_data(message, self);
    g_clear_object(&self->cancellable);
}

GInputStream *
fetch_call_take_stream(FetchCall *self, GObject *session, GAsyncResult *result, GError **error)
{
    GInputStream *stream = soup_session_send_finish(SOUP_SESSION(session), result, error);

    self->answering = false;
    if (self->unwanted)
        g_cancellable_cancel(self->cancellable);
    return stream;
}
