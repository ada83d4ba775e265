/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-linking.h"

/*
 * A home that links a camera, as far as tests of the camera's half need one: it trusts nothing that
 * it does not check, and has no anchors and no store.
 */
typedef struct {
    RigKey *ca_key;
    GBytes *root;    /* DER of the home's CA */
    GBytes *home;    /* SHA-256 of its key */
    GBytes *mac_key; /* of the camera's secret */
    GBytes *nonce;   /* of the linking or rotation under way */
    RigKey *camera;  /* the camera's new key, public; NULL before a proof was read */
    char *token;     /* NULL before the camera was linked */
} HubHalf;

HubHalf *hub_half_new(GBytes *secret);
void hub_half_free(HubHalf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HubHalf, hub_half_free)

/* {home, type, nonce} with a new nonce, to be changed by tests. Transfer full. */
RigMap *hub_half_request_map(HubHalf *self, const char *type);
/* The messages as they should be. Transfer full. */
GBytes *hub_half_request(HubHalf *self);
GBytes *hub_half_certificate(HubHalf *self);
GBytes *hub_half_release(HubHalf *self);
GBytes *hub_half_rotate(HubHalf *self);
GBytes *hub_half_rotation_certificate(HubHalf *self);

/* A certificate of this home for @key; DER, transfer full. */
GBytes *hub_half_issue(HubHalf *self, RigKey *key);
/* {type, chain, nonce}, not sealed; transfer full. */
GBytes *hub_half_chain_map(HubHalf *self, const char *type, GBytes *leaf, GBytes *root);

/* The camera's answers; each fails the test when anything in it does not hold. @signer: the key
 * that the code, or the record, names. */
void hub_half_read_proof(HubHalf *self, GBytes *body, const RigIdentity *device);
void hub_half_read_linked(HubHalf *self, GBytes *body);
void hub_half_read_rotation(HubHalf *self, GBytes *body, const RigKey *signer);
void hub_half_read_rotated(HubHalf *self, GBytes *body);
