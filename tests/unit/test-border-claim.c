/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The claim's reader by itself: how assertions are named, which fields there must be, what may
 * stand beside the signature. Everything is signed as it stands.
 */
#include "tests/unit/border.h"

#include <string.h>

#define LABEL "urn:c2pa:border"

static RigAssertion *
find_keys(GPtrArray *assertions)
{
    RigAssertion *keys = g_ptr_array_index(assertions, 2);

    g_assert_cmpstr(keys->label, ==, "c2pa.session-keys");
    return keys;
}

static void
url_is(GPtrArray *assertions, gpointer url)
{
    find_keys(assertions)->url = g_strdup(url);
}

static void
alg_is(GPtrArray *assertions, gpointer alg)
{
    find_keys(assertions)->alg = g_strdup(alg);
}

/* Of 48 bytes under SHA-256, and of none. */
static void
hash_is_longer(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    static const uint8_t zeros[48];

    find_keys(assertions)->hash = g_bytes_new_static(zeros, sizeof zeros);
}

static void
hash_is_empty(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    find_keys(assertions)->hash = g_bytes_new_static("", 0);
}

static void
absolute_url(GPtrArray *assertions, gpointer between)
{
    find_keys(assertions)->url = g_strconcat("self#jumbf=/c2pa/" LABEL, between, NULL);
}

/* An entry that a rig never writes: its pairs come from @data, hex. */
static void
created_list(RigMap *claim, gpointer hex)
{
    rig_map_put(claim, "created_assertions", rig_item_hex(hex));
}

static void
field_in_pieces(RigMap *claim, gpointer key)
{
    rig_map_put(claim, key, rig_item_indefinite(RIG_CBOR_TEXT, rig_item_text("sha256")));
}

static void
signature_url(RigMap *claim, gpointer url)
{
    rig_map_put(claim, "signature", rig_item_text(url));
}

static void
claim_untagged(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->tagged = false;
}

static void
put_unprotected(RigCose *cose, gpointer data)
{
    border_put(cose->unprotected, data);
}

static void
number_unprotected(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->unprotected, 5, rig_item_bytes("", 0));
}

static void
zeros_unprotected(RigCose *cose, const char *key, size_t len)
{
    g_autofree uint8_t *zeros = g_malloc0(len);

    rig_map_put(cose->unprotected, key, rig_item_bytes(zeros, len));
}

static void
pad(RigCose *cose, gpointer len)
{
    zeros_unprotected(cose, "pad", GPOINTER_TO_SIZE(len));
}

static void
time_stamp(RigCose *cose, gpointer len)
{
    zeros_unprotected(cose, "sigTst2", GPOINTER_TO_SIZE(len));
}

static void
revocation(RigCose *cose, gpointer len)
{
    zeros_unprotected(cose, "rVals", GPOINTER_TO_SIZE(len));
}

static void
pad_in_pieces(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(cose->unprotected, "pad",
                rig_item_indefinite(RIG_CBOR_BYTES, rig_item_bytes("\0", 1)));
}

static void
no_certificate(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop_int(cose->protected_map, RIG_COSE_X5CHAIN);
}

#define HOOK(field, function, data)                                                                \
    {                                                                                              \
        .label = LABEL, .hooks = {.field = function, .user_data = (gpointer)(data) }               \
    }
#define PUT(field, key, hex)                                                                       \
    {                                                                                              \
        .label = LABEL, .hooks = {.field = border_put, .user_data = &(BorderPut){ key, hex } }     \
    }
#define UNPROTECTED(key, hex)                                                                      \
    {                                                                                              \
        .label = LABEL, .hooks = {                                                                 \
            .signature = put_unprotected,                                                          \
            .user_data = &(BorderPut){ key, hex }                                                  \
        }                                                                                          \
    }
#define BAD "bad-manifest"

/* Pairs of a hashed-uri: "url" with its value, and the names "hash" and "alg". */
#define URL                                                                                        \
    "6375726c"                                                                                     \
    "782c73656c66236a756d62663d633270612e617373657274696f6e732f"                                   \
    "633270612e73657373696f6e2d6b657973"
#define HASH  "6468617368"
#define ALG   "63616c67"
#define ZEROS "00000000000000000000000000000000"

static const char not_there[] = "the claim names an assertion that is not there";
static const char lacks[] = "the claim lacks a field";
static const char no_list[] = "the claim's list";
static const char unknown[] = "the claim signature has an unprotected header";

static const BorderInit urls[] = {
    { "plain", { .label = LABEL }, NULL, NULL },
    { "absolute", HOOK(assertions, absolute_url, "/c2pa.assertions/c2pa.session-keys"), NULL,
      NULL },
    { "longer-label", HOOK(assertions, absolute_url, "s/c2pa.assertions/c2pa.session-keys"), BAD,
      not_there },
    { "no-slash-behind-label", HOOK(assertions, absolute_url, ".c2pa.assertions/c2pa.session-keys"),
      BAD, not_there },
    { "label-and-no-more", HOOK(assertions, absolute_url, ""), BAD, not_there },
    { "label-of-the-same-length",
      HOOK(assertions,
           url_is,
           "self#jumbf=/c2pa/urn:c2pa:bordes/c2pa.assertions/c2pa.session-keys"),
      BAD, not_there },
    { "shorter-than-the-label", HOOK(assertions, url_is, "self#jumbf=/c2pa/urn"), BAD, not_there },
    { "other-store", HOOK(assertions, url_is, "self#jumbf=/c2pb/" LABEL "/c2pa.assertions/x"), BAD,
      not_there },
    { "other-root",
      HOOK(assertions, url_is, "self#jumbf=/c2pb/" LABEL "/c2pa.assertions/c2pa.session-keys"), BAD,
      not_there },
    { "root-and-no-more", HOOK(assertions, url_is, "self#jumbf=/"), BAD, not_there },
    { "other-scheme", HOOK(assertions, url_is, "self#jumbg=c2pa.assertions/c2pa.session-keys"), BAD,
      not_there },
    { "short-scheme", HOOK(assertions, url_is, "self#"), BAD, not_there },
    { "other-box", HOOK(assertions, url_is, "self#jumbf=c2pa.assertionz/c2pa.session-keys"), BAD,
      not_there },
    { "short-box", HOOK(assertions, url_is, "self#jumbf=c2pa"), BAD, not_there },
    { "shorter-assertion", HOOK(assertions, url_is, "self#jumbf=c2pa.assertions/c2pa.session-key"),
      BAD, not_there },
    { "longer-assertion", HOOK(assertions, url_is, "self#jumbf=c2pa.assertions/c2pa.session-keyss"),
      BAD, not_there },
    { "empty", HOOK(assertions, url_is, ""), BAD, not_there },
    { "no-scheme", HOOK(assertions, url_is, "c2pa.assertions/c2pa.session-keys"), BAD, not_there },
    { "no-box", HOOK(assertions, url_is, "self#jumbf=c2pa.session-keys"), BAD, not_there },
    { "nothing-behind-label", HOOK(assertions, absolute_url, "c2pa.assertions/c2pa.session-keys"),
      BAD, not_there },
    { "slash-and-no-root",
      HOOK(assertions, url_is, "self#jumbf=/c2pa.assertions/c2pa.session-keys"), BAD, not_there },
};

static const BorderInit lists[] = {
    { "sha256-written-out", HOOK(assertions, alg_is, "sha256"), NULL, NULL },
    { "sha384", HOOK(assertions, alg_is, "sha384"), NULL, NULL },
    { "sha512", HOOK(assertions, alg_is, "sha512"), NULL, NULL },
    { "hash-too-long", HOOK(assertions, hash_is_longer, NULL), BAD, not_there },
    { "hash-empty", HOOK(assertions, hash_is_empty, NULL), BAD, not_there },
    { "no-created-list", PUT(claim, "created_assertions", NULL), BAD,
      "the claim names no created assertions" },
    { "created-list-null", PUT(claim, "created_assertions", "f6"), BAD,
      "the claim names no created assertions" },
    { "created-list-is-a-number", PUT(claim, "created_assertions", "01"), BAD, no_list },
    { "created-list-is-a-map", PUT(claim, "created_assertions", "a10102"), BAD, no_list },
    { "gathered-list-is-a-number", PUT(claim, "gathered_assertions", "01"), BAD, no_list },
    { "gathered-list-is-empty", PUT(claim, "gathered_assertions", "80"), NULL, NULL },
    { "created-list-is-empty", HOOK(claim, created_list, "80"), BAD,
      "the manifest holds an assertion that the claim does not name" },
    { "entry-is-a-number", HOOK(claim, created_list, "8101"), BAD, not_there },
    { "entry-is-a-list", HOOK(claim, created_list, "8180"), BAD, not_there },
    { "entry-is-empty", HOOK(claim, created_list, "81a0"), BAD, not_there },
    { "entry-is-a-list-of-pairs", HOOK(claim, created_list, "8184" URL HASH "5820" ZEROS ZEROS),
      BAD, not_there },
    { "entry-without-hash", HOOK(claim, created_list, "81a1" URL), BAD, not_there },
    { "entry-without-url", HOOK(claim, created_list, "81a1" HASH "4100"), BAD, not_there },
    { "entry's-algorithm-is-a-number",
      HOOK(claim, created_list, "81a3" URL HASH "5820" ZEROS ZEROS ALG "01"), BAD, not_there },
    { "entry's-algorithm-is-bytes",
      HOOK(claim, created_list, "81a3" URL HASH "5820" ZEROS ZEROS ALG "46736861323536"), BAD,
      not_there },
    { "entry's-algorithm-is-unknown",
      HOOK(claim, created_list, "81a3" URL HASH "40" ALG "636d6435"), BAD, not_there },
};

static const BorderInit fields[] = {
    { "no-instance", PUT(claim, "instanceID", NULL), BAD, lacks },
    { "instance-is-a-number", PUT(claim, "instanceID", "01"), BAD, lacks },
    { "no-generator", PUT(claim, "claim_generator_info", NULL), BAD, lacks },
    { "generator-is-text", PUT(claim, "claim_generator_info", "60"), BAD, lacks },
    { "no-signature", PUT(claim, "signature", NULL), BAD, lacks },
    { "signature-is-a-number", PUT(claim, "signature", "01"), BAD, lacks },
    { "signature-relative", HOOK(claim, signature_url, "self#jumbf=c2pa.signature"), NULL, NULL },
    { "signature-elsewhere", HOOK(claim, signature_url, "self#jumbf=c2pa.signatures"), BAD, lacks },
    { "signature-without-scheme", HOOK(claim, signature_url, "c2pa.signature"), BAD, lacks },
    { "signature-by-http", HOOK(claim, signature_url, "http://c2pa.signature"), BAD, lacks },
    { "algorithm-absent", PUT(claim, "alg", NULL), NULL, NULL },
    { "algorithm-unknown", PUT(claim, "alg", "636d6435"), BAD, lacks },
    { "algorithm-is-a-number", PUT(claim, "alg", "01"), BAD, lacks },
    { "algorithm-is-bytes", PUT(claim, "alg", "46736861323536"), BAD, lacks },
    { "algorithm-in-pieces", HOOK(claim, field_in_pieces, "alg"), BAD, lacks },
    { "algorithm-of-other-hashes", PUT(claim, "alg", "66736861333834"), BAD, not_there },
    { "redacts-nothing", PUT(claim, "redacted_assertions", "80"), NULL, NULL },
    { "redacts-one", PUT(claim, "redacted_assertions", "8160"), BAD, lacks },
    { "redacts-a-number", PUT(claim, "redacted_assertions", "00"), BAD, lacks },
};

static const BorderInit beside[] = {
    { "untagged", HOOK(signature, claim_untagged, NULL), BAD, "the claim signature can't be read" },
    { "no-certificate-is-not-the-claim's-affair", HOOK(signature, no_certificate, NULL), NULL,
      NULL },
    { "number-for-a-name", HOOK(signature, number_unprotected, NULL), BAD, unknown },
    { "pad-of-nothing", HOOK(signature, pad, 0), NULL, NULL },
    { "pad-of-32-kib", HOOK(signature, pad, 32768), NULL, NULL },
    { "pad-too-long", HOOK(signature, pad, 32769), BAD, unknown },
    { "pad-is-text", UNPROTECTED("pad", "60"), BAD, unknown },
    { "pad-not-zero", UNPROTECTED("pad", "420001"), BAD, unknown },
    { "pad-in-pieces", HOOK(signature, pad_in_pieces, NULL), BAD, unknown },
    { "other-name", UNPROTECTED("pab", "40"), BAD, unknown },
    { "other-pad", UNPROTECTED("pad2", "40"), BAD, unknown },
    { "time-stamp", UNPROTECTED("sigTst2", "a0"), NULL, NULL },
    { "time-stamp-of-16-kib", HOOK(signature, time_stamp, 16381), NULL, NULL },
    { "time-stamp-too-long", HOOK(signature, time_stamp, 16382), BAD, unknown },
    { "revocation", UNPROTECTED("rVals", "a0"), NULL, NULL },
    { "revocation-of-16-kib", HOOK(signature, revocation, 16381), NULL, NULL },
    { "revocation-too-long", HOOK(signature, revocation, 16382), BAD, unknown },
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    border_add("claim/url", urls, G_N_ELEMENTS(urls), border_test_read);
    border_add("claim/list", lists, G_N_ELEMENTS(lists), border_test_read);
    border_add("claim/field", fields, G_N_ELEMENTS(fields), border_test_read);
    border_add("claim/beside-the-signature", beside, G_N_ELEMENTS(beside), border_test_read);
    return border_run();
}
