/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-output.h"
#include "pipelines/pipe-scan.h"

#include <fcntl.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MAX_DEVICES 64

/* Lives as long as its pipeline. */
typedef struct {
    const PipeScanHooks *hooks;
    uint64_t generation;
    PipePixels pixels;
} Watch;

/* Takes pictures itself: no decoder, no place for metadata, no output. */
static bool
is_camera(const char *path)
{
    struct v4l2_capability about = { 0 };
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    bool answers;

    if (fd < 0)
        return false;
    answers = ioctl(fd, VIDIOC_QUERYCAP, &about) == 0;
    close(fd);
    return answers && (about.capabilities & V4L2_CAP_DEVICE_CAPS) != 0
           && (about.device_caps & V4L2_CAP_VIDEO_CAPTURE) != 0
           && (about.device_caps & V4L2_CAP_STREAMING) != 0;
}

char *
pipe_scan_find_camera(void)
{
    for (unsigned i = 0; i < MAX_DEVICES; i++) {
        g_autofree char *path = g_strdup_printf("/dev/video%u", i);

        if (is_camera(path))
            return g_steal_pointer(&path);
    }
    return NULL;
}

static GstFlowReturn
on_new_sample(GstAppSink *sink, gpointer user_data)
{
    Watch *self = user_data;
    g_autoptr(GstSample) sample = gst_app_sink_pull_sample(sink);
    GstCaps *caps = sample != NULL ? gst_sample_get_caps(sample) : NULL;
    GstVideoInfo info;

    if (caps != NULL && gst_video_info_from_caps(&info, caps)) {
        const ProvTrack size = { .width = (uint32_t)GST_VIDEO_INFO_WIDTH(&info),
                                 .height = (uint32_t)GST_VIDEO_INFO_HEIGHT(&info) };
        const PipeStamp stamp = { .pts = pipe_output_time(sample) };
        g_autoptr(PipeFrame) frame = pipe_output_frame(sample, &size, self->pixels, PIPE_SCAN_LINK,
                                                       self->generation, &stamp);

        if (frame != NULL)
            self->hooks->frame(frame, self->hooks->frame_data);
    }
    return GST_FLOW_OK;
}

static GstBusSyncReply
on_message(GstBus *bus, GstMessage *message, gpointer user_data)
{
    Watch *self = user_data;
    char *text = pipe_scan_symbol(message);

    if (text != NULL)
        self->hooks->text(text, self->hooks->user_data);
    else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR
             || GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS)
        self->hooks->failed(self->hooks->user_data);
    gst_message_unref(message); /* the handler's to do with GST_BUS_DROP */
    return GST_BUS_DROP;
}

/* Full HD is enough for any code, and what two cores can look through. */
static void
set_up_sink(Watch *self, GstElement *sink)
{
    g_autoptr(GstCaps) caps = gst_caps_new_simple(
        "video/x-raw", "format", G_TYPE_STRING, self->pixels == PIPE_PIXELS_RGB ? "RGB" : "BGRA",
        "width", GST_TYPE_INT_RANGE, 1, 1920, "height", GST_TYPE_INT_RANGE, 1, 1080, NULL);
    GstAppSinkCallbacks callbacks = { .new_sample = on_new_sample };

    g_object_set(sink, "sync", FALSE, "max-buffers", 1, "drop", TRUE, "enable-last-sample", FALSE,
                 NULL);
    gst_app_sink_set_caps(GST_APP_SINK(sink), caps);
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, self, NULL);
}

/* Whether it can give what @media says, as it knows once it is opened. */
static bool
can_give(GstElement *source, const char *media)
{
    g_autoptr(GstPad) pad = gst_element_get_static_pad(source, "src");
    g_autoptr(GstCaps) wanted = gst_caps_new_empty_simple(media);
    g_autoptr(GstCaps) given = pad != NULL ? gst_pad_query_caps(pad, NULL) : NULL;

    return given != NULL && gst_caps_can_intersect(given, wanted);
}

/* Many a webcam gives pictures of any size only as MJPEG: its decoder is named, not looked for. */
static bool
wants_decoder(GstElement *source)
{
    return source != NULL
           && gst_element_set_state(source, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE
           && !can_give(source, "video/x-raw") && can_give(source, "image/jpeg");
}

GstElement *
pipe_scan_watch(GstElement *source,
                uint64_t generation,
                PipePixels pixels,
                const PipeScanHooks *hooks)
{
    GstElement *pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    GstElement *sink = gst_element_factory_make("appsink", NULL);
    GstElement *chain[6] = { source };
    size_t n = 1;
    g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
    Watch *self = g_new0(Watch, 1);

    if (wants_decoder(source))
        chain[n++] = pipe_scan_make_jpegdec();
    chain[n++] = gst_element_factory_make("videoconvert", NULL);
    chain[n++] = gst_element_factory_make("zbar", NULL);
    chain[n++] = gst_element_factory_make("videoconvert", NULL);
    chain[n++] = sink;
    self->hooks = hooks;
    self->generation = generation;
    self->pixels = pixels;
    g_object_set_data_full(G_OBJECT(pipeline), "watch", self, g_free);
    if (sink != NULL)
        set_up_sink(self, sink);
    gst_bus_set_sync_handler(bus, on_message, self, NULL);
    if (!pipe_scan_link(pipeline, chain, n)
        || gst_element_set_state(pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
        gst_element_set_state(pipeline, GST_STATE_NULL);
        gst_object_unref(pipeline);
        return NULL;
    }
    return pipeline;
}
