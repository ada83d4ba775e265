/* SPDX-License-Identifier: Apache-2.0 */
#include "client/verify-receipt.h"

#include "client/client-receipt.h"
#include "client/provenance/prov-certificate.h"
#include "client/provenance/prov-cose.h"
#include "client/verify-human.h"

#include <json-glib/json-glib.h>
#include <string.h>

void
verify_receipt_clear(VerifyReceipt *self)
{
    g_free(self->home);
    g_free(self->payload);
}

static void
refuse(VerifyReceipt *out, ProvReason reason, const char *detail)
{
    out->reason = prov_reason_name(reason);
    out->detail = detail;
}

static char *
to_hex(const uint8_t *bytes, size_t n)
{
    GString *out = g_string_new(NULL);

    for (size_t i = 0; i < n; i++)
        g_string_append_printf(out, "%02x", bytes[i]);
    return g_string_free(out, FALSE);
}

/* The anchor whose key made the signature; its key's hash is noted in @out. */
static bool
find_signer(ProvCrypto *crypto, const ProvCose *cose, const GPtrArray *anchors, VerifyReceipt *out)
{
    g_autoptr(GByteArray) message = prov_cose_to_be_signed(cose, cose->payload);

    for (guint i = 0; i < anchors->len; i++) {
        g_autoptr(ProvCertificate) anchor =
            prov_certificate_new(crypto, prov_reader_from_bytes(g_ptr_array_index(anchors, i)));
        g_autoptr(ProvKey) key = anchor != NULL ? prov_certificate_get_key(anchor, crypto) : NULL;

        if (key == NULL || prov_signature_key_get_alg(key) != PROV_ALG_ES256
            || !prov_signature_holds(crypto, key, (ProvReader){ message->data, message->len },
                                     cose->signature))
            continue;
        out->home = to_hex(prov_certificate_get_spki_sha256(anchor), CLIENT_REFUSAL_SIGNER_LEN);
        return true;
    }
    return false;
}

/* NULL: it is none. */
static JsonNode *
read_payload(const char *text)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonNode *root;
    JsonObject *object;

    if (!json_parser_load_from_data(parser, text, -1, NULL))
        return NULL;
    root = json_parser_get_root(parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return NULL;
    object = json_node_get_object(root);
    if (g_strcmp0(json_object_get_string_member_with_default(object, "type", NULL),
                  CLIENT_RECEIPT_TYPE)
            != 0
        || json_object_get_int_member_with_default(object, "version", 0) != CLIENT_RECEIPT_VERSION
        || json_object_get_member(object, "entries") == NULL
        || !JSON_NODE_HOLDS_ARRAY(json_object_get_member(object, "entries")))
        return NULL;
    return json_node_copy(root);
}

void
verify_receipt_check(GBytes *file, const GPtrArray *anchors, VerifyReceipt *out)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(JsonNode) root = NULL;
    ProvCose cose;

    if (crypto == NULL) {
        refuse(out, PROV_REASON_INTERNAL, "no cryptography is available");
        return;
    }
    if (!prov_cose_parse(prov_reader_from_bytes(file), PROV_CBOR_STRICT, &cose)
        || !cose.has_payload) {
        refuse(out, PROV_REASON_BAD_HEADER, "the file is no receipt");
        return;
    }
    if (prov_cose_get_alg(&cose) != PROV_ALG_ES256) {
        refuse(out, PROV_REASON_ALGORITHM, "the receipt's algorithm is not a home's");
        return;
    }
    if (!find_signer(crypto, &cose, anchors, out)) {
        refuse(out, PROV_REASON_BAD_SIGNATURE,
               "the receipt was changed, or is not signed by one of the anchors");
        return;
    }
    out->payload = g_strndup((const char *)cose.payload.data, cose.payload.len);
    root = read_payload(out->payload);
    if (root == NULL)
        refuse(out, PROV_REASON_BAD_HEADER, "what was signed is no receipt of this version");
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

char *
verify_receipt_line(const char *path, const VerifyReceipt *self)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *name = g_utf8_make_valid(base, -1);
    g_autofree char *text = NULL;
    g_autoptr(JsonNode) root = NULL;

    json_builder_begin_object(json);
    put_text(json, "file", name);
    put_text(json, "kind", "receipt");
    put_text(json, "verdict", self->reason == NULL ? "admitted" : "refused");
    put_text(json, "reason", self->reason);
    put_text(json, "signer", self->home);
    put_text(json, "detail", self->detail);
    json_builder_set_member_name(json, "receipt");
    json_builder_add_value(json, self->reason == NULL ? read_payload(self->payload)
                                                      : json_node_new(JSON_NODE_NULL));
    json_builder_end_object(json);
    root = json_builder_get_root(json);
    json_generator_set_root(generator, root);
    text = json_generator_to_data(generator, NULL);
    return g_strconcat(text, "\n", NULL);
}

static void
add_entry(JsonArray *entries, guint index, JsonNode *node, gpointer user_data)
{
    g_autofree char *line = json_to_string(node, FALSE);
    g_autoptr(ClientRefusal) entry = client_refusal_from_line(line, strlen(line));
    g_autoptr(GDateTime) last = NULL;
    g_autofree char *when = NULL;
    g_autofree char *room = NULL;

    if (entry == NULL)
        return;
    last = entry->dated ? g_date_time_new_from_unix_utc(entry->last_us / G_USEC_PER_SEC) : NULL;
    when = last != NULL ? g_date_time_format(last, "%FT%TZ") : g_strdup("-");
    room = verify_human_harmless(entry->room);
    g_string_append_printf(user_data, "%-20s  %8" G_GUINT64_FORMAT "  %-20s  %s\n", when, entry->n,
                           prov_reason_name(entry->reason), room);
}

char *
verify_receipt_table(const char *path, const VerifyReceipt *self)
{
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *name = verify_human_harmless(base);
    g_autoptr(JsonNode) root = self->reason == NULL ? read_payload(self->payload) : NULL;
    GString *out = g_string_new(NULL);
    JsonObject *object;
    const char *made;

    if (root == NULL) {
        g_string_append_printf(out, "%s: REFUSED, %s: %s.\n", name, self->reason, self->detail);
        return g_string_free(out, FALSE);
    }
    object = json_node_get_object(root);
    g_string_append_printf(out, "%s: signed by home %s", name, self->home);
    made = json_object_get_string_member_with_default(object, "made", NULL);
    if (made != NULL) {
        g_autofree char *time = verify_human_harmless(made);

        g_string_append_printf(out, ", made %s", time);
    }
    g_string_append_printf(out, "\n%-20s  %8s  %-20s  room\n", "last", "units", "reason");
    json_array_foreach_element(json_object_get_array_member(object, "entries"), add_entry, out);
    return g_string_free(out, FALSE);
}
