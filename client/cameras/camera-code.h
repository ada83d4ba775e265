/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

G_BEGIN_DECLS

#define CAMERA_CODE_SECRET_LEN 16   /* bytes */
#define CAMERA_CODE_MAX_LEN    4096 /* characters of a code, trimmed */

/*
 * A camera's code, as printed on it (identity.md, "Linking", 1):
 *   DPP:I:SN=<serial>;K:<base64 SubjectPublicKeyInfo>;S:<base64 of 16 bytes>;H:<address>;X:<base64
 *   certificate>;;
 * in the shape of a Wi-Fi Easy Connect URI (section 5.2.1): each field ends with a semicolon, one
 * more ends the whole; any order; I, K and H must stand, S and X may; fields of other single
 * letters are passed over; none of ours twice. Base64 is RFC 4648 section 4, padded, canonical.
 */
typedef struct {
    char *serial;                   /* 1 to 64 printable ASCII characters, no ';' */
    GBytes *spki;                   /* the device key, DER: P-256, P-384 or Ed25519 */
    uint8_t device[CAMERA_KEY_LEN]; /* its SHA-256 */
    GBytes *secret; /* 16 bytes; NULL: a maker-signed camera, nothing to link with */
    char *address;  /* https://host[:port]/prefix/ */
    GBytes *tls_ca; /* the certificate its server's chain must end in, DER; NULL: the system's */
} CameraCode;

/*
 * White space around @text is passed over. Errors: G_IO_ERROR_INVALID_DATA, one sentence, which
 * never repeats the text: the secret stands in it. Thread-safety: safe. Transfer full.
 */
CameraCode *camera_code_parse(const char *text, GError **error);

/* The one way to write @self: fields in the order above. It holds the secret. Transfer full. */
char *camera_code_format(const CameraCode *self);

/* Wipes the secret. */
void camera_code_free(CameraCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraCode, camera_code_free)

G_END_DECLS
