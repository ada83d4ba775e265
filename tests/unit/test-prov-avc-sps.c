/* SPDX-License-Identifier: Apache-2.0 */
/* Sequence parameter sets, written field by field: what is read out, and what can't be (DEC-02). */
#include "client/provenance/prov-avc-sps.h"

#include <string.h>

/* The fields of one set; zero is what most sets have. */
typedef struct {
    unsigned profile; /* 0: Baseline */
    uint64_t chroma_format;
    uint64_t luma_depth; /* above 8 */
    uint64_t chroma_depth;
    uint64_t poc_type; /* of the picture order count */
    uint64_t n_poc_cycle;
    uint64_t n_refs;
    uint64_t columns; /* of macroblocks, less one */
    uint64_t rows;
    bool interlaced;
    uint64_t crop[4]; /* left, right, top, bottom, in units of two pixels */
    bool timing;
    uint32_t tick;
    uint32_t scale;
    unsigned extra; /* bytes behind it */
} Fields;

typedef struct {
    GByteArray *out;
    unsigned n_bits; /* in the last byte */
} Writer;

static void
put(Writer *self, uint64_t value, unsigned n)
{
    while (n-- > 0) {
        uint8_t zero = 0;

        if (self->n_bits == 0)
            g_byte_array_append(self->out, &zero, 1);
        self->out->data[self->out->len - 1] |= (uint8_t)((value >> n & 1) << (7 - self->n_bits));
        self->n_bits = (self->n_bits + 1) % 8;
    }
}

/* ue(v), section 9.1 */
static void
put_ue(Writer *self, uint64_t value)
{
    unsigned n = g_bit_storage(value + 1);

    put(self, 0, n - 1);
    put(self, value + 1, n);
}

static void
put_vui(Writer *w, const Fields *fields)
{
    put(w, fields->timing, 1); /* vui_parameters_present_flag */
    if (!fields->timing)
        return;
    put(w, 1, 1); /* aspect_ratio_info: extended */
    put(w, 255, 8);
    put(w, 0x00010001, 32);
    put(w, 2, 2); /* overscan, which is not appropriate */
    put(w, 1, 1); /* video_signal_type, with colours */
    put(w, 0xb, 5);
    put(w, 0x010101, 24);
    put(w, 1, 1); /* chroma_loc_info */
    put_ue(w, 0);
    put_ue(w, 0);
    put(w, 1, 1);
    put(w, fields->tick, 32);
    put(w, fields->scale, 32);
    put(w, 1, 1); /* fixed_frame_rate */
}

static void
put_sps(Writer *w, const Fields *fields)
{
    put(w, fields->profile != 0 ? fields->profile : 66, 8);
    put(w, 0, 8);
    put(w, 31, 8);
    put_ue(w, 0);
    if (fields->profile == 100) {
        put_ue(w, fields->chroma_format);
        if (fields->chroma_format == 3)
            put(w, 0, 1);
        put_ue(w, fields->luma_depth);
        put_ue(w, fields->chroma_depth);
        put(w, 0, 2);
    }
    put_ue(w, 4);
    put_ue(w, fields->poc_type);
    if (fields->poc_type == 0)
        put_ue(w, 4);
    if (fields->poc_type == 1) {
        put(w, 0, 1);
        put_ue(w, 0);
        put_ue(w, 0);
        put_ue(w, fields->n_poc_cycle);
        for (uint64_t i = 0; i < MIN(fields->n_poc_cycle, 300); i++)
            put_ue(w, i);
    }
    put_ue(w, fields->n_refs);
    put(w, 0, 1);
    put_ue(w, fields->columns);
    put_ue(w, fields->rows);
    put(w, !fields->interlaced, 1);
    if (fields->interlaced)
        put(w, 0, 1);
    put(w, 1, 1); /* direct_8x8_inference_flag */
    put(w, 1, 1); /* frame_cropping_flag */
    for (size_t i = 0; i < 4; i++)
        put_ue(w, fields->crop[i]);
    put_vui(w, fields);
    put(w, 1, 1); /* rbsp_trailing_bits() */
}

/* Section 7.4.1: a 3 wherever two zeros come before 0 to 3. */
static GByteArray *
to_nal(const Fields *fields)
{
    Writer w = { .out = g_byte_array_new() };
    GByteArray *nal = g_byte_array_new();
    unsigned zeros = 0;

    put_sps(&w, fields);
    g_byte_array_set_size(w.out, w.out->len + fields->extra);
    memset(w.out->data + w.out->len - fields->extra, 0xff, fields->extra);
    g_byte_array_append(nal, (const uint8_t *)"\x67", 1);
    for (guint i = 0; i < w.out->len; i++) {
        if (zeros >= 2 && w.out->data[i] <= 3) {
            g_byte_array_append(nal, (const uint8_t *)"\3", 1);
            zeros = 0;
        }
        g_byte_array_append(nal, &w.out->data[i], 1);
        zeros = w.out->data[i] == 0 ? zeros + 1 : 0;
    }
    g_byte_array_unref(w.out);
    return nal;
}

static const struct {
    const char *name;
    Fields fields;
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
    const Fields *fields = &cases[i].fields;

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
    g_autoptr(GByteArray) nal = to_nal(&cases[i].fields);
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
    const Fields fields = {
        .profile = 100, .chroma_format = 3, .timing = true, .tick = 1, .scale = 0
    };
    g_autoptr(GByteArray) nal = to_nal(&fields);
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
