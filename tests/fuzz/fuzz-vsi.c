/* SPDX-License-Identifier: Apache-2.0 */
/* The signed header in its box: bounds of what is handed on, and views inside the input. */
#include "client/provenance/prov-vsi.h"
#include "tests/fuzz/fuzz.h"

static void
add_with_nonces(GPtrArray *seeds, guint n)
{
    World *world = fuzz_world();
    g_autoptr(GPtrArray) nonces = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GBytes) segment = NULL;

    for (guint i = 0; i < n; i++)
        g_ptr_array_add(nonces, g_bytes_new("0123456789abcdef", 8 + i));
    segment = rig_session_sign(world->session, 1, WORLD_NOW_US, nonces, media, NULL);
    g_ptr_array_add(seeds, fuzz_box(segment, "emsg"));
}

void
fuzz_add_seeds(GPtrArray *seeds)
{
    g_ptr_array_add(seeds, fuzz_box(fuzz_segment(), "emsg"));
    add_with_nonces(seeds, 1);
    add_with_nonces(seeds, 8);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ProvReader bytes = { data, size };
    ProvVerdict verdict = { 0 };
    ProvBox emsg;
    ProvVsi vsi;
    bool good;

    if (!prov_bmff_next(&bytes, &emsg))
        return 0;
    good = prov_vsi_read(&emsg, &vsi, &verdict);
    fuzz_check_verdict(&verdict, good);
    if (!good)
        return 0;
    g_assert_cmpint(vsi.alg, !=, PROV_ALG_NONE);
    g_assert_true(prov_bmff_is_vsi(&emsg) || !prov_bmff_is(&emsg, "emsg"));
    g_assert_cmpuint(vsi.sequence, <=, G_MAXINT64);
    g_assert_cmpuint(vsi.n_nonces, <=, PROV_MAX_NONCES);
    g_assert_true(vsi.has_capture || vsi.n_nonces == 0);
    for (size_t i = 0; i < vsi.n_nonces; i++) {
        g_assert_true(fuzz_within(emsg.whole, vsi.nonces[i]));
        g_assert_true(vsi.nonces[i].len >= 8 && vsi.nonces[i].len <= 64);
    }
    g_assert_true(fuzz_within(emsg.whole, vsi.kid) && fuzz_within(emsg.whole, vsi.manifest_id));
    g_assert_cmpuint(vsi.content.expected.len, ==, prov_digest_len(vsi.content.hash));
    return 0;
}
