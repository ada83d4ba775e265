/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

#define CAMERA_TOKEN_DIGEST_LEN    32 /* bytes of a SHA-256 */
#define CAMERA_TOKEN_SIGNATURE_LEN 64 /* bytes: r and s */
#define CAMERA_TOKEN_POINT_LEN     65 /* bytes: 4, x and y (SEC 1, section 2.3.3) */

/*
 * A P-256 key in a PKCS #11 token, which is a smart card, an HSM, or a TPM 2.0 behind a module of
 * its own. The key is named by one RFC 7512 URI: the token by token= or serial=, the key by object=
 * or id=, ?module-path= (absolute, installed: camera_file_find_installed()) and &pin-source= (a
 * file of this user's, 0600). No module is loaded that the URI does not name, and no configuration
 * of p11-kit is read. The key is made in the token and can't be taken out of it. Errors:
 * G_IO_ERROR, one sentence. Thread-safety: unsafe, one owner; several at once are fine.
 */
typedef struct CameraToken CameraToken;

/*
 * @uri as it is kept: checked, with @module and @pin_file (NULL: as in @uri) and, when it names no
 * key, the name of this home's. Transfer full.
 */
char *
camera_token_make_uri(const char *uri, const char *module, const char *pin_file, GError **error);

/* What a URI that camera_token_make_uri() made says, for people: all transfer full. */
typedef struct {
    char *name; /* the token's label, or its serial number */
    char *module;
    char *pin_file; /* NULL: none */
} CameraTokenPlace;

/* Errors: G_IO_ERROR. */
bool camera_token_describe(const char *uri, CameraTokenPlace *place, GError **error);
void camera_token_place_clear(CameraTokenPlace *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CameraTokenPlace, camera_token_place_clear)

/*
 * Logs in and finds the key. G_IO_ERROR_NOT_FOUND: there is no such token, or no such key in it.
 * The token's last try is left to a person.
 */
CameraToken *camera_token_open(const char *uri, GError **error);

/* The same for a person who sets the token up: the key is made when there is none, @made says so.
 */
CameraToken *camera_token_set_up(const char *uri, bool *made, GError **error);
void camera_token_free(CameraToken *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraToken, camera_token_free)

/* As the token calls itself; borrowed. */
const char *camera_token_get_name(const CameraToken *self);
/* The public key, not yet known to be on the curve; borrowed. */
const uint8_t *camera_token_get_point(const CameraToken *self);

/* ECDSA (FIPS 186-4) over a digest. */
bool camera_token_sign(CameraToken *self,
                       const uint8_t digest[CAMERA_TOKEN_DIGEST_LEN],
                       uint8_t signature[CAMERA_TOKEN_SIGNATURE_LEN],
                       GError **error);

G_END_DECLS
