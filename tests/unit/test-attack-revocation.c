/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that are withdrawn (attacks.md, PKI-04 to PKI-06 and RACE-04): lists, blocked keys, and both
 * arriving while a camera is watched. */
#include "client/provenance/prov-chain.h"
#include "tests/unit/world.h"

#define DAY_S 86400

static int64_t
now_s(void)
{
    return WORLD_NOW_US / G_USEC_PER_SEC;
}

static GPtrArray *
bytes_array(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
}

/* A list of the maker's CA over the front door (or nobody), as it was @age days ago, for a year. */
static GBytes *
make_list(World *world, RigKey *key, bool revokes, int age, int64_t number, const char *critical)
{
    g_autoptr(GPtrArray) revoked = g_ptr_array_new();
    const RigCrlSpec spec = {
        .issuer = world->maker->ca,
        .issuer_key = key,
        .this_update = now_s() - 60 - (int64_t)age * DAY_S,
        .next_update = now_s() + 365 * DAY_S,
        .number = number,
        .revoked = revokes ? revoked : NULL,
        .critical_oid = critical,
    };

    g_ptr_array_add(revoked, world->front->leaf);
    return rig_cert_make_crl(&spec);
}

static GPtrArray *
with_root_list(World *world, GBytes *list)
{
    GPtrArray *lists = bytes_array();

    g_ptr_array_add(lists, list);
    g_ptr_array_add(lists, rig_maker_make_root_crl(world->maker, false, now_s() - 60));
    return lists;
}

/* PKI-06: a newer list in the CA's name by another key does not hide the one that revokes. */
static void
test_false_list_hides_nothing(World *world, G_GNUC_UNUSED gconstpointer data)
{
    GPtrArray *lists =
        with_root_list(world, make_list(world, world->maker->ca_key, true, 2, 1, NULL));

    g_ptr_array_add(lists, make_list(world, world->other_maker->ca_key, false, 0, 2, NULL));
    world->expectation->crls = lists;
    world_assert_reason(world_submit_first(world, world->session), "revoked");
}

/* Which lists were believed: those that a CA of this chain signed, and that are whole. */
static void
test_which_are_believed(World *world, G_GNUC_UNUSED gconstpointer data)
{
    GPtrArray *lists =
        with_root_list(world, make_list(world, world->maker->ca_key, false, 0, 1, NULL));
    ProvVerdict verdict;

    g_ptr_array_add(lists, make_list(world, world->other_maker->ca_key, false, 0, 2, NULL));
    g_ptr_array_add(lists, rig_maker_make_crl(world->other_maker, NULL, now_s()));
    g_ptr_array_add(lists, g_bytes_new_static("no list", 7));
    g_ptr_array_add(lists, make_list(world, world->maker->ca_key, false, 0, 3, "2.5.29.27"));
    world->expectation->crls = lists;
    verdict = world_submit_first(world, world->session);
    world_assert_reason(verdict, "none");
    g_assert_cmphex(verdict.crls, ==, 0x3);
    g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_REVOCATION_STALE); /* the false one */
}

/* PKI-05: a list of five weeks ago that was made for a year. */
static void
test_a_month_old(World *world, gconstpointer data)
{
    const int age = GPOINTER_TO_INT(data);
    ProvVerdict verdict;

    world->expectation->crls =
        with_root_list(world, make_list(world, world->maker->ca_key, false, age, 1, NULL));
    verdict = world_submit_first(world, world->session);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.notes, ==, age > 30 ? PROV_NOTE_REVOCATION_STALE : 0);
}

/* What the hub knows of its data without reading it, as that a newer list was here before. */
static void
test_said_to_be_stale(World *world, G_GNUC_UNUSED gconstpointer data)
{
    ProvVerdict verdict;

    world->expectation->revocation_stale = true;
    verdict = world_submit_first(world, world->session);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_REVOCATION_STALE);
}

typedef enum {
    BLOCKED_LEAF = 1,
    BLOCKED_ISSUER,
    BLOCKED_ANCHOR,
    BLOCKED_DEVICE,
    BLOCKED_OTHER,
} Blocked;

static GPtrArray *
block(World *world, Blocked who)
{
    GPtrArray *blocked = bytes_array();
    uint8_t pin[PROV_PIN_LEN] = { 0 };

    switch (who) {
    case BLOCKED_LEAF:
        rig_identity_get_pin(world->front, pin);
        break;
    case BLOCKED_ISSUER:
        rig_cert_get_pin(world->maker->ca, pin);
        break;
    case BLOCKED_ANCHOR:
        rig_cert_get_pin(world->maker->root, pin);
        break;
    case BLOCKED_DEVICE:
        /* linked by its code: the device key is not the one that signs */
        memset(world->expectation->device, 0xdd, PROV_PIN_LEN);
        memset(pin, 0xdd, sizeof pin);
        break;
    case BLOCKED_OTHER:
    default:
        rig_identity_get_pin(world->nursery, pin);
        break;
    }
    g_ptr_array_add(blocked, g_bytes_new(pin, sizeof pin));
    return blocked;
}

static void
test_blocked(World *world, gconstpointer data)
{
    const Blocked who = (Blocked)GPOINTER_TO_INT(data);

    world->expectation->blocked = block(world, who);
    world_assert_reason(world_submit_first(world, world->session),
                        who == BLOCKED_OTHER ? "none" : "revoked");
}

/* Where no chain is asked for, the issuer that came along counts; and keys that nobody knows of
 * this camera, all zeros here, are nobody's. */
static void
test_blocked_without_chain(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        Blocked who;
        const char *reason;
    } rows[] = {
        { BLOCKED_LEAF, "revoked" },
        { BLOCKED_ISSUER, "revoked" },
        { BLOCKED_ANCHOR, "none" },
        { BLOCKED_OTHER, "none" },
    };
    static const uint8_t zeros[PROV_PIN_LEN];

    g_clear_pointer(&world->expectation->anchors, g_ptr_array_unref);
    world->expectation->has_device = false;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world->expectation->blocked = block(world, rows[i].who);
        prov_gate_free(world->gate);
        world->gate = prov_gate_new(world->expectation);
        world_assert_reason(prov_gate_submit_init(world->gate, world->session->init, &world->now),
                            rows[i].reason);
        g_ptr_array_unref(world->expectation->blocked);
    }
    world->expectation->blocked = bytes_array();
    g_ptr_array_add(world->expectation->blocked, g_bytes_new_static(zeros, sizeof zeros));
    memset(world->expectation->device, 0, sizeof world->expectation->device);
    prov_gate_free(world->gate);
    world->gate = prov_gate_new(world->expectation);
    world_assert_reason(prov_gate_submit_init(world->gate, world->session->init, &world->now),
                        "none");
}

/* The issuer did not come along: it is among the anchors. */
static void
test_blocked_issuer_of_the_anchors(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) session = NULL;

    g_ptr_array_add(world->expectation->anchors, g_bytes_ref(world->maker->ca));
    g_ptr_array_set_size(world->front->chain, 1);
    session = world_session(world, world->front, 0, NULL);
    world_assert_reason(world_submit_first(world, session), "none");
    world->expectation->blocked = block(world, BLOCKED_ISSUER);
    prov_gate_free(world->gate);
    world->gate = prov_gate_new(world->expectation);
    world_assert_reason(world_submit_first(world, session), "revoked");
}

/* Anywhere on the list, and only as a whole. */
static void
test_blocked_among_others(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GPtrArray) leaf = block(world, BLOCKED_LEAF);
    GBytes *pin = g_ptr_array_index(leaf, 0);
    GPtrArray *blocked = block(world, BLOCKED_OTHER);

    g_ptr_array_add(blocked, g_bytes_new_from_bytes(pin, 0, PROV_PIN_LEN - 1));
    g_ptr_array_add(blocked, g_bytes_new_from_bytes(pin, 1, PROV_PIN_LEN - 1));
    g_ptr_array_add(blocked, g_bytes_new_static("", 0));
    world->expectation->blocked = blocked;
    world_assert_reason(world_submit_first(world, world->session), "none");
    g_ptr_array_add(blocked, g_bytes_ref(pin));
    prov_gate_free(world->gate);
    world->gate = prov_gate_new(world->expectation);
    world_assert_reason(world_submit_first(world, world->session), "revoked");
}

/* A stranger's blocked key is no news: the stranger is refused for being one. */
static void
test_blocked_stranger(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) session = world_session(world, world->nursery, 0, NULL);

    world->expectation->blocked = block(world, BLOCKED_OTHER);
    world_assert_reason(world_submit_first(world, session), "wrong-camera");
}

static ProvVerdict
submit(World *world, uint64_t number)
{
    g_autoptr(GBytes) segment = world_segment(world, world->session, number, NULL);

    world_at(world, 0, number);
    return world_submit(world, world->session->init, segment);
}

static bool
set(World *world, GPtrArray *crls, GPtrArray *blocked, ProvVerdict *verdict)
{
    const bool holds =
        prov_gate_set_revocation(world->gate, crls, blocked, false, &world->now, verdict);

    if (crls != NULL)
        g_ptr_array_unref(crls);
    if (blocked != NULL)
        g_ptr_array_unref(blocked);
    return holds;
}

/*
 * RACE-04: withdrawn between two units: said at once, without waiting for the next; which is
 * refused as well. When it is taken back, the order of units has not been forgotten.
 */
static void
test_in_the_middle(World *world, gconstpointer data)
{
    const bool by_list = GPOINTER_TO_INT(data) != 0;
    ProvVerdict verdict;
    bool holds;

    world_assert_reason(submit(world, 1), "none");
    world_assert_reason(submit(world, 2), "none");
    if (by_list)
        holds = set(world,
                    with_root_list(world, make_list(world, world->maker->ca_key, true, 0, 2, NULL)),
                    NULL, &verdict);
    else
        holds = set(world, NULL, block(world, BLOCKED_LEAF), &verdict);
    g_assert_false(holds);
    world_assert_reason(verdict, "revoked");
    world_assert_reason(submit(world, 3), "revoked");
    /* nothing held last: there is nothing more to say */
    g_assert_true(set(world, NULL, block(world, BLOCKED_LEAF), &verdict));
    world_assert_reason(submit(world, 3), "revoked");
    g_assert_true(set(world, NULL, NULL, &verdict));
    world_assert_reason(submit(world, 2), "replayed");
    world_assert_reason(submit(world, 4), "none");
}

/* New data that has nothing against this camera changes nothing for it. */
static void
test_harmless_data(World *world, G_GNUC_UNUSED gconstpointer data)
{
    ProvVerdict verdict = { .reason = PROV_REASON_REVOKED, .chain = true };

    g_assert_true(set(world, NULL, block(world, BLOCKED_OTHER), &verdict)); /* before the first */
    world_assert_reason(verdict, "unchecked"); /* whatever stood there */
    g_assert_false(verdict.chain);
    world_assert_reason(submit(world, 1), "none");
    g_assert_true(
        set(world, with_root_list(world, make_list(world, world->maker->ca_key, false, 0, 1, NULL)),
            NULL, &verdict));
    world_assert_reason(verdict, "none");
    verdict = submit(world, 2);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.n_missing, ==, 0);
    g_assert_cmphex(verdict.crls, ==, 0x3);
}

/* It may have become too old, and be new again: said of every unit, and none is refused for it. */
static void
test_data_that_becomes_stale(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const bool stale[] = { false, true, true, false };

    for (size_t i = 0; i < G_N_ELEMENTS(stale); i++) {
        ProvVerdict verdict;

        g_assert_true(
            prov_gate_set_revocation(world->gate, NULL, NULL, stale[i], &world->now, &verdict));
        verdict = submit(world, i + 1);
        world_assert_reason(verdict, "none");
        g_assert_cmpuint(verdict.notes, ==, stale[i] ? PROV_NOTE_REVOCATION_STALE : 0);
    }
}

/* What a list says of itself. */
static void
test_facts(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(GBytes) list = make_list(world, world->maker->ca_key, true, 1, 258, NULL);
    g_autoptr(GBytes) other = rig_maker_make_root_crl(world->maker, false, now_s());
    g_autoptr(GBytes) plain = make_list(world, world->maker->ca_key, false, 0, -1, NULL);
    g_autoptr(GBytes) cut = g_bytes_new_from_bytes(list, 0, g_bytes_get_size(list) - 1);
    ProvCrlFacts facts = { 0 }, second = { 0 };

    g_assert_true(prov_chain_read_crl(crypto, list, &facts));
    g_assert_true(facts.has_number);
    g_assert_cmpuint(facts.number[18], ==, 1);
    g_assert_cmpuint(facts.number[19], ==, 2);
    g_assert_cmpint(facts.this_update_us, ==, (now_s() - 60 - DAY_S) * G_USEC_PER_SEC);
    second = facts;
    g_assert_false(prov_chain_read_crl(crypto, cut, &second));
    g_assert_cmpmem(&facts, sizeof facts, &second, sizeof second);
    g_assert_true(prov_chain_read_crl(crypto, other, &second));
    g_assert_true(memcmp(facts.issuer, second.issuer, sizeof facts.issuer) != 0);
    g_assert_true(prov_chain_read_crl(crypto, plain, &second));
    g_assert_cmpmem(facts.issuer, sizeof facts.issuer, second.issuer, sizeof second.issuer);
    g_assert_false(second.has_number);
}

#define add(name, data, function)                                                                  \
    g_test_add("/revocation/" name, World, data, world_set_up, function, world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("PKI-06/a-false-list-hides-nothing", NULL, test_false_list_hides_nothing);
    add("PKI-06/which-are-believed", NULL, test_which_are_believed);
    add("PKI-05/five-weeks-old", GINT_TO_POINTER(35), test_a_month_old);
    add("PKI-05/four-weeks-old", GINT_TO_POINTER(28), test_a_month_old);
    add("PKI-05/said-to-be-stale", NULL, test_said_to_be_stale);
    add("PKI-04/blocked-leaf", GINT_TO_POINTER(BLOCKED_LEAF), test_blocked);
    add("PKI-04/blocked-issuer", GINT_TO_POINTER(BLOCKED_ISSUER), test_blocked);
    add("PKI-04/blocked-anchor", GINT_TO_POINTER(BLOCKED_ANCHOR), test_blocked);
    add("PKI-04/blocked-device", GINT_TO_POINTER(BLOCKED_DEVICE), test_blocked);
    add("PKI-04/somebody-else-is-blocked", GINT_TO_POINTER(BLOCKED_OTHER), test_blocked);
    add("PKI-04/blocked-without-a-chain", NULL, test_blocked_without_chain);
    add("PKI-04/blocked-issuer-among-the-anchors", NULL, test_blocked_issuer_of_the_anchors);
    add("PKI-04/blocked-among-others", NULL, test_blocked_among_others);
    add("SUB-01/a-blocked-stranger", NULL, test_blocked_stranger);
    add("RACE-04+PKI-04/list-in-the-middle", GINT_TO_POINTER(1), test_in_the_middle);
    add("RACE-04+PKI-04/blocked-in-the-middle", GINT_TO_POINTER(0), test_in_the_middle);
    add("RACE-04/harmless-data", NULL, test_harmless_data);
    add("PKI-05/data-that-becomes-stale", NULL, test_data_that_becomes_stale);
    add("PKI-06/facts", NULL, test_facts);
    return g_test_run();
}
