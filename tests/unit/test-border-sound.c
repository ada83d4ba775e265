/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sound at its borders: the moov of a track of sound (ISO/IEC 14496-12, 8.4 and 12.2), its
 * descriptors (ISO/IEC 14496-1, 8.3.3), its AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1), and the
 * frames of a unit.
 */
#include "client/provenance/prov-aac.h"
#include "client/provenance/prov-samples.h"
#include "tests/unit/edit.h"
#include "tests/unit/sound.h"

#include <string.h>

#define MDIA  "moov/trak/mdia"
#define MINF  "moov/trak/mdia/minf"
#define STSD  "moov/trak/mdia/minf/stbl/stsd"
#define FREE  "0000000866726565"
#define BAD   "bad-container"
#define CODEC "codec-config"

/* Offsets in an stsd: its one entry, and that entry's fields. */
#define ENTRY    16
#define RESERVED (ENTRY + 16)
#define CHANNELS (ENTRY + 24)
#define RATE     (ENTRY + 32)

#define FIELDS     "000000000000000100000000000000000001001000000000bb800000"
#define FIELDS_CUT "000000000000000100000000000000000001001000000000bb8000"
#define ESDS       "000000276573647300000000031900000004114015000000000000000000000005021188060102"

typedef struct {
    const char *name;
    Edit edit;
    const char *reason; /* NULL: it is read */
} Moov;

static const Moov moovs[] = {
    { "plain", { "moov", EDIT_END, 0, "" }, NULL },
    { "INI-06/handler-of-video", { MDIA "/hdlr", 16, 4, "76696465" }, BAD },
    { "INI-06/header-of-video", { MINF "/smhd", 4, 1, "76" }, BAD },
    { "INI-06/entry-of-video", { STSD, ENTRY + 4, 4, "61766331" }, CODEC },
    { "no-header", { MINF, 8, 16, "" }, BAD },
    { "opus", { STSD, ENTRY + 4, 4, "4f707573" }, CODEC },
    { "encrypted", { STSD, ENTRY + 4, 4, "656e6361" }, CODEC },
    { "two-entries", { STSD, 12, 4, "00000002" }, BAD },
    { "box-behind-the-entry", { STSD, EDIT_END, 0, FREE }, BAD },
    { "entry-as-it-is", { STSD, ENTRY, 75, "0000004b6d703461" FIELDS ESDS }, NULL },
    { "entry-with-bit-rates",
      { STSD, ENTRY, 75, "000000536d703461" FIELDS ESDS "0000000862747274" },
      NULL },
    { "entry-with-another-box", { STSD, ENTRY, 75, "000000536d703461" FIELDS ESDS FREE }, BAD },
    { "entry-with-no-box", { STSD, ENTRY, 75, "000000246d703461" FIELDS }, BAD },
    { "entry-cut", { STSD, ENTRY, 75, "000000236d703461" FIELDS_CUT }, BAD },
    { "entry-of-version-1", { STSD, RESERVED, 2, "0001" }, BAD },
    { "entry-with-reserved-bytes", { STSD, RESERVED + 7, 1, "01" }, BAD },
    { "two-channels-for-one", { STSD, CHANNELS, 2, "0002" }, CODEC },
    { "eight-bits", { STSD, CHANNELS + 2, 2, "0008" }, CODEC },
    { "rate-is-another", { STSD, RATE, 4, "ac440000" }, CODEC },
    { "rate-with-a-fraction", { STSD, RATE + 3, 1, "01" }, CODEC },
    { "timescale-is-another", { MDIA "/mdhd", 20, 4, "00015f90" }, CODEC },
    { "timescale-0", { MDIA "/mdhd", 20, 4, "00000000" }, BAD },
    { "descriptors-of-video", { STSD, ENTRY + 36 + 19, 1, "20" }, CODEC },
};

static bool
read_moov(GByteArray *moov, ProvMedia media, ProvTrackConfig *out, ProvVerdict *verdict)
{
    ProvReader file = { moov->data, moov->len }, rest = file;
    ProvBox box;

    g_assert_true(prov_bmff_next(&rest, &box) && rest.len == 0);
    return prov_track_read(file, &box, media, out, verdict);
}

static void
test_moov(gconstpointer data)
{
    const Moov *c = data;
    g_autoptr(GBytes) plain = sound_moov();
    g_autoptr(GByteArray) moov = edit_box(plain, &c->edit);
    ProvVerdict verdict = { 0 };
    ProvTrackConfig track = { 0 };
    bool good = read_moov(moov, PROV_MEDIA_SOUND, &track, &verdict);

    world_assert_reason(verdict, c->reason != NULL ? c->reason : "unchecked");
    g_assert_true(good == (c->reason == NULL));
    g_assert_true(good == (track.track.id != 0));
    if (good) {
        g_assert_true(track.track.codec == PROV_CODEC_AAC && track.track.rate == SOUND_RATE);
        g_assert_cmpuint(track.track.channels, ==, 1);
        g_assert_cmpmem(moov->data + track.track.config_offset, track.track.config_len, "\x11\x88",
                        2);
    }
}

/* Each kind of track before each kind of gate. */
static void
test_kinds(void)
{
    g_autoptr(GBytes) sound = sound_moov();
    g_autoptr(GBytes) avcc = rig_sample_avcc(WORLD_WIDTH, WORLD_HEIGHT);
    const RigTrack picture = {
        .width = WORLD_WIDTH, .height = WORLD_HEIGHT, .timescale = WORLD_SCALE, .avcc = avcc
    };
    g_autoptr(GBytes) video = rig_mp4_moov(&picture);
    const struct {
        GBytes *moov;
        ProvMedia media;
        const char *reason;
    } rows[] = {
        { video, PROV_MEDIA_VIDEO, "unchecked" },
        { sound, PROV_MEDIA_SOUND, "unchecked" },
        { video, PROV_MEDIA_SOUND, BAD },
        { sound, PROV_MEDIA_VIDEO, BAD },
        { video, PROV_MEDIA_NONE, "internal" },
        { sound, PROV_MEDIA_NONE, "internal" },
        { video, (ProvMedia)(PROV_MEDIA_SOUND + 1), "internal" },
        { sound, (ProvMedia)-1, "internal" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) moov = world_copy(rows[i].moov);
        ProvVerdict verdict = { 0 };
        ProvTrackConfig track;

        g_assert_true(read_moov(moov, rows[i].media, &track, &verdict)
                      == g_str_equal(rows[i].reason, "unchecked"));
        world_assert_reason(verdict, rows[i].reason);
    }
}

typedef struct {
    const char *name;
    const char *esds; /* payload, hex */
    uint32_t rate;    /* 0: refused */
    unsigned channels;
} Descriptors;

#define HEAD    "00000000"
#define DECODER "40150000000000000000000000"
#define ES      "000000"
/* With lengths of one byte, and an AudioSpecificConfig of two. */
#define CONFIG(asc) HEAD "0319" ES "0411" DECODER "0502" asc "060102"

static const Descriptors descriptors[] = {
    { "plain", CONFIG("1188"), 48000, 1 },
    { "two-channels", CONFIG("1190"), 48000, 2 },
    { "no-channels-said", CONFIG("1180"), 0, 0 },
    { "three-channels", CONFIG("1198"), 0, 0 },
    { "44100", CONFIG("1208"), 44100, 1 },
    { "32000", CONFIG("1288"), 32000, 1 },
    { "24000", CONFIG("1308"), 24000, 1 },
    { "22050", CONFIG("1388"), 22050, 1 },
    { "16000", CONFIG("1408"), 16000, 1 },
    { "12000", CONFIG("1488"), 12000, 1 },
    { "11025", CONFIG("1508"), 11025, 1 },
    { "8000", CONFIG("1588"), 8000, 1 },
    { "7350", CONFIG("1608"), 0, 0 },
    { "64000", CONFIG("1108"), 0, 0 },
    { "96000", CONFIG("1008"), 0, 0 },
    { "rate-reserved", CONFIG("1688"), 0, 0 },
    { "rate-written-out", CONFIG("1788"), 0, 0 },
    { "aac-main", CONFIG("0988"), 0, 0 },
    { "he-aac", CONFIG("2988"), 0, 0 },
    { "object-0", CONFIG("0188"), 0, 0 },
    { "object-of-more-bits", CONFIG("f988"), 0, 0 },
    { "frames-of-960", CONFIG("118c"), 0, 0 },
    { "core-coder", CONFIG("118a"), 0, 0 },
    { "extension", CONFIG("1189"), 0, 0 },
    { "config-of-one-byte", HEAD "0318" ES "0410" DECODER "050111060102", 0, 0 },
    { "config-of-three", HEAD "031a" ES "0412" DECODER "0503118800060102", 0, 0 },
    { "no-sbr-written-out", HEAD "031c" ES "0414" DECODER "0505118856e500060102", 48000, 1 },
    { "sbr-written-out", HEAD "031c" ES "0414" DECODER "0505118856e580060102", 0, 0 },
    { "config-empty", HEAD "0317" ES "040f" DECODER "0500060102", 0, 0 },
    /* lengths of more bytes, as many writers have them */
    { "lengths-of-four-bytes",
      HEAD "0380808022" ES "0480808014" DECODER "05808080021188"
           "0680808001"
           "02",
      48000, 1 },
    { "lengths-of-five-bytes", HEAD "038080808019" ES "0411" DECODER "05021188060102", 0, 0 },
    { "length-never-ends", HEAD "03808080", 0, 0 },
    { "length-past-the-end", HEAD "031a" ES "0411" DECODER "05021188060102", 0, 0 },
    { "inner-length-past-the-end", HEAD "0319" ES "0415" DECODER "05021188060102", 0, 0 },
    /* head */
    { "empty", "", 0, 0 },
    { "head-cut", "000000", 0, 0 },
    { "version-1",
      "01000000"
      "0319" ES "0411" DECODER "05021188060102",
      0, 0 },
    { "flags-1",
      "00000001"
      "0319" ES "0411" DECODER "05021188060102",
      0, 0 },
    { "no-descriptor", HEAD, 0, 0 },
    { "another-tag", HEAD "0219" ES "0411" DECODER "05021188060102", 0, 0 },
    { "goes-on", CONFIG("1188") "00", 0, 0 },
    /* ES_Descriptor */
    { "es-empty", HEAD "0300", 0, 0 },
    { "es-cut-in-its-id", HEAD "030100", 0, 0 },
    { "es-cut-in-its-flags", HEAD "03020000", 0, 0 },
    { "es-priority-is-fine",
      HEAD "0319"
           "00001f"
           "0411" DECODER "05021188060102",
      48000, 1 },
    { "es-depends",
      HEAD "0319"
           "000080"
           "0411" DECODER "05021188060102",
      0, 0 },
    { "es-elsewhere",
      HEAD "0319"
           "000040"
           "0411" DECODER "05021188060102",
      0, 0 },
    { "es-by-a-clock",
      HEAD "0319"
           "000020"
           "0411" DECODER "05021188060102",
      0, 0 },
    { "es-goes-on",
      HEAD "031b" ES "0411" DECODER "05021188060102"
           "0000",
      0, 0 },
    { "es-without-decoder", HEAD "0306" ES "060102", 0, 0 },
    { "es-without-sl", HEAD "0316" ES "0411" DECODER "05021188", 0, 0 },
    /* SLConfigDescriptor */
    { "sl-of-another-kind", HEAD "0319" ES "0411" DECODER "05021188060101", 0, 0 },
    { "sl-empty", HEAD "0318" ES "0411" DECODER "050211880600", 0, 0 },
    { "sl-goes-on", HEAD "031a" ES "0411" DECODER "0502118806020200", 0, 0 },
    /* DecoderConfigDescriptor */
    { "decoder-empty", HEAD "0308" ES "0400060102", 0, 0 },
    { "decoder-of-mp3",
      HEAD "0319" ES "0411"
           "6b150000000000000000000000"
           "05021188060102",
      0, 0 },
    { "decoder-cut-in-its-kind", HEAD "0309" ES "040140060102", 0, 0 },
    { "stream-of-pictures",
      HEAD "0319" ES "0411"
           "40110000000000000000000000"
           "05021188060102",
      0, 0 },
    { "stream-upwards",
      HEAD "0319" ES "0411"
           "40170000000000000000000000"
           "05021188060102",
      0, 0 },
    { "decoder-cut-in-its-rates",
      HEAD "0314" ES "040c"
           "401500000000000000000000"
           "060102",
      0, 0 },
    { "decoder-without-config", HEAD "0315" ES "040d" DECODER "060102", 0, 0 },
    { "decoder-with-two-configs", HEAD "031d" ES "0415" DECODER "0502118805021188060102", 0, 0 },
};

static void
test_descriptors(gconstpointer data)
{
    const Descriptors *c = data;
    g_autoptr(GBytes) esds = rig_item_hex(c->esds);
    g_autofree uint8_t *exact = g_memdup2(g_bytes_get_data(esds, NULL), g_bytes_get_size(esds));
    ProvReader reader = { exact, g_bytes_get_size(esds) };
    ProvVerdict verdict = { 0 };
    ProvAac aac = { 0 };
    bool good = prov_aac_read_config(reader, &aac, &verdict);

    world_assert_reason(verdict, c->rate != 0 ? "unchecked" : CODEC);
    g_assert_true(good == (c->rate != 0));
    g_assert_cmpuint(aac.rate, ==, c->rate); /* nothing is handed out of a refused one */
    g_assert_cmpuint(aac.channels, ==, c->channels);
}

typedef struct {
    const char *name;
    uint32_t size; /* of each frame, bytes */
    uint32_t duration;
    int32_t cto;
    bool sync;
    unsigned channels;
    const char *reason; /* NULL: it is read */
} Frames;

static const Frames frames[] = {
    { "plain", 4, 1024, 0, true, 1, NULL },
    { "a-frame-shorter", 4, 1023, 0, true, 1, CODEC },
    { "a-frame-longer", 4, 1025, 0, true, 1, CODEC },
    { "shown-later", 4, 1024, 1, true, 1, BAD },
    { "depends-on-others", 4, 1024, 0, false, 1, BAD },
    { "largest", 768, 1024, 0, true, 1, NULL },
    { "beyond-the-largest", 769, 1024, 0, true, 1, "too-large" },
    { "largest-of-two-channels", 1536, 1024, 0, true, 2, NULL },
    { "beyond-the-largest-of-two", 1537, 1024, 0, true, 2, "too-large" },
};

/* The same for the first frame and for the last one. */
static void
test_frames(gconstpointer data)
{
    const Frames *c = data;
    const ProvTrackConfig track = { .track = { .id = RIG_TRACK_ID,
                                               .timescale = SOUND_RATE,
                                               .codec = PROV_CODEC_AAC,
                                               .rate = SOUND_RATE,
                                               .channels = c->channels } };
    g_autoptr(GBytes) silence = rig_sample_silence();
    g_autoptr(GBytes) odd = g_bytes_new_take(g_malloc0(c->size), c->size);

    for (size_t at = 0; at < 3; at++) {
        RigSample three[3];
        g_autoptr(GBytes) media = NULL;
        g_autofree ProvSegmentLayout *layout = g_new0(ProvSegmentLayout, 1);
        g_auto(ProvSamples) samples = { 0 };
        ProvVerdict verdict = { 0 };
        ProvReader file, rest;
        ProvBox boxes[3];
        bool good;

        for (size_t i = 0; i < G_N_ELEMENTS(three); i++)
            three[i] = (RigSample){ silence, SOUND_FRAME, 0, true };
        three[at] = (RigSample){ odd, c->duration, c->cto, c->sync };
        media = rig_mp4_segment(1, 0, three, G_N_ELEMENTS(three), 1);
        file = rest = prov_reader_from_bytes(media);
        for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++) { /* styp, moof, mdat */
            g_assert_true(prov_bmff_next(&rest, &boxes[i]));
            boxes[i].offset = (size_t)(boxes[i].whole.data - file.data);
        }
        layout->pairs[layout->n_pairs++] = (ProvPair){ &boxes[1], &boxes[2] };
        good = prov_samples_read(file, layout, &track, &samples, &verdict);
        g_assert_true(good == (c->reason == NULL));
        world_assert_reason(verdict, c->reason != NULL ? c->reason : "unchecked");
        g_assert_cmpuint(samples.n, ==, 3);
    }
}

/* 47 frames a second are fewer than 60 pictures, but it is not pictures that are counted. */
static void
test_many_frames(void)
{
    g_autoptr(GBytes) silence = rig_sample_silence();
    const RigSample frame = { silence, SOUND_FRAME, 0, true };
    const struct {
        size_t n;
        const char *reason;
    } rows[] = { { 1, "none" }, { 1000, "none" }, { 1001, "too-large" } };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        World world = { 0 };
        g_autoptr(RigSession) session = NULL;
        g_autoptr(GBytes) media = sound_media(1, &frame, rows[i].n);
        g_autoptr(GBytes) segment = NULL;

        world_set_up(&world, NULL);
        world_select(&world, sound_expect(&world, world.front));
        session = sound_session(world.front);
        segment = world_sign(&world, session, 1, media, NULL);
        world_assert_reason(world_submit(&world, session->init, segment), rows[i].reason);
        world_tear_down(&world, NULL);
    }
}

#define ADD(group, table, test)                                                                    \
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {                                             \
        g_autofree char *path = g_strconcat("/border/sound/" group, table[i].name, NULL);          \
                                                                                                   \
        g_test_add_data_func(path, &table[i], test);                                               \
    }

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("moov/", moovs, test_moov);
    ADD("descriptors/", descriptors, test_descriptors);
    ADD("frames/", frames, test_frames);
    g_test_add_func("/border/sound/INI-06/each-kind-before-each-gate", test_kinds);
    g_test_add_func("/border/sound/frames/many", test_many_frames);
    return g_test_run();
}
