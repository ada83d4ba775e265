/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-kept.h"

#include "tests/rig/rig-code.h"
#include "tests/rig/rig-message.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SECRET "secret"
#define LINK   "link"

static char *
path_of(const RigHome *home, const char *slug, const char *name)
{
    return g_build_filename(home->dir, "cameras", slug, name, NULL);
}

static const char *
slug_of(const RigHome *home, guint camera)
{
    return ((RigCameraSpec *)g_ptr_array_index(home->specs, camera))->slug;
}

static bool
write_private(const char *path, const char *text, GError **error)
{
    return g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static GBytes *
read_secret(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize len = 0;
    guchar *data;

    if (!g_file_get_contents(path, &text, NULL, error))
        return NULL;
    data = g_base64_decode(text, &len);
    if (len == RIG_SECRET_LEN)
        return g_bytes_new_take(data, len);
    g_free(data);
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                "%s holds no secret; remove it to have a new one made.", path);
    return NULL;
}

/* Whole or not at all, and never over one that is there: its code may have been read. */
static bool
make_secret(const char *path, GError **error)
{
    g_autoptr(GBytes) secret = rig_message_random(RIG_SECRET_LEN);
    g_autofree char *text = g_base64_encode(g_bytes_get_data(secret, NULL), RIG_SECRET_LEN);
    g_autofree char *made = g_strdup_printf("%s.%d", path, (int)getpid());
    int problem;

    if (!write_private(made, text, error))
        return false;
    problem = link(made, path) == 0 ? 0 : errno;
    g_unlink(made);
    if (problem == 0 || problem == EEXIST)
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                "%s can't be made (%s); see that its directory may be written to.", path,
                g_strerror(problem));
    return false;
}

GBytes *
rig_kept_load_secret(const RigHome *home, guint camera, GError **error)
{
    g_autofree char *path = path_of(home, slug_of(home, camera), SECRET);

    if (!g_file_test(path, G_FILE_TEST_EXISTS) && !make_secret(path, error))
        return NULL;
    return read_secret(path, error);
}

char *
rig_kept_load_link(const RigHome *home, guint camera, GError **error)
{
    g_autofree char *path = path_of(home, slug_of(home, camera), LINK);
    g_autoptr(GError) problem = NULL;
    char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, &problem)
        && !g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_propagate_error(error, g_steal_pointer(&problem));
    return text;
}

bool
rig_kept_save_link(const RigHome *home, guint camera, const char *text, GError **error)
{
    g_autofree char *path = path_of(home, slug_of(home, camera), LINK);

    if (text != NULL)
        return write_private(path, text, error);
    if (g_unlink(path) == 0 || errno == ENOENT)
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s can't be removed (%s); remove it.", path,
                g_strerror(errno));
    return false;
}

static bool
write_identity(const RigHome *home,
               const char *slug,
               RigKey *key,
               GBytes *leaf,
               GBytes *ca,
               GError **error)
{
    g_autofree char *key_path = path_of(home, slug, "key.pem");
    g_autofree char *chain_path = path_of(home, slug, "chain.pem");
    g_autofree char *key_pem = rig_key_to_pem(key);
    g_autofree char *leaf_pem = rig_cert_to_pem(leaf);
    g_autofree char *ca_pem = rig_cert_to_pem(ca);
    g_autofree char *chain_pem = g_strconcat(leaf_pem, ca_pem, NULL);

    return write_private(key_path, key_pem, error) && write_private(chain_path, chain_pem, error);
}

bool
rig_kept_replace_key(const RigHome *home, guint camera, RigKey *key, GError **error)
{
    const char *const slug = slug_of(home, camera);
    g_autofree char *ca_key_path =
        g_build_filename(home->dir, "makers", rig_home_get_maker(), "ca-key.pem", NULL);
    g_autoptr(RigKey) ca_key = rig_key_load(ca_key_path, error);
    g_autoptr(RigIdentity) old = NULL;
    g_autofree char *serial = NULL;
    g_autoptr(GBytes) leaf = NULL;
    RigCertSpec spec;

    if (ca_key == NULL)
        return false;
    old = rig_home_load_identity(home, camera, error);
    if (old == NULL)
        return false;
    serial = rig_identity_get_serial(old);
    spec = rig_cert_spec_leaf(rig_home_get_maker(), key, old->issuer, ca_key);
    spec.name = slug;
    spec.serial = serial;
    leaf = rig_cert_make(&spec);
    return write_identity(home, slug, key, leaf, old->issuer, error);
}

bool
rig_kept_clone(const RigHome *home, guint camera, GError **error)
{
    const RigCameraSpec *const spec = g_ptr_array_index(home->specs, camera);
    g_autoptr(RigIdentity) original = NULL;
    g_autoptr(RigIdentity) own = NULL;
    uint8_t wanted[RIG_PIN_LEN];

    for (guint i = 0; i < camera && original == NULL; i++) {
        if (strcmp(slug_of(home, i), spec->key_of) != 0)
            continue;
        original = rig_home_load_identity(home, i, error);
        if (original == NULL)
            return false;
    }
    if (original == NULL) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "%s can't have the key of \"%s\": no camera before it has that name.",
                    spec->name, spec->key_of);
        return false;
    }
    own = rig_home_load_identity(home, camera, error);
    if (own == NULL)
        return false;
    rig_identity_get_pin(original, wanted);
    if (rig_cert_has_pin(own->leaf, wanted))
        return true;
    if (spec->own_certificate)
        return rig_kept_replace_key(home, camera, original->key, error);
    return write_identity(home, spec->slug, original->key, original->leaf, original->issuer, error);
}

char *
rig_kept_make_code(const RigHome *home, guint camera, GError **error)
{
    g_autoptr(RigIdentity) device = rig_home_load_identity(home, camera, error);
    g_autoptr(GBytes) secret = NULL;
    g_autofree char *address = NULL;

    if (device == NULL)
        return NULL;
    secret = rig_kept_load_secret(home, camera, error);
    if (secret == NULL)
        return NULL;
    address = rig_home_get_address(home, camera);
    return rig_code_make(device, secret, address, home->tls_ca);
}
