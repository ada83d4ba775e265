/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signed header in the wrong place, missing, twice, or on another segment (attacks.md, HDR):
 * what somebody on the way can do without any key.
 */
#include "tests/unit/twist.h"

#include <string.h>

#define LONGER_SCHEME_LEN 33 /* bytes: our scheme and one letter more */

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

/* The header in another place, with the sizes around it put right. */
static void
header_inside(GByteArray *segment, const char *path, bool keep)
{
    g_autoptr(GBytes) header = first_box(segment);
    size_t at = world_find(segment, path);

    twist_insert(segment, path, at + rig_get_u32(segment->data + at),
                 g_bytes_get_data(header, NULL), g_bytes_get_size(header));
    if (!keep)
        g_byte_array_remove_range(segment, 0, (guint)g_bytes_get_size(header));
}

static void
header_inside_moof(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    header_inside(segment, "moof", false);
}

static void
header_inside_moof_besides(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    header_inside(segment, "moof", true);
}

static void
header_behind_besides(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_autoptr(GBytes) header = first_box(segment);

    rig_put_bytes(segment, header);
}

/* Nobody hashes an emsg: @len bytes more of it, at the end of the header, or in a box of its own.
 */
static void
grow_header(GByteArray *segment, guint len)
{
    g_autofree uint8_t *zeros = g_malloc0(len);

    world_insert(segment, rig_get_u32(segment->data), zeros, len);
    twist_put_u32(segment->data, rig_get_u32(segment->data) + len);
}

static void
append_emsg(GByteArray *segment, guint len)
{
    g_autoptr(GBytes) header = first_box(segment);
    g_autoptr(GByteArray) box = world_copy(header);

    g_byte_array_set_size(box, 66 + len);
    twist_put_u32(box->data, box->len);
    rig_put_data(segment, box->data, box->len);
}

#define define_growth(name, function, len)                                                         \
    static void name(G_GNUC_UNUSED World *world, GByteArray *segment)                              \
    {                                                                                              \
        function(segment, len);                                                                    \
    }

define_growth(header_a_byte_longer, grow_header, 1)
    define_growth(header_larger_than_64_kib, grow_header, 65536)
        define_growth(emsg_of_a_byte, append_emsg, 1)
            define_growth(emsg_of_64_kib, append_emsg, 65536 - 66)
                define_growth(emsg_over_64_kib, append_emsg, 65537 - 66)
                    define_growth(emsg_of_50_mb, append_emsg, 50 << 20)

                        static void header_of_64_kib(G_GNUC_UNUSED World *world,
                                                     GByteArray *segment)
{
    grow_header(segment, 65536 - rig_get_u32(segment->data));
}

static void
header_over_64_kib(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    grow_header(segment, 65537 - rig_get_u32(segment->data));
}

/* Behind styp: the header is moved, and then names another place than the signed one. */
static void
header_behind_styp(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_autoptr(GBytes) header = first_box(segment);

    g_byte_array_remove_range(segment, 0, (guint)g_bytes_get_size(header));
    world_insert(segment, rig_get_u32(segment->data), g_bytes_get_data(header, NULL),
                 g_bytes_get_size(header));
}

static void
uuid_last(World *world, GByteArray *segment)
{
    g_autoptr(GByteArray) init = world_copy(world->session->init);
    size_t at = world_find(init, "uuid");

    rig_put_data(segment, init->data + at, rig_get_u32(init->data + at));
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

static const TwistBytes cases[] = {
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
    { "HDR-14/header-inside-moof", header_inside_moof, "unsigned" },
    { "HDR-14/header-inside-moof-besides", header_inside_moof_besides, "content-changed" },
    { "HDR-14/header-behind-besides", header_behind_besides, "bad-container" },
    { "HDR-14/header-moved-behind-styp", header_behind_styp, "content-changed" },
    { "HDR-15/header-a-byte-longer", header_a_byte_longer, "bad-header" },
    { "HDR-15/header-of-64-kib", header_of_64_kib, "bad-header" },
    { "HDR-15/header-a-byte-over-64-kib", header_over_64_kib, "too-large" },
    { "HDR-15/header-larger-than-64-kib", header_larger_than_64_kib, "too-large" },
    { "HDR-15/emsg-of-a-byte-appended", emsg_of_a_byte, "bad-container" },
    { "HDR-15/emsg-of-64-kib-appended", emsg_of_64_kib, "bad-container" },
    { "HDR-15/emsg-over-64-kib-appended", emsg_over_64_kib, "too-large" },
    { "HDR-15/emsg-of-50-mb-appended", emsg_of_50_mb, "too-large" },
    { "HDR-34/manifest-behind", uuid_last, "bad-container" },
    { "HDR-34/manifest-and-header", manifest_in_a_segment, "bad-container" },
    { "HDR-35/manifest-instead-of-header", only_a_manifest_in_a_segment, "unsigned" },
    { "HDR-03/one-bit-of-the-picture", picture_changed, "content-changed" },
};

/* Signed with its header behind styp, where it may stand as well; and behind more. */
static void
styp_first(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    gpointer header = g_ptr_array_steal_index(boxes, 0);

    g_ptr_array_insert(boxes, 1, header);
}

static void
prft_first(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(GBytes) zeros = twist_item("<20:00>");

    g_ptr_array_insert(boxes, 0, rig_box_new("prft", zeros));
}

static void
between_moof_and_mdat(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    gpointer header = g_ptr_array_steal_index(boxes, 0);

    g_ptr_array_insert(boxes, (int)boxes->len - 1, header);
}

static void
behind_mdat(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    gpointer header = g_ptr_array_steal_index(boxes, 0);

    g_ptr_array_add(boxes, header);
}

static const TwistVsi signed_cases[] = {
    { "HDR-14/signed-behind-styp-is-fine", TWIST(segment, styp_first, NULL), "none" },
    { "HDR-14/signed-behind-prft", TWIST(segment, prft_first, NULL), "bad-container" },
    { "HDR-14/signed-between-moof-and-mdat", TWIST(segment, between_moof_and_mdat, NULL),
      "bad-container" },
    { "HDR-14/signed-behind-mdat", TWIST(segment, behind_mdat, NULL), "bad-container" },
};

/* HDR-11: the box ends anywhere in its fixed fields. */
static void
test_cut(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) good = world_segment(world, world->session, 1, NULL);

    for (guint len = 0; len < 100; len++) {
        g_autoptr(GByteArray) segment = world_copy(good);
        g_autoptr(GBytes) bytes = NULL;

        twist_cut(segment, "emsg", len);
        bytes = g_byte_array_free_to_bytes(g_steal_pointer(&segment));
        world_assert_reason(world_submit(world, world->session->init, bytes),
                            len < 4 + LONGER_SCHEME_LEN ? "unsigned" : "bad-header");
    }
}

/* HDR-35: a stream that goes on with a manifest a segment, then with nothing, then as it was. */
static void
test_switch(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        void (*twist)(World *world, GByteArray *segment);
        const char *reason;
    } steps[] = {
        { NULL, "none" },
        { only_a_manifest_in_a_segment, "unsigned" },
        { manifest_in_a_segment, "bad-container" },
        { strip_header, "unsigned" },
        { NULL, "none" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(GBytes) segment = world_segment(world, world->session, i + 1, NULL);
        g_autoptr(GByteArray) copy = world_copy(segment);
        g_autoptr(GBytes) bytes = NULL;

        if (steps[i].twist != NULL)
            steps[i].twist(world, copy);
        bytes = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
        world_at(world, 0, i + 1);
        world_assert_reason(world_submit(world, world->session->init, bytes), steps[i].reason);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    twist_add_segment_bytes("placement", cases, G_N_ELEMENTS(cases));
    twist_add_vsi("placement", signed_cases, G_N_ELEMENTS(signed_cases));
    TWIST_TEST("/placement/HDR-11/cut-in-its-fixed-fields", NULL, test_cut);
    TWIST_TEST("/placement/HDR-35/switch-in-the-middle", NULL, test_switch);
    return g_test_run();
}
