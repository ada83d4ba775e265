/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-token-uri.h"

#include "client/cameras/camera-file.h"
#include "client/cameras/camera-token.h"

#include <string.h>
#include <unistd.h>

#define MAX_PIN_FILE 256 /* bytes */
#define FILE_SCHEME  "file:"
/* A demo's home and another's may share a token; they never share a key. */
#if OWNVIEW_DEMO
#define KEY_NAME "ownview-demo-home-ca"
#else
#define KEY_NAME "ownview-home-ca"
#endif

static bool
fail(GError **error, const char *sentence)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
    return false;
}

const char *
camera_token_uri_get_pin_file(const P11KitUri *uri)
{
    const char *source = p11_kit_uri_get_pin_source(uri);

    return source != NULL && g_str_has_prefix(source, FILE_SCHEME) ? source + strlen(FILE_SCHEME)
                                                                   : source;
}

static bool
check(P11KitUri *uri, GError **error)
{
    const CK_TOKEN_INFO *token = p11_kit_uri_get_token_info(uri);
    const char *module = p11_kit_uri_get_module_path(uri);
    const char *pin_file = camera_token_uri_get_pin_file(uri);

    if (p11_kit_uri_any_unrecognized(uri))
        return fail(error, "The token's URI has a part that RFC 7512 does not know; write it as in "
                           "pkcs11:token=NAME.");
    if (token->label[0] == '\0' && token->serialNumber[0] == '\0')
        return fail(error, "The URI names no token; add token=NAME or serial=NUMBER.");
    if (p11_kit_uri_get_pin_value(uri) != NULL)
        return fail(error,
                    "A PIN in the URI can be read by others; put it in a file, mode 0600, and "
                    "name that.");
    if (module == NULL || !g_path_is_absolute(module))
        return fail(error, "The token's PKCS #11 module is not named; give its absolute path "
                           "(--module FILE).");
    if (pin_file != NULL && !g_path_is_absolute(pin_file))
        return fail(error, "The file with the token's PIN is not named by an absolute path.");
    return true;
}

static P11KitUri *
parse(const char *text, GError **error)
{
    g_autoptr(P11KitUri) uri = p11_kit_uri_new();

    if (uri != NULL
        && p11_kit_uri_parse(text, P11_KIT_URI_FOR_OBJECT_ON_TOKEN, uri) == P11_KIT_URI_OK) {
        /* of the pair, which half is asked for is ours to say */
        p11_kit_uri_clear_attribute(uri, CKA_CLASS);
        return g_steal_pointer(&uri);
    }
    fail(error, "This is no URI of a token; write it as in pkcs11:token=NAME.");
    return NULL;
}

P11KitUri *
camera_token_uri_parse(const char *text, GError **error)
{
    g_autoptr(P11KitUri) uri = parse(text, error);

    return uri != NULL && check(uri, error) ? g_steal_pointer(&uri) : NULL;
}

char *
camera_token_make_uri(const char *text, const char *module, const char *pin_file, GError **error)
{
    g_autoptr(P11KitUri) uri = parse(text, error);
    char name[] = KEY_NAME;
    CK_ATTRIBUTE label = { CKA_LABEL, name, strlen(name) };
    char *made = NULL;
    char *kept;

    if (uri == NULL)
        return NULL;
    if (module != NULL)
        p11_kit_uri_set_module_path(uri, module);
    if (pin_file != NULL)
        p11_kit_uri_set_pin_source(uri, pin_file);
    if (!check(uri, error))
        return NULL;
    if (p11_kit_uri_get_attribute(uri, CKA_LABEL) == NULL
        && p11_kit_uri_get_attribute(uri, CKA_ID) == NULL)
        p11_kit_uri_set_attribute(uri, &label);
    if (p11_kit_uri_format(uri, P11_KIT_URI_FOR_OBJECT_ON_TOKEN, &made) != P11_KIT_URI_OK) {
        fail(error, "This URI of a token can't be written down; give a shorter one.");
        return NULL;
    }
    kept = g_strdup(made);
    free(made);
    return kept;
}

char *
camera_token_uri_name_token(P11KitUri *uri)
{
    const CK_TOKEN_INFO *token = p11_kit_uri_get_token_info(uri);
    const bool labelled = token->label[0] != '\0';
    char *text = labelled ? p11_kit_space_strdup(token->label, sizeof token->label)
                          : p11_kit_space_strdup(token->serialNumber, sizeof token->serialNumber);
    char *name = g_utf8_make_valid(text != NULL ? text : "?", -1);

    free(text);
    return name;
}

bool
camera_token_describe(const char *text, CameraTokenPlace *place, GError **error)
{
    g_autoptr(P11KitUri) uri = camera_token_uri_parse(text, error);

    *place = (CameraTokenPlace){ 0 };
    if (uri == NULL)
        return false;
    place->name = camera_token_uri_name_token(uri);
    place->module = g_strdup(p11_kit_uri_get_module_path(uri));
    place->pin_file = g_strdup(camera_token_uri_get_pin_file(uri));
    return true;
}

void
camera_token_place_clear(CameraTokenPlace *self)
{
    g_clear_pointer(&self->name, g_free);
    g_clear_pointer(&self->module, g_free);
    g_clear_pointer(&self->pin_file, g_free);
}

char *
camera_token_uri_read_pin(const P11KitUri *uri, GError **error)
{
    const char *path = camera_token_uri_get_pin_file(uri);
    g_autofree char *dir = path != NULL ? g_path_get_dirname(path) : NULL;
    g_autofree char *name = path != NULL ? g_path_get_basename(path) : NULL;
    GBytes *file;
    char *pin;
    uint8_t *data;
    gsize len = 0;
    int fd;

    if (path == NULL)
        return g_strdup("");
    fd = camera_file_open_shared_dir(dir, error);
    if (fd < 0)
        return NULL;
    file = camera_file_read_else(fd, dir, name, MAX_PIN_FILE, "name another one", error);
    close(fd);
    if (file == NULL)
        return NULL;
    data = g_bytes_unref_to_data(file, &len);
    pin = g_strndup((const char *)data, len);
    explicit_bzero(data, len);
    g_free(data);
    pin[strcspn(pin, "\r\n")] = '\0';
    return pin;
}
