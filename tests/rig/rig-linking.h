/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-identity.h"
#include "tests/rig/rig-message.h"

G_BEGIN_DECLS

/*
 * The camera's half of linking: what a hub posts goes in, a status and what the camera answers come
 * out. Knows who may sign now: the device key, or the operational key that the camera's one home
 * has certified. No network, no files, no clock of its own. Thread-safety: unsafe, one owner.
 */
typedef struct RigLinking RigLinking;

/* @device: key and chain from the factory. @secret: RIG_SECRET_LEN bytes, printed on the camera.
 * Both borrowed. */
RigLinking *rig_linking_new(RigIdentity *device, GBytes *secret);
void rig_linking_free(RigLinking *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigLinking, rig_linking_free)

/* One POST below the camera's address. */
typedef struct {
    const char *name;  /* "link", "link/certificate", "link/release", "link/rotate",
                          "link/rotate/certificate" */
    const char *type;  /* media type without parameters; NULL: none was named */
    const char *token; /* bearer token; NULL: none was given */
    GBytes *body;
} RigLinkingPost;

/*
 * Returns the HTTP status; for 200 *answer is the body, which may be empty (transfer full), else
 * NULL. @now_us: any clock that only goes forward. 400 shape, 401 token, 403 not proven, 404 no
 * such name, 409 linked already, 410 not under way (any more), 413, 415, 429 too often.
 */
guint
rig_linking_post(RigLinking *self, const RigLinkingPost *post, int64_t now_us, GBytes **answer);

/* Who signs now; borrowed. A new pointer means that a new session is due. */
RigIdentity *rig_linking_get_signer(const RigLinking *self);
bool rig_linking_is_linked(const RigLinking *self);
/* Media goes out: to anybody while the camera is unlinked, else for its token. */
bool rig_linking_permits(const RigLinking *self, const char *token);

/* Factory reset: home, operational key and token are forgotten. */
void rig_linking_reset(RigLinking *self);

/* What must outlive a restart, as text with private keys in it; NULL when unlinked. Transfer full.
 */
char *rig_linking_save(const RigLinking *self);
/* What rig_linking_save() gave. Errors: G_IO_ERROR_INVALID_DATA, one sentence; nothing changes. */
bool rig_linking_load(RigLinking *self, const char *text, GError **error);

G_END_DECLS
