/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the moov may say (attacks.md, INI, BOX and DEC): moovs of the test's own making, signed, so
 * that the grammar refuses them and not the hash.
 */
#include "tests/unit/world.h"

#include <string.h>

/* A moov of the test's own making, signed: the grammar refuses it, not the hash. */
static void
assert_moov(World *world, GByteArray *moov, const char *reason)
{
    g_autoptr(GBytes) bytes = g_bytes_new(moov->data, moov->len);
    g_autoptr(RigSession) session = rig_session_new(world->front, bytes, WORLD_NOW_US, NULL);
    ProvVerdict verdict = prov_gate_submit_init(world->gate, session->init, &world->now);

    world_assert_reason(verdict, reason);
}

static void
insert_into_moov(GByteArray *moov, const void *data, guint len)
{
    uint32_t size = rig_get_u32(moov->data) + len;
    const uint8_t bytes[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8),
                               (uint8_t)size };

    g_byte_array_append(moov, data, len);
    memcpy(moov->data, bytes, sizeof bytes);
}

static void
test_moov(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *path;
        size_t at;
        uint8_t value;
        const char *reason;
    } edits[] = {
        { "moov/trak/mdia/minf/stbl/stsd", 16 + 4, 'e', "codec-config" }, /* INI-04 evc1 */
        { "moov/trak/mdia/minf/dinf/dref", 16 + 11, 0, "codec-config" },  /* INI-04 dref */
        { "moov/mvex/trex", 15, 2, "bad-container" },                     /* INI-06 */
        { "moov/trak/mdia/minf/stbl/stts", 15, 1, "bad-container" },      /* samples */
        { "moov/trak/mdia/minf/stbl/stsd", 16 + 86 + 8 + 4, 0xfc, "bad-container" }, /* BOX-22 */
        { "moov/trak/mdia/hdlr", 16, 's', "bad-container" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
        g_autoptr(GByteArray) moov = world_copy(world->moov);

        g_test_message("%s at %zu", edits[i].path, edits[i].at);
        moov->data[world_find(moov, edits[i].path) + edits[i].at] = edits[i].value;
        assert_moov(world, moov, edits[i].reason);
    }
}

/* INI-05, INI-09. */
static void
test_moov_with_more(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GByteArray) two_tracks = world_copy(world->moov);
    g_autoptr(GByteArray) protected_one = world_copy(world->moov);
    size_t trak = world_find(two_tracks, "moov/trak");
    g_autofree uint8_t *copy =
        g_memdup2(two_tracks->data + trak, rig_get_u32(two_tracks->data + trak));

    insert_into_moov(two_tracks, copy, rig_get_u32(copy));
    assert_moov(world, two_tracks, "bad-container");
    insert_into_moov(protected_one, "\0\0\0\x08pssh", 8);
    assert_moov(world, protected_one, "bad-container");
}

/* DEC-02: a picture larger than any decoder here is asked to make. */
static void
test_picture_size(World *world, gconstpointer data)
{
    uint16_t width = (uint16_t)GPOINTER_TO_UINT(data);
    g_autoptr(GBytes) avcc = rig_sample_avcc(width, 2304);
    const RigTrack track = {
        .width = width, .height = 2304, .timescale = WORLD_SCALE, .avcc = avcc
    };
    g_autoptr(GBytes) bytes = rig_mp4_moov(&track);
    g_autoptr(GByteArray) moov = world_copy(bytes);

    assert_moov(world, moov, width <= 4096 ? "none" : "codec-config");
}

/* DEC-02: a picture of 16384x16384 that its cropping makes 64x48: the decoder's memory is not
 * cropped. */
static void
test_cropped_size(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const uint8_t sps[] = { 0x67, 0x42, 0xc0, 0x1f, 0x95, 0xa0, 0x01, 0x00, 0x00,
                                   0x08, 0x01, 0xe0, 0x01, 0xfe, 0x18, 0x00, 0x7f, 0xa5 };
    static const uint8_t head[] = { 1, 66, 0xc0, 31, 0xff, 0xe1, 0, sizeof sps };
    g_autoptr(GByteArray) avcc = g_byte_array_new();
    g_autoptr(GBytes) pps = rig_sample_pps();
    g_autoptr(GBytes) config = NULL;
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(GByteArray) moov = NULL;
    RigTrack track = { .width = 64, .height = 48, .timescale = WORLD_SCALE };

    g_byte_array_append(avcc, head, sizeof head);
    g_byte_array_append(avcc, sps, sizeof sps);
    rig_put_u8(avcc, 1);
    rig_put_u16(avcc, (uint16_t)g_bytes_get_size(pps));
    rig_put_bytes(avcc, pps);
    config = g_bytes_new(avcc->data, avcc->len);
    track.avcc = config;
    bytes = rig_mp4_moov(&track);
    moov = world_copy(bytes);
    assert_moov(world, moov, "codec-config");
}

#define add(name, data, function)                                                                  \
    g_test_add("/moov/" name, World, data, world_set_up, function, world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("INI-04/INI-06/BOX-22/moov-fields", NULL, test_moov);
    add("INI-05/INI-09/second-track-or-protection", NULL, test_moov_with_more);
    add("DEC-02/4096x2304-is-fine", GUINT_TO_POINTER(4096), test_picture_size);
    add("DEC-02/4112x2304", GUINT_TO_POINTER(4112), test_picture_size);
    add("DEC-02/16384x16384-cropped-to-64x48", NULL, test_cropped_size);
    return g_test_run();
}
