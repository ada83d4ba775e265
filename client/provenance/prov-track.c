/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-track.h"

#include <string.h>

#define MAX_TIMESCALE    10000000u /* ticks a second */
#define MAX_EDIT_SHIFT   2         /* seconds of composition shift that an edit list may undo */
#define SAMPLE_ENTRY_LEN 78 /* VisualSampleEntry before its boxes (ISO/IEC 14496-12, 12.1.3) */

/* One kind of box that a container may hold; each comes at most once. */
typedef struct {
    const char *type;
    bool required;
} Child;

#define MAX_CHILDREN 10

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_CONTAINER, detail);
}

/* Splits @payload into the known children, by their index in @children; anything else refuses. */
static bool
read_children(ProvReader payload,
              const Child *children,
              size_t n,
              ProvReader *out,
              ProvVerdict *verdict)
{
    bool seen[MAX_CHILDREN] = { false };

    while (payload.len > 0) {
        ProvBox box;
        size_t i = 0;

        if (!prov_bmff_next(&payload, &box))
            return refuse(verdict, "a box inside the moov goes past its end");
        while (i < n && !prov_bmff_is(&box, children[i].type))
            i++;
        if (i == n)
            return refuse(verdict, "the moov holds a box outside the profile");
        if (seen[i])
            return refuse(verdict, "the moov holds a box twice, or a second track");
        seen[i] = true;
        out[i] = box.payload;
    }
    for (size_t i = 0; i < n; i++) {
        if (children[i].required && !seen[i])
            return refuse(verdict, "the moov lacks a box");
        if (!seen[i])
            out[i] = (ProvReader){ 0 };
    }
    return true;
}

/* A table that must be empty here: its samples are in the fragments. */
static bool
is_empty_table(ProvReader payload, bool has_sample_size)
{
    uint8_t version;
    uint32_t flags, size = 0, count;

    return prov_bmff_full_box(&payload, &version, &flags) && version == 0
           && (!has_sample_size || prov_reader_u32(&payload, &size)) && size == 0
           && prov_reader_u32(&payload, &count) && count == 0 && payload.len == 0;
}

/* Section 8.3.2 of ISO/IEC 14496-12, as all of these. */
static bool
read_tkhd(ProvReader payload, uint32_t *track_id)
{
    uint8_t version;
    uint32_t flags;

    return prov_bmff_full_box(&payload, &version, &flags) && version <= 1
           && prov_reader_skip(&payload, version == 1 ? 16 : 8)
           && prov_reader_u32(&payload, track_id) && *track_id != 0;
}

/* Section 8.4.2. */
static bool
read_mdhd(ProvReader payload, uint32_t *timescale)
{
    uint8_t version;
    uint32_t flags;

    return prov_bmff_full_box(&payload, &version, &flags) && version <= 1
           && prov_reader_skip(&payload, version == 1 ? 16 : 8)
           && prov_reader_u32(&payload, timescale) && *timescale > 0 && *timescale <= MAX_TIMESCALE;
}

/*
 * No edit list, or the one that CMAF allows (ISO/IEC 23000-19, 7.5.13): one entry of the whole
 * track at normal speed that takes the composition shift away. It is hashed, and used by nobody.
 */
static bool
is_plain_edit(ProvReader edts, uint32_t timescale)
{
    ProvBox elst;
    uint8_t version;
    uint32_t flags, count, rate;
    uint64_t duration, time;
    uint32_t short_duration, short_time;

    if (!prov_bmff_next(&edts, &elst) || !prov_bmff_is(&elst, "elst") || edts.len != 0)
        return false;
    if (!prov_bmff_full_box(&elst.payload, &version, &flags) || version > 1
        || !prov_reader_u32(&elst.payload, &count) || count != 1)
        return false;
    if (version == 1) {
        if (!prov_reader_u64(&elst.payload, &duration) || !prov_reader_u64(&elst.payload, &time))
            return false;
    } else {
        if (!prov_reader_u32(&elst.payload, &short_duration)
            || !prov_reader_u32(&elst.payload, &short_time))
            return false;
        duration = short_duration;
        time = short_time;
    }
    return duration == 0 && time <= (uint64_t)timescale * MAX_EDIT_SHIFT
           && prov_reader_u32(&elst.payload, &rate) && rate == 0x00010000 && elst.payload.len == 0;
}

/* Section 8.4.3. */
static bool
is_video_handler(ProvReader payload)
{
    uint8_t version;
    uint32_t flags, predefined;
    ProvReader handler;

    return prov_bmff_full_box(&payload, &version, &flags) && prov_reader_u32(&payload, &predefined)
           && prov_reader_take(&payload, 4, &handler) && prov_reader_is(handler, "vide");
}

/* One data reference, to this very file (section 8.7.2). */
static bool
is_self_contained(ProvReader dinf)
{
    ProvBox dref, entry;
    uint8_t version;
    uint32_t flags, count;

    return prov_bmff_next(&dinf, &dref) && prov_bmff_is(&dref, "dref") && dinf.len == 0
           && prov_bmff_full_box(&dref.payload, &version, &flags)
           && prov_reader_u32(&dref.payload, &count) && count == 1
           && prov_bmff_next(&dref.payload, &entry) && prov_bmff_is(&entry, "url ")
           && dref.payload.len == 0 && prov_bmff_full_box(&entry.payload, &version, &flags)
           && flags == 1 && entry.payload.len == 0;
}

/* Sections 8.5.2 and 12.1.3; AVCSampleEntry is ISO/IEC 14496-15, 5.4.2.1. */
static bool
read_sample_entry(ProvReader file, ProvReader stsd, ProvTrackConfig *out, ProvVerdict *verdict)
{
    enum {
        AVCC,
        PASP,
        BTRT,
        COLR,
        N
    };
    static const Child children[N] = {
        [AVCC] = { "avcC", true },
        [PASP] = { "pasp", false },
        [BTRT] = { "btrt", false },
        [COLR] = { "colr", false },
    };
    ProvReader parts[N], fields;
    ProvBox entry;
    uint8_t version;
    uint32_t flags, count;
    uint16_t width, height;

    if (!prov_bmff_full_box(&stsd, &version, &flags) || !prov_reader_u32(&stsd, &count)
        || count != 1 || !prov_bmff_next(&stsd, &entry) || stsd.len != 0)
        return refuse(verdict, "the moov does not describe exactly one kind of sample");
    if (!prov_bmff_is(&entry, "avc1"))
        return prov_verdict_refuse(verdict, PROV_REASON_CODEC_CONFIG,
                                   "the video is not H.264 as avc1");
    if (!prov_reader_take(&entry.payload, SAMPLE_ENTRY_LEN, &fields)
        || !prov_reader_skip(&fields, 24) || !prov_reader_u16(&fields, &width)
        || !prov_reader_u16(&fields, &height))
        return refuse(verdict, "the sample entry can't be read");
    if (!read_children(entry.payload, children, N, parts, verdict)
        || !prov_avc_read_config(parts[AVCC], &out->avc, verdict))
        return false;
    if (width != out->avc.width || height != out->avc.height)
        return prov_verdict_refuse(verdict, PROV_REASON_CODEC_CONFIG,
                                   "the sample entry's size is not the parameter set's");

    out->track.codec = PROV_CODEC_AVC;
    out->track.width = width;
    out->track.height = height;
    out->track.config_offset = (uint32_t)(parts[AVCC].data - file.data);
    out->track.config_len = (uint32_t)parts[AVCC].len;
    return true;
}

/* Section 8.5.1; its tables are empty, as in every fragmented file (8.8.1). */
static bool
read_sample_table(ProvReader file, ProvReader stbl, ProvTrackConfig *out, ProvVerdict *verdict)
{
    enum {
        STSD,
        STTS,
        STSC,
        STSZ,
        STCO,
        N
    };
    static const Child children[N] = {
        [STSD] = { "stsd", true }, [STTS] = { "stts", true }, [STSC] = { "stsc", true },
        [STSZ] = { "stsz", true }, [STCO] = { "stco", true },
    };
    ProvReader parts[N];

    if (!read_children(stbl, children, N, parts, verdict))
        return false;
    if (!is_empty_table(parts[STTS], false) || !is_empty_table(parts[STSC], false)
        || !is_empty_table(parts[STSZ], true) || !is_empty_table(parts[STCO], false))
        return refuse(verdict, "the moov has samples of its own");
    return read_sample_entry(file, parts[STSD], out, verdict);
}

static bool
read_media(ProvReader file, ProvReader mdia, ProvTrackConfig *out, ProvVerdict *verdict)
{
    enum {
        MDHD,
        HDLR,
        MINF,
        N
    };
    static const Child children[N] = {
        [MDHD] = { "mdhd", true },
        [HDLR] = { "hdlr", true },
        [MINF] = { "minf", true },
    };
    enum {
        VMHD,
        DINF,
        STBL,
        N_MINF
    };
    static const Child information[N_MINF] = {
        [VMHD] = { "vmhd", true },
        [DINF] = { "dinf", true },
        [STBL] = { "stbl", true },
    };
    ProvReader parts[N], minf[N_MINF];

    if (!read_children(mdia, children, N, parts, verdict)
        || !read_children(parts[MINF], information, N_MINF, minf, verdict))
        return false;
    if (!read_mdhd(parts[MDHD], &out->track.timescale) || !is_video_handler(parts[HDLR]))
        return refuse(verdict, "the track is not video with a usable timescale");
    if (!is_self_contained(minf[DINF]))
        return prov_verdict_refuse(verdict, PROV_REASON_CODEC_CONFIG,
                                   "the track's data lies outside the file");
    return read_sample_table(file, minf[STBL], out, verdict);
}

static bool
read_trak(ProvReader file, ProvReader trak, ProvTrackConfig *out, ProvVerdict *verdict)
{
    enum {
        TKHD,
        EDTS,
        MDIA,
        N
    };
    static const Child children[N] = {
        [TKHD] = { "tkhd", true },
        [EDTS] = { "edts", false },
        [MDIA] = { "mdia", true },
    };
    ProvReader parts[N];

    if (!read_children(trak, children, N, parts, verdict))
        return false;
    if (!read_tkhd(parts[TKHD], &out->track.id))
        return refuse(verdict, "the track header can't be read");
    if (!read_media(file, parts[MDIA], out, verdict))
        return false;
    return parts[EDTS].data == NULL || is_plain_edit(parts[EDTS], out->track.timescale)
           || refuse(verdict, "the edit list does more than undo a composition shift");
}

/* Section 8.8.3. */
static bool
read_trex(ProvReader mvex, ProvTrackConfig *out, ProvVerdict *verdict)
{
    enum {
        TREX,
        MEHD,
        N
    };
    static const Child children[N] = { [TREX] = { "trex", true }, [MEHD] = { "mehd", false } };
    ProvReader parts[N], trex;
    uint8_t version;
    uint32_t flags, track_id, description;

    if (!read_children(mvex, children, N, parts, verdict))
        return false;
    trex = parts[TREX];
    if (!prov_bmff_full_box(&trex, &version, &flags) || !prov_reader_u32(&trex, &track_id)
        || !prov_reader_u32(&trex, &description) || !prov_reader_u32(&trex, &out->default_duration)
        || !prov_reader_u32(&trex, &out->default_size)
        || !prov_reader_u32(&trex, &out->default_flags) || trex.len != 0)
        return refuse(verdict, "the track's defaults can't be read");
    if (track_id != out->track.id || description != 1)
        return refuse(verdict, "the track's defaults are for another track");
    return true;
}

/* udta: at most one meta box of hdlr and ilst, which writers leave behind. Signed, and read by
 * nobody. */
static bool
check_user_data(ProvReader udta, ProvVerdict *verdict)
{
    enum {
        HDLR,
        ILST,
        N
    };
    static const Child children[N] = { [HDLR] = { "hdlr", true }, [ILST] = { "ilst", false } };
    ProvReader parts[N];
    ProvBox meta;
    uint8_t version;
    uint32_t flags;

    if (!prov_bmff_next(&udta, &meta) || udta.len != 0 || !prov_bmff_is(&meta, "meta")
        || !prov_bmff_full_box(&meta.payload, &version, &flags))
        return refuse(verdict, "the moov's user data is outside the profile");
    return read_children(meta.payload, children, N, parts, verdict);
}

bool
prov_track_read(ProvReader file, const ProvBox *moov, ProvTrackConfig *out, ProvVerdict *verdict)
{
    enum {
        MVHD,
        TRAK,
        MVEX,
        UDTA,
        N
    };
    static const Child children[N] = {
        [MVHD] = { "mvhd", true },
        [TRAK] = { "trak", true },
        [MVEX] = { "mvex", true },
        [UDTA] = { "udta", false },
    };
    ProvReader parts[N];
    ProvTrackConfig self = { 0 };

    if (!read_children(moov->payload, children, N, parts, verdict)
        || !read_trak(file, parts[TRAK], &self, verdict) || !read_trex(parts[MVEX], &self, verdict))
        return false;
    if (parts[UDTA].data != NULL && parts[UDTA].len > 0 && !check_user_data(parts[UDTA], verdict))
        return false;

    *out = self;
    return true;
}
