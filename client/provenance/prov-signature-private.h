/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-crypto-private.h"
#include "client/provenance/prov-signature.h"

/* A certificate's key, for prov-certificate.c. NULL when it is none of ours (PKI-11). */
ProvKey *prov_signature_key_from_pkey(ProvCrypto *crypto, EVP_PKEY *pkey);
