/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-ca.h"
#include "client/cameras/camera-code.h"
#include "client/cameras/camera-link-trust.h"

G_BEGIN_DECLS

/*
 * The messages of linking (identity.md, "Linking"), this hub's half: bytes in, bytes out, no I/O.
 * A body is a CBOR map (text keys, RFC 8949 section 4.2.1), and where the secret S is known,
 * HMAC-SHA256 over the map's bytes behind it, with HKDF-SHA256(no salt, S, "ownview-link-1").
 * Media type application/cbor, at most 16 KiB. Keys in the order in which they are written:
 *
 * POST <H>link              home 32, type "ownview-link-1/request", nonce 32                    MAC
 *   200                     type "ownview-link-1/proof", chain [leaf, maker CA] or [leaf],
 *                           nonce, proof, request                                             MAC
 * POST <H>link/certificate  type "ownview-link-1/certificate", chain [leaf, home root], nonce   MAC
 *   200                     type "ownview-link-1/linked", nonce, token                          MAC
 * POST <H>link/release      COSE_Sign1 by the home CA, attached: key 32, type
 *                           "ownview-link-1/release"; token
 *   200                     empty
 * POST <H>link/rotate       home, type "ownview-link-1/rotate", nonce; token
 *   200                     type "ownview-link-1/rotation", nonce, proof, signer, request
 * POST <H>link/rotate/certificate
 *                           type "ownview-link-1/rotation-certificate", chain, nonce; token
 *   200                     type "ownview-link-1/rotated", nonce
 *
 * proof: COSE_Sign1, detached, over "ownview-link-1" (rotation: "ownview-rotate-1") | nonce | home
 * | SHA-256(request), by the device key (rotation: the old operational key). signer: the old
 * operational key's SubjectPublicKeyInfo, of which a record holds the SHA-256 only.
 */

/* What was wrong with an answer; for the screen, the sentence is in the GError beside it. */
typedef enum {
    CAMERA_LINK_PROBLEM_NONE = 0,
    CAMERA_LINK_PROBLEM_IMPOSTOR,      /* not the code's camera, or it did not prove it */
    CAMERA_LINK_PROBLEM_UNTRUSTED,     /* chain, profile, validity, revoked, unknown maker */
    CAMERA_LINK_PROBLEM_DEMO_IDENTITY, /* in a production build */
    CAMERA_LINK_PROBLEM_DUPLICATE_KEY, /* linked here already */
    CAMERA_LINK_PROBLEM_INTERNAL,      /* no fault of the camera's */
} CameraLinkProblem;

/* Who proved itself. A link record is made from it; issuer and pin are the home's. */
typedef struct {
    uint8_t device[CAMERA_KEY_LEN]; /* SHA-256 of the device key's SubjectPublicKeyInfo */
    uint8_t issuer[CAMERA_KEY_LEN]; /* of the maker CA that certified it */
    uint8_t key[CAMERA_KEY_LEN];    /* of the operational key: the pin */
    ProvAlg alg;                    /* of the operational key; session keys may have another */
    char *serial;
    char *maker;         /* whose anchors the chain ends in; its subject O never decides */
    CameraDomain domain; /* of the record: what this build's home CA issues */
    GBytes *request;     /* PKCS #10, DER: for camera_ca_issue() */
} CameraLinkPeer;

void camera_link_peer_free(CameraLinkPeer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraLinkPeer, camera_link_peer_free)

/* One linking: request, proof, certificate, token, in this order. Thread-safety: unsafe. */
typedef struct CameraLink CameraLink;

/*
 * @home: camera_ca_get_spki_sha256(). Draws a new nonce. @code may be freed afterwards. Errors:
 * G_IO_ERROR_NOT_SUPPORTED when the code has no secret, else G_IO_ERROR. Transfer full.
 */
CameraLink *
camera_link_new(const CameraCode *code, const uint8_t home[CAMERA_KEY_LEN], GError **error);
/* Wipes the MAC's key. */
void camera_link_free(CameraLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraLink, camera_link_free)

/* The body of POST <H>link, to be sent once. NULL when the MAC can't be made. Transfer full. */
GBytes *camera_link_make_request(CameraLink *self);

/*
 * The camera's answer, once: after a refusal this linking is over. Checked in this order: MAC, type
 * and sizes, nonce; demo identity, profile, path to one of the makers' anchors, validity,
 * revocation; leaf's key and serial are the code's; the proof; the request's own signature and that
 * its key is new; neither device nor serial is linked already. On false @problem (never NONE) and
 * @error (G_IO_ERROR_PERMISSION_DENIED, one sentence) say why, and @other is the borrowed record of
 * trust->records that has the key or serial, else NULL.
 */
bool camera_link_read_proof(CameraLink *self,
                            GBytes *body,
                            const CameraLinkTrust *trust,
                            CameraLinkPeer **out,
                            CameraLinkProblem *problem,
                            const CameraRecord **other,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The body of POST <H>link/certificate: what camera_ca_issue() made, and camera_ca_get_root(). NULL
 * unless the proof held: no credential is made before. Transfer full.
 */
GBytes *camera_link_make_certificate(CameraLink *self, GBytes *leaf, GBytes *root);

/*
 * The answer to it, once: the viewing token, 22 to 128 characters of A-Z a-z 0-9 _ -. Errors:
 * G_IO_ERROR_PERMISSION_DENIED, one sentence. @token transfer full.
 */
bool camera_link_read_linked(CameraLink *self, GBytes *body, char **token, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/*
 * The body of POST <H>link/release: the home gives the camera with the operational key @key free.
 * @ca must be the one that certified it. Errors: G_IO_ERROR. Transfer full.
 */
GBytes *camera_link_make_release(CameraCa *ca, const uint8_t key[CAMERA_KEY_LEN], GError **error);

G_END_DECLS
