/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judge's own sample tables, as text, for another reader to be held against:
 *
 *   print-samples --pin HEX --anchors FILE.pem --now TIME INIT SEGMENT...   the table of each
 *                                                                           admitted segment
 *   print-samples --make DIR    writes streams of many shapes to DIR/SHAPE/, and prints the table
 *                               of each of their segments; their maker's root as DIR/anchors.pem,
 *                               another maker's as DIR/other.pem; a camera's sound as DIR/sound/,
 *                               which is in no table
 *
 * A line a sample: file, offset in the segment, size, decode time, composition offset, 1 for sync.
 */
#include "client/cameras/camera-pem.h"
#include "client/client-expectation.h"
#include "client/provenance/prov-time.h"
#include "tests/unit/covered.h"
#include "tests/unit/sound.h"

#include <stdio.h>
#include <string.h>

/* What a stream may look like within the profile. */
typedef struct {
    const char *name;
    uint16_t width;
    uint16_t height;
    uint32_t timescale;
    uint32_t duration; /* ticks of one sample */
    size_t n_samples;
    size_t n_pairs;
    int32_t cto;    /* of every second sample, ticks */
    uint64_t start; /* decode time of the first unit, ticks */
    RigAlg alg;     /* of the session key */
    bool prft_and_sidx;
} Shape;

#define N_UNITS 3

static const Shape shapes[] = {
    { "plain", 64, 48, 90000, 18000, 5, 1, 0, 0, RIG_ALG_ES256, false },
    { "one-sample", 64, 48, 90000, 90000, 1, 1, 0, 0, RIG_ALG_ES256, false },
    { "sixteen-fragments", 64, 48, 90000, 3000, 32, 16, 0, 0, RIG_ALG_EDDSA, false },
    { "uneven-fragments", 64, 48, 1000, 40, 25, 7, 0, 0, RIG_ALG_ES256, false },
    { "reordered", 64, 48, 90000, 3600, 25, 1, 7200, 0, RIG_ALG_ES384, false },
    { "long-uptime", 64, 48, 90000, 3600, 25, 2, 0, G_GUINT64_CONSTANT(1) << 40, RIG_ALG_ES256,
      false },
    { "odd-timescale", 64, 48, 30000, 1001, 30, 1, 0, 12345, RIG_ALG_ES256, false },
    { "large", 320, 240, 90000, 3000, 30, 3, 0, 0, RIG_ALG_ES256, false },
    { "many-samples", 16, 16, 90000, 1500, 600, 4, 0, 0, RIG_ALG_ES256, false },
    { "all-boxes", 64, 48, 90000, 18000, 5, 1, 0, 0, RIG_ALG_ES256, true },
};

static void
print_table(const char *file, const ProvAdmission *admission)
{
    size_t n;
    const ProvSample *samples = prov_admission_get_samples(admission, &n);

    covered_check_tiles(admission);
    for (size_t i = 0; i < n; i++)
        printf("%s\t%u\t%u\t%" G_GUINT64_FORMAT "\t%d\t%d\n", file, samples[i].offset,
               samples[i].size, samples[i].dts, samples[i].cto, samples[i].sync);
}

/* Judges one unit more; an admission is printed. */
static bool
print_unit(ProvGate *gate, const char *file, GBytes *init, GBytes *segment, const ProvClock *now)
{
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict = prov_gate_submit(gate, init, segment, now, &admission);

    if (admission == NULL)
        fprintf(stderr, "%s: %s\n", file, prov_reason_name(verdict.reason));
    else
        print_table(file, admission);
    return admission != NULL;
}

static GBytes *
read_file(const char *path)
{
    char *text;
    gsize len;
    g_autoptr(GError) error = NULL;

    if (!g_file_get_contents(path, &text, &len, &error))
        g_error("%s", error->message);
    return g_bytes_new_take(text, len);
}

static void
write_file(const char *dir, const char *name, GBytes *bytes)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_autoptr(GError) error = NULL;
    gsize len;
    const char *data = g_bytes_get_data(bytes, &len);

    if (!g_file_set_contents(path, data, (gssize)len, &error))
        g_error("%s", error->message);
}

static int
print_files(const char *pin_hex, const char *anchors, const char *now_text, char **files)
{
    g_autoptr(ProvExpectation) expectation = prov_expectation_new();
    g_autoptr(ProvGate) gate = NULL;
    g_autoptr(GBytes) pem = read_file(anchors);
    g_autoptr(GBytes) init = read_file(files[0]);
    ProvClock now = { .trust = PROV_CLOCK_TRUSTED };
    uint8_t pin[PROV_PIN_LEN];

    for (size_t i = 0; i < sizeof pin; i++)
        pin[i] = (uint8_t)(g_ascii_xdigit_value(pin_hex[2 * i]) * 16
                           + g_ascii_xdigit_value(pin_hex[2 * i + 1]));
    prov_expectation_add_pin(expectation, pin);
    expectation->anchors = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_assert_cmpuint(camera_pem_add(expectation->anchors, pem, "CERTIFICATE"), >, 0);
    expectation->link = g_strdup("0123456789abcdef0123456789abcdef"); /* so that it admits */
    expectation->demo = true;
    g_assert_true(prov_time_from_rfc3339(
        (ProvReader){ (const uint8_t *)now_text, strlen(now_text) }, &now.wall_us));

    gate = prov_gate_new(expectation);
    for (size_t i = 1; files[i] != NULL; i++) {
        g_autoptr(GBytes) segment = read_file(files[i]);
        g_autofree char *name = g_path_get_basename(files[i]);

        print_unit(gate, name, init, segment, &now);
    }
    return 0;
}

/* Producer reference time and segment index, both hashed and read by nobody (ISO/IEC 14496-12,
 * 8.16.3 and 8.16.5). */
static GBytes *
add_boxes(GBytes *media, const Shape *shape)
{
    GByteArray *out = g_byte_array_new();
    gsize len;
    const uint8_t *data = g_bytes_get_data(media, &len);
    uint32_t styp_len = rig_get_u32(data);
    guint box;

    rig_put_data(out, data, styp_len);
    box = rig_box_begin_full(out, "prft", 1, 0);
    rig_put_u32(out, RIG_TRACK_ID);
    rig_put_zeros(out, 16);
    rig_box_end(out, box);
    box = rig_box_begin_full(out, "sidx", 0, 0);
    rig_put_u32(out, RIG_TRACK_ID);
    rig_put_u32(out, shape->timescale);
    rig_put_zeros(out, 8);
    rig_put_u32(out, 1); /* one reference */
    rig_put_u32(out, (uint32_t)(len - styp_len));
    rig_put_u32(out, shape->duration * (uint32_t)shape->n_samples);
    rig_put_u32(out, 0x90000000);
    rig_box_end(out, box);
    rig_put_data(out, data + styp_len, len - styp_len);
    return g_byte_array_free_to_bytes(out);
}

static GBytes *
make_media(const Shape *shape, uint64_t number)
{
    g_autoptr(RigGop) gop = rig_gop_new(shape->width, shape->height, 0x2060a0, shape->n_samples,
                                        shape->duration, (unsigned)number);
    uint64_t start = shape->start + (number - 1) * shape->n_samples * shape->duration;
    g_autoptr(GBytes) media = NULL;

    for (size_t i = 1; i < gop->n_samples; i += 2)
        gop->samples[i].cto = shape->cto;
    media = rig_mp4_segment((uint32_t)number, start, gop->samples, gop->n_samples, shape->n_pairs);
    return shape->prft_and_sidx ? add_boxes(media, shape) : g_steal_pointer(&media);
}

static void
write_root(const char *dir, const char *name, const RigMaker *maker)
{
    g_autofree char *pem = rig_cert_to_pem(maker->root);
    g_autoptr(GBytes) bytes = g_bytes_new(pem, strlen(pem));

    write_file(dir, name, bytes);
}

static bool
make_shape(World *world, const Shape *shape, const char *dir)
{
    g_autoptr(GBytes) avcc = rig_sample_avcc(shape->width, shape->height);
    const RigTrack track = {
        .width = shape->width, .height = shape->height, .timescale = shape->timescale, .avcc = avcc
    };
    const RigSessionSpec spec = { .key_alg = shape->alg };
    g_autoptr(GBytes) moov = rig_mp4_moov(&track);
    g_autoptr(RigSession) session = rig_session_new(world->front, moov, WORLD_NOW_US, &spec);
    g_autoptr(ProvGate) gate = prov_gate_new(world->expectation);
    g_autofree char *folder = g_build_filename(dir, shape->name, NULL);
    bool good = true;

    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    write_file(folder, "init", session->init);
    for (uint64_t i = 1; i <= N_UNITS; i++) {
        int64_t unit_us =
            (int64_t)(shape->n_samples * shape->duration * G_USEC_PER_SEC / shape->timescale);
        g_autoptr(GBytes) media = make_media(shape, i);
        g_autoptr(GBytes) segment = rig_session_sign(
            session, i, WORLD_NOW_US + (int64_t)(i - 1) * unit_us, NULL, media, NULL);
        g_autofree char *name = g_strdup_printf("%" G_GUINT64_FORMAT ".m4s", i);
        g_autofree char *path = g_build_filename(shape->name, name, NULL);

        write_file(folder, name, segment);
        world->now.wall_us = WORLD_NOW_US + (int64_t)i * unit_us;
        good &= print_unit(gate, path, session->init, segment, &world->now);
    }
    return good;
}

static void
make_sound(World *world, const char *dir)
{
    g_autoptr(RigSession) session = sound_session(world->front);
    g_autofree char *folder = g_build_filename(dir, "sound", NULL);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    write_file(folder, "init", session->init);
    for (uint64_t i = 1; i <= N_UNITS; i++) {
        g_autoptr(GBytes) segment = sound_segment(world, session, i);
        g_autofree char *name = g_strdup_printf("%" G_GUINT64_FORMAT ".m4s", i);

        write_file(folder, name, segment);
    }
}

int
main(int argc, char **argv)
{
    World world = { 0 };
    bool good = true;

    if (argc >= 8 && strcmp(argv[1], "--pin") == 0 && strlen(argv[2]) == 2 * PROV_PIN_LEN)
        return print_files(argv[2], argv[4], argv[6], argv + 7);
    if (argc != 3 || strcmp(argv[1], "--make") != 0)
        return 2;
    world_set_up(&world, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++)
        good &= make_shape(&world, &shapes[i], argv[2]);
    make_sound(&world, argv[2]);
    write_root(argv[2], "anchors.pem", world.maker);
    write_root(argv[2], "other.pem", world.other_maker);
    world_tear_down(&world, NULL);
    return good ? 0 : 1;
}
