/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-code.h"

#include "client/cameras/camera-proof.h"
#include "client/provenance/prov-certificate.h"
#include "client/provenance/prov-digest.h"

#include <gio/gio.h>
#include <string.h>

#define PREFIX        "DPP:"
#define SERIAL_PREFIX "SN="
#define MAX_SERIAL    64 /* characters */
#define AGAIN         "scan or copy it again, whole"

static bool
refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, sentence);
    return false;
}

/* One field's text between its colon and its semicolon; borrowed from the code. */
typedef struct {
    const char *text;
    size_t len;
} Value;

static void
free_secret(gpointer data)
{
    explicit_bzero(data, CAMERA_CODE_SECRET_LEN);
    g_free(data);
}

/* GLib's decoder takes anything; only what it would itself have written is meant. */
static uint8_t *
decode_base64(Value value, size_t max_len, size_t *len)
{
    char *text;
    char *again = NULL;
    uint8_t *data = NULL;
    bool canonical = false;

    if (value.len == 0 || value.len > (max_len + 2) / 3 * 4)
        return NULL;
    text = g_strndup(value.text, value.len);
    data = g_base64_decode(text, len);
    again = g_base64_encode(data, *len);
    canonical = *len > 0 && *len <= max_len && strcmp(text, again) == 0;
    explicit_bzero(text, value.len);
    explicit_bzero(again, strlen(again));
    g_free(text);
    g_free(again);
    if (canonical)
        return data;
    explicit_bzero(data, *len);
    g_free(data);
    return NULL;
}

static bool
read_serial(CameraCode *self, G_GNUC_UNUSED ProvCrypto *crypto, Value value, GError **error)
{
    const size_t skip = strlen(SERIAL_PREFIX);
    const char *serial = value.text + skip;
    const size_t len = value.len - MIN(skip, value.len);

    if (value.len <= skip || strncmp(value.text, SERIAL_PREFIX, skip) != 0 || len > MAX_SERIAL
        || serial[0] == ' ' || serial[len - 1] == ' ')
        return refuse(error, "The code has no usable serial number (I:SN=); " AGAIN ".");
    self->serial = g_strndup(serial, len);
    return true;
}

static bool
read_key(CameraCode *self, ProvCrypto *crypto, Value value, GError **error)
{
    size_t len = 0;
    uint8_t *der = decode_base64(value, CAMERA_PROOF_MAX_SPKI_LEN, &len);
    g_autoptr(ProvKey) key = NULL;

    if (der == NULL)
        return refuse(error, "The code's key (K:) is not in base64; " AGAIN ".");
    self->spki = g_bytes_new_take(der, len);
    key = camera_proof_read_key(crypto, prov_reader_from_bytes(self->spki));
    if (key == NULL)
        return refuse(error, "The code's key (K:) is no P-256, P-384 or Ed25519 key; " AGAIN ".");
    return prov_digest_sha256(crypto, prov_reader_from_bytes(self->spki), self->device)
           || refuse(error, "The code's key could not be hashed; try again.");
}

static bool
read_secret(CameraCode *self, G_GNUC_UNUSED ProvCrypto *crypto, Value value, GError **error)
{
    size_t len = 0;
    uint8_t *secret = decode_base64(value, CAMERA_CODE_SECRET_LEN, &len);

    if (secret == NULL || len != CAMERA_CODE_SECRET_LEN) {
        if (secret != NULL)
            explicit_bzero(secret, len);
        g_free(secret);
        return refuse(error, "The code's secret (S:) is not 16 bytes in base64; " AGAIN ".");
    }
    self->secret = g_bytes_new_with_free_func(secret, len, free_secret, secret);
    return true;
}

static bool
read_address(CameraCode *self, G_GNUC_UNUSED ProvCrypto *crypto, Value value, GError **error)
{
    self->address = g_strndup(value.text, value.len);
    return (strchr(self->address, ' ') == NULL && camera_record_is_address(self->address))
           || refuse(error, "The code's address (H:) is not like https://host/path/; " AGAIN ".");
}

static bool
read_tls_ca(CameraCode *self, ProvCrypto *crypto, Value value, GError **error)
{
    size_t len = 0;
    uint8_t *der = decode_base64(value, PROV_MAX_CERTIFICATE_LEN, &len);
    g_autoptr(ProvCertificate) certificate = NULL;

    if (der != NULL)
        self->tls_ca = g_bytes_new_take(der, len);
    if (self->tls_ca != NULL)
        certificate = prov_certificate_new(crypto, prov_reader_from_bytes(self->tls_ca));
    return certificate != NULL
           || refuse(error, "The code's server certificate (X:) can't be read; " AGAIN ".");
}

/* In the order in which they are written. */
static const struct {
    char letter;
    bool optional;
    bool (*read)(CameraCode *self, ProvCrypto *crypto, Value value, GError **error);
} fields[] = {
    { 'I', false, read_serial },  { 'K', false, read_key },   { 'S', true, read_secret },
    { 'H', false, read_address }, { 'X', true, read_tls_ca },
};

/* The next "<letter>:<text>;". */
static bool
next_field(Value *rest, char *letter, Value *value, GError **error)
{
    const char *end = memchr(rest->text, ';', rest->len);
    size_t len;

    if (end == NULL)
        return refuse(error, "The code is cut off; " AGAIN ".");
    len = (size_t)(end - rest->text);
    if (len < 2 || !g_ascii_isupper(rest->text[0]) || rest->text[1] != ':')
        return refuse(error, "The code is damaged in the middle; " AGAIN ".");
    *letter = rest->text[0];
    *value = (Value){ rest->text + 2, len - 2 };
    rest->text += len + 1;
    rest->len -= len + 1;
    return true;
}

static bool
read_fields(CameraCode *self, ProvCrypto *crypto, Value rest, GError **error)
{
    bool seen[G_N_ELEMENTS(fields)] = { false };

    while (rest.len > 0 && rest.text[0] != ';') {
        Value value = { NULL, 0 };
        char letter = '\0';

        if (!next_field(&rest, &letter, &value, error))
            return false;
        for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
            if (fields[i].letter != letter)
                continue;
            if (seen[i])
                return refuse(error, "The code says one thing twice; " AGAIN ".");
            seen[i] = true;
            if (!fields[i].read(self, crypto, value, error))
                return false;
        }
    }
    if (rest.len != 1)
        return refuse(error, rest.len == 0 ? "The code is cut off; " AGAIN "."
                                           : "Something follows the code; copy only the code.");
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (!seen[i] && !fields[i].optional)
            return refuse(error, "The code lacks its serial number, key or address; " AGAIN ".");
    }
    return true;
}

/* Without the white space around it. */
static Value
trim(const char *text)
{
    Value value = { text, strlen(text) };

    while (value.len > 0 && g_ascii_isspace(value.text[0])) {
        value.text++;
        value.len--;
    }
    while (value.len > 0 && g_ascii_isspace(value.text[value.len - 1]))
        value.len--;
    return value;
}

CameraCode *
camera_code_parse(const char *text, GError **error)
{
    g_autoptr(CameraCode) self = g_new0(CameraCode, 1);
    g_autoptr(ProvCrypto) crypto = NULL;
    Value rest = trim(text);
    const size_t skip = strlen(PREFIX);

    if (rest.len < skip || strncmp(rest.text, PREFIX, skip) != 0) {
        refuse(error, "This is no camera's code: such a one begins with " PREFIX "I:SN=.");
        return NULL;
    }
    if (rest.len > CAMERA_CODE_MAX_LEN) {
        refuse(error, "The code is longer than any camera's; copy only the code.");
        return NULL;
    }
    for (size_t i = 0; i < rest.len; i++) {
        if (!g_ascii_isprint(rest.text[i])) {
            refuse(error, "The code has a character that no code has; " AGAIN ".");
            return NULL;
        }
    }
    crypto = prov_crypto_new();
    if (crypto == NULL) {
        refuse(error, "OpenSSL's default provider is missing; install OpenSSL again.");
        return NULL;
    }
    rest = (Value){ rest.text + skip, rest.len - skip };
    return read_fields(self, crypto, rest, error) ? g_steal_pointer(&self) : NULL;
}

static void
put_base64(GString *out, char letter, GBytes *bytes)
{
    char *text;

    if (bytes == NULL)
        return;
    text = g_base64_encode(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_string_append_printf(out, "%c:%s;", letter, text);
    explicit_bzero(text, strlen(text));
    g_free(text);
}

char *
camera_code_format(const CameraCode *self)
{
    /* of its full size at once: growing would leave copies of the secret behind */
    GString *out = g_string_sized_new(2 * CAMERA_CODE_MAX_LEN);

    g_string_append_printf(out, PREFIX "I:" SERIAL_PREFIX "%s;", self->serial);
    put_base64(out, 'K', self->spki);
    put_base64(out, 'S', self->secret);
    g_string_append_printf(out, "H:%s;", self->address);
    put_base64(out, 'X', self->tls_ca);
    g_string_append_c(out, ';');
    return g_string_free(out, FALSE);
}

void
camera_code_free(CameraCode *self)
{
    if (self == NULL)
        return;
    g_free(self->serial);
    g_free(self->address);
    g_clear_pointer(&self->spki, g_bytes_unref);
    g_clear_pointer(&self->secret, g_bytes_unref);
    g_clear_pointer(&self->tls_ca, g_bytes_unref);
    g_free(self);
}
