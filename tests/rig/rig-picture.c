/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-picture.h"

#include "tests/rig/rig-qr.h"
#include "tests/rig/rig-reader.h"
#include "tests/rig/rig-scene.h"
#include "tests/rig/rig-tap.h"

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
    RigQr *code;       /* under @lock: main thread -> streaming thread of the source; NULL: none */
    RigScene *scene;   /* streaming thread of the source */
    RigReader *reader; /* streaming thread of the source; NULL: the scene is drawn */
    uint64_t n_frames; /* streaming thread of the source */
    RigTap *tap;       /* main thread */
    GBytes *avcc;      /* main thread */
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
        { "audiotestsrc", "gstreamer1.0-plugins-base" },
        { "avenc_aac", "gstreamer1.0-libav" },
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

static void
take_format(RigPicture *self, GstSample *sample)
{
    const GstStructure *caps = gst_caps_get_structure(gst_sample_get_caps(sample), 0);
    g_autoptr(GBytes) avcc = rig_tap_get_config(sample);
    int width = 0;
    int height = 0;

    if (avcc == NULL || (self->avcc != NULL && g_bytes_equal(avcc, self->avcc)))
        return;
    gst_structure_get_int(caps, "width", &width);
    gst_structure_get_int(caps, "height", &height);
    g_clear_pointer(&self->avcc, g_bytes_unref);
    self->avcc = g_steal_pointer(&avcc);
    rig_camera_set_format(self->camera, (guint16)width, (guint16)height, self->avcc);
}

static void
on_picture(GstSample *sample, int64_t capture_us, gpointer user_data)
{
    RigPicture *self = user_data;
    g_autoptr(GBytes) data = rig_tap_get_data(sample);
    const RigUnit unit = {
        .data = data,
        .sync = !GST_BUFFER_FLAG_IS_SET(gst_sample_get_buffer(sample), GST_BUFFER_FLAG_DELTA_UNIT),
        .capture_us = capture_us,
    };

    take_format(self, sample);
    rig_camera_push(self->camera, &unit);
}

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
    g_autoptr(GstElement) room = gst_bin_get_by_name(GST_BIN(self->pipeline), "room");
    g_autoptr(GstElement) clock = gst_bin_get_by_name(GST_BIN(self->pipeline), "clock");
    GstAppSrcCallbacks callbacks = { .need_data = on_need_data };

    gst_app_src_set_callbacks(GST_APP_SRC(source), &callbacks, self, NULL);
    if (room != NULL)
        g_object_set(room, "text", spec->name, NULL);
    if (clock != NULL)
        gst_util_set_object_arg(G_OBJECT(clock), "halignment", settings->code ? "left" : "right");
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
    self->tap =
        rig_tap_new(self->pipeline, "picture", rig_camera_get_spec(camera)->name, on_picture, self);
    if (self->tap == NULL) {
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
    if (self->reader != NULL)
        rig_reader_stop(self->reader);
    rig_tap_free(self->tap);
    g_clear_object(&self->pipeline);
    g_clear_pointer(&self->code, rig_qr_free);
    g_mutex_clear(&self->lock);
    g_clear_pointer(&self->scene, rig_scene_free);
    g_clear_pointer(&self->reader, rig_reader_free);
    g_clear_pointer(&self->avcc, g_bytes_unref);
    g_free(self);
}
