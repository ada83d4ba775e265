/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-unit.h"

/* Composition times are reckoned from the unit's first decode time plus this, so that none is
 * negative. */
static int64_t
first_offset(const ProvSample *samples, size_t n_samples)
{
    int64_t first = INT64_MAX;

    for (size_t i = 0; i < n_samples; i++)
        first = MIN(first, (int64_t)(samples[i].dts - samples[0].dts) + samples[i].cto);
    return first;
}

static GstClockTime
to_time(int64_t ticks, const ProvTrack *track)
{
    return ticks <= 0 ? 0 : gst_util_uint64_scale((guint64)ticks, GST_SECOND, track->timescale);
}

GstClockTime
pipe_unit_duration(const ProvAdmission *admission)
{
    size_t n_samples;
    const ProvSample *samples = prov_admission_get_samples(admission, &n_samples);
    int64_t first = first_offset(samples, n_samples), end = first;

    for (size_t i = 0; i < n_samples; i++) {
        int64_t from = (int64_t)(samples[i].dts - samples[0].dts) + samples[i].cto;

        end = MAX(end, from + samples[i].duration);
    }
    return to_time(end - first, prov_admission_get_track(admission));
}

static GstMemory *
wrap(GBytes *bytes)
{
    gsize len;
    gpointer data = (gpointer)g_bytes_get_data(bytes, &len);

    return gst_memory_new_wrapped(GST_MEMORY_FLAG_READONLY, data, len, 0, len, g_bytes_ref(bytes),
                                  (GDestroyNotify)g_bytes_unref);
}

static void
free_buffer(gpointer buffer)
{
    gst_buffer_unref(buffer);
}

GPtrArray *
pipe_unit_buffers(const ProvAdmission *admission, GstClockTime start, bool discont, GArray *stamps)
{
    const ProvTrack *track = prov_admission_get_track(admission);
    size_t n_samples, skip = 0;
    const ProvSample *samples = prov_admission_get_samples(admission, &n_samples);
    int64_t first = first_offset(samples, n_samples), capture_us;
    bool has_capture = prov_admission_get_capture(admission, &capture_us);
    GPtrArray *buffers = g_ptr_array_new_with_free_func(free_buffer);
    GstMemory *whole = wrap(prov_admission_get_segment(admission));

    /* After a hole decoding begins at a picture that needs no other. */
    while (discont && skip < n_samples && !samples[skip].sync)
        skip++;
    for (size_t i = skip; i < n_samples; i++) {
        const ProvSample *sample = &samples[i];
        int64_t dts = (int64_t)(sample->dts - samples[0].dts);
        GstClockTime pts = start + to_time(dts + sample->cto - first, track);
        GstBuffer *buffer = gst_buffer_new();
        PipeStamp stamp = {
            .pts = pts,
            .sequence = prov_admission_get_sequence(admission),
            .has_capture = has_capture,
            .capture_us = has_capture ? capture_us + (int64_t)((pts - start) / GST_USECOND) : 0,
        };

        gst_buffer_append_memory(buffer, gst_memory_share(whole, sample->offset, sample->size));
        GST_BUFFER_PTS(buffer) = pts;
        GST_BUFFER_DTS(buffer) = start + to_time(dts - MAX(first, 0), track);
        GST_BUFFER_DURATION(buffer) = to_time(sample->duration, track);
        if (!sample->sync)
            GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
        if (discont && i == skip)
            GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
        g_ptr_array_add(buffers, buffer);
        g_array_append_val(stamps, stamp);
    }
    gst_memory_unref(whole);
    return buffers;
}

GBytes *
pipe_unit_config(const ProvAdmission *admission)
{
    const ProvTrack *track = prov_admission_get_track(admission);

    return g_bytes_new_from_bytes(prov_admission_get_init(admission), track->config_offset,
                                  track->config_len);
}
