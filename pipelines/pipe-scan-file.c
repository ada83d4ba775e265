/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-image.h"
#include "pipelines/pipe-scan.h"

#include <fcntl.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <sys/stat.h>
#include <unistd.h>

/* A regular file of a size that was known before; a device or a pipe would never end. */
static GBytes *
read_whole(int fd, PipeScanProblem *problem)
{
    struct stat status;
    g_autofree uint8_t *data = NULL;
    size_t len = 0, max;
    ssize_t n = 1;

    *problem = PIPE_SCAN_BROKEN_FILE;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return NULL;
    if (status.st_size > PIPE_SCAN_MAX_FILE) {
        *problem = PIPE_SCAN_TOO_LARGE;
        return NULL;
    }
    max = (size_t)status.st_size;
    data = g_malloc(max + 1);
    while (len < max && (n = read(fd, data + len, max - len)) > 0)
        len += (size_t)n;
    return n < 0 ? NULL : g_bytes_new_take(g_steal_pointer(&data), len);
}

static GBytes *
open_whole(const char *file, PipeScanProblem *problem)
{
    int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    GBytes *bytes;

    if (fd < 0) {
        *problem = PIPE_SCAN_BROKEN_FILE;
        return NULL;
    }
    bytes = read_whole(fd, problem);
    close(fd);
    return bytes;
}

static GstElement *
build(GBytes *image, PipeImageKind kind)
{
    GstElement *pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    GstElement *source = gst_element_factory_make("appsrc", NULL);
    GstElement *sink = gst_element_factory_make("appsink", "sink");
    GstElement *const chain[] = { source,
                                  kind == PIPE_IMAGE_PNG ? gst_element_factory_make("pngdec", NULL)
                                                         : pipe_scan_make_jpegdec(),
                                  gst_element_factory_make("videoconvert", NULL),
                                  gst_element_factory_make("zbar", NULL), sink };
    g_autoptr(GstCaps) caps =
        gst_caps_new_empty_simple(kind == PIPE_IMAGE_PNG ? "image/png" : "image/jpeg");

    if (!pipe_scan_link(pipeline, chain, G_N_ELEMENTS(chain))) {
        gst_object_unref(pipeline);
        return NULL;
    }
    g_object_set(sink, "sync", FALSE, "max-buffers", 1, "drop", TRUE, "wait-on-eos", FALSE, NULL);
    gst_app_src_set_caps(GST_APP_SRC(source), caps);
    gst_app_src_push_buffer(GST_APP_SRC(source), gst_buffer_new_wrapped_bytes(image));
    gst_app_src_end_of_stream(GST_APP_SRC(source));
    return pipeline;
}

/* Some end without an error and without a picture. */
static bool
has_picture(GstElement *pipeline)
{
    GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
    g_autoptr(GstSample) sample = gst_app_sink_try_pull_sample(GST_APP_SINK(sink), 0);

    gst_object_unref(sink);
    return sample != NULL;
}

static char *
wait_for_symbol(GstElement *pipeline, PipeScanProblem *problem)
{
    g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
    int64_t end = g_get_monotonic_time() + PIPE_SCAN_MAX_US, left;

    while ((left = end - g_get_monotonic_time()) > 0) {
        g_autoptr(GstMessage) message =
            gst_bus_timed_pop_filtered(bus, (GstClockTime)left * GST_USECOND,
                                       GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
        char *text = message != NULL ? pipe_scan_symbol(message) : NULL;

        if (text != NULL)
            return text;
        if (message != NULL && GST_MESSAGE_TYPE(message) != GST_MESSAGE_ELEMENT) {
            *problem = has_picture(pipeline) ? PIPE_SCAN_NO_CODE : PIPE_SCAN_BROKEN_FILE;
            return NULL;
        }
    }
    *problem = PIPE_SCAN_TIMED_OUT;
    return NULL;
}

static char *
read_picture(GBytes *image, PipeImageKind kind, PipeScanProblem *problem)
{
    GstElement *pipeline = build(image, kind);
    char *text;

    *problem = PIPE_SCAN_NOT_POSSIBLE;
    if (pipeline == NULL)
        return NULL;
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    text = wait_for_symbol(pipeline, problem);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(pipeline);
    return text;
}

char *
pipe_scan_read_file(const char *file, PipeScanProblem *problem)
{
    g_autoptr(GBytes) bytes = open_whole(file, problem);
    const uint8_t *data;
    unsigned width, height;
    PipeImageKind kind;
    gsize len;

    if (bytes == NULL)
        return NULL;
    data = g_bytes_get_data(bytes, &len);
    kind = pipe_image_look(data, len, &width, &height);
    if (kind == PIPE_IMAGE_NONE) {
        *problem = len > PIPE_SCAN_MAX_TEXT ? PIPE_SCAN_NO_CODE : PIPE_SCAN_BROKEN_FILE;
        if (len == 0 || len > PIPE_SCAN_MAX_TEXT
            || !g_utf8_validate((const char *)data, (gssize)len, NULL))
            return NULL;
        return g_strndup((const char *)data, len);
    }
    if (width > PIPE_SCAN_MAX_SIDE || height > PIPE_SCAN_MAX_SIDE) {
        *problem = PIPE_SCAN_TOO_LARGE;
        return NULL;
    }
    return read_picture(bytes, kind, problem);
}
