/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who signs, at the borders: the shapes of x5chain, paths that end in the wrong place, and what
 * makes a stranger's key the linked camera's own new one.
 */
#include "client/provenance/prov-identity.h"
#include "tests/unit/border.h"

#include <string.h>

static void
chain_is(RigCose *cose, gpointer hex)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_X5CHAIN, rig_item_hex(hex));
}

static void
leaf_in_pieces(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(
        cose->protected_map, RIG_COSE_X5CHAIN,
        rig_item_indefinite(RIG_CBOR_BYTES, rig_item_bytes_of(border_world.front->leaf)));
}

/* [leaf, CA], either of them in pieces. */
static void
list_in_pieces(RigCose *cose, gpointer at)
{
    GBytes *items[] = { rig_item_bytes_of(border_world.front->leaf),
                        rig_item_bytes_of(border_world.maker->ca) };
    size_t i = GPOINTER_TO_SIZE(at);

    items[i] = rig_item_indefinite(RIG_CBOR_BYTES, items[i]);
    rig_map_put_int(cose->protected_map, RIG_COSE_X5CHAIN,
                    rig_item_array(items[0], items[1], NULL));
}

static void
leaf_of(RigCose *cose, gpointer len)
{
    g_autofree uint8_t *zeros = g_malloc0(GPOINTER_TO_SIZE(len));

    rig_map_put_int(cose->protected_map, RIG_COSE_X5CHAIN,
                    rig_item_bytes(zeros, GPOINTER_TO_SIZE(len)));
}

static void
list_of_leaf(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_X5CHAIN,
                    rig_item_array(rig_item_bytes_of(border_world.front->leaf), NULL));
}

static void
leaf_and(RigCose *cose, gpointer hex)
{
    rig_map_put_int(
        cose->protected_map, RIG_COSE_X5CHAIN,
        rig_item_array(rig_item_bytes_of(border_world.front->leaf), rig_item_hex(hex), NULL));
}

static void
leaf_alone(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_X5CHAIN,
                    rig_item_bytes_of(border_world.front->leaf));
}

static void
leaf_twice(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_X5CHAIN,
                    rig_item_array(rig_item_bytes_of(border_world.front->leaf),
                                   rig_item_bytes_of(border_world.front->leaf), NULL));
}

static void
ca_of_another_maker(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_X5CHAIN,
                    rig_item_array(rig_item_bytes_of(border_world.front->leaf),
                                   rig_item_bytes_of(border_world.other_maker->ca), NULL));
}

#define HOOK(function, data)                                                                       \
    {                                                                                              \
        .hooks = {.signature = function, .user_data = (gpointer)(data) }                           \
    }
#define CHAIN "untrusted-chain"

static const char unread[] = "the certificate chain can't be read";
static const char no_leaf[] = "the signing certificate can't be read";
static const char no_issuer[] = "the issuing certificate can't be read";

static const BorderInit chains[] = {
    { "plain", { 0 }, NULL, NULL },
    { "null", HOOK(chain_is, "f6"), CHAIN, "the claim signature carries no certificate" },
    { "number", HOOK(chain_is, "01"), CHAIN, unread },
    { "text", HOOK(chain_is, "60"), CHAIN, unread },
    { "map", HOOK(chain_is, "a101f6"), CHAIN, unread },
    { "map-of-bytes", HOOK(chain_is, "a140f6"), CHAIN, unread },
    { "certificate-of-4-kib", HOOK(leaf_of, 4096), CHAIN, no_leaf },
    { "certificate-of-more", HOOK(leaf_of, 4097), "too-large", NULL },
    { "list-of-leaf", HOOK(list_of_leaf, NULL), "untrusted-anchor", NULL },
    { "empty-list", HOOK(chain_is, "80"), CHAIN, unread },
    { "list-of-three", HOOK(chain_is, "83404040"), CHAIN,
      "the certificate chain has more than two certificates" },
    { "list-of-a-number", HOOK(chain_is, "8101"), CHAIN, unread },
    { "list-of-text", HOOK(chain_is, "8160"), CHAIN, unread },
    { "empty-certificate", HOOK(chain_is, "40"), CHAIN, no_leaf },
    { "no-certificate", HOOK(chain_is, "420000"), CHAIN, no_leaf },
    { "in-pieces", HOOK(leaf_in_pieces, NULL), CHAIN, unread },
    { "first-in-pieces", HOOK(list_in_pieces, 0), CHAIN, unread },
    { "second-in-pieces", HOOK(list_in_pieces, 1), CHAIN, unread },
    { "leaf-and-a-number", HOOK(leaf_and, "01"), CHAIN, unread },
    { "leaf-and-text", HOOK(leaf_and, "60"), CHAIN, unread },
    { "leaf-and-nothing", HOOK(leaf_and, "40"), CHAIN, no_issuer },
    { "leaf-alone", HOOK(leaf_alone, NULL), "untrusted-anchor", NULL },
    { "leaf-twice", HOOK(leaf_twice, NULL), CHAIN, NULL },
    { "ca-of-another-maker", HOOK(ca_of_another_maker, NULL), "untrusted-anchor", NULL },
};

static GPtrArray *
anchors_of(GBytes *der)
{
    GPtrArray *anchors = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    g_ptr_array_add(anchors, g_bytes_ref(der));
    return anchors;
}

static ProvVerdict
judge(World *world, RigIdentity *identity, RigManifestHooks hooks)
{
    const RigSessionSpec spec = { .hooks = hooks };
    g_autoptr(RigSession) session = world_session(world, identity, 0, &spec);

    return prov_gate_submit_init(world->gate, session->init, &world->now);
}

/* The maker's CA is known here: that path is built, and the second certificate that came along
 * is no part of it. */
static void
test_second_certificate(World *world, G_GNUC_UNUSED gconstpointer data)
{
    ProvVerdict verdict;

    g_ptr_array_unref(world->expectation->anchors);
    world->expectation->anchors = anchors_of(world->maker->root);
    g_ptr_array_add(world->expectation->anchors, g_bytes_ref(world->maker->ca));
    verdict = prov_gate_submit_init(world->gate, world->session->init, &world->now);
    world_assert_reason(verdict, "none");

    g_bytes_unref(world->front->chain->pdata[1]);
    world->front->chain->pdata[1] = g_bytes_ref(world->other_maker->ca);
    verdict = judge(world, world->front, (RigManifestHooks){ 0 });
    world_assert_reason(verdict, "untrusted-chain");
    g_assert_cmpstr(verdict.detail, ==, "the second certificate did not issue the first");
}

/* Whoever refuses says so in the answer as well as in the verdict. */
static void
assert_checked(World *world, const RigIdentity *identity, const char *reason)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_auto(ProvIdentity) read = { 0 };
    ProvVerdict verdict = { 0 };
    ProvReader der[PROV_MAX_CHAIN];
    bool good;

    for (guint i = 0; i < identity->chain->len; i++)
        der[i] = prov_reader_from_bytes(identity->chain->pdata[i]);
    g_assert_true(prov_identity_read_chain(crypto, der, identity->chain->len, &read, &verdict));
    good = prov_identity_check(crypto, &read, world->expectation, &world->now, &verdict);
    g_assert_true(good == (reason == NULL));
    world_assert_reason(verdict, reason != NULL ? reason : "unchecked");
}

/* One certificate too many is not even looked at; none is too few for nobody. */
static void
test_three_certificates(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    ProvReader leaf = prov_reader_from_bytes(world->front->leaf);
    const ProvReader der[] = { leaf, leaf, leaf };
    ProvIdentity read = { 0 };
    ProvVerdict verdict = { 0 };

    g_assert_false(prov_identity_read_chain(crypto, der, 3, &read, &verdict));
    world_assert_reason(verdict, "untrusted-chain");
    g_assert_cmpstr(verdict.detail, ==, "the certificate chain has more than two certificates");
    g_assert_null(read.leaf);
    assert_checked(world, world->front, NULL);
}

/* A production leaf below a demo CA is a demo identity. */
static void
test_demo_issuer(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigMaker) maker = rig_maker_new("maker-a", 0);
    RigCertSpec leaf = rig_maker_leaf_spec(maker, "front", "A-0001", world->front->key);
    g_autoptr(RigIdentity) identity = NULL;

    leaf.demo_oid = NULL;
    identity = rig_identity_new_from_spec(maker, &leaf);
    world_assert_reason(judge(world, identity, (RigManifestHooks){ 0 }), "demo-identity");
    g_clear_pointer(&world->expectation->anchors, g_ptr_array_unref); /* nothing else refuses it */
    assert_checked(world, identity, "demo-identity");
}

/* This camera was linked with another algorithm than the one it signs with now. */
static void
test_other_algorithm(World *world, G_GNUC_UNUSED gconstpointer data)
{
    ProvVerdict verdict;

    world->expectation->algorithms = PROV_ALG_ES384 | PROV_ALG_EDDSA;
    verdict = judge(world, world->front, (RigManifestHooks){ 0 });
    world_assert_reason(verdict, "algorithm");
    g_assert_cmpstr(verdict.detail, ==, "the claim signature's algorithm is not the certificate's");
    world->expectation->algorithms = PROV_ALG_ES256;
    world_assert_reason(judge(world, world->front, (RigManifestHooks){ 0 }), "none");
}

/* The front door signs where the nursery is selected: what of the link record it meets. */
typedef enum {
    SAME_SERIAL, /* the same serial number under the same issuer: its own new key */
    SAME_DEVICE, /* the same device key under another certificate */
    OTHER_DEVICE_FIRST,
    OTHER_DEVICE_LAST,
    NO_DEVICE,
    OTHER_SERIAL,
    NO_SERIAL,
    OTHER_ISSUER_FIRST,
    OTHER_ISSUER_LAST,
    NO_ANCHORS,
    OTHER_ANCHORS,
    ISSUER_UNREADABLE,
} Meets;

static const struct {
    const char *name;
    Meets meets;
    const char *reason;
} strangers[] = {
    { "same-serial-and-issuer", SAME_SERIAL, "identity-changed" },
    { "same-device-key", SAME_DEVICE, "identity-changed" },
    { "device-key-differs-at-its-begin", OTHER_DEVICE_FIRST, "wrong-camera" },
    { "device-key-differs-at-its-end", OTHER_DEVICE_LAST, "wrong-camera" },
    { "nothing-known", NO_DEVICE, "wrong-camera" },
    { "other-serial", OTHER_SERIAL, "wrong-camera" },
    { "serial-unknown", NO_SERIAL, "wrong-camera" },
    { "issuer-differs-at-its-begin", OTHER_ISSUER_FIRST, "wrong-camera" },
    { "issuer-differs-at-its-end", OTHER_ISSUER_LAST, "wrong-camera" },
    { "no-anchors", NO_ANCHORS, "wrong-camera" },
    { "anchors-of-another-maker", OTHER_ANCHORS, "wrong-camera" },
    { "issuer-unreadable", ISSUER_UNREADABLE, "wrong-camera" },
};

static void
meet(World *world, Meets meets)
{
    ProvExpectation *expectation = world->expectation;
    uint8_t nursery[PROV_PIN_LEN];

    rig_identity_get_pin(world->nursery, nursery);
    g_ptr_array_set_size(expectation->pins, 0);
    prov_expectation_add_pin(expectation, nursery);
    if (meets == SAME_DEVICE || meets == OTHER_DEVICE_FIRST || meets == OTHER_DEVICE_LAST
        || meets == NO_SERIAL)
        g_clear_pointer(&expectation->serial, g_free);
    if (meets == OTHER_DEVICE_FIRST)
        expectation->device[0] ^= 1;
    else if (meets == OTHER_DEVICE_LAST)
        expectation->device[PROV_PIN_LEN - 1] ^= 1;
    else if (meets != SAME_DEVICE)
        memcpy(expectation->device, nursery, sizeof nursery);
    expectation->has_device = meets != NO_DEVICE;
    expectation->issuer[0] ^= meets == OTHER_ISSUER_FIRST;
    expectation->issuer[PROV_PIN_LEN - 1] ^= meets == OTHER_ISSUER_LAST;
    if (meets == OTHER_SERIAL)
        expectation->serial[0] ^= 1;
    if (meets == NO_ANCHORS)
        g_clear_pointer(&expectation->anchors, g_ptr_array_unref);
    if (meets == OTHER_ANCHORS) {
        g_ptr_array_unref(expectation->anchors);
        expectation->anchors = anchors_of(world->other_maker->root);
    }
}

static void
test_stranger(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    RigManifestHooks hooks = { 0 };

    meet(world, strangers[i].meets);
    if (strangers[i].meets == ISSUER_UNREADABLE) {
        g_bytes_unref(world->front->chain->pdata[1]);
        world->front->chain->pdata[1] = g_bytes_new_static("\0", 1);
        g_ptr_array_add(world->expectation->anchors, g_bytes_ref(world->maker->ca));
    }
    world_assert_reason(judge(world, world->front, hooks), strangers[i].reason);
}

static void
wrong_signature(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->form = RIG_SIGNATURE_WRONG;
}

/* Who did not sign is not named, and its certificate makes no camera "renewed". */
static void
test_unsigned_stranger(World *world, G_GNUC_UNUSED gconstpointer data)
{
    const RigManifestHooks hooks = { .signature = wrong_signature };
    ProvVerdict verdict;

    meet(world, SAME_SERIAL);
    verdict = judge(world, world->front, hooks);
    world_assert_reason(verdict, "wrong-camera");
    g_assert_false(verdict.has_signer || verdict.signer_proven);
}

/* A stranger with a key of a kind that no camera has: no name either. */
static void
test_stranger_of_another_kind(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const RigKeyType kinds[] = { RIG_KEY_RSA, RIG_KEY_P521, RIG_KEY_SECP256K1 };

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(RigKey) key = rig_key_new(kinds[i]);
        RigCertSpec leaf = rig_maker_leaf_spec(world->maker, "other", "A-0009", key);
        g_autoptr(RigIdentity) identity = rig_identity_new_from_spec(world->maker, &leaf);
        ProvVerdict verdict = judge(world, identity, (RigManifestHooks){ 0 });

        world_assert_reason(verdict, "wrong-camera");
        g_assert_false(verdict.has_signer || verdict.signer_proven || verdict.selected);
    }
}

static void
expire(RigCertSpec *spec, G_GNUC_UNUSED gpointer data)
{
    spec->not_after = WORLD_NOW_US / G_USEC_PER_SEC - 1;
}

/* The serial number and the issuer of the link, under an issuer that has expired. */
static void
test_renewed_by_an_expired_issuer(World *world, gconstpointer data)
{
    bool expired = data != NULL;
    g_autoptr(RigMaker) maker =
        rig_maker_new_edited("maker-a", RIG_MAKER_PRODUCTION, NULL, expired ? expire : NULL, NULL);
    g_autoptr(RigIdentity) renewed =
        rig_identity_new_camera(maker, "front", "A-0001", RIG_ALG_ES256);

    g_ptr_array_unref(world->expectation->anchors);
    world->expectation->anchors = anchors_of(maker->root);
    rig_identity_get_issuer_pin(renewed, world->expectation->issuer);
    world_assert_reason(judge(world, renewed, (RigManifestHooks){ 0 }),
                        expired ? "wrong-camera" : "identity-changed");
}

#define add(name, function)                                                                        \
    g_test_add("/border/signer/" name, World, NULL, world_set_up, function, world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    border_add("signer/chain", chains, G_N_ELEMENTS(chains), border_test_judged);
    for (size_t i = 0; i < G_N_ELEMENTS(strangers); i++) {
        g_autofree char *path = g_strconcat("/border/signer/stranger/", strangers[i].name, NULL);

        g_test_add(path, World, GSIZE_TO_POINTER(i), world_set_up, test_stranger, world_tear_down);
    }
    add("second-certificate", test_second_certificate);
    add("three-certificates", test_three_certificates);
    add("demo-issuer", test_demo_issuer);
    add("other-algorithm", test_other_algorithm);
    add("unsigned-stranger", test_unsigned_stranger);
    add("stranger-of-another-kind", test_stranger_of_another_kind);
    add("renewed-by-an-issuer", test_renewed_by_an_expired_issuer);
    g_test_add("/border/signer/renewed-by-an-expired-issuer", World, GINT_TO_POINTER(1),
               world_set_up, test_renewed_by_an_expired_issuer, world_tear_down);
    return border_run();
}
