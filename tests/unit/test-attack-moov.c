/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the moov may say (attacks.md, INI-04 to INI-09, BOX-05, BOX-10, BOX-22, DEC-02; ISO/IEC
 * 14496-12 and 14496-15): moovs of the test's own making, signed, so that the grammar refuses them
 * and not the hash.
 */
#include "tests/unit/twist.h"

#include <string.h>

#define MDIA "moov/trak/mdia"
#define STBL MDIA "/minf/stbl"
#define STSD STBL "/stsd"
#define AVC1 16             /* in stsd: header, version, count */
#define AVCC (AVC1 + 86)    /* behind the fields of avc1 */
#define SETS (AVCC + 8 + 5) /* numOfSequenceParameterSets */

/* Bytes over those that stand in a box. */
static const struct {
    const char *id;
    const char *path;
    size_t at;
    const char *bytes; /* in the notation */
    const char *reason;
} overs[] = {
    { "INI-04/hvc1", STSD, AVC1 + 4, "{hvc1}", "codec-config" },
    { "INI-04/hev1", STSD, AVC1 + 4, "{hev1}", "codec-config" },
    { "INI-04/avc3", STSD, AVC1 + 4, "{avc3}", "codec-config" },
    { "INI-04/av01", STSD, AVC1 + 4, "{av01}", "codec-config" },
    { "INI-04/evc1", STSD, AVC1 + 4, "{evc1}", "codec-config" },
    { "INI-04/INI-09/encv", STSD, AVC1 + 4, "{encv}", "codec-config" },
    { "INI-04/mp4a", STSD, AVC1 + 4, "{mp4a}", "codec-config" },
    { "INI-04/hvcC-in-avc1", STSD, AVCC + 4, "{hvcC}", "bad-container" },
    { "INI-04/data-elsewhere", MDIA "/minf/dinf/dref", 16 + 8, "00000000", "codec-config" },
    { "INI-04/data-by-name", MDIA "/minf/dinf/dref", 16 + 4, "{urn }", "codec-config" },
    { "INI-04/data-by-nothing", MDIA "/minf/dinf/dref", 12, "00000000", "codec-config" },
    { "INI-04/data-by-two", MDIA "/minf/dinf/dref", 12, "00000002", "codec-config" },
    { "INI-05/two-sample-entries", STSD, 12, "00000002", "bad-container" },
    { "INI-05/no-sample-entry", STSD, 12, "00000000", "bad-container" },
    { "INI-06/trex-of-another-track", "moov/mvex/trex", 12, "00000002", "bad-container" },
    { "INI-06/trex-of-another-description", "moov/mvex/trex", 16, "00000002", "bad-container" },
    { "INI-06/tkhd-of-another-track", "moov/trak/tkhd", 20, "00000002", "bad-container" },
    { "INI-06/track-0", "moov/trak/tkhd", 20, "00000000", "bad-container" },
    { "INI-06/sound-for-a-handler", MDIA "/hdlr", 16, "{soun}", "bad-container" },
    { "INI-06/meta-for-a-handler", MDIA "/hdlr", 16, "{meta}", "bad-container" },
    { "INI-05/samples-in-stts", STBL "/stts", 12, "00000001", "bad-container" },
    { "INI-05/samples-in-stsc", STBL "/stsc", 12, "00000001", "bad-container" },
    { "INI-05/samples-in-stsz", STBL "/stsz", 16, "00000001", "bad-container" },
    { "INI-05/a-size-in-stsz", STBL "/stsz", 12, "00000001", "bad-container" },
    { "INI-05/samples-in-stco", STBL "/stco", 12, "00000001", "bad-container" },
    { "INI-05/stts-of-version-1", STBL "/stts", 8, "01", "bad-container" },
    { "INI-05/tkhd-of-version-2", "moov/trak/tkhd", 8, "02", "bad-container" },
    { "INI-05/mdhd-of-version-2", MDIA "/mdhd", 8, "02", "bad-container" },
    { "INI-05/timescale-0", MDIA "/mdhd", 20, "00000000", "bad-container" },
    { "INI-05/timescale-over-10-million", MDIA "/mdhd", 20, "00989681", "bad-container" },
    { "INI-05/width-of-another-picture", STSD, AVC1 + 8 + 24, "0050", "codec-config" },
    { "INI-05/height-of-another-picture", STSD, AVC1 + 8 + 26, "0040", "codec-config" },
    { "BOX-22/lengths-of-1-byte", STSD, AVCC + 8 + 4, "fc", "bad-container" },
    { "BOX-22/lengths-of-2-bytes", STSD, AVCC + 8 + 4, "fd", "bad-container" },
    { "BOX-22/lengths-of-3-bytes", STSD, AVCC + 8 + 4, "fe", "bad-container" },
    { "INI-04/configuration-of-version-0", STSD, AVCC + 8, "00", "codec-config" },
    { "INI-04/profile-of-another-set", STSD, AVCC + 9, "64", "codec-config" },
    { "INI-04/level-of-another-set", STSD, AVCC + 11, "28", "codec-config" },
    { "INI-04/no-sequence-set", STSD, SETS, "e0", "codec-config" },
    { "INI-04/two-sequence-sets", STSD, SETS, "e2", "codec-config" },
    { "INI-04/31-sequence-sets", STSD, SETS, "ff", "codec-config" },
    { "INI-04/sequence-set-past-the-box", STSD, SETS + 1, "ffff", "codec-config" },
    { "INI-04/sequence-set-of-3-bytes", STSD, SETS + 1, "0003", "codec-config" },
    { "INI-04/sequence-set-of-another-type", STSD, SETS + 3, "68", "codec-config" },
    { "INI-04/sequence-set's-forbidden-bit", STSD, SETS + 3, "e7", "codec-config" },
    { "INI-04/sequence-set-of-level-6.2", STSD, SETS + 6, "3e", "codec-config" },
};

static void
test_over(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_autoptr(GByteArray) moov = world_copy(world->moov);
    g_autoptr(GBytes) over = twist_item(overs[i].bytes);

    memcpy(moov->data + world_find(moov, overs[i].path) + overs[i].at, g_bytes_get_data(over, NULL),
           g_bytes_get_size(over));
    twist_assert_moov(world, moov, overs[i].reason);
}

/* A box more, behind the others in @path. */
static const struct {
    const char *id;
    const char *path;
    const char *type;
    const char *content;
    const char *reason;
} boxes[] = {
    { "INI-09/pssh", "moov", "pssh", "<20:00>", "bad-container" },
    { "INI-09/pssh-in-the-track", "moov/trak", "pssh", "<20:00>", "bad-container" },
    { "INI-09/sinf", STSD "/avc1", "sinf", "0000000c {frma} {avc1}", "bad-container" },
    { "INI-09/tenc", STSD "/avc1", "tenc", "<20:00>", "bad-container" },
    { "INI-09/senc", STBL, "senc", "<8:00>", "bad-container" },
    { "INI-09/saiz", STBL, "saiz", "<9:00>", "bad-container" },
    { "INI-05/sample-groups", STBL, "sgpd", "<8:00>", "bad-container" },
    { "INI-05/track-references", "moov/trak", "tref", "", "bad-container" },
    { "INI-05/track-meta", "moov/trak", "meta", "00000000", "bad-container" },
    { "INI-05/moov-meta", "moov", "meta", "00000000", "bad-container" },
    { "BOX-21/meta-with-cstb", "moov", "meta", "00000000 00000010 {cstb} <8:00>", "bad-container" },
    { "INI-05/moov-iods", "moov", "iods", "<16:00>", "bad-container" },
    { "INI-05/moov-free", "moov", "free", "", "bad-container" },
    { "INI-05/moov-uuid", "moov", "uuid", "<16:61>", "bad-container" },
    { "INI-05/second-trex", "moov/mvex", "trex", "<24:00>", "bad-container" },
    { "INI-05/levels", "moov/mvex", "leva", "<8:00>", "bad-container" },
    { "INI-05/sound-header", MDIA "/minf", "smhd", "<8:00>", "bad-container" },
    { "INI-05/second-avcC", STSD "/avc1", "avcC", "01", "bad-container" },
    { "INI-05/mehd-is-fine", "moov/mvex", "mehd", "<8:00>", "none" },
    { "INI-05/shape-and-rate-are-fine", STSD "/avc1", "pasp", "00000001 00000001", "none" },
    { "INI-18/user-data-empty-is-fine", "moov", "udta", "", "none" },
    { "INI-18/user-data-as-writers-leave-it-is-fine", "moov", "udta",
      "00000035 {meta} 00000000 00000021 {hdlr} <8:00> {mdir} <13:00> 00000008 {ilst}", "none" },
    { "INI-18/user-data-of-another-kind", "moov", "udta", "00000008 {free}", "bad-container" },
    { "INI-18/user-data-of-no-box", "moov", "udta", "00", "bad-container" },
    { "INI-18/user-data-of-two", "moov", "udta",
      "0000000c {meta} 00000000 0000000c {meta} 00000000", "bad-container" },
    { "INI-18/user-data-without-a-handler", "moov", "udta",
      "00000014 {meta} 00000000 00000008 {ilst}", "bad-container" },
    { "INI-18/user-data-with-cstb", "moov", "udta", "00000014 {meta} 00000000 00000008 {cstb}",
      "bad-container" },
    { "INI-18/user-data-cut", "moov", "udta", "0000000a {meta} 0000", "bad-container" },
    { "INI-07/no-shift-is-fine", "moov/trak", "edts",
      "0000001c {elst} 00000000 00000001 00000000 00000000 00010000", "none" },
    { "INI-07/shift-of-2-s-is-fine", "moov/trak", "edts",
      "0000001c {elst} 00000000 00000001 00000000 0002bf20 00010000", "none" },
    { "INI-07/version-1-is-fine", "moov/trak", "edts",
      "00000024 {elst} 01000000 00000001 <16:00> 00010000", "none" },
    { "INI-07/shift-over-2-s", "moov/trak", "edts",
      "0000001c {elst} 00000000 00000001 00000000 0002bf21 00010000", "bad-container" },
    { "INI-07/shift-of-2-to-the-63", "moov/trak", "edts",
      "00000024 {elst} 01000000 00000001 <8:00> 8000000000000000 00010000", "bad-container" },
    { "INI-07/empty-edit", "moov/trak", "edts",
      "0000001c {elst} 00000000 00000001 00000000 ffffffff 00010000", "bad-container" },
    { "INI-07/empty-edit-and-another", "moov/trak", "edts",
      "00000028 {elst} 00000000 00000002 00000064 ffffffff 00010000 00000000 00000000 00010000",
      "bad-container" },
    { "INI-07/no-edit", "moov/trak", "edts", "00000010 {elst} 00000000 00000000", "bad-container" },
    { "INI-07/of-a-part", "moov/trak", "edts",
      "0000001c {elst} 00000000 00000001 00000064 00000000 00010000", "bad-container" },
    { "INI-07/twice-as-fast", "moov/trak", "edts",
      "0000001c {elst} 00000000 00000001 00000000 00000000 00020000", "bad-container" },
    { "INI-07/standing-still", "moov/trak", "edts",
      "0000001c {elst} 00000000 00000001 00000000 00000000 00000000", "bad-container" },
    { "INI-07/backwards", "moov/trak", "edts",
      "0000001c {elst} 00000000 00000001 00000000 00000000 ffff0000", "bad-container" },
    { "INI-07/of-version-2", "moov/trak", "edts",
      "0000001c {elst} 02000000 00000001 00000000 00000000 00010000", "bad-container" },
    { "INI-07/cut", "moov/trak", "edts", "00000014 {elst} 00000000 00000001 00000000",
      "bad-container" },
    { "INI-07/cut-in-version-1", "moov/trak", "edts", "00000014 {elst} 01000000 00000001 00000000",
      "bad-container" },
    { "INI-07/with-more", "moov/trak", "edts",
      "00000020 {elst} 00000000 00000001 00000000 00000000 00010000 00000000", "bad-container" },
    { "INI-07/of-no-list", "moov/trak", "edts", "", "bad-container" },
    { "INI-07/of-another-box", "moov/trak", "edts", "00000008 {free}", "bad-container" },
    { "INI-07/of-two-lists", "moov/trak", "edts", "00000008 {elst} 00000008 {elst}",
      "bad-container" },
};

/* A box behind the last in @path; of stsd/avc1, which is no plain container, at its end. */
static void
append(GByteArray *moov, const char *path, GBytes *box)
{
    bool entry = g_str_has_suffix(path, "/avc1");
    g_autofree char *outer = entry ? g_path_get_dirname(path) : g_strdup(path);
    size_t at = world_find(moov, outer), end = at + rig_get_u32(moov->data + at);

    if (entry) {
        uint8_t *avc1 = moov->data + at + AVC1;

        twist_put_u32(avc1, rig_get_u32(avc1) + (uint32_t)g_bytes_get_size(box));
    }
    twist_insert(moov, outer, end, g_bytes_get_data(box, NULL), g_bytes_get_size(box));
}

static void
test_box(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_autoptr(GByteArray) moov = world_copy(world->moov);
    g_autoptr(GBytes) content = twist_item(boxes[i].content);
    g_autoptr(GBytes) box = rig_box_new(boxes[i].type, content);

    append(moov, boxes[i].path, box);
    twist_assert_moov(world, moov, boxes[i].reason);
}

/* INI-05: each box of the tree a second time; BOX-18: and each of them away. */
static const char *const tree[] = {
    "moov/mvhd",
    "moov/trak",
    "moov/mvex",
    "moov/trak/tkhd",
    MDIA,
    MDIA "/mdhd",
    MDIA "/hdlr",
    MDIA "/minf",
    MDIA "/minf/vmhd",
    MDIA "/minf/dinf",
    STBL,
    STSD,
    STBL "/stts",
    STBL "/stsc",
    STBL "/stsz",
    STBL "/stco",
    "moov/mvex/trex",
};

static void
test_twice(World *world, gconstpointer path)
{
    g_autoptr(GByteArray) moov = world_copy(world->moov);
    size_t at = world_find(moov, path);
    g_autoptr(GBytes) box = g_bytes_new(moov->data + at, rig_get_u32(moov->data + at));
    g_autofree char *parent = g_path_get_dirname(path);

    append(moov, parent, box);
    twist_assert_moov(world, moov, "bad-container");
}

static void
test_away(World *world, gconstpointer path)
{
    g_autoptr(GByteArray) moov = world_copy(world->moov);
    size_t at = world_find(moov, path);
    uint32_t len = rig_get_u32(moov->data + at);
    g_autofree char *parent = g_path_get_dirname(path);

    twist_grow(moov, parent, -len);
    g_byte_array_remove_range(moov, (guint)at, len);
    twist_assert_moov(world, moov, "bad-container");
}

/* BOX-05, BOX-06, BOX-07: no size but the right one. */
static void
test_sizes(World *world, gconstpointer data)
{
    const char *path = data;
    static const uint32_t values[] = { 0, 1, 7, 0x7fffffff, 0xffffffff };

    for (size_t i = 0; i < G_N_ELEMENTS(values) + 2; i++) {
        g_autoptr(GByteArray) moov = world_copy(world->moov);
        uint8_t *box = moov->data + world_find(moov, path);
        uint32_t off = i == G_N_ELEMENTS(values) ? 1 : (uint32_t)-1;
        g_autoptr(GBytes) bytes = NULL;
        g_autoptr(RigSession) session = NULL;
        ProvVerdict verdict;

        twist_put_u32(box, i < G_N_ELEMENTS(values) ? values[i] : rig_get_u32(box) + off);
        bytes = g_bytes_new(moov->data, moov->len);
        session = rig_session_new(world->front, bytes, WORLD_NOW_US, NULL);
        verdict = prov_gate_submit_init(world->gate, session->init, &world->now);
        g_test_message("%s: size %u: %s", path, rig_get_u32(box), prov_reason_name(verdict.reason));
        g_assert_true(verdict.reason == PROV_REASON_BAD_CONTAINER
                      || verdict.reason == PROV_REASON_CODEC_CONFIG);
    }
}

/* BOX-07: what is read of a box must be there: every shorter one is refused. */
static const struct {
    const char *path;
    size_t needed; /* bytes of content */
} contents[] = {
    { "moov/trak/tkhd", 16 }, { MDIA "/mdhd", 16 },
    { MDIA "/hdlr", 12 },     { STSD, 0 },
    { MDIA "/minf/dinf", 0 }, { STBL "/stts", 8 },
    { STBL "/stsc", 8 },      { STBL "/stsz", 12 },
    { STBL "/stco", 8 },      { "moov/mvex", 0 },
    { "moov/mvex/trex", 24 }, { MDIA "/minf/dinf/dref", 0 },
};

static void
test_cut(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    size_t box = 0, needed = contents[i].needed;
    g_autoptr(GByteArray) whole = world_copy(world->moov);

    box = world_find(whole, contents[i].path);
    if (needed == 0)
        needed = rig_get_u32(whole->data + box) - 8;
    for (size_t len = 0; len < needed; len++) {
        g_autoptr(GByteArray) moov = world_copy(world->moov);
        g_autoptr(GBytes) bytes = NULL;
        g_autoptr(RigSession) session = NULL;
        ProvVerdict verdict;

        twist_cut(moov, contents[i].path, len);
        bytes = g_bytes_new(moov->data, moov->len);
        session = rig_session_new(world->front, bytes, WORLD_NOW_US, NULL);
        verdict = prov_gate_submit_init(world->gate, session->init, &world->now);
        g_assert_true(verdict.reason == PROV_REASON_BAD_CONTAINER
                      || verdict.reason == PROV_REASON_CODEC_CONFIG);
    }
}

/* Headers of version 1, whose times have eight bytes. */
static void
test_version_1(World *world, gconstpointer path)
{
    g_autoptr(GByteArray) moov = world_copy(world->moov);
    size_t box = world_find(moov, path);
    static const uint8_t zeros[8];

    moov->data[box + 8] = 1;
    twist_insert(moov, path, box + 12, zeros, sizeof zeros);
    twist_assert_moov(world, moov, "none");
    for (size_t len = 4; len < 24; len++) {
        g_autoptr(GByteArray) cut = world_copy(world->moov);

        cut->data[world_find(cut, path) + 8] = 1;
        twist_cut(cut, path, len);
        twist_assert_moov(world, cut, "bad-container");
    }
}

/* BOX-10: 10,000 boxes in each other, below @path. */
static void
test_depth(World *world, gconstpointer path)
{
    g_autoptr(GByteArray) moov = world_copy(world->moov);
    g_autoptr(GByteArray) bomb = g_byte_array_new();
    g_autoptr(GBytes) box = NULL;

    for (uint32_t i = 10000; i > 0; i--) {
        rig_put_u32(bomb, 8 * i);
        rig_put_data(bomb, i % 2 == 0 ? "trak" : "moov", 4);
    }
    box = g_bytes_new(bomb->data, bomb->len);
    append(moov, path, box);
    twist_assert_moov(world, moov, "bad-container");
}

#define add_all(list, prefix, function)                                                            \
    for (size_t i = 0; i < G_N_ELEMENTS(list); i++) {                                              \
        g_autofree char *name = g_strconcat("/moov/" prefix, list[i], NULL);                       \
                                                                                                   \
        TWIST_TEST(name, list[i], function);                                                       \
    }

int
main(int argc, char **argv)
{
    static const char *const deep[] = { "moov", "moov/trak", MDIA, "moov/mvex" };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(overs); i++) {
        g_autofree char *path = g_strconcat("/moov/", overs[i].id, NULL);

        TWIST_TEST(path, GSIZE_TO_POINTER(i), test_over);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++) {
        g_autofree char *path = g_strconcat("/moov/", boxes[i].id, NULL);

        TWIST_TEST(path, GSIZE_TO_POINTER(i), test_box);
    }
    add_all(tree, "INI-05/twice/", test_twice);
    add_all(tree, "INI-05/away/", test_away);
    add_all(tree, "BOX-05/BOX-06/BOX-07/size-of/", test_sizes);
    for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
        g_autofree char *path = g_strconcat("/moov/BOX-07/cut/", contents[i].path, NULL);

        TWIST_TEST(path, GSIZE_TO_POINTER(i), test_cut);
    }
    TWIST_TEST("/moov/INI-05/tkhd-of-version-1-is-fine", "moov/trak/tkhd", test_version_1);
    TWIST_TEST("/moov/INI-05/mdhd-of-version-1-is-fine", "moov/trak/mdia/mdhd", test_version_1);
    add_all(deep, "BOX-10/depth-10000-in/", test_depth);
    return g_test_run();
}
