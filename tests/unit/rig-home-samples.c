/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/rig-home-samples.h"

#include "tests/rig/rig-sample.h"
#include "tests/unit/tree.h"

#include <stdlib.h>

static char *made; /* the home that every case begins with a copy of */

static void
remove_made(void)
{
    tree_remove(made);
    g_free(made);
}

/* Keys and certificates are made once: that takes the openssl program 18 times. */
static void
copy_home(const char *dir, GPtrArray *specs)
{
    g_autofree char *parent = g_path_get_dirname(dir);
    const char *argv[] = { "cp", "-a", NULL, dir, NULL };
    g_autoptr(GError) error = NULL;
    int status = 0;

    if (made == NULL) {
        g_autoptr(RigHome) home = NULL;

        made = g_dir_make_tmp("ownview-rig-XXXXXX", &error);
        g_assert_no_error(error);
        atexit(remove_made);
        home = rig_home_open(made, specs, false, &error);
        g_assert_no_error(error);
    }
    argv[2] = made;
    g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
    g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                 &status, &error);
    g_assert_no_error(error);
    g_assert_cmpint(status, ==, 0);
}

RigSite *
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

    if (!g_file_test(dir, G_FILE_TEST_EXISTS))
        copy_home(dir, specs);
    return rig_site_new(&settings, error);
}

void
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

void
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
