/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-ca.h"

#include "client/cameras/camera-ca-key-private.h"
#include "client/cameras/camera-certificate-private.h"
#include "client/cameras/camera-file.h"
#include "client/cameras/camera-proof-private.h"
#include "client/cameras/camera-store.h"
#include "client/provenance/prov-certificate-private.h"

#include <openssl/pem.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define DAY_S 86400

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all) /* a memory BIO wipes what it held */

struct CameraCa {
    ProvCrypto *crypto;
    CameraCaKey *key;
    X509 *x509; /* the root */
    GBytes *root;
    uint8_t spki_sha256[CAMERA_KEY_LEN];
};

/* The two directories while they are worked in; -1: not open. */
typedef struct {
    char *data_path;
    char *state_path;
    int data;
    int state; /* closing it ends the lock */
} Places;

static void
places_clear(Places *self)
{
    if (self->data >= 0)
        close(self->data);
    if (self->state >= 0)
        close(self->state);
    g_free(self->data_path);
    g_free(self->state_path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Places, places_clear)

static GBytes *
to_der(X509 *x509)
{
    uint8_t *der = NULL;
    const int len = i2d_X509(x509, &der);
    GBytes *bytes = len > 0 ? g_bytes_new(der, (gsize)len) : NULL;

    OPENSSL_free(der);
    return bytes;
}

/* Every block is a certificate that can be read; one at least. */
static GPtrArray *
decode_roots(ProvCrypto *crypto, GBytes *file)
{
    g_autoptr(GPtrArray) roots = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(BIO) bio = BIO_new_mem_buf(g_bytes_get_data(file, NULL), (int)g_bytes_get_size(file));
    char *label = NULL;
    char *header = NULL;
    uint8_t *der = NULL;
    long len = 0;
    bool good = bio != NULL;

    while (good && PEM_read_bio(bio, &label, &header, &der, &len) == 1) {
        g_autoptr(ProvCertificate) certificate =
            prov_certificate_new(crypto, (ProvReader){ der, (size_t)len });

        good = strcmp(label, PEM_STRING_X509) == 0 && *header == '\0' && certificate != NULL
               && roots->len < CAMERA_CA_MAX_ROOTS;
        if (good)
            g_ptr_array_add(roots, g_bytes_new(der, (gsize)len));
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(der);
    }
    return good && roots->len > 0 ? g_steal_pointer(&roots) : NULL;
}

static GPtrArray *
read_roots(ProvCrypto *crypto, int dir_fd, const char *dir, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GBytes) file =
        camera_file_read(dir_fd, dir, CAMERA_CA_ROOTS_FILE, CAMERA_MAX_FILE, &problem);
    GPtrArray *roots;

    if (file == NULL && g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    if (file == NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    roots = decode_roots(crypto, file);
    if (roots == NULL)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "%s/" CAMERA_CA_ROOTS_FILE
                    " is damaged; restore it, or remove it to have this home's root made again.",
                    dir);
    return roots;
}

static bool
write_roots(const Places *places, const GPtrArray *roots, GError **error)
{
    g_autoptr(BIO) pem = BIO_new(BIO_s_mem());
    g_autoptr(GBytes) content = NULL;
    char *data = NULL;
    long len;

    for (guint i = 0; pem != NULL && i < roots->len; i++) {
        GBytes *der = g_ptr_array_index(roots, i);

        if (PEM_write_bio(pem, PEM_STRING_X509, "", g_bytes_get_data(der, NULL),
                          (long)g_bytes_get_size(der))
            <= 0)
            return camera_ca_key_fail(error);
    }
    if (pem == NULL)
        return camera_ca_key_fail(error);
    len = BIO_get_mem_data(pem, &data);
    content = g_bytes_new_static(data, (gsize)len);
    return camera_file_write(places->data, places->data_path, CAMERA_CA_ROOTS_FILE, content, error);
}

/* The certificate @der when it is one of our key; else NULL. */
static X509 *
open_root(CameraCa *self, GBytes *der)
{
    g_autoptr(X509) x509 = X509_new_ex(self->crypto->library, NULL);
    const uint8_t *at = g_bytes_get_data(der, NULL);
    X509 *target = x509;

    if (x509 == NULL)
        return NULL;
    if (d2i_X509(&target, &at, (long)g_bytes_get_size(der)) == NULL) {
        x509 = NULL; /* d2i has freed it */
        return NULL;
    }
    return X509_check_private_key(x509, camera_ca_key_get(self->key)) == 1 ? g_steal_pointer(&x509)
                                                                           : NULL;
}

static bool
find_root(CameraCa *self, const GPtrArray *roots)
{
    for (guint i = 0; i < roots->len && self->x509 == NULL; i++) {
        self->x509 = open_root(self, g_ptr_array_index(roots, i));
        if (self->x509 != NULL)
            self->root = g_bytes_ref(g_ptr_array_index(roots, i));
    }
    return self->x509 != NULL;
}

/* The newest first; those of lost keys stay for the cameras that were linked under them. */
static bool
add_root(CameraCa *self, const Places *places, GPtrArray *roots, int64_t floor_us, GError **error)
{
    self->x509 = camera_certificate_make_root(self->crypto, self->key,
                                              floor_us / G_USEC_PER_SEC - DAY_S, error);
    if (self->x509 == NULL)
        return false;
    self->root = to_der(self->x509);
    if (self->root == NULL)
        return camera_ca_key_fail(error);
    if (roots->len == CAMERA_CA_MAX_ROOTS) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                    "%s/" CAMERA_CA_ROOTS_FILE
                    " holds %d roots already; remove those that no camera was linked under.",
                    places->data_path, CAMERA_CA_MAX_ROOTS);
        return false;
    }
    g_ptr_array_insert(roots, 0, g_bytes_ref(self->root));
    return write_roots(places, roots, error);
}

static bool
open_places(Places *self, const char *dir, const char *state_dir, GError **error)
{
    self->data_path = dir != NULL ? g_strdup(dir) : camera_store_default_dir();
    self->state_path = state_dir != NULL ? g_strdup(state_dir) : camera_store_state_dir();
    self->state = camera_file_make_dir(self->state_path, error);
    /* the store's lock: of two programs one makes the key, the other reads it */
    if (self->state < 0 || !camera_file_lock(self->state, self->state_path, LOCK_EX, error))
        return false;
    self->data = camera_file_make_dir(self->data_path, error);
    return self->data >= 0;
}

/* From the key that is open: the root, made when there is none for it. */
static bool
take_root(CameraCa *self, const Places *places, GPtrArray *roots, int64_t floor_us, GError **error)
{
    if (!find_root(self, roots) && !add_root(self, places, roots, floor_us, error))
        return false;
    return prov_certificate_spki_sha256_of(self->crypto, self->x509, self->spki_sha256)
           || camera_ca_key_fail(error);
}

/* What is to be set up; a NULL uri: nothing, the key is where it was said to be. */
typedef struct {
    const char *uri;
    bool made;
} SetUp;

static CameraCaKey *
open_key(ProvCrypto *crypto,
         const Places *places,
         CameraCaConfig *config,
         SetUp *set_up,
         GError **error)
{
    if (set_up->uri != NULL)
        return camera_ca_key_set_up_token(crypto, set_up->uri, config, &set_up->made, error);
    if (!camera_ca_config_read(config, places->state, places->state_path, error))
        return NULL;
    return config->uri != NULL
               ? camera_ca_key_open_token(crypto, config, error)
               : camera_ca_key_open_file(crypto, places->state, places->state_path, error);
}

static CameraCa *
open_ca(const char *dir, const char *state_dir, int64_t floor_us, SetUp *set_up, GError **error)
{
    g_autoptr(CameraCa) self = g_new0(CameraCa, 1);
    g_auto(Places) places = { .data = -1, .state = -1 };
    g_auto(CameraCaConfig) config = { 0 };
    g_autoptr(GPtrArray) roots = NULL;

    self->crypto = prov_crypto_new();
    if (self->crypto == NULL) {
        camera_ca_key_fail(error);
        return NULL;
    }
    if (!open_places(&places, dir, state_dir, error))
        return NULL;
    /* read before a key is made: nothing is added to what can't be believed */
    roots = read_roots(self->crypto, places.data, places.data_path, error);
    self->key = roots != NULL ? open_key(self->crypto, &places, &config, set_up, error) : NULL;
    if (self->key == NULL || !take_root(self, &places, roots, floor_us, error))
        return NULL;
    /* written last: from then on all that it leads to is there */
    if (set_up->uri != NULL
        && !camera_ca_config_write(&config, places.state, places.state_path, error))
        return NULL;
    return g_steal_pointer(&self);
}

CameraCa *
camera_ca_open(const char *dir, const char *state_dir, int64_t floor_us, GError **error)
{
    SetUp nothing = { 0 };

    return open_ca(dir, state_dir, floor_us, &nothing, error);
}

CameraCa *
camera_ca_use_token(const char *dir,
                    const char *state_dir,
                    const char *uri,
                    int64_t floor_us,
                    bool *made,
                    GError **error)
{
    SetUp set_up = { .uri = uri };
    CameraCa *self = open_ca(dir, state_dir, floor_us, &set_up, error);

    *made = set_up.made;
    return self;
}

bool
camera_ca_use_file(const char *state_dir, GError **error)
{
    g_auto(Places) places = { .data = -1, .state = -1 };

    places.state_path = state_dir != NULL ? g_strdup(state_dir) : camera_store_state_dir();
    places.state = camera_file_make_dir(places.state_path, error);
    if (places.state < 0 || !camera_file_lock(places.state, places.state_path, LOCK_EX, error)
        || !camera_file_remove(places.state, places.state_path, CAMERA_CA_CONFIG_FILE, error))
        return false;
    fsync(places.state);
    return true;
}

void
camera_ca_free(CameraCa *self)
{
    if (self == NULL)
        return;
    g_clear_pointer(&self->key, camera_ca_key_free); /* wipes it */
    X509_free(self->x509);
    g_clear_pointer(&self->root, g_bytes_unref);
    g_clear_pointer(&self->crypto, prov_crypto_free);
    g_free(self);
}

const uint8_t *
camera_ca_get_spki_sha256(const CameraCa *self)
{
    return self->spki_sha256;
}

GBytes *
camera_ca_get_root(const CameraCa *self)
{
    return self->root;
}

GBytes *
camera_ca_issue(CameraCa *self,
                GBytes *request,
                const char *serial,
                const char *maker,
                GError **error)
{
    g_autoptr(EVP_PKEY) key =
        camera_proof_open_request(self->crypto, prov_reader_from_bytes(request));
    g_autoptr(X509) x509 = NULL;
    GBytes *der;

    if (key == NULL) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                            "The camera's request for a certificate does not hold.");
        return NULL;
    }
    x509 = camera_certificate_make_leaf(self->crypto, key, serial, maker, self->x509, self->key,
                                        error);
    if (x509 == NULL)
        return NULL;
    der = to_der(x509);
    if (der == NULL)
        camera_ca_key_fail(error);
    return der;
}

GBytes *
camera_ca_sign(CameraCa *self, GBytes *message, GError **error)
{
    uint8_t raw[CAMERA_TOKEN_SIGNATURE_LEN];

    if (!camera_ca_key_sign(self->key, prov_reader_from_bytes(message), raw, error))
        return NULL;
    return g_bytes_new(raw, sizeof raw);
}

GPtrArray *
camera_ca_load_roots(const char *dir, GError **error)
{
    g_autofree char *path = dir != NULL ? g_strdup(dir) : camera_store_default_dir();
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(GError) problem = NULL;
    g_auto(Places) places = { .data = -1, .state = -1 };

    if (crypto == NULL) {
        camera_ca_key_fail(error);
        return NULL;
    }
    places.data = camera_file_open_dir(path, &problem);
    if (places.data >= 0)
        return read_roots(crypto, places.data, path, error);
    if (g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_propagate_error(error, g_steal_pointer(&problem));
    return NULL;
}
