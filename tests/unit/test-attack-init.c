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

typedef struct {
    const char *id;
    void (*edit)(RigCertSpec *spec, World *world);
    const char *reason;
} CertCase;

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

static ProvVerdict
judge_first_unit(World *world, const RigSession *session)
{
    g_autoptr(GBytes) segment = world_segment(world, session, 1, NULL);

    return world_submit(world, session->init, segment);
}

static void
test_signed(World *world, gconstpointer data)
{
    const SignedCase *c = data;
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &c->spec);

    world_assert_reason(judge_first_unit(world, session), c->reason);
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

    world_assert_reason(judge_first_unit(world, session), chains[i].reason);
}

static void
test_binding_over_another_certificate(World *world, G_GNUC_UNUSED gconstpointer data)
{
    const RigSessionSpec spec = { .hooks = { .session_keys = binding_over_another_certificate,
                                             .user_data = world->nursery->leaf } };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);

    world_assert_reason(judge_first_unit(world, session), "unproven-session-key");
}

/* A moov of the test's own making, signed: the grammar refuses it, not the hash. */
static void
assert_moov(World *world, GByteArray *moov, const char *reason)
{
    g_autoptr(GBytes) bytes = g_bytes_new(moov->data, moov->len);
    g_autoptr(RigSession) session = rig_session_new(world->front, bytes, WORLD_NOW_US, NULL);
    ProvVerdict verdict = prov_gate_submit_init(world->gate, session->init, &world->now);

    world_assert_reason(verdict, reason);
}

static void
insert_into_moov(GByteArray *moov, const void *data, guint len)
{
    uint32_t size = rig_get_u32(moov->data) + len;
    const uint8_t bytes[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8),
                               (uint8_t)size };

    g_byte_array_append(moov, data, len);
    memcpy(moov->data, bytes, sizeof bytes);
}

static void
test_moov(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *path;
        size_t at;
        uint8_t value;
        const char *reason;
    } edits[] = {
        { "moov/trak/mdia/minf/stbl/stsd", 16 + 4, 'e', "codec-config" }, /* INI-04 evc1 */
        { "moov/trak/mdia/minf/dinf/dref", 16 + 11, 0, "codec-config" },  /* INI-04 dref */
        { "moov/mvex/trex", 15, 2, "bad-container" },                     /* INI-06 */
        { "moov/trak/mdia/minf/stbl/stts", 15, 1, "bad-container" },      /* samples */
        { "moov/trak/mdia/minf/stbl/stsd", 16 + 86 + 8 + 4, 0xfc, "bad-container" }, /* BOX-22 */
        { "moov/trak/mdia/hdlr", 16, 's', "bad-container" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
        g_autoptr(GByteArray) moov = world_copy(world->moov);

        g_test_message("%s at %zu", edits[i].path, edits[i].at);
        moov->data[world_find(moov, edits[i].path) + edits[i].at] = edits[i].value;
        assert_moov(world, moov, edits[i].reason);
    }
}

/* INI-05, INI-09. */
static void
test_moov_with_more(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GByteArray) two_tracks = world_copy(world->moov);
    g_autoptr(GByteArray) protected_one = world_copy(world->moov);
    size_t trak = world_find(two_tracks, "moov/trak");
    g_autofree uint8_t *copy =
        g_memdup2(two_tracks->data + trak, rig_get_u32(two_tracks->data + trak));

    insert_into_moov(two_tracks, copy, rig_get_u32(copy));
    assert_moov(world, two_tracks, "bad-container");
    insert_into_moov(protected_one, "\0\0\0\x08pssh", 8);
    assert_moov(world, protected_one, "bad-container");
}

/* DEC-02: a picture larger than any decoder here is asked to make. */
static void
test_picture_size(World *world, gconstpointer data)
{
    uint16_t width = (uint16_t)GPOINTER_TO_UINT(data);
    g_autoptr(GBytes) avcc = rig_sample_avcc(width, 2304);
    const RigTrack track = {
        .width = width, .height = 2304, .timescale = WORLD_SCALE, .avcc = avcc
    };
    g_autoptr(GBytes) bytes = rig_mp4_moov(&track);
    g_autoptr(GByteArray) moov = world_copy(bytes);

    assert_moov(world, moov, width <= 4096 ? "none" : "codec-config");
}

static void
expired(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->not_after = WORLD_NOW_US / G_USEC_PER_SEC - 1;
}

static void
not_yet_valid(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->not_before = WORLD_NOW_US / G_USEC_PER_SEC + 3600;
}

static void
self_signed(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->issuer = NULL;
    spec->issuer_key = NULL;
}

static void
for_servers(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->ext_key_usage = "serverAuth,1.3.6.1.4.1.62558.2.1";
}

static void
for_anything(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->ext_key_usage = "anyExtendedKeyUsage,1.3.6.1.4.1.62558.2.1";
}

static void
for_mail_only(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->ext_key_usage = "emailProtection";
}

static void
leaf_is_ca(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->basic_constraints = "critical,CA:TRUE,pathlen:0";
    spec->key_usage = "critical,digitalSignature,keyCertSign";
}

static void
more_key_usage(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->key_usage = "critical,digitalSignature,keyEncipherment";
}

static void
unknown_critical(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->critical_oid = "1.2.3.4.5";
}

static void
unknown_plain(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->plain_oid = "1.2.3.4.5";
}

static void
negative_number(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->number = "-01";
}

static void
demo_extension(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->demo_oid = RIG_DEMO_OID;
}

static void
no_authority_key(RigCertSpec *spec, G_GNUC_UNUSED World *world)
{
    spec->omit = RIG_CERT_NO_AKI;
}

static void
other_issuer(RigCertSpec *spec, World *world)
{
    spec->issuer = world->other_maker->ca;
    spec->issuer_key = world->other_maker->ca_key;
}

static const CertCase cert_cases[] = {
    { "PKI-01/self-signed", self_signed, "untrusted-anchor" },
    { "PKI-01/PKI-14/of-another-maker", other_issuer, "untrusted-anchor" },
    { "PKI-02/expired", expired, "certificate-time" },
    { "PKI-03/not-yet-valid", not_yet_valid, "certificate-time" },
    { "PKI-09/for-servers", for_servers, "certificate-profile" },
    { "PKI-09/for-anything", for_anything, "certificate-profile" },
    { "PKI-09/for-mail-only", for_mail_only, "certificate-profile" },
    { "PKI-10/is-a-ca", leaf_is_ca, "certificate-profile" },
    { "PKI-12/more-key-usage", more_key_usage, "certificate-profile" },
    { "PKI-12/unknown-critical-extension", unknown_critical, "certificate-profile" },
    { "PKI-12/unknown-extension-is-fine", unknown_plain, "none" },
    { "PKI-12/negative-serial-number", negative_number, "certificate-profile" },
    { "PKI-12/no-authority-key-identifier", no_authority_key, "certificate-profile" },
    { "PKI-16/demo-identity", demo_extension, "demo-identity" },
};

/* The pinned key, under another certificate: only the certificate is wrong. */
static void
test_certificate(World *world, gconstpointer data)
{
    const CertCase *c = data;
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;

    c->edit(&spec, world);
    identity = rig_identity_new_from_spec(world->maker, &spec);
    if (c->edit == other_issuer) {
        g_bytes_unref(identity->chain->pdata[1]);
        identity->chain->pdata[1] = g_bytes_ref(world->other_maker->ca);
    } else if (c->edit == self_signed) {
        g_ptr_array_set_size(identity->chain, 1);
    }
    session = world_session(world, identity, 0, NULL);
    world_assert_reason(judge_first_unit(world, session), c->reason);
}

/* A whole demo chain: admitted in the demo domain of a demo build, and nowhere else. */
static void
test_demo_chain(World *world, gconstpointer data)
{
    bool demo_domain = GPOINTER_TO_INT(data) != 0;
    g_autoptr(RigMaker) maker = rig_maker_new("demo-maker", 0);
    g_autoptr(RigIdentity) camera =
        rig_identity_new_camera(maker, "front", "D-0001", RIG_ALG_ES256);
    g_autoptr(RigSession) session = world_session(world, camera, 0, NULL);

    prov_gate_free(world->gate);
    prov_expectation_unref(world->expectation);
    world->expectation = world_expect(camera, maker);
    world->expectation->demo = demo_domain;
    world->gate = prov_gate_new(world->expectation);
    world_assert_reason(judge_first_unit(world, session),
                        OWNVIEW_DEMO && demo_domain ? "none" : "demo-identity");
}

/* SUB-09: the pinned key under a renewed certificate of the same issuer. */
static void
test_renewed_certificate(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) renewed = rig_identity_new_from_spec(world->maker, &spec);
    g_autoptr(RigSession) session = world_session(world, renewed, 0, NULL);

    g_assert_false(g_bytes_equal(renewed->leaf, world->front->leaf));
    world_assert_reason(judge_first_unit(world, session), "none");
}

static void
use_crl(World *world, GBytes *crl, GBytes *root_crl)
{
    world->expectation->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    if (crl != NULL)
        g_ptr_array_add(world->expectation->crls, crl);
    g_ptr_array_add(world->expectation->crls, root_crl);
}

/* PKI-04, PKI-05: revoked is refused; a list that says nothing of now is a note. */
static void
test_revocation(World *world, gconstpointer data)
{
    int64_t now = WORLD_NOW_US / G_USEC_PER_SEC;
    ProvVerdict verdict;

    switch (GPOINTER_TO_INT(data)) {
    case 0:
        use_crl(world, rig_maker_make_crl(world->maker, world->front->leaf, now - 60),
                rig_maker_make_root_crl(world->maker, false, now - 60));
        world_assert_reason(judge_first_unit(world, world->session), "revoked");
        break;
    case 1:
        use_crl(world, rig_maker_make_crl(world->maker, NULL, now - 60),
                rig_maker_make_root_crl(world->maker, true, now - 60));
        world_assert_reason(judge_first_unit(world, world->session), "revoked");
        break;
    case 2:
        use_crl(world, rig_maker_make_crl(world->maker, NULL, now - 60),
                rig_maker_make_root_crl(world->maker, false, now - 60));
        verdict = judge_first_unit(world, world->session);
        world_assert_reason(verdict, "none");
        g_assert_cmpuint(verdict.notes, ==, 0);
        break;
    default:
        use_crl(world, rig_maker_make_crl(world->maker, NULL, now - 400 * 86400),
                rig_maker_make_root_crl(world->maker, false, now - 60));
        verdict = judge_first_unit(world, world->session);
        world_assert_reason(verdict, "none");
        g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_REVOCATION_STALE);
        break;
    }
}

/* Time goes on under a judged init: its certificate and its keys expire in the middle of a stream.
 */
static void
test_expires_in_the_middle(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec = rig_maker_leaf_spec(world->maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    g_autoptr(GBytes) first = NULL;
    g_autoptr(GBytes) second = NULL;

    spec.not_after = WORLD_NOW_US / G_USEC_PER_SEC + 3;
    identity = rig_identity_new_from_spec(world->maker, &spec);
    session = world_session(world, identity, 0, NULL);
    first = world_segment(world, session, 1, NULL);
    second = world_segment(world, session, 4, NULL);
    world_assert_reason(world_submit(world, session->init, first), "none");
    world_at(world, 0, 4);
    world_assert_reason(world_submit(world, session->init, second), "certificate-time");
}

/* CLK-01: with nothing but a floor, what is surely over is over, and the rest is not known. */
static void
test_floor(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) later = world_session(world, world->front, 86400 * 30, NULL);

    world->now.trust = PROV_CLOCK_FLOOR;
    world_assert_reason(judge_first_unit(world, later), "none");
    world->now.wall_us += INT64_C(86400) * 60 * G_USEC_PER_SEC;
    world_assert_reason(judge_first_unit(world, later), "session-key-time");
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
    add_all(cert_cases, test_certificate);
    add("INI-04/INI-06/BOX-22/moov-fields", NULL, test_moov);
    add("INI-05/INI-09/second-track-or-protection", NULL, test_moov_with_more);
    add("INI-13/binding-over-another-certificate", NULL, test_binding_over_another_certificate);
    add("INI-21/chain-with-root", GSIZE_TO_POINTER(0), test_hook_with_world);
    add("INI-21/chain-of-leaf-and-root", GSIZE_TO_POINTER(1), test_hook_with_world);
    add("PKI-15/certificate-over-4-kib", GSIZE_TO_POINTER(2), test_hook_with_world);
    add("DEC-02/4096x2304-is-fine", GUINT_TO_POINTER(4096), test_picture_size);
    add("DEC-02/4112x2304", GUINT_TO_POINTER(4112), test_picture_size);
    add("SUB-09/renewed-certificate", NULL, test_renewed_certificate);
    add("PKI-16/demo-chain-in-the-demo-domain", GINT_TO_POINTER(1), test_demo_chain);
    add("PKI-16/demo-chain-elsewhere", GINT_TO_POINTER(0), test_demo_chain);
    add("PKI-04/leaf-revoked", GINT_TO_POINTER(0), test_revocation);
    add("PKI-04/issuer-revoked", GINT_TO_POINTER(1), test_revocation);
    add("PKI-04/nobody-revoked", GINT_TO_POINTER(2), test_revocation);
    add("PKI-05/list-is-old", GINT_TO_POINTER(3), test_revocation);
    add("PKI-02/expires-in-the-middle", NULL, test_expires_in_the_middle);
    add("CLK-01/floor", NULL, test_floor);
    return g_test_run();
}
