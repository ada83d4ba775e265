/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-signature-private.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <string.h>

struct ProvKey {
    ProvAlg alg;
    EVP_PKEY *pkey;
};

/* What an algorithm fixes (RFC 9053, section 2). Nothing is negotiated. */
typedef struct {
    ProvAlg alg;
    const char *group; /* NULL: Ed25519 */
    const char *digest;
    size_t field_len; /* bytes of a coordinate, of r and of s */
} Algorithm;

static const Algorithm algorithms[] = {
    { PROV_ALG_ES256, SN_X9_62_prime256v1, "SHA2-256", 32 },
    { PROV_ALG_ES384, SN_secp384r1, "SHA2-384", 48 },
    { PROV_ALG_EDDSA, NULL, NULL, 32 },
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OSSL_PARAM, OSSL_PARAM_free)

static const Algorithm *
find_algorithm(ProvAlg alg)
{
    for (size_t i = 0; i < G_N_ELEMENTS(algorithms); i++) {
        if (algorithms[i].alg == alg)
            return &algorithms[i];
    }
    return NULL;
}

static ProvKey *
key_new(ProvAlg alg, EVP_PKEY *pkey)
{
    ProvKey *self = g_new0(ProvKey, 1);

    self->alg = alg;
    self->pkey = pkey;
    return self;
}

void
prov_signature_key_free(ProvKey *self)
{
    EVP_PKEY_free(self->pkey);
    g_free(self);
}

ProvAlg
prov_signature_key_get_alg(const ProvKey *self)
{
    return self->alg;
}

/*
 * An encoded point (RFC 8032, section 5.1.2) that is not reduced, or has small order: y is 0, 1, -1
 * or one of the two y of order 8. OpenSSL takes them; a signature by such a key says nothing.
 */
static bool
is_weak_point(const uint8_t encoded[32])
{
    static const uint8_t order8[2][32] = {
        { 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
          0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
          0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
        { 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
          0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
          0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
    };
    uint8_t y[32];
    bool all_ones = true, rest_zero = true;

    memcpy(y, encoded, sizeof y);
    y[31] &= 0x7f; /* without the sign of x */
    for (size_t i = 1; i < 31; i++) {
        all_ones = all_ones && y[i] == 0xff;
        rest_zero = rest_zero && y[i] == 0;
    }
    if (rest_zero && y[31] == 0 && y[0] <= 1)
        return true;
    if (all_ones && y[31] == 0x7f && y[0] >= 0xec) /* p = 2^255 - 19 = ed ff .. 7f; ec is -1 */
        return true;
    return memcmp(y, order8[0], sizeof y) == 0 || memcmp(y, order8[1], sizeof y) == 0;
}

ProvKey *
prov_signature_key_ec2(ProvCrypto *crypto, ProvAlg alg, ProvReader x, ProvReader y)
{
    const Algorithm *algorithm = find_algorithm(alg);
    g_autoptr(OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new();
    g_autoptr(OSSL_PARAM) parameters = NULL;
    g_autoptr(EVP_PKEY_CTX) context = NULL;
    g_autoptr(EVP_PKEY_CTX) check = NULL;
    g_autoptr(EVP_PKEY) pkey = NULL;
    uint8_t point[1 + 2 * 48] = { POINT_CONVERSION_UNCOMPRESSED };

    if (builder == NULL || algorithm == NULL || algorithm->group == NULL
        || x.len != algorithm->field_len || y.len != algorithm->field_len)
        return NULL;

    memcpy(point + 1, x.data, x.len);
    memcpy(point + 1 + x.len, y.data, y.len);
    if (OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, algorithm->group, 0)
            != 1
        || OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point,
                                            1 + x.len + y.len)
               != 1)
        return NULL;
    parameters = OSSL_PARAM_BLD_to_param(builder);
    context = EVP_PKEY_CTX_new_from_name(crypto->library, "EC", NULL);
    if (parameters == NULL || context == NULL || EVP_PKEY_fromdata_init(context) != 1
        || EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        return NULL;
    check = EVP_PKEY_CTX_new_from_pkey(crypto->library, pkey, NULL);
    if (check == NULL || EVP_PKEY_public_check(check) != 1)
        return NULL;
    return key_new(alg, g_steal_pointer(&pkey));
}

ProvKey *
prov_signature_key_ed25519(ProvCrypto *crypto, ProvReader x)
{
    EVP_PKEY *pkey;

    if (x.len != 32 || is_weak_point(x.data))
        return NULL;
    pkey = EVP_PKEY_new_raw_public_key_ex(crypto->library, "ED25519", NULL, x.data, x.len);
    return pkey != NULL ? key_new(PROV_ALG_EDDSA, pkey) : NULL;
}

ProvKey *
prov_signature_key_from_pkey(ProvCrypto *crypto, EVP_PKEY *pkey)
{
    char group[32] = { 0 };
    uint8_t raw[32];
    size_t len = sizeof raw;

    if (EVP_PKEY_is_a(pkey, "ED25519")) {
        if (EVP_PKEY_get_raw_public_key(pkey, raw, &len) != 1 || len != sizeof raw
            || is_weak_point(raw) || EVP_PKEY_up_ref(pkey) != 1)
            return NULL;
        return key_new(PROV_ALG_EDDSA, pkey);
    }
    if (!EVP_PKEY_is_a(pkey, "EC") || EVP_PKEY_get_group_name(pkey, group, sizeof group, &len) != 1)
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(algorithms); i++) {
        g_autoptr(EVP_PKEY_CTX) check = NULL;

        if (g_strcmp0(algorithms[i].group, group) != 0)
            continue;
        check = EVP_PKEY_CTX_new_from_pkey(crypto->library, pkey, NULL);
        if (check == NULL || EVP_PKEY_public_check(check) != 1 || EVP_PKEY_up_ref(pkey) != 1)
            return NULL;
        return key_new(algorithms[i].alg, pkey);
    }
    return NULL;
}

/* COSE's raw r || s as the DER that OpenSSL verifies. */
static uint8_t *
ecdsa_to_der(ProvReader raw, size_t field_len, size_t *der_len)
{
    g_autoptr(ECDSA_SIG) pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(raw.data, (int)field_len, NULL);
    BIGNUM *s = BN_bin2bn(raw.data + field_len, (int)field_len, NULL);
    uint8_t *der = NULL;
    int len;

    if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return NULL;
    }
    len = i2d_ECDSA_SIG(pair, &der);
    if (len <= 0)
        return NULL;
    *der_len = (size_t)len;
    return der;
}

bool
prov_signature_holds(ProvCrypto *crypto,
                     const ProvKey *key,
                     ProvReader message,
                     ProvReader signature)
{
    const Algorithm *algorithm = find_algorithm(key->alg);
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    uint8_t *der;
    size_t der_len = 0;
    bool holds;

    if (context == NULL || algorithm == NULL || signature.len != 2 * algorithm->field_len)
        return false;
    if (EVP_DigestVerifyInit_ex(context, NULL, algorithm->digest, crypto->library, NULL, key->pkey,
                                NULL)
        != 1)
        return false;
    if (algorithm->group == NULL)
        return !is_weak_point(signature.data)
               && EVP_DigestVerify(context, signature.data, signature.len, message.data,
                                   message.len)
                      == 1;

    der = ecdsa_to_der(signature, algorithm->field_len, &der_len);
    if (der == NULL)
        return false;
    holds = EVP_DigestVerify(context, der, der_len, message.data, message.len) == 1;
    OPENSSL_free(der);
    return holds;
}
