/* SPDX-License-Identifier: Apache-2.0 */
/* COSE_Sign1: views inside the input, and a Sig_structure that holds exactly what was signed. */
#include "client/provenance/prov-cose.h"
#include "client/provenance/prov-manifest.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_add_seeds(GPtrArray *seeds)
{
    g_autoptr(GBytes) emsg = fuzz_box(fuzz_segment(), "emsg");
    g_autoptr(GBytes) store = fuzz_store(fuzz_world()->session->init);
    g_autofree ProvManifest *manifest = g_new0(ProvManifest, 1);
    ProvVerdict verdict = { 0 };

    g_assert_true(prov_manifest_read(prov_reader_from_bytes(store), manifest, &verdict));
    g_ptr_array_add(seeds, g_bytes_new_from_bytes(emsg, 66, g_bytes_get_size(emsg) - 66));
    g_ptr_array_add(seeds, fuzz_copy(manifest->signature));
}

static void
check_signed(const ProvCose *cose, ProvReader payload)
{
    g_autoptr(GByteArray) bytes = prov_cose_to_be_signed(cose, payload);
    ProvCborItem array, part[4];

    g_assert_true(
        prov_cbor_parse((ProvReader){ bytes->data, bytes->len }, PROV_CBOR_STRICT, &array));
    g_assert_true(array.type == PROV_CBOR_ARRAY && array.value == 4);
    for (size_t i = 0; i < 4; i++)
        g_assert_true(prov_cbor_next(&array.content, &part[i]));
    g_assert_true(part[0].type == PROV_CBOR_TEXT && prov_reader_is(part[0].content, "Signature1"));
    g_assert_true(prov_reader_same(part[1].content, cose->protected_bytes));
    g_assert_true(part[2].type == PROV_CBOR_BYTES && part[2].content.len == 0);
    g_assert_true(prov_reader_same(part[3].content, payload));
}

static void
check(ProvReader bytes, ProvCborProfile profile)
{
    ProvCose cose = { 0 };

    if (!prov_cose_parse(bytes, profile, &cose)) {
        g_assert_null(cose.signature.data); /* a failed read changes nothing */
        return;
    }
    g_assert_true(fuzz_within(bytes, cose.protected_bytes));
    g_assert_true(fuzz_within(bytes, cose.unprotected_map.encoded));
    g_assert_true(fuzz_within(bytes, cose.payload) && fuzz_within(bytes, cose.signature));
    g_assert_true(cose.has_payload || cose.payload.len == 0);
    check_signed(&cose, cose.has_payload ? cose.payload : bytes);
    (void)prov_cose_get_alg(&cose);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check((ProvReader){ data, size }, PROV_CBOR_STRICT);
    check((ProvReader){ data, size }, PROV_CBOR_LENIENT);
    return 0;
}
