/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-refusal.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_TEXT 512 /* bytes of any text in it */

ClientRefusal *
client_refusal_copy(const ClientRefusal *self)
{
    ClientRefusal *copy = g_memdup2(self, sizeof *self);

    copy->id = g_strdup(self->id);
    copy->link = g_strdup(self->link);
    copy->room = g_strdup(self->room);
    copy->host = g_strdup(self->host);
    copy->other_room = g_strdup(self->other_room);
    return copy;
}

void
client_refusal_free(ClientRefusal *self)
{
    if (self == NULL)
        return;

    g_free(self->id);
    g_free(self->link);
    g_free(self->room);
    g_free(self->host);
    g_free(self->other_room);
    g_free(self);
}

bool
client_refusal_repeats(const ClientRefusal *self, const ClientRefusal *other)
{
    return self->reason == other->reason && self->sound == other->sound
           && self->has_signer == other->has_signer
           && memcmp(self->signer, other->signer, sizeof self->signer) == 0
           && g_strcmp0(self->link, other->link) == 0
           && g_strcmp0(self->other_room, other->other_room) == 0;
}

static void
put_text(JsonBuilder *json, const char *name, const char *text)
{
    json_builder_set_member_name(json, name);
    if (text != NULL)
        json_builder_add_string_value(json, text);
    else
        json_builder_add_null_value(json);
}

/* Milliseconds, as ownview-verify writes its times. */
static void
put_time(JsonBuilder *json, const char *name, bool known, int64_t us)
{
    g_autoptr(GDateTime) time = known ? g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC) : NULL;
    g_autofree char *seconds = time != NULL ? g_date_time_format(time, "%FT%T") : NULL;
    g_autofree char *text = NULL;

    if (seconds != NULL)
        text = g_strdup_printf("%s.%03dZ", seconds, (int)(us % G_USEC_PER_SEC / 1000));
    put_text(json, name, text);
}

/* A number of up to 64 bits: as text, since JSON's own are exact up to 53 only. */
static void
put_number(JsonBuilder *json, const char *name, bool known, uint64_t number)
{
    char text[24];

    g_snprintf(text, sizeof text, "%" G_GUINT64_FORMAT, number);
    put_text(json, name, known ? text : NULL);
}

char *
client_refusal_to_line(const ClientRefusal *self)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;
    char signer[2 * CLIENT_REFUSAL_SIGNER_LEN + 1] = "";

    for (size_t i = 0; i < sizeof self->signer; i++)
        g_snprintf(signer + 2 * i, 3, "%02x", self->signer[i]);
    json_builder_begin_object(json);
    put_text(json, "id", self->id);
    put_time(json, "first", self->dated, self->first_us);
    put_time(json, "last", self->dated, self->last_us);
    put_text(json, "room", self->room);
    put_text(json, "reason", prov_reason_name(self->reason));
    put_number(json, "units", true, self->n);
    put_number(json, "sequence", self->has_sequence, self->sequence);
    put_text(json, "signer", self->has_signer ? signer : NULL);
    put_text(json, "other", self->other_room);
    put_text(json, "host", self->host);
    put_text(json, "link", self->link);
    if (self->sound) { /* a line of a picture reads as it always did */
        json_builder_set_member_name(json, "sound");
        json_builder_add_boolean_value(json, TRUE);
    }
    json_builder_end_object(json);
    root = json_builder_get_root(json);
    json_generator_set_root(generator, root);
    text = json_generator_to_data(generator, NULL);
    return g_strconcat(text, "\n", NULL);
}

/* A text of at most MAX_TEXT bytes, or NULL: then @known, when there is one, says that it was null.
 */
static char *
get_text(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    const char *text;

    if (node == NULL || !JSON_NODE_HOLDS_VALUE(node)
        || json_node_get_value_type(node) != G_TYPE_STRING)
        return NULL;
    text = json_node_get_string(node);
    return strlen(text) <= MAX_TEXT ? g_strdup(text) : NULL;
}

static bool
get_number(JsonObject *object, const char *name, uint64_t *out)
{
    g_autofree char *text = get_text(object, name);

    return text != NULL && g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, out, NULL);
}

static bool
get_time(JsonObject *object, const char *name, int64_t *us)
{
    g_autofree char *text = get_text(object, name);
    g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601(text, NULL) : NULL;

    if (time == NULL)
        return false;
    *us = g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
    return true;
}

static bool
get_signer(JsonObject *object, uint8_t signer[CLIENT_REFUSAL_SIGNER_LEN])
{
    g_autofree char *text = get_text(object, "signer");

    if (text == NULL || strlen(text) != 2 * CLIENT_REFUSAL_SIGNER_LEN
        || strspn(text, "0123456789abcdef") != 2 * CLIENT_REFUSAL_SIGNER_LEN)
        return false;
    for (size_t i = 0; i < CLIENT_REFUSAL_SIGNER_LEN; i++)
        signer[i] = (uint8_t)(g_ascii_xdigit_value(text[2 * i]) << 4
                              | g_ascii_xdigit_value(text[2 * i + 1]));
    return true;
}

/* Anything but a plain "true" is no sound. */
static bool
get_switch(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);

    return node != NULL && JSON_NODE_HOLDS_VALUE(node)
           && json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node);
}

static bool
get_reason(JsonObject *object, ProvReason *reason)
{
    g_autofree char *name = get_text(object, "reason");

    for (int i = 0; name != NULL && i < PROV_REASON_NONE; i++) {
        *reason = (ProvReason)i;
        if (g_str_equal(prov_reason_name(*reason), name))
            return true;
    }
    return false;
}

ClientRefusal *
client_refusal_from_line(const char *line, gsize len)
{
    g_autoptr(ClientRefusal) self = g_new0(ClientRefusal, 1);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonNode *root;
    JsonObject *object;

    if (!g_utf8_validate(line, (gssize)len, NULL)
        || !json_parser_load_from_data(parser, line, (gssize)len, NULL))
        return NULL;
    root = json_parser_get_root(parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return NULL;
    object = json_node_get_object(root);
    self->id = get_text(object, "id");
    self->link = get_text(object, "link");
    self->room = get_text(object, "room");
    self->host = get_text(object, "host");
    self->other_room = get_text(object, "other");
    self->dated =
        get_time(object, "first", &self->first_us) && get_time(object, "last", &self->last_us);
    self->has_sequence = get_number(object, "sequence", &self->sequence);
    self->sound = get_switch(object, "sound");
    self->has_signer = get_signer(object, self->signer);
    if (self->id == NULL || self->link == NULL || self->room == NULL || self->host == NULL
        || !get_reason(object, &self->reason) || !get_number(object, "units", &self->n))
        return NULL;
    return g_steal_pointer(&self);
}
