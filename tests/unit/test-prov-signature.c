/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures and keys at the borders of their numbers (attacks.md, HDR-28 to HDR-30, INI-14; RFC
 * 9053 section 2, RFC 8032 section 5.1.7). Where it can be, OpenSSL stands for a verifier that asks
 * less, and takes what is refused here.
 */
#include "client/provenance/prov-signature-private.h"
#include "tests/unit/twist.h"

#include <string.h>

static const char message[] = "the signed header of one unit";

static GBytes *
message_bytes(void)
{
    return g_bytes_new_static(message, sizeof message);
}

static bool
holds(ProvCrypto *crypto, const ProvKey *key, const uint8_t *signature, size_t len)
{
    ProvReader reader = { signature, len };

    return prov_signature_holds(crypto, key,
                                (ProvReader){ (const uint8_t *)message, sizeof message }, reader);
}

/* The curves of the profile: how long a number is, and the group's order. */
typedef struct {
    const char *name;
    ProvAlg alg;
    RigAlg rig;
    size_t len;
    const char *order;
} Curve;

static const Curve curves[] = {
    { "es256", PROV_ALG_ES256, RIG_ALG_ES256, 32,
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551" },
    { "es384", PROV_ALG_ES384, RIG_ALG_ES384, 48,
      "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
      "581a0db248b0a77aecec196accc52973" },
};

typedef struct {
    const Curve *curve;
    RigKey *signer;
    GBytes *cose; /* COSE_Key, which ends with x and y */
    const uint8_t *x;
    const uint8_t *y;
    ProvCrypto *crypto;
    ProvKey *key;
    GBytes *good; /* r || s */
} Ecdsa;

static void
set_up(Ecdsa *self, gconstpointer data)
{
    g_autoptr(GBytes) kid = g_bytes_new_static("k", 1);
    g_autoptr(GBytes) bytes = message_bytes();
    size_t len;

    self->curve = data;
    self->signer = rig_key_new_for_alg(self->curve->rig);
    self->cose = rig_key_to_cose(self->signer, kid);
    self->y = g_bytes_get_data(self->cose, &len);
    self->y += len - self->curve->len;
    self->x = self->y - 3 - self->curve->len;
    self->crypto = prov_crypto_new();
    self->key = prov_signature_key_ec2(self->crypto, self->curve->alg,
                                       (ProvReader){ self->x, self->curve->len },
                                       (ProvReader){ self->y, self->curve->len });
    self->good = rig_key_sign(self->signer, bytes, false);
    g_assert_nonnull(self->key);
    g_assert_true(
        holds(self->crypto, self->key, g_bytes_get_data(self->good, NULL), 2 * self->curve->len));
}

static void
tear_down(Ecdsa *self, G_GNUC_UNUSED gconstpointer data)
{
    prov_signature_key_free(self->key);
    prov_crypto_free(self->crypto);
    rig_key_unref(self->signer);
    g_bytes_unref(self->cose);
    g_bytes_unref(self->good);
}

/* The order and @more, big endian, as long as a number of this curve. */
static void
order_and(const Curve *curve, long more, uint8_t *out)
{
    g_autoptr(BIGNUM) n = NULL;

    BN_hex2bn(&n, curve->order);
    more < 0 ? BN_sub_word(n, (BN_ULONG)-more) : BN_add_word(n, (BN_ULONG)more);
    g_assert_cmpint(BN_bn2binpad(n, out, (int)curve->len), ==, (int)curve->len);
}

/* HDR-28: r, s, and both, are every number that neither may be, and some that would be wrong. */
static void
test_numbers(Ecdsa *self, G_GNUC_UNUSED gconstpointer data)
{
    size_t len = self->curve->len;
    uint8_t numbers[7][48] = { { 0 } };

    numbers[0][len - 1] = 1;
    order_and(self->curve, 0, numbers[2]);
    order_and(self->curve, 1, numbers[3]);
    order_and(self->curve, -1, numbers[4]);
    memset(numbers[5], 0xff, len); /* 2^k - 1 */
    numbers[6][0] = 0x80;
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        for (int which = 1; which <= 3; which++) {
            g_autofree uint8_t *copy = g_memdup2(g_bytes_get_data(self->good, NULL), 2 * len);

            if ((which & 1) != 0)
                memcpy(copy, numbers[i], len);
            if ((which & 2) != 0)
                memcpy(copy + len, numbers[i], len);
            g_assert_false(holds(self->crypto, self->key, copy, 2 * len));
        }
    }
}

/* Numbers that are the right ones but for the group's order on top, where that fits. */
static void
test_number_and_order(Ecdsa *self, G_GNUC_UNUSED gconstpointer data)
{
    size_t len = self->curve->len;
    g_autoptr(BIGNUM) n = NULL;

    BN_hex2bn(&n, self->curve->order);
    for (size_t at = 0; at <= len; at += len) {
        g_autofree uint8_t *copy = g_memdup2(g_bytes_get_data(self->good, NULL), 2 * len);
        g_autofree uint8_t *longer = g_malloc0(2 * len + 2);
        g_autoptr(BIGNUM) number = BN_bin2bn(copy + at, (int)len, NULL);

        BN_add(number, number, n);
        /* one byte longer each, as a lax reader of halves would take them */
        memcpy(longer + 1, copy, len);
        memcpy(longer + len + 2, copy + len, len);
        g_assert_cmpint(BN_bn2binpad(number, longer + (at == 0 ? 0 : len + 1), (int)len + 1), >, 0);
        g_assert_false(holds(self->crypto, self->key, longer, 2 * len + 2));
    }
}

/* HDR-28: no length but the one. */
static void
test_lengths(Ecdsa *self, G_GNUC_UNUSED gconstpointer data)
{
    size_t len = 2 * self->curve->len;
    g_autofree uint8_t *longer = g_malloc0(len + 2);
    g_autoptr(GBytes) bytes = message_bytes();
    g_autoptr(GBytes) der = rig_key_sign(self->signer, bytes, true);

    memcpy(longer, g_bytes_get_data(self->good, NULL), len);
    for (size_t n = 0; n <= len + 2; n++) {
        g_autofree uint8_t *exact = g_memdup2(longer, n);

        g_assert_true(holds(self->crypto, self->key, exact, n) == (n == len));
    }
    memmove(longer + 1, longer, len);
    longer[0] = 0;
    g_assert_false(holds(self->crypto, self->key, longer, len + 1)); /* a zero in front */
    g_assert_false(
        holds(self->crypto, self->key, g_bytes_get_data(der, NULL), g_bytes_get_size(der)));
}

/* HDR-30: the lower s and the higher both hold; it is one signature either way. */
static void
test_both_halves(Ecdsa *self, G_GNUC_UNUSED gconstpointer data)
{
    size_t len = self->curve->len;
    g_autoptr(GBytes) other = rig_key_flip_s(self->signer, self->good);
    const uint8_t *one = g_bytes_get_data(self->good, NULL), *two = g_bytes_get_data(other, NULL);
    g_autoptr(BIGNUM) half = NULL;
    g_autoptr(BIGNUM) s_one = BN_bin2bn(one + len, (int)len, NULL);
    g_autoptr(BIGNUM) s_two = BN_bin2bn(two + len, (int)len, NULL);

    BN_hex2bn(&half, self->curve->order);
    BN_rshift1(half, half);
    g_assert_true((BN_cmp(s_one, half) <= 0) != (BN_cmp(s_two, half) <= 0));
    g_assert_true(holds(self->crypto, self->key, two, 2 * len));
}

/* INI-14: no point but one of the curve, in its two coordinates of full length. */
static void
test_points(Ecdsa *self, G_GNUC_UNUSED gconstpointer data)
{
    size_t len = self->curve->len;
    static const uint8_t zeros[48];
    uint8_t ones[48], off[49] = { 0 }, compressed[49] = { 2 };
    const struct {
        ProvReader x, y;
    } bad[] = {
        { { self->x, len }, { zeros, len } },
        { { zeros, len }, { self->y, len } },
        { { zeros, len }, { zeros, len } }, /* what some write for the point at infinity */
        { { zeros, 0 }, { zeros, 0 } },
        { { zeros, 1 }, { zeros, 0 } }, /* and others */
        { { ones, len }, { ones, len } },
        { { ones, len }, { self->y, len } },
        { { self->y, len }, { self->x, len } },
        { { off, len }, { self->y, len } },
        { { self->x, len - 1 }, { self->y, len } },
        { { self->x, len }, { self->y, len - 1 } },
        { { compressed, len + 1 }, { self->y, 0 } },
        { { compressed, len + 1 }, { self->y, len } },
        { { self->x, len }, { compressed, len + 1 } },
    };

    memset(ones, 0xff, sizeof ones);
    memcpy(off, self->x, len);
    off[len - 1] ^= 1;
    memcpy(compressed + 1, self->x, len);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_null(prov_signature_key_ec2(self->crypto, self->curve->alg, bad[i].x, bad[i].y));
    /* of another curve, or of none that signs so */
    g_assert_null(prov_signature_key_ec2(self->crypto, PROV_ALG_EDDSA, (ProvReader){ self->x, len },
                                         (ProvReader){ self->y, len }));
    g_assert_null(prov_signature_key_ec2(self->crypto, PROV_ALG_NONE, (ProvReader){ self->x, len },
                                         (ProvReader){ self->y, len }));
    g_assert_null(prov_signature_key_ec2(
        self->crypto, self->curve->alg == PROV_ALG_ES256 ? PROV_ALG_ES384 : PROV_ALG_ES256,
        (ProvReader){ self->x, len }, (ProvReader){ self->y, len }));
}

/* Of a certificate: what no camera may sign with. */
static void
test_other_kinds(void)
{
    static const struct {
        RigKeyType type;
        ProvAlg alg;
    } kinds[] = {
        { RIG_KEY_P256, PROV_ALG_ES256 },     { RIG_KEY_P384, PROV_ALG_ES384 },
        { RIG_KEY_ED25519, PROV_ALG_EDDSA },  { RIG_KEY_P521, PROV_ALG_NONE },
        { RIG_KEY_SECP256K1, PROV_ALG_NONE }, { RIG_KEY_P192, PROV_ALG_NONE },
        { RIG_KEY_RSA, PROV_ALG_NONE },
    };
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(RigKey) rig = rig_key_new(kinds[i].type);
        ProvKey *key = prov_signature_key_from_pkey(crypto, rig_key_peek_pkey(rig));

        g_assert_true((key == NULL) == (kinds[i].alg == PROV_ALG_NONE));
        if (key != NULL) {
            g_assert_cmpint(prov_signature_key_get_alg(key), ==, kinds[i].alg);
            prov_signature_key_free(key);
        }
    }
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*test)(Ecdsa *self, gconstpointer data);
    } tests[] = {
        { "HDR-28/numbers-out-of-range", test_numbers },
        { "HDR-28/numbers-and-the-order", test_number_and_order },
        { "HDR-28/lengths", test_lengths },
        { "HDR-30/lower-and-higher-s", test_both_halves },
        { "INI-14/points", test_points },
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(curves) * G_N_ELEMENTS(tests); i++) {
        const Curve *curve = &curves[i / G_N_ELEMENTS(tests)];
        g_autofree char *path =
            g_strdup_printf("/signature/%s/%s", curve->name, tests[i % G_N_ELEMENTS(tests)].name);

        g_test_add(path, Ecdsa, curve, set_up, tests[i % G_N_ELEMENTS(tests)].test, tear_down);
    }
    g_test_add_func("/signature/PKI-11/other-kinds-of-keys", test_other_kinds);
    return g_test_run();
}
