/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-ca.h"
#include "client/cameras/camera-link.h"
#include "tests/rig/rig-cose.h"
#include "tests/rig/rig-identity.h"

G_BEGIN_DECLS

#define LINKING_SECRET_LEN 16
#define LINKING_HASH_LEN   32 /* bytes: nonces, SHA-256, MACs */
#define LINKING_SERIAL     "A-0001"
#define LINKING_OLD_LINK   "00112233445566778899aabbccddeeff" /* the nursery's */

/*
 * A camera's half of linking for tests, written from the protocol alone: HMAC and HKDF are GLib's,
 * not the product's. Every part may be wrong.
 */

/* PKCS #10, DER: of @key's public half, signed by @signer. Transfer full. */
GBytes *linking_make_request(RigKey *key, RigKey *signer);

/* An operational certificate for @key, of maker-a; never NULL. Transfer full. */
GBytes *linking_issue(CameraCa *ca, RigKey *key, const char *serial);
/* The reason that the judge's own checks give @leaf, with @root as the only anchor. */
ProvReason linking_check_leaf(GBytes *leaf, GBytes *root, const char *serial, int64_t now_us);

/* @map with HMAC-SHA256 under HKDF(@secret, "ownview-link-1") behind it. Transfer full. */
GBytes *linking_seal(const uint8_t secret[LINKING_SECRET_LEN], GBytes *map);

/* What a proof says and who says it. All borrowed. */
typedef struct {
    const char *label; /* "ownview-link-1" */
    RigKey *key;
    const uint8_t *nonce;
    const uint8_t *home;
    GBytes *request;
    void (*edit)(RigCose *cose); /* NULL: as it should be */
} LinkingProof;

/* COSE_Sign1, detached. Transfer full. */
GBytes *linking_make_proof(const LinkingProof *proof);

/* {"type", "chain", "nonce", "proof", "request"}; all borrowed. Transfer full. */
RigMap *linking_proof_map(const char *type,
                          GPtrArray *chain,
                          const uint8_t nonce[LINKING_HASH_LEN],
                          GBytes *proof,
                          GBytes *request);

/* Who signs with @key and shows @leaf alone, issued by @root. Transfer full. */
RigIdentity *linking_make_identity(RigKey *key, GBytes *leaf, GBytes *root);

/*
 * The camera of a code, its maker, and a home in which the nursery's camera is linked. A test
 * changes what the camera answers before it is put together.
 */
typedef struct {
    RigMaker *maker;
    RigMaker *other_maker;
    RigMaker *demo_maker;
    RigKey *device; /* of the code */
    RigKey *nursery_device;
    RigKey *nursery_pin;
    RigKey *key; /* the fresh operational key */
    CameraCode *code;
    uint8_t home[CAMERA_KEY_LEN];
    GPtrArray *makers;
    GPtrArray *records;
    CameraLinkTrust trust;
    CameraLink *link;
    GBytes *asked; /* the body of the hub's request */

    /* the answer */
    uint8_t secret[LINKING_SECRET_LEN];
    const char *type;
    uint8_t nonce[LINKING_HASH_LEN]; /* in the map */
    uint8_t proved_nonce[LINKING_HASH_LEN];
    uint8_t proved_home[LINKING_HASH_LEN];
    const char *label;
    RigKey *prover; /* borrowed */
    GPtrArray *chain;
    GBytes *request;
    GBytes *proved_request; /* NULL: the request */
    void (*edit_cose)(RigCose *cose);
    void (*edit_map)(RigMap *map);
    void (*edit_body)(GByteArray *body);
} Linking;

void linking_set_up(Linking *self, gconstpointer data);
void linking_tear_down(Linking *self, gconstpointer data);

/* A new linking of the same camera, asked for; the answer is as it should be. */
void linking_begin(Linking *self);

/* A device certificate of @maker; @serial may be NULL. Transfer full. */
GBytes *linking_make_leaf(RigMaker *maker, RigKey *key, const char *serial);
/* @leaf is consumed, @ca borrowed and may be NULL. */
void linking_set_chain(Linking *self, GBytes *leaf, GBytes *ca);
void linking_set_request(Linking *self, RigKey *key, RigKey *signer);

/* The body that the camera answers. Transfer full. */
GBytes *linking_answer(const Linking *self);
/* What the hub makes of it: NONE and @peer, or a problem and what is said of it in @say. */
CameraLinkProblem linking_read(Linking *self,
                               GBytes *body,
                               CameraLinkPeer **peer,
                               const CameraRecord **other,
                               char **say);

/* The record of the camera that is linked already; borrowed. */
CameraRecord *linking_nursery(const Linking *self);

/*
 * The camera's answer is read with exactly this outcome, and @word stands in what is said of it.
 * After a refusal nothing more comes of that linking.
 */
void linking_assert_answer(Linking *self, CameraLinkProblem problem, const char *word);

G_END_DECLS
