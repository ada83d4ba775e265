/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"

G_BEGIN_DECLS

/*
 * Makes a frame of a unit of @link and @generation. @capture_us: NULL when the camera signs no
 * time. @pixels (transfer full) holds height rows of stride bytes; what keeps the decoder's memory
 * mapped hangs on it.
 */
PipeFrame *pipe_frame_new(const char *link,
                          uint64_t generation,
                          uint64_t sequence,
                          const int64_t *capture_us,
                          PipePixels format,
                          int width,
                          int height,
                          size_t stride,
                          GBytes *pixels);

G_END_DECLS
