/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-output.h"

#include "pipelines/pipe-frame.h"

#include <gst/video/video.h>

/* Decoded but not meant to be seen, or known to be wrong. */
#define UNFIT (GST_BUFFER_FLAG_CORRUPTED | GST_BUFFER_FLAG_DECODE_ONLY | GST_BUFFER_FLAG_GAP)

static void
unmap(gpointer data)
{
    GstVideoFrame *frame = data;

    gst_video_frame_unmap(frame);
    g_free(frame);
}

GstClockTime
pipe_output_time(GstSample *sample)
{
    GstBuffer *buffer = gst_sample_get_buffer(sample);

    if (buffer == NULL || GST_BUFFER_FLAG_IS_SET(buffer, UNFIT))
        return GST_CLOCK_TIME_NONE;
    return GST_BUFFER_PTS(buffer);
}

static bool
fits(const GstVideoInfo *info, const ProvTrack *track, PipePixels pixels)
{
    GstVideoFormat wanted =
        pixels == PIPE_PIXELS_RGB ? GST_VIDEO_FORMAT_RGB : GST_VIDEO_FORMAT_BGRA;

    return GST_VIDEO_INFO_FORMAT(info) == wanted && GST_VIDEO_INFO_WIDTH(info) == (int)track->width
           && GST_VIDEO_INFO_HEIGHT(info) == (int)track->height;
}

PipeFrame *
pipe_output_frame(GstSample *sample,
                  const ProvTrack *track,
                  PipePixels pixels,
                  const char *link,
                  uint64_t generation,
                  const PipeStamp *stamp)
{
    GstCaps *caps = gst_sample_get_caps(sample);
    size_t row = (size_t)track->width * (pixels == PIPE_PIXELS_RGB ? 3 : 4), stride, len;
    GstVideoFrame *frame;
    GstVideoInfo info;

    if (pipe_output_time(sample) != stamp->pts || caps == NULL
        || !gst_video_info_from_caps(&info, caps) || !fits(&info, track, pixels))
        return NULL;
    frame = g_new0(GstVideoFrame, 1);
    if (!gst_video_frame_map(frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ)) {
        g_free(frame);
        return NULL;
    }
    stride = (size_t)MAX(GST_VIDEO_FRAME_PLANE_STRIDE(frame, 0), 0);
    len = stride * (track->height - 1) + row;
    if (stride < row || GST_VIDEO_FRAME_WIDTH(frame) != (int)track->width
        || GST_VIDEO_FRAME_HEIGHT(frame) != (int)track->height
        || frame->map[0].size < GST_VIDEO_INFO_PLANE_OFFSET(&frame->info, 0) + len) {
        unmap(frame);
        return NULL;
    }
    return pipe_frame_new(
        link, generation, stamp->sequence, stamp->has_capture ? &stamp->capture_us : NULL, pixels,
        (int)track->width, (int)track->height, stride,
        g_bytes_new_with_free_func(GST_VIDEO_FRAME_PLANE_DATA(frame, 0), len, unmap, frame));
}
