/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-link.h"

G_BEGIN_DECLS

/*
 * A new operational key for a linked camera, by a statement of the old one and nothing else
 * (identity.md, "Rotation"). The messages stand in camera-link.h; they go to the record's origin
 * with its token. Thread-safety: unsafe.
 */
typedef struct CameraRotation CameraRotation;

/* What was proved. Transfer full to whoever gets one. */
typedef struct {
    uint8_t key[CAMERA_KEY_LEN]; /* SHA-256 of the new operational SubjectPublicKeyInfo */
    ProvAlg alg;                 /* its algorithm */
    GBytes *request;             /* PKCS #10, DER: for camera_ca_issue() */
} CameraRotationKey;

void camera_rotation_key_free(CameraRotationKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraRotationKey, camera_rotation_key_free)

/*
 * For the camera whose operational key's SHA-256 is @pin; @home: camera_ca_get_spki_sha256(). Draws
 * a new nonce. Errors: G_IO_ERROR. Transfer full.
 */
CameraRotation *camera_rotation_new(const uint8_t pin[CAMERA_KEY_LEN],
                                    const uint8_t home[CAMERA_KEY_LEN],
                                    GError **error);
void camera_rotation_free(CameraRotation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraRotation, camera_rotation_free)

/* The body of POST <H>link/rotate. Transfer full. */
GBytes *camera_rotation_make_request(CameraRotation *self);

/*
 * The answer, once. Checked in this order: type and sizes, nonce; the signer's key is the pin; its
 * proof; the request's own signature, and that its key is none of @records' (CameraRecord).
 * Errors: G_IO_ERROR_PERMISSION_DENIED, one sentence. @out transfer full.
 */
bool camera_rotation_read_proof(CameraRotation *self,
                                GBytes *body,
                                const GPtrArray *records,
                                CameraRotationKey **out,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The body of POST <H>link/rotate/certificate; NULL unless the proof held. Transfer full. */
GBytes *camera_rotation_make_certificate(CameraRotation *self, GBytes *leaf, GBytes *root);

/* The answer to it, once: from now on the record's pin is the new key. */
bool camera_rotation_read_rotated(CameraRotation *self, GBytes *body, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
