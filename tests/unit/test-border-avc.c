/* SPDX-License-Identifier: Apache-2.0 */
/*
 * H.264 at its borders: the decoder configuration (ISO/IEC 14496-15, 5.3.3.1) with parameter sets
 * made to measure, and the NAL units of a sample.
 */
#include "client/provenance/prov-avc.h"
#include "tests/rig/rig-box.h"

#include <string.h>

/* A configuration; zero is the plain one, of Baseline, level 3.1, 64x48. */
typedef struct {
    const char *name;
    const char *reason; /* NULL: it is read */
    uint8_t level;
    uint8_t n_refs;
    uint32_t columns; /* of macroblocks */
    uint32_t rows;    /* a field's, when interlaced */
    bool interlaced;
    bool high; /* High 4:2:2, which has the next two */
    uint8_t chroma_format;
    uint8_t more_depth; /* bits of luma above 8 */
    bool timing;
    uint32_t tick;
    uint32_t scale;
    uint32_t crop_bottom;
    uint32_t crop;        /* to the right, in units of two pixels */
    uint8_t said_profile; /* in the configuration's head; 0: the set's */
    uint8_t said_level;   /* the same */
    uint8_t version;      /* 0: 1 */
    uint8_t length_size;  /* 0: 0xff, four bytes */
    uint8_t n_sps;        /* 0: 0xe1, one */
    uint8_t n_pps;        /* 0: one; 0xff: written as none */
    const char *pps;      /* one PPS with its length, hex; NULL: a plain one */
    const char *tail;     /* behind it all, hex */
    uint8_t sps_head;     /* first byte of the set; 0: 0x67 */
} Config;

#define CODEC "codec-config"
#define PPS   "000468ce3c80"

static const Config configs[] = {
    { "plain", NULL },
    { "version-2", CODEC, .version = 2 },
    { "profile-is-another", CODEC, .said_profile = 77 },
    { "level-is-another", CODEC, .said_level = 30 },
    { "lengths-of-two-bytes", "bad-container", .length_size = 0xfd },
    { "lengths-of-one-byte", "bad-container", .length_size = 0xfc },
    { "lengths-of-three-bytes", "bad-container", .length_size = 0xfe },
    { "two-sps", CODEC, .n_sps = 0xe2 },
    { "no-sps", CODEC, .n_sps = 0xe0 },
    { "no-pps", CODEC, .n_pps = 0xff },
    { "sps-is-a-pps", CODEC, .sps_head = 0x68 },
    { "sps-with-its-first-bit", CODEC, .sps_head = 0xe7 },
    { "pps-is-a-sps", CODEC, .pps = "000467ce3c80" },
    { "pps-with-its-first-bit", CODEC, .pps = "0004e8ce3c80" },
    { "pps-of-three-bytes", CODEC, .pps = "000368ce3c" },
    { "pps-past-the-end", CODEC, .pps = "000568ce3c80" },
    { "pps-cut-in-its-length", CODEC, .pps = "00" },
    { "fifteen-pps", NULL, .n_pps = 15,
      .pps = PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS },
    { "sixteen-pps", CODEC, .n_pps = 16,
      .pps = PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS PPS },
    { "pps-too-few", CODEC, .n_pps = 2 },
    { "high-profile-tail", NULL, .tail = "fdf8f800" },
    { "extensions-in-the-tail", CODEC, .tail = "fdf8f801" },
    { "tail-of-three", CODEC, .tail = "fdf8f8" },
    { "tail-of-five", CODEC, .tail = "fdf8f80000" },
    { "4096x2304", NULL, .columns = 256, .rows = 144 },
    { "4112-wide", CODEC, .columns = 257, .rows = 144 },
    { "2320-high", CODEC, .columns = 256, .rows = 145 },
    { "4112-wide-cropped", CODEC, .columns = 257, .rows = 144, .crop = 8 },
    { "cropped-to-nothing", CODEC, .crop = 32 },
    { "cropped-to-no-height", CODEC, .crop_bottom = 24 },
    { "cropped-to-two-pixels", NULL, .crop = 31 },
    { "level-5.2", NULL, .level = 52 },
    { "level-6", CODEC, .level = 60 },
    { "level-5.3", CODEC, .level = 53 },
    { "sixteen-references", NULL, .n_refs = 16 },
    { "seventeen-references", CODEC, .n_refs = 17 },
    { "interlaced", CODEC, .interlaced = true },
    { "high", NULL, .high = true, .chroma_format = 1 },
    { "grey", CODEC, .high = true, .chroma_format = 0 },
    { "4:2:2", CODEC, .high = true, .chroma_format = 2 },
    { "nine-bits", CODEC, .high = true, .chroma_format = 1, .more_depth = 1 },
    { "sixty-pictures", NULL, .timing = true, .tick = 1, .scale = 120 },
    { "more-than-sixty", CODEC, .timing = true, .tick = 1, .scale = 121 },
    { "sixty-by-thousandths", NULL, .timing = true, .tick = 1000, .scale = 120000 },
    { "a-little-more-than-sixty", CODEC, .timing = true, .tick = 1000, .scale = 120001 },
    { "sixty-by-the-largest-tick", NULL, .timing = true, .tick = UINT32_MAX, .scale = UINT32_MAX },
    { "neither-tick-nor-scale", CODEC, .timing = true, .tick = 0, .scale = 0 },
    { "tick-of-nothing", CODEC, .timing = true, .tick = 0, .scale = 1 },
};

typedef struct {
    GByteArray *out;
    unsigned n_bits;
} Writer;

static void
put(Writer *self, uint64_t value, unsigned n)
{
    while (n-- > 0) {
        if (self->n_bits++ % 8 == 0)
            rig_put_u8(self->out, 0);
        self->out->data[self->out->len - 1] |=
            (uint8_t)((value >> n & 1) << (7 - (self->n_bits - 1) % 8));
    }
}

static void
put_ue(Writer *self, uint64_t value)
{
    unsigned n = g_bit_storage(value + 1);

    put(self, 0, n - 1);
    put(self, value + 1, n);
}

static uint8_t
profile_of(const Config *c)
{
    return c->high ? 122 : 66;
}

static uint8_t
level_of(const Config *c)
{
    return c->level != 0 ? c->level : 31;
}

/* ITU-T H.264, 7.3.2.1.1; emulation prevention is put in behind. */
static void
put_sps_bits(Writer *w, const Config *c)
{
    put(w, profile_of(c), 8);
    put(w, 0, 8);
    put(w, level_of(c), 8);
    put_ue(w, 0);
    if (c->high) {
        put_ue(w, c->chroma_format);
        put_ue(w, c->more_depth);
        put_ue(w, 0);
        put(w, 0, 2); /* no transform bypass, no scaling matrix */
    }
    put_ue(w, 0); /* log2_max_frame_num */
    put_ue(w, 2); /* pic_order_cnt_type */
    put_ue(w, c->n_refs);
    put(w, 0, 1);
    put_ue(w, (c->columns != 0 ? c->columns : 4) - 1);
    put_ue(w, (c->rows != 0 ? c->rows : 3) - 1);
    put(w, !c->interlaced, 1);
    if (c->interlaced)
        put(w, 0, 1);
    put(w, 1, 1); /* direct_8x8_inference */
    put(w, c->crop != 0 || c->crop_bottom != 0, 1);
    if (c->crop != 0 || c->crop_bottom != 0) {
        put_ue(w, 0);
        put_ue(w, c->crop);
        put_ue(w, 0);
        put_ue(w, c->crop_bottom);
    }
    put(w, c->timing, 1); /* vui_parameters_present_flag */
    if (c->timing) {
        put(w, 0, 4); /* no aspect ratio, overscan, signal type, chroma place */
        put(w, 1, 1);
        put(w, c->tick, 32);
        put(w, c->scale, 32);
        put(w, 1, 1);
        put(w, 0, 4); /* no HRD twice, no pic_struct, no restriction */
    }
    put(w, 1, 1);
}

static void
put_sps(GByteArray *out, const Config *c)
{
    g_autoptr(GByteArray) bits = g_byte_array_new();
    Writer writer = { bits, 0 };
    unsigned n_zeros = 0;

    rig_put_u8(out, c->sps_head != 0 ? c->sps_head : 0x67);
    put_sps_bits(&writer, c);
    for (guint i = 0; i < bits->len; i++) {
        if (n_zeros == 2 && bits->data[i] <= 3) {
            rig_put_u8(out, 3);
            n_zeros = 0;
        }
        rig_put_u8(out, bits->data[i]);
        n_zeros = bits->data[i] == 0 ? n_zeros + 1 : 0;
    }
}

static void
put_hex(GByteArray *out, const char *hex)
{
    for (; hex != NULL && *hex != '\0'; hex += 2)
        rig_put_u8(out,
                   (uint8_t)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1])));
}

static uint8_t
or_plain(uint8_t value, uint8_t plain)
{
    return value != 0 ? value : plain;
}

static GByteArray *
make_config(const Config *c)
{
    g_autoptr(GByteArray) sps = g_byte_array_new();
    GByteArray *out = g_byte_array_new();

    put_sps(sps, c);
    rig_put_u8(out, or_plain(c->version, 1));
    rig_put_u8(out, or_plain(c->said_profile, profile_of(c)));
    rig_put_u8(out, 0);
    rig_put_u8(out, or_plain(c->said_level, level_of(c)));
    rig_put_u8(out, or_plain(c->length_size, 0xff));
    rig_put_u8(out, or_plain(c->n_sps, 0xe1));
    rig_put_u16(out, (uint16_t)sps->len);
    rig_put_data(out, sps->data, sps->len);
    rig_put_u8(out, c->n_pps == 0xff ? 0 : or_plain(c->n_pps, 1));
    if (c->n_pps != 0xff)
        put_hex(out, c->pps != NULL ? c->pps : PPS);
    put_hex(out, c->tail);
    return out;
}

static bool
read_config(const uint8_t *data, size_t len, ProvAvc *avc, const char *reason)
{
    g_autofree uint8_t *exact = g_memdup2(data, len);
    ProvVerdict verdict = { 0 };
    bool good = prov_avc_read_config((ProvReader){ exact, len }, avc, &verdict);

    g_assert_cmpstr(prov_reason_name(verdict.reason), ==, reason != NULL ? reason : "unchecked");
    g_assert_true(good == (reason == NULL));
    return good;
}

static void
test_config(gconstpointer data)
{
    const Config *c = data;
    g_autoptr(GByteArray) config = make_config(c);
    ProvAvc avc = { 0 };

    if (!read_config(config->data, config->len, &avc, c->reason)) {
        g_assert_cmpuint(avc.width, ==, 0);
        return;
    }
    g_assert_cmpuint(avc.width, ==, (c->columns != 0 ? c->columns : 4) * 16 - 2 * c->crop);
    g_assert_cmpuint(avc.height, ==, (c->rows != 0 ? c->rows : 3) * 16);
    g_assert_cmpuint(avc.n_sets, ==, 1 + (c->n_pps != 0 ? c->n_pps : 1));
}

/* Cut off anywhere, it is none. */
static void
test_config_cut(void)
{
    g_autoptr(GByteArray) config = make_config(&configs[0]);

    for (guint len = 0; len < config->len; len++) {
        ProvAvc avc = { 0 };

        read_config(config->data, len, &avc, CODEC);
    }
}

/* Samples, hex; "S" stands for the length and bytes of the one parameter set that is known. */
static const struct {
    const char *name;
    const char *sample;
    bool sync;
    const char *reason; /* NULL: it holds */
} samples[] = {
    { "idr", "000000026588", true, NULL },
    { "slice", "000000024188", false, NULL },
    { "idr-in-a-sample-that-is-not-sync", "000000026588", false, NULL },
    { "slice-in-a-sync-sample", "000000024188", true, "bad-container" },
    { "slice-before-an-idr",
      "000000024188"
      "000000026588",
      true, "bad-container" },
    { "idr-before-a-slice",
      "000000026588"
      "000000024188",
      true, NULL },
    { "delimiter-first",
      "000000020910"
      "000000026588",
      true, NULL },
    { "only-a-delimiter", "000000020910", false, "bad-container" },
    { "one-byte", "0000000165", true, NULL },
    { "no-bytes",
      "00000000"
      "000000026588",
      true, "bad-container" },
    { "empty", "", false, "bad-container" },
    { "length-cut",
      "000000026588"
      "000000",
      true, "bad-container" },
    { "length-past-the-end",
      "0000000365"
      "88",
      true, "bad-container" },
    { "byte-behind",
      "000000026588"
      "00",
      true, "bad-container" },
    { "first-bit", "00000002e588", true, "bad-container" },
    { "partition",
      "000000024288"
      "000000026588",
      true, "bad-container" },
    { "end-of-sequence",
      "000000026588"
      "000000010a",
      true, "bad-container" },
    { "filler",
      "000000026588"
      "000000020cff",
      true, "bad-container" },
    { "type-0",
      "000000026588"
      "0000000200ff",
      true, "bad-container" },
    { "type-31",
      "000000026588"
      "000000021fff",
      true, "bad-container" },
    { "known-set",
      "S"
      "000000026588",
      true, NULL },
    { "set-shorter",
      "0000000368ce3c"
      "000000026588",
      true, "codec-config" },
    { "set-of-another-end",
      "0000000468ce3c81"
      "000000026588",
      true, "codec-config" },
    { "sps-not-known",
      "0000000467ce3c80"
      "000000026588",
      true, "codec-config" },
};

static ProvAvc
one_set(void)
{
    static const uint8_t pps[] = { 0x68, 0xce, 0x3c, 0x80 };
    ProvAvc avc = { .n_sets = 1 };

    avc.sets[0] = (ProvReader){ pps, sizeof pps };
    return avc;
}

static void
check_sample(const GByteArray *bytes, bool sync, const char *reason)
{
    const ProvAvc avc = one_set();
    g_autofree uint8_t *exact = g_memdup2(bytes->data, bytes->len);
    ProvVerdict verdict = { 0 };
    bool good = prov_avc_check_sample(&avc, (ProvReader){ exact, bytes->len }, sync, &verdict);

    g_assert_cmpstr(prov_reason_name(verdict.reason), ==, reason != NULL ? reason : "unchecked");
    g_assert_true(good == (reason == NULL));
}

static void
test_sample(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const char *hex = samples[i].sample;

    if (hex[0] == 'S') {
        put_hex(bytes, "0000000468ce3c80");
        hex++;
    }
    put_hex(bytes, hex);
    check_sample(bytes, samples[i].sync, samples[i].reason);
}

/* A NAL unit of @len bytes that begins with @head, then a picture. */
static void
check_long(uint8_t head, guint len, const char *reason)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    rig_put_u32(bytes, len);
    rig_put_u8(bytes, head);
    rig_put_zeros(bytes, len - 1);
    put_hex(bytes, "000000026588");
    check_sample(bytes, head == 0x65, reason);
}

/* 512 NAL units, and an SEI message of 64 KiB, are the most. */
static void
test_most(void)
{
    for (guint n = 511; n <= 513; n++) {
        g_autoptr(GByteArray) bytes = g_byte_array_new();

        for (guint i = 0; i < n; i++)
            put_hex(bytes, "000000026588");
        check_sample(bytes, true, n <= 512 ? NULL : "too-large");
    }
    for (guint len = 65535; len <= 65537; len++) {
        check_long(0x06, len, len <= 65536 ? NULL : "too-large");
        check_long(0x65, len, NULL);
        check_long(0x41, len, NULL);
        check_long(0x09, len, NULL);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(configs); i++) {
        g_autofree char *path = g_strconcat("/border/avc/config/", configs[i].name, NULL);

        g_test_add_data_func(path, &configs[i], test_config);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        g_autofree char *path = g_strconcat("/border/avc/sample/", samples[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_sample);
    }
    g_test_add_func("/border/avc/config/cut-off", test_config_cut);
    g_test_add_func("/border/avc/sample/most", test_most);
    return g_test_run();
}
