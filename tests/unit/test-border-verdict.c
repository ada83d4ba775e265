/* SPDX-License-Identifier: Apache-2.0 */
/* What no stream brings about: reasons beyond the table, no hash, nothing to free. */
#include "client/provenance/prov-digest.h"
#include "client/provenance/prov-gate.h"

#include <string.h>

/* A reason that is not in the table is red, and called internal. */
static void
test_unknown_reason(void)
{
    const ProvReason unknown = (ProvReason)(PROV_REASON_NONE + 1);

    g_assert_cmpstr(prov_reason_name(PROV_REASON_NONE), ==, "none");
    g_assert_cmpint(prov_reason_severity(PROV_REASON_NONE), ==, PROV_SEVERITY_NONE);
    g_assert_cmpstr(prov_reason_name(unknown), ==, "internal");
    g_assert_cmpint(prov_reason_severity(unknown), ==, PROV_SEVERITY_RED);
    g_assert_cmpstr(prov_reason_name((ProvReason)1000), ==, "internal");
}

/* The first reason stands, and to refuse never reads as an admission. */
static void
test_refusal(void)
{
    ProvVerdict verdict = { 0 };

    g_assert_false(prov_verdict_refuse(&verdict, PROV_REASON_REPLAYED, "first"));
    g_assert_false(prov_verdict_refuse(&verdict, PROV_REASON_UNSIGNED, "second"));
    g_assert_cmpint(verdict.reason, ==, PROV_REASON_REPLAYED);
    g_assert_cmpstr(verdict.detail, ==, "first");
    verdict = (ProvVerdict){ 0 };
    g_assert_false(prov_verdict_refuse(&verdict, PROV_REASON_NONE, "no reason"));
    g_assert_cmpint(verdict.reason, ==, PROV_REASON_INTERNAL);
    g_assert_cmpstr(verdict.detail, ==, "no reason");
}

/* Without a hash nothing matches, an empty digest least of all. */
static void
test_no_hash(void)
{
    static const ProvHash unknown[] = { PROV_HASH_NONE, (ProvHash)(PROV_HASH_SHA512 + 1),
                                        (ProvHash)1000 };
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    const ProvReader empty = { (const uint8_t *)"", 0 };
    uint8_t digest[32];

    for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_assert_cmpuint(prov_digest_len(unknown[i]), ==, 0);
        g_assert_false(prov_digest_matches(crypto, unknown[i], &empty, 1, empty));
    }
    g_assert_true(prov_digest_sha256(crypto, empty, digest));
    g_assert_true(prov_digest_matches(crypto, PROV_HASH_SHA256, &empty, 1,
                                      (ProvReader){ digest, sizeof digest }));
    g_assert_false(prov_digest_matches(crypto, PROV_HASH_SHA256, &empty, 1,
                                       (ProvReader){ digest, sizeof digest - 1 }));
    g_assert_false(prov_digest_matches(crypto, PROV_HASH_SHA384, &empty, 1,
                                       (ProvReader){ digest, sizeof digest }));
    digest[31] ^= 1;
    g_assert_false(prov_digest_matches(crypto, PROV_HASH_SHA256, &empty, 1,
                                       (ProvReader){ digest, sizeof digest }));
}

static void
test_nothing_to_free(void)
{
    prov_gate_free(NULL);
    prov_crypto_free(NULL);
    prov_admission_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/border/verdict/unknown-reason", test_unknown_reason);
    g_test_add_func("/border/verdict/first-reason-stands", test_refusal);
    g_test_add_func("/border/digest/no-hash", test_no_hash);
    g_test_add_func("/border/verdict/nothing-to-free", test_nothing_to_free);
    return g_test_run();
}
