/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-session-key.h"

#include "client/provenance/prov-time.h"

#include <string.h>

#define MAX_VALIDITY_US (INT64_C(24) * 3600 * G_USEC_PER_SEC)
#define EARLY_US        (INT64_C(300) * G_USEC_PER_SEC) /* a camera's clock may run this far ahead */
#define LATE_US         (INT64_C(60) * G_USEC_PER_SEC)

/* COSE_Key labels and values (RFC 9053, section 7). */
enum {
    KEY_KTY = 1,
    KEY_KID = 2,
    KEY_ALG = 3,
    KEY_CRV = -1,
    KEY_X = -2,
    KEY_Y = -3
};

/* The three shapes of COSE_Key; each has exactly these labels, so no private part fits in. */
typedef struct {
    ProvAlg alg;
    int64_t kty;
    int64_t crv;
    size_t coordinate_len;
    uint64_t n_labels;
} KeyShape;

static const KeyShape shapes[] = {
    { PROV_ALG_ES256, 2, 1, 32, 6 },
    { PROV_ALG_ES384, 2, 2, 48, 6 },
    { PROV_ALG_EDDSA, 1, 6, 32, 5 },
};

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_UNPROVEN_SESSION_KEY, detail);
}

static bool
refuse_time(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_SESSION_KEY_TIME, detail);
}

void
prov_session_key_clear_all(ProvSessionKeys *self)
{
    for (size_t i = 0; i < self->n; i++)
        g_clear_pointer(&self->key[i].key, prov_signature_key_free);
    self->n = 0;
}

static const KeyShape *
find_shape(const ProvCborItem *cose_key)
{
    ProvCborItem kty, alg, crv;

    if (!prov_cbor_find_int(cose_key, KEY_KTY, &kty) || !prov_cbor_find_int(cose_key, KEY_ALG, &alg)
        || !prov_cbor_find_int(cose_key, KEY_CRV, &crv))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
        if (shapes[i].alg == prov_cose_alg_from_item(&alg) && prov_cbor_is_int(&kty, shapes[i].kty)
            && prov_cbor_is_int(&crv, shapes[i].crv) && cose_key->value == shapes[i].n_labels)
            return &shapes[i];
    }
    return NULL;
}

static bool
read_cose_key(ProvCrypto *crypto,
              const ProvCborItem *cose_key,
              ProvSessionKey *out,
              ProvVerdict *verdict)
{
    const KeyShape *shape = find_shape(cose_key);
    ProvCborItem kid, x, y;

    if (shape == NULL)
        return refuse(verdict, "a session key is of no kind this profile knows");
    if (!prov_cbor_get_int(cose_key, KEY_KID, PROV_CBOR_BYTES, &kid) || kid.content.len == 0
        || kid.content.len > PROV_MAX_KID_LEN)
        return refuse(verdict, "a session key has no id of 1 to 64 bytes");
    if (!prov_cbor_get_int(cose_key, KEY_X, PROV_CBOR_BYTES, &x)
        || x.content.len != shape->coordinate_len)
        return refuse(verdict, "a session key's x is missing or of the wrong length");
    if (shape->alg == PROV_ALG_EDDSA) {
        out->key = prov_signature_key_ed25519(crypto, x.content);
    } else {
        if (!prov_cbor_get_int(cose_key, KEY_Y, PROV_CBOR_BYTES, &y))
            return refuse(verdict, "a session key has no y");
        out->key = prov_signature_key_ec2(crypto, shape->alg, x.content, y.content);
    }
    if (out->key == NULL)
        return refuse(verdict, "a session key is no valid point of its curve");
    memcpy(out->kid, kid.content.data, kid.content.len);
    out->kid_len = kid.content.len;
    return true;
}

/*
 * The session key signs the claim signer's certificate: detached, over the CBOR byte string of its
 * DER. Proof of possession only; authority comes from the claim, which covers this assertion.
 */
static bool
check_binding(ProvCrypto *crypto,
              const ProvCborItem *entry,
              const ProvKey *key,
              ProvReader leaf_der)
{
    g_autoptr(GByteArray) payload = g_byte_array_new();
    g_autoptr(GByteArray) message = NULL;
    ProvCborItem binding;
    ProvCose cose;

    if (!prov_cbor_find_text(entry, "signerBinding", &binding)
        || !prov_cose_parse(binding.encoded, PROV_CBOR_STRICT, &cose) || cose.has_payload
        || cose.unprotected_map.value != 0 || cose.protected_map.value != 1
        || prov_cose_get_alg(&cose) != prov_signature_key_get_alg(key))
        return false;

    prov_cbor_append_bytes_head(payload, leaf_der.len);
    g_byte_array_append(payload, leaf_der.data, (guint)leaf_der.len);
    message = prov_cose_to_be_signed(&cose, (ProvReader){ payload->data, payload->len });
    return prov_signature_holds(crypto, key, (ProvReader){ message->data, message->len },
                                cose.signature);
}

/* createdAt is tag 0 text (RFC 8949, 3.4.1; RFC 3339); above 24 h counts as 24 h: ours. */
static bool
read_window(const ProvCborItem *entry, ProvSessionKey *out, ProvVerdict *verdict)
{
    ProvCborItem created, text, validity;

    if (!prov_cbor_find_text(entry, "createdAt", &created) || created.type != PROV_CBOR_TAG
        || created.value != 0 || !prov_cbor_next(&created.content, &text)
        || text.type != PROV_CBOR_TEXT || !prov_time_from_rfc3339(text.content, &out->created_us))
        return refuse_time(verdict, "a session key's createdAt can't be read");
    if (!prov_cbor_get_text(entry, "validityPeriod", PROV_CBOR_UINT, &validity))
        return refuse_time(verdict, "a session key's validityPeriod can't be read");
    out->end_us = out->created_us;
    if (validity.value >= (uint64_t)(MAX_VALIDITY_US / G_USEC_PER_SEC))
        out->end_us += MAX_VALIDITY_US;
    else
        out->end_us += (int64_t)validity.value * G_USEC_PER_SEC;
    return true;
}

/* Exactly the five fields of a session-key-map (C2PA 2.4, section 19.4). */
static bool
read_entry(ProvCrypto *crypto,
           const ProvCborItem *entry,
           ProvReader leaf_der,
           unsigned algorithms,
           ProvSessionKey *out,
           ProvVerdict *verdict)
{
    ProvCborItem cose_key, min_sequence;

    if (entry->type != PROV_CBOR_MAP || entry->value != 5
        || !prov_cbor_get_text(entry, "key", PROV_CBOR_MAP, &cose_key)
        || !prov_cbor_get_text(entry, "minSequenceNumber", PROV_CBOR_UINT, &min_sequence))
        return refuse(verdict, "a session key lacks a field, or has one too many");
    if (!read_cose_key(crypto, &cose_key, out, verdict))
        return false;
    if ((prov_signature_key_get_alg(out->key) & algorithms) == 0)
        return prov_verdict_refuse(verdict, PROV_REASON_ALGORITHM,
                                   "a session key's algorithm is not one of this camera's");
    if (!check_binding(crypto, entry, out->key, leaf_der))
        return refuse(verdict, "a session key is not bound to the signing certificate");
    out->min_sequence = min_sequence.value;
    return read_window(entry, out, verdict);
}

bool
prov_session_key_read_all(ProvCrypto *crypto,
                          ProvReader cbor,
                          ProvReader leaf_der,
                          unsigned algorithms,
                          ProvSessionKeys *out,
                          ProvVerdict *verdict)
{
    ProvCborItem map, list, entry;

    if (!prov_cbor_parse(cbor, PROV_CBOR_STRICT, &map) || map.type != PROV_CBOR_MAP
        || map.value != 1 || !prov_cbor_get_text(&map, "keys", PROV_CBOR_ARRAY, &list)
        || list.value == 0)
        return refuse(verdict, "the session keys can't be read");
    if (list.value > PROV_MAX_SESSION_KEYS)
        return prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                   "the manifest has more than four session keys");

    while (list.content.len > 0) {
        ProvSessionKey *key = &out->key[out->n];

        if (!prov_cbor_next(&list.content, &entry))
            return refuse(verdict, "the session keys can't be read");
        out->n++; /* from here on the list owns what read_entry() makes */
        if (!read_entry(crypto, &entry, leaf_der, algorithms, key, verdict))
            return false;
        for (size_t i = 0; i + 1 < out->n; i++) {
            if (prov_reader_equals((ProvReader){ key->kid, key->kid_len }, out->key[i].kid,
                                   out->key[i].kid_len))
                return refuse(verdict, "two session keys have the same id");
        }
    }
    return true;
}

const ProvSessionKey *
prov_session_key_find(const ProvSessionKeys *self, ProvReader kid)
{
    for (size_t i = 0; i < self->n; i++) {
        if (prov_reader_equals(kid, self->key[i].kid, self->key[i].kid_len))
            return &self->key[i];
    }
    return NULL;
}

bool
prov_session_key_is_current(const ProvSessionKey *self, const ProvClock *now)
{
    if (self->end_us == self->created_us)
        return false; /* validityPeriod 0: useless whatever the clock says */
    if (now->trust == PROV_CLOCK_NONE)
        return true;
    if (now->wall_us > self->end_us + LATE_US)
        return false;
    return now->trust != PROV_CLOCK_TRUSTED || now->wall_us >= self->created_us - EARLY_US;
}

bool
prov_session_key_check_any_current(const ProvSessionKeys *self,
                                   const ProvClock *now,
                                   ProvVerdict *verdict)
{
    for (size_t i = 0; i < self->n; i++) {
        if (prov_session_key_is_current(&self->key[i], now))
            return true;
    }
    return refuse_time(verdict, "no session key is valid now");
}
