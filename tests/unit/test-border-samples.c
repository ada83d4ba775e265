/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sample tables written out by hand (ISO/IEC 14496-12, 8.8): every field of a fragment at its
 * border. Samples of six bytes: a NAL unit of two, IDR slices first.
 */
#include "client/provenance/prov-samples.h"
#include "tests/rig/rig-box.h"
#include "tests/rig/rig-cbor.h"

#include <string.h>

#define PAIRS 2

/* One fragment. Boxes' payloads in hex, version and flags included; NULL: the plain one. In a trun
 * "O" stands for its data offset. */
typedef struct {
    const char *mfhd;
    const char *tfhd;
    const char *tfdt;
    const char *trun;
    const char *names;  /* of the boxes in their order; NULL: as they must be */
    const char *behind; /* a name of theirs: an empty box stands behind that one */
    guint n;            /* samples in the mdat; 0: two */
} Fragment;

typedef struct {
    const char *name;
    Fragment fragment[PAIRS];
    const char *samples; /* what is read: "dts+duration" each, "!" sync, "@cto"; NULL: refused */
    const char *reason;
    uint32_t timescale; /* 0: 1000 */
} Case;

#define TFHD    "00020000 00000001"
#define ROWS    "00000028 00000006 02000000  00000028 00000006 01010000"
#define IDR_ROW "00000028 00000006 02000000"
#define PLAIN   "100+40! 140+40"
#define BAD     NULL, "bad-container"

static const Case cases[] = {
    { "plain", { { 0 } }, PLAIN, NULL, 0 },
    /* boxes */
    { "mfhd-by-another-name", { { .names = "mfhX traf tfhd tfdt trun" } }, BAD, 0 },
    { "traf-by-another-name", { { .names = "mfhd traX tfhd tfdt trun" } }, BAD, 0 },
    { "tfhd-by-another-name", { { .names = "mfhd traf tfhX tfdt trun" } }, BAD, 0 },
    { "tfdt-by-another-name", { { .names = "mfhd traf tfhd tfdX trun" } }, BAD, 0 },
    { "trun-by-another-name", { { .names = "mfhd traf tfhd tfdt truX" } }, BAD, 0 },
    { "box-order", { { .names = "mfhd traf tfdt tfhd trun" } }, BAD, 0 },
    { "mfhd-shorter", { { .mfhd = "00000000 000001" } }, BAD, 0 },
    { "mfhd-longer", { { .mfhd = "00000000 00000001 00" } }, BAD, 0 },
    { "box-behind-mfhd", { { .behind = "mfhd" } }, BAD, 0 },
    { "box-behind-traf", { { .behind = "traf" } }, BAD, 0 },
    { "box-behind-trun", { { .behind = "trun" } }, BAD, 0 },
    /* tfhd */
    { "tfhd-version-1", { { .tfhd = "01020000 00000001" } }, BAD, 0 },
    { "tfhd-base-offset", { { .tfhd = "00020001 00000001 0000000000000000" } }, BAD, 0 },
    { "tfhd-base-offset-that-is-not-there", { { .tfhd = "00020001 00000001" } }, BAD, 0 },
    { "tfhd-duration-is-empty", { { .tfhd = "00030000 00000001" } }, BAD, 0 },
    { "tfhd-unknown-flag", { { .tfhd = "00020004 00000001" } }, BAD, 0 },
    { "tfhd-base-is-not-moof", { { .tfhd = "00000000 00000001" } }, BAD, 0 },
    { "tfhd-of-track-2", { { .tfhd = "00020000 00000002" } }, BAD, 0 },
    { "tfhd-of-track-0", { { .tfhd = "00020000 00000000" } }, BAD, 0 },
    { "tfhd-empty", { { .tfhd = "" } }, BAD, 0 },
    { "tfhd-cut-in-its-flags", { { .tfhd = "000200" } }, BAD, 0 },
    { "tfhd-cut-in-its-id", { { .tfhd = "00020000 000001" } }, BAD, 0 },
    { "tfhd-goes-on", { { .tfhd = TFHD "00" } }, BAD, 0 },
    { "tfhd-description-1", { { .tfhd = "00020002 00000001 00000001" } }, PLAIN, NULL, 0 },
    { "tfhd-description-2", { { .tfhd = "00020002 00000001 00000002" } }, BAD, 0 },
    { "tfhd-description-0", { { .tfhd = "00020002 00000001 00000000" } }, BAD, 0 },
    { "tfhd-description-cut", { { .tfhd = "00020002 00000001 000001" } }, BAD, 0 },
    { "tfhd-duration-cut", { { .tfhd = "00020008 00000001 000028" } }, BAD, 0 },
    { "tfhd-size-cut", { { .tfhd = "00020010 00000001 000006" } }, BAD, 0 },
    { "tfhd-flags-cut", { { .tfhd = "00020020 00000001 000000" } }, BAD, 0 },
    { "tfhd-defaults",
      { { .tfhd = "0002003a 00000001 00000001 0000001e 00000006 01010000",
          .trun = "00000005 00000002 O 02000000" } },
      "100+30! 130+30",
      NULL,
      0 },
    { "tfhd-default-duration",
      { { .tfhd = "00020008 00000001 0000001e", .trun = "00000605 00000002 O 02000000" } },
      BAD,
      0 },
    { "tfhd-default-size",
      { { .tfhd = "00020010 00000001 00000006", .trun = "00000005 00000002 O 02000000" } },
      PLAIN,
      NULL,
      0 },
    { "tfhd-default-flags",
      { { .tfhd = "00020020 00000001 02000000", .trun = "00000201 00000001 O 00000006", .n = 1 } },
      "100+40!",
      NULL,
      0 },
    /* what trex says holds where the fragment says nothing */
    { "trex-defaults",
      { { .trun = "00000205 00000002 O 02000000  00000006 00000006" } },
      PLAIN,
      NULL,
      0 },
    { "trex-flags", { { .trun = "00000201 00000001 O 00000006", .n = 1 } }, BAD, 0 },
    /* tfdt */
    { "tfdt-of-32-bits", { { .tfdt = "00000000 00000064" } }, PLAIN, NULL, 0 },
    { "tfdt-largest-of-32-bits",
      { { .tfdt = "00000000 ffffffff" } },
      "4294967295+40! 4294967335+40",
      NULL,
      0 },
    { "tfdt-largest",
      { { .tfdt = "01000000 4000000000000000" } },
      "4611686018427387904+40! 4611686018427387944+40",
      NULL,
      0 },
    { "tfdt-too-large", { { .tfdt = "01000000 4000000000000001" } }, BAD, 0 },
    { "tfdt-version-2", { { .tfdt = "02000000 00000064" } }, BAD, 0 },
    { "tfdt-flags", { { .tfdt = "01000001 0000000000000064" } }, BAD, 0 },
    { "tfdt-empty", { { .tfdt = "" } }, BAD, 0 },
    { "tfdt-cut", { { .tfdt = "01000000 00000000000064" } }, BAD, 0 },
    { "tfdt-goes-on", { { .tfdt = "01000000 0000000000000064 00" } }, BAD, 0 },
    { "tfdt-of-32-bits-cut", { { .tfdt = "00000000 000064" } }, BAD, 0 },
    { "tfdt-of-32-bits-goes-on", { { .tfdt = "00000000 00000064 00" } }, BAD, 0 },
    /* trun */
    { "trun-version-2", { { .trun = "02000701 00000002 O " ROWS } }, BAD, 0 },
    { "trun-version-1", { { .trun = "01000701 00000002 O " ROWS } }, PLAIN, NULL, 0 },
    { "trun-unknown-flag", { { .trun = "00000703 00000002 O " ROWS } }, BAD, 0 },
    { "trun-without-offset", { { .trun = "00000700 00000002 " ROWS } }, BAD, 0 },
    { "trun-empty", { { .trun = "" } }, BAD, 0 },
    { "trun-cut-in-its-count", { { .trun = "00000701 000002" } }, BAD, 0 },
    { "trun-cut-in-its-offset", { { .trun = "00000701 00000002 000000" } }, BAD, 0 },
    { "trun-cut-in-its-first-flags", { { .trun = "00000005 00000002 O 020000" } }, BAD, 0 },
    { "trun-flags-twice", { { .trun = "00000705 00000002 O 02000000 " ROWS } }, BAD, 0 },
    { "trun-of-no-samples", { { .trun = "00000701 00000000 O" } }, BAD, 0 },
    { "trun-offset-zero", { { .trun = "00000701 00000002 00000000 " ROWS } }, BAD, 0 },
    { "trun-goes-on", { { .trun = "00000701 00000002 O " ROWS "00" } }, BAD, 0 },
    { "trun-row-too-few", { { .trun = "00000701 00000002 O " IDR_ROW } }, BAD, 0 },
    { "trun-row-cut",
      { { .trun = "00000701 00000002 O " IDR_ROW "00000028 00000006 010100" } },
      BAD,
      0 },
    { "trun-duration-cut", { { .trun = "00000101 00000001 O 000028", .n = 1 } }, BAD, 0 },
    { "trun-size-cut", { { .trun = "00000201 00000001 O 000006", .n = 1 } }, BAD, 0 },
    { "trun-cto-cut", { { .trun = "00000f01 00000001 O " IDR_ROW "000000", .n = 1 } }, BAD, 0 },
    { "trun-does-not-fill", { { .trun = "00000701 00000001 O " IDR_ROW } }, BAD, 0 },
    { "trun-goes-over", { { .trun = "00000701 00000002 O " ROWS, .n = 1 } }, BAD, 0 },
    { "sample-of-no-bytes",
      { { .trun = "00000701 00000003 O 00000028 00000000 02000000 " ROWS } },
      BAD,
      0 },
    { "sample-of-no-time",
      { { .trun = "00000701 00000002 O 00000000 00000006 02000000 "
                  "00000028 00000006 01010000" } },
      BAD,
      0 },
    { "one-tick", /* 24 pictures a second otherwise: the average counts */
      { { .trun = "00000701 00000002 O 00000001 00000006 02000000 "
                  "00000050 00000006 01010000" } },
      "100+1! 101+80",
      NULL,
      0 },
    { "sync-whatever-its-other-flags",
      { { .trun = "00000701 00000001 O 00000028 00000006 02feffff", .n = 1 } },
      "100+40!",
      NULL,
      0 },
    /* composition time */
    { "cto-of-two-seconds",
      { { .trun = "00000f01 00000001 O " IDR_ROW "000007d0", .n = 1 } },
      "100+40!@2000",
      NULL,
      0 },
    { "cto-beyond", { { .trun = "00000f01 00000001 O " IDR_ROW "000007d1", .n = 1 } }, BAD, 0 },
    { "cto-back-to-zero",
      { { .trun = "01000f01 00000001 O " IDR_ROW "ffffff9c", .n = 1 } },
      "100+40!@-100",
      NULL,
      0 },
    { "cto-before-zero",
      { { .trun = "01000f01 00000001 O " IDR_ROW "ffffff9b", .n = 1 } },
      BAD,
      0 },
    { "cto-two-seconds-back",
      { { .tfdt = "00000000 00001388",
          .trun = "01000f01 00000001 O " IDR_ROW "fffff830",
          .n = 1 } },
      "5000+40!@-2000",
      NULL,
      0 },
    { "cto-further-back",
      { { .tfdt = "00000000 00001388",
          .trun = "01000f01 00000001 O " IDR_ROW "fffff82f",
          .n = 1 } },
      BAD,
      0 },
    { "cto-negative-in-version-0",
      { { .trun = "00000f01 00000001 O " IDR_ROW "ffffff9c", .n = 1 } },
      BAD,
      0 },
    /* two fragments */
    { "second-continues",
      { { .n = 2 }, { .tfdt = "00000000 000000b4" } },
      "100+40! 140+40 180+40! 220+40",
      NULL,
      0 },
    { "second-too-late", { { .n = 2 }, { .tfdt = "00000000 000000b5" } }, BAD, 0 },
    { "second-too-early", { { .n = 2 }, { .tfdt = "00000000 000000b3" } }, BAD, 0 },
    /* the first picture; 60 a second, with half a picture more */
    { "begins-with-no-sync-sample",
      { { .trun = "00000701 00000001 O 00000028 00000006 01010000", .n = 1 } },
      BAD,
      0 },
    { "as-fast-as-may-be",
      { { .trun = "00000701 00000002 O 0000000c 00000006 02000000 "
                  "0000000c 00000006 01010000" } },
      "100+12! 112+12",
      NULL,
      900 },
    { "too-fast",
      { { .trun = "00000701 00000002 O 0000000c 00000006 02000000 "
                  "0000000c 00000006 01010000" } },
      NULL,
      "codec-config",
      901 },
};

static void
put_hex(GByteArray *out, const char *hex, guint moof, guint *offset_at)
{
    for (; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        if (*hex == 'O') {
            *offset_at = out->len - moof;
            rig_put_u32(out, 0);
            continue;
        }
        rig_put_u8(out,
                   (uint8_t)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1])));
        hex++;
    }
}

static void
put_box(GByteArray *out, const char *type, const char *hex, guint moof, guint *offset_at)
{
    guint box = rig_box_begin(out, type);

    put_hex(out, hex, moof, offset_at);
    rig_box_end(out, box);
}

static void
put_behind(GByteArray *out, const Fragment *fragment, const char *name)
{
    if (g_strcmp0(fragment->behind, name) == 0)
        rig_box_end(out, rig_box_begin(out, "free"));
}

static const char *
or_plain(const char *hex, const char *plain)
{
    return hex != NULL ? hex : plain;
}

static void
put_fragment(GByteArray *out, const Fragment *fragment)
{
    guint n = fragment->n != 0 ? fragment->n : 2, moof = rig_box_begin(out, "moof");
    guint offset_at = 0, traf, mdat;
    g_auto(GStrv) names =
        g_strsplit(or_plain(fragment->names, "mfhd traf tfhd tfdt trun"), " ", -1);

    put_box(out, names[0], or_plain(fragment->mfhd, "00000000 00000001"), moof, &offset_at);
    put_behind(out, fragment, "mfhd");
    traf = rig_box_begin(out, names[1]);
    put_box(out, names[2], or_plain(fragment->tfhd, TFHD), moof, &offset_at);
    put_box(out, names[3], or_plain(fragment->tfdt, "01000000 0000000000000064"), moof, &offset_at);
    put_box(out, names[4], or_plain(fragment->trun, "00000701 00000002 O " ROWS), moof, &offset_at);
    put_behind(out, fragment, "trun");
    rig_box_end(out, traf);
    put_behind(out, fragment, "traf");
    rig_box_end(out, moof);
    if (offset_at != 0) {
        uint32_t offset = GUINT32_TO_BE(out->len - moof + 8);

        memcpy(out->data + moof + offset_at, &offset, sizeof offset);
    }
    mdat = rig_box_begin(out, "mdat");
    for (guint i = 0; i < n; i++)
        put_hex(out, i == 0 ? "00000002 6500" : "00000002 4100", moof, &offset_at);
    rig_box_end(out, mdat);
}

/* The boxes of @file, two and two. */
static void
lay_out(ProvReader file, ProvBox boxes[2 * PAIRS], ProvSegmentLayout *out)
{
    ProvReader rest = file;

    for (size_t i = 0; rest.len > 0; i++) {
        g_assert_true(prov_bmff_next(&rest, &boxes[i]));
        boxes[i].offset = (size_t)(boxes[i].whole.data - file.data);
        if (i % 2 == 1)
            out->pairs[out->n_pairs++] = (ProvPair){ &boxes[i - 1], &boxes[i] };
    }
}

static char *
describe(const ProvSamples *samples)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < samples->n; i++) {
        const ProvSample *sample = &samples->sample[i];

        g_string_append_printf(text, "%s%" G_GUINT64_FORMAT "+%u%s", i > 0 ? " " : "", sample->dts,
                               sample->duration, sample->sync ? "!" : "");
        if (sample->cto != 0)
            g_string_append_printf(text, "@%d", sample->cto);
    }
    return g_string_free(text, FALSE);
}

static void
check_places(ProvReader file, const ProvSamples *samples)
{
    uint64_t duration = 0;
    uint32_t longest = 0;

    for (size_t i = 0; i < samples->n; i++) {
        const ProvSample *sample = &samples->sample[i];

        g_assert_cmpuint(sample->size, ==, 6);
        g_assert_cmpmem(file.data + sample->offset, 4, "\0\0\0\2", 4);
        duration += sample->duration;
        longest = MAX(longest, sample->duration);
        g_assert_cmpuint(samples->end, >=, sample->dts + sample->duration);
    }
    g_assert_cmpuint(samples->duration, ==, duration);
    g_assert_cmpuint(samples->longest, ==, longest);
    g_assert_cmpuint(samples->end, ==, samples->sample[0].dts + duration);
}

/* Which rule it was: a case of a box is named by it. */
static void
check_rule(const char *name, const char *detail)
{
    static const struct {
        const char *name;
        const char *says;
    } rules[] = {
        { "mfhd", "a moof is not just" },
        { "traf", "a moof is not just" },
        { "box-", "a moof is not just" },
        { "tfhd-", "a track fragment's header" },
        { "tfdt-", "a track fragment's decode time" },
        { "trun-cut", "a track run can't be read" },
        { "second-", "a track fragment's decode time" },
    };

    for (size_t i = 0; detail != NULL && i < G_N_ELEMENTS(rules); i++) {
        if (g_str_has_prefix(name, rules[i].name) && strstr(name, "by-another-name") == NULL
            && strcmp(name, "tfhd-default-duration") != 0
            && strcmp(name, "trun-cut-in-its-first-flags") != 0)
            g_assert_true(g_str_has_prefix(detail, rules[i].says));
    }
}

static void
test_samples(gconstpointer data)
{
    const Case *c = data;
    const ProvTrackConfig track = {
        .track = { .id = 1, .timescale = c->timescale != 0 ? c->timescale : 1000 },
        .default_duration = 40,
        .default_size = 6,
        .default_flags = 0x01010000,
    };
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree ProvSegmentLayout *layout = g_new0(ProvSegmentLayout, 1);
    g_autofree uint8_t *exact = NULL;
    g_auto(ProvSamples) samples = { 0 };
    ProvBox boxes[2 * PAIRS];
    ProvVerdict verdict = { 0 };
    ProvReader file;
    bool good;

    put_fragment(bytes, &c->fragment[0]);
    if (c->fragment[1].tfdt != NULL)
        put_fragment(bytes, &c->fragment[1]);
    exact = g_memdup2(bytes->data, bytes->len);
    file = (ProvReader){ exact, bytes->len };
    lay_out(file, boxes, layout);
    good = prov_samples_read(file, layout, &track, &samples, &verdict);
    g_assert_cmpstr(prov_reason_name(verdict.reason), ==,
                    c->samples != NULL ? "unchecked" : c->reason);
    g_assert_true(good == (c->samples != NULL));
    check_rule(c->name, verdict.detail);
    if (good) {
        g_autofree char *text = describe(&samples);

        g_assert_cmpstr(text, ==, c->samples);
        check_places(file, &samples);
    }
}

/* A thousand samples in a segment, whether of one fragment or of two. */
static void
test_most_samples(void)
{
    static const struct {
        guint n[PAIRS];
        bool good;
    } rows[] = { { { 1000, 0 }, true },
                 { { 1001, 0 }, false },
                 { { 600, 400 }, true },
                 { { 600, 401 }, false } };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Case c = { "", { { 0 } }, NULL, NULL, 0 };
        g_autofree char *first = NULL;
        g_autofree char *second = NULL;
        g_autofree char *tfdt = g_strdup_printf("00000000 %08x", 100 + 40 * rows[i].n[0]);
        const ProvTrackConfig track = { .track = { .id = 1, .timescale = 1000 },
                                        .default_duration = 40,
                                        .default_size = 6,
                                        .default_flags = 0x01010000 };
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        g_autofree ProvSegmentLayout *layout = g_new0(ProvSegmentLayout, 1);
        g_auto(ProvSamples) samples = { 0 };
        ProvBox boxes[2 * PAIRS];
        ProvVerdict verdict = { 0 };

        first = g_strdup_printf("00000005 %08x O 02000000", rows[i].n[0]);
        second = g_strdup_printf("00000005 %08x O 02000000", rows[i].n[1]);
        c.fragment[0] = (Fragment){ .trun = first, .n = rows[i].n[0] };
        c.fragment[1] = (Fragment){ .trun = second, .tfdt = tfdt, .n = rows[i].n[1] };
        put_fragment(bytes, &c.fragment[0]);
        if (rows[i].n[1] > 0)
            put_fragment(bytes, &c.fragment[1]);
        lay_out((ProvReader){ bytes->data, bytes->len }, boxes, layout);
        g_assert_true(prov_samples_read((ProvReader){ bytes->data, bytes->len }, layout, &track,
                                        &samples, &verdict)
                      == rows[i].good);
        g_assert_cmpstr(prov_reason_name(verdict.reason), ==,
                        rows[i].good ? "unchecked" : "too-large");
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/border/samples/", cases[i].name, NULL);

        g_test_add_data_func(path, &cases[i], test_samples);
    }
    g_test_add_func("/border/samples/a-thousand", test_most_samples);
    return g_test_run();
}
