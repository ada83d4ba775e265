/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-speaker.h"

#include <gst/app/gstappsrc.h>
#include <math.h>

#define RATE     48000
#define LENGTH   (RATE * 6 / 10) /* samples */
#define HZ       659.3           /* two notes, a third apart, the second a little later */
#define HZ_2     523.3
#define SECOND   (RATE * 15 / 100) /* samples */
#define DECAY    (RATE * 12 / 100) /* samples until a third is left */
#define VOLUME   2600              /* of 32767: to be noticed, not to frighten */
#define ATTACK   (RATE / 200)      /* samples: without it a click is heard */
#define MAX_TIME (5 * GST_SECOND)

typedef struct {
    PipeSpeakerFunc make_speaker;
    gpointer speaker_data;
} Chime;

static gint sounding; /* atomic: one is heard, or about to be */

static double
note(int at, double hz)
{
    if (at < 0)
        return 0;
    return sin(2 * G_PI * hz * at / RATE) * exp(-(double)at / DECAY)
           * MIN(1.0, (double)at / ATTACK);
}

static GstBuffer *
make_sound(void)
{
    int16_t *samples = g_new(int16_t, LENGTH);
    GstBuffer *buffer;

    for (int i = 0; i < LENGTH; i++)
        samples[i] =
            (int16_t)GINT16_TO_LE((int16_t)(VOLUME * (note(i, HZ) + note(i - SECOND, HZ_2))));
    buffer = gst_buffer_new_wrapped(samples, LENGTH * sizeof *samples);
    GST_BUFFER_PTS(buffer) = 0;
    return buffer;
}

/* Until it is over, or can't be heard. */
static void
play(GstElement *pipeline, GstAppSrc *source)
{
    g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
    g_autoptr(GstMessage) end = NULL;

    if (gst_element_set_state(pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
        return;
    gst_app_src_push_buffer(source, make_sound());
    gst_app_src_end_of_stream(source);
    end = gst_bus_timed_pop_filtered(bus, MAX_TIME, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
}

static void
sound(const Chime *self)
{
    g_autoptr(GstElement) pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    g_autoptr(GstCaps) caps = gst_caps_new_simple("audio/x-raw", "format", G_TYPE_STRING, "S16LE",
                                                  "rate", G_TYPE_INT, RATE, "channels", G_TYPE_INT,
                                                  1, "layout", G_TYPE_STRING, "interleaved", NULL);
    GstElement *speaker, *source, *convert, *resample;

    pipe_speaker_load();
    speaker = self->make_speaker(self->speaker_data);
    if (speaker == NULL)
        return;
    source = gst_element_factory_make("appsrc", NULL);
    convert = gst_element_factory_make("audioconvert", NULL);
    resample = gst_element_factory_make("audioresample", NULL);
    gst_bin_add(GST_BIN(pipeline), speaker);
    if (source != NULL && convert != NULL && resample != NULL) {
        gst_bin_add_many(GST_BIN(pipeline), source, convert, resample, NULL);
        g_object_set(source, "format", GST_FORMAT_TIME, NULL);
        gst_app_src_set_caps(GST_APP_SRC(source), caps);
        if (gst_element_link_many(source, convert, resample, speaker, NULL))
            play(pipeline, GST_APP_SRC(source));
    }
    gst_element_set_state(pipeline, GST_STATE_NULL);
}

static gpointer
run(gpointer user_data)
{
    g_autofree Chime *self = user_data;

    sound(self);
    g_atomic_int_set(&sounding, 0);
    return NULL;
}

bool
pipe_chime_with_speaker(PipeSpeakerFunc make_speaker, gpointer speaker_data)
{
    Chime *self;

    if (!g_atomic_int_compare_and_exchange(&sounding, 0, 1))
        return false;
    self = g_new0(Chime, 1);
    self->make_speaker = make_speaker;
    self->speaker_data = speaker_data;
    g_thread_unref(g_thread_new("chime", run, self));
    return true;
}

void
pipe_chime(void)
{
    bool begun G_GNUC_UNUSED = pipe_chime_with_speaker(pipe_speaker_make, NULL);
}
