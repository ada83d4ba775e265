/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-certificate.h"

G_BEGIN_DECLS

#define CAMERA_MESSAGE_MAX_LEN   (16 * 1024) /* bytes of a body */
#define CAMERA_MESSAGE_NONCE_LEN 32
#define CAMERA_MESSAGE_MAX_CHAIN 2

/*
 * The maps of the linking protocol (camera-link.h): CBOR, text keys, deterministic (RFC 8949
 * section 4.2.1). A message has one encoding: exactly its fields, each within its bounds.
 */
typedef enum {
    CAMERA_MESSAGE_NONE = 0,
    CAMERA_MESSAGE_REQUEST,
    CAMERA_MESSAGE_PROOF,
    CAMERA_MESSAGE_CERTIFICATE,
    CAMERA_MESSAGE_LINKED,
    CAMERA_MESSAGE_RELEASE,
    CAMERA_MESSAGE_ROTATE,
    CAMERA_MESSAGE_ROTATION,
    CAMERA_MESSAGE_ROTATION_CERTIFICATE,
    CAMERA_MESSAGE_ROTATED,
} CameraMessageType;

/* Views; what a message does not have is empty. */
typedef struct {
    ProvReader home;    /* 32 bytes: SHA-256 of the home CA's SubjectPublicKeyInfo */
    ProvReader key;     /* 32 bytes: SHA-256 of the operational SubjectPublicKeyInfo */
    ProvReader nonce;   /* 32 bytes */
    ProvReader proof;   /* COSE_Sign1 */
    ProvReader request; /* PKCS #10, DER */
    ProvReader signer;  /* SubjectPublicKeyInfo, DER: of the key that made the proof */
    ProvReader token;   /* text */
    ProvReader chain[CAMERA_MESSAGE_MAX_CHAIN]; /* DER certificates, leaf first */
    size_t n_chain;
} CameraMessage;

/* @message must have what a message of that type has. Transfer full. */
GByteArray *camera_message_write(CameraMessageType type, const CameraMessage *message);

/* All of @map is one message of that type. A failed read changes nothing. */
bool camera_message_read(CameraMessageType type, ProvReader map, CameraMessage *out)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
