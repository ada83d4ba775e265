/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-sample.h"
#include "tests/rig/rig-site.h"

/* A rig without encoders: pictures come from a bit writer, at once, whenever a test wants a
 * segment. */

#define RIG_SAMPLE_FRAMES 5
#define RIG_SAMPLE_WIDTH  64
#define RIG_SAMPLE_HEIGHT 48

enum {
    FRONT_DOOR,
    NURSERY,
    GARAGE,
    KITCHEN, /* a stranger's */
};

/* Opens a rig below the test case's own data directory. */
static inline RigSite *
rig_sample_site(GError **error)
{
    g_autofree char *dir = g_build_filename(g_get_user_data_dir(), "rig", NULL);
    g_autoptr(GPtrArray) specs = rig_home_default_specs();
    const RigSiteSettings settings = {
        .dir = dir,
        .specs = specs,
        .frames = RIG_SAMPLE_FRAMES,
        .window = 6,
        .seed = 1,
    };

    return rig_site_new(&settings, error);
}

/* @n whole segments of one camera. */
static inline void
rig_sample_push(RigSite *site, guint camera, guint n)
{
    RigCamera *target = rig_cloud_get_camera(rig_site_get_cloud(site), camera);
    g_autoptr(GBytes) avcc = rig_sample_avcc(RIG_SAMPLE_WIDTH, RIG_SAMPLE_HEIGHT);

    rig_camera_set_format(target, RIG_SAMPLE_WIDTH, RIG_SAMPLE_HEIGHT, avcc);
    for (guint i = 0; i < n; i++) {
        g_autoptr(RigGop) gop =
            rig_gop_new(RIG_SAMPLE_WIDTH, RIG_SAMPLE_HEIGHT, rig_camera_get_spec(target)->rgb,
                        RIG_SAMPLE_FRAMES, RIG_CAMERA_TIMESCALE / RIG_CAMERA_FPS, i);

        for (size_t k = 0; k < gop->n_samples; k++) {
            const RigUnit unit = { .data = gop->samples[k].data,
                                   .sync = gop->samples[k].sync,
                                   .capture_us = g_get_real_time() };

            rig_camera_push(target, &unit);
        }
    }
}

/* @n whole segments of one camera's sound. */
static inline void
rig_sample_push_sound(RigSite *site, guint camera, guint n)
{
    RigCamera *target =
        rig_camera_get_sound(rig_cloud_get_camera(rig_site_get_cloud(site), camera));
    const guint n_frames = RIG_SAMPLE_FRAMES * RIG_SOUND_RATE / RIG_CAMERA_FPS / RIG_SOUND_FRAME;
    g_autoptr(GBytes) asc = rig_sample_asc();
    g_autoptr(GBytes) silence = rig_sample_silence();

    rig_camera_set_sound_format(target, asc);
    for (guint i = 0; i < n * n_frames; i++) {
        const RigUnit unit = { .data = silence, .sync = true, .capture_us = g_get_real_time() };

        rig_camera_push(target, &unit);
    }
}
