/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

G_BEGIN_DECLS

#define CAMERA_CA_KEY_FILE   "home-ca.key"
#define CAMERA_CA_ROOTS_FILE "home-ca.pem"
#define CAMERA_CA_MAX_ROOTS  16

/*
 * This home's certificate authority (identity.md, "Home CA"): a P-256 key of its own, PKCS #8 in
 * <state>/home-ca.key (0600) or in the token that <state>/home-ca.conf names, and its root, the
 * first in <dir>/home-ca.pem; the roots of lost keys stand behind it, for the cameras that were
 * linked under them. In a demo build everything it makes is a demo identity. Thread-safety: unsafe,
 * one owner.
 */
typedef struct CameraCa CameraCa;

/*
 * Opens it, or makes it at the first run. NULLs: camera_store_default_dir() and
 * camera_store_state_dir(). @floor_us: what the clock is at least, microseconds since 1970; what is
 * made is valid from a day before. Two programs at once make one key. Errors: G_IO_ERROR, one
 * sentence; a key or root that can't be believed (owner, mode, content) is never written over.
 */
CameraCa *camera_ca_open(const char *dir, const char *state_dir, int64_t floor_us, GError **error);

/*
 * From now on the key is the one in the token of @uri (camera_token_make_uri()), made there when
 * there is none, @made: opens it, and writes home-ca.conf. A key in the file stays where it is. The
 * rest as above.
 */
CameraCa *camera_ca_use_token(const char *dir,
                              const char *state_dir,
                              const char *uri,
                              int64_t floor_us,
                              bool *made,
                              GError **error);
/* From now on the key is the one in the file: removes home-ca.conf. */
bool camera_ca_use_file(const char *state_dir, GError **error);
/* Wipes the key. */
void camera_ca_free(CameraCa *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraCa, camera_ca_free)

/* SHA-256 of the root's SubjectPublicKeyInfo: "home" in the messages, issuer in the records. */
const uint8_t *camera_ca_get_spki_sha256(const CameraCa *self);

/* The root, DER; borrowed. */
GBytes *camera_ca_get_root(const CameraCa *self);

/*
 * An operational certificate for the key of @request (PKCS #10, DER; its signature is checked
 * again): subject serialNumber @serial, O @maker, CN "camera"; the profile of identity.md. Errors:
 * G_IO_ERROR. DER, transfer full.
 */
GBytes *camera_ca_issue(CameraCa *self,
                        GBytes *request,
                        const char *serial,
                        const char *maker,
                        GError **error);

/* ES256 over @message: r and s, 64 bytes (RFC 9053 section 2.1). Errors: G_IO_ERROR. Transfer full.
 */
GBytes *camera_ca_sign(CameraCa *self, GBytes *message, GError **error);

/*
 * All roots of @dir (NULL: the default), GBytes of DER, the newest first; empty when there is no
 * file. Errors: G_IO_ERROR, one sentence. Thread-safety: safe.
 */
GPtrArray *camera_ca_load_roots(const char *dir, GError **error);

G_END_DECLS
