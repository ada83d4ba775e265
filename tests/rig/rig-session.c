/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-session.h"

#include "tests/rig/rig-mp4.h"

#define KID_LEN 8 /* bytes */

/* A key is named by its own hash, so that no two sessions of any cameras share a name by chance. */
static GBytes *
name_key(const RigKey *key)
{
    uint8_t pin[RIG_PIN_LEN];

    rig_key_get_pin(key, pin);
    return g_bytes_new(pin, KID_LEN);
}

static GPtrArray *
make_keys(int64_t created_at_us, const RigSessionSpec *spec)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func((GDestroyNotify)rig_session_key_free);
    g_autoptr(RigKey) key =
        rig_key_new_for_alg(spec->key_alg != RIG_ALG_NONE ? spec->key_alg : RIG_ALG_ES256);
    g_autoptr(GBytes) kid = name_key(key);
    RigSessionKey *entry = rig_session_key_new(key, kid, created_at_us);

    if (spec->min_sequence != 0)
        entry->min_sequence = spec->min_sequence;
    if (spec->validity != 0)
        entry->validity = spec->validity;
    g_ptr_array_add(keys, entry);
    return keys;
}

RigSession *
rig_session_new(RigIdentity *identity,
                GBytes *moov,
                int64_t created_at_us,
                const RigSessionSpec *given)
{
    const RigSessionSpec spec = given != NULL ? *given : (RigSessionSpec){ 0 };
    g_autoptr(GPtrArray) keys = spec.session_keys != NULL ? g_ptr_array_ref(spec.session_keys)
                                                          : make_keys(created_at_us, &spec);
    const RigSessionKey *first = g_ptr_array_index(keys, 0);
    g_autofree char *label = spec.label != NULL ? g_strdup(spec.label) : rig_manifest_new_label();
    const RigManifestSpec manifest = {
        .identity = identity,
        .moov = moov,
        .created_at_us = created_at_us,
        .label = label,
        .session_keys = keys,
        .type = spec.type,
        .uuid = spec.uuid,
        .padding = spec.padding,
        .hooks = spec.hooks,
    };
    RigSession *self = g_new0(RigSession, 1);

    self->init = rig_manifest_build(&manifest);
    self->label = g_steal_pointer(&label);
    self->identity = rig_identity_ref(identity);
    self->key = rig_key_ref(first->key);
    self->kid = g_bytes_ref(first->kid);
    self->created_at_us = created_at_us;
    self->timescale = rig_mp4_get_timescale(moov);
    return self;
}

void
rig_session_free(RigSession *self)
{
    if (self == NULL)
        return;
    rig_identity_unref(self->identity);
    rig_key_unref(self->key);
    g_bytes_unref(self->kid);
    g_bytes_unref(self->init);
    g_free(self->label);
    g_free(self);
}

GBytes *
rig_session_sign(const RigSession *self,
                 uint64_t sequence,
                 int64_t capture_us,
                 GPtrArray *nonces,
                 GBytes *media,
                 const RigVsiSpec *spec)
{
    const RigVsi vsi = {
        .key = self->key,
        .kid = self->kid,
        .manifest = self->label,
        .sequence = sequence,
        .capture_us = capture_us,
        .nonces = nonces,
        .timescale = self->timescale,
    };

    return rig_vsi_sign(&vsi, media, spec);
}
