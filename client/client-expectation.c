/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-expectation.h"

#include "client/cameras/camera-ca.h"
#include "client/cameras/camera-store.h"
#include "client/client-makers.h"
#include "client/client-revocation.h"
#include "client/provenance/prov-certificate.h"

#include <string.h>

/* Each build knows the links of its own domain only: a demo build shows no real camera. */
static bool
domain_is_ours(const CameraRecord *record, GError **error)
{
    if (OWNVIEW_DEMO && record->domain != CAMERA_DOMAIN_DEMO) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                    "%s is no demo link, and this is a demo build; use a production build for it.",
                    record->room);
        return false;
    }
    if (!OWNVIEW_DEMO && record->domain != CAMERA_DOMAIN_PRODUCTION) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                    "%s is a demo link, and this is no demo build; link the camera again.",
                    record->room);
        return false;
    }
    return true;
}

static bool
has_key(ProvCrypto *crypto, GBytes *root, const uint8_t spki_sha256[CAMERA_KEY_LEN])
{
    g_autoptr(ProvCertificate) certificate =
        prov_certificate_new(crypto, prov_reader_from_bytes(root));

    return certificate != NULL
           && memcmp(prov_certificate_get_spki_sha256(certificate), spki_sha256, CAMERA_KEY_LEN)
                  == 0;
}

/* The roots of this home, @dir (NULL: the default), that have the key the record names. */
static GPtrArray *
load_home_anchors(const CameraRecord *record, const char *dir, GError **error)
{
    g_autoptr(GPtrArray) roots = camera_ca_load_roots(dir, error);
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();

    if (roots == NULL)
        return NULL;
    for (guint i = roots->len; i > 0; i--) {
        if (crypto == NULL || !has_key(crypto, g_ptr_array_index(roots, i - 1), record->issuer))
            g_ptr_array_remove_index(roots, i - 1);
    }
    if (roots->len == 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "%s was linked under a root that " CAMERA_CA_ROOTS_FILE
                    " no longer holds; restore that file, or link the camera again.",
                    record->room);
        return NULL;
    }
    return g_steal_pointer(&roots);
}

/* Who must have certified the camera's key: this home, when it was linked by its code. */
static GPtrArray *
load_anchors(const CameraRecord *record, const char *dir, GError **error)
{
    if (!domain_is_ours(record, error))
        return NULL;
    return strcmp(record->how, "code") == 0 ? load_home_anchors(record, dir, error)
                                            : client_makers_load_one(record->maker, error);
}

static ProvExpectation *
expectation_new(const CameraRecord *record, const char *dir, uint64_t generation, GError **error)
{
    g_autoptr(ProvExpectation) self = prov_expectation_new();
    g_autoptr(CameraRevocation) revocation = NULL;

    self->anchors = load_anchors(record, dir, error);
    if (self->anchors == NULL)
        return NULL;
    prov_expectation_add_pin(self, record->pin);
    self->link = g_strdup(record->id);
    self->generation = generation;
    self->algorithms = record->algorithms & PROV_ALG_ALL;
    self->demo = record->domain == CAMERA_DOMAIN_DEMO;
    self->signed_time = record->signed_time;
    self->has_device = true;
    memcpy(self->device, record->device, sizeof self->device);
    memcpy(self->issuer, record->issuer, sizeof self->issuer);
    self->serial = g_strdup(record->serial);
    revocation = client_revocation_load(record);
    return prov_expectation_with_revocation(self, revocation->crls, revocation->blocked,
                                            revocation->stale);
}

ProvExpectation *
client_expectation_new(const CameraRecord *record, uint64_t generation, GError **error)
{
    return expectation_new(record, NULL, generation, error);
}

ProvExpectation *
client_expectation_load(const char *dir, const char *id, uint64_t generation, GError **error)
{
    g_autoptr(GPtrArray) list = camera_store_list(dir, error);

    if (list == NULL)
        return NULL;
    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = g_ptr_array_index(list, i);

        if (strcmp(listing->id, id) != 0)
            continue;
        if (listing->record != NULL)
            return expectation_new(listing->record, dir, generation, error);
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, listing->problem);
        return NULL;
    }
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                "No camera is linked under %s; give the id of a link in the store.", id);
    return NULL;
}
