/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-picture.h"

#include "tests/rig/rig-qr.h"
#include "tests/rig/rig-reader.h"
#include "tests/rig/rig-scene.h"

#include <gio/gio.h>
#include <gst/app/app.h>
#include <gst/gst.h>

#define FRAME_NS (GST_SECOND / RIG_CAMERA_FPS)

struct RigPicture {
    RigCamera *camera; /* main thread */
    GstElement *pipeline;
    int width;
    int height;
    GMutex lock;
    RigQr *code;        /* under @lock: main thread -> streaming thread of the source; NULL: none */
    RigScene *scene;    /* streaming thread of the source */
    RigReader *reader;  /* streaming thread of the source; NULL: the scene is drawn */
    uint64_t n_frames;  /* streaming thread of the source */
    GAsyncQueue *units; /* of GstSample: encoder's thread -> main thread */
    GSource *wake;      /* main thread; made ready from the encoder's */
    GBytes *avcc;       /* main thread */
    guint bus_watch;
};

bool
rig_picture_init(GError **error)
{
    static const struct {
        const char *element;
        const char *package;
    } needed[] = {
        { "x264enc", "gstreamer1.0-plugins-ugly" },
        { "textoverlay", "gstreamer1.0-x" },
        { "clocksync", "libgstreamer1.0-0" },
        { "uridecodebin", "gstreamer1.0-plugins-base" },
        { "videoflip", "gstreamer1.0-plugins-good" },
    };

    if (!gst_init_check(NULL, NULL, error))
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++) {
        g_autoptr(GstElementFactory) factory = gst_element_factory_find(needed[i].element);

        if (factory == NULL) {
            g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                        "GStreamer has no %s; install the Debian package %s.", needed[i].element,
                        needed[i].package);
            return false;
        }
    }
    return true;
}

/* Streaming thread of the source. */
static void
draw_code(RigPicture *self, GstBuffer *buffer)
{
    GstMapInfo map;

    g_mutex_lock(&self->lock);
    if (self->code != NULL && gst_buffer_map(buffer, &map, GST_MAP_READWRITE)) {
        rig_qr_draw(self->code, map.data, self->width, self->height);
        gst_buffer_unmap(buffer, &map);
    }
    g_mutex_unlock(&self->lock);
}

bool
rig_picture_set_code(RigPicture *self, const char *code)
{
    g_autoptr(RigQr) qr = code != NULL ? rig_qr_new(code) : NULL;
    const bool fits = code == NULL || (qr != NULL && rig_qr_fits(qr, self->width, self->height));

    g_mutex_lock(&self->lock);
    g_clear_pointer(&self->code, rig_qr_free);
    if (fits)
        self->code = g_steal_pointer(&qr);
    g_mutex_unlock(&self->lock);
    return fits;
}

/* Streaming thread of the source: it wants the next picture. */
static void
on_need_data(GstAppSrc *source, guint length, gpointer user_data)
{
    RigPicture *self = user_data;
    GstBuffer *buffer;

    if (self->reader != NULL) {
        buffer = rig_reader_pull(self->reader);
        if (buffer != NULL)
            buffer = gst_buffer_make_writable(buffer);
    } else {
        GstMapInfo map;

        buffer = gst_buffer_new_allocate(NULL, rig_scene_get_size(self->scene), NULL);
        if (gst_buffer_map(buffer, &map, GST_MAP_WRITE)) {
            rig_scene_draw(self->scene, self->n_frames, map.data);
            gst_buffer_unmap(buffer, &map);
        }
    }
    if (buffer == NULL) {
        gst_app_src_end_of_stream(source);
        return;
    }
    draw_code(self, buffer);
    GST_BUFFER_PTS(buffer) = self->n_frames * FRAME_NS;
    GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
    GST_BUFFER_DURATION(buffer) = FRAME_NS;
    self->n_frames++;
    gst_app_src_push_buffer(source, buffer);
}

/* Encoder's thread: hands the picture to the main thread. */
static GstFlowReturn
on_new_sample(GstAppSink *sink, gpointer user_data)
{
    RigPicture *self = user_data;
    GstSample *sample = gst_app_sink_pull_sample(sink);

    if (sample == NULL)
        return GST_FLOW_EOS;
    g_async_queue_push(self->units, sample);
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

/* Wall clock when the picture was taken: now, less the time it has been on its way. */
static int64_t
capture_time(RigPicture *self, GstSample *sample)
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

static void
take_format(RigPicture *self, GstSample *sample)
{
    const GstStructure *caps = gst_caps_get_structure(gst_sample_get_caps(sample), 0);
    const GValue *config = gst_structure_get_value(caps, "codec_data");
    g_autoptr(GBytes) avcc = NULL;
    int width = 0;
    int height = 0;

    if (config == NULL)
        return;
    avcc = bytes_of(gst_value_get_buffer(config));
    if (self->avcc != NULL && g_bytes_equal(avcc, self->avcc))
        return;
    gst_structure_get_int(caps, "width", &width);
    gst_structure_get_int(caps, "height", &height);
    g_clear_pointer(&self->avcc, g_bytes_unref);
    self->avcc = g_steal_pointer(&avcc);
    rig_camera_set_format(self->camera, (guint16)width, (guint16)height, self->avcc);
}

static gboolean
on_units(gpointer user_data)
{
    RigPicture *self = user_data;
    GstSample *sample;

    g_source_set_ready_time(self->wake, -1);
    while ((sample = g_async_queue_try_pop(self->units)) != NULL) {
        GstBuffer *const buffer = gst_sample_get_buffer(sample);
        g_autoptr(GBytes) data = bytes_of(buffer);
        const RigUnit unit = {
            .data = data,
            .sync = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT),
            .capture_us = capture_time(self, sample),
        };

        take_format(self, sample);
        rig_camera_push(self->camera, &unit);
        gst_sample_unref(sample);
    }
    return G_SOURCE_CONTINUE;
}

static gboolean
on_message(GstBus *bus, GstMessage *message, gpointer user_data)
{
    RigPicture *self = user_data;
    const RigCameraSpec *spec = rig_camera_get_spec(self->camera);

    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
        g_autoptr(GError) error = NULL;

        gst_message_parse_error(message, &error, NULL);
        g_printerr("ownview-rig: the picture of %s has ended (%s); start the rig again.\n",
                   spec->name, error->message);
    } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
        g_printerr(
            "ownview-rig: the source of %s gives no pictures any more; start the rig again.\n",
            spec->name);
    }
    return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_wake(GSource *source, GSourceFunc callback, gpointer user_data)
{
    return callback(user_data);
}

static GSourceFuncs wake_funcs = { .dispatch = dispatch_wake };

/* Plain pictures go straight to the encoder, others through the name and the clock. */
static GstElement *
make_pipeline(const RigPictureSettings *settings, GError **error)
{
    const guint kbits = 200 + (guint)((gint64)settings->width * settings->height * 7 / 2000);
    g_autofree char *text = g_strdup_printf(
        "appsrc name=source format=time is-live=false max-buffers=2 max-bytes=0 "
        "caps=video/x-raw,format=I420,width=%d,height=%d,framerate=25/1,"
        "pixel-aspect-ratio=1/1,interlace-mode=progressive ! clocksync ! %s"
        "x264enc tune=zerolatency speed-preset=superfast bframes=0 threads=1 bitrate=%u "
        "key-int-max=%u option-string=scenecut=0:open-gop=0:keyint-min=%u:repeat-headers=0 ! "
        "video/x-h264,profile=main,stream-format=avc,alignment=au ! "
        "appsink name=sink sync=false enable-last-sample=false",
        settings->width, settings->height,
        settings->plain ? ""
                        : "textoverlay name=room halignment=left valignment=bottom xpad=24 ypad=18 "
                          "font-desc=\"DejaVu Sans Bold 26\" ! "
                          "clockoverlay name=clock valignment=top xpad=24 ypad=18 "
                          "time-format=\"%H:%M:%S\" font-desc=\"DejaVu Sans Mono Bold 20\" ! ",
        kbits, settings->frames, settings->frames);

    return gst_parse_launch(text, error);
}

static bool
find_source(RigPicture *self, const RigPictureSettings *settings, GError **error)
{
    const RigCameraSpec *spec = rig_camera_get_spec(self->camera);
    RigSceneKind kind = spec->linked ? RIG_SCENE_HOME : RIG_SCENE_STRANGER;

    if (spec->source != NULL) {
        self->reader = rig_reader_new(spec->source, settings->width, settings->height, error);
        return self->reader != NULL;
    }
    if (settings->plain)
        kind = RIG_SCENE_PLAIN;
    self->scene = rig_scene_new(kind, spec->rgb, settings->width, settings->height);
    return true;
}

static void
connect_pipeline(RigPicture *self, const RigPictureSettings *settings)
{
    const RigCameraSpec *spec = rig_camera_get_spec(self->camera);
    g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(self->pipeline), "source");
    g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(self->pipeline), "sink");
    g_autoptr(GstElement) room = gst_bin_get_by_name(GST_BIN(self->pipeline), "room");
    g_autoptr(GstElement) clock = gst_bin_get_by_name(GST_BIN(self->pipeline), "clock");
    g_autoptr(GstBus) bus = gst_element_get_bus(self->pipeline);
    GstAppSrcCallbacks source_callbacks = { .need_data = on_need_data };
    GstAppSinkCallbacks sink_callbacks = { .new_sample = on_new_sample };

    gst_app_src_set_callbacks(GST_APP_SRC(source), &source_callbacks, self, NULL);
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &sink_callbacks, self, NULL);
    if (room != NULL)
        g_object_set(room, "text", spec->name, NULL);
    if (clock != NULL)
        gst_util_set_object_arg(G_OBJECT(clock), "halignment", settings->code ? "left" : "right");
    self->bus_watch = gst_bus_add_watch(bus, on_message, self);
    self->units = g_async_queue_new_full((GDestroyNotify)gst_sample_unref);
    self->wake = g_source_new(&wake_funcs, sizeof(GSource));
    g_source_set_callback(self->wake, on_units, self, NULL);
    g_source_attach(self->wake, NULL);
}

RigPicture *
rig_picture_new(RigCamera *camera, const RigPictureSettings *settings, GError **error)
{
    g_autoptr(RigPicture) self = g_new0(RigPicture, 1);

    self->camera = camera;
    self->width = settings->width;
    self->height = settings->height;
    g_mutex_init(&self->lock);
    if (!find_source(self, settings, error))
        return NULL;
    self->pipeline = make_pipeline(settings, error);
    if (self->pipeline == NULL)
        return NULL;
    connect_pipeline(self, settings);
    if (gst_element_set_state(self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                    "The encoder of %s does not start; check that x264enc works here.",
                    rig_camera_get_spec(camera)->name);
        return NULL;
    }
    return g_steal_pointer(&self);
}

void
rig_picture_free(RigPicture *self)
{
    if (self == NULL)
        return;
    g_clear_handle_id(&self->bus_watch, g_source_remove);
    if (self->reader != NULL)
        rig_reader_stop(self->reader);
    /* ends the streaming threads: nobody else holds @self after it */
    if (self->pipeline != NULL)
        gst_element_set_state(self->pipeline, GST_STATE_NULL);
    g_clear_object(&self->pipeline);
    if (self->wake != NULL) {
        g_source_destroy(self->wake);
        g_source_unref(self->wake);
    }
    g_clear_pointer(&self->units, g_async_queue_unref);
    g_clear_pointer(&self->code, rig_qr_free);
    g_mutex_clear(&self->lock);
    g_clear_pointer(&self->scene, rig_scene_free);
    g_clear_pointer(&self->reader, rig_reader_free);
    g_clear_pointer(&self->avcc, g_bytes_unref);
    g_free(self);
}
