/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What judging costs beside hashing: the same signed units through the judge, and through SHA-256
 * alone, in turns in one run. Reports; gates nothing. Run it with: meson test -C BUILD --benchmark
 * judge --verbose
 */
#include "tests/unit/world.h"

#include <openssl/evp.h>
#include <string.h>

#define N_UNITS  200
#define N_ROUNDS 7
#define PCM_LEN  3000 /* bytes of padding SEI per picture, to reach the size that is asked for */

/* A segment of about @kib KiB: SEI messages fill what a real encoder would fill with picture. */
static GBytes *
make_media(World *world, uint64_t number, size_t kib)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GBytes) unit = NULL;
    RigSample samples[WORLD_FRAMES];

    for (size_t left = kib * 1024 / WORLD_FRAMES; left > PCM_LEN; left -= PCM_LEN) {
        rig_put_u32(bytes, PCM_LEN - 4);
        rig_put_u8(bytes, 6);
        for (size_t i = 0; i < PCM_LEN - 5; i++)
            rig_put_u8(bytes, (uint8_t)(i * 7 + left));
    }
    memcpy(samples, world->gop->samples, sizeof samples);
    for (size_t i = 0; i < WORLD_FRAMES; i++) {
        g_autoptr(GByteArray) sample = world_copy(samples[i].data);

        g_byte_array_prepend(sample, bytes->data, bytes->len);
        samples[i].data = g_byte_array_free_to_bytes(g_steal_pointer(&sample));
    }
    unit = rig_mp4_segment((uint32_t)number, (number - 1) * WORLD_SCALE, samples, WORLD_FRAMES, 1);
    for (size_t i = 0; i < WORLD_FRAMES; i++)
        g_bytes_unref(samples[i].data);
    return g_steal_pointer(&unit);
}

static double
judge_all(World *world, GBytes *const *units)
{
    g_autoptr(ProvGate) gate = prov_gate_new(world->expectation);
    gint64 begin = g_get_monotonic_time();

    for (size_t i = 0; i < N_UNITS; i++) {
        g_autoptr(ProvAdmission) admission = NULL;

        world_at(world, 0, i + 1);
        prov_gate_submit(gate, world->session->init, units[i], &world->now, &admission);
        /* Nothing was copied: the token holds the very bytes that came in. */
        g_assert_true(prov_admission_get_segment(admission) == units[i]);
    }
    return (double)(g_get_monotonic_time() - begin);
}

static double
hash_all(GBytes *const *units)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    gint64 begin = g_get_monotonic_time();

    for (size_t i = 0; i < N_UNITS; i++) {
        gsize len;
        const void *data = g_bytes_get_data(units[i], &len);

        g_assert_cmpint(EVP_Digest(data, len, digest, NULL, EVP_sha256(), NULL), ==, 1);
    }
    return (double)(g_get_monotonic_time() - begin);
}

static int
compare(gconstpointer a, gconstpointer b)
{
    const double *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

int
main(void)
{
    static const size_t sizes[] = { 16, 64, 256, 1024 }; /* KiB */
    World world = { 0 };

    world_set_up(&world, NULL);
    g_print("%10s %12s %12s %8s\n", "KiB/unit", "judge us", "SHA-256 us", "ratio");
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        GBytes *units[N_UNITS];
        double judged[N_ROUNDS], hashed[N_ROUNDS], ratio[N_ROUNDS];

        for (size_t j = 0; j < N_UNITS; j++) {
            g_autoptr(GBytes) media = make_media(&world, j + 1, sizes[i]);

            units[j] = world_sign(&world, world.session, j + 1, media, NULL);
        }
        for (size_t j = 0; j < N_ROUNDS; j++) {
            judged[j] = judge_all(&world, units) / N_UNITS;
            hashed[j] = hash_all(units) / N_UNITS;
            ratio[j] = judged[j] / hashed[j];
        }
        qsort(judged, N_ROUNDS, sizeof *judged, compare);
        qsort(hashed, N_ROUNDS, sizeof *hashed, compare);
        qsort(ratio, N_ROUNDS, sizeof *ratio, compare);
        g_print("%10zu %12.1f %12.1f %8.2f\n", g_bytes_get_size(units[0]) / 1024,
                judged[N_ROUNDS / 2], hashed[N_ROUNDS / 2], ratio[N_ROUNDS / 2]);
        for (size_t j = 0; j < N_UNITS; j++)
            g_bytes_unref(units[j]);
    }
    world_tear_down(&world, NULL);
    return 0;
}
