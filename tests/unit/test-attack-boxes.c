/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boxes of a segment (attacks.md, BOX-01 to BOX-11, BOX-20, BOX-21, BOX-26, BOX-29). The media
 * are twisted first and signed then: a general demuxer may read such bytes in a way of its own, so
 * the grammar refuses them however well they are signed.
 */
#include "tests/unit/twist.h"

#include <string.h>

/* A box put into the media: @content in the notation. */
typedef struct {
    const char *id;
    const char *before; /* type of a top-level box; NULL: at the end */
    const char *type;
    const char *content;
    const char *reason;
} Added;

#define UUID_XMP       "be7acfcb97a942e89c71999491e3afac"
#define UUID_PIFF      "a2394f525a9b4f14a2446c427c648df4"
#define UUID_PLAYREADY "d08a4f1810f34a82b6c832d8aba183d3"
#define UUID_C2PA      "d8fec3d61b0e483c92975828877ec481"

static const Added added[] = {
    { "BOX-02/empty-mdat-appended", NULL, "mdat", "", "bad-container" },
    { "BOX-02/second-mdat", NULL, "mdat", "61626364", "bad-container" },
    { "BOX-02/mdat-before-moof", "moof", "mdat", "61626364", "bad-container" },
    { "BOX-02/moof-alone-at-the-end", NULL, "moof", "", "bad-container" },
    { "BOX-02/moof-without-its-mdat", "moof", "moof", "", "bad-container" },
    { "BOX-03/free-at-the-end", NULL, "free", "", "bad-container" },
    { "BOX-03/styp-at-the-end", NULL, "styp", "{msdh}00000000", "bad-container" },
    { "BOX-03/mfra-at-the-end", NULL, "mfra", "<16:00>", "bad-container" },
    { "BOX-03/meta-at-the-end", NULL, "meta", "00000000", "bad-container" },
    { "BOX-04/moov-before-moof", "moof", "moov", "", "bad-container" },
    { "BOX-04/moov-first", "styp", "moov", "", "bad-container" },
    { "BOX-04/moov-last", NULL, "moov", "", "bad-container" },
    { "BOX-04/ftyp", "styp", "ftyp", "{iso6}00000000", "bad-container" },
    { "BOX-08/xmp", "moof", "uuid", UUID_XMP "<20:61>", "bad-container" },
    { "BOX-08/piff", NULL, "uuid", UUID_PIFF "00000000", "bad-container" },
    { "BOX-08/playready-short", NULL, "uuid", UUID_PLAYREADY, "bad-container" },
    { "BOX-08/uuid-of-three-bytes", NULL, "uuid", "a2394f", "bad-container" },
    { "BOX-08/uuid-of-no-bytes", "moof", "uuid", "", "bad-container" },
    { "HDR-34/c2pa's-own", "styp", "uuid", UUID_C2PA "00000000{manifest}00", "bad-container" },
    { "BOX-09/free", "moof", "free", "<8:00>", "bad-container" },
    { "BOX-09/skip", "moof", "skip", "<8:00>", "bad-container" },
    { "BOX-09/wide", "mdat", "wide", "", "bad-container" },
    { "BOX-11/ssix", "moof", "ssix", "<12:00>", "bad-container" },
    { "BOX-11/mfra", "moof", "mfra", "<16:00>", "bad-container" },
    { "BOX-11/styp-twice", "moof", "styp", "{msdh}00000000", "bad-container" },
    { "BOX-11/sidx-elsewhere-is-hashed-and-unused", "moof", "sidx",
      "00000000 00000001 00015f90 00000000 7fffffff 00000001 7fffffff 00015f90 90000000", "none" },
    { "BOX-11/sidx-of-no-sense-is-hashed-and-unused", "moof", "sidx", "ff", "none" },
    { "BOX-11/sidx-first", "styp", "sidx", "<36:00>", "bad-container" },
    { "BOX-11/sidx-between", "mdat", "sidx", "<36:00>", "bad-container" },
    { "BOX-11/sidx-last", NULL, "sidx", "<36:00>", "bad-container" },
    { "BOX-11/prft-is-fine", "moof", "prft", "<20:00>", "none" },
    { "BOX-11/prft-before-styp", "styp", "prft", "<20:00>", "bad-container" },
    { "BOX-20/unknown", "moof", "abcd", "", "bad-container" },
    { "BOX-20/four-of-ff", "moof", "\xff\xff\xff\xff", "", "bad-container" },
    { "BOX-20/four-spaces", NULL, "    ", "", "bad-container" },
    { "BOX-20/moof-in-capitals", "moof", "MOOF", "", "bad-container" },
    { "BOX-21/meta-with-cstb", "moof", "meta", "00000000 00000010 {cstb} 00000001 00000001",
      "bad-container" },
    { "BOX-21/meta-with-cstb-last", NULL, "meta", "00000000 00000010 {cstb} 00000001 00000001",
      "bad-container" },
    { "BOX-29/emsg-of-another-scheme", "moof", "emsg", "00000000 {urn:x}00 00", "bad-container" },
};

static void
test_added(World *world, gconstpointer data)
{
    const Added *c = data;
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GBytes) content = twist_item(c->content);
    g_autoptr(GBytes) box = rig_box_new(c->type, content);
    g_autoptr(GByteArray) media = world_copy(good);
    g_autoptr(GBytes) bytes = NULL;

    world_insert(media, c->before != NULL ? world_find(media, c->before) : media->len,
                 g_bytes_get_data(box, NULL), g_bytes_get_size(box));
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, c->reason);
    world_assert_heals(world);
}

/* BOX-05, BOX-06, BOX-07: no size but the right one, on any box, at any depth. */
static void
test_sizes(World *world, gconstpointer data)
{
    const char *path = data;
    static const uint32_t values[] = { 0, 1, 2, 3, 4, 5, 6, 7, 0x7fffffff, 0x80000000, 0xffffffff };
    g_autoptr(GBytes) good = world_media(world, 1);

    for (size_t i = 0; i < G_N_ELEMENTS(values) + 4; i++) {
        g_autoptr(GByteArray) media = world_copy(good);
        uint8_t *box = media->data + world_find(media, path);
        int32_t delta = (int32_t)(i - G_N_ELEMENTS(values)) * 2 - 3; /* -3, -1, 1, 3 */
        g_autoptr(GBytes) bytes = NULL;

        twist_put_u32(box,
                      i < G_N_ELEMENTS(values) ? values[i] : rig_get_u32(box) + (uint32_t)delta);
        g_test_message("%s: size %u", path, rig_get_u32(box));
        bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
        twist_assert_media(world, bytes, "bad-container");
    }
    world_assert_heals(world);
}

/* BOX-06: a 64-bit length, the right one or @data bytes more. */
static void
test_large_size(World *world, gconstpointer data)
{
    static const char *const paths[] = { "styp", "moof", "moof/traf", "mdat" };
    g_autoptr(GBytes) good = world_media(world, 1);

    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GByteArray) media = world_copy(good);
        size_t box = world_find(media, paths[i]);
        uint8_t large[8] = { 0 };
        g_autoptr(GBytes) bytes = NULL;

        twist_put_u32(large + 4,
                      rig_get_u32(media->data + box) + 8 + (uint32_t)GPOINTER_TO_INT(data));
        twist_insert(media, paths[i], box + 8, large, sizeof large);
        twist_put_u32(media->data + world_find(media, paths[i]), 1);
        bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
        twist_assert_media(world, bytes, "bad-container");
    }
}

/* BOX-09: a box that players open, around the fragment. */
static void
test_wrapped(World *world, gconstpointer type)
{
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) media = world_copy(good);
    size_t moof = world_find(media, "moof");
    uint8_t head[8];
    g_autoptr(GBytes) bytes = NULL;

    twist_put_u32(head, 8 + rig_get_u32(media->data + moof));
    memcpy(head + 4, type, 4);
    world_insert(media, moof, head, sizeof head);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, "bad-container");
}

/* BOX-10: 10,000 boxes in each other, in place of the media's @type box. */
static void
test_depth(World *world, gconstpointer type)
{
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) media = world_copy(good);
    g_autoptr(GByteArray) bomb = g_byte_array_new();
    size_t moof = world_find(media, "moof");
    g_autoptr(GBytes) bytes = NULL;

    for (uint32_t i = 10000; i > 0; i--) {
        rig_put_u32(bomb, 8 * i);
        rig_put_data(bomb, type, 4);
    }
    if (strcmp(type, "moof") != 0) { /* inside a moof */
        uint8_t head[8] = { 0, 0, 0, 0, 'm', 'o', 'o', 'f' };

        twist_put_u32(head, 8 + bomb->len);
        world_insert(bomb, 0, head, sizeof head);
    }
    g_byte_array_remove_range(media, (guint)moof, rig_get_u32(media->data + moof));
    world_insert(media, moof, bomb->data, bomb->len);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, "bad-container");
}

static void
pair_appended(World *world, GByteArray *segment)
{
    rig_mp4_put_moof_mdat(segment, 2, WORLD_SCALE, world->gop->samples, world->gop->n_samples);
}

static void
next_segment_appended(World *world, GByteArray *segment)
{
    g_autoptr(GBytes) next = world_segment(world, world->session, 2, NULL);

    rig_put_bytes(segment, next);
}

static void
itself_appended(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_autoptr(GBytes) copy = g_bytes_new(segment->data, segment->len);

    rig_put_bytes(segment, copy);
}

static void
nothing_left(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_byte_array_set_size(segment, 0);
}

static void
over_8_mib(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_byte_array_set_size(segment, (8 << 20) + 1);
}

static void
pair_of_no_bytes(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_byte_array_append(segment, (const uint8_t *)"\0\0\0\x08moof\0\0\0\x08mdat", 16);
}

static void
boxes_without_end(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    for (int i = 0; i < 1000; i++)
        g_byte_array_append(segment,
                            (const uint8_t *)"\0\0\0\x08"
                                             "free",
                            8);
}

static void
no_media(G_GNUC_UNUSED World *world, GByteArray *segment)
{
    g_byte_array_set_size(segment, (guint)world_find(segment, "moof"));
}

static const TwistBytes bytes_cases[] = {
    { "BOX-02/moof-and-mdat-of-no-bytes", pair_of_no_bytes, "bad-container" },
    { "BOX-02/no-media", no_media, "bad-container" },
    { "BOX-07/a-thousand-boxes", boxes_without_end, "bad-container" },
    { "BOX-01/unsigned-fragment-appended", pair_appended, "content-changed" },
    { "BOX-26/next-segment-appended", next_segment_appended, "bad-container" },
    { "BOX-26/itself-appended", itself_appended, "bad-container" },
    { "BOX-26/nothing", nothing_left, "bad-container" },
    { "BOX-29/over-8-mib", over_8_mib, "too-large" },
};

/* BOX-01: 16 fragments are the most that there may be. */
static void
test_pairs(World *world, gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    g_autoptr(RigGop) gop =
        rig_gop_new(WORLD_WIDTH, WORLD_HEIGHT, 0x2060a0, n, WORLD_SCALE / 20, 0);
    g_autoptr(GBytes) media = rig_mp4_segment(1, 0, gop->samples, n, n);

    twist_assert_media(world, media, n <= 16 ? "none" : "bad-container");
}

/* BOX-26: 1 to 7 bytes behind the last box, signed and not. */
static void
test_trailing(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, NULL);

    for (guint n = 1; n <= 7; n++) {
        g_autoptr(GByteArray) media = world_copy(good);
        g_autoptr(GByteArray) later = world_copy(segment);
        g_autoptr(GBytes) longer_media = NULL;
        g_autoptr(GBytes) longer = NULL;

        rig_put_zeros(media, n);
        rig_put_zeros(later, n);
        longer_media = g_byte_array_free_to_bytes(g_steal_pointer(&media));
        longer = g_byte_array_free_to_bytes(g_steal_pointer(&later));
        twist_assert_media(world, longer_media, "bad-container");
        world_assert_reason(world_submit(world, world->session->init, longer), "bad-container");
    }
}

/* BOX-28: the bytes of a range that begins @n later, and goes on into the next segment. */
static void
test_shifted(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) first = world_segment(world, world->session, 1, NULL);
    g_autoptr(GBytes) next = world_segment(world, world->session, 2, NULL);
    gsize len;
    const uint8_t *bytes = g_bytes_get_data(first, &len);
    size_t header = rig_get_u32(bytes);

    for (size_t n = 1; n < len; n += n < header + 40 ? 1 : 61) {
        g_autoptr(GByteArray) shifted = g_byte_array_new();
        g_autoptr(GBytes) range = NULL;
        ProvVerdict verdict;

        rig_put_data(shifted, bytes + n, len - n);
        rig_put_data(shifted, g_bytes_get_data(next, NULL), n);
        range = g_byte_array_free_to_bytes(g_steal_pointer(&shifted));
        verdict = world_submit(world, world->session->init, range);
        g_assert_true(verdict.reason == PROV_REASON_BAD_CONTAINER
                      || verdict.reason == PROV_REASON_CONTENT_CHANGED);
    }
    world_assert_reason(world_submit(world, world->session->init, first), "none");
}

/* BOX-26: every truncation is refused, and none crashes. */
static void
test_truncated(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) whole = world_segment(world, world->session, 1, NULL);
    size_t len = g_bytes_get_size(whole);

    for (size_t n = 0; n < len; n += n < 800 ? 1 : 97) {
        g_autoptr(GBytes) cut = g_bytes_new(g_bytes_get_data(whole, NULL), n);
        ProvVerdict verdict = world_submit(world, world->session->init, cut);

        g_assert_false(prov_verdict_admits(&verdict));
    }
}

/* BOX-29: a styp of @data bytes. */
static void
test_styp(World *world, gconstpointer data)
{
    guint len = GPOINTER_TO_UINT(data);
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) media = world_copy(good);
    g_autofree uint8_t *brands = g_malloc0(len);
    g_autoptr(GBytes) bytes = NULL;

    twist_insert(media, "styp", rig_get_u32(media->data), brands, len - rig_get_u32(media->data));
    g_assert_cmpuint(rig_get_u32(media->data), ==, len);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, len <= 64 ? "none" : "too-large");
}

int
main(int argc, char **argv)
{
    static const char *const paths[] = { "styp",           "moof",
                                         "moof/mfhd",      "moof/traf",
                                         "moof/traf/tfhd", "moof/traf/tfdt",
                                         "moof/traf/trun", "mdat" };
    static const char *const wrappers[] = { "free", "skip", "wide", "meta", "moov", "udta" };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(added); i++) {
        g_autofree char *path = g_strconcat("/boxes/", added[i].id, NULL);

        TWIST_TEST(path, &added[i], test_added);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *path = g_strconcat("/boxes/BOX-05/BOX-06/BOX-07/size-of-", paths[i], NULL);

        TWIST_TEST(path, paths[i], test_sizes);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(wrappers); i++) {
        g_autofree char *path = g_strconcat("/boxes/BOX-09/moof-inside-", wrappers[i], NULL);

        TWIST_TEST(path, wrappers[i], test_wrapped);
    }
    twist_add_segment_bytes("boxes", bytes_cases, G_N_ELEMENTS(bytes_cases));
    TWIST_TEST("/boxes/BOX-01/16-fragments-are-fine", GSIZE_TO_POINTER(16), test_pairs);
    TWIST_TEST("/boxes/BOX-01/17-fragments", GSIZE_TO_POINTER(17), test_pairs);
    TWIST_TEST("/boxes/BOX-06/64-bit-length", GINT_TO_POINTER(0), test_large_size);
    TWIST_TEST("/boxes/BOX-06/64-bit-length-and-more", GINT_TO_POINTER(100), test_large_size);
    TWIST_TEST("/boxes/BOX-10/depth-10000-of-moof", "moof", test_depth);
    TWIST_TEST("/boxes/BOX-10/depth-10000-of-traf", "traf", test_depth);
    TWIST_TEST("/boxes/BOX-10/depth-10000-of-meta", "meta", test_depth);
    TWIST_TEST("/boxes/BOX-26/trailing-bytes", NULL, test_trailing);
    TWIST_TEST("/boxes/BOX-26/truncated-everywhere", NULL, test_truncated);
    TWIST_TEST("/boxes/BOX-28/range-shifted", NULL, test_shifted);
    TWIST_TEST("/boxes/BOX-29/styp-of-64-bytes-is-fine", GUINT_TO_POINTER(64), test_styp);
    TWIST_TEST("/boxes/BOX-29/styp-of-65-bytes", GUINT_TO_POINTER(65), test_styp);
    return g_test_run();
}
