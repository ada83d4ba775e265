/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is in the samples (attacks.md, BOX-22 to BOX-24, DEC-02, DEC-12; ITU-T H.264 section 7.4.1,
 * ISO/IEC 14496-15 section 5.3): NAL units of the profile, as many as a picture needs. All signed.
 */
#include "tests/unit/twist.h"

#include <string.h>

/* Bytes over the beginning of the first sample: its length and its first NAL unit. */
typedef struct {
    const char *id;
    size_t at;
    const char *bytes; /* in the notation */
    const char *reason;
} Over;

static const Over overs[] = {
    { "BOX-22/nal-length-0", 0, "00000000", "bad-container" },
    { "BOX-22/nal-length-a-byte-long", 3, "ff", "bad-container" },
    { "BOX-22/nal-length-2-to-the-31", 0, "80000000", "bad-container" },
    { "BOX-22/nal-length-2-to-the-32-less-1", 0, "ffffffff", "bad-container" },
    { "BOX-22/nal-length-1-and-a-rest", 0, "00000001", "bad-container" },
    { "BOX-22/start-code-instead", 0, "00000001 65", "bad-container" },
    { "BOX-22/forbidden-bit", 4, "e5", "bad-container" },
    { "BOX-22/type-0", 4, "60", "bad-container" },
    { "BOX-22/type-data-partition", 4, "62", "bad-container" },
    { "BOX-22/type-end-of-stream", 4, "0b", "bad-container" },
    { "BOX-22/type-auxiliary-slice", 4, "73", "bad-container" },
    { "BOX-22/type-slice-extension", 4, "74", "bad-container" },
    { "BOX-22/type-24", 4, "18", "bad-container" },
    { "BOX-22/only-a-delimiter", 4, "09", "bad-container" },
    { "BOX-24/sync-sample-without-idr", 4, "61", "bad-container" },
    { "BOX-23/a-parameter-set-instead", 4, "67", "codec-config" },
    { "BOX-23/a-picture-parameter-set-instead", 4, "68", "codec-config" },
    { "BOX-22/prefix-nal", 4, "6e", "bad-container" },
    { "BOX-22/subset-parameter-set", 4, "6f", "bad-container" },
    { "BOX-23/parameter-set-extension", 4, "6d", "bad-container" },
    { "DEC-12/filler-data", 4, "0c", "bad-container" },
};

static void
test_over(World *world, gconstpointer data)
{
    const Over *c = data;
    g_autoptr(GBytes) good = world_media(world, 1);
    g_autoptr(GByteArray) media = world_copy(good);
    g_autoptr(GBytes) over = twist_item(c->bytes);
    size_t sample = world_find(media, "mdat") + 8;
    uint32_t len = rig_get_u32(media->data + sample);
    g_autoptr(GBytes) bytes = NULL;

    memcpy(media->data + sample + c->at, g_bytes_get_data(over, NULL), g_bytes_get_size(over));
    g_assert_cmpuint(len, >, 1000);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&media));
    twist_assert_media(world, bytes, c->reason);
}

/* Judges unit 1 whose first picture has @before in front of it, and @after behind. */
static void
assert_around(World *world, GByteArray *before, GByteArray *after, const char *reason)
{
    RigSample samples[WORLD_FRAMES];
    GByteArray *bytes = g_byte_array_new();
    g_autoptr(GBytes) unit = NULL;
    g_autoptr(GBytes) media = NULL;

    memcpy(samples, world->gop->samples, sizeof samples);
    if (before != NULL)
        rig_put_data(bytes, before->data, before->len);
    rig_put_bytes(bytes, samples[0].data);
    if (after != NULL)
        rig_put_data(bytes, after->data, after->len);
    unit = g_byte_array_free_to_bytes(bytes);
    samples[0].data = unit;
    media = rig_mp4_segment(1, 0, samples, G_N_ELEMENTS(samples), 1);
    twist_assert_media(world, media, reason);
}

static void
put_nal(GByteArray *out, GBytes *nal)
{
    rig_put_u32(out, (uint32_t)g_bytes_get_size(nal));
    rig_put_bytes(out, nal);
}

/* BOX-23: parameter sets in the stream, identical ones and others. */
static void
test_inband_set(World *world, gconstpointer data)
{
    static const struct {
        const char *which;
        const char *reason;
    } sets[] = {
        { "sps", "none" },
        { "pps", "none" },
        { "sps-other", "codec-config" },
        { "pps-other", "codec-config" },
        { "sps-cut", "codec-config" },
        { "sps-longer", "codec-config" },
        { "pps-with-another-id", "codec-config" },
    };
    g_autoptr(GBytes) same_sps = rig_sample_sps(WORLD_WIDTH, WORLD_HEIGHT);
    g_autoptr(GBytes) other_sps = rig_sample_sps(WORLD_WIDTH + 16, WORLD_HEIGHT);
    g_autoptr(GBytes) same_pps = rig_sample_pps();

    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        const char *which = sets[i].which;
        bool pps = g_str_has_prefix(which, "pps");
        GBytes *base = strcmp(which, "sps-other") == 0 ? other_sps : pps ? same_pps : same_sps;
        g_autoptr(GByteArray) nal = world_copy(base);
        g_autoptr(GByteArray) before = g_byte_array_new();
        g_autoptr(GBytes) set = NULL;

        if (strcmp(which, "sps-cut") == 0)
            g_byte_array_set_size(nal, nal->len - 1);
        if (strcmp(which, "sps-longer") == 0)
            rig_put_u8(nal, 0x80);
        if (pps && strlen(which) > 3)
            nal->data[1] ^= which[4] == 'o' ? 0x02 : 0x60;
        set = g_byte_array_free_to_bytes(g_steal_pointer(&nal));
        put_nal(before, set);
        g_test_message("%s", which);
        if (data == NULL || strcmp(sets[i].reason, "none") != 0)
            assert_around(world, before, NULL, sets[i].reason);
        else
            assert_around(world, NULL, before, "none");
        prov_gate_free(world->gate);
        world->gate = prov_gate_new(world->expectation);
    }
}

/* DEC-12: @n NAL units of two bytes each in front of the picture. */
static void
assert_flood(World *world, size_t n, const char *reason)
{
    g_autoptr(GByteArray) before = g_byte_array_sized_new((guint)n * 6);

    for (size_t i = 1; i < n; i++) {
        rig_put_u32(before, 2);
        rig_put_u16(before, 0x0680);
    }
    assert_around(world, before, NULL, reason);
}

static void
test_flood(World *world, G_GNUC_UNUSED gconstpointer data)
{
    assert_flood(world, 513, "too-large");
    assert_flood(world, 1000000, "too-large");
    assert_flood(world, 512, "none");
}

/* DEC-12: one SEI message of @data bytes. */
static void
test_large_sei(World *world, gconstpointer data)
{
    guint len = GPOINTER_TO_UINT(data);
    g_autoptr(GByteArray) before = g_byte_array_new();

    rig_put_u32(before, len);
    rig_put_u8(before, 6);
    rig_put_zeros(before, len - 1);
    assert_around(world, before, NULL, len <= 65536 ? "none" : "too-large");
}

/* BOX-24: what a segment begins with: @first of its samples, with or without its sync flag. */
static void
test_begins(World *world, gconstpointer data)
{
    bool without_flag = *(const char *)data == 'f';
    RigSample samples[WORLD_FRAMES];
    size_t first = without_flag ? 0 : 1;
    g_autoptr(GBytes) media = NULL;

    memcpy(samples, world->gop->samples, sizeof samples);
    samples[0].sync = !without_flag;
    media = rig_mp4_segment(1, 0, samples + first, WORLD_FRAMES - first, 1);
    twist_assert_media(world, media, "bad-container");
}

/* BOX-24: a flag on a picture that is none: later in the segment as well. */
static void
test_false_flag(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigSample samples[WORLD_FRAMES];
    g_autoptr(GBytes) media = NULL;

    memcpy(samples, world->gop->samples, sizeof samples);
    samples[3].sync = true;
    media = rig_mp4_segment(1, 0, samples, WORLD_FRAMES, 1);
    twist_assert_media(world, media, "bad-container");
}

/* DEC-02: a second of pictures of @data ticks each; 60 a second are 1500 ticks. */
static void
test_rate(World *world, gconstpointer data)
{
    uint32_t ticks = GPOINTER_TO_UINT(data);
    size_t n = WORLD_SCALE / ticks;
    g_autoptr(RigGop) gop = rig_gop_new(WORLD_WIDTH, WORLD_HEIGHT, 0x2060a0, n, ticks, 0);
    g_autoptr(GBytes) media = rig_mp4_segment(1, 0, gop->samples, n, 1);

    twist_assert_media(world, media, ticks >= WORLD_SCALE / 60 ? "none" : "codec-config");
}

/* The token's table is what was read: offsets inside the very bytes, times in order. */
static void
test_sample_table(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, NULL);
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict =
        prov_gate_submit(world->gate, world->session->init, segment, &world->now, &admission);
    const uint8_t *bytes = g_bytes_get_data(segment, NULL);
    const ProvSample *samples;
    size_t n;
    int64_t capture_us;

    world_assert_reason(verdict, "none");
    samples = prov_admission_get_samples(admission, &n);
    g_assert_cmpuint(n, ==, WORLD_FRAMES);
    for (size_t i = 0; i < n; i++) {
        GBytes *expected = world->gop->samples[i].data;

        g_assert_cmpmem(bytes + samples[i].offset, samples[i].size,
                        g_bytes_get_data(expected, NULL), g_bytes_get_size(expected));
        g_assert_cmpuint(samples[i].dts, ==, i * WORLD_TICKS);
        g_assert_cmpint(samples[i].sync, ==, i == 0);
    }
    g_assert_cmpstr(prov_admission_get_link(admission), ==, world->expectation->link);
    g_assert_cmpuint(prov_admission_get_generation(admission), ==, 1);
    g_assert_cmpstr(prov_admission_get_session(admission), ==, world->session->label);
    g_assert_cmpuint(prov_admission_get_sequence(admission), ==, 1);
    g_assert_true(prov_admission_get_capture(admission, &capture_us));
    g_assert_cmpint(capture_us, ==, WORLD_NOW_US);
    g_assert_true(prov_admission_is_discontinuous(admission));
    g_assert_cmpuint(prov_admission_get_track(admission)->width, ==, WORLD_WIDTH);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(overs); i++) {
        g_autofree char *path = g_strconcat("/picture/", overs[i].id, NULL);

        TWIST_TEST(path, &overs[i], test_over);
    }
    TWIST_TEST("/picture/BOX-00/token-holds-what-was-read", NULL, test_sample_table);
    TWIST_TEST("/picture/BOX-23/parameter-sets-before", NULL, test_inband_set);
    TWIST_TEST("/picture/BOX-23/parameter-sets-behind", "behind", test_inband_set);
    TWIST_TEST("/picture/BOX-24/begins-without-a-key-picture", "s", test_begins);
    TWIST_TEST("/picture/BOX-24/begins-without-the-flag", "f", test_begins);
    TWIST_TEST("/picture/BOX-24/flag-on-another-picture", NULL, test_false_flag);
    TWIST_TEST("/picture/DEC-02/60-a-second-are-fine", GUINT_TO_POINTER(1500), test_rate);
    TWIST_TEST("/picture/DEC-02/61-a-second", GUINT_TO_POINTER(1475), test_rate);
    TWIST_TEST("/picture/DEC-02/240-a-second", GUINT_TO_POINTER(375), test_rate);
    TWIST_TEST("/picture/DEC-12/nal-units", NULL, test_flood);
    TWIST_TEST("/picture/DEC-12/sei-of-64-kib-is-fine", GUINT_TO_POINTER(65536), test_large_sei);
    TWIST_TEST("/picture/DEC-12/sei-over-64-kib", GUINT_TO_POINTER(65537), test_large_sei);
    TWIST_TEST("/picture/DEC-12/sei-of-4-mb", GUINT_TO_POINTER(4000000), test_large_sei);
    return g_test_run();
}
