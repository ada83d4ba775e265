/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-record.h"

#include "client/cameras/camera-cbor.h"
#include "client/provenance/prov-expectation.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/random.h>

#define MAX_ADDRESS 2048 /* bytes */
#define MAX_CA      4096
#define MAX_TOKEN   512
#define MAX_SERIAL  64
#define MAX_MAKER   32
#define MAX_HOW     16

typedef enum {
    FIELD_UINT, /* uint64_t */
    FIELD_INT,  /* int64_t */
    FIELD_BOOL,
    FIELD_TEXT,   /* char * */
    FIELD_BYTES,  /* GBytes * */
    FIELD_KEY,    /* uint8_t[CAMERA_KEY_LEN] */
    FIELD_ALGS,   /* unsigned */
    FIELD_DOMAIN, /* CameraDomain */
    FIELD_SCHEMA, /* the constant */
} FieldType;

/* The file's map: ascending keys 1, 2, 3 ... so that the encoding is deterministic. */
static const struct {
    const char *name; /* in errors */
    FieldType type;
    bool optional; /* may be absent; its member is NULL then */
    size_t offset;
    size_t max_len;
} fields[] = {
    { "schema", FIELD_SCHEMA, false, 0, 0 },
    { "generation", FIELD_UINT, false, G_STRUCT_OFFSET(CameraRecord, generation), 0 },
    { "id", FIELD_TEXT, false, G_STRUCT_OFFSET(CameraRecord, id), CAMERA_ID_LEN },
    { "room", FIELD_TEXT, false, G_STRUCT_OFFSET(CameraRecord, room), CAMERA_MAX_ROOM },
    { "address", FIELD_TEXT, false, G_STRUCT_OFFSET(CameraRecord, address), MAX_ADDRESS },
    { "server certificate", FIELD_BYTES, true, G_STRUCT_OFFSET(CameraRecord, tls_ca), MAX_CA },
    { "token", FIELD_TEXT, true, G_STRUCT_OFFSET(CameraRecord, token), MAX_TOKEN },
    { "signed time", FIELD_BOOL, false, G_STRUCT_OFFSET(CameraRecord, signed_time), 0 },
    { "pin", FIELD_KEY, false, G_STRUCT_OFFSET(CameraRecord, pin), 0 },
    { "device key", FIELD_KEY, false, G_STRUCT_OFFSET(CameraRecord, device), 0 },
    { "issuer key", FIELD_KEY, false, G_STRUCT_OFFSET(CameraRecord, issuer), 0 },
    { "serial", FIELD_TEXT, false, G_STRUCT_OFFSET(CameraRecord, serial), MAX_SERIAL },
    { "maker", FIELD_TEXT, false, G_STRUCT_OFFSET(CameraRecord, maker), MAX_MAKER },
    { "algorithms", FIELD_ALGS, false, G_STRUCT_OFFSET(CameraRecord, algorithms), 0 },
    { "time of linking", FIELD_INT, false, G_STRUCT_OFFSET(CameraRecord, linked_at), 0 },
    { "way of linking", FIELD_TEXT, false, G_STRUCT_OFFSET(CameraRecord, how), MAX_HOW },
    { "trust domain", FIELD_DOMAIN, false, G_STRUCT_OFFSET(CameraRecord, domain), 0 },
};

CameraRecord *
camera_record_new(void)
{
    return g_new0(CameraRecord, 1);
}

void
camera_record_free(CameraRecord *self)
{
    if (self == NULL)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        gpointer member = G_STRUCT_MEMBER_P(self, fields[i].offset);

        if (fields[i].type == FIELD_TEXT)
            g_free(*(char **)member);
        else if (fields[i].type == FIELD_BYTES)
            g_clear_pointer((GBytes **)member, g_bytes_unref);
    }
    g_free(self);
}

char *
camera_record_new_id(GError **error)
{
    uint8_t random[CAMERA_ID_LEN / 2];
    g_autoptr(GString) id = g_string_sized_new(CAMERA_ID_LEN);

    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                            "The system gives no random numbers; try again when it has started.");
        return NULL;
    }
    for (guint i = 0; i < sizeof random; i++)
        g_string_append_printf(id, "%02x", random[i]);
    return g_string_free(g_steal_pointer(&id), FALSE);
}

bool
camera_record_is_id(const char *text)
{
    return strlen(text) == CAMERA_ID_LEN && strspn(text, "0123456789abcdef") == CAMERA_ID_LEN;
}

static bool
bad(GError **error, const char *name)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                "has no usable %s; link the camera again", name);
    return false;
}

static bool
is_maker(const char *text)
{
    return *text != '-' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

static bool
is_how(const char *text)
{
    static const char *const ways[] = { "code", "maker-key", "demo", NULL };

    return g_strv_contains(ways, text);
}

/* An origin and a path prefix: nothing that would let a join leave it (NET-04, NET-05). */
bool
camera_record_is_address(const char *text)
{
    g_autoptr(GUri) uri =
        strlen(text) <= MAX_ADDRESS ? g_uri_parse(text, G_URI_FLAGS_NONE, NULL) : NULL;

    return uri != NULL && strcmp(g_uri_get_scheme(uri), "https") == 0 && g_uri_get_host(uri) != NULL
           && *g_uri_get_host(uri) != '\0' && g_uri_get_userinfo(uri) == NULL
           && g_uri_get_query(uri) == NULL && g_uri_get_fragment(uri) == NULL
           && g_str_has_suffix(g_uri_get_path(uri), "/");
}

/* UTF-8 of 1 to @max_len bytes that can neither break a line nor a terminal (STO-11). */
static bool
is_text(const char *text, size_t max_len)
{
    if (text == NULL || *text == '\0' || strlen(text) > max_len || !g_utf8_validate(text, -1, NULL))
        return false;
    for (; *text != '\0'; text = g_utf8_next_char(text))
        if (g_unichar_iscntrl(g_utf8_get_char(text)))
            return false;
    return true;
}

bool
camera_record_is_room(const char *room)
{
    return is_text(room, CAMERA_MAX_ROOM);
}

bool
camera_record_check(const CameraRecord *self, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        gconstpointer member = G_STRUCT_MEMBER_P(self, fields[i].offset);

        if (fields[i].type == FIELD_TEXT) {
            const char *text = *(char *const *)member;

            if (text == NULL && fields[i].optional)
                continue;
            if (!is_text(text, fields[i].max_len))
                return bad(error, fields[i].name);
        } else if (fields[i].type == FIELD_BYTES) {
            GBytes *bytes = *(GBytes *const *)member;

            if (bytes != NULL
                && (g_bytes_get_size(bytes) == 0 || g_bytes_get_size(bytes) > fields[i].max_len))
                return bad(error, fields[i].name);
        }
    }
    if (!camera_record_is_id(self->id))
        return bad(error, "id");
    if (!camera_record_is_address(self->address))
        return bad(error, "address (https://host/path/ is needed)");
    if (!is_maker(self->maker))
        return bad(error, "maker");
    if (!is_how(self->how))
        return bad(error, "way of linking");
    if (self->algorithms == 0 || (self->algorithms & ~(unsigned)PROV_ALG_ALL) != 0)
        return bad(error, "algorithms");
    if (self->domain != CAMERA_DOMAIN_PRODUCTION && self->domain != CAMERA_DOMAIN_DEMO)
        return bad(error, "trust domain");
    return true;
}

static bool
is_absent(const CameraRecord *self, guint field)
{
    return fields[field].optional
           && *(gconstpointer const *)G_STRUCT_MEMBER_P(self, fields[field].offset) == NULL;
}

static void
put_field(GByteArray *out, const CameraRecord *self, guint field)
{
    gconstpointer member = G_STRUCT_MEMBER_P(self, fields[field].offset);
    size_t len = 0;
    gconstpointer data;

    switch (fields[field].type) {
    case FIELD_SCHEMA:
        camera_cbor_put_uint(out, CAMERA_SCHEMA);
        break;
    case FIELD_UINT:
        camera_cbor_put_uint(out, *(const uint64_t *)member);
        break;
    case FIELD_INT:
        camera_cbor_put_int(out, *(const int64_t *)member);
        break;
    case FIELD_BOOL:
        camera_cbor_put_bool(out, *(const bool *)member);
        break;
    case FIELD_TEXT:
        camera_cbor_put_text(out, *(char *const *)member);
        break;
    case FIELD_BYTES:
        data = g_bytes_get_data(*(GBytes *const *)member, &len);
        camera_cbor_put_bytes(out, data, len);
        break;
    case FIELD_KEY:
        camera_cbor_put_bytes(out, member, CAMERA_KEY_LEN);
        break;
    case FIELD_ALGS:
        camera_cbor_put_uint(out, *(const unsigned *)member);
        break;
    case FIELD_DOMAIN:
        camera_cbor_put_uint(out, *(const CameraDomain *)member);
        break;
    }
}

static GByteArray *
encode_map(const CameraRecord *self)
{
    GByteArray *out = g_byte_array_new();
    size_t n = 0;

    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        n += is_absent(self, i) ? 0 : 1;
    camera_cbor_put_map(out, n);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (is_absent(self, i))
            continue;
        camera_cbor_put_uint(out, i + 1);
        put_field(out, self, i);
    }
    return out;
}

bool
camera_record_same_camera(const CameraRecord *a, const CameraRecord *b)
{
    CameraRecord named = *b; /* borrows */
    g_autoptr(GByteArray) first = encode_map(a);
    g_autoptr(GByteArray) second = NULL;

    named.room = a->room;
    named.generation = a->generation;
    second = encode_map(&named);
    return first->len == second->len && memcmp(first->data, second->data, first->len) == 0;
}

GBytes *
camera_record_encode(const CameraRecord *self, const uint8_t key[CAMERA_KEY_LEN])
{
    return camera_mac_seal(encode_map(self), key);
}

static bool
get_key(const cbor_item_t *item, uint8_t out[CAMERA_KEY_LEN])
{
    size_t len = 0;
    const uint8_t *data = camera_cbor_get_bytes(item, &len);

    if (data == NULL || len != CAMERA_KEY_LEN)
        return false;
    memcpy(out, data, len);
    return true;
}

static bool
get_bytes(const cbor_item_t *item, GBytes **out)
{
    size_t len = 0;
    const uint8_t *data = camera_cbor_get_bytes(item, &len);

    if (data == NULL)
        return false;
    *out = g_bytes_new(data, len);
    return true;
}

static bool
get_unsigned(const cbor_item_t *item, uint64_t max, unsigned *out)
{
    uint64_t value;

    if (!camera_cbor_get_uint(item, &value) || value > max)
        return false;
    *out = (unsigned)value;
    return true;
}

static bool
get_field(CameraRecord *self, guint field, const cbor_item_t *item)
{
    gpointer member = G_STRUCT_MEMBER_P(self, fields[field].offset);
    unsigned value = 0;

    switch (fields[field].type) {
    case FIELD_SCHEMA:
        return get_unsigned(item, CAMERA_SCHEMA, &value) && value == CAMERA_SCHEMA;
    case FIELD_UINT:
        return camera_cbor_get_uint(item, member);
    case FIELD_INT:
        return camera_cbor_get_int(item, member);
    case FIELD_BOOL:
        return camera_cbor_get_bool(item, member);
    case FIELD_TEXT:
        return camera_cbor_get_text(item, fields[field].max_len, member);
    case FIELD_BYTES:
        return get_bytes(item, member);
    case FIELD_KEY:
        return get_key(item, member);
    case FIELD_ALGS:
        return get_unsigned(item, PROV_ALG_ALL, member);
    case FIELD_DOMAIN:
        if (!get_unsigned(item, CAMERA_DOMAIN_DEMO, &value))
            return false;
        self->domain = (CameraDomain)value;
        return true;
    }
    return false;
}

/* The schema stands first, so that a later one is known before anything else is looked at. */
static bool
is_later_schema(const cbor_item_t *map)
{
    const struct cbor_pair *pairs = cbor_map_handle(map);
    uint64_t key = 0;
    uint64_t schema = 0;

    return cbor_map_size(map) > 0 && camera_cbor_get_uint(pairs[0].key, &key) && key == 1
           && camera_cbor_get_uint(pairs[0].value, &schema) && schema > CAMERA_SCHEMA;
}

static bool
read_map(CameraRecord *self, const cbor_item_t *map, GError **error)
{
    const struct cbor_pair *pairs = cbor_map_handle(map);
    const size_t n = cbor_map_size(map);
    size_t at = 0;

    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        uint64_t key = 0;

        if (at < n && camera_cbor_get_uint(pairs[at].key, &key) && key == i + 1) {
            if (!get_field(self, i, pairs[at].value))
                return bad(error, fields[i].name);
            at++;
        } else if (!fields[i].optional) {
            return bad(error, fields[i].name);
        }
    }
    return at == n || bad(error, "end: it holds more than is known here");
}

CameraRecord *
camera_record_decode(GBytes *file, const uint8_t key[CAMERA_KEY_LEN], GError **error)
{
    g_autoptr(CameraRecord) self = camera_record_new();
    g_autoptr(cbor_item_t) map = NULL;
    g_autoptr(GByteArray) again = NULL;
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);

    if (len <= CAMERA_KEY_LEN || len > CAMERA_MAX_FILE) {
        bad(error, "length");
        return NULL;
    }
    len = camera_mac_open(file, key);
    if (len == 0) {
        g_set_error_literal(
            error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
            "was changed, damaged, or written on another device; link the camera again");
        return NULL;
    }
    map = camera_cbor_load(data, len);
    if (map == NULL || !cbor_isa_map(map) || !cbor_map_is_definite(map)) {
        bad(error, "content");
        return NULL;
    }
    if (is_later_schema(map)) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                            "was written by a later version of this program; update this one");
        return NULL;
    }
    if (!read_map(self, map, error) || !camera_record_check(self, error))
        return NULL;
    /* one record has one encoding: whatever does not come out the same was not written here */
    again = encode_map(self);
    if (self->generation == 0 || again->len != len || memcmp(again->data, data, len) != 0) {
        bad(error, "encoding");
        return NULL;
    }
    return g_steal_pointer(&self);
}
