/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-manifest.h"

#include "tests/rig/rig-hash.h"
#include "tests/rig/rig-jumbf.h"

#include <string.h>

#define HASH_LEN      32 /* bytes: SHA-256 */
#define MAX_PASSES    64 /* each but one in three differs from the one before, with DER */
#define DIGITAL_IMAGE "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"

char *
rig_manifest_new_label(void)
{
    g_autofree char *uuid = g_uuid_string_random();

    return g_strconcat("urn:c2pa:", uuid, NULL);
}

static GBytes *
session_keys_content(const RigManifestSpec *spec)
{
    g_autoptr(GPtrArray) keys =
        g_ptr_array_new_with_free_func((GDestroyNotify)rig_session_key_free);
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(RigMap) map = rig_map_new();

    for (guint i = 0; i < spec->session_keys->len; i++)
        g_ptr_array_add(keys, rig_session_key_copy(g_ptr_array_index(spec->session_keys, i)));
    if (spec->hooks.session_keys != NULL)
        spec->hooks.session_keys(keys, spec->hooks.user_data);
    for (guint i = 0; i < keys->len; i++)
        g_ptr_array_add(items,
                        rig_session_key_item(g_ptr_array_index(keys, i), spec->identity->leaf));
    rig_map_put(map, "keys", rig_item_array_of(items));
    return rig_map_item(map);
}

static GBytes *
hard_binding_content(const RigManifestSpec *spec, GBytes *hash)
{
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "exclusions", rig_hash_init_exclusions());
    rig_map_put(map, "alg", rig_item_text("sha256"));
    rig_map_put(map, "hash", rig_item_bytes_of(hash));
    rig_map_put(map, "name", rig_item_text("jumbf manifest"));
    if (spec->hooks.hard_binding != NULL)
        spec->hooks.hard_binding(map, spec->hooks.user_data);
    return rig_map_item(map);
}

static GBytes *
actions_content(const RigManifestSpec *spec)
{
    g_autoptr(RigMap) action = rig_map_new();
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(action, "action", rig_item_text("c2pa.created"));
    rig_map_put(action, "digitalSourceType", rig_item_text(DIGITAL_IMAGE));
    rig_map_put(map, "actions", rig_item_array(rig_map_item(action), NULL));
    rig_map_put(map, "allActionsIncluded", rig_item_bool(true));
    if (spec->hooks.actions != NULL)
        spec->hooks.actions(map, spec->hooks.user_data);
    return rig_map_item(map);
}

static GPtrArray *
make_assertions(const RigManifestSpec *spec, GBytes *hash)
{
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)rig_assertion_free);

    g_ptr_array_add(list, rig_assertion_new("c2pa.hash.bmff.v3", hard_binding_content(spec, hash),
                                            RIG_LIST_CREATED));
    g_ptr_array_add(list,
                    rig_assertion_new("c2pa.actions.v2", actions_content(spec), RIG_LIST_CREATED));
    g_ptr_array_add(
        list, rig_assertion_new("c2pa.session-keys", session_keys_content(spec), RIG_LIST_CREATED));
    if (spec->hooks.assertions != NULL)
        spec->hooks.assertions(list, spec->hooks.user_data);
    return list;
}

static GBytes *
uri_list(GPtrArray *assertions, RigList list)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (guint i = 0; i < assertions->len; i++) {
        const RigAssertion *assertion = g_ptr_array_index(assertions, i);

        if (assertion->list == list || assertion->list == RIG_LIST_BOTH)
            g_ptr_array_add(items, rig_assertion_hashed_uri(assertion));
    }
    return items->len > 0 ? rig_item_array_of(items) : NULL;
}

static GBytes *
make_claim(const RigManifestSpec *spec, GPtrArray *assertions)
{
    g_autoptr(RigMap) generator = rig_map_new();
    g_autoptr(RigMap) claim = rig_map_new();
    g_autofree char *url = g_strdup_printf("self#jumbf=/c2pa/%s/c2pa.signature", spec->label);
    /* one instance per manifest: its own UUID serves */
    g_autofree char *instance = g_strconcat(
        "xmp:iid:", strrchr(spec->label, ':') != NULL ? strrchr(spec->label, ':') + 1 : "", NULL);
    GBytes *gathered = uri_list(assertions, RIG_LIST_GATHERED);
    GBytes *created = uri_list(assertions, RIG_LIST_CREATED);

    rig_map_put(generator, "name", rig_item_text("Ownview demo camera"));
    rig_map_put(generator, "specVersion", rig_item_text("2.4"));
    rig_map_put(claim, "instanceID", rig_item_text(instance));
    rig_map_put(claim, "claim_generator_info", rig_map_item(generator));
    rig_map_put(claim, "signature", rig_item_text(url));
    if (created != NULL)
        rig_map_put(claim, "created_assertions", created);
    if (gathered != NULL)
        rig_map_put(claim, "gathered_assertions", gathered);
    rig_map_put(claim, "alg", rig_item_text("sha256"));
    if (spec->hooks.claim != NULL)
        spec->hooks.claim(claim, spec->hooks.user_data);
    return rig_map_item(claim);
}

static GBytes *
x5chain_item(const RigIdentity *identity)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    /* RFC 9360 section 2: a single certificate stands without the array */
    if (identity->chain->len == 1)
        return rig_item_bytes_of(identity->leaf);
    for (guint i = 0; i < identity->chain->len; i++)
        g_ptr_array_add(items, rig_item_bytes_of(g_ptr_array_index(identity->chain, i)));
    return rig_item_array_of(items);
}

static GBytes *
sign_claim(const RigManifestSpec *spec, GBytes *claim)
{
    g_autoptr(RigCose) cose = rig_cose_new(spec->identity->key, claim);
    g_autoptr(RigMap) cwt = rig_map_new();
    g_autofree char *serial = rig_identity_get_serial(spec->identity);

    cose->detached = true;
    if (serial != NULL)
        rig_map_put_int(cwt, RIG_CWT_SUB, rig_item_text(serial));
    rig_map_put_int(cwt, RIG_CWT_IAT, rig_item_int(spec->created_at_us / G_USEC_PER_SEC));
    rig_map_put_int(cose->protected_map, RIG_COSE_CWT, rig_map_item(cwt));
    rig_map_put_int(cose->protected_map, RIG_COSE_X5CHAIN, x5chain_item(spec->identity));
    if (spec->hooks.signature != NULL)
        spec->hooks.signature(cose, spec->hooks.user_data);
    return rig_cose_sign(cose);
}

static GBytes *
concat(GPtrArray *parts)
{
    GByteArray *out = g_byte_array_new();

    for (guint i = 0; i < parts->len; i++)
        rig_put_bytes(out, g_ptr_array_index(parts, i));
    return g_byte_array_free_to_bytes(out);
}

static GBytes *
assertion_store(GPtrArray *assertions)
{
    g_autoptr(GPtrArray) boxes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (guint i = 0; i < assertions->len; i++) {
        const RigAssertion *assertion = g_ptr_array_index(assertions, i);

        if (!assertion->box_absent)
            g_ptr_array_add(boxes, rig_assertion_box(assertion));
    }
    return rig_jumbf_new("c2as", "c2pa.assertions", NULL, concat(boxes));
}

static GBytes *
cbor_superbox(const char *type, const char *label, GBytes *content)
{
    return rig_jumbf_new(type, label, NULL, rig_box_new("cbor", content));
}

static GBytes *
make_store(const RigManifestSpec *spec, GBytes *hash)
{
    g_autoptr(GPtrArray) assertions = make_assertions(spec, hash);
    g_autoptr(GBytes) claim = make_claim(spec, assertions);
    g_autoptr(GBytes) signature = sign_claim(spec, claim);
    g_autoptr(GPtrArray) boxes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GPtrArray) manifests = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    g_ptr_array_add(boxes, assertion_store(assertions));
    g_ptr_array_add(boxes, cbor_superbox("c2cl", "c2pa.claim.v2", claim));
    g_ptr_array_add(boxes, cbor_superbox("c2cs", "c2pa.signature", signature));
    if (spec->hooks.manifest != NULL)
        spec->hooks.manifest(boxes, spec->hooks.user_data);
    g_ptr_array_add(manifests, rig_jumbf_new(spec->type, spec->label, NULL, concat(boxes)));
    if (spec->hooks.store != NULL)
        spec->hooks.store(manifests, spec->hooks.user_data);
    return rig_jumbf_new("c2pa", "c2pa", NULL, concat(manifests));
}

static GBytes *
ftyp_box(void)
{
    static const char content[] = "iso6\0\0\0\0iso6cmfcmp41";
    g_autoptr(GBytes) bytes = g_bytes_new_static(content, sizeof content - 1);

    return rig_box_new("ftyp", bytes);
}

/* C2PA 2.4 section A.5: the purpose, and the offset of a Merkle box, of which there is none. */
static GBytes *
uuid_box(const RigManifestSpec *spec, GBytes *store)
{
    g_autoptr(GBytes) uuid = rig_item_hex(spec->uuid);
    GByteArray *out = g_byte_array_new();
    const guint box = rig_box_begin(out, "uuid");

    rig_put_bytes(out, uuid);
    rig_put_u32(out, 0);
    rig_put_text(out, "manifest");
    rig_put_u64(out, 0);
    rig_put_bytes(out, store);
    rig_put_bytes(out, spec->padding);
    rig_box_end(out, box);
    return g_byte_array_free_to_bytes(out);
}

static GBytes *
make_file(const RigManifestSpec *spec, GBytes *hash)
{
    g_autoptr(GBytes) store = make_store(spec, hash);
    g_autoptr(GPtrArray) boxes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    g_ptr_array_add(boxes, ftyp_box());
    g_ptr_array_add(boxes, uuid_box(spec, store));
    g_ptr_array_add(boxes, g_bytes_ref(spec->moov));
    if (spec->hooks.file != NULL)
        spec->hooks.file(boxes, spec->hooks.user_data);
    return concat(boxes);
}

GBytes *
rig_manifest_build(const RigManifestSpec *given)
{
    static const char *const excluded[] = { "uuid", "ftyp", "mfra", NULL };
    g_autofree char *label =
        given->label != NULL ? g_strdup(given->label) : rig_manifest_new_label();
    g_autoptr(GBytes) hash = g_bytes_new_take(g_malloc0(HASH_LEN), HASH_LEN);
    RigManifestSpec spec = *given;

    spec.label = label;
    spec.type = given->type != NULL ? given->type : "c2ma";
    spec.uuid = given->uuid != NULL ? given->uuid : RIG_C2PA_UUID;
    /* The hash covers where moov stands, which depends on the manifest's length: sign, look, sign
     * again. A hook may use signatures of changing length (DER), hence more passes than two. */
    for (guint pass = 0; pass < MAX_PASSES; pass++) {
        g_autoptr(GBytes) file = make_file(&spec, hash);
        g_autoptr(GBytes) found = rig_hash_bmff(file, excluded, "sha256", true);

        if (g_bytes_equal(found, hash))
            return g_steal_pointer(&file);
        g_bytes_unref(hash);
        hash = g_steal_pointer(&found);
    }
    return make_file(&spec, hash);
}

/* Adds @delta to the size of the box at @at. */
static void
grow_box(uint8_t *at, uint32_t delta)
{
    const uint32_t size = GUINT32_TO_BE(rig_get_u32(at) + delta);

    memcpy(at, &size, sizeof size);
}

/* Enters the superbox at @pos; returns where its first content box starts. */
static size_t
superbox_content(const uint8_t *data, size_t pos)
{
    return pos + 8 + rig_get_u32(data + pos + 8);
}

GBytes *
rig_manifest_inject(GBytes *init, GBytes *box, bool first)
{
    GByteArray *out = g_byte_array_new();
    const uint32_t delta = (uint32_t)g_bytes_get_size(box);
    RigBox uuid;
    size_t store;
    size_t manifest;
    size_t assertions;
    size_t at;
    size_t padding;

    rig_put_bytes(out, init);
    g_return_val_if_fail(rig_box_find(out->data, out->len, "uuid", &uuid), NULL);
    store = uuid.offset + 45;
    manifest = superbox_content(out->data, store);
    assertions = superbox_content(out->data, manifest);
    at = first ? superbox_content(out->data, assertions)
               : assertions + rig_get_u32(out->data + assertions);
    padding = uuid.offset + uuid.size - store - rig_get_u32(out->data + store);
    if (padding >= delta)
        g_byte_array_remove_range(out, (guint)(uuid.offset + uuid.size - delta),
                                  delta); /* moov stays in its place */
    else
        grow_box(out->data + uuid.offset, delta);
    grow_box(out->data + store, delta);
    grow_box(out->data + manifest, delta);
    grow_box(out->data + assertions, delta);
    g_byte_array_set_size(out, out->len + delta);
    memmove(out->data + at + delta, out->data + at, out->len - delta - at);
    memcpy(out->data + at, g_bytes_get_data(box, NULL), delta);
    return g_byte_array_free_to_bytes(out);
}
