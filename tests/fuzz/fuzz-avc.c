/* SPDX-License-Identifier: Apache-2.0 */
/* Decoder configuration, sequence parameter set and access unit, chosen by the first byte. */
#include "client/provenance/prov-avc-sps.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

enum {
    CONFIG,
    SPS,
    SAMPLE,
    SYNC_SAMPLE,
    N_PARTS
};

static void
add(GPtrArray *seeds, uint8_t part, GBytes *bytes)
{
    GByteArray *seed = g_byte_array_new();

    rig_put_u8(seed, part);
    rig_put_bytes(seed, bytes);
    g_bytes_unref(bytes);
    g_ptr_array_add(seeds, g_byte_array_free_to_bytes(seed));
}

void
fuzz_add_seeds(GPtrArray *seeds)
{
    /* High profile, cropping, VUI with timing: what an encoder of today writes. */
    static const uint8_t high[] = { 0x67, 0x64, 0x00, 0x1f, 0xac, 0xd9, 0x40, 0x50, 0x05, 0xbb,
                                    0x01, 0x6a, 0x02, 0x02, 0x02, 0x80, 0x00, 0x00, 0x03, 0x00,
                                    0x80, 0x00, 0x00, 0x1e, 0x07, 0x8c, 0x18, 0xcb };

    add(seeds, CONFIG, rig_sample_avcc(640, 480));
    add(seeds, SPS, rig_sample_sps(1920, 1088));
    add(seeds, SPS, g_bytes_new_static(high, sizeof high));
    add(seeds, SAMPLE, rig_sample_skip(WORLD_WIDTH, WORLD_HEIGHT, 1));
    add(seeds, SYNC_SAMPLE, rig_sample_idr(16, 16, 0x2060a0, 0));
}

static void
check_config(ProvReader record)
{
    ProvVerdict verdict = { 0 };
    ProvAvc avc = { 0 };
    bool good = prov_avc_read_config(record, &avc, &verdict);

    fuzz_check_verdict(&verdict, good);
    if (!good)
        return;
    g_assert_true(avc.width >= 1 && avc.width <= 4096 && avc.height >= 1 && avc.height <= 2304);
    g_assert_true(avc.n_sets >= 2 && avc.n_sets <= PROV_AVC_MAX_SETS);
    for (size_t i = 0; i < avc.n_sets; i++)
        g_assert_true(fuzz_within(record, avc.sets[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree uint8_t *part = NULL; /* exactly as long as what is read */
    ProvVerdict verdict = { 0 };
    ProvReader bytes;
    ProvAvcSps sps;

    if (size < 2)
        return 0;
    part = g_memdup2(data + 1, size - 1);
    bytes = (ProvReader){ part, size - 1 };
    switch (data[0] % N_PARTS) {
    case CONFIG:
        check_config(bytes);
        break;
    case SPS:
        if (prov_avc_sps_read(bytes, &sps))
            g_assert_true(sps.bit_depth >= 8 && sps.bit_depth <= 14);
        break;
    default:
        fuzz_check_verdict(&verdict,
                           prov_avc_check_sample(&fuzz_track()->avc, bytes,
                                                 data[0] % N_PARTS == SYNC_SAMPLE, &verdict));
        break;
    }
    return 0;
}
