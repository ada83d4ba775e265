/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-rotation.h"

#include "client/cameras/camera-message.h"
#include "client/cameras/camera-proof.h"
#include "client/provenance/prov-digest.h"

#include <gio/gio.h>
#include <string.h>

#define LABEL "ownview-rotate-1"

typedef enum {
    ROTATION_NEW = 0,
    ROTATION_ASKED,
    ROTATION_PROVED,
    ROTATION_CERTIFIED,
    ROTATION_OVER,
} RotationState;

struct CameraRotation {
    ProvCrypto *crypto;
    RotationState state;
    uint8_t nonce[CAMERA_MESSAGE_NONCE_LEN];
    uint8_t home[CAMERA_KEY_LEN];
    uint8_t pin[CAMERA_KEY_LEN]; /* the old key's */
};

static bool
refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, sentence);
    return false;
}

void
camera_rotation_key_free(CameraRotationKey *self)
{
    if (self == NULL)
        return;
    g_clear_pointer(&self->request, g_bytes_unref);
    g_free(self);
}

CameraRotation *
camera_rotation_new(const uint8_t pin[CAMERA_KEY_LEN],
                    const uint8_t home[CAMERA_KEY_LEN],
                    GError **error)
{
    g_autoptr(CameraRotation) self = g_new0(CameraRotation, 1);

    self->crypto = prov_crypto_new();
    if (self->crypto == NULL) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                            "OpenSSL's default provider is missing; install OpenSSL again.");
        return NULL;
    }
    if (!camera_proof_draw(self->nonce, sizeof self->nonce, error))
        return NULL;
    memcpy(self->pin, pin, sizeof self->pin);
    memcpy(self->home, home, sizeof self->home);
    return g_steal_pointer(&self);
}

void
camera_rotation_free(CameraRotation *self)
{
    if (self == NULL)
        return;
    g_clear_pointer(&self->crypto, prov_crypto_free);
    g_free(self);
}

GBytes *
camera_rotation_make_request(CameraRotation *self)
{
    const CameraMessage message = {
        .home = { self->home, sizeof self->home },
        .nonce = { self->nonce, sizeof self->nonce },
    };

    if (self->state != ROTATION_NEW)
        return NULL;
    self->state = ROTATION_ASKED;
    return g_byte_array_free_to_bytes(camera_message_write(CAMERA_MESSAGE_ROTATE, &message));
}

/* The answer that belongs to @state; whatever it is, there is no second one. */
static bool
read_answer(CameraRotation *self,
            RotationState state,
            GBytes *body,
            CameraMessageType type,
            CameraMessage *out,
            GError **error)
{
    const bool awaited = self->state == state;

    self->state = ROTATION_OVER;
    if (!awaited)
        return refuse(error, "An answer came that nobody asked for; begin again.");
    if (!camera_message_read(type, prov_reader_from_bytes(body), out))
        return refuse(error, "The camera's answer is none of this version of linking.");
    return prov_reader_equals(out->nonce, self->nonce, sizeof self->nonce)
           || refuse(error, "The camera's answer belongs to another change of its key.");
}

/* The signer is the pinned key, and it said so of this request. */
static bool
check_signer(CameraRotation *self, const CameraMessage *message, GError **error)
{
    const CameraProofStatement statement = {
        .label = LABEL,
        .nonce = { self->nonce, sizeof self->nonce },
        .home = { self->home, sizeof self->home },
        .request = message->request,
    };
    uint8_t signer[CAMERA_KEY_LEN];
    g_autoptr(ProvKey) key = NULL;

    if (!prov_digest_sha256(self->crypto, message->signer, signer)
        || memcmp(signer, self->pin, sizeof signer) != 0)
        return refuse(error, "Another key than the linked one would change the camera's key.");
    key = camera_proof_read_key(self->crypto, message->signer);
    return (key != NULL && camera_proof_holds(self->crypto, key, &statement, message->proof))
           || refuse(error, "The change of the camera's key is not signed with its old key.");
}

bool
camera_rotation_read_proof(CameraRotation *self,
                           GBytes *body,
                           const GPtrArray *records,
                           CameraRotationKey **out,
                           GError **error)
{
    g_autoptr(CameraRotationKey) key = g_new0(CameraRotationKey, 1);
    CameraMessage message = { 0 };

    if (!read_answer(self, ROTATION_ASKED, body, CAMERA_MESSAGE_ROTATION, &message, error)
        || !check_signer(self, &message, error))
        return false;
    if (!camera_proof_read_request(self->crypto, message.request, key->key, &key->alg))
        return refuse(error, "The camera's request for a certificate does not hold.");
    if (memcmp(key->key, self->pin, sizeof self->pin) == 0
        || camera_link_find_key(records, key->key) != NULL)
        return refuse(error, "The camera offers a key that is linked already.");
    key->request = g_bytes_new(message.request.data, message.request.len);
    self->state = ROTATION_PROVED;
    *out = g_steal_pointer(&key);
    return true;
}

GBytes *
camera_rotation_make_certificate(CameraRotation *self, GBytes *leaf, GBytes *root)
{
    const CameraMessage message = {
        .nonce = { self->nonce, sizeof self->nonce },
        .chain = { prov_reader_from_bytes(leaf), prov_reader_from_bytes(root) },
        .n_chain = 2,
    };

    if (self->state != ROTATION_PROVED)
        return NULL;
    self->state = ROTATION_CERTIFIED;
    return g_byte_array_free_to_bytes(
        camera_message_write(CAMERA_MESSAGE_ROTATION_CERTIFICATE, &message));
}

bool
camera_rotation_read_rotated(CameraRotation *self, GBytes *body, GError **error)
{
    CameraMessage message = { 0 };

    return read_answer(self, ROTATION_CERTIFIED, body, CAMERA_MESSAGE_ROTATED, &message, error);
}
