/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-assertion.h"
#include "tests/rig/rig-cose.h"
#include "tests/rig/rig-identity.h"
#include "tests/rig/rig-session-key.h"

G_BEGIN_DECLS

/*
 * Each hook is handed what the signer has made so far and may change it; everything later (hashes,
 * claim, signature, sizes) is made over the result, so that the outcome is wrong in that one point
 * and properly signed. Hooks run once per pass and must give the same lengths every time. Any may
 * be NULL.
 */
typedef struct {
    void (*session_keys)(GPtrArray *keys, gpointer user_data);   /* of RigSessionKey */
    void (*hard_binding)(RigMap *bmff_hash, gpointer user_data); /* hash filled in */
    void (*actions)(RigMap *actions, gpointer user_data);
    void (*assertions)(GPtrArray *assertions, gpointer user_data); /* of RigAssertion */
    void (*claim)(RigMap *claim, gpointer user_data);
    void (*signature)(RigCose *cose, gpointer user_data);
    void (*manifest)(GPtrArray *boxes,
                     gpointer user_data); /* of GBytes: assertion store, claim, signature */
    void (*store)(GPtrArray *manifests,
                  gpointer user_data);                  /* of GBytes: the one manifest's superbox */
    void (*file)(GPtrArray *boxes, gpointer user_data); /* of GBytes: ftyp, uuid, moov */
    gpointer user_data;
} RigManifestHooks;

/* What an init segment is made of. Borrowed; zero or NULL means the profile's own choice. */
typedef struct {
    RigIdentity *identity;
    GBytes *moov;
    int64_t created_at_us;   /* microseconds since 1970 */
    const char *label;       /* the manifest's; NULL: "urn:c2pa:" and a new UUID */
    GPtrArray *session_keys; /* of RigSessionKey */
    const char *type;        /* the manifest's superbox: "c2ma" */
    const char *uuid;        /* hex, of the uuid box */
    GBytes *padding;         /* behind the store, inside the uuid box */
    RigManifestHooks hooks;
} RigManifestSpec;

/* The signed init segment: ftyp, uuid, moov. Transfer full. */
GBytes *rig_manifest_build(const RigManifestSpec *spec);
/* "urn:c2pa:" and a new random UUID; transfer full. */
char *rig_manifest_new_label(void);
/*
 * Afterwards, without any key: puts @box into the assertion store, first or last, and mends the
 * sizes around it; bytes of the uuid box's padding give way as far as there are any. Transfer full.
 */
GBytes *rig_manifest_inject(GBytes *init, GBytes *box, bool first);

G_END_DECLS
