/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Init segment, manifest and session keys (attacks.md, INI), and who signs (PKI). Twists are made
 * before signing wherever that is the point.
 */
#include "tests/unit/world.h"

#include <string.h>

typedef struct {
    const char *id;
    RigSessionSpec spec;
    const char *reason;
} SignedCase;

typedef struct {
    const char *id;
    void (*twist)(World *world, GByteArray *init); /* after signing */
    const char *reason;
} TwistedCase;

static RigSessionKey *
first_key(GPtrArray *keys)
{
    return g_ptr_array_index(keys, 0);
}

static void
binding_missing(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    first_key(keys)->binding_absent = true;
}

static void
binding_attached(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    first_key(keys)->binding_attached = true;
}

static void
binding_over_another_certificate(GPtrArray *keys, gpointer data)
{
    first_key(keys)->binding_cert = g_bytes_ref(data);
}

static void
binding_by_another_key(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    first_key(keys)->binding_key = rig_key_new_for_alg(RIG_ALG_ES256);
}

static void
five_keys(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    for (guint i = 1; i < 5; i++) {
        RigSessionKey *copy = rig_session_key_copy(first_key(keys));
        uint8_t kid = (uint8_t)i;

        g_bytes_unref(copy->kid);
        copy->kid = g_bytes_new(&kid, 1);
        g_ptr_array_add(keys, copy);
    }
}

static void
same_kid_twice(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_add(keys, rig_session_key_copy(first_key(keys)));
}

static void
extra_field(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    if (first_key(keys)->more == NULL)
        first_key(keys)->more = rig_map_new();
    rig_map_put(first_key(keys)->more, "extra", rig_item_uint(1));
}

static void
validity_zero(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    first_key(keys)->validity = 0;
}

static void
validity_huge(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    first_key(keys)->validity = UINT64_MAX;
}

static void
created_unreadable(GPtrArray *keys, gpointer data)
{
    g_free(first_key(keys)->created_at);
    first_key(keys)->created_at = g_strdup(data);
}

static RigAssertion *
find(GPtrArray *assertions, const char *label)
{
    for (guint i = 0; i < assertions->len; i++) {
        RigAssertion *assertion = g_ptr_array_index(assertions, i);

        if (strcmp(assertion->label, label) == 0)
            return assertion;
    }
    g_assert_not_reached();
}

static void
assertion_unreferenced(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_add(assertions,
                    rig_assertion_new("com.example.more", rig_item_uint(1), RIG_LIST_NONE));
}

static void
assertion_further(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_add(assertions,
                    rig_assertion_new("com.example.more", rig_item_uint(1), RIG_LIST_GATHERED));
}

static void
assertion_absent(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    find(assertions, "c2pa.session-keys")->box_absent = true;
    g_ptr_array_add(assertions,
                    rig_assertion_new("com.example.more", rig_item_uint(1), RIG_LIST_CREATED));
}

static void
assertion_hash_wrong(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    find(assertions, "c2pa.session-keys")->hash =
        g_bytes_new_static("01234567890123456789012345678901", 32);
}

static void
assertion_elsewhere(GPtrArray *assertions, gpointer url)
{
    find(assertions, "c2pa.session-keys")->url = g_strdup(url);
}

static void
assertion_named_twice(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    find(assertions, "c2pa.session-keys")->list = RIG_LIST_BOTH;
}

static void
keys_gathered(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    find(assertions, "c2pa.session-keys")->list = RIG_LIST_GATHERED;
}

static void
binding_gathered(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    find(assertions, "c2pa.hash.bmff.v3")->list = RIG_LIST_GATHERED;
}

static void
second_binding(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    RigAssertion *copy = rig_assertion_copy(find(assertions, "c2pa.hash.bmff.v3"));

    g_free(copy->label);
    copy->label = g_strdup("c2pa.hash.bmff.v3__1");
    g_ptr_array_add(assertions, copy);
}

static void
second_key_list(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    RigAssertion *copy = rig_assertion_copy(find(assertions, "c2pa.session-keys"));

    g_free(copy->label);
    copy->label = g_strdup("c2pa.session-keys__1");
    copy->list = RIG_LIST_GATHERED;
    g_ptr_array_add(assertions, copy);
}

static void
ingredient(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_add(assertions,
                    rig_assertion_new("c2pa.ingredient.v3", rig_item_uint(1), RIG_LIST_CREATED));
}

static void
salted(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    find(assertions, "c2pa.session-keys")->salt = g_bytes_new_static("0123456789abcdef", 16);
}

static void
redacts(RigMap *claim, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(claim, "redacted_assertions", rig_item_array(rig_item_text("self#jumbf=x"), NULL));
}

static void
claim_indefinite(RigMap *claim, G_GNUC_UNUSED gpointer data)
{
    claim->form = RIG_MAP_INDEFINITE;
}

static void
unprotected_label(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(cose->unprotected, "note", rig_item_uint(1));
}

static void
pad_of_zeros(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    static const uint8_t zeros[1000];

    rig_map_put(cose->unprotected, "pad", rig_item_bytes(zeros, sizeof zeros));
}

static void
pad_not_zero(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(cose->unprotected, "pad", rig_item_bytes("\0\0\1", 3));
}

static void
claim_signature_wrong(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->form = RIG_SIGNATURE_WRONG;
}

static void
claim_attached(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->detached = false;
}

static void
claim_alg_of_another_key(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_ALG, rig_item_int(-35));
}

static void
chain_absent(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop_int(cose->protected_map, RIG_COSE_X5CHAIN);
}

static void
put_chain(RigCose *cose, GBytes **ders, size_t n)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (size_t i = 0; i < n; i++)
        g_ptr_array_add(items,
                        rig_item_bytes(g_bytes_get_data(ders[i], NULL), g_bytes_get_size(ders[i])));
    rig_map_put_int(cose->protected_map, RIG_COSE_X5CHAIN, rig_item_array_of(items));
}

static void
chain_with_root(RigCose *cose, gpointer data)
{
    World *world = data;
    GBytes *ders[] = { g_ptr_array_index(world->front->chain, 0),
                       g_ptr_array_index(world->front->chain, 1), world->maker->root };

    put_chain(cose, ders, 3);
}

static void
chain_of_leaf_and_root(RigCose *cose, gpointer data)
{
    World *world = data;
    GBytes *ders[] = { g_ptr_array_index(world->front->chain, 0), world->maker->root };

    put_chain(cose, ders, 2);
}

static void
chain_too_large(RigCose *cose, gpointer data)
{
    World *world = data;
    g_autoptr(GByteArray) large = world_copy(g_ptr_array_index(world->front->chain, 1));
    g_autoptr(GBytes) der = NULL;
    GBytes *ders[2] = { g_ptr_array_index(world->front->chain, 0), NULL };

    g_byte_array_set_size(large, 4097);
    der = g_byte_array_free_to_bytes(g_steal_pointer(&large));
    ders[1] = der;
    put_chain(cose, ders, 2);
}

static void
second_manifest(GPtrArray *manifests, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_add(manifests, g_bytes_ref(g_ptr_array_index(manifests, 0)));
}

static void
signature_before_claim(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    gpointer claim = boxes->pdata[1];

    boxes->pdata[1] = boxes->pdata[2];
    boxes->pdata[2] = claim;
}

static void
no_signature(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_set_size(boxes, 2);
}

static void
add_file_box(GPtrArray *boxes, const char *type, int at)
{
    g_autoptr(GBytes) content = g_bytes_new_static("\0\0\0\0", 4);

    g_ptr_array_insert(boxes, at, rig_box_new(type, content));
}

static void
mdat_inside(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    add_file_box(boxes, "mdat", -1);
}

static void
moof_inside(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    add_file_box(boxes, "moof", -1);
}

static void
free_inside(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    add_file_box(boxes, "free", 1);
}

static void
manifest_box_twice(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_insert(boxes, 1, g_bytes_ref(boxes->pdata[1]));
}

static void
brand_unknown(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_bytes_unref(boxes->pdata[0]);
    boxes->pdata[0] = g_bytes_new_static("\0\0\0\x14"
                                         "ftypiso5\0\0\2\0evil",
                                         20);
}

static void
action_is_edited(RigMap *actions, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(RigMap) action = rig_map_new();

    rig_map_put(action, "action", rig_item_text("c2pa.edited"));
    rig_map_put(actions, "actions", rig_item_array(rig_map_item(action), NULL));
}

static void
init_hash_alg(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "alg", rig_item_text("md5"));
}

static void
init_hash_merkle(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "merkle", rig_item_array(rig_item_uint(0), NULL));
}

static void
init_hash_null_fields(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "merkle", rig_item_null());
}

#define hook(field, function)                                                                      \
    {                                                                                              \
        .hooks = {.field = function }                                                              \
    }
#define hook_with(field, function, data)                                                           \
    {                                                                                              \
        .hooks = {.field = function, .user_data = (gpointer)(data) }                               \
    }

static const SignedCase signed_cases[] = {
    { "INI-00/plain", { 0 }, "none" },
    { "INI-10/two-manifest-boxes", hook(file, manifest_box_twice), "duplicate-header" },
    { "INI-11/two-manifests", hook(store, second_manifest), "bad-manifest" },
    { "INI-11/update-manifest", { .type = "c2um" }, "bad-manifest" },
    { "INI-11/signature-before-claim", hook(manifest, signature_before_claim), "bad-manifest" },
    { "INI-11/no-signature", hook(manifest, no_signature), "bad-manifest" },
    { "INI-12/assertion-by-http",
      hook_with(assertions, assertion_elsewhere, "https://example.net/keys"), "bad-manifest" },
    { "INI-12/assertion-of-another-manifest",
      hook_with(assertions,
                assertion_elsewhere,
                "self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/c2pa.session-keys"),
      "bad-manifest" },
    { "INI-13/binding-missing", hook(session_keys, binding_missing), "unproven-session-key" },
    { "INI-13/binding-attached", hook(session_keys, binding_attached), "unproven-session-key" },
    { "INI-13/binding-by-another-key", hook(session_keys, binding_by_another_key),
      "unproven-session-key" },
    { "INI-14/five-keys", hook(session_keys, five_keys), "too-large" },
    { "INI-14/same-kid-twice", hook(session_keys, same_kid_twice), "unproven-session-key" },
    { "INI-14/extra-field", hook(session_keys, extra_field), "unproven-session-key" },
    { "INI-15/validity-0", hook(session_keys, validity_zero), "session-key-time" },
    { "INI-15/validity-beyond-all-bounds", hook(session_keys, validity_huge), "none" },
    { "INI-15/created-in-ten-minutes",
      hook_with(session_keys, created_unreadable, "2026-11-22T06:10:02Z"), "session-key-time" },
    { "INI-15/created-yesterday",
      hook_with(session_keys, created_unreadable, "2026-11-21T05:00:00Z"), "session-key-time" },
    { "INI-15/created-with-a-space",
      hook_with(session_keys, created_unreadable, "2026-11-22 06:00:00Z"), "session-key-time" },
    { "INI-15/offset-of-24-hours",
      hook_with(session_keys, created_unreadable, "2026-11-22T06:00:00+24:00"),
      "session-key-time" },
    { "INI-16/first-number-later", { .min_sequence = 5 }, "session-key-time" },
    { "INI-17/mdat-inside", hook(file, mdat_inside), "bad-init" },
    { "INI-17/moof-inside", hook(file, moof_inside), "bad-init" },
    { "INI-18/free-box", hook(file, free_inside), "bad-container" },
    { "INI-18/unknown-brand", hook(file, brand_unknown), "bad-container" },
    { "INI-20/hash-of-an-assertion-wrong", hook(assertions, assertion_hash_wrong), "bad-manifest" },
    { "INI-20/assertion-missing", hook(assertions, assertion_absent), "bad-manifest" },
    { "INI-20/redacted", hook(claim, redacts), "bad-manifest" },
    { "INI-20/salted-assertion-is-fine", hook(assertions, salted), "none" },
    { "INI-20/further-assertion-is-fine", hook(assertions, assertion_further), "none" },
    { "INI-20/indefinite-claim-is-fine", hook(claim, claim_indefinite), "none" },
    { "INI-21/algorithm-of-another-key", hook(signature, claim_alg_of_another_key), "algorithm" },
    { "INI-21/chain-absent", hook(signature, chain_absent), "untrusted-chain" },
    { "INI-22/other-uuid", { .uuid = "d8fec3d61a964f32b4f7a3ae58a2d36d" }, "unsigned" },
    { "INI-26/unreferenced-assertion", hook(assertions, assertion_unreferenced), "bad-manifest" },
    { "INI-27/hard-binding-only-gathered", hook(assertions, binding_gathered), "bad-manifest" },
    { "INI-27/two-hard-bindings", hook(assertions, second_binding), "bad-manifest" },
    { "INI-27/session-keys-twice", hook(assertions, second_key_list), "bad-manifest" },
    { "INI-27/session-keys-named-twice", hook(assertions, assertion_named_twice), "bad-manifest" },
    { "INI-27/session-keys-gathered-are-fine", hook(assertions, keys_gathered), "none" },
    { "INI-27/ingredient", hook(assertions, ingredient), "bad-manifest" },
    { "INI-27/first-action-edits", hook(actions, action_is_edited), "bad-manifest" },
    { "INI-27/hash-by-md5", hook(hard_binding, init_hash_alg), "bad-manifest" },
    { "INI-27/merkle-tree", hook(hard_binding, init_hash_merkle), "bad-manifest" },
    { "INI-27/null-counts-as-absent", hook(hard_binding, init_hash_null_fields), "none" },
    { "INI-28/unprotected-label", hook(signature, unprotected_label), "bad-manifest" },
    { "INI-28/pad-of-zeros-is-fine", hook(signature, pad_of_zeros), "none" },
    { "INI-28/pad-not-zero", hook(signature, pad_not_zero), "bad-manifest" },
    { "INI-29/claim-signature-false", hook(signature, claim_signature_wrong), "bad-signature" },
    { "INI-29/claim-attached", hook(signature, claim_attached), "bad-manifest" },
};

static void
flip(GByteArray *init, const char *path, size_t at)
{
    init->data[world_find(init, path) + at] ^= 1;
}

static void
sps_changed(G_GNUC_UNUSED World *world, GByteArray *init)
{
    size_t stsd = world_find(init, "moov/trak/mdia/minf/stbl/stsd");

    init->data[stsd + 16 + 86 + 8 + 12] ^= 1;
}

static void
trex_changed(G_GNUC_UNUSED World *world, GByteArray *init)
{
    flip(init, "moov/mvex/trex", 31);
}

static void
manifest_stripped(G_GNUC_UNUSED World *world, GByteArray *init)
{
    size_t at = world_find(init, "uuid");

    g_byte_array_remove_range(init, (guint)at, rig_get_u32(init->data + at));
}

static void
truncated_to_nothing(G_GNUC_UNUSED World *world, GByteArray *init)
{
    g_byte_array_set_size(init, 0);
}

static void
inject_keys(World *world, GByteArray *init, bool first)
{
    g_autoptr(RigSession) other = world_session(world, world->stranger, 0, NULL);
    g_autoptr(GByteArray) theirs = world_copy(other->init);
    g_autoptr(GBytes) whole = g_bytes_new(init->data, init->len);
    g_autoptr(GBytes) injected = NULL;
    g_autoptr(GBytes) box = NULL;
    RigBox store;
    size_t at = world_find(theirs, "uuid") + 45, label = 0;

    /* The stranger's session-keys superbox: found by its label inside the store. */
    store.size = rig_get_u32(theirs->data + at);
    for (size_t i = at; i + 17 < at + store.size; i++) {
        if (memcmp(theirs->data + i, "c2pa.session-keys", 18) == 0) {
            label = i;
            break;
        }
    }
    g_assert_cmpuint(label, >, 0);
    at = label - 8 - 8 - 17;
    box = g_bytes_new(theirs->data + at, rig_get_u32(theirs->data + at));
    injected = rig_manifest_inject(whole, box, first);
    g_byte_array_set_size(init, 0);
    g_byte_array_append(init, g_bytes_get_data(injected, NULL), (guint)g_bytes_get_size(injected));
}

static void
keys_injected_first(World *world, GByteArray *init)
{
    inject_keys(world, init, true);
}

static void
keys_injected_last(World *world, GByteArray *init)
{
    inject_keys(world, init, false);
}

static const TwistedCase twisted_cases[] = {
    { "HDR-02/manifest-stripped", manifest_stripped, "unsigned" },
    { "INI-03/parameter-set-changed", sps_changed, "bad-manifest" },
    { "INI-08/defaults-changed", trex_changed, "bad-manifest" },
    { "INI-25/empty", truncated_to_nothing, "bad-container" },
    { "INI-26/keys-injected-first", keys_injected_first, "bad-manifest" },
    { "INI-26/keys-injected-last", keys_injected_last, "bad-manifest" },
};

static void
test_signed(World *world, gconstpointer data)
{
    const SignedCase *c = data;
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &c->spec);

    world_assert_reason(world_submit_first(world, session), c->reason);
}

static void
test_twisted(World *world, gconstpointer data)
{
    const TwistedCase *c = data;
    g_autoptr(GByteArray) copy = world_copy(world->session->init);
    g_autoptr(GBytes) init = NULL;
    ProvVerdict verdict;

    c->twist(world, copy);
    init = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    verdict = prov_gate_submit_init(world->gate, init, &world->now);
    world_assert_reason(verdict, c->reason);
}

/* INI-13, INI-21, PKI-15: hooks that need certificates of this world. */
static void
test_hook_with_world(World *world, gconstpointer data)
{
    static const struct {
        const char *reason;
        void (*signature)(RigCose *cose, gpointer user_data);
    } chains[] = {
        { "untrusted-chain", chain_with_root },
        { "untrusted-chain", chain_of_leaf_and_root },
        { "too-large", chain_too_large },
    };
    size_t i = GPOINTER_TO_SIZE(data);
    const RigSessionSpec spec = { .hooks = { .signature = chains[i].signature,
                                             .user_data = world } };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);

    world_assert_reason(world_submit_first(world, session), chains[i].reason);
}

static void
test_binding_over_another_certificate(World *world, G_GNUC_UNUSED gconstpointer data)
{
    const RigSessionSpec spec = { .hooks = { .session_keys = binding_over_another_certificate,
                                             .user_data = world->nursery->leaf } };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);

    world_assert_reason(world_submit_first(world, session), "unproven-session-key");
}

#define add(name, data, function)                                                                  \
    g_test_add("/init/" name, World, data, world_set_up, function, world_tear_down)
#define add_all(cases, function)                                                                   \
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {                                             \
        g_autofree char *path = g_strconcat("/init/", cases[i].id, NULL);                          \
                                                                                                   \
        g_test_add(path, World, &cases[i], world_set_up, function, world_tear_down);               \
    }

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_all(signed_cases, test_signed);
    add_all(twisted_cases, test_twisted);
    add("INI-13/binding-over-another-certificate", NULL, test_binding_over_another_certificate);
    add("INI-21/chain-with-root", GSIZE_TO_POINTER(0), test_hook_with_world);
    add("INI-21/chain-of-leaf-and-root", GSIZE_TO_POINTER(1), test_hook_with_world);
    add("PKI-15/certificate-over-4-kib", GSIZE_TO_POINTER(2), test_hook_with_world);
    return g_test_run();
}
