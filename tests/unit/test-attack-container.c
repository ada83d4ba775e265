/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The container of a segment (attacks.md, BOX and DEC). The media are twisted first and signed
 * then: a general demuxer may read such bytes in a way of its own, so the grammar refuses them
 * however well they are signed.
 */
#include "tests/unit/world.h"

#include <string.h>

typedef struct {
    const char *id;
    void (*twist)(GByteArray *media); /* before signing */
    const char *reason;
} Case;

static void
put_u32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

/* Puts @len bytes behind @at and mends the sizes of the boxes along @path. */
static void
grow(GByteArray *media, const char *const *path, size_t at, const void *data, size_t len)
{
    for (size_t i = 0; path[i] != NULL; i++) {
        size_t box = world_find(media, path[i]);

        put_u32(media->data + box, rig_get_u32(media->data + box) + (uint32_t)len);
    }
    world_insert(media, at, data, len);
    if (world_find(media, "moof") < at) {
        size_t trun = world_find(media, "moof/traf/trun");

        put_u32(media->data + trun + 16, rig_get_u32(media->data + trun + 16) + (uint32_t)len);
    }
}

static const uint8_t empty_free[] = { 0, 0, 0, 8, 'f', 'r', 'e', 'e' };

static void
append_box(GByteArray *media, const char *type, const void *data, size_t len)
{
    guint box = rig_box_begin(media, type);

    rig_put_data(media, data, len);
    rig_box_end(media, box);
}

static void
empty_mdat_appended(GByteArray *media)
{
    append_box(media, "mdat", "", 0);
}

static void
second_mdat(GByteArray *media)
{
    append_box(media, "mdat", "abcd", 4);
}

static void
mdat_before_moof(GByteArray *media)
{
    world_insert(media, world_find(media, "moof"), "\0\0\0\x0cmdatabcd", 12);
}

static void
free_at_the_end(GByteArray *media)
{
    g_byte_array_append(media, empty_free, sizeof empty_free);
}

static void
moov_inside(GByteArray *media)
{
    world_insert(media, world_find(media, "moof"), "\0\0\0\x08moov", 8);
}

static void
unknown_box(GByteArray *media)
{
    world_insert(media, world_find(media, "moof"), "\0\0\0\x08\xff\xff\xff\xff", 8);
}

static void
second_styp(GByteArray *media)
{
    world_insert(media, 0, media->data, rig_get_u32(media->data));
}

static void
styp_over_64_bytes(GByteArray *media)
{
    uint8_t brands[64];

    memset(brands, 0, sizeof brands);
    world_insert(media, rig_get_u32(media->data), brands, sizeof brands);
    put_u32(media->data, rig_get_u32(media->data) + sizeof brands);
}

static void
sidx_is_ignored(GByteArray *media)
{
    uint8_t sidx[44] = { 0, 0, 0, 44, 's', 'i', 'd', 'x' };

    world_insert(media, world_find(media, "moof"), sidx, sizeof sidx);
}

static void
size_zero_mdat(GByteArray *media)
{
    put_u32(media->data + world_find(media, "mdat"), 0);
}

static void
size_one_mdat(GByteArray *media)
{
    size_t mdat = world_find(media, "mdat");
    uint8_t large[8] = { 0 };

    put_u32(large + 4, rig_get_u32(media->data + mdat) + 8);
    world_insert(media, mdat + 8, large, sizeof large);
    put_u32(media->data + mdat, 1);
}

static void
size_seven(GByteArray *media)
{
    put_u32(media->data + world_find(media, "mdat"), 7);
}

static void
size_past_the_end(GByteArray *media)
{
    size_t mdat = world_find(media, "mdat");

    put_u32(media->data + mdat, rig_get_u32(media->data + mdat) + 1);
}

static void
nested_size_zero(GByteArray *media)
{
    put_u32(media->data + world_find(media, "moof/traf/trun"), 0);
}

static void
nested_size_one(GByteArray *media)
{
    put_u32(media->data + world_find(media, "moof/traf/tfdt"), 1);
}

static void
nested_size_past_the_end(GByteArray *media)
{
    put_u32(media->data + world_find(media, "moof/traf"), 0x7fffffff);
}

static void
free_inside_moof(GByteArray *media)
{
    static const char *const path[] = { "moof", NULL };

    grow(media, path, world_find(media, "moof/traf"), empty_free, sizeof empty_free);
}

static void
free_inside_traf(GByteArray *media)
{
    static const char *const path[] = { "moof", "moof/traf", NULL };

    grow(media, path, world_find(media, "moof/traf/trun"), empty_free, sizeof empty_free);
}

static void
senc_inside_traf(GByteArray *media)
{
    static const char *const path[] = { "moof", "moof/traf", NULL };

    grow(media, path, world_find(media, "moof/traf/trun"), "\0\0\0\x10senc\0\0\0\0\0\0\0\0", 16);
}

static void
second_tfdt(GByteArray *media)
{
    static const char *const path[] = { "moof", "moof/traf", NULL };
    size_t tfdt = world_find(media, "moof/traf/tfdt");
    uint8_t copy[20];

    memcpy(copy, media->data + tfdt, sizeof copy);
    grow(media, path, tfdt, copy, sizeof copy);
}

static void
tfdt_missing(GByteArray *media)
{
    memcpy(media->data + world_find(media, "moof/traf/tfdt") + 4, "free", 4);
}

static void
unknown_track(GByteArray *media)
{
    media->data[world_find(media, "moof/traf/tfhd") + 15] ^= 3;
}

static void
base_is_not_moof(GByteArray *media)
{
    media->data[world_find(media, "moof/traf/tfhd") + 9] = 0;
}

static void
data_offset_shifted(GByteArray *media)
{
    media->data[world_find(media, "moof/traf/trun") + 19] += 4;
}

static void
data_offset_negative(GByteArray *media)
{
    put_u32(media->data + world_find(media, "moof/traf/trun") + 16, 0xfffffff0);
}

static void
a_million_samples(GByteArray *media)
{
    put_u32(media->data + world_find(media, "moof/traf/trun") + 12, 0xffffffff);
}

static void
no_samples(GByteArray *media)
{
    put_u32(media->data + world_find(media, "moof/traf/trun") + 12, 0);
}

static void
byte_left_over(GByteArray *media)
{
    size_t mdat = world_find(media, "mdat");

    put_u32(media->data + mdat, rig_get_u32(media->data + mdat) + 1);
    g_byte_array_append(media, (const guint8 *)"x", 1);
}

static void
nal_length_zero(GByteArray *media)
{
    put_u32(media->data + world_find(media, "mdat") + 8, 0);
}

static void
nal_length_past_its_sample(GByteArray *media)
{
    size_t at = world_find(media, "mdat") + 8;

    put_u32(media->data + at, rig_get_u32(media->data + at) + 1);
}

static void
nal_forbidden_bit(GByteArray *media)
{
    media->data[world_find(media, "mdat") + 12] |= 0x80;
}

static void
nal_of_another_standard(GByteArray *media)
{
    media->data[world_find(media, "mdat") + 12] = 0x74; /* type 20, coded slice extension */
}

static void
filler_data(GByteArray *media)
{
    media->data[world_find(media, "mdat") + 12] = 0x0c;
}

static void
sync_without_idr(GByteArray *media)
{
    media->data[world_find(media, "mdat") + 12] = 0x61;
}

static const Case cases[] = {
    { "BOX-02/empty-mdat", empty_mdat_appended, "bad-container" },
    { "BOX-02/two-mdat", second_mdat, "bad-container" },
    { "BOX-02/mdat-before-moof", mdat_before_moof, "bad-container" },
    { "BOX-03/box-after-mdat", free_at_the_end, "bad-container" },
    { "BOX-04/moov-inside", moov_inside, "bad-container" },
    { "BOX-05/size-0", size_zero_mdat, "bad-container" },
    { "BOX-05/size-0-nested", nested_size_zero, "bad-container" },
    { "BOX-06/size-1", size_one_mdat, "bad-container" },
    { "BOX-06/size-1-nested", nested_size_one, "bad-container" },
    { "BOX-07/size-7", size_seven, "bad-container" },
    { "BOX-07/size-past-the-end", size_past_the_end, "bad-container" },
    { "BOX-07/size-past-the-end-nested", nested_size_past_the_end, "bad-container" },
    { "BOX-09/free-inside-moof", free_inside_moof, "bad-container" },
    { "BOX-09/free-inside-traf", free_inside_traf, "bad-container" },
    { "BOX-11/styp-twice", second_styp, "bad-container" },
    { "BOX-11/sidx-is-hashed-and-unused", sidx_is_ignored, "none" },
    { "BOX-12/unknown-track", unknown_track, "bad-container" },
    { "BOX-13/base-is-not-the-moof", base_is_not_moof, "bad-container" },
    { "BOX-13/data-offset-shifted", data_offset_shifted, "bad-container" },
    { "BOX-13/data-offset-negative", data_offset_negative, "bad-container" },
    { "BOX-13/a-byte-left-over", byte_left_over, "bad-container" },
    { "BOX-14/four-billion-samples", a_million_samples, "too-large" },
    { "BOX-14/no-samples", no_samples, "bad-container" },
    { "BOX-16/tfdt-missing", tfdt_missing, "bad-container" },
    { "BOX-18/tfdt-twice", second_tfdt, "bad-container" },
    { "BOX-20/four-letters-of-ff", unknown_box, "bad-container" },
    { "BOX-22/nal-length-0", nal_length_zero, "bad-container" },
    { "BOX-22/nal-length-past-its-sample", nal_length_past_its_sample, "bad-container" },
    { "BOX-22/nal-forbidden-bit", nal_forbidden_bit, "bad-container" },
    { "BOX-22/nal-of-another-standard", nal_of_another_standard, "bad-container" },
    { "BOX-24/sync-sample-without-idr", sync_without_idr, "bad-container" },
    { "BOX-25/senc", senc_inside_traf, "bad-container" },
    { "BOX-29/styp-over-64-bytes", styp_over_64_bytes, "too-large" },
    { "DEC-12/filler-data", filler_data, "bad-container" },
};

static void
test_signed_twist(World *world, gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GByteArray) copy = world_copy(media);
    g_autoptr(GBytes) twisted = NULL;
    g_autoptr(GBytes) segment = NULL;

    c->twist(copy);
    twisted = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    segment = world_sign(world, world->session, 1, twisted, NULL);
    world_assert_reason(world_submit(world, world->session->init, segment), c->reason);
}

static GBytes *
media_of(const RigSample *samples, size_t n, size_t n_pairs)
{
    return rig_mp4_segment(1, 0, samples, n, n_pairs);
}

static void
assert_media(World *world, GBytes *media, const char *reason)
{
    g_autoptr(GBytes) segment = world_sign(world, world->session, 1, media, NULL);

    world_assert_reason(world_submit(world, world->session->init, segment), reason);
}

/* BOX-01: a fragment that nobody signed; and more signed ones than there may be. */
static void
test_pair_appended(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) signed_one = world_segment(world, world->session, 1, NULL);
    g_autoptr(GByteArray) copy = world_copy(signed_one);
    g_autoptr(GBytes) appended = NULL;

    rig_mp4_put_moof_mdat(copy, 2, WORLD_SCALE, world->gop->samples, world->gop->n_samples);
    appended = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    world_assert_reason(world_submit(world, world->session->init, appended), "content-changed");
}

static void
test_pairs(World *world, gconstpointer data)
{
    size_t n_pairs = GPOINTER_TO_SIZE(data);
    g_autoptr(RigGop) gop =
        rig_gop_new(WORLD_WIDTH, WORLD_HEIGHT, 0x2060a0, n_pairs, WORLD_SCALE / 20, 0);
    g_autoptr(GBytes) media = media_of(gop->samples, n_pairs, n_pairs);

    assert_media(world, media, n_pairs <= 16 ? "none" : "bad-container");
}

/* BOX-08: a uuid box of another kind, short enough to make a public reader run past its end. */
static void
test_short_uuid(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) good = world_segment(world, world->session, 1, NULL);
    g_autoptr(GByteArray) copy = world_copy(good);
    g_autoptr(GBytes) twisted = NULL;

    append_box(copy, "uuid", "\xa2\x39\x4f", 3);
    twisted = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    world_assert_reason(world_submit(world, world->session->init, twisted), "bad-container");
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
        { 2, WORLD_TICKS, "none" },
        { 4, -3 * WORLD_SCALE, "out-of-order" },
        { 4, 0, "none" },
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

/* BOX-16, BOX-17: at the very end of all decode times, where adding anything goes over it. */
static void
test_last_decode_time(World *world, G_GNUC_UNUSED gconstpointer data)
{
    RigSample samples[WORLD_FRAMES];
    g_autoptr(GBytes) media = NULL;

    memcpy(samples, world->gop->samples, sizeof samples);
    samples[0].cto = 1;
    media = rig_mp4_segment(1, INT64_MAX, samples, G_N_ELEMENTS(samples), 1);
    assert_media(world, media, "bad-container");
}

/* BOX-17: no composition offset of more than two seconds. */
static void
test_composition_offset(World *world, gconstpointer data)
{
    RigSample samples[WORLD_FRAMES];
    int seconds = GPOINTER_TO_INT(data);
    g_autoptr(GBytes) media = NULL;

    memcpy(samples, world->gop->samples, sizeof samples);
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
        samples[i].cto = seconds * WORLD_SCALE;
    media = media_of(samples, G_N_ELEMENTS(samples), 1);
    assert_media(world, media, seconds <= 2 ? "none" : "bad-container");
}

/* BOX-23: parameter sets in the stream, identical ones and others. */
static void
test_inband_set(World *world, gconstpointer data)
{
    bool identical = GPOINTER_TO_INT(data) != 0;
    g_autoptr(GBytes) sps =
        rig_sample_sps(identical ? WORLD_WIDTH : WORLD_WIDTH + 16, WORLD_HEIGHT);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GBytes) unit = NULL;
    g_autoptr(GBytes) media = NULL;
    RigSample samples[WORLD_FRAMES];

    memcpy(samples, world->gop->samples, sizeof samples);
    rig_put_u32(bytes, (uint32_t)g_bytes_get_size(sps));
    rig_put_bytes(bytes, sps);
    rig_put_bytes(bytes, samples[0].data);
    unit = g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
    samples[0].data = unit;
    media = media_of(samples, G_N_ELEMENTS(samples), 1);
    assert_media(world, media, identical ? "none" : "codec-config");
}

/* BOX-24: a segment begins with a picture that needs no other. */
static void
test_begins_with_sync(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) media = media_of(world->gop->samples + 1, WORLD_FRAMES - 1, 1);

    assert_media(world, media, "bad-container");
}

/* DEC-02: more than 60 pictures a second. */
static void
test_rate(World *world, gconstpointer data)
{
    uint32_t ticks = GPOINTER_TO_UINT(data);
    g_autoptr(RigGop) gop = rig_gop_new(WORLD_WIDTH, WORLD_HEIGHT, 0x2060a0, 30, ticks, 0);
    g_autoptr(GBytes) media = media_of(gop->samples, 30, 1);

    assert_media(world, media, ticks >= WORLD_SCALE / 60 ? "none" : "codec-config");
}

/* DEC-12: a flood of NAL units in one access unit, and one SEI message of 64 KiB and more. */
static void
test_nal_flood(World *world, gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GBytes) unit = NULL;
    g_autoptr(GBytes) media = NULL;
    RigSample sample = world->gop->samples[0];

    for (size_t i = 1; i < n; i++) {
        rig_put_u32(bytes, 2);
        rig_put_u16(bytes, 0x0680);
    }
    rig_put_bytes(bytes, sample.data);
    unit = g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
    sample.data = unit;
    media = media_of(&sample, 1, 1);
    assert_media(world, media, n <= 512 ? "none" : "too-large");
}

static void
test_large_sei(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GBytes) unit = NULL;
    g_autoptr(GBytes) media = NULL;
    RigSample sample = world->gop->samples[0];

    rig_put_u32(bytes, 65537);
    rig_put_u8(bytes, 6);
    rig_put_zeros(bytes, 65536);
    rig_put_bytes(bytes, sample.data);
    unit = g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
    sample.data = unit;
    media = media_of(&sample, 1, 1);
    assert_media(world, media, "too-large");
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
}

#define add(name, data, function)                                                                  \
    g_test_add("/container/" name, World, data, world_set_up, function, world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/container/", cases[i].id, NULL);

        g_test_add(path, World, &cases[i], world_set_up, test_signed_twist, world_tear_down);
    }
    add("BOX-00/token-holds-what-was-read", NULL, test_sample_table);
    add("BOX-01/unsigned-fragment-appended", NULL, test_pair_appended);
    add("BOX-01/16-fragments-are-fine", GSIZE_TO_POINTER(16), test_pairs);
    add("BOX-01/17-fragments", GSIZE_TO_POINTER(17), test_pairs);
    add("BOX-08/short-uuid-box", NULL, test_short_uuid);
    add("BOX-16/decode-time", NULL, test_decode_time);
    add("BOX-16/BOX-17/last-decode-time", NULL, test_last_decode_time);
    add("BOX-17/composition-offset-of-2-s-is-fine", GINT_TO_POINTER(2), test_composition_offset);
    add("BOX-17/composition-offset-of-3-s", GINT_TO_POINTER(3), test_composition_offset);
    add("BOX-23/identical-parameter-set-is-fine", GINT_TO_POINTER(1), test_inband_set);
    add("BOX-23/other-parameter-set", GINT_TO_POINTER(0), test_inband_set);
    add("BOX-24/begins-without-sync", NULL, test_begins_with_sync);
    add("BOX-26/truncated-everywhere", NULL, test_truncated);
    add("DEC-02/60-pictures-a-second-are-fine", GUINT_TO_POINTER(1500), test_rate);
    add("DEC-02/61-pictures-a-second", GUINT_TO_POINTER(1475), test_rate);
    add("DEC-12/512-nal-units-are-fine", GSIZE_TO_POINTER(512), test_nal_flood);
    add("DEC-12/513-nal-units", GSIZE_TO_POINTER(513), test_nal_flood);
    add("DEC-12/sei-over-64-kib", NULL, test_large_sei);
    return g_test_run();
}
