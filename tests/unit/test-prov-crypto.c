/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judge's library context is its own (attacks.md, PKI-20): whatever is done to the process's
 * default one, it goes on judging, and nothing of it shows there.
 */
#include "client/provenance/prov-crypto.h"
#include "tests/unit/twist.h"

#include <openssl/evp.h>
#include <openssl/provider.h>

static bool
default_context_hashes(void)
{
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    bool found = md != NULL;

    EVP_MD_free(md);
    return found;
}

/* A new gate, the whole way: chain, revocation lists, both signatures, hashes. */
static void
assert_judges(World *world, GBytes *good, GBytes *bad, GBytes *later)
{
    prov_gate_free(world->gate);
    world->gate = prov_gate_new(world->expectation);
    world_at(world, 0, 1);
    world_assert_reason(world_submit(world, world->session->init, bad), "content-changed");
    world_assert_reason(world_submit(world, world->session->init, good), "none");
    world_at(world, 0, 3);
    world_assert_reason(world_submit(world, world->session->init, later), "none");
}

static void
test_default_context(World *world, G_GNUC_UNUSED gconstpointer data)
{
    int64_t now = WORLD_NOW_US / G_USEC_PER_SEC;
    g_autoptr(GBytes) good = world_segment(world, world->session, 1, NULL);
    g_autoptr(GBytes) later = world_segment(world, world->session, 3, NULL);
    g_autoptr(GByteArray) copy = world_copy(good);
    g_autoptr(GBytes) bad = NULL;
    OSSL_PROVIDER *null = NULL;

    copy->data[copy->len - 1] ^= 1;
    bad = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    world->expectation->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(world->expectation->crls, rig_maker_make_crl(world->maker, NULL, now - 60));
    g_ptr_array_add(world->expectation->crls,
                    rig_maker_make_root_crl(world->maker, false, now - 60));
    assert_judges(world, good, bad, later);

    g_assert_cmpint(EVP_set_default_properties(NULL, "fips=yes"), ==, 1);
    g_assert_false(default_context_hashes());
    assert_judges(world, good, bad, later);
    g_assert_false(default_context_hashes());
    g_assert_cmpint(EVP_set_default_properties(NULL, "provider=nobody"), ==, 1);
    assert_judges(world, good, bad, later);
    g_assert_cmpint(EVP_set_default_properties(NULL, ""), ==, 1);

    null = OSSL_PROVIDER_load(NULL, "null");
    g_assert_nonnull(null);
    assert_judges(world, good, bad, later);
    OSSL_PROVIDER_unload(null);
}

/* Two gates do not share a context: the end of one is nothing to the other. */
static void
test_two_gates(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) first = world_segment(world, world->session, 1, NULL);
    ProvGate *other = prov_gate_new(world->expectation);

    world_assert_reason(prov_gate_submit_init(other, world->session->init, &world->now), "none");
    world_assert_reason(prov_gate_submit_init(world->gate, world->session->init, &world->now),
                        "none");
    prov_gate_free(other);
    prov_crypto_free(NULL);
    world_assert_reason(world_submit(world, world->session->init, first), "none");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TWIST_TEST("/crypto/PKI-20/default-context", NULL, test_default_context);
    TWIST_TEST("/crypto/PKI-20/two-gates", NULL, test_two_gates);
    return g_test_run();
}
