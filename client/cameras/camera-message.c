/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-message.h"

#include "client/cameras/camera-cbor.h"
#include "client/cameras/camera-proof.h"
#include "client/provenance/prov-cbor.h"

#include <string.h>

#define PROTOCOL       "ownview-link-1/"
#define MAX_PROOF      512 /* bytes */
#define MIN_TOKEN      22
#define MAX_TOKEN      128
#define MAX_FIELDS     5
#define TOKEN_ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

typedef enum {
    FIELD_NONE = 0,
    FIELD_KEY,
    FIELD_HOME,
    FIELD_TYPE,
    FIELD_CHAIN,
    FIELD_NONCE,
    FIELD_PROOF,
    FIELD_TOKEN,
    FIELD_SIGNER,
    FIELD_REQUEST,
} Field;

/* Ordered as deterministic maps are: by the key's length, then by its bytes. */
static const struct {
    const char *name;
    ProvCborType type;
    size_t min_len; /* bytes; certificates in a chain */
    size_t max_len;
    size_t offset; /* of the ProvReader; chain and type are written by hand */
} fields[] = {
    [FIELD_KEY] = { "key", PROV_CBOR_BYTES, CAMERA_PROOF_LEN, CAMERA_PROOF_LEN,
                    G_STRUCT_OFFSET(CameraMessage, key) },
    [FIELD_HOME] = { "home", PROV_CBOR_BYTES, CAMERA_PROOF_LEN, CAMERA_PROOF_LEN,
                     G_STRUCT_OFFSET(CameraMessage, home) },
    [FIELD_TYPE] = { "type", PROV_CBOR_TEXT, 1, 64, 0 },
    [FIELD_CHAIN] = { "chain", PROV_CBOR_ARRAY, 1, CAMERA_MESSAGE_MAX_CHAIN, 0 },
    [FIELD_NONCE] = { "nonce", PROV_CBOR_BYTES, CAMERA_MESSAGE_NONCE_LEN, CAMERA_MESSAGE_NONCE_LEN,
                      G_STRUCT_OFFSET(CameraMessage, nonce) },
    [FIELD_PROOF] = { "proof", PROV_CBOR_BYTES, 1, MAX_PROOF,
                      G_STRUCT_OFFSET(CameraMessage, proof) },
    [FIELD_TOKEN] = { "token", PROV_CBOR_TEXT, MIN_TOKEN, MAX_TOKEN,
                      G_STRUCT_OFFSET(CameraMessage, token) },
    [FIELD_SIGNER] = { "signer", PROV_CBOR_BYTES, 1, CAMERA_PROOF_MAX_SPKI_LEN,
                       G_STRUCT_OFFSET(CameraMessage, signer) },
    [FIELD_REQUEST] = { "request", PROV_CBOR_BYTES, 1, CAMERA_PROOF_MAX_REQUEST,
                        G_STRUCT_OFFSET(CameraMessage, request) },
};

/* Which fields make which message, in the order of the table above; FIELD_NONE ends them. */
static const struct {
    const char *type;
    Field fields[MAX_FIELDS + 1];
} messages[] = {
    [CAMERA_MESSAGE_REQUEST] = { PROTOCOL "request", { FIELD_HOME, FIELD_TYPE, FIELD_NONCE } },
    [CAMERA_MESSAGE_PROOF] = { PROTOCOL "proof",
                               { FIELD_TYPE, FIELD_CHAIN, FIELD_NONCE, FIELD_PROOF,
                                 FIELD_REQUEST } },
    [CAMERA_MESSAGE_CERTIFICATE] = { PROTOCOL "certificate",
                                     { FIELD_TYPE, FIELD_CHAIN, FIELD_NONCE } },
    [CAMERA_MESSAGE_LINKED] = { PROTOCOL "linked", { FIELD_TYPE, FIELD_NONCE, FIELD_TOKEN } },
    [CAMERA_MESSAGE_RELEASE] = { PROTOCOL "release", { FIELD_KEY, FIELD_TYPE } },
    [CAMERA_MESSAGE_ROTATE] = { PROTOCOL "rotate", { FIELD_HOME, FIELD_TYPE, FIELD_NONCE } },
    [CAMERA_MESSAGE_ROTATION] = { PROTOCOL "rotation",
                                  { FIELD_TYPE, FIELD_NONCE, FIELD_PROOF, FIELD_SIGNER,
                                    FIELD_REQUEST } },
    [CAMERA_MESSAGE_ROTATION_CERTIFICATE] = { PROTOCOL "rotation-certificate",
                                              { FIELD_TYPE, FIELD_CHAIN, FIELD_NONCE } },
    [CAMERA_MESSAGE_ROTATED] = { PROTOCOL "rotated", { FIELD_TYPE, FIELD_NONCE } },
};

static size_t
count_fields(CameraMessageType type)
{
    size_t n = 0;

    while (messages[type].fields[n] != FIELD_NONE)
        n++;
    return n;
}

static void
put_field(GByteArray *out, CameraMessageType type, Field field, const CameraMessage *message)
{
    const ProvReader *value = (const ProvReader *)G_STRUCT_MEMBER_P(message, fields[field].offset);

    camera_cbor_put_text(out, fields[field].name);
    if (field == FIELD_TYPE) {
        camera_cbor_put_text(out, messages[type].type);
    } else if (field == FIELD_CHAIN) {
        camera_cbor_put_array(out, message->n_chain);
        for (size_t i = 0; i < message->n_chain; i++)
            camera_cbor_put_bytes(out, message->chain[i].data, message->chain[i].len);
    } else if (fields[field].type == PROV_CBOR_TEXT) {
        g_autofree char *text = g_strndup((const char *)value->data, value->len);

        camera_cbor_put_text(out, text);
    } else {
        camera_cbor_put_bytes(out, value->data, value->len);
    }
}

GByteArray *
camera_message_write(CameraMessageType type, const CameraMessage *message)
{
    GByteArray *out = g_byte_array_new();

    camera_cbor_put_map(out, count_fields(type));
    for (size_t i = 0; messages[type].fields[i] != FIELD_NONE; i++)
        put_field(out, type, messages[type].fields[i], message);
    return out;
}

static bool
read_chain(const ProvCborItem *array, CameraMessage *out)
{
    ProvReader content = array->content;
    ProvCborItem der;

    for (out->n_chain = 0; out->n_chain < array->value; out->n_chain++) {
        if (!prov_cbor_next(&content, &der) || der.type != PROV_CBOR_BYTES || der.content.len == 0
            || der.content.len > PROV_MAX_CERTIFICATE_LEN)
            return false;
        out->chain[out->n_chain] = der.content;
    }
    return true;
}

static bool
is_token(ProvReader text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\0' || strchr(TOKEN_ALPHABET, text.data[i]) == NULL)
            return false;
    }
    return true;
}

static bool
read_field(CameraMessageType type, Field field, const ProvCborItem *value, CameraMessage *out)
{
    const uint64_t len = value->type == PROV_CBOR_ARRAY ? value->value : value->content.len;

    if (value->type != fields[field].type || len < fields[field].min_len
        || len > fields[field].max_len)
        return false;
    if (field == FIELD_TYPE)
        return prov_reader_is(value->content, messages[type].type);
    if (field == FIELD_CHAIN)
        return read_chain(value, out);
    if (field == FIELD_TOKEN && !is_token(value->content))
        return false;
    *(ProvReader *)G_STRUCT_MEMBER_P(out, fields[field].offset) = value->content;
    return true;
}

bool
camera_message_read(CameraMessageType type, ProvReader map, CameraMessage *out)
{
    CameraMessage message = { 0 };
    ProvCborItem whole, name, value;

    if (map.len > CAMERA_MESSAGE_MAX_LEN || !prov_cbor_parse(map, PROV_CBOR_STRICT, &whole)
        || whole.type != PROV_CBOR_MAP || whole.value != count_fields(type))
        return false;
    for (size_t i = 0; messages[type].fields[i] != FIELD_NONE; i++) {
        const Field field = messages[type].fields[i];

        if (!prov_cbor_next(&whole.content, &name) || !prov_cbor_next(&whole.content, &value)
            || name.type != PROV_CBOR_TEXT || !prov_reader_is(name.content, fields[field].name)
            || !read_field(type, field, &value, &message))
            return false;
    }
    *out = message;
    return true;
}
