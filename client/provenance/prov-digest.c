/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-digest.h"

#include "client/provenance/prov-crypto-private.h"

#include <string.h>

typedef struct {
    const char *name;  /* C2PA's */
    const char *fetch; /* OpenSSL's */
    size_t len;
} Hash;

static const Hash hashes[] = {
    [PROV_HASH_SHA256] = { "sha256", "SHA2-256", 32 },
    [PROV_HASH_SHA384] = { "sha384", "SHA2-384", 48 },
    [PROV_HASH_SHA512] = { "sha512", "SHA2-512", 64 },
};

ProvHash
prov_digest_hash_from_name(ProvReader name)
{
    for (size_t i = PROV_HASH_SHA256; i < G_N_ELEMENTS(hashes); i++) {
        if (prov_reader_is(name, hashes[i].name))
            return (ProvHash)i;
    }
    return PROV_HASH_NONE;
}

size_t
prov_digest_len(ProvHash hash)
{
    return (size_t)hash < G_N_ELEMENTS(hashes) ? hashes[hash].len : 0;
}

/* @out holds EVP_MAX_MD_SIZE bytes; prov_digest_len() of them are written. */
static bool
digest(ProvCrypto *crypto, ProvHash hash, const ProvReader *parts, size_t n_parts, uint8_t *out)
{
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    g_autoptr(EVP_MD) md = NULL;
    unsigned len = 0;

    md = EVP_MD_fetch(crypto->library, hashes[hash].fetch, NULL);
    if (context == NULL || md == NULL || EVP_DigestInit_ex2(context, md, NULL) != 1)
        return false;
    for (size_t i = 0; i < n_parts; i++) {
        if (EVP_DigestUpdate(context, parts[i].data, parts[i].len) != 1)
            return false;
    }
    return EVP_DigestFinal_ex(context, out, &len) == 1 && len == hashes[hash].len;
}

bool
prov_digest_matches(ProvCrypto *crypto,
                    ProvHash hash,
                    const ProvReader *parts,
                    size_t n_parts,
                    ProvReader expected)
{
    uint8_t computed[EVP_MAX_MD_SIZE];

    return prov_digest_len(hash) != 0 && expected.len == prov_digest_len(hash)
           && digest(crypto, hash, parts, n_parts, computed)
           && memcmp(computed, expected.data, expected.len) == 0;
}

bool
prov_digest_sha256(ProvCrypto *crypto, ProvReader bytes, uint8_t out[32])
{
    uint8_t computed[EVP_MAX_MD_SIZE];

    if (!digest(crypto, PROV_HASH_SHA256, &bytes, 1, computed))
        return false;
    memcpy(out, computed, 32);
    return true;
}
