/* SPDX-License-Identifier: Apache-2.0 */
#include "client/link-json.h"

#include "client/link-doctor.h"
#include "client/link-tool.h"

#include <json-glib/json-glib.h>

static void
add_text(JsonBuilder *out, const char *name, const char *text)
{
    if (text == NULL)
        return;
    json_builder_set_member_name(out, name);
    json_builder_add_string_value(out, text);
}

static void
add_hash(JsonBuilder *out, const char *name, const uint8_t hash[CAMERA_KEY_LEN])
{
    g_autofree char *text = link_tool_short_hash(hash);

    add_text(out, name, text);
}

static void
add_record(JsonBuilder *out, const CameraRecord *record, bool whole_address)
{
    g_autoptr(GDateTime) linked = g_date_time_new_from_unix_utc(record->linked_at);
    g_autofree char *linked_at = linked != NULL ? g_date_time_format_iso8601(linked) : NULL;
    g_autofree char *host = link_tool_host(record->address);

    add_text(out, "serial", record->serial);
    add_text(out, "maker", record->maker);
    add_text(out, whole_address ? "address" : "host", whole_address ? record->address : host);
    add_hash(out, "key", record->pin);
    add_hash(out, "device_key", record->device);
    add_hash(out, "issuer_key", record->issuer);
    add_text(out, "how", record->how);
    add_text(out, "domain", record->domain == CAMERA_DOMAIN_DEMO ? "demo" : "production");
    add_text(out, "linked_at", linked_at);
    json_builder_set_member_name(out, "own_tls_ca");
    json_builder_add_boolean_value(out, record->tls_ca != NULL);
    json_builder_set_member_name(out, "signed_time");
    json_builder_add_boolean_value(out, record->signed_time);
    json_builder_set_member_name(out, "generation");
    json_builder_add_int_value(out, (gint64)record->generation);
}

static void
add_camera(JsonBuilder *out, const CameraListing *listing, bool whole_address)
{
    json_builder_begin_object(out);
    add_text(out, "id", listing->id);
    add_text(out, "room", listing->room);
    add_text(out, listing->record != NULL ? "note" : "problem", listing->problem);
    if (listing->record != NULL)
        add_record(out, listing->record, whole_address);
    json_builder_end_object(out);
}

/* What was built, and a line end. */
static char *
to_text(JsonBuilder *builder)
{
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *text = json_to_string(root, TRUE);

    return g_strconcat(text, "\n", NULL);
}

char *
link_json_camera(const CameraListing *listing, bool whole_address)
{
    g_autoptr(JsonBuilder) out = json_builder_new();

    add_camera(out, listing, whole_address);
    return to_text(out);
}

char *
link_json_cameras(const GPtrArray *list, bool whole_address)
{
    g_autoptr(JsonBuilder) out = json_builder_new();

    json_builder_begin_object(out);
    json_builder_set_member_name(out, "cameras");
    json_builder_begin_array(out);
    for (guint i = 0; i < list->len; i++)
        add_camera(out, g_ptr_array_index(list, i), whole_address);
    json_builder_end_array(out);
    json_builder_end_object(out);
    return to_text(out);
}

char *
link_json_findings(const GPtrArray *findings)
{
    g_autoptr(JsonBuilder) out = json_builder_new();

    json_builder_begin_array(out);
    for (guint i = 0; i < findings->len; i++) {
        const LinkFinding *finding = g_ptr_array_index(findings, i);

        json_builder_begin_object(out);
        add_text(out, "finding", link_doctor_kind_name(finding->kind));
        add_text(out, "subject", finding->subject);
        add_text(out, "text", finding->text);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
    return to_text(out);
}
