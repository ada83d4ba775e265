/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-reader.h"

#include <gio/gio.h>
#include <gst/app/app.h>

#define PATIENCE  (200 * GST_MSECOND) /* how long one look for a picture waits */
#define MAX_LOOKS 50 /* of those without a picture: ten seconds, then the file is given up */

struct RigReader {
    char *path;
    int width;
    int height;
    GstElement *pipeline;
    GstElement *sink;
    GstSample *first; /* pulled already, to know that there is one */
    bool gave;        /* a picture since the last start */
    int stopped;      /* atomic */
};

/* What the pipeline says is wrong, or NULL. Transfer full. */
static char *
find_trouble(RigReader *self)
{
    g_autoptr(GstBus) bus = gst_element_get_bus(self->pipeline);
    g_autoptr(GstMessage) message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
    g_autoptr(GError) error = NULL;

    if (message == NULL)
        return NULL;
    gst_message_parse_error(message, &error, NULL);
    return g_strdup(error->message);
}

static GstElement *
make_pipeline(const char *path, int width, int height, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *uri = gst_filename_to_uri(absolute, NULL);
    /* videoflip obeys the orientation that phones write into their files */
    g_autofree char *text = g_strdup_printf(
        "uridecodebin name=source caps=video/x-raw ! videoflip method=automatic ! videoconvert ! "
        "videoscale add-borders=true ! videorate ! "
        "video/x-raw,format=I420,width=%d,height=%d,framerate=25/1,pixel-aspect-ratio=1/1 ! "
        "appsink name=sink sync=false max-buffers=3 enable-last-sample=false",
        width, height);
    GstElement *pipeline = gst_parse_launch(text, error);

    if (pipeline != NULL) {
        g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(pipeline), "source");

        g_object_set(source, "uri", uri, NULL);
    }
    return pipeline;
}

static void
drop_pipeline(RigReader *self)
{
    if (self->pipeline != NULL)
        gst_element_set_state(self->pipeline, GST_STATE_NULL);
    g_clear_object(&self->sink);
    g_clear_object(&self->pipeline);
}

/* From the file's first picture on. A new pipeline each time: not everything that is chosen by the
 * file's content can be rewound, a row of NAL units least of all. */
static bool
start(RigReader *self, GError **error)
{
    drop_pipeline(self);
    self->gave = false;
    self->pipeline = make_pipeline(self->path, self->width, self->height, error);
    if (self->pipeline == NULL)
        return false;
    self->sink = gst_bin_get_by_name(GST_BIN(self->pipeline), "sink");
    gst_element_set_state(self->pipeline, GST_STATE_PLAYING);
    return true;
}

static GstSample *
pull_sample(RigReader *self)
{
    for (guint looks = 0; looks < MAX_LOOKS && !g_atomic_int_get(&self->stopped); looks++) {
        g_autoptr(GstSample) sample =
            gst_app_sink_try_pull_sample(GST_APP_SINK(self->sink), PATIENCE);

        if (sample != NULL) {
            self->gave = true;
            return g_steal_pointer(&sample);
        }
        if (gst_app_sink_is_eos(GST_APP_SINK(self->sink))) {
            if (!self->gave || !start(self, NULL))
                return NULL; /* not one picture from start to end */
        }
    }
    return NULL;
}

RigReader *
rig_reader_new(const char *path, int width, int height, GError **error)
{
    g_autoptr(RigReader) self = g_new0(RigReader, 1);
    g_autofree char *trouble = NULL;

    self->path = g_strdup(path);
    self->width = width;
    self->height = height;
    if (!start(self, error))
        return NULL;
    self->first = pull_sample(self);
    if (self->first != NULL)
        return g_steal_pointer(&self);
    trouble = find_trouble(self);
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                "The source %s can't be shown (%s); give a video file that can be played here.",
                path, trouble != NULL ? trouble : "no picture came out of it");
    return NULL;
}

void
rig_reader_free(RigReader *self)
{
    if (self == NULL)
        return;
    drop_pipeline(self);
    g_clear_pointer(&self->first, gst_sample_unref);
    g_free(self->path);
    g_free(self);
}

GstBuffer *
rig_reader_pull(RigReader *self)
{
    g_autoptr(GstSample) sample =
        self->first != NULL ? g_steal_pointer(&self->first) : pull_sample(self);

    return sample != NULL ? gst_buffer_ref(gst_sample_get_buffer(sample)) : NULL;
}

void
rig_reader_stop(RigReader *self)
{
    g_atomic_int_set(&self->stopped, 1);
}
