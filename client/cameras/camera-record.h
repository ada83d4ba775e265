/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-mac.h"

G_BEGIN_DECLS

#define CAMERA_SCHEMA   1
#define CAMERA_ID_LEN   32 /* hex digits */
#define CAMERA_MAX_FILE (64 * 1024)
#define CAMERA_MAX_ROOM 256 /* bytes */

typedef enum {
    CAMERA_DOMAIN_NONE = 0,
    CAMERA_DOMAIN_PRODUCTION,
    CAMERA_DOMAIN_DEMO,
} CameraDomain;

/* One link record (identity.md): what this home knows of one camera. Owned by its holder. */
typedef struct {
    char *id;            /* CAMERA_ID_LEN lower-case hex digits, random */
    uint64_t generation; /* counts writes of this record, from 1 */
    char *room;          /* UTF-8, the owner's words */
    char *address; /* https://host[:port]/prefix/ ; origin and path prefix of everything fetched */
    GBytes
        *tls_ca; /* one DER certificate that the server's chain must end in; NULL: the system's */
    char *token; /* viewing token, sent to that origin only; NULL: none */
    bool signed_time;               /* the camera signs its capture time (header 15) */
    uint8_t pin[CAMERA_KEY_LEN];    /* SHA-256 of the signing key's SubjectPublicKeyInfo */
    uint8_t device[CAMERA_KEY_LEN]; /* the device key's */
    uint8_t issuer[CAMERA_KEY_LEN]; /* the issuing CA key's */
    char *serial;                   /* subject serialNumber */
    char *maker;                    /* names the anchors: anchors/<maker>.pem; [a-z0-9-]{1,32} */
    unsigned algorithms;            /* ProvAlg bits */
    int64_t linked_at;              /* seconds since 1970 */
    char *how;                      /* "code", "maker-key" or "demo" */
    CameraDomain domain;
} CameraRecord;

CameraRecord *camera_record_new(void);
void camera_record_free(CameraRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraRecord, camera_record_free)

/* A new random id, CAMERA_ID_LEN lower-case hex digits. Errors: G_IO_ERROR, without randomness.
 * Transfer full. */
char *camera_record_new_id(GError **error);
bool camera_record_is_id(const char *text);
/* https://host[:port]/prefix/ and nothing else: what a record's address may be. */
bool camera_record_is_address(const char *text);

/* UTF-8 of 1 to CAMERA_MAX_ROOM bytes without control characters. */
bool camera_record_is_room(const char *room);

/*
 * Every field is there and within its bounds: what a store may hold. Errors:
 * G_IO_ERROR_INVALID_DATA; the message is the end of a sentence that begins with what the record
 * belongs to.
 */
bool camera_record_check(const CameraRecord *self, GError **error);

/* The same camera under the same keys and address; only its name and generation may differ. */
bool camera_record_same_camera(const CameraRecord *a, const CameraRecord *b);

/*
 * The file's bytes: a CBOR map (deterministic encoding, RFC 8949 section 4.2), then HMAC-SHA256
 * with @key over all bytes before it. @self must pass camera_record_check() and have a generation.
 * Transfer full.
 */
GBytes *camera_record_encode(const CameraRecord *self, const uint8_t key[CAMERA_KEY_LEN]);

/*
 * Reads what camera_record_encode() wrote. The MAC is checked before anything is decoded. Errors:
 * G_IO_ERROR_INVALID_DATA (MAC, shape), G_IO_ERROR_NOT_SUPPORTED (a later schema); the message is
 * the end of a sentence that begins with the file's name. Transfer full.
 */
CameraRecord *camera_record_decode(GBytes *file, const uint8_t key[CAMERA_KEY_LEN], GError **error);

G_END_DECLS
