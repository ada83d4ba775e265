/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decoder configuration (attacks.md, DEC-02; ISO/IEC 14496-15 section 5.3.3, ITU-T H.264
 * section 7.4.2.1): what no decoder here is asked to do, however well it is signed.
 */
#include "tests/unit/sps.h"
#include "tests/unit/twist.h"

#include <string.h>

#define PLAIN .chroma_format = 1, .columns = 3, .rows = 2 /* 64x48 */

static const struct {
    const char *id;
    SpsFields sps;
    const char *reason;
    uint8_t n_pps;    /* 0: one */
    const char *more; /* behind the sets, in the notation */
} cases[] = {
    { "plain-is-fine", { PLAIN }, "none", 0, "" },
    { "4096x2304-is-fine", { .columns = 255, .rows = 143 }, "none", 0, "" },
    { "4112x2304", { .columns = 256, .rows = 143 }, "codec-config", 0, "" },
    { "4096x2320", { .columns = 255, .rows = 144 }, "codec-config", 0, "" },
    { "7680x4320", { .columns = 479, .rows = 269 }, "codec-config", 0, "" },
    { "16384x16384", { .columns = 1023, .rows = 1023 }, "codec-config", 0, "" },
    { "16384x16384-cropped-to-64x48",
      { .columns = 1023, .rows = 1023, .crop = { 0, 8160, 0, 8168 } },
      "codec-config",
      0,
      "" },
    { "cropped-to-nothing",
      { .columns = 3, .rows = 2, .crop = { 16, 16, 0, 0 } },
      "codec-config",
      0,
      "" },
    { "of-no-height",
      { .columns = 3, .rows = 2, .crop = { 0, 0, 12, 12 } },
      "codec-config",
      0,
      "" },
    { "16-reference-pictures-are-fine", { PLAIN, .n_refs = 16 }, "none", 0, "" },
    { "17-reference-pictures", { PLAIN, .n_refs = 17 }, "codec-config", 0, "" },
    { "interlaced", { PLAIN, .interlaced = true }, "codec-config", 0, "" },
    { "high-is-fine", { PLAIN, .profile = 100 }, "none", 0, "" },
    { "high-with-its-four-bytes-is-fine", { PLAIN, .profile = 100 }, "none", 0, "fd f8 f8 00" },
    { "high-with-extensions", { PLAIN, .profile = 100 }, "codec-config", 0, "fd f8 f8 01" },
    { "more-behind-the-sets", { PLAIN }, "codec-config", 0, "00" },
    { "10-bits", { PLAIN, .profile = 100, .luma_depth = 2 }, "codec-config", 0, "" },
    { "4-2-2",
      { .profile = 100, .chroma_format = 2, .columns = 3, .rows = 2 },
      "codec-config",
      0,
      "" },
    { "4-4-4",
      { .profile = 100, .chroma_format = 3, .columns = 3, .rows = 2 },
      "codec-config",
      0,
      "" },
    { "grey", { .profile = 100, .columns = 3, .rows = 2 }, "codec-config", 0, "" },
    { "60-a-second-are-fine", { PLAIN, .timing = true, .tick = 1, .scale = 120 }, "none", 0, "" },
    { "61-a-second", { PLAIN, .timing = true, .tick = 1, .scale = 122 }, "codec-config", 0, "" },
    { "240-a-second", { PLAIN, .timing = true, .tick = 1, .scale = 480 }, "codec-config", 0, "" },
    { "no-tick", { PLAIN, .timing = true, .tick = 0, .scale = 50 }, "codec-config", 0, "" },
    { "unreadable", { PLAIN, .poc_type = 3 }, "codec-config", 0, "" },
    { "15-picture-sets-are-fine", { PLAIN }, "none", 15, "" },
    { "16-picture-sets", { PLAIN }, "codec-config", 16, "" },
    { "255-picture-sets", { PLAIN }, "codec-config", 255, "" },
};

/* AVCDecoderConfigurationRecord with that set, and its pictures' @n_pps times. */
static GBytes *
make_record(size_t i)
{
    g_autoptr(GByteArray) sps = sps_to_nal(&cases[i].sps);
    g_autoptr(GBytes) pps = rig_sample_pps();
    g_autoptr(GBytes) more = twist_item(cases[i].more);
    GByteArray *record = g_byte_array_new();
    uint8_t n_pps = MAX(cases[i].n_pps, 1);

    rig_put_u8(record, 1);
    rig_put_data(record, sps->data + 1, 3);
    rig_put_u8(record, 0xff);
    rig_put_u8(record, 0xe1);
    rig_put_u16(record, (uint16_t)sps->len);
    rig_put_data(record, sps->data, sps->len);
    rig_put_u8(record, n_pps);
    for (unsigned n = 0; n < n_pps; n++) {
        rig_put_u16(record, (uint16_t)g_bytes_get_size(pps));
        rig_put_bytes(record, pps);
    }
    rig_put_bytes(record, more);
    return g_byte_array_free_to_bytes(record);
}

static void
test_record(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    const SpsFields *sps = &cases[i].sps;
    g_autoptr(GBytes) record = make_record(i);
    const RigTrack track = {
        .width = (uint16_t)((sps->columns + 1) * 16 - 2 * (sps->crop[0] + sps->crop[1])),
        .height = (uint16_t)((sps->rows + 1) * 16 - 2 * (sps->crop[2] + sps->crop[3])),
        .timescale = WORLD_SCALE,
        .avcc = record,
    };
    g_autoptr(GBytes) bytes = rig_mp4_moov(&track);
    g_autoptr(GByteArray) moov = world_copy(bytes);

    twist_assert_moov(world, moov, cases[i].reason);
}

/* A set of level @data, times ten, and a record that says the same. */
static void
test_level(World *world, gconstpointer data)
{
    uint8_t level = (uint8_t)GPOINTER_TO_UINT(data);
    g_autoptr(GBytes) record = make_record(0);
    g_autoptr(GByteArray) copy = world_copy(record);
    g_autoptr(GBytes) other = NULL;
    RigTrack track = { .width = WORLD_WIDTH, .height = WORLD_HEIGHT, .timescale = WORLD_SCALE };
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(GByteArray) moov = NULL;

    copy->data[3] = copy->data[8 + 3] = level;
    track.avcc = other = g_bytes_new(copy->data, copy->len);
    bytes = rig_mp4_moov(&track);
    moov = world_copy(bytes);
    twist_assert_moov(world, moov, level <= 52 ? "none" : "codec-config");
}

/* Every cut of the record is refused. */
static void
test_cut(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) record = make_record(0);

    for (size_t len = 0; len < g_bytes_get_size(record); len++) {
        g_autoptr(GBytes) cut = g_bytes_new_from_bytes(record, 0, len);
        const RigTrack track = {
            .width = WORLD_WIDTH, .height = WORLD_HEIGHT, .timescale = WORLD_SCALE, .avcc = cut
        };
        g_autoptr(GBytes) bytes = rig_mp4_moov(&track);
        g_autoptr(GByteArray) moov = world_copy(bytes);

        twist_assert_moov(world, moov, "codec-config");
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/codec/DEC-02/", cases[i].id, NULL);

        TWIST_TEST(path, GSIZE_TO_POINTER(i), test_record);
    }
    TWIST_TEST("/codec/DEC-02/level-5.2-is-fine", GUINT_TO_POINTER(52), test_level);
    TWIST_TEST("/codec/DEC-02/level-6", GUINT_TO_POINTER(60), test_level);
    TWIST_TEST("/codec/DEC-02/level-6.2", GUINT_TO_POINTER(62), test_level);
    TWIST_TEST("/codec/DEC-02/cut-anywhere", NULL, test_cut);
    return g_test_run();
}
