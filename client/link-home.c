/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-ca-config.h"
#include "client/cameras/camera-ca.h"
#include "client/cameras/camera-token.h"
#include "client/client-clock.h"
#include "client/link-tool.h"

#include <stdio.h>
#include <string.h>

/* The words of the command line. */
typedef struct {
    char *token;
    char *module;
    char *pin_file;
    gboolean file;
    gboolean yes;
} Words;

static void
words_clear(Words *self)
{
    g_free(self->token);
    g_free(self->module);
    g_free(self->pin_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

/* How many cameras this home certified; with @key, under that key alone. */
static guint
count_cameras(const GPtrArray *list, const uint8_t *key)
{
    guint n = 0;

    for (guint i = 0; i < list->len; i++) {
        const CameraRecord *record = ((const CameraListing *)g_ptr_array_index(list, i))->record;

        if (record != NULL && strcmp(record->how, "code") == 0
            && (key == NULL || memcmp(record->issuer, key, CAMERA_KEY_LEN) == 0))
            n++;
    }
    return n;
}

static bool
print_place(const CameraCaConfig *config, GError **error)
{
    g_autofree char *state = camera_store_state_dir();
    g_auto(CameraTokenPlace) place = { 0 };

    if (config->uri == NULL) {
        printf("Key      in the file %s/" CAMERA_CA_KEY_FILE "\n", state);
        return true;
    }
    if (!camera_token_describe(config->uri, &place, error))
        return false;
    printf("Key      in the token %s\nModule   %s\n", place.name, place.module);
    if (place.pin_file != NULL)
        printf("PIN      in %s\n", place.pin_file);
    fflush(stdout);
    return true;
}

static void
print_ca(const CameraCa *ca, const GPtrArray *list)
{
    const uint8_t *key = camera_ca_get_spki_sha256(ca);
    g_autofree char *hash = link_tool_short_hash(key);
    const guint n_here = count_cameras(list, key);

    printf("Hash     %s…\nCameras  linked under it: %u; under a former key: %u\n", hash, n_here,
           count_cameras(list, NULL) - n_here);
}

/* A key that is not made yet is not made by looking. */
static bool
is_made(const CameraCaConfig *config)
{
    g_autofree char *state = camera_store_state_dir();
    g_autofree char *key = g_build_filename(state, CAMERA_CA_KEY_FILE, NULL);

    return config->uri != NULL || g_file_test(key, G_FILE_TEST_EXISTS);
}

static int
show(const GPtrArray *list)
{
    g_auto(CameraCaConfig) config = { 0 };
    g_autoptr(CameraCa) ca = NULL;
    g_autoptr(GError) error = NULL;

    if (!camera_ca_config_load(&config, NULL, &error))
        return link_tool_complain(LINK_FAILED, error);
    if (!is_made(&config)) {
        puts("This home has no key yet: it is made when the first camera is linked.");
        return LINK_DONE;
    }
    if (print_place(&config, &error))
        ca = camera_ca_open(NULL, NULL, client_clock_floor_us(), &error);
    if (ca == NULL)
        return link_tool_complain(LINK_FAILED, error);
    print_ca(ca, list);
    return LINK_DONE;
}

/* What a new key costs is said before it is begun with. */
static bool
may_change(const GPtrArray *list, const Words *words, GError **error)
{
    const guint n = count_cameras(list, NULL);

    if (words->yes || n == 0)
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                "Cameras linked under the present key: %u; they go on being shown, but each has to "
                "be reset before it is unlinked or linked again. --yes accepts that.",
                n);
    return false;
}

/* The same key by its URI: its module or its PIN's file may be others. */
static bool
is_same_key(const char *uri, const char *other)
{
    const size_t len = strcspn(uri, "?");

    return other != NULL && strcspn(other, "?") == len && strncmp(uri, other, len) == 0;
}

static int
use_token(const GPtrArray *list, const Words *words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *uri =
        camera_token_make_uri(words->token, words->module, words->pin_file, &error);
    g_auto(CameraCaConfig) config = { 0 };
    g_autoptr(CameraCa) ca = NULL;
    bool made = false;

    if (uri == NULL)
        return link_tool_complain(LINK_UNUSABLE, error);
    camera_ca_config_load(&config, NULL, NULL);
    if (!is_same_key(uri, config.uri) && !may_change(list, words, &error))
        return link_tool_complain(LINK_FAILED, error);
    ca = camera_ca_use_token(NULL, NULL, uri, client_clock_floor_us(), &made, &error);
    if (ca == NULL)
        return link_tool_complain(LINK_FAILED, error);
    printf("%s, and new cameras are linked with it.\n",
           made ? "A key was made in the token" : "The token's key is this home's");
    return show(list);
}

static int
use_file(const GPtrArray *list, const Words *words)
{
    g_auto(CameraCaConfig) config = { 0 };
    g_autoptr(GError) error = NULL;

    camera_ca_config_load(&config, NULL, NULL);
    if ((config.uri != NULL && !may_change(list, words, &error))
        || !camera_ca_use_file(NULL, &error))
        return link_tool_complain(LINK_FAILED, error);
    return show(list);
}

int
link_home(int argc, char **argv)
{
    g_auto(Words) words = { 0 };
    const GOptionEntry entries[] = {
        { "token", 0, 0, G_OPTION_ARG_STRING, &words.token,
          "Use the key in this PKCS #11 token, made there when there is none: pkcs11:token=NAME",
          "URI" },
        { "module", 0, 0, G_OPTION_ARG_FILENAME, &words.module,
          "The token's PKCS #11 module, unless the URI has a module-path", "FILE" },
        { "pin-file", 0, 0, G_OPTION_ARG_FILENAME, &words.pin_file,
          "A file of your own, mode 0600, with the token's PIN", "FILE" },
        { "file", 0, 0, G_OPTION_ARG_NONE, &words.file, "Use a key in a file again", NULL },
        { "yes", 0, 0, G_OPTION_ARG_NONE, &words.yes,
          "Change the key, also when cameras are linked under the present one", NULL },
        { NULL },
    };
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GError) error = NULL;

    if (!link_tool_parse("",
                         "Says where the key is with which this home certifies its cameras: in a "
                         "file, or in a token\n(a smart card, an HSM, a TPM), which it can't be "
                         "copied from.",
                         entries, &argc, &argv, 0, 0))
        return LINK_UNUSABLE;
    if ((words.token != NULL && words.file)
        || (words.token == NULL && (words.module != NULL || words.pin_file != NULL))) {
        fputs("ownview-link: --file goes without --token, --module and --pin-file with it.\n",
              stderr);
        return LINK_UNUSABLE;
    }
    list = camera_store_list(NULL, &error);
    if (list == NULL)
        return link_tool_complain(LINK_FAILED, error);
    if (words.token != NULL)
        return use_token(list, &words);
    return words.file ? use_file(list, &words) : show(list);
}
