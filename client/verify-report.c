/* SPDX-License-Identifier: Apache-2.0 */
#include "client/verify-report.h"

#include <json-glib/json-glib.h>

#define SIGNER_SHOWN 8 /* bytes of the key's hash */

static void
add_optional_string(JsonBuilder *json, const char *name, const char *value)
{
    json_builder_set_member_name(json, name);
    if (value != NULL)
        json_builder_add_string_value(json, value);
    else
        json_builder_add_null_value(json);
}

static void
add_boolean(JsonBuilder *json, const char *name, bool value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_boolean_value(json, value);
}

char *
verify_report_time(int64_t us)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);
    g_autofree char *seconds = time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%S") : NULL;

    if (seconds == NULL)
        return NULL;
    return g_strdup_printf("%s.%03dZ", seconds, (int)(us % G_USEC_PER_SEC / 1000));
}

static char *
format_signer(const ProvVerdict *verdict)
{
    GString *hex = g_string_new(NULL);

    for (size_t i = 0; i < SIGNER_SHOWN; i++)
        g_string_append_printf(hex, "%02x", verdict->signer[i]);
    return g_string_free(hex, FALSE);
}

char **
verify_report_notes(unsigned notes)
{
    static const struct {
        ProvNote bit;
        const char *name;
    } names[] = {
        { PROV_NOTE_GAP, "gap" },
        { PROV_NOTE_TIME_UNPROVEN, "time-unproven" },
        { PROV_NOTE_REVOCATION_STALE, "revocation-stale" },
    };
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if ((notes & names[i].bit) != 0)
            g_strv_builder_add(builder, names[i].name);
    }
    return g_strv_builder_end(builder);
}

static void
add_notes(JsonBuilder *json, unsigned notes)
{
    g_auto(GStrv) names = verify_report_notes(notes);

    json_builder_set_member_name(json, "notes");
    json_builder_begin_array(json);
    for (size_t i = 0; names[i] != NULL; i++)
        json_builder_add_string_value(json, names[i]);
    json_builder_end_array(json);
}

char *
verify_report_line(const char *path, bool is_init, const ProvVerdict *verdict)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *file = g_utf8_make_valid(name, -1);
    g_autofree char *captured =
        verdict->has_capture ? verify_report_time(verdict->capture_us) : NULL;
    g_autofree char *signer = verdict->has_signer ? format_signer(verdict) : NULL;
    g_autofree char *line = NULL;
    bool admitted = prov_verdict_admits(verdict);

    json_builder_begin_object(json);
    add_optional_string(json, "file", file);
    add_optional_string(json, "kind", is_init ? "init" : "segment");
    add_optional_string(json, "verdict", admitted ? "admitted" : "refused");
    add_optional_string(json, "reason", admitted ? NULL : prov_reason_name(verdict->reason));
    json_builder_set_member_name(json, "sequence");
    if (verdict->has_sequence)
        json_builder_add_int_value(json, (gint64)verdict->sequence);
    else
        json_builder_add_null_value(json);
    add_optional_string(json, "captured", captured);
    add_optional_string(json, "signer", signer);
    add_boolean(json, "selected", verdict->selected);
    add_boolean(json, "chain", verdict->chain);
    add_notes(json, verdict->notes);
    add_optional_string(json, "detail", verdict->detail);
    json_builder_end_object(json);

    root = json_builder_get_root(json);
    json_generator_set_root(generator, root);
    line = json_generator_to_data(generator, NULL);
    return g_strconcat(line, "\n", NULL);
}
