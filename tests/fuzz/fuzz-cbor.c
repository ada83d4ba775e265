/* SPDX-License-Identifier: Apache-2.0 */
/* CBOR, strict and lenient: children lie inside and add up, and each stands alone as well. */
#include "client/provenance/prov-claim.h"
#include "client/provenance/prov-vsi.h"
#include "tests/fuzz/fuzz.h"

static void
add_manifest(GPtrArray *seeds)
{
    g_autoptr(GBytes) store = fuzz_store(fuzz_world()->session->init);
    g_autofree ProvManifest *manifest = g_new0(ProvManifest, 1);
    ProvVerdict verdict = { 0 };

    g_assert_true(prov_manifest_read(prov_reader_from_bytes(store), manifest, &verdict));
    g_ptr_array_add(seeds, fuzz_copy(manifest->claim));
    g_ptr_array_add(seeds, fuzz_copy(manifest->signature));
    for (size_t i = 0; i < manifest->n_assertions; i++) {
        ProvReader cbor;
        g_autofree char *label = g_strndup((const char *)manifest->assertions[i].label.data,
                                           manifest->assertions[i].label.len);

        g_assert_true(prov_manifest_find(manifest, label, &cbor));
        g_ptr_array_add(seeds, fuzz_copy(cbor));
    }
}

void
fuzz_add_seeds(GPtrArray *seeds)
{
    static const char odd[] = "\xbf\x61\x61\x9f\x01\x20\xff\x62\x62\x62\x7f\x61\x63\xff\xff";
    g_autoptr(GBytes) emsg = fuzz_box(fuzz_segment(), "emsg");

    add_manifest(seeds);
    g_ptr_array_add(seeds, g_bytes_new_from_bytes(emsg, 66, g_bytes_get_size(emsg) - 66));
    g_ptr_array_add(seeds, g_bytes_new_static(odd, sizeof odd - 1));
}

static void check_item(const ProvCborItem *item, ProvCborProfile profile, unsigned depth);

static void
check_children(const ProvCborItem *item, ProvCborProfile profile, unsigned depth)
{
    ProvReader content = item->content;
    uint64_t n = 0;
    ProvCborItem child;

    for (; content.len > 0; n++) {
        ProvReader before = content;

        g_assert_true(prov_cbor_next(&content, &child));
        g_assert_true(child.encoded.data == before.data);
        g_assert_cmpuint(child.encoded.len + content.len, ==, before.len);
        check_item(&child, profile, depth + 1);
    }
    if (item->type == PROV_CBOR_ARRAY)
        g_assert_cmpuint(n, ==, item->value);
    else if (item->type == PROV_CBOR_MAP)
        g_assert_cmpuint(n, ==, 2 * item->value);
    else
        g_assert_cmpuint(n, ==, 1);
}

static void
check_item(const ProvCborItem *item, ProvCborProfile profile, unsigned depth)
{
    ProvCborItem again;

    g_assert_cmpuint(depth, <=, 16);
    g_assert_cmpint(item->type, !=, PROV_CBOR_NONE);
    g_assert_true(fuzz_within(item->encoded, item->content));
    g_assert_true(!item->chunked || profile == PROV_CBOR_LENIENT);
    g_assert_true(prov_cbor_parse(item->encoded, profile, &again));
    g_assert_true(again.type == item->type && again.value == item->value
                  && again.chunked == item->chunked);
    g_assert_true(prov_reader_same(again.content, item->content));
    if (item->type == PROV_CBOR_ARRAY || item->type == PROV_CBOR_MAP || item->type == PROV_CBOR_TAG)
        check_children(item, profile, depth);
}

static bool
check_profile(ProvReader bytes, ProvCborProfile profile)
{
    ProvCborItem item = { 0 };

    if (!prov_cbor_parse(bytes, profile, &item)) {
        g_assert_cmpint(item.type, ==, PROV_CBOR_NONE); /* a failed read changes nothing */
        return false;
    }
    g_assert_true(item.encoded.data == bytes.data && item.encoded.len == bytes.len);
    check_item(&item, profile, 1);
    return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ProvReader bytes = { data, size };
    bool strict = check_profile(bytes, PROV_CBOR_STRICT);
    bool lenient = check_profile(bytes, PROV_CBOR_LENIENT);

    g_assert_true(lenient || !strict);
    return 0;
}
