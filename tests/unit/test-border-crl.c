/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of revoked certificates at their borders (RFC 5280, section 5; identity.md, "Revocation"):
 * which of several are believed, how old they may be, and what one says of itself.
 */
#include "client/provenance/prov-chain.h"
#include "tests/rig/rig-openssl.h"
#include "tests/unit/world.h"

#include <string.h>

#define NOW_S  (WORLD_NOW_US / G_USEC_PER_SEC)
#define DAY_S  86400
#define YEAR_S (INT64_C(365) * DAY_S)
#define STALE  PROV_NOTE_REVOCATION_STALE

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AUTHORITY_KEYID, AUTHORITY_KEYID_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_CRL, X509_CRL_free)

static void
use_lists(World *world, GBytes *first, GBytes *second, GBytes *third)
{
    GBytes *lists[] = { first, second, third };

    g_clear_pointer(&world->expectation->crls, g_ptr_array_unref);
    world->expectation->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        if (lists[i] != NULL)
            g_ptr_array_add(world->expectation->crls, lists[i]);
}

/* A list over nobody, good for a year. */
static GBytes *
list_by(GBytes *issuer, RigKey *key, int64_t made_s)
{
    const RigCrlSpec spec = {
        .issuer = issuer,
        .issuer_key = key,
        .this_update = made_s,
        .next_update = made_s + YEAR_S,
        .number = 1,
    };

    return rig_cert_make_crl(&spec);
}

static GBytes *
ca_list(World *world, int64_t made_s)
{
    return list_by(world->maker->ca, world->maker->ca_key, made_s);
}

static GBytes *
root_list(World *world)
{
    return rig_maker_make_root_crl(world->maker, false, NOW_S - 60);
}

/* By a gate of its own: nothing of a verdict before is kept. */
static ProvVerdict
judge(World *world)
{
    prov_gate_free(world->gate);
    world->gate = prov_gate_new(world->expectation);
    return prov_gate_submit_init(world->gate, world->session->init, &world->now);
}

static void
assert_judged(World *world, unsigned notes, uint64_t crls)
{
    ProvVerdict verdict = judge(world);

    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.notes, ==, notes);
    g_assert_cmphex(verdict.crls, ==, crls);
}

/* PKI-05: thirty days to the microsecond, by a trusted clock only; of either CA. */
static void
test_age(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        int64_t made_s;
        int64_t later_us;
        unsigned notes;
    } rows[] = {
        { -30 * DAY_S, 0, 0 },
        { -30 * DAY_S, 1, STALE },
        { -30 * DAY_S - 1, 0, STALE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world->now.trust = PROV_CLOCK_TRUSTED;
        world->now.wall_us = WORLD_NOW_US + rows[i].later_us;
        use_lists(world, ca_list(world, NOW_S + rows[i].made_s), root_list(world), NULL);
        assert_judged(world, rows[i].notes, 0x3);
        world->now.trust = PROV_CLOCK_FLOOR;
        assert_judged(world, 0, 0x3);
        world->now.trust = PROV_CLOCK_TRUSTED;
        use_lists(world, ca_list(world, NOW_S - 60),
                  list_by(world->maker->root, world->maker->root_key, NOW_S + rows[i].made_s),
                  NULL);
        assert_judged(world, rows[i].notes, 0x3);
    }
}

/* PKI-05: what a list says of its own time, by the hub's clock; a floor says nothing of it. */
static void
test_own_time(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        int64_t from_s, to_s;
        unsigned notes;
    } rows[] = { { -DAY_S, 2, 0 }, { -DAY_S, 1, STALE }, { 1, DAY_S, 0 }, { 2, DAY_S, STALE } };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const RigCrlSpec spec = {
            .issuer = world->maker->ca,
            .issuer_key = world->maker->ca_key,
            .this_update = NOW_S + rows[i].from_s,
            .next_update = NOW_S + rows[i].to_s,
            .number = 1,
        };

        world->now.trust = PROV_CLOCK_TRUSTED;
        world->now.wall_us = WORLD_NOW_US + G_USEC_PER_SEC;
        use_lists(world, rig_cert_make_crl(&spec), root_list(world), NULL);
        assert_judged(world, rows[i].notes, 0x3);
        world->now.trust = PROV_CLOCK_FLOOR;
        assert_judged(world, 0, 0x3);
    }
}

/* PKI-05: an old list and a newer one: the newer counts, unless it was made in times to come. */
static void
test_newer(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        int64_t made_s;
        unsigned notes;
    } rows[] = { { -DAY_S, 0 }, { 0, 0 }, { 1, STALE } };

    world->now.wall_us = WORLD_NOW_US;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (int first = 0; first <= 1; first++) {
            GBytes *old = ca_list(world, NOW_S - 35 * DAY_S);
            GBytes *newer = ca_list(world, NOW_S + rows[i].made_s);

            use_lists(world, first ? newer : old, root_list(world), first ? old : newer);
            assert_judged(world, rows[i].notes, 0x7);
        }
    }
}

/* PKI-06: what another maker says, of its own, is nothing here, and no sign of age. */
static void
test_foreign(World *world, G_GNUC_UNUSED gconstpointer data)
{
    use_lists(world, ca_list(world, NOW_S - 60), root_list(world),
              rig_maker_make_crl(world->other_maker, NULL, NOW_S - 60));
    assert_judged(world, 0, 0x3);
}

/* PKI-05: an anchor that issued nothing of this chain needs no list. */
static void
test_other_anchor(World *world, G_GNUC_UNUSED gconstpointer data)
{
    use_lists(world, ca_list(world, NOW_S - 60), root_list(world), NULL);
    g_ptr_array_insert(world->expectation->anchors, 0, g_bytes_ref(world->other_maker->root));
    assert_judged(world, 0, 0x3);
    g_ptr_array_add(world->expectation->anchors, g_bytes_ref(world->other_maker->ca));
    assert_judged(world, 0, 0x3);
}

/* PKI-06: an anchor in the CA's name whose key is of no kind that is known speaks for nobody, and
 * the list in that name is by the CA all the same. */
static void
test_unreadable_key(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigCertSpec spec = rig_cert_spec_ca(world->maker->name, world->maker->ca_key,
                                        world->maker->root, world->maker->root_key);
    g_autoptr(GBytes) plain = rig_cert_make(&spec);
    g_autoptr(GByteArray) copy = world_copy(plain);
    static const uint8_t curve[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
    uint8_t *at = memmem(copy->data, copy->len, curve, sizeof curve);
    const uint8_t *der;
    g_autoptr(X509) x509 = NULL;

    g_assert_nonnull(at);
    at[sizeof curve - 1] = 0x7f; /* a curve that there is not */
    der = copy->data;
    x509 = d2i_X509(NULL, &der, (long)copy->len);
    g_assert_true(x509 != NULL && X509_get0_pubkey(x509) == NULL);
    g_ptr_array_insert(world->expectation->anchors, 0,
                       g_byte_array_free_to_bytes(g_steal_pointer(&copy)));
    use_lists(world, ca_list(world, NOW_S - 60), root_list(world), NULL);
    assert_judged(world, 0, 0x3);
}

/* PKI-06: of the certificates of users alone: it is read, and says nothing by itself. */
static void
test_scoped(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const uint8_t of_users[] = { 0x30, 0x03, 0x81, 0x01, 0xff };
    g_autoptr(GBytes) value = g_bytes_new_static(of_users, sizeof of_users);
    const RigCrlSpec spec = {
        .issuer = world->maker->ca,
        .issuer_key = world->maker->ca_key,
        .this_update = NOW_S - 60,
        .next_update = NOW_S + DAY_S,
        .number = 1,
        .critical_oid = "2.5.29.28",
        .critical_value = value,
    };

    use_lists(world, rig_cert_make_crl(&spec), root_list(world), NULL);
    assert_judged(world, 0, 0x2);
}

/* That a list changes another, or is of users alone, may be the first thing it says. */
static void
test_said_first(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const uint8_t of_users[] = { 0x30, 0x03, 0x81, 0x01, 0xff };
    g_autoptr(GBytes) value = g_bytes_new_static(of_users, sizeof of_users);

    for (int delta = 0; delta <= 1; delta++) {
        const RigCrlSpec spec = {
            .issuer = world->maker->ca,
            .issuer_key = world->maker->ca_key,
            .this_update = NOW_S - 60,
            .next_update = NOW_S + DAY_S,
            .number = 1,
            .critical_oid = delta ? "2.5.29.27" : "2.5.29.28",
            .critical_value = delta ? NULL : value,
        };
        g_autoptr(GBytes) plain = rig_cert_make_crl(&spec);
        const uint8_t *at = g_bytes_get_data(plain, NULL);
        g_autoptr(X509_CRL) crl = d2i_X509_CRL(NULL, &at, (long)g_bytes_get_size(plain));
        g_autoptr(X509_EXTENSION) last = X509_CRL_delete_ext(crl, X509_CRL_get_ext_count(crl) - 1);
        uint8_t *der = NULL;
        int len;

        X509_CRL_add_ext(crl, last, 0);
        X509_CRL_sign(crl, rig_key_peek_pkey(world->maker->ca_key), EVP_sha256());
        len = i2d_X509_CRL(crl, &der);
        use_lists(world, ca_list(world, NOW_S - 60), root_list(world),
                  g_bytes_new(der, (gsize)len));
        OPENSSL_free(der);
        assert_judged(world, 0, 0x3);
    }
}

/* Which were believed is told of the first 64. */
static void
test_many(World *world, G_GNUC_UNUSED gconstpointer data)
{
    for (guint before = 62; before <= 64; before++) {
        use_lists(world, NULL, NULL, NULL);
        for (guint i = 0; i < before; i++)
            g_ptr_array_add(world->expectation->crls, g_bytes_new_static("no list", 7));
        g_ptr_array_add(world->expectation->crls, ca_list(world, NOW_S - 60));
        g_ptr_array_add(world->expectation->crls, root_list(world));
        assert_judged(world, 0,
                      before == 62   ? UINT64_C(0xc000000000000000)
                      : before == 63 ? UINT64_C(0x8000000000000000)
                                     : 0);
    }
}

/* A list with that number: bytes in hex, all of them; and that key identifier; NULL: none. */
static GBytes *
list_of(World *world, const char *number, const char *key_id, bool other_name)
{
    g_autoptr(GBytes) plain = other_name ? rig_maker_make_root_crl(world->maker, false, NOW_S - 60)
                                         : rig_maker_make_crl(world->maker, NULL, NOW_S - 60);
    const uint8_t *at = g_bytes_get_data(plain, NULL);
    g_autoptr(X509_CRL) crl = d2i_X509_CRL(NULL, &at, (long)g_bytes_get_size(plain));
    uint8_t *der = NULL;
    GBytes *out;
    int len;

    while (X509_CRL_get_ext_count(crl) > 0)
        X509_EXTENSION_free(X509_CRL_delete_ext(crl, 0));
    if (number != NULL) {
        g_autoptr(BIGNUM) value = NULL;
        g_autoptr(ASN1_INTEGER) integer = NULL;

        g_assert_cmpint(BN_hex2bn(&value, number), >, 0);
        integer = BN_to_ASN1_INTEGER(value, NULL);
        g_assert_cmpint(X509_CRL_add1_ext_i2d(crl, NID_crl_number, integer, 0, 0), ==, 1);
    }
    if (key_id != NULL) {
        g_autoptr(AUTHORITY_KEYID) key = AUTHORITY_KEYID_new();

        if (*key_id != '\0') {
            key->keyid = ASN1_OCTET_STRING_new();
            ASN1_OCTET_STRING_set(key->keyid, (const uint8_t *)key_id, (int)strlen(key_id));
        }
        X509_CRL_add1_ext_i2d(crl, NID_authority_key_identifier, key, 0, 0);
    }
    X509_CRL_sign(crl, rig_key_peek_pkey(world->maker->ca_key), EVP_sha256());
    len = i2d_X509_CRL(crl, &der);
    out = g_bytes_new(der, (gsize)len);
    OPENSSL_free(der);
    return out;
}

/* At most 20 octets, not negative (section 5.2.3). */
static void
test_numbers(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *number;
        bool good;
        uint8_t first, last;
    } rows[] = {
        { "00", true, 0, 0 },
        { "01", true, 0, 1 },
        { "-01", false, 0, 0 },
        { "8102030405060708090a0b0c0d0e0f1011121314", true, 0x81, 0x14 },
        { "010000000000000000000000000000000000000000", false, 0, 0 },
    };
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(GBytes) none = list_of(world, NULL, NULL, false);
    ProvCrlFacts facts = { 0 };

    g_assert_true(prov_chain_read_crl(crypto, none, &facts));
    g_assert_false(facts.has_number);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) list = list_of(world, rows[i].number, NULL, false);

        memset(&facts, 0xaa, sizeof facts);
        g_assert_true(prov_chain_read_crl(crypto, list, &facts) == rows[i].good);
        if (rows[i].good)
            g_assert_true(facts.has_number && facts.number[0] == rows[i].first
                          && facts.number[19] == rows[i].last);
        else
            g_assert_cmpuint(facts.number[0], ==, 0xaa); /* a failed read changes nothing */
    }
}

/* Whose list it is: the name, and the key's identifier to the byte. */
static void
test_issuers(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *key_id;
        bool other_name;
    } rows[] = {
        { NULL, false },      { NULL, true },   { "key one", false },
        { "key two", false }, { "key", false }, { "key one", true },
    };
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(GBytes) empty = list_of(world, "01", "", false);
    ProvCrlFacts facts[G_N_ELEMENTS(rows)], again;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) list = list_of(world, "01", rows[i].key_id, rows[i].other_name);
        g_autoptr(GBytes) next = list_of(world, "02", rows[i].key_id, rows[i].other_name);

        g_assert_true(prov_chain_read_crl(crypto, list, &facts[i]));
        g_assert_true(prov_chain_read_crl(crypto, next, &again));
        g_assert_cmpmem(facts[i].issuer, 32, again.issuer, 32);
        for (size_t j = 0; j < i; j++)
            g_assert_true(memcmp(facts[i].issuer, facts[j].issuer, 32) != 0);
    }
    g_assert_true(prov_chain_read_crl(crypto, empty, &again));
    g_assert_cmpmem(facts[0].issuer, 32, again.issuer, 32);
}

/* One whose own time can't be read is none. */
static void
test_unreadable_time(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(GBytes) list = ca_list(world, NOW_S);
    g_autoptr(GByteArray) copy = world_copy(list);
    g_autoptr(GBytes) changed = NULL;
    uint8_t *at = memmem(copy->data, copy->len, "261122060000Z", 13);
    ProvCrlFacts facts;

    g_assert_true(prov_chain_read_crl(crypto, list, &facts));
    g_assert_cmpint(facts.this_update_us, ==, WORLD_NOW_US);
    g_assert_nonnull(at);
    *at = 'x';
    changed = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    g_assert_false(prov_chain_read_crl(crypto, changed, &facts));
}

#define add(name, function)                                                                        \
    g_test_add("/border/crl/" name, World, NULL, world_set_up, function, world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("PKI-05/thirty-days", test_age);
    add("PKI-05/its-own-time", test_own_time);
    add("PKI-05/a-newer-one", test_newer);
    add("PKI-05/an-anchor-without-a-list", test_other_anchor);
    add("PKI-06/of-another-maker", test_foreign);
    add("PKI-06/an-anchor-with-an-unreadable-key", test_unreadable_key);
    add("PKI-06/of-users-alone", test_scoped);
    add("PKI-06/said-first", test_said_first);
    add("PKI-06/the-sixty-fourth", test_many);
    add("PKI-06/numbers", test_numbers);
    add("PKI-06/issuers", test_issuers);
    add("PKI-06/unreadable-time", test_unreadable_time);
    return g_test_run();
}
