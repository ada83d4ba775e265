/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits before work: no length and no count in the input makes the judge allocate more than twice
 * the input, and nothing is hashed before the sizes are known to be right (BOX-14, HDR-15, HDR-23,
 * INI-14, INI-19, PKI-15).
 */
#include "tests/unit/memory.h"
#include "tests/unit/twist.h"

#include <openssl/evp.h>
#include <string.h>

/* What a judge takes for itself besides, whatever it is given: layouts, keys, a table of samples.
 */
#define FIXED_LEN (32 * 1024)

static size_t n_hashed; /* bytes */

int __wrap_EVP_DigestUpdate(EVP_MD_CTX *context, const void *data, size_t len);
int __real_EVP_DigestUpdate(EVP_MD_CTX *context, const void *data, size_t len);
int __wrap_EVP_DigestVerify(EVP_MD_CTX *context,
                            const unsigned char *signature,
                            size_t signature_len,
                            const unsigned char *data,
                            size_t len);
int __real_EVP_DigestVerify(EVP_MD_CTX *context,
                            const unsigned char *signature,
                            size_t signature_len,
                            const unsigned char *data,
                            size_t len);

int
__wrap_EVP_DigestUpdate(EVP_MD_CTX *context, const void *data, size_t len)
{
    n_hashed += len;
    return __real_EVP_DigestUpdate(context, data, len);
}

int
__wrap_EVP_DigestVerify(EVP_MD_CTX *context,
                        const unsigned char *signature,
                        size_t signature_len,
                        const unsigned char *data,
                        size_t len)
{
    n_hashed += len;
    return __real_EVP_DigestVerify(context, signature, signature_len, data, len);
}

/* Judges by a gate of its own, so that each pays for its init; @segment may be NULL. */
static ProvVerdict
judge(World *world, GBytes *init, GBytes *segment, MemoryUse *use)
{
    g_autoptr(ProvGate) gate = prov_gate_new(world->expectation);
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict;

    n_hashed = 0;
    memory_start();
    verdict = segment != NULL ? prov_gate_submit(gate, init, segment, &world->now, &admission)
                              : prov_gate_submit_init(gate, init, &world->now);
    *use = memory_stop();
    return verdict;
}

static void
assert_frugal(World *world, const char *name, GBytes *init, GBytes *segment)
{
    g_autoptr(GBytes) plain = world_segment(world, world->session, 1, NULL);
    MemoryUse good, use;
    size_t len = g_bytes_get_size(init) + (segment != NULL ? g_bytes_get_size(segment) : 0);
    ProvVerdict verdict = judge(world, world->session->init, plain, &good);

    world_assert_reason(verdict, "none");
    verdict = judge(world, init, segment, &use);
    g_test_message("%s: %s, of %zu bytes: %zu at the highest, %zu at once", name,
                   prov_reason_name(verdict.reason), len, use.peak, use.largest);
    g_assert_cmpuint(use.peak, <=, good.peak + 2 * len + FIXED_LEN);
    g_assert_cmpuint(use.largest, <=, 2 * len + FIXED_LEN);
}

/* The counter sees what is there to be seen. */
static void
test_counter(void)
{
    MemoryUse use;
    void *memory;

    memory_start();
    memory = g_malloc(1 << 20);
    memory = g_realloc(memory, 3 << 20);
    g_free(memory);
    OPENSSL_free(OPENSSL_malloc(5 << 20));
    use = memory_stop();
    g_assert_cmpuint(use.largest, >=, 5 << 20);
    g_assert_cmpuint(use.peak, >=, 5 << 20);
    g_assert_cmpuint(use.peak, <, 7 << 20);
}

#define PAYLOAD(x) TWIST_PAIR(payload, twist_map, "x", 0, x)

/* Heads that promise what is not there, wherever CBOR stands in a signed header. */
static const TwistVsi headers[] = {
    { "bytes", PAYLOAD("5b 7fffffffffffffff"), NULL },
    { "bytes-of-2-to-the-31", PAYLOAD("5a 7fffffff"), NULL },
    { "text", PAYLOAD("7b 7fffffffffffffff"), NULL },
    { "array", PAYLOAD("9b 00ffffffffffffff"), NULL },
    { "array-of-2-to-the-31", PAYLOAD("9a 7fffffff"), NULL },
    { "map", PAYLOAD("bb 7fffffffffffffff"), NULL },
    { "map-of-2-to-the-31", PAYLOAD("ba 7fffffff"), NULL },
    { "map-of-60000", PAYLOAD("b9 7530 <60000:00>"), NULL },
    { "arrays-of-60000-which-are-signed-and-ignored", PAYLOAD("99 ea60 <60000:80>"), "none" },
    { "maps-in-arrays", PAYLOAD("99 7530 <30000:a0> f7"), NULL },
    { "hash", TWIST_PAIR(bmff_hash, twist_map, "hash", 0, "5b 00000000ffffffff"), NULL },
    { "exclusions", TWIST_PAIR(bmff_hash, twist_map, "exclusions", 0, "9a ffffffff"), NULL },
    { "exclusions-of-30000",
      TWIST_PAIR(bmff_hash, twist_map, "exclusions", 0, "99 7530 <30000:a0>"), NULL },
    { "nonces", TWIST_PAIR(claims, twist_map, NULL, RIG_CWT_NONCE, "9a ffffffff"), NULL },
    { "nonces-of-30000", TWIST_PAIR(claims, twist_map, NULL, RIG_CWT_NONCE, "99 7530 <30000:40>"),
      NULL },
    { "protected", TWIST(signature, twist_protected_raw, "bb 7fffffffffffffff"), NULL },
    { "unprotected", TWIST(signature, twist_unprotected_raw, "ba ffffffff"), NULL },
    { "key-id", TWIST_PAIR(signature, twist_unprotected, NULL, 4, "5a ffffffff"), NULL },
    { "signature", TWIST(emsg, twist_message, "d2 84 43 a1 01 26 a0 41 a0 5b 7fffffffffffffff"),
      NULL },
    { "message", TWIST(emsg, twist_message, "d2 9b 7fffffffffffffff"), NULL },
    { "sequence", TWIST_PAIR(payload, twist_map, "sequenceNumber", 0, "c2 5a ffffffff"), NULL },
};

static void
test_header(World *world, gconstpointer data)
{
    const TwistVsi *c = data;
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, &c->spec);
    ProvVerdict verdict;

    assert_frugal(world, c->id, world->session->init, segment);
    verdict = world_submit(world, world->session->init, segment);
    g_assert_true(prov_verdict_admits(&verdict) == (c->reason != NULL));
}

/* Sizes and counts in the boxes of a segment; the media are signed over it. */
static const struct {
    const char *path;
    size_t at;
} counts[] = {
    { "moof", 0 },
    { "moof/mfhd", 0 },
    { "moof/traf", 0 },
    { "moof/traf/tfhd", 0 },
    { "moof/traf/tfdt", 0 },
    { "moof/traf/trun", 0 },
    { "mdat", 0 },
    { "styp", 0 },
    { "moof/traf/trun", 12 },
    { "moof/traf/trun", 24 },
    { "mdat", 8 },
};

static void
test_boxes(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const uint32_t values[] = { 0x7fffffff, 0x0fffffff, 0x00ffffff, 0xfffffff0 };
    g_autoptr(GBytes) good = world_media(world, 1);

    for (size_t i = 0; i < G_N_ELEMENTS(counts) * G_N_ELEMENTS(values); i++) {
        g_autoptr(GByteArray) media = world_copy(good);
        const char *path = counts[i / 4].path;
        g_autoptr(GBytes) bytes = NULL;
        g_autoptr(GBytes) segment = NULL;

        twist_put_u32(media->data + world_find(media, path) + counts[i / 4].at, values[i % 4]);
        bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
        segment = world_sign(world, world->session, 1, bytes, NULL);
        assert_frugal(world, path, world->session->init, segment);
    }
}

/* Every place where four bytes of an init segment could be a size or a count; unsigned. */
static void
test_init_words(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const uint32_t values[] = { 0x7fffffff, 0x00ffffff };

    for (size_t at = 0; at + 4 <= g_bytes_get_size(world->session->init); at += 2) {
        g_autoptr(GByteArray) init = world_copy(world->session->init);
        g_autoptr(GBytes) bytes = NULL;
        MemoryUse use;
        size_t len = init->len;

        twist_put_u32(init->data + at, values[at / 2 % 2]);
        bytes = g_byte_array_free_to_bytes(g_steal_pointer(&init));
        judge(world, bytes, NULL, &use);
        g_assert_cmpuint(use.largest, <=, 2 * len + FIXED_LEN);
    }
}

static void
many_keys(GPtrArray *keys, gpointer n)
{
    while (keys->len < GPOINTER_TO_UINT(n))
        g_ptr_array_add(keys, rig_session_key_copy(g_ptr_array_index(keys, 0)));
}

static void
keys_content(GPtrArray *assertions, gpointer notation)
{
    RigAssertion *keys = g_ptr_array_index(assertions, 2);

    rig_cose_set_bytes(&keys->content, twist_item(notation));
}

#define CLAIM(x)   TWIST_PAIR(claim, twist_map, "x", 0, x)
#define CHAIN(x)   TWIST_PAIR(signature, twist_protected, NULL, RIG_COSE_X5CHAIN, x)
#define CONTENT(x) TWIST(assertions, keys_content, x)

static const TwistSession sessions[] = {
    { "claim-bytes", CLAIM("5b 7fffffffffffffff"), NULL },
    { "claim-array", CLAIM("9b 00ffffffffffffff"), NULL },
    { "claim-map", CLAIM("bb 00ffffffffffffff"), NULL },
    { "claim-map-of-200000", CLAIM("ba 000186a0 <200000:00>"), NULL },
    { "created-of-100000",
      TWIST_PAIR(claim, twist_map, "created_assertions", 0, "9a 000186a0 <100000:a0>"), NULL },
    { "chain-that-is-not-there", CHAIN("9a ffffffff"), NULL },
    { "chain-of-100000", CHAIN("9a 000186a0 <100000:40>"), NULL },
    { "certificate-that-is-not-there", CHAIN("5b 00000000ffffffff"), NULL },
    { "certificate-of-64-kib", CHAIN("5a 00010000 <65536:30>"), NULL },
    { "200-session-keys", TWIST(session_keys, many_keys, GUINT_TO_POINTER(200)), NULL },
    { "session-keys-that-are-not-there", CONTENT("a1 'keys' 9a ffffffff"), NULL },
    { "session-keys-of-200000", CONTENT("a1 'keys' 9a 00030d40 <200000:a0>"), NULL },
    { "pad", TWIST_PAIR(signature, twist_unprotected, "pad", 0, "5a 000c3500 <800000:00>"), NULL },
    { "label", { .label = "urn:uuid:x" }, NULL },
};

static void
test_session(World *world, gconstpointer data)
{
    const TwistSession *c = data;
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &c->spec);

    assert_frugal(world, c->id, session->init, NULL);
}

/* HDR-15, BOX-29: what is too large or stands in the wrong place is refused before any hash. */
static void
test_nothing_is_hashed(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *type;
        size_t at; /* 0: at the end; else in front of all */
        size_t len;
        const char *reason;
    } more[] = {
        { "emsg", 0, 1, "bad-container" },    { "emsg", 0, 65529, "too-large" },
        { "emsg", 0, 1000000, "too-large" },  { "emsg", 0, 8 << 20, "too-large" },
        { "emsg", 0, 50 << 20, "too-large" }, { "emsg", 1, 1, "bad-container" },
        { "styp", 0, 57, "too-large" },       { "free", 0, 0, "bad-container" },
        { "free", 1, 1000, "bad-container" }, { "mdat", 0, 9 << 20, "too-large" },
        { "moov", 0, 100, "bad-container" },  { "uuid", 1, 16, "bad-container" },
    };
    g_autoptr(GBytes) good = world_segment(world, world->session, 1, NULL);

    world_assert_reason(prov_gate_submit_init(world->gate, world->session->init, &world->now),
                        "none");
    for (size_t i = 0; i < G_N_ELEMENTS(more); i++) {
        g_autofree uint8_t *zeros = g_malloc0(more[i].len + 1);
        g_autoptr(GBytes) content = g_bytes_new_static(zeros, more[i].len);
        g_autoptr(GBytes) box = rig_box_new(more[i].type, content);
        g_autoptr(GByteArray) segment = world_copy(good);
        g_autoptr(GBytes) bytes = NULL;

        world_insert(segment, more[i].at == 0 ? segment->len : 0, g_bytes_get_data(box, NULL),
                     g_bytes_get_size(box));
        bytes = g_byte_array_free_to_bytes(g_steal_pointer(&segment));
        n_hashed = 0;
        world_assert_reason(world_submit(world, world->session->init, bytes), more[i].reason);
        g_assert_cmpuint(n_hashed, ==, 0);
    }
    world_assert_reason(world_submit(world, world->session->init, good), "none");
    g_assert_cmpuint(n_hashed, >, g_bytes_get_size(good) / 2); /* the counter counts */
}

/* The same of an init segment. */
static void
test_nothing_is_hashed_of_an_init(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const cases[] = { "certificate-of-64-kib", "chain-of-100000", "claim-map",
                                         "pad", "label" };
    MemoryUse use;

    for (size_t i = 0; i < G_N_ELEMENTS(sessions); i++) {
        bool among = false;
        g_autoptr(RigSession) session = world_session(world, world->front, 0, &sessions[i].spec);

        for (size_t j = 0; j < G_N_ELEMENTS(cases); j++)
            among = among || strcmp(sessions[i].id, cases[j]) == 0;
        judge(world, session->init, NULL, &use);
        g_assert_true(!among || n_hashed == 0);
    }
    judge(world, world->session->init, NULL, &use);
    g_assert_cmpuint(n_hashed, >, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/limits/the-counter-counts", test_counter);
    for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autofree char *path = g_strconcat("/limits/header/", headers[i].id, NULL);

        TWIST_TEST(path, &headers[i], test_header);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(sessions); i++) {
        g_autofree char *path = g_strconcat("/limits/session/", sessions[i].id, NULL);

        TWIST_TEST(path, &sessions[i], test_session);
    }
    TWIST_TEST("/limits/boxes-of-a-segment", NULL, test_boxes);
    TWIST_TEST("/limits/words-of-an-init", NULL, test_init_words);
    TWIST_TEST("/limits/nothing-of-a-segment-is-hashed", NULL, test_nothing_is_hashed);
    TWIST_TEST("/limits/nothing-of-an-init-is-hashed", NULL, test_nothing_is_hashed_of_an_init);
    return g_test_run();
}
