/* SPDX-License-Identifier: Apache-2.0 */
/* Sequence parameter sets, written field by field: what is read out, and what can't be (DEC-02). */
#include "client/provenance/prov-avc-sps.h"
#include "tests/unit/sps.h"

#include <string.h>

#define LONGEST 1016 /* bytes, behind the 8 of the set */

static const struct {
    const char *name;
    SpsFields fields;
    bool good;
    uint32_t coded_width;
    uint32_t coded_height;
    uint32_t width;
    uint32_t height;
} cases[] = {
    { "smallest", { .chroma_format = 1 }, true, 16, 16, 16, 16 },
    { "1080p-is-cropped",
      { .columns = 119, .rows = 67, .crop = { 0, 0, 0, 4 } },
      true,
      1920,
      1088,
      1920,
      1080 },
    { "cropped-on-every-side",
      { .columns = 9, .rows = 9, .crop = { 1, 2, 3, 4 } },
      true,
      160,
      160,
      154,
      146 },
    { "nothing-is-left", { .crop = { 4, 4, 0, 0 } }, true, 16, 16, 0, 16 },
    { "two-columns-are-left", { .crop = { 3, 4, 0, 0 } }, true, 16, 16, 2, 16 },
    { "less-than-no-columns-from-the-left", { .crop = { 9, 0, 0, 0 } }, true, 16, 16, 0, 16 },
    { "less-than-no-columns-from-the-right", { .crop = { 0, 9, 0, 0 } }, true, 16, 16, 0, 16 },
    { "two-rows-are-left", { .crop = { 0, 0, 3, 4 } }, true, 16, 16, 16, 2 },
    { "no-rows-are-left", { .crop = { 0, 0, 4, 4 } }, true, 16, 16, 16, 0 },
    { "less-than-no-rows-from-the-top", { .crop = { 0, 0, 9, 0 } }, true, 16, 16, 16, 0 },
    { "less-than-no-rows-from-the-bottom", { .crop = { 0, 0, 0, 9 } }, true, 16, 16, 16, 0 },
    { "less-than-nothing-is-left",
      { .crop = { 0, 0, UINT32_MAX - 1, UINT32_MAX - 1 } },
      true,
      16,
      16,
      16,
      0 },
    { "16384-wide", { .columns = 1023, .rows = 1023 }, true, 16384, 16384, 16384, 16384 },
    { "wider-than-that", { .columns = 1024 }, false, 0, 0, 0, 0 },
    { "higher-than-that", { .rows = 1024 }, false, 0, 0, 0, 0 },
    { "2^32-macroblocks", { .rows = UINT32_MAX - 1 }, false, 0, 0, 0, 0 },
    { "a-number-of-33-bits", { .n_refs = UINT64_C(1) << 32 }, false, 0, 0, 0, 0 },
    { "a-number-of-34-bits", { .n_refs = UINT64_C(1) << 33 }, false, 0, 0, 0, 0 },
    { "interlaced", { .interlaced = true }, true, 16, 16, 16, 16 },
    { "picture-order-1", { .poc_type = 1, .n_poc_cycle = 255 }, true, 16, 16, 16, 16 },
    { "picture-order-1-too-long", { .poc_type = 1, .n_poc_cycle = 256 }, false, 0, 0, 0, 0 },
    { "picture-order-1-without-end",
      { .poc_type = 1, .n_poc_cycle = UINT32_MAX - 1 },
      false,
      0,
      0,
      0,
      0 },
    { "picture-order-2", { .poc_type = 2 }, true, 16, 16, 16, 16 },
    { "picture-order-3", { .poc_type = 3 }, false, 0, 0, 0, 0 },
    { "high", { .profile = 100, .chroma_format = 1 }, true, 16, 16, 16, 16 },
    { "high-14-bits",
      { .profile = 100, .chroma_format = 1, .chroma_depth = 6 },
      true,
      16,
      16,
      16,
      16 },
    { "high-14-bits-of-light",
      { .profile = 100, .chroma_format = 1, .luma_depth = 6 },
      true,
      16,
      16,
      16,
      16 },
    { "high-15-bits", { .profile = 100, .chroma_format = 1, .luma_depth = 7 }, false, 0, 0, 0, 0 },
    { "high-15-bits-of-colour",
      { .profile = 100, .chroma_format = 1, .chroma_depth = 7 },
      false,
      0,
      0,
      0,
      0 },
    { "timing", { .timing = true, .tick = 1, .scale = 120 }, true, 16, 16, 16, 16 },
    { "as-long-as-may-be", { .extra = LONGEST }, true, 16, 16, 16, 16 },
    { "longer-by-a-byte", { .extra = LONGEST + 1 }, false, 0, 0, 0, 0 },
    { "too-long", { .extra = 1100 }, false, 0, 0, 0, 0 },
};

static void
check_fields(const ProvAvcSps *sps, size_t i)
{
    const SpsFields *fields = &cases[i].fields;

    g_assert_cmpuint(sps->coded_width, ==, cases[i].coded_width);
    g_assert_cmpuint(sps->coded_height, ==, cases[i].coded_height);
    g_assert_cmpuint(sps->width, ==, cases[i].width);
    g_assert_cmpuint(sps->height, ==, cases[i].height);
    g_assert_cmpuint(sps->profile, ==, fields->profile != 0 ? fields->profile : 66);
    g_assert_cmpuint(sps->level, ==, 31);
    g_assert_cmpuint(sps->n_ref_frames, ==, fields->n_refs);
    g_assert_cmpuint(sps->bit_depth, ==, 8 + MAX(fields->luma_depth, fields->chroma_depth));
    g_assert_true(sps->progressive == !fields->interlaced);
    g_assert_true(sps->has_rate == fields->timing);
    g_assert_true(sps->num_units_in_tick == fields->tick && sps->time_scale == fields->scale);
}

static void
test_case(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_autoptr(GByteArray) nal = sps_to_nal(&cases[i].fields);
    g_autofree uint8_t *exact = g_memdup2(nal->data, nal->len);
    ProvAvcSps sps = { .level = 0xaa };

    g_assert_true(prov_avc_sps_read((ProvReader){ exact, nal->len }, &sps) == cases[i].good);
    if (cases[i].good)
        check_fields(&sps, i);
    else
        g_assert_cmpuint(sps.level, ==, 0xaa); /* a failed read changes nothing */
}

/* What stands between the fields that are read: it is walked to the bit, or all behind it is wrong.
 */
#define FLAT(n)                                                                                    \
    {                                                                                              \
        n, 0, 0                                                                                    \
    }
#define WALKED                                                                                     \
    .profile = 100, .n_refs = 3, .columns = 9, .rows = 8, .timing = true, .tick = 7, .scale = 11

static const struct {
    const char *name;
    SpsFields fields;
    bool good;
} walks[] = {
    { "no-aspect-ratio", { WALKED, .without = SPS_NO_ASPECT }, true },
    { "aspect-ratio-by-number", { WALKED, .without = SPS_NAMED_ASPECT }, true },
    { "no-overscan", { WALKED, .without = SPS_NO_OVERSCAN }, true },
    { "no-signal-type", { WALKED, .without = SPS_NO_SIGNAL }, true },
    { "no-colours", { WALKED, .without = SPS_NO_COLOURS }, true },
    { "no-rate", { WALKED, .without = SPS_NO_RATE }, true },
    { "no-place-of-chroma", { WALKED, .without = SPS_NO_CHROMA_PLACE }, true },
    { "picture-order-0", { WALKED, .poc_type = 0 }, true },
    { "picture-order-1", { WALKED, .poc_type = 1, .n_poc_cycle = 2 }, true },
    { "picture-order-2", { WALKED, .poc_type = 2 }, true },
    { "interlaced", { WALKED, .interlaced = true }, true },
    { "not-scaled", { WALKED, .scaled = true }, true },
    { "eight-lists", { WALKED, .scaled = true, .chroma_format = 1, .scaling[7] = FLAT(64) }, true },
    { "twelve-lists",
      { WALKED, .scaled = true, .chroma_format = 3, .scaling[11] = FLAT(64) },
      true },
    { "last-small-list", { WALKED, .scaled = true, .scaling[5] = FLAT(16) }, true },
    { "first-large-list", { WALKED, .scaled = true, .scaling[6] = FLAT(64) }, true },
    { "list-ends-at-once", { WALKED, .scaled = true, .scaling[0] = { 1, -8, 0 } }, true },
    { "list-ends-later", { WALKED, .scaled = true, .scaling[0] = { 3, 100, -108 } }, true },
    { "list-ends-at-256", { WALKED, .scaled = true, .scaling[0] = { 2, 127, 121 } }, true },
    { "list-goes-below-zero", { WALKED, .scaled = true, .scaling[0] = { 16, -9, 0 } }, true },
    { "smallest-step", { WALKED, .scaled = true, .scaling[0] = { 2, 120, -128 } }, true },
    { "smaller-step", { WALKED, .scaled = true, .scaling[0] = { 2, 121, -129 } }, false },
    { "largest-step", { WALKED, .scaled = true, .scaling[0] = { 2, 121, 127 } }, true },
    { "larger-step", { WALKED, .scaled = true, .scaling[0] = { 2, 120, 128 } }, false },
    { "step-without-measure", { WALKED, .scaled = true, .scaling[0] = { 16, INT_MAX, 0 } }, false },
};

static void
test_walk(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    const SpsFields *fields = &walks[i].fields;
    bool rated = (fields->without & SPS_NO_RATE) == 0;
    g_autoptr(GByteArray) nal = sps_to_nal(fields);
    ProvAvcSps sps = { 0 };

    g_assert_true(prov_avc_sps_read((ProvReader){ nal->data, nal->len }, &sps) == walks[i].good);
    if (!walks[i].good)
        return;
    g_assert_cmpuint(sps.chroma_format, ==, fields->chroma_format);
    g_assert_cmpuint(sps.n_ref_frames, ==, fields->n_refs);
    g_assert_cmpuint(sps.coded_width, ==, (fields->columns + 1) * 16);
    g_assert_cmpuint(sps.coded_height, ==, (fields->rows + 1) * 16);
    g_assert_true(sps.progressive == !fields->interlaced);
    g_assert_true(sps.has_rate == rated);
    g_assert_cmpuint(sps.num_units_in_tick, ==, rated ? fields->tick : 0);
    g_assert_cmpuint(sps.time_scale, ==, rated ? fields->scale : 0);
}

/* A set that is cut anywhere before its last byte can't be read. */
static void
test_cut(void)
{
    const SpsFields fields = {
        .profile = 100, .chroma_format = 3, .timing = true, .tick = 1, .scale = 0
    };
    g_autoptr(GByteArray) nal = sps_to_nal(&fields);
    ProvAvcSps sps = { 0 };

    g_assert_true(prov_avc_sps_read((ProvReader){ nal->data, nal->len }, &sps));
    g_assert_true(sps.chroma_format == 3 && sps.num_units_in_tick == 1);
    for (guint len = 0; len + 2 < nal->len; len++) {
        g_autofree uint8_t *exact = g_memdup2(nal->data, len);

        g_assert_false(prov_avc_sps_read((ProvReader){ exact, len }, &sps));
    }
}

/* One that ends with the last bit that is asked for: 32x32, and a byte less of it. */
static void
test_to_the_last_bit(void)
{
    static const uint8_t nal[] = { 0x67, 0x42, 0x00, 0x1f, 0xf9, 0x2c };
    ProvAvcSps sps = { 0 };

    g_assert_true(prov_avc_sps_read((ProvReader){ nal, sizeof nal }, &sps));
    g_assert_true(sps.coded_width == 32 && sps.coded_height == 32 && sps.progressive);
    g_assert_false(prov_avc_sps_read((ProvReader){ nal, sizeof nal - 1 }, &sps));
    g_assert_false(prov_avc_sps_read((ProvReader){ nal, 1 }, &sps));
    g_assert_false(prov_avc_sps_read((ProvReader){ nal, 0 }, &sps));
}

/* A 3 is no part of the set where two zeros come before it, and only there: the header is none. */
static void
test_emulation(void)
{
    static const uint8_t one_zero[] = { 0x67, 0x00, 0x03, 0x1f, 0xf9, 0x2c };
    static const uint8_t again[] = { 0x67, 0x00, 0x00, 0x03, 0x00, 0x03, 0xaf, 0x92, 0xc0 };
    ProvAvcSps sps = { 0 };

    g_assert_true(prov_avc_sps_read((ProvReader){ one_zero, sizeof one_zero }, &sps));
    g_assert_true(sps.profile == 0 && sps.level == 31 && sps.coded_width == 32);
    g_assert_true(prov_avc_sps_read((ProvReader){ again, sizeof again }, &sps));
    g_assert_true(sps.profile == 0 && sps.level == 0 && sps.coded_width == 32);
}

/* What an encoder of today writes: High, 1280x720, 30 pictures a second. */
static void
test_real(void)
{
    static const uint8_t nal[] = { 0x67, 0x64, 0x00, 0x1f, 0xac, 0xd9, 0x40, 0x50, 0x05, 0xbb,
                                   0x01, 0x6a, 0x02, 0x02, 0x02, 0x80, 0x00, 0x00, 0x03, 0x00,
                                   0x80, 0x00, 0x00, 0x1e, 0x07, 0x8c, 0x18, 0xcb };
    ProvAvcSps sps;

    g_assert_true(prov_avc_sps_read((ProvReader){ nal, sizeof nal }, &sps));
    g_assert_true(sps.width == 1280 && sps.height == 720 && sps.progressive);
    g_assert_true(sps.profile == 100 && sps.level == 31 && sps.bit_depth == 8);
    g_assert_true(sps.has_rate && sps.time_scale == 60 * sps.num_units_in_tick);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/sps/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(walks); i++) {
        g_autofree char *path = g_strconcat("/sps/walked/", walks[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_walk);
    }
    g_test_add_func("/sps/cut", test_cut);
    g_test_add_func("/sps/to-the-last-bit", test_to_the_last_bit);
    g_test_add_func("/sps/emulation-prevention", test_emulation);
    g_test_add_func("/sps/of-an-encoder", test_real);
    return g_test_run();
}
