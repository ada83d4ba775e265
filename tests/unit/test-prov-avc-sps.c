/* SPDX-License-Identifier: Apache-2.0 */
/* Sequence parameter sets, written field by field: what is read out, and what can't be (DEC-02). */
#include "client/provenance/prov-avc-sps.h"
#include "tests/unit/sps.h"

#include <string.h>

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
    { "less-than-nothing-is-left",
      { .crop = { 0, 0, UINT32_MAX - 1, UINT32_MAX - 1 } },
      true,
      16,
      16,
      16,
      0 },
    { "16384-wide", { .columns = 1023, .rows = 1023 }, true, 16384, 16384, 16384, 16384 },
    { "wider-than-that", { .columns = 1024 }, false, 0, 0, 0, 0 },
    { "2^32-macroblocks", { .rows = UINT32_MAX - 1 }, false, 0, 0, 0, 0 },
    { "a-number-of-33-bits", { .n_refs = UINT64_C(1) << 32 }, false, 0, 0, 0, 0 },
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
    { "picture-order-3", { .poc_type = 3 }, false, 0, 0, 0, 0 },
    { "high", { .profile = 100, .chroma_format = 1 }, true, 16, 16, 16, 16 },
    { "high-14-bits",
      { .profile = 100, .chroma_format = 1, .chroma_depth = 6 },
      true,
      16,
      16,
      16,
      16 },
    { "high-15-bits", { .profile = 100, .chroma_format = 1, .luma_depth = 7 }, false, 0, 0, 0, 0 },
    { "timing", { .timing = true, .tick = 1, .scale = 120 }, true, 16, 16, 16, 16 },
    { "long", { .extra = 900 }, true, 16, 16, 16, 16 },
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
    g_test_add_func("/sps/cut", test_cut);
    g_test_add_func("/sps/of-an-encoder", test_real);
    return g_test_run();
}
