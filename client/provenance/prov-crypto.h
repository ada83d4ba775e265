/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

/*
 * The library context that all cryptography of one gate runs in: private, with the default provider
 * only, no configuration file, nothing from the environment. Thread-safety: unsafe, one owner.
 */
typedef struct ProvCrypto ProvCrypto;

/* NULL when the default provider can't be had: then nothing is ever admitted. */
ProvCrypto *prov_crypto_new(void);
void prov_crypto_free(ProvCrypto *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProvCrypto, prov_crypto_free)
