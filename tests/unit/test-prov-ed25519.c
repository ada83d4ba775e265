/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ed25519 where verifiers disagree (attacks.md, HDR-29, INI-14; RFC 8032 section 5.1.7): points of
 * small order, encodings that are not reduced, S at or over the group's order. Every signature here
 * satisfies the equation of some verifier; where OpenSSL is that verifier, the test says so.
 */
#include "client/provenance/prov-signature-private.h"
#include "tests/unit/twist.h"

#include <openssl/sha.h>
#include <string.h>

#define MAX_TRIES 400

static const char order_hex[] = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";

/* All points of small order: the eight as they are written, and the six other ways to write them.
 */
static const char *const small_points[] = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
};

#define N_CANONICAL 8

static void
read_point(size_t i, uint8_t out[32])
{
    g_autoptr(GBytes) bytes = twist_item(small_points[i]);

    memcpy(out, g_bytes_get_data(bytes, NULL), 32);
}

static BIGNUM *
order(void)
{
    BIGNUM *n = NULL;

    BN_hex2bn(&n, order_hex);
    return n;
}

/* OpenSSL: no look at the order of A or R. */
static bool
naive_accepts(const uint8_t a[32], const uint8_t signature[64], uint32_t text)
{
    g_autoptr(EVP_PKEY) pkey = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, a, 32);
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();

    return pkey != NULL && EVP_DigestVerifyInit_ex(context, NULL, NULL, NULL, NULL, pkey, NULL) == 1
           && EVP_DigestVerify(context, signature, 64, (const uint8_t *)&text, sizeof text) == 1;
}

static bool
we_accept(ProvCrypto *crypto, const ProvKey *key, const uint8_t signature[64], uint32_t text)
{
    return prov_signature_holds(crypto, key, (ProvReader){ (const uint8_t *)&text, sizeof text },
                                (ProvReader){ signature, 64 });
}

/* A of small order: R the neutral point and S = 0 are a signature by it of one text in eight. */
static void
test_small_keys(void)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    size_t n_forged = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(small_points); i++) {
        const uint8_t signature[64] = { 1 };
        uint8_t a[32];
        uint32_t text = 0;
        g_autoptr(EVP_PKEY) pkey = NULL;

        read_point(i, a);
        while (text < MAX_TRIES && !naive_accepts(a, signature, text))
            text++;
        g_test_message("%s: %s", small_points[i],
                       text < MAX_TRIES ? "forged" : "not taken by OpenSSL either");
        n_forged += text < MAX_TRIES;
        g_assert_true(text < MAX_TRIES || i >= N_CANONICAL);
        g_assert_null(prov_signature_key_ed25519(crypto, (ProvReader){ a, 32 }));
        pkey = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, a, 32);
        g_assert_true(pkey == NULL || prov_signature_key_from_pkey(crypto, pkey) == NULL);
    }
    g_assert_cmpuint(n_forged, >=, N_CANONICAL);
}

/* y from p to 2^255 - 1, with either sign: 38 ways to write what has another name. */
static void
test_unreduced_keys(void)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();

    for (unsigned low = 0xed; low <= 0xff; low++) {
        for (unsigned sign = 0; sign <= 0x80; sign += 0x80) {
            uint8_t a[32];

            memset(a, 0xff, sizeof a);
            a[0] = (uint8_t)low;
            a[31] = (uint8_t)(0x7f | sign);
            g_assert_null(prov_signature_key_ed25519(crypto, (ProvReader){ a, 32 }));
        }
    }
}

/* What looks like one of them, and is none. */
static void
test_almost_small_keys(void)
{
    static const struct {
        uint8_t first, middle, last;
    } bytes[] = { { 2, 0, 0 }, { 1, 0, 1 }, { 0xeb, 0xff, 0x7f }, { 0xff, 0xff, 0x7e } };
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();

    for (size_t i = 0; i < G_N_ELEMENTS(bytes); i++) {
        uint8_t x[32];
        ProvKey *key;

        memset(x, bytes[i].middle, sizeof x);
        x[0] = bytes[i].first;
        x[31] = bytes[i].last;
        key = prov_signature_key_ed25519(crypto, (ProvReader){ x, sizeof x });
        g_assert_nonnull(key);
        prov_signature_key_free(key);
    }
}

/* Any other byte in the middle makes another point of it: only 0 and 1, and what is not below
 * p - 1, are known by their ends. */
static void
test_middles(void)
{
    static const struct {
        uint8_t first, middle, last;
    } bytes[] = { { 0, 0, 0 }, { 1, 0, 0 }, { 0xec, 0xff, 0x7f }, { 0xff, 0xff, 0x7f } };
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();

    for (size_t i = 0; i < G_N_ELEMENTS(bytes); i++) {
        for (size_t at = 0; at < 31; at++) {
            uint8_t x[32];
            ProvKey *key;

            memset(x, bytes[i].middle, sizeof x);
            x[0] = bytes[i].first;
            x[31] = bytes[i].last;
            if (at > 0)
                x[at] ^= 1;
            key = prov_signature_key_ed25519(crypto, (ProvReader){ x, sizeof x });
            g_assert_true((key == NULL) == (at == 0));
            g_clear_pointer(&key, prov_signature_key_free);
        }
    }
}

static void
test_key_lengths(void)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    uint8_t x[64];

    memset(x, 0x58, sizeof x);
    for (size_t len = 0; len <= sizeof x; len++) {
        g_autofree uint8_t *exact = g_memdup2(x, len);
        ProvKey *key = prov_signature_key_ed25519(crypto, (ProvReader){ exact, len });

        g_assert_true((key == NULL) == (len != 32));
        g_clear_pointer(&key, prov_signature_key_free);
    }
}

typedef struct {
    RigKey *signer;
    uint8_t a[32];
    BIGNUM *scalar; /* of the private key */
    ProvCrypto *crypto;
    ProvKey *key;
    uint8_t good[64];
} Ed;

/* Section 5.1.5: the scalar from the private key. */
static BIGNUM *
read_scalar(EVP_PKEY *pkey)
{
    uint8_t seed[32], hash[64];
    size_t len = sizeof seed;

    g_assert_cmpint(EVP_PKEY_get_raw_private_key(pkey, seed, &len), ==, 1);
    SHA512(seed, sizeof seed, hash);
    hash[0] &= 248;
    hash[31] &= 127;
    hash[31] |= 64;
    return BN_lebin2bn(hash, 32, NULL);
}

static void
set_up(Ed *self, G_GNUC_UNUSED gconstpointer data)
{
    uint32_t text = 0;
    g_autoptr(GBytes) bytes = g_bytes_new(&text, sizeof text);
    g_autoptr(GBytes) good = NULL;
    size_t len = sizeof self->a;

    self->signer = rig_key_new(RIG_KEY_ED25519);
    EVP_PKEY_get_raw_public_key(rig_key_peek_pkey(self->signer), self->a, &len);
    self->scalar = read_scalar(rig_key_peek_pkey(self->signer));
    self->crypto = prov_crypto_new();
    self->key = prov_signature_key_ed25519(self->crypto, (ProvReader){ self->a, 32 });
    good = rig_key_sign(self->signer, bytes, false);
    memcpy(self->good, g_bytes_get_data(good, NULL), sizeof self->good);
    g_assert_true(we_accept(self->crypto, self->key, self->good, 0));
}

static void
tear_down(Ed *self, G_GNUC_UNUSED gconstpointer data)
{
    prov_signature_key_free(self->key);
    prov_crypto_free(self->crypto);
    rig_key_unref(self->signer);
    BN_free(self->scalar);
}

/* S = k a for that R: [S]B = R + [k]A but for R itself, whose order divides eight. */
static void
sign_for(const Ed *self, const uint8_t r[32], uint32_t text, uint8_t signature[64])
{
    uint8_t input[32 + 32 + sizeof text], hash[64];
    g_autoptr(BIGNUM) k = NULL;
    g_autoptr(BIGNUM) n = order();
    BN_CTX *context = BN_CTX_new();

    memcpy(input, r, 32);
    memcpy(input + 32, self->a, 32);
    memcpy(input + 64, &text, sizeof text);
    SHA512(input, sizeof input, hash);
    k = BN_lebin2bn(hash, sizeof hash, NULL);
    BN_mod_mul(k, k, self->scalar, n, context);
    memcpy(signature, r, 32);
    g_assert_cmpint(BN_bn2lebinpad(k, signature + 32, 32), ==, 32);
    BN_CTX_free(context);
}

static void
test_small_r(Ed *self, G_GNUC_UNUSED gconstpointer data)
{
    for (size_t i = 0; i < G_N_ELEMENTS(small_points); i++) {
        uint8_t r[32], signature[64];

        read_point(i, r);
        sign_for(self, r, 7, signature);
        /* the neutral point is in the equation nothing at all: there OpenSSL takes it */
        g_assert_true(naive_accepts(self->a, signature, 7) == (i == 0));
        g_assert_false(we_accept(self->crypto, self->key, signature, 7));
    }
}

/* S + L, S + 2L, ... as far as 32 bytes go: the same S to who reduces it. */
static void
test_large_s(Ed *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(BIGNUM) n = order();
    g_autoptr(BIGNUM) s = BN_lebin2bn(self->good + 32, 32, NULL);
    unsigned times = 0;

    for (BN_add(s, s, n); BN_num_bits(s) <= 256; BN_add(s, s, n), times++) {
        uint8_t signature[64];

        memcpy(signature, self->good, 32);
        g_assert_cmpint(BN_bn2lebinpad(s, signature + 32, 32), ==, 32);
        g_assert_false(we_accept(self->crypto, self->key, signature, 0));
    }
    g_assert_cmpuint(times, >=, 14);
}

/* S at its borders, and its three highest bits, which old verifiers look at and no others. */
static void
test_borders_of_s(Ed *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(BIGNUM) n = order();

    for (int more = -1; more <= 1; more++) {
        uint8_t signature[64];
        g_autoptr(BIGNUM) s = BN_dup(n);

        more < 0 ? BN_sub_word(s, 1) : BN_add_word(s, (BN_ULONG)more);
        memcpy(signature, self->good, 32);
        BN_bn2lebinpad(s, signature + 32, 32);
        g_assert_false(we_accept(self->crypto, self->key, signature, 0));
    }
    for (unsigned bits = 0x20; bits <= 0xe0; bits += 0x20) {
        uint8_t signature[64];

        memcpy(signature, self->good, sizeof signature);
        signature[63] |= (uint8_t)bits;
        g_assert_false(we_accept(self->crypto, self->key, signature, 0));
    }
}

/* R's own encoding: not reduced, or on no curve at all; and no length but 64. */
static void
test_r_and_lengths(Ed *self, G_GNUC_UNUSED gconstpointer data)
{
    uint8_t longer[66] = { 0 };

    memcpy(longer, self->good, sizeof self->good);
    for (size_t len = 0; len <= sizeof longer; len++) {
        ProvReader text = { (const uint8_t *)"\0\0\0\0", 4 };

        g_assert_true(
            prov_signature_holds(self->crypto, self->key, text, (ProvReader){ longer, len })
            == (len == 64));
    }
    for (unsigned low = 0xec; low <= 0xff; low++) {
        uint8_t r[32], signature[64];

        memset(r, 0xff, sizeof r);
        r[0] = (uint8_t)low;
        sign_for(self, r, 0, signature);
        g_assert_false(we_accept(self->crypto, self->key, signature, 0));
    }
}

/* In a whole unit: the header is signed by the session key, with an S that is too large. */
static void
add_order(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(GBytes) protected_bytes = rig_map_item(cose->protected_map);
    g_autoptr(GBytes) to_sign =
        rig_item_array(rig_item_text(cose->context), rig_item_bytes_of(protected_bytes),
                       rig_item_bytes("", 0), rig_item_bytes_of(cose->payload), NULL);
    g_autoptr(GBytes) good = rig_key_sign(cose->key, to_sign, false);
    uint8_t signature[64];
    g_autoptr(BIGNUM) n = order();
    g_autoptr(BIGNUM) s = NULL;

    memcpy(signature, g_bytes_get_data(good, NULL), sizeof signature);
    s = BN_lebin2bn(signature + 32, 32, NULL);
    if (data == NULL)
        BN_add(s, s, n);
    BN_bn2lebinpad(s, signature + 32, 32);
    rig_cose_set_bytes(&cose->signature, g_bytes_new(signature, sizeof signature));
}

static void
test_unit(World *world, gconstpointer data)
{
    const RigSessionSpec by_ed25519 = { .key_alg = RIG_ALG_EDDSA };
    const RigVsiSpec spec = TWIST(signature, add_order, data);
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &by_ed25519);
    g_autoptr(GBytes) segment = world_segment(world, session, 1, &spec);

    world_assert_reason(world_submit(world, session->init, segment),
                        data != NULL ? "none" : "bad-signature");
}

/* The session key of an init is a point of small order. */
static void
small_session_key(GPtrArray *keys, gpointer point)
{
    RigSessionKey *key = g_ptr_array_index(keys, 0);
    g_autofree char *item =
        g_strconcat("a5 01 01 02 41 6b 03 27 20 06 21 5820", (const char *)point, NULL);

    key->cose_key = twist_item(item);
}

static void
test_session_key(World *world, gconstpointer data)
{
    const RigSessionSpec spec = { .hooks = { .session_keys = small_session_key,
                                             .user_data = (gpointer)data } };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);

    world_assert_reason(world_submit_first(world, session), "unproven-session-key");
}

#define add(name, test) g_test_add("/ed25519/" name, Ed, NULL, set_up, test, tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ed25519/HDR-29/keys-of-small-order", test_small_keys);
    g_test_add_func("/ed25519/HDR-29/keys-that-are-not-reduced", test_unreduced_keys);
    g_test_add_func("/ed25519/HDR-29/keys-that-are-only-near", test_almost_small_keys);
    g_test_add_func("/ed25519/HDR-29/keys-by-their-middle", test_middles);
    g_test_add_func("/ed25519/INI-14/key-lengths", test_key_lengths);
    add("HDR-29/r-of-small-order", test_small_r);
    add("HDR-29/s-and-the-order", test_large_s);
    add("HDR-29/borders-of-s", test_borders_of_s);
    add("HDR-29/r-not-reduced-and-lengths", test_r_and_lengths);
    TWIST_TEST("/ed25519/HDR-29/unit-with-s-too-large", NULL, test_unit);
    TWIST_TEST("/ed25519/HDR-29/unit-with-its-s-is-fine", "as it is", test_unit);
    for (size_t i = 0; i < G_N_ELEMENTS(small_points); i++) {
        g_autofree char *path = g_strdup_printf("/ed25519/HDR-29/session-key-%zu", i);

        TWIST_TEST(path, small_points[i], test_session_key);
    }
    return g_test_run();
}
