/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-control.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

struct RigControl {
    RigCloud *cloud;
    SoupServer *server;
    guint16 port;
    char *url;
};

static void
add_string(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    if (value != NULL)
        json_builder_add_string_value(builder, value);
    else
        json_builder_add_null_value(builder);
}

static void
add_count(JsonBuilder *builder, const char *name, uint64_t value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, (gint64)value);
}

static void
answer(SoupServerMessage *message, guint status, JsonBuilder *builder)
{
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    char *text = json_to_string(root, FALSE);

    soup_server_message_set_status(message, status, NULL);
    soup_server_message_set_response(message, "application/json", SOUP_MEMORY_TAKE, text,
                                     strlen(text));
}

static void
answer_error(SoupServerMessage *message, guint status, const char *sentence)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    add_string(builder, "error", sentence);
    json_builder_end_object(builder);
    answer(message, status, builder);
}

static void
add_counts(JsonBuilder *builder, const RigCounts *counts)
{
    json_builder_set_member_name(builder, "served");
    json_builder_begin_object(builder);
    add_count(builder, "playlist", counts->playlist);
    add_count(builder, "init", counts->init);
    add_count(builder, "segment", counts->segment);
    add_count(builder, "sound", counts->sound);
    json_builder_end_object(builder);
    json_builder_set_member_name(builder, "foreign");
    json_builder_begin_object(builder);
    add_count(builder, "init", counts->foreign_init);
    add_count(builder, "segment", counts->foreign_segment);
    add_count(builder, "sound", counts->foreign_sound);
    json_builder_end_object(builder);
    add_count(builder, "changed", counts->changed);
    add_count(builder, "unsigned", counts->n_unsigned);
}

static void
handle_status(RigControl *self, SoupServerMessage *message)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "cameras");
    json_builder_begin_array(builder);
    for (guint i = 0; i < rig_cloud_get_n_cameras(self->cloud); i++) {
        const RigCamera *camera = rig_cloud_get_camera(self->cloud, i);
        const RigCameraSpec *spec = rig_camera_get_spec(camera);

        json_builder_begin_object(builder);
        add_string(builder, "slug", spec->slug);
        add_string(builder, "name", spec->name);
        json_builder_set_member_name(builder, "linked");
        json_builder_add_boolean_value(builder, spec->linked);
        json_builder_set_member_name(builder, "home");
        json_builder_add_boolean_value(builder,
                                       rig_device_is_linked(rig_cloud_get_device(self->cloud, i)));
        add_string(builder, "fault", rig_cloud_get_fault_text(self->cloud, i));
        add_count(builder, "session", rig_camera_get_session(camera));
        add_count(builder, "sequence", rig_camera_get_sequence(camera));
        add_counts(builder, rig_cloud_get_counts(self->cloud, i));
        add_count(builder, "challenges", rig_camera_get_challenges(camera));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    answer(message, SOUP_STATUS_OK, builder);
}

static const char *
slug_of(const RigControl *self, guint index)
{
    return rig_camera_get_spec(rig_cloud_get_camera(self->cloud, index))->slug;
}

static void
handle_served(RigControl *self, SoupServerMessage *message)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "served");
    json_builder_begin_array(builder);
    for (const GList *l = rig_cloud_get_served(self->cloud)->head; l != NULL; l = l->next) {
        const RigServed *served = l->data;
        g_autofree char *hash =
            g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, served->object->bytes);

        json_builder_begin_object(builder);
        add_count(builder, "n", served->n);
        add_string(builder, "camera", slug_of(self, served->address));
        add_string(builder, "name", served->name);
        add_string(builder, "kind", served->object->kind == RIG_OBJECT_INIT ? "init" : "segment");
        add_string(builder, "owner", slug_of(self, served->object->owner));
        add_count(builder, "session", served->object->session);
        add_count(builder, "sequence", served->object->sequence);
        add_string(builder, "altered", served->altered);
        add_string(builder, "sha256", hash); /* of it unaltered */
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    answer(message, SOUP_STATUS_OK, builder);
}

/* The camera of the query; answers when there is none. */
static bool
find_camera(RigControl *self, SoupServerMessage *message, const char *slug, guint *index)
{
    const int found = rig_cloud_find_camera(self->cloud, slug);
    g_autofree char *sentence = NULL;

    if (found >= 0) {
        *index = (guint)found;
        return true;
    }
    sentence =
        g_strdup_printf("There is no camera \"%s\"; GET /status lists those there are.", slug);
    answer_error(message, SOUP_STATUS_NOT_FOUND, sentence);
    return false;
}

static void
handle_fault(RigControl *self, SoupServerMessage *message, GHashTable *query)
{
    const char *slug = query != NULL ? g_hash_table_lookup(query, "camera") : NULL;
    const char *fault = query != NULL ? g_hash_table_lookup(query, "fault") : NULL;
    g_autoptr(JsonBuilder) builder = NULL;
    g_autoptr(GError) error = NULL;
    guint index;

    if (slug == NULL || fault == NULL) {
        answer_error(message, SOUP_STATUS_BAD_REQUEST,
                     "A camera and a fault are needed: POST /fault?camera=SLUG&fault=NAME.");
        return;
    }
    if (!find_camera(self, message, slug, &index))
        return;
    if (!rig_cloud_set_fault(self->cloud, index, fault, &error)) {
        answer_error(message,
                     g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
                         ? SOUP_STATUS_CONFLICT
                         : SOUP_STATUS_BAD_REQUEST,
                     error->message);
        return;
    }
    builder = json_builder_new();
    json_builder_begin_object(builder);
    add_string(builder, "camera", slug);
    add_string(builder, "fault", rig_cloud_get_fault_text(self->cloud, index));
    json_builder_end_object(builder);
    answer(message, SOUP_STATUS_OK, builder);
}

static void
handle_reset(RigControl *self, SoupServerMessage *message, GHashTable *query)
{
    const char *slug = query != NULL ? g_hash_table_lookup(query, "camera") : NULL;
    const char *key = query != NULL ? g_hash_table_lookup(query, "key") : NULL;
    g_autoptr(JsonBuilder) builder = NULL;
    g_autoptr(GError) error = NULL;
    guint index;

    if (slug == NULL || (key != NULL && strcmp(key, "new") != 0)) {
        answer_error(message, SOUP_STATUS_BAD_REQUEST,
                     "A camera is needed: POST /reset?camera=SLUG, with &key=new for another "
                     "device key.");
        return;
    }
    if (!find_camera(self, message, slug, &index))
        return;
    if (!rig_device_reset(rig_cloud_get_device(self->cloud, index), key != NULL, &error)) {
        answer_error(message, SOUP_STATUS_INTERNAL_SERVER_ERROR, error->message);
        return;
    }
    builder = json_builder_new();
    json_builder_begin_object(builder);
    add_string(builder, "camera", slug);
    json_builder_end_object(builder);
    answer(message, SOUP_STATUS_OK, builder);
}

/* A web page must not be able to steer the rig: browsers send Origin, and another Host when a name
 * was made to point here. */
static bool
is_from_here(SoupServerMessage *message)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(message);
    const char *host = soup_message_headers_get_one(headers, "Host");
    g_autofree char *uri_text = g_strdup_printf("http://%s/", host != NULL ? host : "");
    g_autoptr(GUri) uri = g_uri_parse(uri_text, G_URI_FLAGS_NONE, NULL);
    const char *name = uri != NULL ? g_uri_get_host(uri) : NULL;

    return soup_message_headers_get_one(headers, "Origin") == NULL && name != NULL
           && (strcmp(name, "127.0.0.1") == 0 || strcmp(name, "localhost") == 0);
}

static void
on_request(SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
    RigControl *self = user_data;
    const char *const method = soup_server_message_get_method(message);

    if (!is_from_here(message))
        answer_error(
            message, SOUP_STATUS_FORBIDDEN,
            "Only a program on this machine may ask, and no web page; use ownview-rig ctl.");
    else if (strcmp(path, "/fault") == 0 && method == SOUP_METHOD_POST)
        handle_fault(self, message, query);
    else if (strcmp(path, "/reset") == 0 && method == SOUP_METHOD_POST)
        handle_reset(self, message, query);
    else if (strcmp(path, "/status") == 0 && method == SOUP_METHOD_GET)
        handle_status(self, message);
    else if (strcmp(path, "/served") == 0 && method == SOUP_METHOD_GET)
        handle_served(self, message);
    else
        answer_error(message, SOUP_STATUS_NOT_FOUND,
                     "There are POST /fault?camera=SLUG&fault=NAME, POST /reset?camera=SLUG, GET "
                     "/status and GET /served.");
}

RigControl *
rig_control_new(RigCloud *cloud, guint16 port, GError **error)
{
    g_autoptr(RigControl) self = g_new0(RigControl, 1);
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string("127.0.0.1", port);
    g_autoptr(GError) problem = NULL;
    GSList *uris;

    self->cloud = cloud;
    self->server = soup_server_new(NULL, NULL);
    soup_server_add_handler(self->server, NULL, on_request, self, NULL);
    if (!soup_server_listen(self->server, address, 0, &problem)) {
        g_set_error(error, G_IO_ERROR, problem->code,
                    "The control port %u can't be listened on (%s); end what uses it.", port,
                    problem->message);
        return NULL;
    }
    uris = soup_server_get_uris(self->server);
    self->port = (guint16)g_uri_get_port(uris->data);
    g_slist_free_full(uris, (GDestroyNotify)g_uri_unref);
    self->url = g_strdup_printf("http://127.0.0.1:%u", self->port);
    return g_steal_pointer(&self);
}

void
rig_control_free(RigControl *self)
{
    if (self == NULL)
        return;
    if (self->server != NULL)
        soup_server_disconnect(self->server);
    g_clear_object(&self->server);
    g_free(self->url);
    g_free(self);
}

guint16
rig_control_get_port(const RigControl *self)
{
    return self->port;
}

const char *
rig_control_get_url(const RigControl *self)
{
    return self->url;
}
