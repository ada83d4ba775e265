/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-chain.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What this device knows of withdrawn keys, from two places, <store>/crls and the one that is
 * installed: <place>/<maker>/ *.crl, each DER or PEM, and <place>/blocked, a line "sha256:HEX" for
 * the SubjectPublicKeyInfo of each blocked key, comments behind #. At most 64 lists and 1 MiB of
 * each file. Nobody else may be able to write them.
 */
typedef struct {
    GPtrArray *crls;    /* of GBytes, DER, for the judge, who believes only those that are signed */
    GPtrArray *blocked; /* of GBytes, 32 bytes each */
    bool stale;         /* something could not be read, or is older than what was there before */
    char *problem;      /* of the first such thing: one sentence; else NULL */
    char *maker;        /* NULL: blocked keys only */
    GArray *facts;      /* of ProvCrlFacts, one for each of @crls */
} CameraRevocation;

/*
 * Reads all of it; missing places are empty. @dir: the store, NULL for the default; @installed:
 * the other place, or NULL; @maker: whose lists, NULL for none. Never fails: what can't be had is
 * stale. Any thread. Transfer full.
 */
CameraRevocation *camera_revocation_load(const char *dir, const char *installed, const char *maker);
void camera_revocation_free(CameraRevocation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraRevocation, camera_revocation_free)

/* The same data, to the byte. */
bool camera_revocation_equal(const CameraRevocation *a, const CameraRevocation *b);

/*
 * The lists whose bit is set in @believed (ProvVerdict.crls) were signed by their CA: from now on
 * an older one of that CA is ignored. Errors: G_IO_ERROR, one sentence.
 */
bool camera_revocation_remember(const CameraRevocation *self, uint64_t believed, GError **error);

/* The directories whose files these are: NULL-terminated. Transfer full. */
GStrv camera_revocation_places(const char *dir, const char *installed, const char *maker);

G_END_DECLS
