/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-samples.h"

#include "client/provenance/prov-aac.h"

#define MAX_CTO_SECONDS 2
#define MAX_RATE        60                  /* samples a second, averaged over the segment */
#define MAX_BASE_TIME   (UINT64_C(1) << 62) /* ticks: far enough from the end to add a segment */

/* Sections of ISO/IEC 14496-12. tfhd flags (8.8.7) */
#define TFHD_DESCRIPTION_INDEX 0x000002u
#define TFHD_DEFAULT_DURATION  0x000008u
#define TFHD_DEFAULT_SIZE      0x000010u
#define TFHD_DEFAULT_FLAGS     0x000020u
#define TFHD_BASE_IS_MOOF      0x020000u
#define TFHD_KNOWN                                                                                 \
    (TFHD_DESCRIPTION_INDEX | TFHD_DEFAULT_DURATION | TFHD_DEFAULT_SIZE | TFHD_DEFAULT_FLAGS       \
     | TFHD_BASE_IS_MOOF)

/* trun flags (8.8.8) */
#define TRUN_DATA_OFFSET 0x000001u
#define TRUN_FIRST_FLAGS 0x000004u
#define TRUN_DURATION    0x000100u
#define TRUN_SIZE        0x000200u
#define TRUN_FLAGS       0x000400u
#define TRUN_CTO         0x000800u
#define TRUN_KNOWN                                                                                 \
    (TRUN_DATA_OFFSET | TRUN_FIRST_FLAGS | TRUN_DURATION | TRUN_SIZE | TRUN_FLAGS | TRUN_CTO)

#define SAMPLE_IS_NON_SYNC 0x00010000u /* 8.8.3.1 */

/* One moof being read. */
typedef struct {
    const ProvPair *pair;
    ProvReader tfhd, tfdt, trun;
    uint32_t duration, size, flags; /* defaults in force */
    uint64_t base_time;             /* tfdt, ticks */
} Fragment;

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_CONTAINER, detail);
}

void
prov_samples_clear(ProvSamples *self)
{
    g_clear_pointer(&self->sample, g_free);
    self->n = 0;
}

/* moof (mfhd, traf (tfhd, tfdt, trun)): these, once each, in this order. */
static bool
read_boxes(const ProvPair *pair, Fragment *out)
{
    ProvReader moof = pair->moof->payload;
    ProvBox mfhd, traf, tfhd, tfdt, trun;

    if (!prov_bmff_next(&moof, &mfhd) || !prov_bmff_is(&mfhd, "mfhd") || mfhd.payload.len != 8
        || !prov_bmff_next(&moof, &traf) || !prov_bmff_is(&traf, "traf") || moof.len != 0)
        return false;
    if (!prov_bmff_next(&traf.payload, &tfhd) || !prov_bmff_is(&tfhd, "tfhd")
        || !prov_bmff_next(&traf.payload, &tfdt) || !prov_bmff_is(&tfdt, "tfdt")
        || !prov_bmff_next(&traf.payload, &trun) || !prov_bmff_is(&trun, "trun")
        || traf.payload.len != 0)
        return false;

    out->pair = pair;
    out->tfhd = tfhd.payload;
    out->tfdt = tfdt.payload;
    out->trun = trun.payload;
    return true;
}

/* TrackFragmentHeaderBox (8.8.7): default-base-is-moof and no other base. */
static bool
read_tfhd(Fragment *fragment, const ProvTrackConfig *track)
{
    ProvReader tfhd = fragment->tfhd;
    uint8_t version;
    uint32_t flags, track_id, description = 1;

    fragment->duration = track->default_duration;
    fragment->size = track->default_size;
    fragment->flags = track->default_flags;
    if (!prov_bmff_full_box(&tfhd, &version, &flags) || version != 0 || (flags & ~TFHD_KNOWN) != 0
        || (flags & TFHD_BASE_IS_MOOF) == 0 || !prov_reader_u32(&tfhd, &track_id)
        || track_id != track->track.id)
        return false;
    if ((flags & TFHD_DESCRIPTION_INDEX) != 0 && !prov_reader_u32(&tfhd, &description))
        return false;
    if ((flags & TFHD_DEFAULT_DURATION) != 0 && !prov_reader_u32(&tfhd, &fragment->duration))
        return false;
    if ((flags & TFHD_DEFAULT_SIZE) != 0 && !prov_reader_u32(&tfhd, &fragment->size))
        return false;
    if ((flags & TFHD_DEFAULT_FLAGS) != 0 && !prov_reader_u32(&tfhd, &fragment->flags))
        return false;
    return description == 1 && tfhd.len == 0;
}

/* TrackFragmentMediaDecodeTimeBox (8.8.12). */
static bool
read_tfdt(Fragment *fragment)
{
    ProvReader tfdt = fragment->tfdt;
    uint8_t version;
    uint32_t flags, short_time;

    if (!prov_bmff_full_box(&tfdt, &version, &flags) || version > 1 || flags != 0)
        return false;
    if (version == 1)
        return prov_reader_u64(&tfdt, &fragment->base_time) && tfdt.len == 0
               && fragment->base_time <= MAX_BASE_TIME;
    if (!prov_reader_u32(&tfdt, &short_time) || tfdt.len != 0)
        return false;
    fragment->base_time = short_time;
    return true;
}

/* One row of the trun; fields that it lacks come from the defaults. */
static bool
read_row(ProvReader *trun,
         uint8_t version,
         uint32_t flags,
         const Fragment *fragment,
         ProvSample *out,
         uint32_t *sample_flags)
{
    uint32_t cto = 0;

    out->duration = fragment->duration;
    out->size = fragment->size;
    *sample_flags = fragment->flags;
    if ((flags & TRUN_DURATION) != 0 && !prov_reader_u32(trun, &out->duration))
        return false;
    if ((flags & TRUN_SIZE) != 0 && !prov_reader_u32(trun, &out->size))
        return false;
    if ((flags & TRUN_FLAGS) != 0 && !prov_reader_u32(trun, sample_flags))
        return false;
    if ((flags & TRUN_CTO) != 0 && !prov_reader_u32(trun, &cto))
        return false;
    if (version == 0 && cto > INT32_MAX)
        return false;
    out->cto = (int32_t)cto; /* signed in version 1 */
    return true;
}

/* TrackRunBox (8.8.8). Samples tile their mdat (wire-format.md, "Media segment"; BOX-13). */
static bool
append_samples(ProvReader trun,
               uint8_t version,
               uint32_t flags,
               uint32_t count,
               const Fragment *fragment,
               const ProvTrackConfig *track,
               ProvSamples *out)
{
    const ProvBox *mdat = fragment->pair->mdat;
    int64_t max_cto = (int64_t)track->track.timescale * MAX_CTO_SECONDS;
    size_t offset = mdat->offset + 8, left = mdat->payload.len;
    uint64_t dts = fragment->base_time;
    uint32_t first_flags = 0;

    if ((flags & TRUN_FIRST_FLAGS) != 0 && !prov_reader_u32(&trun, &first_flags))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        ProvSample *sample = &out->sample[out->n];
        uint32_t sample_flags;

        if (!read_row(&trun, version, flags, fragment, sample, &sample_flags))
            return false;
        if (i == 0 && (flags & TRUN_FIRST_FLAGS) != 0)
            sample_flags = first_flags;
        if (sample->size == 0 || sample->size > left || sample->duration == 0
            || sample->cto > max_cto || sample->cto < -max_cto || (int64_t)dts + sample->cto < 0)
            return false;

        sample->offset = (uint32_t)offset;
        sample->dts = dts;
        sample->sync = (sample_flags & SAMPLE_IS_NON_SYNC) == 0;
        offset += sample->size;
        left -= sample->size;
        dts += sample->duration;
        out->duration += sample->duration;
        out->longest = MAX(out->longest, sample->duration);
        out->n++;
    }
    out->end = dts;
    return left == 0 && trun.len == 0;
}

static bool
read_trun(const Fragment *fragment,
          const ProvTrackConfig *track,
          ProvSamples *out,
          ProvVerdict *verdict)
{
    ProvReader trun = fragment->trun;
    uint8_t version;
    uint32_t flags, count, data_offset;

    if (!prov_bmff_full_box(&trun, &version, &flags) || version > 1 || (flags & ~TRUN_KNOWN) != 0
        || (flags & TRUN_DATA_OFFSET) == 0 || !prov_reader_u32(&trun, &count)
        || !prov_reader_u32(&trun, &data_offset))
        return refuse(verdict, "a track run can't be read");
    if ((flags & TRUN_FLAGS) != 0 && (flags & TRUN_FIRST_FLAGS) != 0)
        return refuse(verdict, "a track run gives its first sample's flags twice");
    if (count > PROV_MAX_SAMPLES - out->n)
        return prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                   "the segment has more than 1,000 samples");
    /* From the moof's first byte to the mdat's first byte of data: nowhere else. */
    if (count == 0 || data_offset != fragment->pair->moof->whole.len + 8)
        return refuse(verdict, "a track run does not begin at its mdat's first byte");
    out->sample = g_renew(ProvSample, out->sample, out->n + count);
    return append_samples(trun, version, flags, count, fragment, track, out)
           || refuse(verdict, "samples do not tile their mdat, or have no sensible times");
}

static bool
check_pictures(ProvReader file,
               const ProvSamples *samples,
               const ProvTrackConfig *track,
               ProvVerdict *verdict)
{
    /* Half a picture of tolerance, as a segment may be cut a sample early or late. */
    if ((uint64_t)samples->n * track->track.timescale
        > (uint64_t)MAX_RATE * samples->duration + (uint64_t)MAX_RATE * samples->longest / 2)
        return prov_verdict_refuse(verdict, PROV_REASON_CODEC_CONFIG,
                                   "the stream has more than 60 pictures a second");
    for (size_t i = 0; i < samples->n; i++) {
        const ProvSample *sample = &samples->sample[i];
        ProvReader bytes = { file.data + sample->offset, sample->size };

        if (!prov_avc_check_sample(&track->avc, bytes, sample->sync, verdict))
            return false;
    }
    return samples->sample[0].sync
           || refuse(verdict, "the segment does not begin with a sync sample");
}

/* Every frame of sound stands alone, lasts as long as its codec says, and follows the one before.
 */
static bool
check_frames(const ProvSamples *samples, const ProvTrack *track, ProvVerdict *verdict)
{
    for (size_t i = 0; i < samples->n; i++) {
        const ProvSample *sample = &samples->sample[i];

        if (!sample->sync || sample->cto != 0)
            return refuse(verdict, "a frame of sound depends on others, or is out of its order");
        if (sample->duration != PROV_AAC_FRAME)
            return prov_verdict_refuse(verdict, PROV_REASON_CODEC_CONFIG,
                                       "a frame of sound is not of 1,024 samples");
        if (sample->size > prov_aac_max_len(track->channels))
            return prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                       "a frame of sound is larger than its codec has any");
    }
    return true;
}

bool
prov_samples_read(ProvReader file,
                  const ProvSegmentLayout *layout,
                  const ProvTrackConfig *track,
                  ProvSamples *out,
                  ProvVerdict *verdict)
{
    for (size_t i = 0; i < layout->n_pairs; i++) {
        Fragment fragment = { 0 };

        if (!read_boxes(&layout->pairs[i], &fragment))
            return refuse(verdict, "a moof is not just mfhd and traf with tfhd, tfdt and trun");
        if (!read_tfhd(&fragment, track))
            return refuse(verdict, "a track fragment's header is outside the profile");
        if (!read_tfdt(&fragment) || (i > 0 && fragment.base_time != out->end))
            return refuse(verdict,
                          "a track fragment's decode time is missing or does not continue");
        if (!read_trun(&fragment, track, out, verdict))
            return false;
    }
    return track->track.codec == PROV_CODEC_AAC ? check_frames(out, &track->track, verdict)
                                                : check_pictures(file, out, track, verdict);
}
