/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipe-unit.h"
#include "pipelines/pipelines.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* The time stamp of what left the decoder; invalid for a buffer that must not be presented. */
GstClockTime pipe_output_time(GstSample *sample);

/*
 * What left the decoder, as a frame over its memory. NULL, and it must be dropped, when it is
 * damaged (DEC-11), has another size than the verified track, another format, or less memory than
 * that needs (DEC-10).
 */
PipeFrame *pipe_output_frame(GstSample *sample,
                             const ProvTrack *track,
                             PipePixels pixels,
                             const char *link,
                             uint64_t generation,
                             const PipeStamp *stamp);

G_END_DECLS
