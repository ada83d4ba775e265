/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-tap.h"

#include <gst/app/app.h>

struct RigTap {
    GstElement *pipeline;
    const char *what;
    char *room;
    RigTapFunc handler; /* main thread */
    gpointer user_data;
    GAsyncQueue *samples; /* of GstSample: encoder's thread -> main thread */
    GSource *wake;        /* main thread; made ready from the encoder's */
    guint bus_watch;
};

/* Encoder's thread: hands the sample to the main thread. */
static GstFlowReturn
on_new_sample(GstAppSink *sink, gpointer user_data)
{
    RigTap *self = user_data;
    GstSample *sample = gst_app_sink_pull_sample(sink);

    if (sample == NULL)
        return GST_FLOW_EOS;
    g_async_queue_push(self->samples, sample);
    g_source_set_ready_time(self->wake, 0);
    return GST_FLOW_OK;
}

static GBytes *
bytes_of(GstBuffer *buffer)
{
    gpointer data = NULL;
    gsize len = 0;

    gst_buffer_extract_dup(buffer, 0, gst_buffer_get_size(buffer), &data, &len);
    return g_bytes_new_take(data, len);
}

GBytes *
rig_tap_get_data(GstSample *sample)
{
    return bytes_of(gst_sample_get_buffer(sample));
}

GBytes *
rig_tap_get_config(GstSample *sample)
{
    const GstStructure *caps = gst_caps_get_structure(gst_sample_get_caps(sample), 0);
    const GValue *config = gst_structure_get_value(caps, "codec_data");

    return config != NULL ? bytes_of(gst_value_get_buffer(config)) : NULL;
}

/* Wall clock when it was taken: now, less the time it has been on its way. */
static int64_t
capture_time(RigTap *self, GstSample *sample)
{
    GstBuffer *const buffer = gst_sample_get_buffer(sample);
    const GstClockTime taken = gst_segment_to_running_time(gst_sample_get_segment(sample),
                                                           GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
    g_autoptr(GstClock) clock = gst_element_get_clock(self->pipeline);
    const int64_t now_us = g_get_real_time();
    GstClockTime running;

    if (clock == NULL || !GST_CLOCK_TIME_IS_VALID(taken))
        return now_us;
    running = gst_clock_get_time(clock) - gst_element_get_base_time(self->pipeline);
    return now_us - ((int64_t)running - (int64_t)taken) / 1000;
}

static gboolean
on_samples(gpointer user_data)
{
    RigTap *self = user_data;
    GstSample *sample;

    g_source_set_ready_time(self->wake, -1);
    while ((sample = g_async_queue_try_pop(self->samples)) != NULL) {
        self->handler(sample, capture_time(self, sample), self->user_data);
        gst_sample_unref(sample);
    }
    return G_SOURCE_CONTINUE;
}

static gboolean
on_message(GstBus *bus, GstMessage *message, gpointer user_data)
{
    RigTap *self = user_data;

    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
        g_autoptr(GError) error = NULL;

        gst_message_parse_error(message, &error, NULL);
        g_printerr("ownview-rig: the %s of %s has ended (%s); start the rig again.\n", self->what,
                   self->room, error->message);
    } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
        g_printerr("ownview-rig: the %s of %s has come to its end; start the rig again.\n",
                   self->what, self->room);
    }
    return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_wake(GSource *source, GSourceFunc callback, gpointer user_data)
{
    return callback(user_data);
}

static GSourceFuncs wake_funcs = { .dispatch = dispatch_wake };

RigTap *
rig_tap_new(GstElement *pipeline,
            const char *what,
            const char *room,
            RigTapFunc handler,
            gpointer user_data)
{
    g_autoptr(RigTap) self = g_new0(RigTap, 1);
    g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
    g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
    GstAppSinkCallbacks callbacks = { .new_sample = on_new_sample };

    self->pipeline = g_object_ref(pipeline);
    self->what = what;
    self->room = g_strdup(room);
    self->handler = handler;
    self->user_data = user_data;
    self->samples = g_async_queue_new_full((GDestroyNotify)gst_sample_unref);
    self->wake = g_source_new(&wake_funcs, sizeof(GSource));
    g_source_set_callback(self->wake, on_samples, self, NULL);
    g_source_attach(self->wake, NULL);
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, self, NULL);
    self->bus_watch = gst_bus_add_watch(bus, on_message, self);
    if (gst_element_set_state(pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
        return NULL;
    return g_steal_pointer(&self);
}

void
rig_tap_free(RigTap *self)
{
    if (self == NULL)
        return;
    g_clear_handle_id(&self->bus_watch, g_source_remove);
    /* ends the streaming threads: nobody else holds @self after it */
    gst_element_set_state(self->pipeline, GST_STATE_NULL);
    g_object_unref(self->pipeline);
    g_source_destroy(self->wake);
    g_source_unref(self->wake);
    g_async_queue_unref(self->samples);
    g_free(self->room);
    g_free(self);
}
