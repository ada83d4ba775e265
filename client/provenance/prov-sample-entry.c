/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-sample-entry.h"

#include "client/provenance/prov-aac.h"
#include "client/provenance/prov-children.h"

/* Before their boxes (ISO/IEC 14496-12, 12.1.3 and 12.2.3) */
#define VIDEO_ENTRY_LEN 78
#define SOUND_ENTRY_LEN 28

#define SAMPLE_BITS 16 /* what samplesize says whatever the codec */

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_CONTAINER, detail);
}

static bool
refuse_codec(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_CODEC_CONFIG, detail);
}

static void
set_config(ProvReader file, ProvReader config, ProvTrack *track)
{
    track->config_offset = (uint32_t)(config.data - file.data);
    track->config_len = (uint32_t)config.len;
}

/* VisualSampleEntry (12.1.3); AVCSampleEntry is ISO/IEC 14496-15, 5.4.2.1. */
static bool
read_video(ProvReader file, ProvBox entry, ProvTrackConfig *out, ProvVerdict *verdict)
{
    enum {
        AVCC,
        PASP,
        BTRT,
        COLR,
        N
    };
    static const ProvChild children[N] = {
        [AVCC] = { "avcC", true },
        [PASP] = { "pasp", false },
        [BTRT] = { "btrt", false },
        [COLR] = { "colr", false },
    };
    ProvReader parts[N], fields;
    uint16_t width, height;

    if (!prov_bmff_is(&entry, "avc1"))
        return refuse_codec(verdict, "the video is not H.264 as avc1");
    if (!prov_reader_take(&entry.payload, VIDEO_ENTRY_LEN, &fields)
        || !prov_reader_skip(&fields, 24) || !prov_reader_u16(&fields, &width)
        || !prov_reader_u16(&fields, &height))
        return refuse(verdict, "the sample entry can't be read");
    if (!prov_children_read(entry.payload, children, N, parts, verdict)
        || !prov_avc_read_config(parts[AVCC], &out->avc, verdict))
        return false;
    if (width != out->avc.width || height != out->avc.height)
        return refuse_codec(verdict, "the sample entry's size is not the parameter set's");

    out->track.codec = PROV_CODEC_AVC;
    out->track.width = width;
    out->track.height = height;
    set_config(file, parts[AVCC], &out->track);
    return true;
}

/*
 * AudioSampleEntry (12.2.3); MP4AudioSampleEntry is ISO/IEC 14496-14, 5.6. Its fields must say what
 * the decoder configuration says, and the time scale is the sampling rate: ours. So nothing that is
 * signed contradicts itself about how long a sample lasts.
 */
static bool
read_sound(ProvReader file, ProvBox entry, ProvTrackConfig *out, ProvVerdict *verdict)
{
    enum {
        ESDS,
        BTRT,
        N
    };
    static const ProvChild children[N] = { [ESDS] = { "esds", true }, [BTRT] = { "btrt", false } };
    ProvReader parts[N], fields, reserved;
    uint16_t channels, bits;
    uint32_t rate;
    ProvAac aac;

    if (!prov_bmff_is(&entry, "mp4a"))
        return refuse_codec(verdict, "the sound is not AAC as mp4a");
    /* The reserved bytes are a version elsewhere, behind which the entry is of another length. */
    if (!prov_reader_take(&entry.payload, SOUND_ENTRY_LEN, &fields) || !prov_reader_skip(&fields, 8)
        || !prov_reader_take(&fields, 8, &reserved) || !prov_reader_all_zero(reserved)
        || !prov_reader_u16(&fields, &channels) || !prov_reader_u16(&fields, &bits)
        || !prov_reader_skip(&fields, 4) || !prov_reader_u32(&fields, &rate))
        return refuse(verdict, "the sample entry can't be read");
    if (!prov_children_read(entry.payload, children, N, parts, verdict)
        || !prov_aac_read_config(parts[ESDS], &aac, verdict))
        return false;
    if (channels != aac.channels || bits != SAMPLE_BITS || rate != aac.rate << 16)
        return refuse_codec(verdict, "the sample entry contradicts the decoder configuration");
    if (out->track.timescale != aac.rate)
        return refuse_codec(verdict, "the sound's time scale is not its sampling rate");

    out->track.codec = PROV_CODEC_AAC;
    out->track.rate = aac.rate;
    out->track.channels = aac.channels;
    set_config(file, aac.config, &out->track);
    return true;
}

/* Section 8.5.2. */
bool
prov_sample_entry_read(ProvReader file,
                       ProvReader stsd,
                       ProvMedia media,
                       ProvTrackConfig *out,
                       ProvVerdict *verdict)
{
    ProvBox entry;
    uint8_t version;
    uint32_t flags, count;

    if (!prov_bmff_full_box(&stsd, &version, &flags) || !prov_reader_u32(&stsd, &count)
        || count != 1 || !prov_bmff_next(&stsd, &entry) || stsd.len != 0)
        return refuse(verdict, "the moov does not describe exactly one kind of sample");
    return media == PROV_MEDIA_SOUND ? read_sound(file, entry, out, verdict)
                                     : read_video(file, entry, out, verdict);
}
