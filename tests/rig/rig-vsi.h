/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cose.h"

G_BEGIN_DECLS

#define RIG_NO_TIME G_MININT64 /* no capture time: the segment has no header 15 */

/* The event message box that carries the signed header (ISO/IEC 23009-1 section 5.10.3.3). */
typedef struct {
    uint8_t version; /* 0; 1 writes the layout of version 1 */
    uint32_t flags;
    GBytes *scheme; /* with its NUL */
    GBytes *value;  /* with its NUL */
    uint32_t timescale;
    uint32_t delta;
    uint32_t duration; /* ticks */
    uint32_t id;
    GBytes *message; /* the COSE bytes */
    GBytes *tail;    /* behind them; NULL: nothing */
} RigEmsg;

/*
 * As in rig-manifest.h: a hook changes what was made so far, everything later is made over the
 * result. Hooks run once per pass and must give the same lengths every time. Any may be NULL.
 */
typedef struct {
    void (*bmff_hash)(RigMap *bmff_hash, gpointer user_data); /* hash filled in */
    void (*payload)(RigMap *payload, gpointer user_data);
    void (*claims)(RigMap *cwt, gpointer user_data); /* header 15; not called when there is none */
    void (*signature)(RigCose *cose, gpointer user_data);
    void (*emsg)(RigEmsg *emsg, gpointer user_data);
    void (*segment)(GPtrArray *boxes,
                    gpointer user_data); /* of GBytes: emsg, then the media's boxes */
    gpointer user_data;
} RigVsiHooks;

/* Overrides; zero or NULL means the profile's own choice. */
typedef struct {
    const char *hash_alg;        /* "sha256" */
    const char *const *excluded; /* box types left out of the hash: {"emsg", NULL} */
    bool no_offsets;             /* the hash of the older assertion, without box offsets */
    RigVsiHooks hooks;
} RigVsiSpec;

/* What the header says; borrowed. */
typedef struct {
    RigKey *key; /* session key */
    GBytes *kid;
    const char *manifest; /* its label */
    uint64_t sequence;
    int64_t capture_us; /* microseconds since 1970, or RIG_NO_TIME */
    GPtrArray *nonces;  /* of GBytes; NULL or empty: none. Left out without a capture time */
    uint32_t timescale; /* of the track */
} RigVsi;

/*
 * @media (styp moof mdat ...) with its signed header in front. @spec may be NULL. When @media is
 * not made of whole boxes its rest stands, unparsed, as the last one. Transfer full.
 */
GBytes *rig_vsi_sign(const RigVsi *vsi, GBytes *media, const RigVsiSpec *spec);

/* The box; transfer full. */
GBytes *rig_emsg_box(const RigEmsg *emsg);

/* The signed header taken away: removes every emsg from @segment. Transfer full. */
GBytes *rig_vsi_strip(GBytes *segment);

G_END_DECLS
