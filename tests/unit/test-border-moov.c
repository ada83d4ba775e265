/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The moov's reader by itself (ISO/IEC 14496-12, 8.2 to 8.8): one edit of a plain moov each, the
 * sizes around it mended, so that only the rule under test can refuse it.
 */
#include "client/provenance/prov-track.h"
#include "tests/unit/edit.h"

#define END EDIT_END

typedef struct {
    const char *name;
    Edit edit;
    const char *reason; /* NULL: it is read */
} Case;

#define MDIA "moov/trak/mdia"
#define MINF "moov/trak/mdia/minf"
#define STBL "moov/trak/mdia/minf/stbl"
#define FREE "0000000866726565"
#define BAD  "bad-container"

/* edts with an elst: one entry of version 0, its fields in hex. */
#define EDIT(elst_size, edts_size, payload) edts_size "65647473" elst_size "656c7374" payload
#define EDIT_0(payload)                     EDIT("0000001c", "00000024", payload)

static const Case cases[] = {
    { "plain", { "moov", END, 0, "" }, NULL },
    { "unknown-box", { "moov", END, 0, FREE }, BAD },
    { "unknown-box-in-trak", { "moov/trak", END, 0, FREE }, BAD },
    { "unknown-box-in-mdia", { MDIA, END, 0, FREE }, BAD },
    { "unknown-box-in-minf", { MINF, END, 0, FREE }, BAD },
    { "unknown-box-in-stbl", { STBL, END, 0, FREE }, BAD },
    { "unknown-box-in-mvex", { "moov/mvex", END, 0, FREE }, BAD },
    { "byte-behind", { "moov", END, 0, "00" }, BAD },
    { "half-a-box", { "moov", END, 0, "00000010" }, BAD },
    { "box-past-the-end", { "moov", END, 0, "0000000975647461" }, BAD },
    { "no-mvhd", { "moov", 8, 108, "" }, BAD },
    { "mvhd-twice", { "moov", END, 0, "000000086d766864" }, BAD },
    { "mehd-is-fine", { "moov/mvex", END, 0, "000000086d656864" }, NULL },
    { "no-trex", { "moov/mvex", 8, 32, "" }, BAD },
    /* udta: nothing, or a meta of hdlr and maybe ilst */
    { "udta-empty", { "moov", END, 0, "0000000875647461" }, NULL },
    { "udta-of-a-free-box", { "moov", END, 0, "0000001075647461" FREE }, BAD },
    { "udta-meta",
      { "moov", END, 0, "0000001c75647461000000146d657461000000000000000868646c72" },
      NULL },
    { "udta-meta-ilst",
      { "moov", END, 0,
        "00000024756474610000001c6d657461000000000000000868646c7200000008696c7374" },
      NULL },
    { "udta-meta-without-hdlr",
      { "moov", END, 0, "0000001c75647461000000146d6574610000000000000008696c7374" },
      BAD },
    { "udta-meta-of-a-free-box",
      { "moov", END, 0,
        "0000001c75647461000000146d6574610000000000000008"
        "66726565" },
      BAD },
    { "udta-by-another-name",
      { "moov", END, 0, "0000001c75647461000000146d657462000000000000000868646c72" },
      BAD },
    { "udta-meta-cut",
      { "moov", END, 0,
        "0000001375647461"
        "0000000b6d657461000000" },
      BAD },
    { "udta-of-two",
      { "moov", END, 0, "0000002475647461000000146d657461000000000000000868646c72" FREE },
      BAD },
    /* tkhd */
    { "tkhd-version-2", { "moov/trak/tkhd", 8, 1, "02" }, BAD },
    { "tkhd-of-64-bits",
      { "moov/trak/tkhd", 8, 12, "0100000300000000000000000000000000000000" },
      NULL },
    { "tkhd-of-64-bits-cut",
      { "moov/trak/tkhd", 8, 84, "0100000300000000000000000000000000000000" },
      BAD },
    { "tkhd-cut-in-its-times", { "moov/trak/tkhd", 19, 73, "" }, BAD },
    { "tkhd-cut-in-its-id", { "moov/trak/tkhd", 23, 69, "" }, BAD },
    { "tkhd-empty", { "moov/trak/tkhd", 8, 84, "" }, BAD },
    { "track-0", { "moov/trak/tkhd", 20, 4, "00000000" }, BAD },
    { "track-2-whose-trex-is-of-1", { "moov/trak/tkhd", 20, 4, "00000002" }, BAD },
    /* mdhd */
    { "mdhd-version-2", { MDIA "/mdhd", 8, 1, "02" }, BAD },
    { "mdhd-of-64-bits",
      { MDIA "/mdhd", 8, 12, "0100000000000000000000000000000000000000" },
      NULL },
    { "mdhd-empty", { MDIA "/mdhd", 8, 24, "" }, BAD },
    { "mdhd-cut-in-its-times", { MDIA "/mdhd", 19, 13, "" }, BAD },
    { "mdhd-cut-in-its-timescale", { MDIA "/mdhd", 23, 9, "" }, BAD },
    { "timescale-0", { MDIA "/mdhd", 20, 4, "00000000" }, BAD },
    { "timescale-1", { MDIA "/mdhd", 20, 4, "00000001" }, NULL },
    { "timescale-of-ten-million", { MDIA "/mdhd", 20, 4, "00989680" }, NULL },
    { "timescale-beyond", { MDIA "/mdhd", 20, 4, "00989681" }, BAD },
    /* hdlr */
    { "sound", { MDIA "/hdlr", 16, 4, "736f756e" }, BAD },
    { "hdlr-empty", { MDIA "/hdlr", 8, 30, "" }, BAD },
    { "hdlr-cut", { MDIA "/hdlr", 15, 23, "" }, BAD },
    { "hdlr-cut-in-its-kind", { MDIA "/hdlr", 19, 19, "" }, BAD },
    /* dinf: dref with one url, in this file */
    { "dinf-of-a-free-box", { MINF "/dinf", 8, 28, FREE }, "codec-config" },
    { "dref-by-another-name", { MINF "/dinf/dref", 7, 1, "67" }, "codec-config" },
    { "dinf-goes-on", { MINF "/dinf", END, 0, FREE }, "codec-config" },
    { "dinf-empty", { MINF "/dinf", 8, 28, "" }, "codec-config" },
    { "dref-empty", { MINF "/dinf/dref", 8, 20, "" }, "codec-config" },
    { "dref-cut-in-its-count", { MINF "/dinf/dref", 12, 16, "000001" }, "codec-config" },
    { "dref-of-two", { MINF "/dinf/dref", 12, 4, "00000002" }, "codec-config" },
    { "dref-of-none", { MINF "/dinf/dref", 12, 4, "00000000" }, "codec-config" },
    { "dref-goes-on", { MINF "/dinf/dref", END, 0, FREE }, "codec-config" },
    { "dref-without-entry", { MINF "/dinf/dref", 16, 12, "" }, "codec-config" },
    { "dref-by-name", { MINF "/dinf/dref", 20, 4, "75726e20" }, "codec-config" },
    { "dref-elsewhere", { MINF "/dinf/dref", 27, 1, "00" }, "codec-config" },
    { "dref-with-more-flags", { MINF "/dinf/dref", 27, 1, "03" }, "codec-config" },
    { "dref-with-a-location",
      { MINF "/dinf/dref", 16, 12, "0000000d75726c200000000100" },
      "codec-config" },
    { "dref-entry-cut", { MINF "/dinf/dref", 16, 12, "0000000b75726c20000000" }, "codec-config" },
    /* tables that must be empty */
    { "stts-version", { STBL "/stts", 8, 1, "01" }, BAD },
    { "stts-of-one", { STBL "/stts", 12, 4, "00000001" }, BAD },
    { "stts-goes-on", { STBL "/stts", END, 0, "00" }, BAD },
    { "stts-empty", { STBL "/stts", 8, 8, "" }, BAD },
    { "stts-cut", { STBL "/stts", 12, 4, "000000" }, BAD },
    { "stsc-of-one", { STBL "/stsc", 12, 4, "00000001" }, BAD },
    { "stco-of-one", { STBL "/stco", 12, 4, "00000001" }, BAD },
    { "stsz-of-a-size", { STBL "/stsz", 12, 4, "00000001" }, BAD },
    { "stsz-of-one", { STBL "/stsz", 16, 4, "00000001" }, BAD },
    { "stsz-cut", { STBL "/stsz", 16, 4, "" }, BAD },
    { "stsz-goes-on", { STBL "/stsz", END, 0, "00" }, BAD },
    { "no-stco", { STBL, END - 16, 16, "" }, BAD },
    /* stsd: one avc1 */
    { "stsd-empty", { STBL "/stsd", 8, END, "" }, BAD },
    { "stsd-of-none", { STBL "/stsd", 12, 4, "00000000" }, BAD },
    { "stsd-of-two", { STBL "/stsd", 12, 4, "00000002" }, BAD },
    { "stsd-goes-on", { STBL "/stsd", END, 0, FREE }, BAD },
    { "stsd-without-entry", { STBL "/stsd", 16, END, "" }, BAD },
    { "hvc1", { STBL "/stsd", 20, 4, "68766331" }, "codec-config" },
    { "avc3", { STBL "/stsd", 20, 4, "61766333" }, "codec-config" },
    { "entry-too-short",
      { STBL "/stsd", 16, END,
        "00000018617663310000000000000001"
        "0000000000000000" },
      BAD },
    { "entry-without-avcc", { STBL "/stsd", 16 + 86 + 4, 4, "68766343" }, BAD },
    { "width-of-another-picture", { STBL "/stsd", 16 + 32, 2, "0050" }, "codec-config" },
    { "height-of-another-picture", { STBL "/stsd", 16 + 34, 2, "0040" }, "codec-config" },
    /* trex */
    { "trex-empty", { "moov/mvex/trex", 8, 24, "" }, BAD },
    { "trex-goes-on", { "moov/mvex/trex", END, 0, "00" }, BAD },
    { "trex-cut-in-its-id", { "moov/mvex/trex", 12, 20, "000000" }, BAD },
    { "trex-cut-in-its-description", { "moov/mvex/trex", 16, 16, "" }, BAD },
    { "trex-cut-in-its-duration", { "moov/mvex/trex", 20, 12, "" }, BAD },
    { "trex-cut-in-its-size", { "moov/mvex/trex", 24, 8, "" }, BAD },
    { "trex-cut-in-its-flags", { "moov/mvex/trex", 28, 4, "000000" }, BAD },
    { "trex-of-description-2", { "moov/mvex/trex", 16, 4, "00000002" }, BAD },
    /* edts: at most two seconds of composition shift taken away */
    { "edit-plain",
      { "moov/trak", END, 0,
        EDIT_0("00000000000000010000000000000000"
               "00010000") },
      NULL },
    { "edit-of-two-seconds",
      { "moov/trak", END, 0,
        EDIT_0("0000000000000001000000000002bf20"
               "00010000") },
      NULL },
    { "edit-of-more",
      { "moov/trak", END, 0,
        EDIT_0("0000000000000001000000000002bf21"
               "00010000") },
      BAD },
    { "edit-empty",
      { "moov/trak", END, 0,
        EDIT_0("000000000000000100000000ffffffff"
               "00010000") },
      BAD },
    { "edit-of-a-part",
      { "moov/trak", END, 0,
        EDIT_0("00000000000000010000000100000000"
               "00010000") },
      BAD },
    { "edit-twice-as-fast",
      { "moov/trak", END, 0,
        EDIT_0("00000000000000010000000000000000"
               "00020000") },
      BAD },
    { "edit-version-2",
      { "moov/trak", END, 0,
        EDIT_0("02000000000000010000000000000000"
               "00010000") },
      BAD },
    { "edits-none",
      { "moov/trak", END, 0,
        EDIT_0("00000000000000000000000000000000"
               "00010000") },
      BAD },
    { "edits-two",
      { "moov/trak", END, 0,
        EDIT_0("00000000000000020000000000000000"
               "00010000") },
      BAD },
    { "edit-of-64-bits",
      { "moov/trak", END, 0,
        EDIT("00000024",
             "0000002c",
             "01000000000000010000000000000000000000000002bf20"
             "00010000") },
      NULL },
    { "edit-of-64-bits-of-more",
      { "moov/trak", END, 0,
        EDIT("00000024",
             "0000002c",
             "01000000000000010000000000000000000000000002bf21"
             "00010000") },
      BAD },
    { "edit-of-64-bits-cut",
      { "moov/trak", END, 0, EDIT("00000017", "0000001f", "010000000000000100000000000000") },
      BAD },
    { "edit-of-64-bits-cut-later",
      { "moov/trak", END, 0,
        EDIT("0000001f", "00000027", "0100000000000001000000000000000000000000000000") },
      BAD },
    { "edit-cut-in-its-count",
      { "moov/trak", END, 0, EDIT("0000000f", "00000017", "00000000000000") },
      BAD },
    { "edit-cut-in-its-duration",
      { "moov/trak", END, 0, EDIT("00000013", "0000001b", "0000000000000001000000") },
      BAD },
    { "edit-cut-in-its-time",
      { "moov/trak", END, 0, EDIT("00000017", "0000001f", "000000000000000100000000000000") },
      BAD },
    { "edit-cut-in-its-rate",
      { "moov/trak", END, 0,
        EDIT("0000001b", "00000023", "00000000000000010000000000000000000100") },
      BAD },
    { "edit-goes-on",
      { "moov/trak", END, 0,
        EDIT("0000001d",
             "00000025",
             "0000000000000001000000000000000000010000"
             "00") },
      BAD },
    { "edit-by-another-name",
      { "moov/trak", END, 0,
        "0000002465647473"
        "0000001c656c7375"
        "00000000000000010000000000000000"
        "00010000" },
      BAD },
    { "edit-of-no-bytes", { "moov/trak", END, 0, EDIT("00000008", "00000010", "") }, BAD },
    { "edts-empty", { "moov/trak", END, 0, "0000000865647473" }, BAD },
    { "edts-of-a-free-box", { "moov/trak", END, 0, "0000001065647473" FREE }, BAD },
    { "edts-goes-on",
      { "moov/trak", END, 0,
        EDIT("0000001c", "0000002c", "0000000000000001000000000000000000010000" FREE) },
      BAD },
};

static GBytes *
make_plain(void)
{
    g_autoptr(GBytes) avcc = rig_sample_avcc(WORLD_WIDTH, WORLD_HEIGHT);
    const RigTrack track = {
        .width = WORLD_WIDTH, .height = WORLD_HEIGHT, .timescale = WORLD_SCALE, .avcc = avcc
    };

    return rig_mp4_moov(&track);
}

static bool
read_moov(const uint8_t *data, size_t len, ProvTrackConfig *out, ProvVerdict *verdict)
{
    ProvReader file = { data, len }, rest = file;
    ProvBox moov;

    g_assert_true(prov_bmff_next(&rest, &moov));
    g_assert_cmpuint(rest.len, ==, 0);
    return prov_track_read(file, &moov, PROV_MEDIA_VIDEO, out, verdict);
}

static void
test_moov(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GBytes) plain = make_plain();
    g_autoptr(GByteArray) moov = edit_box(plain, &c->edit);
    g_autofree uint8_t *exact = g_memdup2(moov->data, moov->len);
    ProvVerdict verdict = { 0 };
    ProvTrackConfig track = { 0 };
    bool good = read_moov(exact, moov->len, &track, &verdict);

    world_assert_reason(verdict, c->reason != NULL ? c->reason : "unchecked");
    g_assert_true(good == (c->reason == NULL));
    g_assert_true(good == (track.track.id != 0)); /* nothing is handed out of a refused one */
}

static void
test_fields(void)
{
    static const Edit defaults = { "moov/mvex/trex", 20, 12, "000000280000000601010000" };
    g_autoptr(GBytes) plain = make_plain();
    g_autoptr(GByteArray) moov = edit_box(plain, &defaults);
    g_autoptr(GBytes) avcc = rig_sample_avcc(WORLD_WIDTH, WORLD_HEIGHT);
    ProvVerdict verdict = { 0 };
    ProvTrackConfig track;

    g_assert_true(read_moov(moov->data, moov->len, &track, &verdict));
    g_assert_cmpuint(track.track.id, ==, RIG_TRACK_ID);
    g_assert_cmpuint(track.track.timescale, ==, WORLD_SCALE);
    g_assert_cmpuint(track.track.width, ==, WORLD_WIDTH);
    g_assert_cmpuint(track.track.height, ==, WORLD_HEIGHT);
    g_assert_cmpuint(track.default_duration, ==, 0x28);
    g_assert_cmpuint(track.default_size, ==, 6);
    g_assert_cmpuint(track.default_flags, ==, 0x01010000);
    g_assert_cmpmem(moov->data + track.track.config_offset, track.track.config_len,
                    g_bytes_get_data(avcc, NULL), g_bytes_get_size(avcc));
}

/* Track 0 is none, though everything agrees on it. */
static void
test_track_0(void)
{
    static const Edit tkhd = { "moov/trak/tkhd", 20, 4, "00000000" };
    static const Edit trex = { "moov/mvex/trex", 12, 4, "00000000" };
    g_autoptr(GBytes) plain = make_plain();
    g_autoptr(GByteArray) first = edit_box(plain, &tkhd);
    g_autoptr(GBytes) half = g_bytes_new(first->data, first->len);
    g_autoptr(GByteArray) moov = edit_box(half, &trex);
    ProvVerdict verdict = { 0 };
    ProvTrackConfig track;

    g_assert_false(read_moov(moov->data, moov->len, &track, &verdict));
    g_assert_cmpstr(verdict.detail, ==, "the track header can't be read");
}

/* With times of 64 bits the fields behind them are the same. */
static void
test_64_bits(void)
{
    static const char times[] = "0100000000000000000000000000000000000000";
    static const Edit tkhd = { "moov/trak/tkhd", 8, 12, times };
    static const Edit mdhd = { MDIA "/mdhd", 8, 12, times };
    const Edit *const edits[] = { &tkhd, &mdhd };

    for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
        g_autoptr(GBytes) plain = make_plain();
        g_autoptr(GByteArray) moov = edit_box(plain, edits[i]);
        ProvVerdict verdict = { 0 };
        ProvTrackConfig track;

        g_assert_true(read_moov(moov->data, moov->len, &track, &verdict));
        g_assert_cmpuint(track.track.id, ==, RIG_TRACK_ID);
        g_assert_cmpuint(track.track.timescale, ==, WORLD_SCALE);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/border/moov/", cases[i].name, NULL);

        g_test_add_data_func(path, &cases[i], test_moov);
    }
    g_test_add_func("/border/moov/fields", test_fields);
    g_test_add_func("/border/moov/track-0-throughout", test_track_0);
    g_test_add_func("/border/moov/64-bits", test_64_bits);
    return g_test_run();
}
