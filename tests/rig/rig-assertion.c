/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-assertion.h"

#include "tests/rig/rig-box.h"
#include "tests/rig/rig-hash.h"
#include "tests/rig/rig-jumbf.h"

RigAssertion *
rig_assertion_new(const char *label, GBytes *content, RigList list)
{
    RigAssertion *self = g_new0(RigAssertion, 1);

    self->label = g_strdup(label);
    self->type = g_strdup("cbor");
    self->content = content;
    self->list = list;
    return self;
}

RigAssertion *
rig_assertion_copy(const RigAssertion *self)
{
    RigAssertion *copy = rig_assertion_new(self->label, g_bytes_ref(self->content), self->list);

    g_free(copy->type);
    copy->type = g_strdup(self->type);
    copy->salt = self->salt != NULL ? g_bytes_ref(self->salt) : NULL;
    copy->url = g_strdup(self->url);
    copy->hash = self->hash != NULL ? g_bytes_ref(self->hash) : NULL;
    copy->alg = g_strdup(self->alg);
    copy->box_absent = self->box_absent;
    return copy;
}

void
rig_assertion_free(RigAssertion *self)
{
    if (self == NULL)
        return;
    g_clear_pointer(&self->content, g_bytes_unref);
    g_clear_pointer(&self->salt, g_bytes_unref);
    g_clear_pointer(&self->hash, g_bytes_unref);
    g_free(self->label);
    g_free(self->type);
    g_free(self->url);
    g_free(self->alg);
    g_free(self);
}

GBytes *
rig_assertion_box(const RigAssertion *self)
{
    return rig_jumbf_new(self->type, self->label, self->salt,
                         rig_box_new(self->type, self->content));
}

/* The hash covers the superbox without its own header (C2PA 2.4 section 8.4.2.3). */
GBytes *
rig_assertion_hashed_uri(const RigAssertion *self)
{
    g_autoptr(GBytes) box = rig_assertion_box(self);
    g_autoptr(GBytes) hash = NULL;
    g_autoptr(RigMap) map = rig_map_new();
    g_autofree char *url = self->url != NULL
                               ? g_strdup(self->url)
                               : g_strconcat("self#jumbf=c2pa.assertions/", self->label, NULL);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(box, &len);

    if (self->hash != NULL)
        hash = g_bytes_ref(self->hash);
    else
        hash = rig_hash_data(self->alg != NULL ? self->alg : "sha256", data + 8, len - 8);
    rig_map_put(map, "url", rig_item_text(url));
    rig_map_put(map, "hash", rig_item_bytes_of(hash));
    if (self->alg != NULL)
        rig_map_put(map, "alg", rig_item_text(self->alg));
    return rig_map_item(map);
}
