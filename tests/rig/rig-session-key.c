/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-session-key.h"

#include "tests/rig/rig-cose.h"

#define DAY 86400 /* seconds */

char *
rig_session_key_format_time(int64_t wall_us)
{
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(wall_us / G_USEC_PER_SEC);
    const int millis = (int)(wall_us / 1000 % 1000);
    g_autofree char *seconds = g_date_time_format(when, "%Y-%m-%dT%H:%M:%S");

    return millis != 0 ? g_strdup_printf("%s.%03dZ", seconds, millis)
                       : g_strconcat(seconds, "Z", NULL);
}

RigSessionKey *
rig_session_key_new(RigKey *key, GBytes *kid, int64_t created_at_us)
{
    RigSessionKey *self = g_new0(RigSessionKey, 1);

    self->key = rig_key_ref(key);
    self->kid = g_bytes_ref(kid);
    self->min_sequence = 1;
    self->created_at = rig_session_key_format_time(created_at_us);
    self->validity = DAY;
    self->more = rig_map_new();
    return self;
}

void
rig_session_key_free(RigSessionKey *self)
{
    if (self == NULL)
        return;
    rig_key_unref(self->key);
    rig_key_unref(self->binding_key);
    g_clear_pointer(&self->kid, g_bytes_unref);
    g_clear_pointer(&self->cose_key, g_bytes_unref);
    g_clear_pointer(&self->binding_cert, g_bytes_unref);
    g_clear_pointer(&self->binding, g_bytes_unref);
    rig_map_free(self->more);
    g_free(self->created_at);
    g_free(self);
}

RigSessionKey *
rig_session_key_copy(const RigSessionKey *self)
{
    RigSessionKey *copy = g_memdup2(self, sizeof *self);
    GBytes **bytes[] = { &copy->kid, &copy->cose_key, &copy->binding_cert, &copy->binding };

    rig_key_ref(copy->key);
    if (copy->binding_key != NULL)
        rig_key_ref(copy->binding_key);
    for (guint i = 0; i < G_N_ELEMENTS(bytes); i++)
        if (*bytes[i] != NULL)
            g_bytes_ref(*bytes[i]);
    copy->created_at = g_strdup(self->created_at);
    copy->more = rig_map_new();
    for (guint i = 0; i < self->more->keys->len; i++)
        rig_map_add(copy->more, g_bytes_ref(g_ptr_array_index(self->more->keys, i)),
                    g_bytes_ref(g_ptr_array_index(self->more->values, i)));
    return copy;
}

/* Detached: the session key over the CBOR bstr of the claim signer's certificate. */
static GBytes *
make_binding(const RigSessionKey *self, GBytes *leaf)
{
    g_autoptr(GBytes) payload =
        rig_item_bytes_of(self->binding_cert != NULL ? self->binding_cert : leaf);
    g_autoptr(RigCose) cose =
        rig_cose_new(self->binding_key != NULL ? self->binding_key : self->key, payload);

    cose->detached = !self->binding_attached;
    return rig_cose_sign(cose);
}

GBytes *
rig_session_key_item(const RigSessionKey *self, GBytes *leaf)
{
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "key",
                self->cose_key != NULL ? g_bytes_ref(self->cose_key)
                                       : rig_key_to_cose(self->key, self->kid));
    rig_map_put(map, "minSequenceNumber", rig_item_uint(self->min_sequence));
    rig_map_put(map, "createdAt", rig_item_tag(0, rig_item_text(self->created_at)));
    rig_map_put(map, "validityPeriod", rig_item_uint(self->validity));
    if (!self->binding_absent)
        rig_map_put(map, "signerBinding",
                    self->binding != NULL ? g_bytes_ref(self->binding) : make_binding(self, leaf));
    for (guint i = 0; i < self->more->keys->len; i++)
        rig_map_put_item(map, g_bytes_ref(g_ptr_array_index(self->more->keys, i)),
                         g_bytes_ref(g_ptr_array_index(self->more->values, i)));
    return rig_map_item(map);
}
