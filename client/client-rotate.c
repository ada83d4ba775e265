/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-rotate.h"

#include "client/cameras/camera-rotation.h"
#include "client/cameras/camera-store.h"
#include "client/client-clock.h"
#include "client/client-home.h"
#include "client/client-post.h"

#include <string.h>

/* One rotation under way. */
typedef struct {
    const CameraRecord *record;
    GPtrArray *records; /* every link of this home */
    CameraCa *ca;
    CameraRotation *rotation;
    ClientPost *post;
    GCancellable *never;
} Rotate;

static void
rotate_clear(Rotate *self)
{
    g_clear_pointer(&self->records, g_ptr_array_unref);
    g_clear_pointer(&self->ca, camera_ca_free);
    g_clear_pointer(&self->rotation, camera_rotation_free);
    g_clear_pointer(&self->post, client_post_free);
    g_clear_object(&self->never);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rotate, rotate_clear)

static bool
refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, sentence);
    return false;
}

static bool
prepare(Rotate *self, const ClientHome *home, const char *link, GError **error)
{
    self->never = g_cancellable_new();
    self->records = client_home_list_records(home);
    self->record = client_home_find(home, link);
    if (self->record == NULL)
        return refuse(error, "That camera is not linked, or its record can't be read.");
    if (strcmp(self->record->how, "code") != 0)
        return refuse(error,
                      "The camera signs with its maker's key, which only its maker changes.");
    self->ca = camera_ca_open(NULL, NULL, client_clock_floor_us(), error);
    if (self->ca == NULL)
        return false;
    if (memcmp(camera_ca_get_spki_sha256(self->ca), self->record->issuer, CAMERA_KEY_LEN) != 0)
        return refuse(error, "The camera was linked with a key of this home that is lost; link it "
                             "again.");
    self->rotation =
        camera_rotation_new(self->record->pin, camera_ca_get_spki_sha256(self->ca), error);
    if (self->rotation == NULL)
        return false;
    self->post =
        client_post_new(self->record->address, self->record->tls_ca, self->record->token, error);
    return self->post != NULL;
}

/* Asks for a new key, which the old one has to vouch for. */
static CameraRotationKey *
ask(Rotate *self, GError **error)
{
    g_autoptr(GBytes) request = camera_rotation_make_request(self->rotation);
    g_autoptr(GBytes) proof = NULL;
    CameraRotationKey *key = NULL;
    guint status;

    proof = client_post(self->post, "link/rotate", request, self->never, &status, error);
    if (proof != NULL
        && camera_rotation_read_proof(self->rotation, proof, self->records, &key, error))
        return key;
    return NULL;
}

/* Certifies it; the camera says the same once more, as its answer may get lost. */
static bool
certify(Rotate *self, const CameraRotationKey *key, GError **error)
{
    const CameraRecord *record = self->record;
    g_autoptr(GBytes) leaf =
        camera_ca_issue(self->ca, key->request, record->serial, record->maker, error);
    g_autoptr(GBytes) body = NULL;
    g_autoptr(GBytes) answer = NULL;
    guint status;

    if (leaf == NULL)
        return false;
    body = camera_rotation_make_certificate(self->rotation, leaf, camera_ca_get_root(self->ca));
    if (body == NULL)
        return refuse(error, "The camera's new certificate can't be made.");
    answer = client_post(self->post, "link/rotate/certificate", body, self->never, &status, error);
    if (answer == NULL && status == 0) {
        g_clear_error(error);
        answer =
            client_post(self->post, "link/rotate/certificate", body, self->never, &status, error);
    }
    return answer != NULL && camera_rotation_read_rotated(self->rotation, answer, error);
}

static bool
set_pin(CameraRecord *record, gpointer pin, GError **error)
{
    memcpy(record->pin, pin, sizeof record->pin);
    return true;
}

static bool
rotate(Rotate *self, const char *link, GError **error)
{
    g_autoptr(CameraRotationKey) key = ask(self, error);

    return key != NULL && certify(self, key, error)
           && camera_store_change(NULL, link, set_pin, key->key, error);
}

bool
client_rotate(const char *link, GError **error)
{
    GMainContext *context = g_main_context_new();
    g_autoptr(ClientHome) home = client_home_open(error);
    bool rotated;

    g_main_context_push_thread_default(context);
    {
        g_auto(Rotate) self = { 0 };

        rotated = home != NULL && prepare(&self, home, link, error) && rotate(&self, link, error);
    }
    while (g_main_context_iteration(context, FALSE))
        ; /* what was cancelled reports back */
    g_main_context_pop_thread_default(context);
    g_main_context_unref(context);
    return rotated;
}
