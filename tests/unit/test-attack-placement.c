/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signed header in the wrong place, missing, twice, or on another segment (attacks.md, HDR):
 * what somebody on the way can do without any key.
 */
#include "tests/unit/world.h"

#include <string.h>

#define LONGER_SCHEME_LEN 33 /* bytes: our scheme and one letter more */

typedef struct {
    const char *id;
    void (*twist)(World *world, GByteArray *segment);
    const char *reason;
} Case;

static GBytes *
first_box(GByteArray *segment)
{
    return g_bytes_new(segment->data, rig_get_u32(segment->data));
}

static void
strip_header(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_byte_array_remove_range(segment, 0, rig_get_u32(segment->data));
}

static void
header_of_another_unit(World *world, GByteArray *segment)
{
    g_autoptr(GBytes) other = world_segment(world, world->session, 2, NULL);
    size_t len = rig_get_u32(g_bytes_get_data(other, NULL));

    strip_header(world, segment);
    world_insert(segment, 0, g_bytes_get_data(other, NULL), len);
}

static void
header_of_another_camera(World *world, GByteArray *segment)
{
    g_autoptr(RigSession) session = world_session(world, world->stranger, 0, NULL);
    g_autoptr(GBytes) other = world_segment(world, session, 1, NULL);

    strip_header(world, segment);
    world_insert(segment, 0, g_bytes_get_data(other, NULL),
                 rig_get_u32(g_bytes_get_data(other, NULL)));
}

static void
header_of_another_rendition(World *world, GByteArray *segment)
{
    g_autoptr(RigGop) gop =
        rig_gop_new(WORLD_WIDTH, WORLD_HEIGHT, 0xa06020, WORLD_FRAMES, WORLD_TICKS, 0);
    g_autoptr(GBytes) media = rig_mp4_segment(1, 0, gop->samples, gop->n_samples, 1);
    g_autoptr(GBytes) other = world_sign(world, world->session, 1, media, NULL);

    strip_header(world, segment);
    world_insert(segment, 0, g_bytes_get_data(other, NULL),
                 rig_get_u32(g_bytes_get_data(other, NULL)));
}

static void
header_twice(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_autoptr(GBytes) header = first_box(segment);

    world_insert(segment, 0, g_bytes_get_data(header, NULL), g_bytes_get_size(header));
}

static void
two_headers_good_first(World *world, GByteArray *segment)
{
    g_autoptr(GBytes) other = world_segment(world, world->session, 2, NULL);
    const uint8_t *data = g_bytes_get_data(other, NULL);

    world_insert(segment, rig_get_u32(segment->data), data, rig_get_u32(data));
}

static void
two_headers_good_last(World *world, GByteArray *segment)
{
    g_autoptr(GBytes) other = world_segment(world, world->session, 2, NULL);
    const uint8_t *data = g_bytes_get_data(other, NULL);

    world_insert(segment, 0, data, rig_get_u32(data));
}

static void
foreign_event_beside(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_autoptr(GBytes) header = first_box(segment);
    g_autoptr(GByteArray) other = world_copy(header);

    other->data[8 + 4 + LONGER_SCHEME_LEN - 1] = 'X'; /* where the scheme ends */
    world_insert(segment, 0, other->data, other->len);
}

static void
header_between_moof_and_mdat(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_autoptr(GBytes) header = first_box(segment);

    g_byte_array_remove_range(segment, 0, (guint)g_bytes_get_size(header));
    world_insert(segment, world_find(segment, "mdat"), g_bytes_get_data(header, NULL),
                 g_bytes_get_size(header));
}

static void
header_last(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_autoptr(GBytes) header = first_box(segment);

    g_byte_array_remove_range(segment, 0, (guint)g_bytes_get_size(header));
    g_byte_array_append(segment, g_bytes_get_data(header, NULL), (guint)g_bytes_get_size(header));
}

static void
header_larger_than_64_kib(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_autoptr(GByteArray) zeros = g_byte_array_new();
    uint32_t size = rig_get_u32(segment->data) + 65536;
    const uint8_t bytes[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8),
                               (uint8_t)size };

    g_byte_array_set_size(zeros, 65536);
    memset(zeros->data, 0, zeros->len);
    world_insert(segment, rig_get_u32(segment->data), zeros->data, zeros->len);
    memcpy(segment->data, bytes, sizeof bytes);
}

static void
manifest_in_a_segment(World *world, GByteArray *segment)
{
    g_autoptr(GByteArray) init = world_copy(world->session->init);
    size_t at = world_find(init, "uuid");

    world_insert(segment, 0, init->data + at, rig_get_u32(init->data + at));
}

static void
only_a_manifest_in_a_segment(World *world, GByteArray *segment)
{
    strip_header(world, segment);
    manifest_in_a_segment(world, segment);
}

static void
picture_changed(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    segment->data[world_find(segment, "mdat") + 40] ^= 0x10;
}

static const Case cases[] = {
    { "HDR-01/header-stripped", strip_header, "unsigned" },
    { "HDR-03/header-of-another-unit", header_of_another_unit, "content-changed" },
    { "HDR-04/header-of-another-camera", header_of_another_camera, "unknown-session-key" },
    { "HDR-06/header-of-another-rendition", header_of_another_rendition, "content-changed" },
    { "HDR-07/header-twice", header_twice, "duplicate-header" },
    { "HDR-08/two-headers-good-first", two_headers_good_first, "duplicate-header" },
    { "HDR-08/two-headers-good-last", two_headers_good_last, "duplicate-header" },
    { "HDR-10/foreign-event-beside", foreign_event_beside, "bad-container" },
    { "HDR-14/header-between-moof-and-mdat", header_between_moof_and_mdat, "bad-container" },
    { "HDR-14/header-last", header_last, "bad-container" },
    { "HDR-15/header-larger-than-64-kib", header_larger_than_64_kib, "too-large" },
    { "HDR-34/manifest-and-header", manifest_in_a_segment, "bad-container" },
    { "HDR-35/manifest-instead-of-header", only_a_manifest_in_a_segment, "unsigned" },
    { "HDR-03/one-bit-of-the-picture", picture_changed, "content-changed" },
};

static void
test_placement(World *world, gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, NULL);
    g_autoptr(GByteArray) copy = world_copy(segment);
    g_autoptr(GBytes) twisted = NULL;

    c->twist(world, copy);
    twisted = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    world_assert_reason(world_submit(world, world->session->init, twisted), c->reason);
    world_assert_heals(world);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/placement/", cases[i].id, NULL);

        g_test_add(path, World, &cases[i], world_set_up, test_placement, world_tear_down);
    }
    return g_test_run();
}
