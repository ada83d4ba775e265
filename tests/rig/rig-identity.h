/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cert.h"

G_BEGIN_DECLS

typedef enum {
    RIG_MAKER_PRODUCTION = 1 << 0, /* certificates without the demo extension */
} RigMakerFlags;

/*
 * A maker of cameras: a root and the CA below it that certifies devices. Both keys live in memory.
 * Immutable, reference counted. Thread-safety: safe.
 */
typedef struct {
    gatomicrefcount ref;
    char *name; /* subject O of all its certificates */
    unsigned flags;
    RigKey *root_key;
    GBytes *root; /* DER, the anchor */
    RigKey *ca_key;
    GBytes *ca; /* DER */
} RigMaker;

/* Changes a certificate before it is made, so that it is wrong and properly signed. */
typedef void (*RigCertEdit)(RigCertSpec *spec, gpointer user_data);

RigMaker *rig_maker_new(const char *name, unsigned flags);
/* Either edit may be NULL. */
RigMaker *rig_maker_new_edited(const char *name,
                               unsigned flags,
                               RigCertEdit edit_root,
                               RigCertEdit edit_ca,
                               gpointer user_data);
RigMaker *rig_maker_ref(RigMaker *self);
void rig_maker_unref(RigMaker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigMaker, rig_maker_unref)

/* A leaf of this maker as identity.md wants it; to be edited and given to
 * rig_identity_new_from_spec(). */
RigCertSpec rig_maker_leaf_spec(RigMaker *self, const char *name, const char *serial, RigKey *key);
/* A revocation list of the maker's CA over one certificate (NULL: none), fresh for 30 days. DER;
 * transfer full. */
GBytes *rig_maker_make_crl(RigMaker *self, GBytes *revoked, int64_t now);
/* The same of its root, over the CA when @revoke_ca. */
GBytes *rig_maker_make_root_crl(RigMaker *self, bool revoke_ca, int64_t now);

/* Who signs a manifest: a key and the certificates for it. Immutable once in use; reference
 * counted. */
typedef struct {
    gatomicrefcount ref;
    RigKey *key;
    GPtrArray *chain; /* of GBytes, DER: what x5chain holds, in its order. [leaf, maker CA] */
    GBytes *leaf;     /* DER; what the session keys' bindings are made over */
    GBytes *issuer;   /* DER; NULL when unknown */
    GBytes *anchor;   /* DER; NULL when unknown */
} RigIdentity;

/* A camera of @maker with a key of its own. */
RigIdentity *
rig_identity_new_camera(RigMaker *maker, const char *name, const char *serial, RigAlg alg);
/* A camera with exactly that certificate; @spec->key is its key. The chain is [leaf, maker CA]. */
RigIdentity *rig_identity_new_from_spec(RigMaker *maker, const RigCertSpec *spec);
/*
 * Reads what make-dev-certs.sh made: DIR/cameras/NAME/{key,chain}.pem and, when @anchor_path is not
 * NULL, the maker's root. Errors: G_IO_ERROR, one sentence.
 */
RigIdentity *rig_identity_load(const char *key_path,
                               const char *chain_path,
                               const char *anchor_path,
                               GError **error);
/* What a home made of a camera: @leaf (DER, of @key) issued by @root, and the chain is the leaf
 * alone. All borrowed. */
RigIdentity *rig_identity_new_operational(RigKey *key, GBytes *leaf, GBytes *root);
RigIdentity *rig_identity_ref(RigIdentity *self);
void rig_identity_unref(RigIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigIdentity, rig_identity_unref)

/* SHA-256 of the leaf's SubjectPublicKeyInfo: what a link record pins. */
void rig_identity_get_pin(const RigIdentity *self, uint8_t pin[RIG_PIN_LEN]);
/* The same of the issuing CA's key; zeros when there is none. */
void rig_identity_get_issuer_pin(const RigIdentity *self, uint8_t pin[RIG_PIN_LEN]);
/* Subject serialNumber of the leaf, or NULL; transfer full. */
char *rig_identity_get_serial(const RigIdentity *self);

G_END_DECLS
