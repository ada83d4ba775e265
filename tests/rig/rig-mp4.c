/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-mp4.h"

#include <string.h>

#define FIXED_ONE 0x00010000 /* 16.16 */

/* trun flags, ISO/IEC 14496-12 section 8.8.8 */
#define TRUN_DATA_OFFSET 0x000001
#define TRUN_DURATION    0x000100
#define TRUN_SIZE        0x000200
#define TRUN_FLAGS       0x000400
#define TRUN_CTO         0x000800

/* tfhd flags, section 8.8.7 */
#define TFHD_DEFAULT_DURATION     0x000008
#define TFHD_DEFAULT_BASE_IS_MOOF 0x020000

/* sample flags, section 8.8.3.1 */
#define SAMPLE_SYNC     0x02000000 /* depends on no other */
#define SAMPLE_NOT_SYNC 0x01010000 /* depends on others, is no sync sample */

static void
put_matrix(GByteArray *out)
{
    static const uint32_t unity[9] = { FIXED_ONE, 0, 0, 0, FIXED_ONE, 0, 0, 0, 0x40000000 };

    for (guint i = 0; i < G_N_ELEMENTS(unity); i++)
        rig_put_u32(out, unity[i]);
}

static void
put_mvhd(GByteArray *out)
{
    const guint box = rig_box_begin_full(out, "mvhd", 0, 0);

    rig_put_zeros(out, 8);       /* creation, modification */
    rig_put_u32(out, 1000);      /* timescale of the movie, not the track's */
    rig_put_u32(out, 0);         /* duration: fragments have it */
    rig_put_u32(out, FIXED_ONE); /* rate */
    rig_put_u16(out, 0x0100);    /* volume */
    rig_put_zeros(out, 10);
    put_matrix(out);
    rig_put_zeros(out, 24);
    rig_put_u32(out, RIG_TRACK_ID + 1);
    rig_box_end(out, box);
}

static void
put_tkhd(GByteArray *out, const RigTrack *track)
{
    const guint box = rig_box_begin_full(out, "tkhd", 0, 3); /* enabled, in movie */

    rig_put_zeros(out, 8);
    rig_put_u32(out, RIG_TRACK_ID);
    rig_put_zeros(out, 4 + 4 + 8); /* reserved, duration, reserved */
    rig_put_zeros(out, 8);         /* layer, group, volume, reserved */
    put_matrix(out);
    rig_put_u32(out, (uint32_t)track->width << 16);
    rig_put_u32(out, (uint32_t)track->height << 16);
    rig_box_end(out, box);
}

static void
put_mdhd(GByteArray *out, uint32_t timescale)
{
    const guint box = rig_box_begin_full(out, "mdhd", 0, 0);

    rig_put_zeros(out, 8);
    rig_put_u32(out, timescale);
    rig_put_u32(out, 0);
    rig_put_u16(out, 0x55c4); /* "und" */
    rig_put_u16(out, 0);
    rig_box_end(out, box);
}

static void
put_hdlr(GByteArray *out, const RigTrack *track)
{
    const guint box = rig_box_begin_full(out, "hdlr", 0, 0);

    rig_put_u32(out, 0);
    rig_put_data(out, track->asc != NULL ? "soun" : "vide", 4);
    rig_put_zeros(out, 12);
    rig_put_text(out, track->asc != NULL ? "sound" : "video");
    rig_box_end(out, box);
}

static void
put_dinf(GByteArray *out)
{
    const guint dinf = rig_box_begin(out, "dinf");
    const guint dref = rig_box_begin_full(out, "dref", 0, 0);
    guint url;

    rig_put_u32(out, 1);
    url = rig_box_begin_full(out, "url ", 0, 1); /* the media is in this file */
    rig_box_end(out, url);
    rig_box_end(out, dref);
    rig_box_end(out, dinf);
}

static void
put_avc1(GByteArray *out, const RigTrack *track)
{
    const guint avc1 = rig_box_begin(out, "avc1");
    guint avcc;

    rig_put_zeros(out, 6);
    rig_put_u16(out, 1); /* data reference */
    rig_put_zeros(out, 16);
    rig_put_u16(out, track->width);
    rig_put_u16(out, track->height);
    rig_put_u32(out, 72 * FIXED_ONE); /* dots per inch */
    rig_put_u32(out, 72 * FIXED_ONE);
    rig_put_u32(out, 0);
    rig_put_u16(out, 1); /* frames per sample */
    rig_put_zeros(out, 32);
    rig_put_u16(out, 0x0018); /* depth */
    rig_put_u16(out, 0xffff);
    avcc = rig_box_begin(out, "avcC");
    rig_put_bytes(out, track->avcc);
    rig_box_end(out, avcc);
    rig_box_end(out, avc1);
}

/* A descriptor's tag and length (ISO/IEC 14496-1 section 8.3.3), short enough for one byte. */
static void
put_descriptor(GByteArray *out, uint8_t tag, size_t len)
{
    rig_put_u8(out, tag);
    rig_put_u8(out, (uint8_t)len);
}

/* ISO/IEC 14496-14 section 5.6. */
static void
put_esds(GByteArray *out, GBytes *asc)
{
    const guint box = rig_box_begin_full(out, "esds", 0, 0);
    const size_t specific = g_bytes_get_size(asc);
    const size_t decoder = 13 + 2 + specific;

    put_descriptor(out, 3, 3 + 2 + decoder + 3);
    rig_put_u16(out, 0); /* no id: it stands in this file */
    rig_put_u8(out, 0);
    put_descriptor(out, 4, decoder);
    rig_put_u8(out, 0x40);  /* MPEG-4 audio */
    rig_put_u8(out, 0x15);  /* an audio stream */
    rig_put_zeros(out, 11); /* buffer and bit rates: unknown */
    put_descriptor(out, 5, specific);
    rig_put_bytes(out, asc);
    put_descriptor(out, 6, 1);
    rig_put_u8(out, 2); /* as this file format has it */
    rig_box_end(out, box);
}

static void
put_mp4a(GByteArray *out, const RigTrack *track)
{
    const guint mp4a = rig_box_begin(out, "mp4a");

    rig_put_zeros(out, 6);
    rig_put_u16(out, 1); /* data reference */
    rig_put_zeros(out, 8);
    rig_put_u16(out, track->channels);
    rig_put_u16(out, 16); /* bits */
    rig_put_zeros(out, 4);
    rig_put_u32(out, track->timescale << 16);
    put_esds(out, track->asc);
    rig_box_end(out, mp4a);
}

static void
put_stsd(GByteArray *out, const RigTrack *track)
{
    const guint stsd = rig_box_begin_full(out, "stsd", 0, 0);

    rig_put_u32(out, 1);
    if (track->asc != NULL)
        put_mp4a(out, track);
    else
        put_avc1(out, track);
    rig_box_end(out, stsd);
}

/* Fragmented: the tables of the sample table are there and empty. */
static void
put_stbl(GByteArray *out, const RigTrack *track)
{
    static const char *const empty[] = { "stts", "stsc" };
    const guint stbl = rig_box_begin(out, "stbl");
    guint box;

    put_stsd(out, track);
    for (guint i = 0; i < G_N_ELEMENTS(empty); i++) {
        box = rig_box_begin_full(out, empty[i], 0, 0);
        rig_put_u32(out, 0);
        rig_box_end(out, box);
    }
    box = rig_box_begin_full(out, "stsz", 0, 0);
    rig_put_zeros(out, 8);
    rig_box_end(out, box);
    box = rig_box_begin_full(out, "stco", 0, 0);
    rig_put_u32(out, 0);
    rig_box_end(out, box);
    rig_box_end(out, stbl);
}

static void
put_minf(GByteArray *out, const RigTrack *track)
{
    const guint minf = rig_box_begin(out, "minf");
    const guint header = track->asc != NULL ? rig_box_begin_full(out, "smhd", 0, 0)
                                            : rig_box_begin_full(out, "vmhd", 0, 1);

    rig_put_zeros(out, track->asc != NULL ? 4 : 8);
    rig_box_end(out, header);
    put_dinf(out);
    put_stbl(out, track);
    rig_box_end(out, minf);
}

static void
put_mvex(GByteArray *out)
{
    const guint mvex = rig_box_begin(out, "mvex");
    const guint trex = rig_box_begin_full(out, "trex", 0, 0);

    rig_put_u32(out, RIG_TRACK_ID);
    rig_put_u32(out, 1);    /* sample description */
    rig_put_zeros(out, 12); /* no defaults: every sample says its own */
    rig_box_end(out, trex);
    rig_box_end(out, mvex);
}

GBytes *
rig_mp4_moov(const RigTrack *track)
{
    GByteArray *out = g_byte_array_new();
    const guint moov = rig_box_begin(out, "moov");
    guint trak;
    guint mdia;

    put_mvhd(out);
    trak = rig_box_begin(out, "trak");
    put_tkhd(out, track);
    mdia = rig_box_begin(out, "mdia");
    put_mdhd(out, track->timescale);
    put_hdlr(out, track);
    put_minf(out, track);
    rig_box_end(out, mdia);
    rig_box_end(out, trak);
    put_mvex(out);
    rig_box_end(out, moov);
    return g_byte_array_free_to_bytes(out);
}

void
rig_mp4_put_styp(GByteArray *out)
{
    const guint box = rig_box_begin(out, "styp");

    rig_put_data(out, "msdh", 4);
    rig_put_u32(out, 0);
    rig_put_data(out, "msdhmsix", 8);
    rig_box_end(out, box);
}

static void
put_trun(GByteArray *out, guint moof, const RigSample *samples, size_t n_samples)
{
    bool with_cto = false;
    guint box;
    guint offset_at;
    uint32_t offset;

    for (size_t i = 0; i < n_samples; i++)
        with_cto = with_cto || samples[i].cto != 0;
    box = rig_box_begin_full(out, "trun", with_cto ? 1 : 0,
                             TRUN_DATA_OFFSET | TRUN_DURATION | TRUN_SIZE | TRUN_FLAGS
                                 | (with_cto ? TRUN_CTO : 0));
    rig_put_u32(out, (uint32_t)n_samples);
    offset_at = out->len;
    rig_put_u32(out, 0);
    for (size_t i = 0; i < n_samples; i++) {
        rig_put_u32(out, samples[i].duration);
        rig_put_u32(out, (uint32_t)g_bytes_get_size(samples[i].data));
        rig_put_u32(out, samples[i].sync ? SAMPLE_SYNC : SAMPLE_NOT_SYNC);
        if (with_cto)
            rig_put_u32(out, (uint32_t)samples[i].cto);
    }
    rig_box_end(out, box);
    /* the moof ends here, and the mdat's header is eight bytes */
    offset = GUINT32_TO_BE(out->len - moof + 8);
    memcpy(out->data + offset_at, &offset, sizeof offset);
}

void
rig_mp4_put_moof_mdat(GByteArray *out,
                      uint32_t number,
                      uint64_t decode_time,
                      const RigSample *samples,
                      size_t n_samples)
{
    const guint moof = rig_box_begin(out, "moof");
    guint traf;
    guint box = rig_box_begin_full(out, "mfhd", 0, 0);

    rig_put_u32(out, number);
    rig_box_end(out, box);
    traf = rig_box_begin(out, "traf");
    box = rig_box_begin_full(out, "tfhd", 0, TFHD_DEFAULT_BASE_IS_MOOF);
    rig_put_u32(out, RIG_TRACK_ID);
    rig_box_end(out, box);
    box = rig_box_begin_full(out, "tfdt", 1, 0);
    rig_put_u64(out, decode_time);
    rig_box_end(out, box);
    put_trun(out, moof, samples, n_samples);
    rig_box_end(out, traf);
    rig_box_end(out, moof);
    box = rig_box_begin(out, "mdat");
    for (size_t i = 0; i < n_samples; i++)
        rig_put_bytes(out, samples[i].data);
    rig_box_end(out, box);
}

GBytes *
rig_mp4_segment(uint32_t number,
                uint64_t decode_time,
                const RigSample *samples,
                size_t n_samples,
                size_t n_pairs)
{
    GByteArray *out = g_byte_array_new();
    size_t done = 0;

    rig_mp4_put_styp(out);
    for (size_t i = 0; i < n_pairs; i++) {
        const size_t upto = n_samples * (i + 1) / n_pairs;

        rig_mp4_put_moof_mdat(out, number, decode_time, samples + done, upto - done);
        for (; done < upto; done++)
            decode_time += samples[done].duration;
    }
    return g_byte_array_free_to_bytes(out);
}

uint32_t
rig_mp4_get_timescale(GBytes *init)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(init, &len);
    RigBox box;

    /* version 0: header 12 bytes, then two times of 4 */
    if (data == NULL || !rig_box_find(data, len, "moov/trak/mdia/mdhd", &box) || box.size < 24)
        return 0;
    return rig_get_u32(data + box.offset + (data[box.offset + 8] == 0 ? 20 : 28));
}

/* Ticks of one trun whose samples fall back to @fallback each. */
static uint64_t
trun_duration(const uint8_t *trun, size_t size, uint32_t fallback)
{
    const uint32_t flags = size >= 16 ? rig_get_u32(trun + 8) & 0xffffff : 0;
    const uint32_t n = size >= 16 ? rig_get_u32(trun + 12) : 0;
    size_t at = 16 + ((flags & 1) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 4 : 0);
    size_t step = 0;
    uint64_t sum = 0;

    if ((flags & TRUN_DURATION) == 0)
        return (uint64_t)n * fallback;
    for (uint32_t bit = TRUN_DURATION; bit <= TRUN_CTO; bit <<= 1)
        step += (flags & bit) != 0 ? 4 : 0;
    for (uint32_t i = 0; i < n && at + step <= size; i++, at += step)
        sum += rig_get_u32(trun + at);
    return sum;
}

static uint64_t
moof_duration(const uint8_t *moof, size_t size)
{
    uint32_t fallback = 0;
    uint64_t sum = 0;
    size_t pos;
    RigBox traf;
    RigBox box;

    if (!rig_box_find(moof + 8, size - 8, "traf", &traf))
        return 0;
    moof += 8 + traf.offset;
    pos = 8;
    while (rig_box_next(moof, traf.size, &pos, &box)) {
        const uint8_t *at = moof + box.offset;

        if (strcmp(box.type, "tfhd") == 0 && box.size >= 16) {
            const uint32_t flags = rig_get_u32(at + 8) & 0xffffff;
            const size_t where = 16 + ((flags & 1) != 0 ? 8 : 0) + ((flags & 2) != 0 ? 4 : 0);

            if ((flags & TFHD_DEFAULT_DURATION) != 0 && where + 4 <= box.size)
                fallback = rig_get_u32(at + where);
        } else if (strcmp(box.type, "trun") == 0) {
            sum += trun_duration(at, box.size, fallback);
        }
    }
    return sum;
}

uint64_t
rig_mp4_get_duration(GBytes *segment)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(segment, &len);
    uint64_t sum = 0;
    size_t pos = 0;
    RigBox box;

    while (data != NULL && rig_box_next(data, len, &pos, &box))
        if (strcmp(box.type, "moof") == 0)
            sum += moof_duration(data + box.offset, box.size);
    return sum;
}
