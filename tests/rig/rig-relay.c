/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-relay.h"

#include "client/fetch/fetch-anchors.h"
#include "tests/rig/rig-hold.h"
#include "tests/rig/rig-sockets.h"

#include <libsoup/soup.h>
#include <string.h>

#define DRIP_STEPS 20
#define PLAYLIST   "live.m3u8"
#define SOUND      "audio.m3u8"
#define HOLD_MS    3000 /* three target durations of 1 s */

struct RigRelay {
    RigCloud *cloud;
    guint address;
    guint16 port;
    GTlsCertificate *certificate;
    SoupServer *server; /* NULL: not listening */
    RigHold *hold;
    RigSockets *sockets;
};

/* One answer under way: counted when it has gone out whole. */
typedef struct {
    RigCloud *cloud;
    guint address;
    char *name;
    RigServing serving;
    SoupServerMessage *message; /* not owned: the answer lives as long as the message */
    size_t done;                /* bytes handed to libsoup so far, when they drip */
    guint timer;
} Answer;

static void
answer_free(gpointer data, GClosure *closure)
{
    Answer *self = data;

    g_clear_handle_id(&self->timer, g_source_remove);
    rig_serving_clear(&self->serving);
    g_free(self->name);
    g_free(self);
}

static void
on_wrote_body(SoupServerMessage *message, Answer *answer)
{
    rig_cloud_count(answer->cloud, answer->address, answer->name, &answer->serving);
}

static gboolean
on_drip(gpointer data)
{
    Answer *self = data;
    const size_t len = g_bytes_get_size(self->serving.bytes);
    const size_t n = MIN(len / DRIP_STEPS + 1, len - self->done);
    g_autoptr(GBytes) chunk = g_bytes_new_from_bytes(self->serving.bytes, self->done, n);

    soup_message_body_append_bytes(soup_server_message_get_response_body(self->message), chunk);
    soup_server_message_unpause(self->message);
    self->done += n;
    if (self->done < len)
        return G_SOURCE_CONTINUE;
    self->timer = 0;
    return G_SOURCE_REMOVE;
}

static void
on_finished(SoupServerMessage *message, Answer *answer)
{
    /* the viewer may have gone before the last drop */
    g_clear_handle_id(&answer->timer, g_source_remove);
}

/* Consumes what is in @serving. */
static void
send_answer(RigRelay *self, SoupServerMessage *message, const char *name, RigServing *serving)
{
    SoupMessageHeaders *const headers = soup_server_message_get_response_headers(message);
    SoupMessageBody *const body = soup_server_message_get_response_body(message);
    const size_t len = g_bytes_get_size(serving->bytes);
    Answer *answer = g_new0(Answer, 1);

    answer->cloud = self->cloud;
    answer->address = self->address;
    answer->name = g_strdup(name);
    answer->message = message;
    answer->serving = *serving;
    *serving = (RigServing){ 0 };
    soup_server_message_set_status(message, SOUP_STATUS_OK, NULL);
    if (soup_server_message_get_method(message) == SOUP_METHOD_GET)
        g_signal_connect_data(message, "wrote-body", G_CALLBACK(on_wrote_body), answer, answer_free,
                              0);
    if (answer->serving.drip <= 0 || soup_server_message_get_method(message) != SOUP_METHOD_GET) {
        soup_message_body_append_bytes(body, answer->serving.bytes);
        if (soup_server_message_get_method(message) != SOUP_METHOD_GET)
            answer_free(answer, NULL);
        return;
    }
    soup_message_headers_set_content_length(headers, (goffset)len);
    soup_message_body_set_accumulate(body, FALSE);
    g_signal_connect(message, "finished", G_CALLBACK(on_finished), answer);
    answer->timer =
        g_timeout_add((guint)(answer->serving.drip * 1000 / DRIP_STEPS), on_drip, answer);
}

/* A status, and nothing that a cache could keep. */
static void
set_status(SoupServerMessage *message, guint status)
{
    soup_server_message_set_status(message, status, NULL);
    soup_message_headers_replace(soup_server_message_get_response_headers(message), "Cache-Control",
                                 "no-store");
}

/* Consumes what is in @serving. */
static void
send_list(RigRelay *self, SoupServerMessage *message, const char *name, RigServing *serving)
{
    SoupMessageHeaders *const headers = soup_server_message_get_response_headers(message);

    soup_message_headers_set_content_type(headers, "application/vnd.apple.mpegurl", NULL);
    soup_message_headers_replace(headers, "Cache-Control", "no-cache");
    send_answer(self, message, name, serving);
}

static void
send_playlist(SoupServerMessage *message, gpointer user_data)
{
    RigRelay *self = user_data;
    g_auto(RigServing) serving = { 0 };

    if (rig_cloud_get_playlist(self->cloud, self->address, &serving))
        send_list(self, message, PLAYLIST, &serving);
    else
        set_status(message, SOUP_STATUS_SERVICE_UNAVAILABLE); /* there will be one soon */
}

static void
handle_sound(RigRelay *self, SoupServerMessage *message)
{
    g_auto(RigServing) serving = { 0 };

    if (rig_cloud_get_sound_playlist(self->cloud, self->address, &serving))
        send_list(self, message, SOUND, &serving);
    else
        set_status(message, SOUP_STATUS_NOT_FOUND);
}

static bool
lists(uint64_t number, gpointer user_data)
{
    const RigRelay *self = user_data;

    return rig_cloud_lists(self->cloud, self->address, number);
}

/* @wanted: the segment that the playlist is to list before it is sent; NULL: as it is. */
static void
handle_playlist(RigRelay *self, SoupServerMessage *message, const char *wanted)
{
    guint64 number;

    if (wanted == NULL)
        send_playlist(message, self);
    else if (!g_ascii_string_to_unsigned(wanted, 10, 0, G_MAXINT64, &number, NULL))
        set_status(message, SOUP_STATUS_BAD_REQUEST);
    else
        rig_hold_add(self->hold, message, number, HOLD_MS);
}

static void
handle_object(RigRelay *self, SoupServerMessage *message, const char *name)
{
    SoupMessageHeaders *const headers = soup_server_message_get_response_headers(message);
    g_auto(RigServing) serving = { 0 };

    if (!rig_cloud_get_object(self->cloud, self->address, name, &serving)) {
        set_status(message, SOUP_STATUS_NOT_FOUND);
        return;
    }
    soup_message_headers_set_content_type(
        headers, strstr(name, "init-") != NULL ? "video/mp4" : "video/iso.segment", NULL);
    soup_message_headers_replace(headers, "Cache-Control", "public, max-age=60, immutable");
    send_answer(self, message, name, &serving);
}

/* What stands behind "Bearer" (RFC 6750 section 2.1), or NULL; borrowed. */
static const char *
find_token(SoupServerMessage *message)
{
    static const char scheme[] = "Bearer ";
    const char *value = soup_message_headers_get_one(
        soup_server_message_get_request_headers(message), "Authorization");

    if (value == NULL || g_ascii_strncasecmp(value, scheme, strlen(scheme)) != 0)
        return NULL;
    return value + strlen(scheme);
}

static void
refuse_token(SoupServerMessage *message)
{
    set_status(message, SOUP_STATUS_UNAUTHORIZED);
    soup_message_headers_replace(soup_server_message_get_response_headers(message),
                                 "WWW-Authenticate", "Bearer");
}

static void
handle_link(RigRelay *self, SoupServerMessage *message, const char *name)
{
    g_autoptr(GBytes) body =
        soup_message_body_flatten(soup_server_message_get_request_body(message));
    g_autoptr(GBytes) answer = NULL;
    const RigLinkingPost post = {
        .name = name,
        .type = soup_message_headers_get_content_type(
            soup_server_message_get_request_headers(message), NULL),
        .token = find_token(message),
        .body = body,
    };
    const guint status = rig_cloud_post(self->cloud, self->address, &post, &answer);

    set_status(message, status);
    if (answer == NULL || g_bytes_get_size(answer) == 0)
        return;
    soup_message_headers_set_content_type(soup_server_message_get_response_headers(message),
                                          "application/cbor", NULL);
    soup_message_body_append_bytes(soup_server_message_get_response_body(message), answer);
}

static void
handle_challenge(RigRelay *self, SoupServerMessage *message)
{
    g_autoptr(GBytes) body =
        soup_message_body_flatten(soup_server_message_get_request_body(message));
    const char *source = soup_server_message_get_remote_host(message);

    set_status(message,
               rig_cloud_challenge(self->cloud, self->address, source != NULL ? source : "", body));
}

static void
on_request(SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
    RigRelay *self = user_data;
    const RigCameraSpec *spec =
        rig_camera_get_spec(rig_cloud_get_camera(self->cloud, self->address));
    g_autofree char *prefix = g_strdup_printf("/%s/", spec->slug);
    const char *const method = soup_server_message_get_method(message);
    const char *name;

    rig_sockets_note(self->sockets, soup_server_message_get_socket(message));
    if (!g_str_has_prefix(path, prefix)) {
        set_status(message, SOUP_STATUS_NOT_FOUND);
        return;
    }
    name = path + strlen(prefix);
    if (method == SOUP_METHOD_POST && g_str_has_prefix(name, "link"))
        handle_link(self, message, name);
    else if (!rig_cloud_permits(self->cloud, self->address, find_token(message)))
        refuse_token(message);
    else if (method == SOUP_METHOD_POST && strcmp(name, "challenge") == 0)
        handle_challenge(self, message);
    else if (method != SOUP_METHOD_GET && method != SOUP_METHOD_HEAD)
        set_status(message, SOUP_STATUS_METHOD_NOT_ALLOWED);
    else if (strcmp(name, PLAYLIST) == 0)
        handle_playlist(self, message,
                        query != NULL ? g_hash_table_lookup(query, "_HLS_msn") : NULL);
    else if (strcmp(name, SOUND) == 0)
        handle_sound(self, message);
    else
        handle_object(self, message, name);
}

/* The port that the server got. */
static guint16
listening_port(SoupServer *server)
{
    GSList *const uris = soup_server_get_uris(server);
    const guint16 port = uris != NULL ? (guint16)g_uri_get_port(uris->data) : 0;

    g_slist_free_full(uris, (GDestroyNotify)g_uri_unref);
    return port;
}

bool
rig_relay_set_listening(RigRelay *self, bool listening, GError **error)
{
    g_autoptr(SoupServer) server = NULL;
    g_autoptr(GError) problem = NULL;

    if (!listening && self->server != NULL)
        soup_server_disconnect(self->server);
    if (!listening)
        g_clear_object(&self->server);
    if (!listening || self->server != NULL)
        return true;
    fetch_anchors_share(); /* a server, too, copies them for every connection */
    server = soup_server_new("tls-certificate", self->certificate, NULL);
    soup_server_add_handler(server, NULL, on_request, self, NULL);
    if (!soup_server_listen_local(server, self->port, SOUP_SERVER_LISTEN_HTTPS, &problem)) {
        g_set_error(
            error, G_IO_ERROR, problem->code,
            "Port %u can't be listened on for the cameras (%s); choose another one with --port.",
            self->port, problem->message);
        return false;
    }
    self->port = listening_port(server);
    self->server = g_steal_pointer(&server);
    return true;
}

RigRelay *
rig_relay_new(RigCloud *cloud,
              guint address,
              guint16 port,
              GTlsCertificate *certificate,
              GError **error)
{
    g_autoptr(RigRelay) self = g_new0(RigRelay, 1);

    self->cloud = cloud;
    self->address = address;
    self->port = port;
    self->certificate = g_object_ref(certificate);
    self->hold = rig_hold_new(lists, send_playlist, self);
    self->sockets = rig_sockets_new();
    if (!rig_relay_set_listening(self, true, error))
        return NULL;
    return g_steal_pointer(&self);
}

void
rig_relay_free(RigRelay *self)
{
    if (self == NULL)
        return;
    if (self->server != NULL)
        soup_server_disconnect(self->server);
    g_clear_object(&self->server);
    rig_hold_free(self->hold);
    rig_sockets_free(self->sockets);
    g_object_unref(self->certificate);
    g_free(self);
}

guint16
rig_relay_get_port(const RigRelay *self)
{
    return self->port;
}

char *
rig_relay_get_url(const RigRelay *self)
{
    return g_strdup_printf(
        "https://localhost:%u/%s/", self->port,
        rig_camera_get_spec(rig_cloud_get_camera(self->cloud, self->address))->slug);
}

void
rig_relay_look(RigRelay *self)
{
    rig_hold_look(self->hold);
}
