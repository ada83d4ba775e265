/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-cose.h"

#include "tests/rig/rig-scan.h"

#include <string.h>

RigCose *
rig_cose_new(RigKey *key, GBytes *payload)
{
    RigCose *self = g_new0(RigCose, 1);

    self->key = rig_key_ref(key);
    self->protected_map = rig_map_new();
    rig_map_put_int(self->protected_map, RIG_COSE_ALG, rig_item_int(rig_key_get_alg(key)));
    self->unprotected = rig_map_new();
    self->payload = g_bytes_ref(payload);
    self->context = g_strdup("Signature1");
    self->external_aad = g_bytes_new(NULL, 0);
    self->tagged = true;
    self->tag = RIG_COSE_SIGN1;
    self->more_items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    return self;
}

void
rig_cose_free(RigCose *self)
{
    if (self == NULL)
        return;
    rig_key_unref(self->key);
    rig_map_free(self->protected_map);
    rig_map_free(self->unprotected);
    g_clear_pointer(&self->protected_raw, g_bytes_unref);
    g_clear_pointer(&self->unprotected_raw, g_bytes_unref);
    g_clear_pointer(&self->payload, g_bytes_unref);
    g_clear_pointer(&self->payload_item, g_bytes_unref);
    g_clear_pointer(&self->external_aad, g_bytes_unref);
    g_clear_pointer(&self->signature, g_bytes_unref);
    g_ptr_array_unref(self->more_items);
    g_free(self->context);
    g_free(self);
}

void
rig_cose_set_bytes(GBytes **field, GBytes *bytes)
{
    g_clear_pointer(field, g_bytes_unref);
    *field = bytes;
}

void
rig_cose_set_key(RigCose *self, RigKey *key)
{
    rig_key_ref(key);
    rig_key_unref(self->key);
    self->key = key;
}

void
rig_cose_set_context(RigCose *self, const char *context)
{
    g_free(self->context);
    self->context = g_strdup(context);
}

/* Content of the protected bstr: empty for an empty map (RFC 9052 section 3). */
static GBytes *
protected_content(const RigCose *self)
{
    if (self->protected_raw != NULL)
        return g_bytes_ref(self->protected_raw);
    if (self->protected_map->keys->len == 0)
        return g_bytes_new(NULL, 0);
    return rig_map_item(self->protected_map);
}

/* The right signature, spoilt as @form says; consumes @raw. */
static GBytes *
transform(const RigCose *self, GBytes *to_sign, GBytes *raw)
{
    g_autoptr(GBytes) good = raw;
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(good, &len);
    g_autofree uint8_t *copy = g_malloc0(len + 1);

    memcpy(copy, data, len);
    switch (self->form) {
    case RIG_SIGNATURE_DER:
        return rig_key_sign(self->key, to_sign, true);
    case RIG_SIGNATURE_SHORT:
        return g_bytes_new(copy, len - 1);
    case RIG_SIGNATURE_LONG:
        return g_bytes_new(copy, len + 1);
    case RIG_SIGNATURE_ZERO:
        memset(copy, 0, len);
        break;
    case RIG_SIGNATURE_ONES:
        memset(copy, 0xff, len);
        break;
    case RIG_SIGNATURE_FLIP_S:
        return rig_key_flip_s(self->key, good);
    case RIG_SIGNATURE_WRONG:
        copy[len / 4] ^= 1;
        break;
    case RIG_SIGNATURE_RAW:
    default:
        break;
    }
    return g_bytes_new(copy, len);
}

/* Sig_structure (RFC 9052 section 4.4). */
static GBytes *
signed_bytes(const char *context, GBytes *protected_bytes, GBytes *external_aad, GBytes *payload)
{
    return rig_item_array(rig_item_text(context), rig_item_bytes_of(protected_bytes),
                          rig_item_bytes_of(external_aad), rig_item_bytes_of(payload), NULL);
}

static GBytes *
make_signature(const RigCose *self, GBytes *protected_bytes)
{
    g_autoptr(GBytes) to_sign = NULL;

    if (self->signature != NULL)
        return g_bytes_ref(self->signature);
    to_sign = signed_bytes(self->context, protected_bytes, self->external_aad, self->payload);
    return transform(self, to_sign, rig_key_sign(self->key, to_sign, false));
}

GBytes *
rig_cose_sign(const RigCose *self)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GBytes) protected_bytes = protected_content(self);
    g_autoptr(GBytes) signature = make_signature(self, protected_bytes);
    GBytes *message;

    g_ptr_array_add(items, rig_item_bytes_of(protected_bytes));
    g_ptr_array_add(items, self->unprotected_raw != NULL ? g_bytes_ref(self->unprotected_raw)
                                                         : rig_map_item(self->unprotected));
    if (self->payload_item != NULL)
        g_ptr_array_add(items, g_bytes_ref(self->payload_item));
    else if (self->detached)
        g_ptr_array_add(items, rig_item_null());
    else
        g_ptr_array_add(items, rig_item_bytes_of(self->payload));
    if (!self->drop_signature)
        g_ptr_array_add(items, rig_item_bytes_of(signature));
    for (guint i = 0; i < self->more_items->len; i++)
        g_ptr_array_add(items, g_bytes_ref(g_ptr_array_index(self->more_items, i)));
    message = rig_item_array_of(items);
    return self->tagged ? rig_item_tag(self->tag, message) : message;
}

GBytes *
rig_cose_open(const RigKey *key, GBytes *message)
{
    RigScan scan = rig_scan_start(message);
    g_autoptr(RigMap) map = rig_map_new();
    g_autoptr(GBytes) none = g_bytes_new(NULL, 0);
    g_autoptr(GBytes) wanted = NULL;
    g_autoptr(GBytes) protected_bytes = NULL;
    g_autoptr(GBytes) payload = NULL;
    g_autoptr(GBytes) signature = NULL;
    g_autoptr(GBytes) to_verify = NULL;

    rig_scan_head(&scan, RIG_CBOR_TAG, RIG_COSE_SIGN1);
    rig_scan_head(&scan, RIG_CBOR_ARRAY, 4);
    protected_bytes = rig_scan_bytes(&scan, 1, 16);
    rig_scan_head(&scan, RIG_CBOR_MAP, 0);
    payload = rig_scan_bytes(&scan, 1, 1024);
    signature = rig_scan_bytes(&scan, 1, 256);
    rig_map_put_int(map, RIG_COSE_ALG, rig_item_int(rig_key_get_alg(key)));
    wanted = rig_map_item(map);
    if (!rig_scan_is_done(&scan) || !g_bytes_equal(protected_bytes, wanted))
        return NULL;
    to_verify = signed_bytes("Signature1", protected_bytes, none, payload);
    return rig_key_verify(key, to_verify, signature) ? g_steal_pointer(&payload) : NULL;
}
