/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-ca-key-private.h"

#include "client/cameras/camera-ca.h"
#include "client/cameras/camera-file.h"
#include "client/provenance/prov-digest.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <string.h>

#define MAX_KEY_FILE   4096 /* bytes */
#define SIGNATURE_HALF (CAMERA_TOKEN_SIGNATURE_LEN / 2)
#define MAX_DER        (CAMERA_TOKEN_SIGNATURE_LEN + 16) /* bytes of a signature */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all) /* a memory BIO wipes what it held */

/* ecdsa-with-SHA256, which has no parameters: RFC 5758, section 3.2. */
static const uint8_t algorithm[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
                                     0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };

struct CameraCaKey {
    ProvCrypto *crypto;
    EVP_PKEY *key;      /* the public half alone when a token has the other */
    CameraToken *token; /* NULL: the key is whole */
};

bool
camera_ca_key_fail(GError **error)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                        "OpenSSL could not make this home's certificate; try again.");
    return false;
}

/* An encrypted key has a password that nobody is asked for here. */
static int
no_password(G_GNUC_UNUSED char *buffer,
            G_GNUC_UNUSED int size,
            G_GNUC_UNUSED int writing,
            G_GNUC_UNUSED void *user_data)
{
    return -1;
}

static EVP_PKEY *
decode_key(ProvCrypto *crypto, const uint8_t *pem, size_t len)
{
    g_autoptr(BIO) bio = BIO_new_mem_buf(pem, (int)len);
    g_autoptr(EVP_PKEY) key = bio != NULL ? PEM_read_bio_PrivateKey_ex(bio, NULL, no_password, NULL,
                                                                       crypto->library, NULL)
                                          : NULL;
    char group[32] = "";

    if (key == NULL || EVP_PKEY_get_group_name(key, group, sizeof group, NULL) != 1
        || strcmp(group, SN_X9_62_prime256v1) != 0)
        return NULL;
    return g_steal_pointer(&key);
}

static EVP_PKEY *
read_key(ProvCrypto *crypto, int dir_fd, const char *dir, GError **error)
{
    GBytes *file = camera_file_read(dir_fd, dir, CAMERA_CA_KEY_FILE, MAX_KEY_FILE, error);
    EVP_PKEY *key;
    uint8_t *pem;
    gsize len = 0;

    if (file == NULL)
        return NULL;
    pem = g_bytes_unref_to_data(file, &len);
    key = decode_key(crypto, pem, len);
    OPENSSL_cleanse(pem, len);
    g_free(pem);
    if (key == NULL)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "%s/" CAMERA_CA_KEY_FILE
                    " is damaged; restore it, or remove it: linked cameras go on, and the next one "
                    "is linked with a new key.",
                    dir);
    return key;
}

static EVP_PKEY *
make_key(ProvCrypto *crypto, int dir_fd, const char *dir, GError **error)
{
    g_autoptr(EVP_PKEY) key = EVP_PKEY_Q_keygen(crypto->library, NULL, "EC", "P-256");
    g_autoptr(BIO) pem = BIO_new(BIO_s_mem());
    g_autoptr(GBytes) content = NULL;
    char *data = NULL;
    long len;

    if (key == NULL || pem == NULL
        || PEM_write_bio_PKCS8PrivateKey(pem, key, NULL, NULL, 0, NULL, NULL) != 1) {
        camera_ca_key_fail(error);
        return NULL;
    }
    len = BIO_get_mem_data(pem, &data);
    content = g_bytes_new_static(data, (gsize)len); /* the BIO's, which wipes it */
    if (!camera_file_write(dir_fd, dir, CAMERA_CA_KEY_FILE, content, error))
        return NULL;
    return g_steal_pointer(&key);
}

CameraCaKey *
camera_ca_key_open_file(ProvCrypto *crypto, int dir_fd, const char *dir, GError **error)
{
    g_autoptr(CameraCaKey) self = g_new0(CameraCaKey, 1);
    g_autoptr(GError) problem = NULL;

    self->crypto = crypto;
    self->key = read_key(crypto, dir_fd, dir, &problem);
    if (self->key == NULL && g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        self->key = make_key(crypto, dir_fd, dir, error);
    else if (self->key == NULL)
        g_propagate_error(error, g_steal_pointer(&problem));
    return self->key != NULL ? g_steal_pointer(&self) : NULL;
}

/* OpenSSL refuses a point that is not on the curve. */
static EVP_PKEY *
decode_point(ProvCrypto *crypto, const uint8_t point[CAMERA_TOKEN_POINT_LEN])
{
    g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name(crypto->library, "EC", NULL);
    char group[] = SN_X9_62_prime256v1;
    uint8_t bytes[CAMERA_TOKEN_POINT_LEN];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, bytes, sizeof bytes),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY *key = NULL;

    memcpy(bytes, point, sizeof bytes);
    if (context == NULL || EVP_PKEY_fromdata_init(context) != 1
        || EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        return NULL;
    return key;
}

/* SHA-256 of the SubjectPublicKeyInfo. */
static bool
hash_key(const CameraCaKey *self, uint8_t out[CAMERA_KEY_LEN])
{
    uint8_t *der = NULL;
    const int len = i2d_PUBKEY(self->key, &der);
    const bool good =
        len > 0 && prov_digest_sha256(self->crypto, (ProvReader){ der, (size_t)len }, out);

    OPENSSL_free(der);
    return good;
}

/* @token is consumed, and may be NULL. */
static CameraCaKey *
take_token(ProvCrypto *crypto, CameraToken *token, uint8_t sha256[CAMERA_KEY_LEN], GError **error)
{
    g_autoptr(CameraCaKey) self = g_new0(CameraCaKey, 1);

    self->crypto = crypto;
    self->token = token;
    if (token == NULL)
        return NULL;
    self->key = decode_point(crypto, camera_token_get_point(token));
    if (self->key != NULL && hash_key(self, sha256))
        return g_steal_pointer(&self);
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                "The token %s has a key that is none on P-256; have it made there again.",
                camera_token_get_name(token));
    return NULL;
}

CameraCaKey *
camera_ca_key_open_token(ProvCrypto *crypto, const CameraCaConfig *config, GError **error)
{
    uint8_t sha256[CAMERA_KEY_LEN];
    g_autoptr(CameraCaKey) self =
        take_token(crypto, camera_token_open(config->uri, error), sha256, error);

    if (self == NULL || memcmp(sha256, config->sha256, sizeof sha256) == 0)
        return g_steal_pointer(&self);
    g_set_error(
        error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        "The token %s holds another key than this home's; plug in the one that was set up, "
        "or begin with this one (ownview-link home --token): linked cameras go on, new ones "
        "wait.",
        camera_token_get_name(self->token));
    return NULL;
}

CameraCaKey *
camera_ca_key_set_up_token(ProvCrypto *crypto,
                           const char *uri,
                           CameraCaConfig *config,
                           bool *made,
                           GError **error)
{
    CameraToken *token = camera_token_set_up(uri, made, error);
    CameraCaKey *self = take_token(crypto, token, config->sha256, error);

    if (self != NULL) {
        g_free(config->uri);
        config->uri = g_strdup(uri);
    }
    return self;
}

void
camera_ca_key_free(CameraCaKey *self)
{
    if (self == NULL)
        return;
    g_clear_pointer(&self->token, camera_token_free);
    EVP_PKEY_free(self->key); /* wipes it */
    g_free(self);
}

EVP_PKEY *
camera_ca_key_get(const CameraCaKey *self)
{
    return self->key;
}

static bool
sign_with_key(const CameraCaKey *self, ProvReader message, uint8_t *der, size_t *der_len)
{
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();

    return context != NULL
           && EVP_DigestSignInit_ex(context, NULL, "SHA2-256", self->crypto->library, NULL,
                                    self->key, NULL)
                  == 1
           && EVP_DigestSign(context, der, der_len, message.data, message.len) == 1;
}

/* OpenSSL's DER as r and s. */
static bool
to_raw(const uint8_t *der, size_t len, uint8_t raw[CAMERA_TOKEN_SIGNATURE_LEN])
{
    g_autoptr(ECDSA_SIG) pair = d2i_ECDSA_SIG(NULL, &der, (long)len);

    return pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, SIGNATURE_HALF) >= 0
           && BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + SIGNATURE_HALF, SIGNATURE_HALF) >= 0;
}

/* The other way; OPENSSL_free() what comes. Its length, or nothing positive. */
static int
from_raw(const uint8_t raw[CAMERA_TOKEN_SIGNATURE_LEN], uint8_t **der)
{
    g_autoptr(ECDSA_SIG) pair = ECDSA_SIG_new();
    g_autoptr(BIGNUM) r = BN_bin2bn(raw, SIGNATURE_HALF, NULL);
    g_autoptr(BIGNUM) s = BN_bin2bn(raw + SIGNATURE_HALF, SIGNATURE_HALF, NULL);

    *der = NULL;
    if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1)
        return 0;
    r = NULL; /* the pair's now */
    s = NULL;
    return i2d_ECDSA_SIG(pair, der);
}

bool
camera_ca_key_sign(CameraCaKey *self,
                   ProvReader message,
                   uint8_t signature[CAMERA_TOKEN_SIGNATURE_LEN],
                   GError **error)
{
    uint8_t digest[CAMERA_TOKEN_DIGEST_LEN];
    uint8_t der[MAX_DER];
    size_t len = sizeof der;

    if (self->token == NULL)
        return (sign_with_key(self, message, der, &len) && to_raw(der, len, signature))
               || camera_ca_key_fail(error);
    return prov_digest_sha256(self->crypto, message, digest)
               ? camera_token_sign(self->token, digest, signature, error)
               : camera_ca_key_fail(error);
}

static void
append_head(GByteArray *out, int constructed, size_t len, int tag)
{
    uint8_t head[8];
    uint8_t *end = head;

    ASN1_put_object(&end, constructed, (int)len, tag, V_ASN1_UNIVERSAL);
    g_byte_array_append(out, head, (guint)(end - head));
}

/* Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } */
static GByteArray *
assemble(ProvReader tbs, const uint8_t *signature, size_t signature_len)
{
    static const uint8_t no_unused_bits = 0;
    GByteArray *body = g_byte_array_new();
    GByteArray *out = g_byte_array_new();

    g_byte_array_append(body, tbs.data, (guint)tbs.len);
    g_byte_array_append(body, algorithm, sizeof algorithm);
    append_head(body, 0, signature_len + 1, V_ASN1_BIT_STRING);
    g_byte_array_append(body, &no_unused_bits, 1);
    g_byte_array_append(body, signature, (guint)signature_len);
    append_head(out, 1, body->len, V_ASN1_SEQUENCE);
    g_byte_array_append(out, body->data, body->len);
    g_byte_array_unref(body);
    return out;
}

/* NULL: the token did not answer, or signed something else. */
static X509 *
sign_tbs(CameraCaKey *self, ProvReader tbs, GError **error)
{
    g_autoptr(X509) x509 = X509_new_ex(self->crypto->library, NULL);
    g_autoptr(GByteArray) whole = NULL;
    uint8_t raw[CAMERA_TOKEN_SIGNATURE_LEN];
    uint8_t *der;
    const uint8_t *at;
    X509 *target = x509;
    int len;

    if (!camera_ca_key_sign(self, tbs, raw, error))
        return NULL;
    len = from_raw(raw, &der);
    if (len > 0)
        whole = assemble(tbs, der, (size_t)len);
    OPENSSL_free(der);
    if (whole == NULL || x509 == NULL) {
        camera_ca_key_fail(error);
        return NULL;
    }
    at = whole->data;
    if (d2i_X509(&target, &at, (long)whole->len) == NULL)
        x509 = NULL; /* d2i has freed it */
    if (x509 != NULL && X509_verify(x509, self->key) == 1)
        return g_steal_pointer(&x509);
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                "What the token %s signed does not hold; plug it in again, or use another one.",
                camera_token_get_name(self->token));
    return NULL;
}

/*
 * OpenSSL writes the algorithm into a certificate only when it signs it itself: so it does, with a
 * key that is dropped, and the token signs what came of it.
 */
static X509 *
sign_with_token(CameraCaKey *self, X509 *x509, const EVP_MD *md, GError **error)
{
    g_autoptr(EVP_PKEY) stand_in = EVP_PKEY_Q_keygen(self->crypto->library, NULL, "EC", "P-256");
    uint8_t *tbs = NULL;
    const int len =
        stand_in != NULL && X509_sign(x509, stand_in, md) > 0 ? i2d_re_X509_tbs(x509, &tbs) : 0;
    X509 *out = NULL;

    if (len > 0)
        out = sign_tbs(self, (ProvReader){ tbs, (size_t)len }, error);
    else
        camera_ca_key_fail(error);
    OPENSSL_free(tbs);
    return out;
}

X509 *
camera_ca_key_sign_certificate(CameraCaKey *self, X509 *x509, GError **error)
{
    g_autoptr(X509) unsigned_x509 = x509;
    g_autoptr(EVP_MD) md = EVP_MD_fetch(self->crypto->library, "SHA2-256", NULL);

    if (md != NULL && self->token != NULL)
        return sign_with_token(self, unsigned_x509, md, error);
    if (md != NULL && X509_sign(unsigned_x509, self->key, md) > 0)
        return g_steal_pointer(&unsigned_x509);
    camera_ca_key_fail(error);
    return NULL;
}
