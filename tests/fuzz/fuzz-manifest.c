/* SPDX-License-Identifier: Apache-2.0 */
/* JUMBF, manifest and claim: one manifest, assertions by distinct labels, each named once. */
#include "client/provenance/prov-claim.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_add_seeds(GPtrArray *seeds)
{
    World *world = fuzz_world();
    const RigSessionSpec es384 = { .key_alg = RIG_ALG_ES384 };
    const RigSessionSpec eddsa = { .key_alg = RIG_ALG_EDDSA };
    g_autoptr(RigSession) a = world_session(world, world->nursery, 0, &es384);
    g_autoptr(RigSession) b = world_session(world, world->stranger, 0, &eddsa);

    g_ptr_array_add(seeds, fuzz_store(world->session->init));
    g_ptr_array_add(seeds, fuzz_store(a->init));
    g_ptr_array_add(seeds, fuzz_store(b->init));
}

static void
check_jumbf(ProvReader reader, unsigned depth)
{
    ProvReader before = reader;
    ProvJumbf jumbf;

    while (depth < 8 && prov_jumbf_next(&reader, &jumbf)) {
        g_assert_true(fuzz_within(before, jumbf.hashed));
        g_assert_true(fuzz_within(jumbf.hashed, jumbf.content));
        g_assert_true(fuzz_within(jumbf.hashed, jumbf.label) && jumbf.label.len > 0);
        g_assert_true(reader.len < before.len);
        check_jumbf(jumbf.content, depth + 1);
        before = reader;
    }
    g_assert_true(reader.data == before.data && reader.len == before.len);
}

static void
check_manifest(ProvReader store, const ProvManifest *manifest)
{
    g_assert_true(prov_reader_starts_with(manifest->label, "urn:c2pa:"));
    g_assert_true(manifest->n_assertions >= 3 && manifest->n_assertions <= PROV_MAX_ASSERTIONS);
    g_assert_true(fuzz_within(store, manifest->claim) && fuzz_within(store, manifest->signature));
    for (size_t i = 0; i < manifest->n_assertions; i++) {
        g_assert_true(fuzz_within(store, manifest->assertions[i].hashed));
        for (size_t j = 0; j < i; j++)
            g_assert_false(
                prov_reader_same(manifest->assertions[i].label, manifest->assertions[j].label));
    }
}

static void
check_claim(ProvReader store, const ProvManifest *manifest, const ProvClaim *claim)
{
    ProvReader cbor;

    g_assert_true(prov_manifest_find(manifest, "c2pa.hash.bmff.v3", &cbor));
    g_assert_cmpuint(claim->content.expected.len, ==, prov_digest_len(claim->content.hash));
    for (size_t i = 0; i < manifest->n_assertions; i++) {
        g_assert_cmpint(claim->assertions[i].hash, !=, PROV_HASH_NONE);
        g_assert_cmpuint(claim->assertions[i].expected.len, ==,
                         prov_digest_len(claim->assertions[i].hash));
        g_assert_true(fuzz_within(store, claim->assertions[i].expected));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ProvReader store = { data, size };
    g_autofree ProvManifest *manifest = g_new0(ProvManifest, 1);
    g_autofree ProvClaim *claim = g_new0(ProvClaim, 1);
    ProvVerdict verdict = { 0 };
    bool good;

    check_jumbf(store, 0);
    good = prov_manifest_read(store, manifest, &verdict);
    fuzz_check_verdict(&verdict, good);
    if (!good)
        return 0;
    check_manifest(store, manifest);
    good = prov_claim_read(manifest, claim, &verdict);
    fuzz_check_verdict(&verdict, good);
    if (good)
        check_claim(store, manifest, claim);
    return 0;
}
