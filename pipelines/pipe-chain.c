/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-chain.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#define MAX_ERRORS 10 /* access units in a row that a decoder may fail on before it is broken */

struct PipeChain {
    GstElement *pipeline;
    GstAppSrc *source;
    PipeChainHooks hooks;
};

const char *const *
pipe_chain_decoders(void)
{
    static const char *const names[] = { "vah264dec",  "v4l2slh264dec", "v4l2h264dec",
                                         "avdec_h264", "openh264dec",   NULL };

    return names;
}

static void
set_if_known(GstElement *element, const char *name, const char *value)
{
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), name) != NULL)
        gst_util_set_object_arg(G_OBJECT(element), name, value);
}

GstElement *
pipe_chain_make_decoder(void)
{
    const char *const *names = pipe_chain_decoders();

    for (size_t i = 0; names[i] != NULL; i++) {
        GstElement *decoder = gst_element_factory_make(names[i], "decoder");

        if (decoder == NULL)
            continue;
        /* Opens the device, if it is one. */
        if (gst_element_set_state(decoder, GST_STATE_READY) == GST_STATE_CHANGE_SUCCESS)
            return decoder;
        gst_element_set_state(decoder, GST_STATE_NULL);
        gst_object_unref(gst_object_ref_sink(decoder));
    }
    return NULL;
}

static void
on_need_data(GstAppSrc *source, guint length, gpointer user_data)
{
    PipeChain *self = user_data;

    self->hooks.hungry(self->hooks.user_data);
}

static GstFlowReturn
on_new_sample(GstAppSink *sink, gpointer user_data)
{
    PipeChain *self = user_data;
    g_autoptr(GstSample) sample = gst_app_sink_pull_sample(sink);

    if (sample != NULL)
        self->hooks.sample(sample, self->hooks.user_data);
    return GST_FLOW_OK;
}

static GstBusSyncReply
on_message(GstBus *bus, GstMessage *message, gpointer user_data)
{
    PipeChain *self = user_data;

    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
        self->hooks.failed(self->hooks.user_data);
    gst_message_unref(message); /* the handler's to do with GST_BUS_DROP */
    return GST_BUS_DROP;
}

/* Caps are made from what was verified; nothing is read out of the stream. Transfer full. */
static GstCaps *
video_caps(const ProvTrack *track, GBytes *config)
{
    g_autoptr(GstBuffer) codec_data = gst_buffer_new_wrapped_bytes(config);

    return gst_caps_new_simple("video/x-h264", "stream-format", G_TYPE_STRING, "avc", "alignment",
                               G_TYPE_STRING, "au", "codec_data", GST_TYPE_BUFFER, codec_data,
                               "width", G_TYPE_INT, (int)track->width, "height", G_TYPE_INT,
                               (int)track->height, NULL);
}

static GstCaps *
sound_caps(const ProvTrack *track, GBytes *config)
{
    g_autoptr(GstBuffer) codec_data = gst_buffer_new_wrapped_bytes(config);

    return gst_caps_new_simple("audio/mpeg", "mpegversion", G_TYPE_INT, 4, "stream-format",
                               G_TYPE_STRING, "raw", "framed", G_TYPE_BOOLEAN, TRUE, "codec_data",
                               GST_TYPE_BUFFER, codec_data, "rate", G_TYPE_INT, (int)track->rate,
                               "channels", G_TYPE_INT, (int)track->channels, NULL);
}

static void
set_up_source(PipeChain *self, GstCaps *caps)
{
    GstAppSrcCallbacks callbacks = { .need_data = on_need_data };

    g_object_set(self->source, "format", GST_FORMAT_TIME, "is-live", TRUE, "block", FALSE,
                 "max-bytes", (guint64)0, NULL);
    gst_app_src_set_caps(self->source, caps);
    gst_app_src_set_callbacks(self->source, &callbacks, self, NULL);
}

static void
set_up_sink(PipeChain *self, GstElement *sink, PipePixels pixels)
{
    g_autoptr(GstCaps) caps = gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING,
                                                  pixels == PIPE_PIXELS_RGB ? "RGB" : "BGRA", NULL);
    GstAppSinkCallbacks callbacks = { .new_sample = on_new_sample };

    g_object_set(sink, "sync", TRUE, "max-buffers", 2, "drop", TRUE, "enable-last-sample", FALSE,
                 "qos", FALSE, NULL);
    gst_app_sink_set_caps(GST_APP_SINK(sink), caps);
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, self, NULL);
}

static void
set_up_decoder(GstElement *decoder)
{
    /* Frames the decoder itself knows to be damaged are no pictures (DEC-11). */
    set_if_known(decoder, "output-corrupt", "false");
    set_if_known(decoder, "discard-corrupted-frames", "true");
    set_if_known(decoder, "max-errors", G_STRINGIFY(MAX_ERRORS));
    /* Frame threads would hold pictures back; slices don't. */
    set_if_known(decoder, "thread-type", "slice");
}

/* Takes all elements over, one after the other; false when one is missing. */
static bool
link_all(PipeChain *self, GstElement *const *all, size_t n)
{
    bool complete = true;

    for (size_t i = 0; i < n; i++) {
        if (all[i] != NULL)
            gst_bin_add(GST_BIN(self->pipeline), all[i]);
        complete = complete && all[i] != NULL;
    }
    for (size_t i = 1; complete && i < n; i++)
        complete = gst_element_link(all[i - 1], all[i]);
    return complete;
}

static PipeChain *
chain_new(PipeChainHooks hooks)
{
    PipeChain *self = g_new0(PipeChain, 1);

    self->hooks = hooks;
    self->pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    return self;
}

static bool
play(PipeChain *self)
{
    g_autoptr(GstBus) bus = gst_element_get_bus(self->pipeline);

    gst_bus_set_sync_handler(bus, on_message, self, NULL);
    return gst_element_set_state(self->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
}

PipeChain *
pipe_chain_new(const ProvTrack *track, GBytes *config, PipePixels pixels, PipeChainHooks hooks)
{
    g_autoptr(PipeChain) self = chain_new(hooks);
    g_autoptr(GstCaps) caps = NULL;
    GstElement *const all[] = {
        gst_element_factory_make("appsrc", "source"),
        gst_element_factory_make("h264parse", "parser"),
        pipe_chain_make_decoder(),
        gst_element_factory_make("videoconvert", "convert"),
        gst_element_factory_make("appsink", "sink"),
    };

    if (!link_all(self, all, G_N_ELEMENTS(all)) || track->codec != PROV_CODEC_AVC)
        return NULL;
    self->source = GST_APP_SRC(all[0]);
    caps = video_caps(track, config);
    set_up_source(self, caps);
    set_up_decoder(all[2]);
    set_up_sink(self, all[4], pixels);
    return play(self) ? g_steal_pointer(&self) : NULL;
}

PipeChain *
pipe_chain_new_for_sound(const ProvTrack *track,
                         GBytes *config,
                         GstElement *speaker,
                         PipeChainHooks hooks)
{
    g_autoptr(PipeChain) self = chain_new(hooks);
    g_autoptr(GstClock) clock = gst_system_clock_obtain();
    g_autoptr(GstCaps) caps = NULL;
    GstElement *const all[] = {
        gst_element_factory_make("appsrc", "source"),
        gst_element_factory_make("avdec_aac", "decoder"),
        gst_element_factory_make("audioconvert", "convert"),
        gst_element_factory_make("audioresample", "resample"),
        speaker,
    };

    if (!link_all(self, all, G_N_ELEMENTS(all)) || track->codec != PROV_CODEC_AAC)
        return NULL;
    self->source = GST_APP_SRC(all[0]);
    caps = sound_caps(track, config);
    set_up_source(self, caps);
    /* Not the loudspeaker's own clock: what is heard follows the one that pictures are shown by. */
    gst_pipeline_use_clock(GST_PIPELINE(self->pipeline), clock);
    /* Every sample comes before its time: nothing is to be put off for the loudspeaker's sake. */
    gst_pipeline_set_latency(GST_PIPELINE(self->pipeline), 0);
    return play(self) ? g_steal_pointer(&self) : NULL;
}

bool
pipe_chain_push(PipeChain *self, GstBuffer *buffer)
{
    return gst_app_src_push_buffer(self->source, buffer) == GST_FLOW_OK;
}

GstClockTime
pipe_chain_now(PipeChain *self)
{
    GstClockTime now = gst_element_get_current_running_time(self->pipeline);

    return GST_CLOCK_TIME_IS_VALID(now) ? now : 0;
}

void
pipe_chain_free(PipeChain *self)
{
    if (self == NULL)
        return;
    if (self->pipeline != NULL) {
        gst_element_set_state(self->pipeline, GST_STATE_NULL);
        gst_object_unref(self->pipeline);
    }
    g_free(self);
}
