/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-pin.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define COST       (1u << 14)
#define BLOCK      8
#define PARALLEL   1
#define MAX_MEMORY (32u << 20) /* bytes; twice what it needs */

bool
camera_pin_derive(const char *pin,
                  const uint8_t salt[CAMERA_PIN_SALT_LEN],
                  uint8_t key[CAMERA_PIN_KEY_LEN])
{
    /* one of its own, which reads no configuration */
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    const bool derived =
        library != NULL
        && EVP_PBE_scrypt_ex(pin, strlen(pin), salt, CAMERA_PIN_SALT_LEN, COST, BLOCK, PARALLEL,
                             MAX_MEMORY, key, CAMERA_PIN_KEY_LEN, library, NULL)
               == 1;

    OSSL_LIB_CTX_free(library);
    return derived;
}

bool
camera_pin_make_salt(uint8_t salt[CAMERA_PIN_SALT_LEN])
{
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    const bool made = library != NULL && RAND_bytes_ex(library, salt, CAMERA_PIN_SALT_LEN, 0) == 1;

    OSSL_LIB_CTX_free(library);
    return made;
}

bool
camera_pin_equal(const uint8_t a[CAMERA_PIN_KEY_LEN], const uint8_t b[CAMERA_PIN_KEY_LEN])
{
    return CRYPTO_memcmp(a, b, CAMERA_PIN_KEY_LEN) == 0;
}
