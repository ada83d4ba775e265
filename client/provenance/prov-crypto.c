/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-crypto-private.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

ProvCrypto *
prov_crypto_new(void)
{
    g_autoptr(ProvCrypto) self = g_new0(ProvCrypto, 1);

    /* Said once for the process, before anything could load a file that the environment names. */
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
        return NULL;
    self->library = OSSL_LIB_CTX_new();
    if (self->library == NULL)
        return NULL;
    self->provider = OSSL_PROVIDER_load(self->library, "default");
    if (self->provider == NULL)
        return NULL;
    return g_steal_pointer(&self);
}

void
prov_crypto_free(ProvCrypto *self)
{
    if (self == NULL)
        return;

    if (self->provider != NULL)
        OSSL_PROVIDER_unload(self->provider);
    OSSL_LIB_CTX_free(self->library);
    ERR_clear_error(); /* what a refused input left in this thread's queue */
    g_free(self);
}
