/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-identity.h"

#include <string.h>

#define CRL_LIFE (30 * 86400) /* seconds */

static void
apply_flags(RigCertSpec *spec, unsigned flags)
{
    if ((flags & RIG_MAKER_PRODUCTION) != 0)
        spec->demo_oid = NULL;
}

RigMaker *
rig_maker_new(const char *name, unsigned flags)
{
    return rig_maker_new_edited(name, flags, NULL, NULL, NULL);
}

RigMaker *
rig_maker_new_edited(const char *name,
                     unsigned flags,
                     RigCertEdit edit_root,
                     RigCertEdit edit_ca,
                     gpointer user_data)
{
    RigMaker *self = g_new0(RigMaker, 1);
    RigCertSpec root;
    RigCertSpec ca;

    g_atomic_ref_count_init(&self->ref);
    self->name = g_strdup(name);
    self->flags = flags;
    self->root_key = rig_key_new(RIG_KEY_P256);
    root = rig_cert_spec_root(self->name, self->root_key);
    apply_flags(&root, flags);
    if (edit_root != NULL)
        edit_root(&root, user_data);
    self->root = rig_cert_make(&root);

    self->ca_key = rig_key_new(RIG_KEY_P256);
    ca = rig_cert_spec_ca(self->name, self->ca_key, self->root, self->root_key);
    apply_flags(&ca, flags);
    if (edit_ca != NULL)
        edit_ca(&ca, user_data);
    self->ca = rig_cert_make(&ca);
    return self;
}

RigMaker *
rig_maker_ref(RigMaker *self)
{
    g_atomic_ref_count_inc(&self->ref);
    return self;
}

void
rig_maker_unref(RigMaker *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->ref))
        return;
    rig_key_unref(self->root_key);
    rig_key_unref(self->ca_key);
    g_bytes_unref(self->root);
    g_bytes_unref(self->ca);
    g_free(self->name);
    g_free(self);
}

RigCertSpec
rig_maker_leaf_spec(RigMaker *self, const char *name, const char *serial, RigKey *key)
{
    RigCertSpec spec = rig_cert_spec_leaf(self->name, key, self->ca, self->ca_key);

    apply_flags(&spec, self->flags);
    spec.name = name;
    spec.serial = serial;
    return spec;
}

static GBytes *
make_crl(GBytes *issuer, RigKey *issuer_key, GBytes *revoked, int64_t now)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    const RigCrlSpec spec = {
        .issuer = issuer,
        .issuer_key = issuer_key,
        .this_update = now,
        .next_update = now + CRL_LIFE,
        .number = 1,
        .revoked = list,
    };

    if (revoked != NULL)
        g_ptr_array_add(list, revoked);
    return rig_cert_make_crl(&spec);
}

GBytes *
rig_maker_make_crl(RigMaker *self, GBytes *revoked, int64_t now)
{
    return make_crl(self->ca, self->ca_key, revoked, now);
}

GBytes *
rig_maker_make_root_crl(RigMaker *self, bool revoke_ca, int64_t now)
{
    return make_crl(self->root, self->root_key, revoke_ca ? self->ca : NULL, now);
}

/* Consumes @key; @chain is consumed, leaf first. */
static RigIdentity *
identity_take(RigKey *key, GPtrArray *chain, GBytes *issuer, GBytes *anchor)
{
    RigIdentity *self = g_new0(RigIdentity, 1);

    g_atomic_ref_count_init(&self->ref);
    self->key = key;
    self->chain = chain;
    self->leaf = g_bytes_ref(g_ptr_array_index(chain, 0));
    self->issuer = issuer != NULL ? g_bytes_ref(issuer) : NULL;
    self->anchor = anchor != NULL ? g_bytes_ref(anchor) : NULL;
    return self;
}

RigIdentity *
rig_identity_new_camera(RigMaker *maker, const char *name, const char *serial, RigAlg alg)
{
    g_autoptr(RigKey) key = rig_key_new_for_alg(alg);
    const RigCertSpec spec = rig_maker_leaf_spec(maker, name, serial, key);

    return rig_identity_new_from_spec(maker, &spec);
}

RigIdentity *
rig_identity_new_from_spec(RigMaker *maker, const RigCertSpec *spec)
{
    GPtrArray *chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    g_ptr_array_add(chain, rig_cert_make(spec));
    g_ptr_array_add(chain, g_bytes_ref(maker->ca));
    return identity_take(rig_key_ref(spec->key), chain, maker->ca, maker->root);
}

RigIdentity *
rig_identity_load(const char *key_path,
                  const char *chain_path,
                  const char *anchor_path,
                  GError **error)
{
    g_autoptr(RigKey) key = rig_key_load(key_path, error);
    g_autoptr(GPtrArray) chain = NULL;
    g_autoptr(GPtrArray) anchors = NULL;
    GBytes *issuer;

    if (key == NULL)
        return NULL;
    chain = rig_cert_load(chain_path, error);
    if (chain == NULL)
        return NULL;
    if (anchor_path != NULL) {
        anchors = rig_cert_load(anchor_path, error);
        if (anchors == NULL)
            return NULL;
    }
    issuer = chain->len > 1 ? g_ptr_array_index(chain, 1) : NULL;
    return identity_take(g_steal_pointer(&key), g_steal_pointer(&chain), issuer,
                         anchors != NULL ? g_ptr_array_index(anchors, 0) : NULL);
}

RigIdentity *
rig_identity_new_operational(RigKey *key, GBytes *leaf, GBytes *root)
{
    GPtrArray *chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    g_ptr_array_add(chain, g_bytes_ref(leaf));
    return identity_take(rig_key_ref(key), chain, root, root);
}

RigIdentity *
rig_identity_ref(RigIdentity *self)
{
    g_atomic_ref_count_inc(&self->ref);
    return self;
}

void
rig_identity_unref(RigIdentity *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->ref))
        return;
    rig_key_unref(self->key);
    g_ptr_array_unref(self->chain);
    g_bytes_unref(self->leaf);
    g_clear_pointer(&self->issuer, g_bytes_unref);
    g_clear_pointer(&self->anchor, g_bytes_unref);
    g_free(self);
}

void
rig_identity_get_pin(const RigIdentity *self, uint8_t pin[RIG_PIN_LEN])
{
    rig_cert_get_pin(self->leaf, pin);
}

void
rig_identity_get_issuer_pin(const RigIdentity *self, uint8_t pin[RIG_PIN_LEN])
{
    if (self->issuer != NULL)
        rig_cert_get_pin(self->issuer, pin);
    else
        memset(pin, 0, RIG_PIN_LEN);
}

char *
rig_identity_get_serial(const RigIdentity *self)
{
    return rig_cert_get_serial(self->leaf);
}
