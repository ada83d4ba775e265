/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-admission.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * Times of one admitted unit on the player's own time line, which is running time: a unit is shown
 * from @start on. Whatever a camera's clock does, the line only goes forward and no time occurs
 * twice on it.
 */

/* From the first picture in composition order to the end of the last. */
GstClockTime pipe_unit_duration(const ProvAdmission *admission);

/* What belongs to the picture with that time stamp. */
typedef struct {
    GstClockTime pts;
    uint64_t sequence;
    bool has_capture;
    int64_t capture_us;
} PipeStamp;

/*
 * The access units as buffers over the admission's own segment, which stays alive with them: no
 * byte is copied. With @discont it starts at the first picture that needs no other, marked so;
 * there may be none. @stamps gets one PipeStamp each. A GPtrArray of GstBuffer in decode order,
 * transfer full.
 */
GPtrArray *
pipe_unit_buffers(const ProvAdmission *admission, GstClockTime start, bool discont, GArray *stamps);

/* The AVCDecoderConfigurationRecord inside the verified init segment; transfer full, no copy. */
GBytes *pipe_unit_config(const ProvAdmission *admission);

G_END_DECLS
