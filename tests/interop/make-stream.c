/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make-stream KEY.pem CHAIN.pem DIR: a camera's init segment and its first segments, signed now, as
 * DIR/init.mp4, DIR/1.m4s and DIR/2.m4s, for readers that are not ours.
 */
#include "tests/rig/rig-mp4.h"
#include "tests/rig/rig-sample.h"
#include "tests/rig/rig-session.h"

#define WIDTH      64
#define HEIGHT     48
#define SCALE      90000 /* ticks a second */
#define FRAMES     5
#define TICKS      18000 /* of one frame: a segment lasts one second */
#define N_SEGMENTS 2

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

int
main(int argc, char **argv)
{
    const int64_t now_us = g_get_real_time() - N_SEGMENTS * G_USEC_PER_SEC;
    g_autoptr(GBytes) avcc = rig_sample_avcc(WIDTH, HEIGHT);
    const RigTrack track = { .width = WIDTH, .height = HEIGHT, .timescale = SCALE, .avcc = avcc };
    g_autoptr(GBytes) moov = rig_mp4_moov(&track);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    g_autoptr(GError) error = NULL;
    RigGop *gop;

    if (argc != 4)
        return 2;
    identity = rig_identity_load(argv[1], argv[2], NULL, &error);
    if (identity == NULL)
        g_error("%s", error->message);
    session = rig_session_new(identity, moov, now_us, NULL);
    write_file(argv[3], "init.mp4", session->init);
    gop = rig_gop_new(WIDTH, HEIGHT, 0x2060a0, FRAMES, TICKS, 0);
    for (uint32_t i = 1; i <= N_SEGMENTS; i++) {
        g_autoptr(GBytes) media =
            rig_mp4_segment(i, (uint64_t)(i - 1) * SCALE, gop->samples, gop->n_samples, 1);
        g_autoptr(GBytes) segment = rig_session_sign(
            session, i, now_us + (int64_t)(i - 1) * G_USEC_PER_SEC, NULL, media, NULL);
        g_autofree char *name = g_strdup_printf("%u.m4s", i);

        write_file(argv[3], name, segment);
    }
    rig_gop_free(gop);
    return 0;
}
