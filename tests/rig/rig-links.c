/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-links.h"

#include "client/cameras/camera-store.h"
#include "client/provenance/prov-expectation.h"

#include <string.h>

static CameraRecord *
find_linked(GPtrArray *records, const uint8_t pin[RIG_PIN_LEN])
{
    for (guint i = 0; i < records->len; i++) {
        CameraRecord *record = g_ptr_array_index(records, i);

        if (memcmp(record->pin, pin, RIG_PIN_LEN) == 0)
            return record;
    }
    return NULL;
}

static unsigned
algorithm_bit(const RigKey *key)
{
    const RigAlg alg = rig_key_get_alg(key);

    if (alg == RIG_ALG_ES384)
        return PROV_ALG_ES384;
    return alg == RIG_ALG_EDDSA ? PROV_ALG_EDDSA : PROV_ALG_ES256;
}

static void
replace(char **field, char *value)
{
    g_free(*field);
    *field = value;
}

/* What linking would have found out about the camera. */
static void
describe_signer(CameraRecord *record, const RigIdentity *identity)
{
    char *serial = rig_identity_get_serial(identity);

    rig_identity_get_pin(identity, record->pin);
    /* a camera without a linking protocol signs with its device key */
    rig_identity_get_pin(identity, record->device);
    rig_identity_get_issuer_pin(identity, record->issuer);
    replace(&record->serial, serial);
    replace(&record->maker, g_strdup(rig_home_get_maker()));
    replace(&record->how, g_strdup("demo"));
    record->domain = CAMERA_DOMAIN_DEMO;
    record->signed_time = true;
    /* the rig's session keys are ES256 whatever the device's is */
    record->algorithms = algorithm_bit(identity->key) | PROV_ALG_ES256;
}

static bool
link_camera(const RigHome *home,
            guint camera,
            GPtrArray *records,
            const char *store,
            GString *report,
            GError **error)
{
    const RigCameraSpec *spec = g_ptr_array_index(home->specs, camera);
    g_autoptr(RigIdentity) identity = rig_home_load_identity(home, camera, error);
    g_autoptr(CameraRecord) made = NULL;
    uint8_t pin[RIG_PIN_LEN];
    CameraRecord *record;

    if (identity == NULL)
        return false;
    rig_identity_get_pin(identity, pin);
    record = find_linked(records, pin);
    if (record == NULL) {
        record = made = camera_record_new();
        record->id = camera_record_new_id(error);
        if (record->id == NULL)
            return false;
        record->room = g_strdup(spec->name);
        record->linked_at = g_get_real_time() / G_USEC_PER_SEC;
    }
    describe_signer(record, identity);
    replace(&record->address, rig_home_get_address(home, camera));
    g_clear_pointer(&record->tls_ca, g_bytes_unref);
    record->tls_ca = g_bytes_ref(home->tls_ca);
    if (!camera_store_save(store, record, error))
        return false;
    g_string_append_printf(report, "%s %s at %s (%s)\n", made != NULL ? "linked" : "kept",
                           record->room, record->address, record->id);
    return true;
}

char *
rig_links_write(const RigHome *home, const char *store, GError **error)
{
    g_autoptr(GPtrArray) records = camera_store_load(store, error);
    g_autoptr(GString) report = g_string_new(NULL);

    if (records == NULL)
        return NULL;
    for (guint i = 0; i < home->specs->len; i++)
        if (((RigCameraSpec *)g_ptr_array_index(home->specs, i))->linked
            && !link_camera(home, i, records, store, report, error))
            return NULL;
    return g_string_free(g_steal_pointer(&report), FALSE);
}
