/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-frame.h"

struct PipeFrame {
    gatomicrefcount ref;
    char *link;
    uint64_t generation;
    uint64_t sequence;
    bool has_capture;
    int64_t capture_us;
    PipePixels format;
    int width;
    int height;
    size_t stride;
    GBytes *pixels;
};

PipeFrame *
pipe_frame_new(const char *link,
               uint64_t generation,
               uint64_t sequence,
               const int64_t *capture_us,
               PipePixels format,
               int width,
               int height,
               size_t stride,
               GBytes *pixels)
{
    PipeFrame *self = g_new0(PipeFrame, 1);

    g_atomic_ref_count_init(&self->ref);
    self->link = g_strdup(link);
    self->generation = generation;
    self->sequence = sequence;
    self->has_capture = capture_us != NULL;
    self->capture_us = capture_us != NULL ? *capture_us : 0;
    self->format = format;
    self->width = width;
    self->height = height;
    self->stride = stride;
    self->pixels = pixels;
    return self;
}

PipeFrame *
pipe_frame_ref(PipeFrame *self)
{
    g_atomic_ref_count_inc(&self->ref);
    return self;
}

void
pipe_frame_unref(PipeFrame *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->ref))
        return;
    g_free(self->link);
    g_bytes_unref(self->pixels);
    g_free(self);
}

const char *
pipe_frame_get_link(const PipeFrame *self)
{
    return self->link;
}

uint64_t
pipe_frame_get_generation(const PipeFrame *self)
{
    return self->generation;
}

uint64_t
pipe_frame_get_sequence(const PipeFrame *self)
{
    return self->sequence;
}

bool
pipe_frame_get_capture(const PipeFrame *self, int64_t *capture_us)
{
    *capture_us = self->capture_us;
    return self->has_capture;
}

PipePixels
pipe_frame_get_format(const PipeFrame *self)
{
    return self->format;
}

int
pipe_frame_get_width(const PipeFrame *self)
{
    return self->width;
}

int
pipe_frame_get_height(const PipeFrame *self)
{
    return self->height;
}

size_t
pipe_frame_get_stride(const PipeFrame *self)
{
    return self->stride;
}

GBytes *
pipe_frame_get_pixels(PipeFrame *self)
{
    return self->pixels;
}
