/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-speaker.h"

#include "pipelines/pipe-plugins.h"

/* Microseconds of sound in the device: what is still heard when the picture has gone. */
#define BUFFER_US  G_GINT64_CONSTANT(80000)
#define LATENCY_US G_GINT64_CONSTANT(20000)

static const PipePlugin plugins[] = {
    { "libgstaudioconvert.so", NULL, "gstreamer1.0-plugins-base" },
    { "libgstaudioresample.so", NULL, "gstreamer1.0-plugins-base" },
    { "libgstpulseaudio.so", NULL, "gstreamer1.0-plugins-good" },
    { "libgstalsa.so", NULL, "gstreamer1.0-alsa" },
};

void
pipe_speaker_load(void)
{
    bool loaded G_GNUC_UNUSED = pipe_plugins_load(plugins, G_N_ELEMENTS(plugins), NULL);
}

GstElement *
pipe_speaker_make(G_GNUC_UNUSED gpointer unused)
{
    static const char *const names[] = { "pulsesink", "alsasink" };

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        GstElement *speaker = gst_element_factory_make(names[i], "speaker");

        if (speaker == NULL)
            continue;
        g_object_set(speaker, "buffer-time", BUFFER_US, "latency-time", LATENCY_US, "provide-clock",
                     FALSE, "enable-last-sample", FALSE, NULL);
        /* Opens the device, if there is one. */
        if (gst_element_set_state(speaker, GST_STATE_READY) == GST_STATE_CHANGE_SUCCESS)
            return speaker;
        gst_element_set_state(speaker, GST_STATE_NULL);
        gst_object_unref(gst_object_ref_sink(speaker));
    }
    return NULL;
}
