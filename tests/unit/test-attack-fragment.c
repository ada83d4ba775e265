/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The movie fragment (attacks.md, BOX-12 to BOX-19, BOX-25; ISO/IEC 14496-12 section 8.8): one
 * track, every byte a sample's, times that make sense. All of it is signed.
 */
#include "tests/unit/twist.h"

#include <string.h>

/* Bytes over those that stand in a box, @at from its first byte. */
typedef struct {
    const char *id;
    const char *path;
    size_t at;
    const char *bytes; /* in the notation */
    const char *reason;
} Over;

#define TFHD "moof/traf/tfhd"
#define TFDT "moof/traf/tfdt"
#define TRUN "moof/traf/trun"
#define ROW  20 /* of a trun whose rows have duration, size and flags */

static const Over overs[] = {
    { "BOX-12/unknown-track", TFHD, 12, "00000002", "bad-container" },
    { "BOX-12/track-0", TFHD, 12, "00000000", "bad-container" },
    { "BOX-13/base-is-not-the-moof", TFHD, 8, "00000000", "bad-container" },
    { "BOX-13/tfhd-of-version-1", TFHD, 8, "01020000", "bad-container" },
    { "BOX-13/duration-is-empty-flag", TFHD, 8, "00030000", "bad-container" },
    { "BOX-13/unknown-flag-of-tfhd", TFHD, 8, "00020004", "bad-container" },
    { "BOX-13/data-offset-late", TRUN, 16, "00000fff", "bad-container" },
    { "BOX-13/data-offset-0", TRUN, 16, "00000000", "bad-container" },
    { "BOX-13/data-offset-negative", TRUN, 16, "fffffff0", "bad-container" },
    { "BOX-13/data-offset-into-the-moof", TRUN, 16, "00000020", "bad-container" },
    { "BOX-13/data-offset-beyond-the-file", TRUN, 16, "7fffffff", "bad-container" },
    { "BOX-13/no-data-offset", TRUN, 8, "00000700", "bad-container" },
    { "BOX-13/trun-of-version-2", TRUN, 8, "02000701", "bad-container" },
    { "BOX-13/unknown-flag-of-trun", TRUN, 8, "00000703", "bad-container" },
    { "BOX-13/first-flags-twice", TRUN, 8, "00000705", "bad-container" },
    { "BOX-13/first-sample-a-byte-short", TRUN, ROW + 6, "00", "bad-container" },
    { "BOX-13/first-sample-empty", TRUN, ROW + 4, "00000000", "bad-container" },
    { "BOX-14/no-samples", TRUN, 12, "00000000", "bad-container" },
    { "BOX-14/a-sample-less", TRUN, 12, "00000004", "bad-container" },
    { "BOX-14/a-sample-more", TRUN, 12, "00000006", "bad-container" },
    { "BOX-14/1000-that-are-not-there", TRUN, 12, "000003e8", "bad-container" },
    { "BOX-14/1001", TRUN, 12, "000003e9", "too-large" },
    { "BOX-14/2-to-the-28-less-1", TRUN, 12, "0fffffff", "too-large" },
    { "BOX-14/2-to-the-30", TRUN, 12, "40000000", "too-large" },
    { "BOX-14/2-to-the-32-less-1", TRUN, 12, "ffffffff", "too-large" },
    { "BOX-14/size-2-to-the-32-less-1", TRUN, ROW + 4, "ffffffff", "bad-container" },
    { "BOX-14/sizes-that-overflow-together", TRUN, ROW + 4, "80000000 02000000 00004650 80000000",
      "bad-container" },
    { "BOX-16/duration-0", TRUN, ROW, "00000000", "bad-container" },
    { "BOX-16/duration-2-to-the-32-less-1", TRUN, ROW, "ffffffff", "bad-header" },
    { "BOX-16/tfdt-missing", TFDT, 4, "{free}", "bad-container" },
    { "BOX-16/tfdt-of-version-2", TFDT, 8, "02", "bad-container" },
    { "BOX-16/tfdt-of-version-0-with-8-bytes", TFDT, 8, "00", "bad-container" },
    { "BOX-16/tfdt-with-flags", TFDT, 8, "01000001", "bad-container" },
    { "BOX-16/tfdt-at-2-to-the-62", TFDT, 12, "4000000000000000", "none" },
    { "BOX-16/tfdt-over-2-to-the-62", TFDT, 12, "4000000000000001", "bad-container" },
    { "BOX-16/tfdt-that-wraps", TFDT, 12, "ffffffffffffffff", "bad-container" },
    { "BOX-19/mfhd-of-another-number-is-hashed-and-unused", "moof/mfhd", 12, "deadbeef", "none" },
    { "BOX-19/mfhd-0-is-hashed-and-unused", "moof/mfhd", 12, "00000000", "none" },
    { "BOX-18/no-mfhd", "moof/mfhd", 4, "{free}", "bad-container" },
    { "BOX-18/no-traf", "moof/traf", 4, "{free}", "bad-container" },
    { "BOX-18/no-tfhd", TFHD, 4, "{free}", "bad-container" },
    { "BOX-18/no-trun", TRUN, 4, "{free}", "bad-container" },
};

static void
test_over(World *world, gconstpointer data)
{
    const Over *c = data;
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) media = world_copy(good);
    g_autoptr(GBytes) over = twist_item(c->bytes);
    g_autoptr(GBytes) bytes = NULL;

    memcpy(media->data + world_find(media, c->path) + c->at, g_bytes_get_data(over, NULL),
           g_bytes_get_size(over));
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, c->reason);
}

/* Fields put into a box, with the flag that says so. */
typedef struct {
    const char *id;
    const char *path;
    size_t at;
    const char *bytes;
    uint8_t flags[4]; /* version and flags; all zero: as they are */
    const char *reason;
} Grown;

static const Grown grown[] = {
    { "BOX-13/base-data-offset", TFHD, 16, "0000000000000000", { 0, 2, 0, 1 }, "bad-container" },
    { "BOX-13/base-data-offset-alone",
      TFHD,
      16,
      "0000000000000000",
      { 0, 0, 0, 1 },
      "bad-container" },
    { "BOX-13/tfhd-with-more", TFHD, 16, "00000000", { 0 }, "bad-container" },
    { "BOX-15/description-1-is-fine", TFHD, 16, "00000001", { 0, 2, 0, 2 }, "none" },
    { "BOX-15/description-0", TFHD, 16, "00000000", { 0, 2, 0, 2 }, "bad-container" },
    { "BOX-15/description-2", TFHD, 16, "00000002", { 0, 2, 0, 2 }, "bad-container" },
    { "BOX-15/description-2-to-the-32-less-1",
      TFHD,
      16,
      "ffffffff",
      { 0, 2, 0, 2 },
      "bad-container" },
    { "BOX-15/description-cut-off", TFHD, 16, "0000", { 0, 2, 0, 2 }, "bad-container" },
    { "BOX-15/defaults-of-all-kinds-are-fine",
      TFHD,
      16,
      "00000001 00004650 00000001 02000000",
      { 0, 2, 0, 0x3a },
      "none" },
    { "BOX-15/default-duration-cut-off", TFHD, 16, "00", { 0, 2, 0, 0x08 }, "bad-container" },
    { "BOX-15/default-size-cut-off", TFHD, 16, "00", { 0, 2, 0, 0x10 }, "bad-container" },
    { "BOX-15/default-flags-cut-off", TFHD, 16, "00", { 0, 2, 0, 0x20 }, "bad-container" },
    { "BOX-16/tfdt-with-more", TFDT, 20, "00000000", { 0 }, "bad-container" },
    { "BOX-14/trun-with-more", TRUN, 20 + 12 * WORLD_FRAMES, "00000000", { 0 }, "bad-container" },
    { "BOX-18/mfhd-with-more", "moof/mfhd", 16, "00000000", { 0 }, "bad-container" },
};

static void
test_grown(World *world, gconstpointer data)
{
    const Grown *c = data;
    static const uint8_t as_they_are[4];
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) media = world_copy(good);
    g_autoptr(GBytes) more = twist_item(c->bytes);
    size_t box = world_find(media, c->path);
    g_autoptr(GBytes) bytes = NULL;

    if (memcmp(c->flags, as_they_are, sizeof c->flags) != 0)
        memcpy(media->data + box + 8, c->flags, sizeof c->flags);
    twist_insert(media, c->path, box + c->at, g_bytes_get_data(more, NULL), g_bytes_get_size(more));
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, c->reason);
}

/* BOX-12, BOX-18, BOX-21, BOX-25: one box more, "PARENT TYPE", behind the others there. */
static void
test_box_more(World *world, gconstpointer data)
{
    g_auto(GStrv) words = g_strsplit(data, " ", 2);
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) media = world_copy(good);
    g_autoptr(GBytes) bytes = NULL;

    twist_append_box(media, words[0], words[1], 16);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, "bad-container");
}

/* BOX-12, BOX-18: a box once more, byte for byte. */
static void
test_box_twice(World *world, gconstpointer path)
{
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) media = world_copy(good);
    size_t box = world_find(media, path);
    g_autofree uint8_t *copy = g_memdup2(media->data + box, rig_get_u32(media->data + box));
    g_autofree char *parent = g_path_get_dirname(path);
    g_autoptr(GBytes) bytes = NULL;

    twist_insert(media, parent, box, copy, rig_get_u32(copy));
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, "bad-container");
}

/* BOX-07: every box of a fragment, shorter than it must be, the sizes around it put right. */
static void
test_cut(World *world, gconstpointer path)
{
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) whole = world_copy(good);
    size_t needed = rig_get_u32(whole->data + world_find(whole, path)) - 8;

    for (size_t len = 0; len < needed; len++) {
        g_autoptr(GByteArray) media = world_copy(good);
        g_autoptr(GBytes) bytes = NULL;

        twist_cut(media, path, len);
        bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
        twist_assert_media(world, bytes, "bad-container");
    }
}

/* BOX-15: one sample, of which everything is said by defaults; @data flags of the trun besides. */
static void
test_defaults(World *world, gconstpointer data)
{
    uint32_t flags = GPOINTER_TO_UINT(data);
    g_autoptr(GByteArray) media = g_byte_array_new();
    RigSample sample = world->gop->samples[0];
    g_autoptr(GBytes) bytes = NULL;
    uint8_t fields[12] = { 0, 0, 0x46, 0x50, 0, 0, 0, 0, 2 };

    twist_put_u32(fields + 4, (uint32_t)g_bytes_get_size(sample.data));
    rig_mp4_put_moof_mdat(media, 1, 0, &sample, 1);
    twist_insert(media, TFHD, world_find(media, TFHD) + 16, fields, sizeof fields);
    media->data[world_find(media, TFHD) + 11] = 0x38;
    twist_cut(media, TRUN, 12 + (flags == 0x004 ? 4 : 0));
    twist_put_u32(media->data + world_find(media, TRUN) + 8, 1 | flags);
    if (flags == 0x004)
        memcpy(media->data + world_find(media, TRUN) + 20, fields + 8, 4);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, (flags & ~0x004u) == 0 ? "none" : "bad-container");
}

/* BOX-16: a decode time of four bytes, in version 0. */
static void
test_short_time(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) media = world_copy(good);
    g_autoptr(GBytes) bytes = NULL;

    twist_cut(media, TFDT, 8);
    media->data[world_find(media, TFDT) + 8] = 0;
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, "none");
}

/* A sample's composition offsets, of all, in ticks; BOX-17: two seconds at most. */
static void
test_composition_offset(World *world, gconstpointer data)
{
    int32_t cto = GPOINTER_TO_INT(data);
    RigSample samples[WORLD_FRAMES];
    /* so late that no composition time is before zero */
    uint64_t start = cto < 0 ? 4 * WORLD_SCALE : 0;
    g_autoptr(GBytes) media = NULL;

    memcpy(samples, world->gop->samples, sizeof samples);
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
        samples[i].cto = cto;
    media = rig_mp4_segment(1, start, samples, G_N_ELEMENTS(samples), 1);
    twist_assert_media(world, media,
                       ABS((int64_t)cto) <= 2 * WORLD_SCALE ? "none" : "bad-container");
}

/* BOX-17: composition offsets as version 0 writes them; and one before all time. */
static void
test_unsigned_offsets(World *world, gconstpointer data)
{
    RigSample samples[WORLD_FRAMES];
    bool version_0 = data != NULL;
    g_autoptr(GBytes) good = NULL;
    g_autoptr(GByteArray) media = NULL;
    g_autoptr(GBytes) bytes = NULL;

    memcpy(samples, world->gop->samples, sizeof samples);
    samples[0].cto = -1;
    good = rig_mp4_segment(1, 0, samples, G_N_ELEMENTS(samples), 1);
    media = world_copy(good);
    if (version_0)
        media->data[world_find(media, TRUN) + 8] = 0;
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, "bad-container");
}

/* BOX-16: decode times of consecutive numbers continue; after a gap they only go forward. */
static void
test_decode_time(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        uint64_t number;
        int64_t shift; /* ticks */
        const char *reason;
    } steps[] = {
        { 1, 0, "none" },
        { 2, 2 * WORLD_TICKS, "out-of-order" },
        { 2, -2 * WORLD_TICKS, "out-of-order" },
        { 2, WORLD_TICKS + 1, "out-of-order" },
        { 2, -WORLD_TICKS - 1, "out-of-order" },
        { 2, WORLD_TICKS, "none" },
        { 4, -3 * WORLD_SCALE, "out-of-order" },
        { 4, 0, "none" },
        { 5, -WORLD_TICKS, "none" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        uint64_t number = steps[i].number;
        g_autoptr(GBytes) media = rig_mp4_segment(
            (uint32_t)number, (uint64_t)((int64_t)(number - 1) * WORLD_SCALE + steps[i].shift),
            world->gop->samples, world->gop->n_samples, 1);
        g_autoptr(GBytes) segment = world_sign(world, world->session, number, media, NULL);

        world_at(world, 0, number);
        world_assert_reason(world_submit(world, world->session->init, segment), steps[i].reason);
    }
}

/* BOX-16: two fragments, the second where the first ends, or @shift ticks off. */
static void
test_fragments(World *world, gconstpointer data)
{
    int shift = GPOINTER_TO_INT(data);
    g_autoptr(GByteArray) media = g_byte_array_new();
    g_autoptr(GBytes) bytes = NULL;

    rig_mp4_put_moof_mdat(media, 1, 100, world->gop->samples, 1);
    rig_mp4_put_moof_mdat(media, 1, (uint64_t)(100 + WORLD_TICKS + shift), world->gop->samples + 1,
                          1);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, shift == 0 ? "none" : "bad-container");
}

/* BOX-14: 1,000 samples in all; those of several fragments count together. */
static void
test_samples(World *world, gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    g_autoptr(RigGop) gop = rig_gop_new(WORLD_WIDTH, WORLD_HEIGHT, 0x2060a0, n, 1500, 0);
    g_autoptr(GBytes) media = rig_mp4_segment(1, 0, gop->samples, n, 2);

    twist_assert_media(world, media, n <= 1000 ? "none" : "too-large");
}

#define add_each(names, prefix, function)                                                          \
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {                                             \
        g_autofree char *path = g_strconcat("/fragment/" prefix, names[i], NULL);                  \
        g_autofree char *name = g_strdelimit(g_strdup(path), " ", '-');                            \
                                                                                                   \
        TWIST_TEST(name, names[i], function);                                                      \
    }
#define add_cases(cases, function)                                                                 \
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {                                             \
        g_autofree char *path = g_strconcat("/fragment/", cases[i].id, NULL);                      \
                                                                                                   \
        TWIST_TEST(path, &cases[i], function);                                                     \
    }

int
main(int argc, char **argv)
{
    static const char *const twice[] = { "moof/mfhd", "moof/traf", TFHD, TFDT, TRUN };
    static const char *const more[] = { "moof free",      "moof meta",      "moof pssh",
                                        "moof uuid",      "moof/traf free", "moof/traf meta",
                                        "moof/traf uuid", "moof/traf cstb", "moof/traf emsg",
                                        "moof emsg" };
    static const char *const side[] = { "moof/traf saiz", "moof/traf saio", "moof/traf senc",
                                        "moof/traf subs", "moof/traf sgpd", "moof/traf sbgp",
                                        "moof/traf sdtp", "moof saio",      "moof senc" };
    static const int offsets[] = { 2 * WORLD_SCALE,      -2 * WORLD_SCALE, 2 * WORLD_SCALE + 1,
                                   -2 * WORLD_SCALE - 1, INT32_MAX,        INT32_MIN };

    g_test_init(&argc, &argv, NULL);
    add_cases(overs, test_over);
    add_cases(grown, test_grown);
    add_each(twice, "BOX-12/BOX-18/twice/", test_box_twice);
    add_each(twice, "BOX-07/cut/", test_cut);
    TWIST_TEST("/fragment/BOX-15/all-by-default-is-fine", NULL, test_defaults);
    TWIST_TEST("/fragment/BOX-15/first-flags-are-fine", GUINT_TO_POINTER(0x004), test_defaults);
    TWIST_TEST("/fragment/BOX-14/no-row-with-its-flags", GUINT_TO_POINTER(0x400), test_defaults);
    TWIST_TEST("/fragment/BOX-14/no-row-with-its-size", GUINT_TO_POINTER(0x200), test_defaults);
    TWIST_TEST("/fragment/BOX-14/no-row-with-its-offset", GUINT_TO_POINTER(0x800), test_defaults);
    TWIST_TEST("/fragment/BOX-16/time-of-version-0-is-fine", NULL, test_short_time);
    add_each(more, "BOX-09/BOX-21/HDR-14/more/", test_box_more);
    add_each(side, "BOX-25/", test_box_more);
    for (size_t i = 0; i < G_N_ELEMENTS(offsets); i++) {
        g_autofree char *path = g_strdup_printf("/fragment/BOX-17/offset-of-%d", offsets[i]);

        TWIST_TEST(path, GINT_TO_POINTER(offsets[i]), test_composition_offset);
    }
    TWIST_TEST("/fragment/BOX-17/negative-in-version-0", "0", test_unsigned_offsets);
    TWIST_TEST("/fragment/BOX-17/before-all-time", NULL, test_unsigned_offsets);
    TWIST_TEST("/fragment/BOX-14/1000-samples-are-fine", GSIZE_TO_POINTER(1000), test_samples);
    TWIST_TEST("/fragment/BOX-14/1001-samples", GSIZE_TO_POINTER(1001), test_samples);
    TWIST_TEST("/fragment/BOX-16/decode-time", NULL, test_decode_time);
    TWIST_TEST("/fragment/BOX-16/fragments-continue", GINT_TO_POINTER(0), test_fragments);
    TWIST_TEST("/fragment/BOX-16/a-tick-between-fragments", GINT_TO_POINTER(1), test_fragments);
    TWIST_TEST("/fragment/BOX-16/fragments-overlap", GINT_TO_POINTER(-1), test_fragments);
    return g_test_run();
}
