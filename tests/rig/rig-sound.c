/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-sound.h"

#include "tests/rig/rig-tap.h"

#include <gio/gio.h>

/* Cameras are told apart by ear as well. */
#define LOWEST_HZ 250
#define STEP_HZ   250

struct RigSound {
    RigCamera *sound;
    GstElement *pipeline;
    RigTap *tap;
};

static void
on_frame(GstSample *sample, int64_t capture_us, gpointer user_data)
{
    RigSound *self = user_data;
    g_autoptr(GBytes) data = rig_tap_get_data(sample);
    g_autoptr(GBytes) asc = rig_tap_get_config(sample);
    const RigUnit unit = { .data = data, .sync = true, .capture_us = capture_us };

    if (asc != NULL)
        rig_camera_set_sound_format(self->sound, asc);
    rig_camera_push(self->sound, &unit);
}

RigSound *
rig_sound_new(RigCamera *camera, GError **error)
{
    g_autoptr(RigSound) self = g_new0(RigSound, 1);
    const char *room = rig_camera_get_spec(camera)->name;
    g_autofree char *text = g_strdup_printf(
        "audiotestsrc is-live=true samplesperbuffer=%d volume=0.2 freq=%u ! "
        "audio/x-raw,rate=%d,channels=1 ! audioconvert ! avenc_aac bitrate=64000 ! "
        "audio/mpeg,mpegversion=4,stream-format=raw ! "
        "appsink name=sink sync=false enable-last-sample=false",
        RIG_SOUND_FRAME, LOWEST_HZ + STEP_HZ * rig_camera_get_index(camera), RIG_SOUND_RATE);

    self->sound = rig_camera_get_sound(camera);
    self->pipeline = gst_parse_launch(text, error);
    if (self->pipeline == NULL)
        return NULL;
    self->tap = rig_tap_new(self->pipeline, "sound", room, on_frame, self);
    if (self->tap == NULL) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                    "The sound of %s does not start; check that avenc_aac works here.", room);
        return NULL;
    }
    return g_steal_pointer(&self);
}

void
rig_sound_free(RigSound *self)
{
    if (self == NULL)
        return;
    rig_tap_free(self->tap);
    g_clear_object(&self->pipeline);
    g_free(self);
}
