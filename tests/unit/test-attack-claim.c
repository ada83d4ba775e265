/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The claim, the assertions it names, and the COSE_Sign1 over it (attacks.md, INI-20, INI-27,
 * INI-28; C2PA 2.4 sections 10, 13, 18). Each row is signed over the result.
 */
#include "tests/unit/twist.h"

#include <string.h>

/* What is done to the assertion @label, or to a new one. */
typedef struct {
    const char *label;
    const char *renamed;
    const char *content; /* in the notation */
    const char *type;
    const char *alg;
    const char *hash;
    const char *salt;
    RigList list; /* 0: as it is */
    bool copy;    /* a copy of it is changed, and stands last */
    bool absent;  /* named, and not in the store */
    bool unnamed; /* in the store, and not named */
} Change;

static GBytes *
notation(const char *text)
{
    return text != NULL ? twist_item(text) : NULL;
}

static void
change(GPtrArray *assertions, gpointer data)
{
    const Change *c = data;
    RigAssertion *assertion = NULL;

    for (guint i = 0; i < assertions->len; i++)
        if (strcmp(((RigAssertion *)assertions->pdata[i])->label, c->label) == 0)
            assertion = assertions->pdata[i];
    if (assertion == NULL || c->copy) {
        assertion = assertion != NULL
                        ? rig_assertion_copy(assertion)
                        : rig_assertion_new(c->label, rig_item_uint(1), RIG_LIST_CREATED);
        g_ptr_array_add(assertions, assertion);
    }
    if (c->renamed != NULL) {
        g_free(assertion->label);
        assertion->label = g_strdup(c->renamed);
    }
    if (c->type != NULL) {
        g_free(assertion->type);
        assertion->type = g_strdup(c->type);
    }
    if (c->content != NULL)
        rig_cose_set_bytes(&assertion->content, twist_item(c->content));
    assertion->alg = g_strdup(c->alg);
    assertion->hash = notation(c->hash);
    assertion->salt = notation(c->salt);
    if (c->list != RIG_LIST_NONE || c->unnamed)
        assertion->list = c->list;
    assertion->box_absent = c->absent;
}

#define ASSERTION(...) TWIST(assertions, change, (&(const Change){ __VA_ARGS__ }))
#define KEYS           .label = "c2pa.session-keys"
#define BINDING        .label = "c2pa.hash.bmff.v3"
#define ACTIONS        .label = "c2pa.actions.v2"
#define MORE           .label = "com.example.more"

static const TwistSession assertion_cases[] = {
    { "INI-20/hash-wrong", ASSERTION(KEYS, .hash = "<32:61>"), "bad-manifest" },
    { "INI-20/hash-of-31-bytes", ASSERTION(KEYS, .hash = "<31:61>"), "bad-manifest" },
    { "INI-20/hash-empty", ASSERTION(KEYS, .hash = ""), "bad-manifest" },
    { "INI-20/hash-by-sha384-is-fine", ASSERTION(KEYS, .alg = "sha384"), "none" },
    { "INI-20/hash-by-sha512-is-fine", ASSERTION(KEYS, .alg = "sha512"), "none" },
    { "INI-20/hash-by-md5", ASSERTION(KEYS, .alg = "md5"), "bad-manifest" },
    { "INI-20/hash-by-sha384-of-sha256's-length",
      ASSERTION(KEYS, .alg = "sha384", .hash = "<32:61>"), "bad-manifest" },
    { "INI-20/missing", ASSERTION(KEYS, .absent = true), "bad-manifest" },
    { "INI-20/a-further-one-missing", ASSERTION(MORE, .absent = true), "bad-manifest" },
    { "INI-20/salted-with-16-bytes-is-fine", ASSERTION(KEYS, .salt = "<16:61>"), "none" },
    { "INI-20/salted-with-32-bytes-is-fine", ASSERTION(KEYS, .salt = "<32:61>"), "none" },
    { "INI-19/salt-of-15-bytes", ASSERTION(KEYS, .salt = "<15:61>"), "bad-manifest" },
    { "INI-19/salt-of-33-bytes", ASSERTION(KEYS, .salt = "<33:61>"), "bad-manifest" },
    { "INI-19/salt-empty", ASSERTION(KEYS, .salt = ""), "bad-manifest" },
    { "INI-19/same-label-twice", ASSERTION(KEYS, .copy = true), "bad-manifest" },
    { "INI-19/same-label-twice-named-once", ASSERTION(KEYS, .copy = true, .unnamed = true),
      "bad-manifest" },
    { "INI-19/label-with-a-way-up", ASSERTION(MORE, .renamed = "../c2pa.session-keys"),
      "bad-manifest" },
    { "INI-19/label-with-a-slash", ASSERTION(MORE, .renamed = "com.example/more"), "bad-manifest" },
    { "INI-19/label-with-a-newline", ASSERTION(MORE, .renamed = "com.example\nmore"),
      "bad-manifest" },
    { "INI-19/label-with-a-fragment", ASSERTION(MORE, .renamed = "com.example#more"),
      "bad-manifest" },
    { "INI-26/unreferenced", ASSERTION(MORE, .unnamed = true), "bad-manifest" },
    { "INI-27/further-one-is-fine", ASSERTION(MORE), "none" },
    { "INI-27/further-one-gathered-is-fine", ASSERTION(MORE, .list = RIG_LIST_GATHERED), "none" },
    { "INI-27/no-hard-binding", ASSERTION(BINDING, .renamed = "com.example.hash"), "bad-manifest" },
    { "INI-27/hard-binding-unnamed", ASSERTION(BINDING, .unnamed = true), "bad-manifest" },
    { "INI-27/hard-binding-only-gathered", ASSERTION(BINDING, .list = RIG_LIST_GATHERED),
      "bad-manifest" },
    { "INI-27/hard-binding-of-v2", ASSERTION(BINDING, .renamed = "c2pa.hash.bmff.v2"),
      "bad-manifest" },
    { "INI-27/two-hard-bindings",
      ASSERTION(BINDING, .copy = true, .renamed = "c2pa.hash.bmff.v3__1"), "bad-manifest" },
    { "INI-27/a-binding-of-data-besides", ASSERTION(.label = "c2pa.hash.data"), "bad-manifest" },
    { "INI-27/hard-binding-in-json", ASSERTION(BINDING, .type = "json", .content = "7b7d"),
      "bad-manifest" },
    { "INI-27/hard-binding-no-cbor", ASSERTION(BINDING, .content = "ff"), "bad-manifest" },
    { "INI-27/hard-binding-an-array", ASSERTION(BINDING, .content = "80"), "bad-manifest" },
    { "INI-27/no-session-keys", ASSERTION(KEYS, .renamed = "com.example.keys"), "bad-manifest" },
    { "INI-27/session-keys-gathered-are-fine", ASSERTION(KEYS, .list = RIG_LIST_GATHERED), "none" },
    { "INI-27/session-keys-named-twice", ASSERTION(KEYS, .list = RIG_LIST_BOTH), "bad-manifest" },
    { "INI-27/session-keys-created-and-gathered",
      ASSERTION(KEYS, .copy = true, .renamed = "c2pa.session-keys__1", .list = RIG_LIST_GATHERED),
      "bad-manifest" },
    { "INI-27/ingredient", ASSERTION(.label = "c2pa.ingredient.v3"), "bad-manifest" },
    { "INI-27/ingredient-gathered",
      ASSERTION(.label = "c2pa.ingredient", .list = RIG_LIST_GATHERED), "bad-manifest" },
    { "INI-27/no-actions", ASSERTION(ACTIONS, .renamed = "com.example.actions"), "bad-manifest" },
    { "INI-27/actions-only-gathered", ASSERTION(ACTIONS, .list = RIG_LIST_GATHERED),
      "bad-manifest" },
    { "INI-27/actions-of-v1-besides", ASSERTION(.label = "c2pa.actions"), "bad-manifest" },
    { "INI-27/actions-no-cbor", ASSERTION(ACTIONS, .content = "a1"), "bad-manifest" },
    { "INI-27/actions-in-json", ASSERTION(ACTIONS, .type = "json"), "bad-manifest" },
    { "INI-27/actions-empty", ASSERTION(ACTIONS, .content = "a1 'actions' 80"), "bad-manifest" },
    { "INI-27/actions-missing", ASSERTION(ACTIONS, .content = "a0"), "bad-manifest" },
    { "INI-27/first-action-edits",
      ASSERTION(ACTIONS, .content = "a1 'actions' 81 a1 'action' 'c2pa.edited'"), "bad-manifest" },
    { "INI-27/first-action-without-a-name", ASSERTION(ACTIONS, .content = "a1 'actions' 81 a0"),
      "bad-manifest" },
    { "INI-27/first-action-without-a-source",
      ASSERTION(ACTIONS, .content = "a1 'actions' 81 a1 'action' 'c2pa.created'"), "bad-manifest" },
    { "INI-27/first-action-composes",
      ASSERTION(ACTIONS,
                .content = "a1 'actions' 81 a2 'action' 'c2pa.created' 'digitalSourceType' "
                           "'http://cv.iptc.org/newscodes/digitalsourcetype/composite'"),
      "bad-manifest" },
};

#define CLAIM(...) TWIST_PAIR(claim, twist_map, __VA_ARGS__)
#define BIND(...)  TWIST_PAIR(hard_binding, twist_map, __VA_ARGS__)
#define EXCLUDE(x) BIND("exclusions", 0, x)
#define UUID                                                                                       \
    "a2 'xpath' '/uuid' 'data' 81 a2 'offset' 08 'value' 50 d8fec3d61b0e483c92975828877ec481"
#define XPATH(path) "a1 'xpath' '" path "'"

static void
claim_form(RigMap *claim, gpointer form)
{
    claim->form = (RigMapForm)GPOINTER_TO_INT(form);
}

static const TwistSession claim_cases[] = {
    { "INI-20/redacted", CLAIM("redacted_assertions", 0, "81 'self#jumbf=x'"), "bad-manifest" },
    { "INI-20/redacted-is-text", CLAIM("redacted_assertions", 0, "'x'"), "bad-manifest" },
    { "INI-20/nothing-redacted-is-fine", CLAIM("redacted_assertions", 0, "80"), "none" },
    { "INI-20/indefinite-is-fine", TWIST(claim, claim_form, GINT_TO_POINTER(RIG_MAP_INDEFINITE)),
      "none" },
    { "INI-20/long-count-is-fine", TWIST(claim, claim_form, GINT_TO_POINTER(RIG_MAP_LONG)),
      "none" },
    { "INI-20/unknown-field-is-fine", CLAIM("future", 0, "'signed'"), "none" },
    { "INI-20/nulls-are-absent", CLAIM("gathered_assertions", 0, "f6"), "none" },
    { "INI-20/nothing-gathered-is-fine", CLAIM("gathered_assertions", 0, "80"), "none" },
    { "INI-20/gathered-is-a-map", CLAIM("gathered_assertions", 0, "a0"), "bad-manifest" },
    { "INI-20/gathered-names-a-number", CLAIM("gathered_assertions", 0, "81 01"), "bad-manifest" },
    { "INI-20/gathered-names-without-a-url", CLAIM("gathered_assertions", 0, "81 a0"),
      "bad-manifest" },
    { "INI-20/gathered-names-without-a-hash",
      CLAIM("gathered_assertions", 0, "81 a1 'url' 'self#jumbf=c2pa.assertions/x'"),
      "bad-manifest" },
    { "INI-20/algorithm-of-a-hash-is-a-number",
      CLAIM("gathered_assertions", 0, "81 a3 'url' 'x' 'hash' 40 'alg' 01"), "bad-manifest" },
    { "INI-20/nothing-created", CLAIM("created_assertions", 0, "80"), "bad-manifest" },
    { "INI-20/created-missing", CLAIM("created_assertions"), "bad-manifest" },
    { "INI-20/created-is-text", CLAIM("created_assertions", 0, "'all'"), "bad-manifest" },
    { "INI-20/no-instance", CLAIM("instanceID"), "bad-manifest" },
    { "INI-20/no-generator", CLAIM("claim_generator_info"), "bad-manifest" },
    { "INI-20/generator-is-text", CLAIM("claim_generator_info", 0, "'name'"), "bad-manifest" },
    { "INI-20/no-signature", CLAIM("signature"), "bad-manifest" },
    { "INI-20/algorithm-missing-is-sha256", CLAIM("alg"), "none" },
    { "INI-20/algorithm-md5", CLAIM("alg", 0, "'md5'"), "bad-manifest" },
    { "INI-20/algorithm-is-a-number", CLAIM("alg", 0, "26"), "bad-manifest" },
    { "INI-20/algorithm-in-pieces", CLAIM("alg", 0, "7f 66{sha256} ff"), "bad-manifest" },
    { "INI-27/hash's-algorithm-in-pieces", BIND("alg", 0, "7f 66{sha256} ff"), "bad-manifest" },
    { "INI-20/a-key-twice", CLAIM("alg", 0, "'sha256'", true), "bad-manifest" },
    { "INI-27/exclusions-of-all-kinds-are-fine",
      EXCLUDE("85" UUID XPATH("/ftyp") XPATH("/mfra") XPATH("/free") XPATH("/skip")), "none" },
    { "INI-27/moov-excluded", EXCLUDE("84" UUID XPATH("/ftyp") XPATH("/mfra") XPATH("/moov")),
      "bad-manifest" },
    { "INI-27/emsg-excluded",
      EXCLUDE("84" UUID XPATH("/ftyp")
                  XPATH("/mfra") "a2 'xpath' '/emsg' 'data' 81 a2 'offset' 0c "
                                 "'value' 5820{urn:c2pa:verifiable-segment-info}"),
      "bad-manifest" },
    { "INI-27/ftyp-not-excluded", EXCLUDE("82" UUID XPATH("/mfra")), "bad-manifest" },
    { "INI-27/every-uuid-excluded", EXCLUDE("83" XPATH("/uuid") XPATH("/ftyp") XPATH("/mfra")),
      "bad-manifest" },
    { "INI-27/nothing-excluded", EXCLUDE("80"), "bad-manifest" },
    { "INI-27/hash-by-md5", BIND("alg", 0, "'md5'"), "bad-manifest" },
    { "INI-27/hash-by-the-claim's-algorithm-is-fine", BIND("alg"), "none" },
    { "INI-27/hash-wrong", BIND("hash", 0, "5820 <32:61>"), "bad-manifest" },
    { "INI-27/hash-of-31-bytes", BIND("hash", 0, "581f <31:61>"), "bad-manifest" },
    { "INI-27/hash-missing", BIND("hash"), "bad-manifest" },
    { "INI-27/merkle-tree", BIND("merkle", 0, "81 00"), "bad-manifest" },
    { "INI-27/null-counts-as-absent", BIND("merkle", 0, "f6"), "none" },
};

#define BESIDE(...) TWIST_PAIR(signature, twist_unprotected, __VA_ARGS__)
#define SIGNED(...) TWIST_PAIR(signature, twist_protected, __VA_ARGS__)
#define FORM(which) TWIST(signature, twist_form, GINT_TO_POINTER(which))

static void
attached(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->detached = false;
}

static const TwistSession signature_cases[] = {
    { "INI-28/unprotected-label", BESIDE("note", 0, "01"), "bad-manifest" },
    { "INI-28/unprotected-number", BESIDE(NULL, 4, "41 61"), "bad-manifest" },
    { "INI-28/old-stamp", BESIDE("sigTst", 0, "a0"), "bad-manifest" },
    { "INI-28/pad-of-zeros-is-fine", BESIDE("pad", 0, "59 03e8 <1000:00>"), "none" },
    { "INI-28/pad-of-32-kib-is-fine", BESIDE("pad", 0, "59 8000 <32768:00>"), "none" },
    { "INI-28/pad-over-32-kib", BESIDE("pad", 0, "59 8001 <32769:00>"), "bad-manifest" },
    { "INI-28/pad-not-zero", BESIDE("pad", 0, "43 000001"), "bad-manifest" },
    { "INI-28/pad-is-text", BESIDE("pad", 0, "60"), "bad-manifest" },
    { "INI-28/pad-in-pieces", BESIDE("pad", 0, "5f 41 00 ff"), "bad-manifest" },
    { "INI-28/pad-twice", BESIDE("pad", 0, "82 40 40"), "bad-manifest" },
    { "INI-28/time-stamp-is-fine", BESIDE("sigTst2", 0, "a1 'tstTokens' 80"), "none" },
    { "INI-28/revocation-info-is-fine", BESIDE("rVals", 0, "a1 'ocspVals' 80"), "none" },
    { "INI-28/time-stamp-of-16-kib-is-fine", BESIDE("sigTst2", 0, "59 3ffd <16381:61>"), "none" },
    { "INI-28/time-stamp-over-16-kib", BESIDE("sigTst2", 0, "59 3ffe <16382:61>"), "bad-manifest" },
    { "INI-28/revocation-info-over-16-kib", BESIDE("rVals", 0, "59 3ffe <16382:61>"),
      "bad-manifest" },
    { "INI-29/false", FORM(RIG_SIGNATURE_WRONG), "bad-signature" },
    { "INI-29/der", FORM(RIG_SIGNATURE_DER), "bad-signature" },
    { "INI-29/a-byte-short", FORM(RIG_SIGNATURE_SHORT), "bad-signature" },
    { "INI-29/a-byte-long", FORM(RIG_SIGNATURE_LONG), "bad-signature" },
    { "INI-29/all-zero", FORM(RIG_SIGNATURE_ZERO), "bad-signature" },
    { "INI-29/all-ff", FORM(RIG_SIGNATURE_ONES), "bad-signature" },
    { "INI-29/s-turned-over-is-fine", FORM(RIG_SIGNATURE_FLIP_S), "none" },
    { "INI-29/other-context", TWIST(signature, twist_context, "Signature"), "bad-signature" },
    { "INI-29/attached", TWIST(signature, attached, NULL), "bad-manifest" },
    { "INI-29/untagged", TWIST(signature, twist_tag, NULL), "bad-manifest" },
    { "INI-29/tag-98", TWIST(signature, twist_tag, 98), "bad-manifest" },
    { "INI-29/five-items", TWIST(signature, twist_more_items, "40"), "bad-manifest" },
    { "INI-29/crit", SIGNED(NULL, RIG_COSE_CRIT, "81 01"), "bad-manifest" },
    { "INI-29/crit-beside", BESIDE(NULL, RIG_COSE_CRIT, "80"), "bad-manifest" },
    { "INI-29/unknown-label-is-signed-and-ignored", SIGNED(NULL, 99, "01"), "none" },
    { "INI-21/algorithm-of-another-curve", SIGNED(NULL, RIG_COSE_ALG, "38 22"), "algorithm" },
    { "INI-21/algorithm-of-another-type", SIGNED(NULL, RIG_COSE_ALG, "27"), "algorithm" },
    { "INI-21/algorithm-rs256", SIGNED(NULL, RIG_COSE_ALG, "39 0100"), "algorithm" },
    { "INI-21/algorithm-missing", SIGNED(NULL, RIG_COSE_ALG), "algorithm" },
    { "INI-21/chain-absent", SIGNED(NULL, RIG_COSE_X5CHAIN), "untrusted-chain" },
    { "INI-21/chain-null", SIGNED(NULL, RIG_COSE_X5CHAIN, "f6"), "untrusted-chain" },
    { "INI-21/chain-empty", SIGNED(NULL, RIG_COSE_X5CHAIN, "80"), "untrusted-chain" },
    { "INI-21/chain-of-no-bytes", SIGNED(NULL, RIG_COSE_X5CHAIN, "40"), "untrusted-chain" },
    { "INI-21/chain-of-text", SIGNED(NULL, RIG_COSE_X5CHAIN, "81 'MIIB'"), "untrusted-chain" },
    { "INI-21/chain-is-a-map", SIGNED(NULL, RIG_COSE_X5CHAIN, "a0"), "untrusted-chain" },
    { "INI-21/chain-in-pieces", SIGNED(NULL, RIG_COSE_X5CHAIN, "5f 41 30 ff"), "untrusted-chain" },
    { "INI-21/chain-of-pieces", SIGNED(NULL, RIG_COSE_X5CHAIN, "81 5f 41 30 ff"),
      "untrusted-chain" },
    { "INI-21/chain-of-junk", SIGNED(NULL, RIG_COSE_X5CHAIN, "58 40 <64:30>"), "untrusted-chain" },
    { "INI-21/chain-of-four", SIGNED(NULL, RIG_COSE_X5CHAIN, "84 41 30 41 30 41 30 41 30"),
      "untrusted-chain" },
    { "INI-21/chain-unprotected-besides", BESIDE(NULL, RIG_COSE_X5CHAIN, "41 30"), "bad-manifest" },
};

/* @n assertions in all. */
static void
further(GPtrArray *assertions, gpointer n)
{
    while (assertions->len < GPOINTER_TO_UINT(n)) {
        g_autofree char *label = g_strdup_printf("com.example.%u", assertions->len);

        g_ptr_array_add(assertions, rig_assertion_new(label, rig_item_uint(1), RIG_LIST_CREATED));
    }
}

static void
only_two(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_set_size(assertions, 2);
}

static const TwistSession count_cases[] = {
    { "INI-27/two-assertions", TWIST(assertions, only_two, NULL), "bad-manifest" },
    { "INI-27/16-assertions-are-fine", TWIST(assertions, further, GUINT_TO_POINTER(16)), "none" },
    { "INI-27/17-assertions", TWIST(assertions, further, GUINT_TO_POINTER(17)), "bad-manifest" },
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    twist_add_session("claim", assertion_cases, G_N_ELEMENTS(assertion_cases));
    twist_add_session("claim", claim_cases, G_N_ELEMENTS(claim_cases));
    twist_add_session("claim", signature_cases, G_N_ELEMENTS(signature_cases));
    twist_add_session("claim", count_cases, G_N_ELEMENTS(count_cases));
    return g_test_run();
}
