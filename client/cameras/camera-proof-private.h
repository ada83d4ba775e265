/* SPDX-License-Identifier: Apache-2.0 */
/* For the files that see OpenSSL, and for no others: the layer test holds them to it. */
#pragma once
#include "client/cameras/camera-proof.h"
#include "client/provenance/prov-crypto-private.h"

/* The key of a request that camera_proof_read_request() would take; else NULL. Transfer full. */
EVP_PKEY *camera_proof_open_request(ProvCrypto *crypto, ProvReader der);
