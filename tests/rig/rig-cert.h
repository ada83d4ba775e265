/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-key.h"

G_BEGIN_DECLS

/* Marks a demo identity (identity.md "Demo and production"). */
#define RIG_DEMO_OID "2.25.140165135802368266487120990616727602660"
/* Seconds since 1970 of 99991231235959Z: "has no well-defined end" (RFC 5280 section 4.1.2.5). */
#define RIG_NEVER G_GINT64_CONSTANT(253402300799)

typedef enum {
    RIG_CERT_NO_SKI = 1 << 0,
    RIG_CERT_NO_AKI = 1 << 1,
    RIG_CERT_NO_EXTENSIONS = 1 << 2, /* none at all, as in version 1 */
    RIG_CERT_PLAIN_TWICE = 1 << 3,   /* the extension @plain_oid stands there twice */
} RigCertOmit;

/*
 * One certificate to be made. rig_cert_spec_root(), _ca() and _leaf() fill every field as
 * identity.md says; a test then changes what it is about. All pointers are borrowed by the maker of
 * the certificate.
 */
typedef struct {
    const char *name;   /* CN; NULL: none */
    const char *maker;  /* O; NULL: none */
    const char *serial; /* subject serialNumber; NULL: none */
    RigKey *key;        /* the certified key */
    GBytes *issuer;     /* DER; NULL: self-signed */
    RigKey *issuer_key; /* signs; NULL: @key */
    int64_t not_before; /* seconds since 1970 */
    int64_t not_after;
    int version;        /* 3 */
    const char *digest; /* "SHA256"; ignored where the key decides */
    const char *number; /* certificate serial as hex, may begin with "-"; NULL: 16 random bytes */
    unsigned omit;      /* RigCertOmit bits */
    const char
        *basic_constraints; /* in openssl's words, as are the next two; NULL: extension left out */
    const char *key_usage;
    const char *ext_key_usage;
    const char *alt_names;    /* subjectAltName; NULL: none */
    const char *demo_oid;     /* critical extension with NULL inside; NULL: not a demo identity */
    const char *critical_oid; /* one more critical extension; NULL: none */
    const char *plain_oid;    /* one more extension that is not critical; NULL: none */
    GBytes *name_constraints; /* raw value of the extension; NULL: none */
} RigCertSpec;

RigCertSpec rig_cert_spec_root(const char *maker, RigKey *key);
RigCertSpec rig_cert_spec_ca(const char *maker, RigKey *key, GBytes *root, RigKey *root_key);
RigCertSpec rig_cert_spec_leaf(const char *maker, RigKey *key, GBytes *ca, RigKey *ca_key);

/* DER; transfer full. */
GBytes *rig_cert_make(const RigCertSpec *spec);

/* All certificates of a PEM file as DER, in order. Errors: G_IO_ERROR, one sentence. Transfer full.
 */
GPtrArray *rig_cert_load(const char *path, GError **error);
char *rig_cert_to_pem(GBytes *der);
/* Subject serialNumber, or NULL; transfer full. */
char *rig_cert_get_serial(GBytes *der);
/* The SubjectPublicKeyInfo, DER, empty when @der is no certificate; transfer full. */
GBytes *rig_cert_get_spki(GBytes *der);
/* @issuer names itself as @der does its issuer, and its key has signed @der. */
bool rig_cert_is_issued_by(GBytes *der, GBytes *issuer);
/* SHA-256 of the SubjectPublicKeyInfo. */
void rig_cert_get_pin(GBytes *der, uint8_t pin[RIG_PIN_LEN]);
bool rig_cert_has_pin(GBytes *der, const uint8_t pin[RIG_PIN_LEN]);

typedef struct {
    GBytes *issuer;      /* DER of the CA */
    RigKey *issuer_key;  /* signs; tests may give another one */
    int64_t this_update; /* seconds since 1970 */
    int64_t next_update;
    int64_t number;           /* cRLNumber; negative: left out */
    GPtrArray *revoked;       /* of GBytes: DER of the certificates; NULL: none */
    const char *critical_oid; /* critical extension; NULL: none. "2.5.29.27" makes it a delta CRL */
    GBytes *critical_value;   /* its raw value; NULL: INTEGER 0 */
} RigCrlSpec;

/* DER; transfer full. */
GBytes *rig_cert_make_crl(const RigCrlSpec *spec);

G_END_DECLS
