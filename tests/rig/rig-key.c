/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-key.h"

#include "tests/rig/rig-cbor.h"
#include "tests/rig/rig-openssl.h"

#include <gio/gio.h>
#include <openssl/core_names.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>

struct RigKey {
    gatomicrefcount ref;
    EVP_PKEY *pkey;
    RigKeyType type;
};

/* One row per key type: how it is made, what it signs with, how COSE names its curve. */
static const struct {
    const char *group; /* NULL: not an elliptic curve with ECDSA */
    int nid;
    RigAlg alg;
    const char *md; /* NULL: the algorithm hashes by itself */
    int cose_curve;
    unsigned size; /* bytes of a coordinate */
} key_types[] = {
    [RIG_KEY_P256] = { "P-256", NID_X9_62_prime256v1, RIG_ALG_ES256, "SHA256", 1, 32 },
    [RIG_KEY_P384] = { "P-384", NID_secp384r1, RIG_ALG_ES384, "SHA384", 2, 48 },
    [RIG_KEY_ED25519] = { NULL, NID_ED25519, RIG_ALG_EDDSA, NULL, 6, 32 },
    [RIG_KEY_SECP256K1] = { "secp256k1", NID_secp256k1, RIG_ALG_ES256K, "SHA256", 8, 32 },
    [RIG_KEY_P256_EXPLICIT] = { "P-256", NID_X9_62_prime256v1, RIG_ALG_ES256, "SHA256", 1, 32 },
    [RIG_KEY_P521] = { "P-521", NID_secp521r1, RIG_ALG_ES256, "SHA256", 3, 66 },
    [RIG_KEY_RSA] = { NULL, NID_rsaEncryption, RIG_ALG_RS256, "SHA256", 0, 0 },
    [RIG_KEY_RSA_1024] = { NULL, NID_undef, RIG_ALG_RS256, "SHA256", 0, 0 },
    [RIG_KEY_P192] = { "P-192", NID_X9_62_prime192v1, RIG_ALG_ES256, "SHA256", 0, 24 },
};

static RigKey *
key_take(EVP_PKEY *pkey, RigKeyType type)
{
    RigKey *self = g_new0(RigKey, 1);

    g_atomic_ref_count_init(&self->ref);
    self->pkey = pkey;
    self->type = type;
    return self;
}

RigKey *
rig_key_new(RigKeyType type)
{
    EVP_PKEY *pkey;

    if (type == RIG_KEY_ED25519)
        pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    else if (type == RIG_KEY_RSA || type == RIG_KEY_RSA_1024)
        pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)(type == RIG_KEY_RSA ? 2048 : 1024));
    else
        pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", key_types[type].group);
    if (pkey == NULL)
        g_error("OpenSSL makes no key of type %d: its default provider is needed", (int)type);
    if (type == RIG_KEY_P256_EXPLICIT)
        EVP_PKEY_set_utf8_string_param(pkey, OSSL_PKEY_PARAM_EC_ENCODING, "explicit");
    return key_take(pkey, type);
}

RigKey *
rig_key_new_for_alg(RigAlg alg)
{
    for (guint i = 0; i < G_N_ELEMENTS(key_types); i++)
        if (key_types[i].alg == alg)
            return rig_key_new((RigKeyType)i);
    g_error("no key type signs with COSE algorithm %d", (int)alg);
}

/* NULL when it is of no type there is; consumes @pkey. */
static RigKey *
key_take_known(EVP_PKEY *pkey)
{
    g_autoptr(EVP_PKEY) owned = pkey;
    int nid = EVP_PKEY_get_base_id(owned);

    if (nid == EVP_PKEY_EC) {
        char group[32] = "";

        EVP_PKEY_get_group_name(owned, group, sizeof group, NULL);
        nid = OBJ_sn2nid(group);
    }
    for (guint i = 0; i < G_N_ELEMENTS(key_types); i++)
        if (key_types[i].nid == nid)
            return key_take(g_steal_pointer(&owned), (RigKeyType)i);
    return NULL;
}

RigKey *
rig_key_new_from_pem(const char *pem)
{
    g_autoptr(BIO) text = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(text, NULL, NULL, NULL);

    return pkey != NULL ? key_take_known(pkey) : NULL;
}

RigKey *
rig_key_new_public(GBytes *spki)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(spki, &len);
    EVP_PKEY *pkey = d2i_PUBKEY(NULL, &data, (long)len);

    return pkey != NULL ? key_take_known(pkey) : NULL;
}

RigKey *
rig_key_load(const char *path, GError **error)
{
    g_autoptr(BIO) file = BIO_new_file(path, "r");
    g_autoptr(EVP_PKEY) pkey = NULL;
    RigKey *key;

    if (file == NULL) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                    "The key %s can't be opened; check its path and mode.", path);
        return NULL;
    }
    pkey = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
    if (pkey == NULL) {
        g_set_error(
            error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
            "%s is not an unencrypted private key in PEM; remove it to have a new one made.", path);
        return NULL;
    }
    key = key_take_known(g_steal_pointer(&pkey));
    if (key == NULL)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                    "%s holds a kind of key that can't sign here; use P-256, P-384 or Ed25519.",
                    path);
    return key;
}

RigKey *
rig_key_ref(RigKey *self)
{
    g_atomic_ref_count_inc(&self->ref);
    return self;
}

void
rig_key_unref(RigKey *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->ref))
        return;
    EVP_PKEY_free(self->pkey);
    g_free(self);
}

RigAlg
rig_key_get_alg(const RigKey *self)
{
    return key_types[self->type].alg;
}

GBytes *
rig_key_get_spki(const RigKey *self)
{
    uint8_t *der = NULL;
    const int len = i2d_PUBKEY(self->pkey, &der);
    GBytes *spki = g_bytes_new(der, len > 0 ? (size_t)len : 0);

    OPENSSL_free(der);
    return spki;
}

void
rig_key_get_pin(const RigKey *self, uint8_t pin[RIG_PIN_LEN])
{
    g_autoptr(GBytes) spki = rig_key_get_spki(self);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize len = RIG_PIN_LEN;
    gsize n = 0;
    const uint8_t *data = g_bytes_get_data(spki, &n);

    g_checksum_update(sum, data, (gssize)n);
    g_checksum_get_digest(sum, pin, &len);
}

char *
rig_key_to_pem(const RigKey *self)
{
    g_autoptr(BIO) out = BIO_new(BIO_s_mem());
    char *data = NULL;
    long len;

    PEM_write_bio_PrivateKey(out, self->pkey, NULL, NULL, 0, NULL, NULL);
    len = BIO_get_mem_data(out, &data);
    return g_strndup(data, (gsize)len);
}

/* DER ECDSA-Sig-Value -> r and s, each of the curve's size. */
static GBytes *
raw_from_der(const uint8_t *der, size_t len, unsigned size)
{
    g_autoptr(ECDSA_SIG) sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
    g_autofree uint8_t *raw = g_malloc0(2 * (gsize)size);

    if (sig != NULL) {
        BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, (int)size);
        BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + size, (int)size);
    }
    return g_bytes_new_take(g_steal_pointer(&raw), 2 * (gsize)size);
}

GBytes *
rig_key_sign(const RigKey *self, GBytes *message, bool der)
{
    g_autoptr(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
    size_t message_len = 0;
    const uint8_t *data = g_bytes_get_data(message, &message_len);
    uint8_t signature[1024];
    size_t len = sizeof signature;

    if (EVP_DigestSignInit_ex(ctx, NULL, key_types[self->type].md, NULL, NULL, self->pkey, NULL)
            != 1
        || EVP_DigestSign(ctx, signature, &len, data, message_len) != 1)
        g_error("OpenSSL does not sign with a key of type %d", (int)self->type);
    if (der || key_types[self->type].group == NULL)
        return g_bytes_new(signature, len);
    return raw_from_der(signature, len, key_types[self->type].size);
}

GBytes *
rig_key_flip_s(const RigKey *self, GBytes *signature)
{
    const unsigned size = key_types[self->type].size;
    g_autoptr(EC_GROUP) group = EC_GROUP_new_by_curve_name(key_types[self->type].nid);
    g_autoptr(BIGNUM) s = NULL;
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(signature, &len);
    g_autofree uint8_t *out = g_memdup2(data, len);

    g_return_val_if_fail(group != NULL && len == 2 * (size_t)size, NULL);
    s = BN_bin2bn(out + size, (int)size, NULL);
    BN_sub(s, EC_GROUP_get0_order(group), s);
    BN_bn2binpad(s, out + size, (int)size);
    return g_bytes_new_take(g_steal_pointer(&out), len);
}

/* What EVP_DigestVerify() takes: DER for ECDSA, the bytes themselves else. */
static GBytes *
der_from_raw(const RigKey *self, GBytes *signature)
{
    const unsigned size = key_types[self->type].size;
    g_autoptr(ECDSA_SIG) sig = NULL;
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(signature, &len);
    uint8_t *der = NULL;
    GBytes *bytes;
    int n;

    if (key_types[self->type].group == NULL)
        return g_bytes_ref(signature);
    if (len != 2 * (size_t)size)
        return NULL;
    sig = ECDSA_SIG_new();
    ECDSA_SIG_set0(sig, BN_bin2bn(data, (int)size, NULL), BN_bin2bn(data + size, (int)size, NULL));
    n = i2d_ECDSA_SIG(sig, &der);
    bytes = g_bytes_new(der, n > 0 ? (size_t)n : 0);
    OPENSSL_free(der);
    return bytes;
}

bool
rig_key_verify(const RigKey *self, GBytes *message, GBytes *signature)
{
    g_autoptr(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
    g_autoptr(GBytes) der = der_from_raw(self, signature);
    size_t message_len = 0;
    const uint8_t *data = g_bytes_get_data(message, &message_len);
    size_t len = 0;
    const uint8_t *sig = der != NULL ? g_bytes_get_data(der, &len) : NULL;

    return sig != NULL
           && EVP_DigestVerifyInit_ex(ctx, NULL, key_types[self->type].md, NULL, NULL, self->pkey,
                                      NULL)
                  == 1
           && EVP_DigestVerify(ctx, sig, len, data, message_len) == 1;
}

static GBytes *
coordinate_item(const RigKey *self, const char *param, unsigned size)
{
    BIGNUM *number = NULL;
    uint8_t raw[66] = { 0 };

    if (EVP_PKEY_get_bn_param(self->pkey, param, &number) == 1)
        BN_bn2binpad(number, raw, (int)size);
    BN_clear_free(number);
    return rig_item_bytes(raw, size);
}

GBytes *
rig_key_to_cose(const RigKey *self, GBytes *kid)
{
    g_autoptr(RigMap) map = rig_map_new();
    const unsigned size = key_types[self->type].size;
    const bool okp = self->type == RIG_KEY_ED25519;

    rig_map_put_int(map, 1, rig_item_uint(okp ? 1 : 2));
    rig_map_put_int(map, 2, rig_item_bytes_of(kid));
    rig_map_put_int(map, 3, rig_item_int(key_types[self->type].alg));
    rig_map_put_int(map, -1, rig_item_int(key_types[self->type].cose_curve));
    if (okp) {
        uint8_t x[32] = { 0 };
        size_t len = sizeof x;

        EVP_PKEY_get_raw_public_key(self->pkey, x, &len);
        rig_map_put_int(map, -2, rig_item_bytes(x, len));
    } else {
        rig_map_put_int(map, -2, coordinate_item(self, OSSL_PKEY_PARAM_EC_PUB_X, size));
        rig_map_put_int(map, -3, coordinate_item(self, OSSL_PKEY_PARAM_EC_PUB_Y, size));
    }
    return rig_map_item(map);
}

GBytes *
rig_key_get_private_item(const RigKey *self)
{
    return coordinate_item(self, OSSL_PKEY_PARAM_PRIV_KEY, key_types[self->type].size);
}

gpointer
rig_key_peek_pkey(const RigKey *self)
{
    return self->pkey;
}
