/* SPDX-License-Identifier: Apache-2.0 */
/* The session keys' reader by itself: shapes of a key, its binding, its window. */
#include "client/provenance/prov-session-key.h"
#include "tests/unit/border.h"

#include <string.h>

#define S ((int64_t)G_USEC_PER_SEC)

static RigSessionKey *
first(GPtrArray *keys)
{
    return g_ptr_array_index(keys, 0);
}

/* One label of the first COSE_Key becomes the item in hex; NULL: it is left out. */
typedef struct {
    int label;
    const char *hex;
} Label;

/* A key of the right shape, at a point where no key is. */
static RigMap *
plain_key(void)
{
    static const uint8_t zeros[32];
    RigMap *map = rig_map_new();

    rig_map_put_int(map, 1, rig_item_int(2));
    rig_map_put_int(map, 2, rig_item_bytes("kid", 3));
    rig_map_put_int(map, 3, rig_item_int(-7));
    rig_map_put_int(map, -1, rig_item_int(1));
    rig_map_put_int(map, -2, rig_item_bytes(zeros, sizeof zeros));
    rig_map_put_int(map, -3, rig_item_bytes(zeros, sizeof zeros));
    return map;
}

static void
twist_key(GPtrArray *keys, gpointer data)
{
    const Label *change = data;
    g_autoptr(RigMap) map = plain_key();

    if (change != NULL && change->hex != NULL)
        rig_map_put_int(map, change->label, rig_item_hex(change->hex));
    else if (change != NULL)
        rig_map_drop_int(map, change->label);
    rig_cose_set_bytes(&first(keys)->cose_key, rig_map_item(map));
}

/* As many labels as there must be, but -4 in the place of y. */
static void
y_elsewhere(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(RigMap) map = plain_key();

    rig_map_drop_int(map, -3);
    rig_map_put_int(map, -4, rig_item_bytes("y", 1));
    rig_cose_set_bytes(&first(keys)->cose_key, rig_map_item(map));
}

static void
kid_of(GPtrArray *keys, gpointer len)
{
    static const uint8_t zeros[80];

    rig_cose_set_bytes(&first(keys)->kid, g_bytes_new(zeros, GPOINTER_TO_SIZE(len)));
}

static void
put_entry(GPtrArray *keys, gpointer data)
{
    border_put(first(keys)->more, data);
}

/* The pair is there by another name, so that the number of pairs is right. */
static void
created_in(GPtrArray *keys, gpointer hex)
{
    rig_map_put(first(keys)->more, "createdAt", rig_item_hex(hex));
}

static RigCose *
binding_of(const RigSessionKey *key)
{
    g_autoptr(GBytes) payload = rig_item_bytes_of(border_world.front->leaf);
    RigCose *cose = rig_cose_new(key->key, payload);

    cose->detached = true;
    return cose;
}

static void
bind_plainly(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(RigCose) cose = binding_of(first(keys));

    rig_cose_set_bytes(&first(keys)->binding, rig_cose_sign(cose));
}

static void
bind_with_unprotected(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(RigCose) cose = binding_of(first(keys));

    rig_map_put_int(cose->unprotected, 4, rig_item_bytes("kid", 3));
    rig_cose_set_bytes(&first(keys)->binding, rig_cose_sign(cose));
}

static void
bind_with_protected(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(RigCose) cose = binding_of(first(keys));

    rig_map_put_int(cose->protected_map, 4, rig_item_bytes("kid", 3));
    rig_cose_set_bytes(&first(keys)->binding, rig_cose_sign(cose));
}

static void
bind_by_algorithm(GPtrArray *keys, gpointer alg)
{
    g_autoptr(RigCose) cose = binding_of(first(keys));

    rig_map_put_int(cose->protected_map, 1, rig_item_int(GPOINTER_TO_INT(alg)));
    rig_cose_set_bytes(&first(keys)->binding, rig_cose_sign(cose));
}

static void
bind_untagged(GPtrArray *keys, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(RigCose) cose = binding_of(first(keys));

    cose->tagged = false;
    rig_cose_set_bytes(&first(keys)->binding, rig_cose_sign(cose));
}

static void
content_is(GPtrArray *assertions, gpointer hex)
{
    RigAssertion *keys = g_ptr_array_index(assertions, 2);

    rig_cose_set_bytes(&keys->content, rig_item_hex(hex));
}

#define HOOK(field, function, data)                                                                \
    {                                                                                              \
        .hooks = {.field = function, .user_data = (gpointer)(data) }                               \
    }
#define LABEL(label, hex) HOOK(session_keys, twist_key, (&(Label){ label, hex }))
#define ENTRY(key, hex)   HOOK(session_keys, put_entry, (&(BorderPut){ key, hex }))
#define UNPROVEN          "unproven-session-key"
#define TIME              "session-key-time"

static const char no_kind[] = "a session key is of no kind";
static const char no_id[] = "a session key has no id";
static const char no_x[] = "a session key's x";
static const char fields[] = "a session key lacks a field";
static const char unbound[] = "a session key is not bound";
static const char created[] = "a session key's createdAt";
static const char unread[] = "the session keys can't be read";

static const BorderInit cases[] = {
    { "plain", { 0 }, NULL, NULL },
    { "no-point-of-the-curve", HOOK(session_keys, twist_key, NULL), UNPROVEN,
      "a session key is no valid point" },
    { "no-kty", LABEL(1, NULL), UNPROVEN, no_kind },
    { "other-kty", LABEL(1, "01"), UNPROVEN, no_kind },
    { "no-alg", LABEL(3, NULL), UNPROVEN, no_kind },
    { "other-alg", LABEL(3, "3822"), UNPROVEN, no_kind },
    { "unknown-alg", LABEL(3, "25"), UNPROVEN, no_kind },
    { "no-crv", LABEL(-1, NULL), UNPROVEN, no_kind },
    { "other-crv", LABEL(-1, "02"), UNPROVEN, no_kind },
    { "private-part", LABEL(-4, "4100"), UNPROVEN, no_kind },
    { "kid-is-text", LABEL(2, "636b6964"), UNPROVEN, no_id },
    { "kid-of-0-bytes", HOOK(session_keys, kid_of, 0), UNPROVEN, no_id },
    { "kid-of-1-byte", HOOK(session_keys, kid_of, 1), NULL, NULL },
    { "kid-of-64-bytes", HOOK(session_keys, kid_of, 64), NULL, NULL },
    { "kid-of-65-bytes", HOOK(session_keys, kid_of, 65), UNPROVEN, no_id },
    { "x-is-text", LABEL(-2, "60"), UNPROVEN, no_x },
    { "x-too-short", LABEL(-2, "4100"), UNPROVEN, no_x },
    { "y-is-text", LABEL(-3, "60"), UNPROVEN, "a session key has no y" },
    { "y-elsewhere", HOOK(session_keys, y_elsewhere, NULL), UNPROVEN, "a session key has no y" },
    { "key-is-a-number", ENTRY("key", "01"), UNPROVEN, fields },
    { "key-is-null", ENTRY("key", "f6"), UNPROVEN, fields },
    { "first-number-is-text", ENTRY("minSequenceNumber", "60"), UNPROVEN, fields },
    { "first-number-is-negative", ENTRY("minSequenceNumber", "20"), UNPROVEN, fields },
    { "sixth-field", ENTRY("more", "01"), UNPROVEN, fields },
    { "bound-plainly", HOOK(session_keys, bind_plainly, NULL), NULL, NULL },
    { "bound-with-unprotected", HOOK(session_keys, bind_with_unprotected, NULL), UNPROVEN,
      unbound },
    { "bound-with-protected", HOOK(session_keys, bind_with_protected, NULL), UNPROVEN, unbound },
    { "bound-by-es384", HOOK(session_keys, bind_by_algorithm, GINT_TO_POINTER(-35)), UNPROVEN,
      unbound },
    { "bound-by-no-algorithm", HOOK(session_keys, bind_by_algorithm, GINT_TO_POINTER(-257)),
      UNPROVEN, unbound },
    { "bound-untagged", HOOK(session_keys, bind_untagged, NULL), UNPROVEN, unbound },
    { "bound-by-a-number", ENTRY("signerBinding", "01"), UNPROVEN, unbound },
    { "bound-by-null", ENTRY("signerBinding", "f6"), UNPROVEN, unbound },
    { "created-null", HOOK(session_keys, created_in, "f6"), TIME, created },
    { "created-is-text", /* "2026-11-22T06:00:00Z" without its tag */
      HOOK(session_keys, created_in, "74323032362d31312d32325430363a30303a30305a"), TIME, created },
    { "created-is-text-of-text", /* "t2026-11-22T06:00:00Z", whose bytes are a text themselves */
      HOOK(session_keys, created_in, "7574323032362d31312d32325430363a30303a30305a"), TIME,
      created },
    { "created-is-bytes-of-text",
      HOOK(session_keys, created_in, "5574323032362d31312d32325430363a30303a30305a"), TIME,
      created },
    { "created-is-bytes-under-its-tag",
      HOOK(session_keys, created_in, "c054323032362d31312d32325430363a30303a30305a"), TIME,
      created },
    { "created-under-another-tag",
      HOOK(session_keys, created_in, "d274323032362d31312d32325430363a30303a30305a"), TIME,
      created },
    { "created-is-tagged", /* the same, as it should be */
      HOOK(session_keys, created_in, "c074323032362d31312d32325430363a30303a30305a"), NULL, NULL },
    { "created-is-tagged-bytes",
      HOOK(session_keys, created_in, "d254323032362d31312d32325430363a30303a30305a"), TIME,
      created },
    { "created-is-a-list", HOOK(session_keys, created_in, "80"), TIME, created },
    { "validity-is-text", ENTRY("validityPeriod", "60"), TIME,
      "a session key's validityPeriod can't be read" },
    { "validity-is-negative", ENTRY("validityPeriod", "20"), TIME,
      "a session key's validityPeriod can't be read" },
    { "list-is-empty", HOOK(assertions, content_is, "a1646b65797380"), UNPROVEN, unread },
    { "list-is-a-number", HOOK(assertions, content_is, "a1646b65797301"), UNPROVEN, unread },
    { "no-list", HOOK(assertions, content_is, "a1646b65797a80"), UNPROVEN, unread },
    { "list-and-more", HOOK(assertions, content_is, "a2646b65797381006001"), UNPROVEN, unread },
    { "not-a-map", HOOK(assertions, content_is, "8100"), UNPROVEN, unread },
    { "no-cbor", HOOK(assertions, content_is, "a1"), UNPROVEN, unread },
    { "entry-is-a-number", HOOK(assertions, content_is, "a1646b6579738100"), UNPROVEN, fields },
    { "entry-is-an-array-of-five", HOOK(assertions, content_is, "a1646b65797381850102030405"),
      UNPROVEN, fields },
};

/* The first session key of an init whose key is valid for @validity seconds. */
static ProvSessionKey
read_first(ProvCrypto *crypto,
           uint64_t validity,
           unsigned algorithms,
           ProvSessionKeys *keys,
           ProvVerdict *verdict)
{
    const RigSessionSpec spec = { .validity = validity, .min_sequence = 9 };
    g_autoptr(RigSession) session = world_session(&border_world, border_world.front, 0, &spec);
    g_autofree BorderShapes *shapes = g_new0(BorderShapes, 1);
    ProvReader leaf = prov_reader_from_bytes(session->identity->leaf), cbor;

    g_assert_true(border_read(session->init, shapes, verdict));
    g_assert_true(prov_manifest_find(&shapes->manifest, "c2pa.session-keys", &cbor));
    g_assert_true(prov_session_key_read_all(crypto, cbor, leaf, algorithms, keys, verdict)
                  == (verdict->reason == PROV_REASON_UNCHECKED));
    return keys->key[0];
}

/* However long it claims to be valid, it ends a day after createdAt (SUB-13). */
static void
test_ends(void)
{
    static const struct {
        uint64_t validity;
        int64_t end_s;
    } rows[] = {
        { 1, 1 },         { 3600, 3600 },   { 86399, 86399 },
        { 86400, 86400 }, { 86401, 86400 }, { INT64_MAX, 86400 },
    };
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(ProvSessionKeys) keys = { 0 };
        ProvVerdict verdict = { 0 };
        ProvSessionKey key = read_first(crypto, rows[i].validity, PROV_ALG_ALL, &keys, &verdict);

        world_assert_reason(verdict, "unchecked");
        g_assert_cmpuint(keys.n, ==, 1);
        g_assert_cmpint(key.created_us, ==, WORLD_NOW_US);
        g_assert_cmpint(key.end_us, ==, WORLD_NOW_US + rows[i].end_s * S);
        g_assert_cmpuint(key.min_sequence, ==, 9);
    }
}

/* A camera that was linked with other algorithms does not sign with this one. */
static void
test_algorithms(void)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    static const unsigned refused[] = { PROV_ALG_NONE, PROV_ALG_ES384,
                                        PROV_ALG_ES384 | PROV_ALG_EDDSA };

    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_auto(ProvSessionKeys) keys = { 0 };
        ProvVerdict verdict = { 0 };

        read_first(crypto, 1, refused[i], &keys, &verdict);
        world_assert_reason(verdict, "algorithm");
    }
}

/* A window, by a clock that may be known or not: to the microsecond. */
static void
test_current(void)
{
    const ProvSessionKey key = { .created_us = 1000 * S, .end_us = 1010 * S };
    const ProvSessionKey never = { .created_us = 1000 * S, .end_us = 1000 * S };
    static const struct {
        ProvClockTrust trust;
        int64_t wall_us;
        bool current;
    } rows[] = {
        { PROV_CLOCK_NONE, 0, true },
        { PROV_CLOCK_NONE, 9000 * S, true },
        { PROV_CLOCK_FLOOR, 0, true },
        { PROV_CLOCK_FLOOR, 1070 * S, true },
        { PROV_CLOCK_FLOOR, 1070 * S + 1, false },
        { PROV_CLOCK_TRUSTED, 700 * S, true },
        { PROV_CLOCK_TRUSTED, 700 * S - 1, false },
        { PROV_CLOCK_TRUSTED, 1070 * S, true },
        { PROV_CLOCK_TRUSTED, 1070 * S + 1, false },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const ProvClock now = { rows[i].trust, rows[i].wall_us, 0 };

        g_assert_true(prov_session_key_is_current(&key, &now) == rows[i].current);
        g_assert_false(prov_session_key_is_current(&never, &now));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    border_add("keys", cases, G_N_ELEMENTS(cases), border_test_keys);
    g_test_add_func("/border/keys/SUB-13/ends-after-a-day", test_ends);
    g_test_add_func("/border/keys/other-algorithms", test_algorithms);
    g_test_add_func("/border/keys/current", test_current);
    return border_run();
}
