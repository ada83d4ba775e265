/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-mac.h"
#include "client/provenance/prov-chain.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The newest revocation list of each issuer that was ever believed here, so that an older one is
 * known for what it is: <state>/crls, a CBOR map {"type": "crls", "lists": [[maker, issuer, number,
 * this update]]} and its MAC. Under the store's lock. Thread-safety: unsafe.
 */
typedef struct {
    char *maker;
    ProvCrlFacts facts;
} CameraCrlEntry;

typedef struct {
    GPtrArray *entries; /* of CameraCrlEntry */
    bool damaged;       /* what was there can't be believed */
} CameraCrlMemory;

/* Without a key or a file nothing is remembered. Transfer full. */
CameraCrlMemory *camera_crl_memory_read(void);
void camera_crl_memory_free(CameraCrlMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraCrlMemory, camera_crl_memory_free)

/* Borrowed; NULL when none of that issuer's was believed. */
const ProvCrlFacts *
camera_crl_memory_find(const CameraCrlMemory *self, const char *maker, const uint8_t issuer[32]);
/* @facts is of an earlier list than @known. */
bool camera_crl_is_older(const ProvCrlFacts *facts, const ProvCrlFacts *known);

/*
 * Adds what was believed of @maker's lists to what stands there, and writes it when that is news.
 * Errors: G_IO_ERROR, one sentence; then the memory is as it was.
 */
bool camera_crl_memory_add(const char *maker, const ProvCrlFacts *facts, size_t n, GError **error);

G_END_DECLS
