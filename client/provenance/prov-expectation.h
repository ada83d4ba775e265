/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/* COSE algorithms a camera may use; a set of bits in ProvExpectation.algorithms. */
typedef enum {
    PROV_ALG_NONE = 0,
    PROV_ALG_ES256 = 1 << 0, /* COSE -7 */
    PROV_ALG_ES384 = 1 << 1, /* COSE -35 */
    PROV_ALG_EDDSA = 1 << 2, /* COSE -8, Ed25519 only */
} ProvAlg;

#define PROV_ALG_ALL (PROV_ALG_ES256 | PROV_ALG_ES384 | PROV_ALG_EDDSA)
#define PROV_PIN_LEN 32

/* The kind of track that a gate is for: whatever else is offered to it is refused (INI-06). */
typedef enum {
    PROV_MEDIA_NONE = 0, /* nothing is admitted */
    PROV_MEDIA_VIDEO,
    PROV_MEDIA_SOUND,
} ProvMedia;

/*
 * What the user selected: filled once from a link record (or, in ownview-verify, from the command
 * line), then given to the gate, which keeps a reference. Immutable from then on, shared between
 * threads.
 */
typedef struct {
    gatomicrefcount ref;
    GPtrArray
        *pins; /* of GBytes, 32 each: SHA-256 of SubjectPublicKeyInfo. Empty: identity unchecked */
    GPtrArray *anchors;    /* of GBytes, one DER certificate each. NULL: no chain is built */
    GPtrArray *crls;       /* of GBytes, one DER CRL each. NULL: no revocation data */
    GPtrArray *blocked;    /* of GBytes, 32 each: SHA-256 of SubjectPublicKeyInfo. NULL: none */
    bool revocation_stale; /* what is known of revocation may be too old: said, never refused */
    char *link; /* link id; NULL without a link record: such a gate never makes an admission */
    uint64_t generation; /* the selection's number */
    ProvMedia media;
    unsigned algorithms; /* ProvAlg bits; zero admits none */
    bool demo;           /* trust domain demo; heeded in a demo build only */
    bool signed_time;    /* this camera signs header 15: its absence is bad-header */
    bool has_device; /* the next three are known: a changed key can be told from another camera */
    uint8_t device[PROV_PIN_LEN]; /* SHA-256 of the device key's SubjectPublicKeyInfo */
    uint8_t issuer[PROV_PIN_LEN]; /* SHA-256 of the issuer key's SubjectPublicKeyInfo */
    char *serial;                 /* subject serialNumber */
} ProvExpectation;

/* An expectation of video that no camera meets: no pins, anchors NULL, every algorithm allowed. */
ProvExpectation *prov_expectation_new(void);
void prov_expectation_add_pin(ProvExpectation *self, const uint8_t pin[PROV_PIN_LEN]);
/* The same camera under other revocation data, which is shared; either may be NULL. Transfer full.
 */
ProvExpectation *prov_expectation_with_revocation(const ProvExpectation *self,
                                                  GPtrArray *crls,
                                                  GPtrArray *blocked,
                                                  bool stale);
/*
 * The same camera's sound, which is a stream of its own. Its signed time is asked for whatever the
 * video has: without it nothing would tell that the two belong together (AUD-03). Transfer full.
 */
ProvExpectation *prov_expectation_for_sound(const ProvExpectation *self);
ProvExpectation *prov_expectation_ref(ProvExpectation *self);
void prov_expectation_unref(ProvExpectation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProvExpectation, prov_expectation_unref)

G_END_DECLS
