/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-track.h"

#include "client/provenance/prov-children.h"
#include "client/provenance/prov-sample-entry.h"

#define MAX_TIMESCALE  10000000u /* ticks a second */
#define MAX_EDIT_SHIFT 2         /* seconds of composition shift that an edit list may undo */

/* What tells a kind of track from the others (ISO/IEC 14496-12, 8.4.3 and 12). */
typedef struct {
    const char *handler;
    const char *header; /* its media information header, for which no other may stand */
} Kind;

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_CONTAINER, detail);
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

/* NULL: nothing was asked for, and there is no track that would do. */
static const Kind *
find_kind(ProvMedia media)
{
    static const Kind kinds[] = {
        [PROV_MEDIA_VIDEO] = { "vide", "vmhd" },
        [PROV_MEDIA_SOUND] = { "soun", "smhd" },
    };
    size_t i = (size_t)media;

    return i < G_N_ELEMENTS(kinds) && kinds[i].handler != NULL ? &kinds[i] : NULL;
}

/* Section 8.4.3. */
static bool
is_handler(ProvReader payload, const Kind *kind)
{
    uint8_t version;
    uint32_t flags, predefined;
    ProvReader handler;

    return prov_bmff_full_box(&payload, &version, &flags) && prov_reader_u32(&payload, &predefined)
           && prov_reader_take(&payload, 4, &handler) && prov_reader_is(handler, kind->handler);
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

/* Section 8.5.1; its tables are empty, as in every fragmented file (8.8.1). */
static bool
read_sample_table(ProvReader file,
                  ProvReader stbl,
                  ProvMedia media,
                  ProvTrackConfig *out,
                  ProvVerdict *verdict)
{
    enum {
        STSD,
        STTS,
        STSC,
        STSZ,
        STCO,
        N
    };
    static const ProvChild children[N] = {
        [STSD] = { "stsd", true }, [STTS] = { "stts", true }, [STSC] = { "stsc", true },
        [STSZ] = { "stsz", true }, [STCO] = { "stco", true },
    };
    ProvReader parts[N];

    if (!prov_children_read(stbl, children, N, parts, verdict))
        return false;
    if (!is_empty_table(parts[STTS], false) || !is_empty_table(parts[STSC], false)
        || !is_empty_table(parts[STSZ], true) || !is_empty_table(parts[STCO], false))
        return refuse(verdict, "the moov has samples of its own");
    return prov_sample_entry_read(file, parts[STSD], media, out, verdict);
}

static bool
read_media(ProvReader file,
           ProvReader mdia,
           ProvMedia media,
           ProvTrackConfig *out,
           ProvVerdict *verdict)
{
    enum {
        MDHD,
        HDLR,
        MINF,
        N
    };
    static const ProvChild children[N] = {
        [MDHD] = { "mdhd", true },
        [HDLR] = { "hdlr", true },
        [MINF] = { "minf", true },
    };
    enum {
        HEADER,
        DINF,
        STBL,
        N_MINF
    };
    const Kind *kind = find_kind(media);
    ProvReader parts[N], minf[N_MINF];
    ProvChild information[N_MINF] = {
        [DINF] = { "dinf", true },
        [STBL] = { "stbl", true },
    };

    if (kind == NULL)
        return prov_verdict_refuse(verdict, PROV_REASON_INTERNAL,
                                   "nothing says which kind of track is wanted");
    information[HEADER] = (ProvChild){ kind->header, true };
    if (!prov_children_read(mdia, children, N, parts, verdict)
        || !prov_children_read(parts[MINF], information, N_MINF, minf, verdict))
        return false;
    if (!read_mdhd(parts[MDHD], &out->track.timescale) || !is_handler(parts[HDLR], kind))
        return refuse(verdict, "the track is not of the kind that is wanted, or has no timescale");
    if (!is_self_contained(minf[DINF]))
        return prov_verdict_refuse(verdict, PROV_REASON_CODEC_CONFIG,
                                   "the track's data lies outside the file");
    return read_sample_table(file, minf[STBL], media, out, verdict);
}

static bool
read_trak(ProvReader file,
          ProvReader trak,
          ProvMedia media,
          ProvTrackConfig *out,
          ProvVerdict *verdict)
{
    enum {
        TKHD,
        EDTS,
        MDIA,
        N
    };
    static const ProvChild children[N] = {
        [TKHD] = { "tkhd", true },
        [EDTS] = { "edts", false },
        [MDIA] = { "mdia", true },
    };
    ProvReader parts[N];

    if (!prov_children_read(trak, children, N, parts, verdict))
        return false;
    if (!read_tkhd(parts[TKHD], &out->track.id))
        return refuse(verdict, "the track header can't be read");
    if (!read_media(file, parts[MDIA], media, out, verdict))
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
    static const ProvChild children[N] = { [TREX] = { "trex", true }, [MEHD] = { "mehd", false } };
    ProvReader parts[N], trex;
    uint8_t version;
    uint32_t flags, track_id, description;

    if (!prov_children_read(mvex, children, N, parts, verdict))
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
    static const ProvChild children[N] = { [HDLR] = { "hdlr", true }, [ILST] = { "ilst", false } };
    ProvReader parts[N];
    ProvBox meta;
    uint8_t version;
    uint32_t flags;

    if (!prov_bmff_next(&udta, &meta) || udta.len != 0 || !prov_bmff_is(&meta, "meta")
        || !prov_bmff_full_box(&meta.payload, &version, &flags))
        return refuse(verdict, "the moov's user data is outside the profile");
    return prov_children_read(meta.payload, children, N, parts, verdict);
}

bool
prov_track_read(ProvReader file,
                const ProvBox *moov,
                ProvMedia media,
                ProvTrackConfig *out,
                ProvVerdict *verdict)
{
    enum {
        MVHD,
        TRAK,
        MVEX,
        UDTA,
        N
    };
    static const ProvChild children[N] = {
        [MVHD] = { "mvhd", true },
        [TRAK] = { "trak", true },
        [MVEX] = { "mvex", true },
        [UDTA] = { "udta", false },
    };
    ProvReader parts[N];
    ProvTrackConfig self = { 0 };

    if (!prov_children_read(moov->payload, children, N, parts, verdict)
        || !read_trak(file, parts[TRAK], media, &self, verdict)
        || !read_trex(parts[MVEX], &self, verdict))
        return false;
    if (parts[UDTA].data != NULL && parts[UDTA].len > 0 && !check_user_data(parts[UDTA], verdict))
        return false;

    *out = self;
    return true;
}
