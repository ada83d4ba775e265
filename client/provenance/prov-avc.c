/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-avc.h"

#include "client/provenance/prov-avc-sps.h"

/* Limits: attacks.md, DEC-02 and DEC-12; level and DPB: ITU-T H.264, annex A. */
#define MAX_WIDTH       4096
#define MAX_HEIGHT      2304
#define MAX_LEVEL       52
#define MAX_REF_FRAMES  16
#define MAX_RATE        60 /* pictures a second */
#define MAX_NAL_UNITS   512
#define MAX_SEI_LEN     (64 * 1024)
#define MAX_SETS_OF_SPS 1

/* nal_unit_type (ITU-T H.264, table 7-1): those that a stream of this profile has. */
enum {
    NAL_SLICE = 1,
    NAL_IDR = 5,
    NAL_SEI = 6,
    NAL_SPS = 7,
    NAL_PPS = 8,
    NAL_AUD = 9
};

static bool
refuse_config(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_CODEC_CONFIG, detail);
}

static bool
refuse_sample(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_CONTAINER, detail);
}

static unsigned
nal_type(ProvReader nal)
{
    return nal.data[0] & 0x1f;
}

/* Length and NAL unit each (ISO/IEC 14496-15, 5.3.3.1.2). */
static bool
read_sets(ProvReader *record, size_t n, unsigned type, ProvAvc *out)
{
    for (size_t i = 0; i < n; i++) {
        uint16_t len;
        ProvReader set;

        if (out->n_sets == PROV_AVC_MAX_SETS || !prov_reader_u16(record, &len)
            || !prov_reader_take(record, len, &set) || set.len < 4 || (set.data[0] & 0x80) != 0
            || nal_type(set) != type)
            return false;
        out->sets[out->n_sets++] = set;
    }
    return true;
}

static bool
check_sps(const ProvAvcSps *sps, ProvVerdict *verdict)
{
    /* The coded size counts: cropping would hide pictures of any size, and their memory. */
    if (sps->width == 0 || sps->height == 0 || sps->coded_width > MAX_WIDTH
        || sps->coded_height > MAX_HEIGHT)
        return refuse_config(verdict, "the picture is larger than 4096x2304, or has no size");
    if (sps->level > MAX_LEVEL || sps->n_ref_frames > MAX_REF_FRAMES)
        return refuse_config(verdict, "the stream asks for more than level 5.2");
    if (!sps->progressive || sps->chroma_format != 1 || sps->bit_depth != 8)
        return refuse_config(verdict, "the stream is not progressive 8-bit 4:2:0");
    if (sps->has_rate
        && (sps->num_units_in_tick == 0
            || (uint64_t)sps->time_scale > (uint64_t)sps->num_units_in_tick * 2 * MAX_RATE))
        return refuse_config(verdict, "the stream has more than 60 pictures a second");
    return true;
}

/* AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2); one SPS, four-byte lengths: ours. */
bool
prov_avc_read_config(ProvReader record, ProvAvc *out, ProvVerdict *verdict)
{
    uint8_t version, profile, compatibility, level, length_size, n_sps, n_pps;
    ProvAvcSps sps;
    ProvAvc self = { 0 };

    if (!prov_reader_u8(&record, &version) || !prov_reader_u8(&record, &profile)
        || !prov_reader_u8(&record, &compatibility) || !prov_reader_u8(&record, &level)
        || !prov_reader_u8(&record, &length_size) || !prov_reader_u8(&record, &n_sps)
        || version != 1)
        return refuse_config(verdict, "the decoder configuration can't be read");
    if ((length_size & 3) != 3)
        return refuse_sample(verdict, "NAL units are not prefixed with lengths of four bytes");
    if ((n_sps & 0x1f) != MAX_SETS_OF_SPS || !read_sets(&record, n_sps & 0x1f, NAL_SPS, &self)
        || !prov_reader_u8(&record, &n_pps) || n_pps == 0
        || !read_sets(&record, n_pps, NAL_PPS, &self))
        return refuse_config(verdict, "the parameter sets can't be read");
    /* High profiles add four bytes of what the SPS says as well; extensions are none of ours. */
    if (record.len != 0 && (record.len != 4 || record.data[3] != 0))
        return refuse_config(verdict, "the decoder configuration goes on after its parameter sets");
    if (!prov_avc_sps_read(self.sets[0], &sps))
        return refuse_config(verdict, "the sequence parameter set can't be read");
    if (sps.profile != profile || sps.level != level)
        return refuse_config(verdict, "the decoder configuration contradicts its parameter set");
    if (!check_sps(&sps, verdict))
        return false;

    self.width = sps.width;
    self.height = sps.height;
    *out = self;
    return true;
}

static bool
is_known_set(const ProvAvc *self, ProvReader nal)
{
    for (size_t i = 0; i < self->n_sets; i++) {
        if (prov_reader_same(self->sets[i], nal))
            return true;
    }
    return false;
}

/* forbidden_zero_bit and nal_unit_type (ITU-T H.264, 7.4.1); which types may come: ours. */
static bool
check_nal(const ProvAvc *self, ProvReader nal, ProvVerdict *verdict)
{
    if ((nal.data[0] & 0x80) != 0)
        return refuse_sample(verdict, "a NAL unit's first bit is set");
    switch (nal_type(nal)) {
    case NAL_SLICE:
    case NAL_IDR:
    case NAL_AUD:
        return true;
    case NAL_SEI:
        return nal.len <= MAX_SEI_LEN
               || prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                      "an SEI message is larger than 64 KiB");
    case NAL_SPS:
    case NAL_PPS:
        return is_known_set(self, nal)
               || refuse_config(verdict, "a parameter set differs from the init segment's");
    default:
        return refuse_sample(verdict, "a NAL unit is of a type outside the profile");
    }
}

/* Length-prefixed NAL units to the sample's last byte (ISO/IEC 14496-15, 5.3.2). */
bool
prov_avc_check_sample(const ProvAvc *self, ProvReader sample, bool sync, ProvVerdict *verdict)
{
    size_t n = 0;
    unsigned first_slice = 0;

    for (; sample.len > 0; n++) {
        uint32_t len;
        ProvReader nal;

        if (n == MAX_NAL_UNITS)
            return prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                                       "an access unit has more than 512 NAL units");
        if (!prov_reader_u32(&sample, &len) || len == 0 || !prov_reader_take(&sample, len, &nal))
            return refuse_sample(verdict, "NAL units do not fill their sample");
        if (!check_nal(self, nal, verdict))
            return false;
        if (first_slice == 0 && (nal_type(nal) == NAL_SLICE || nal_type(nal) == NAL_IDR))
            first_slice = nal_type(nal);
    }
    if (first_slice == 0)
        return refuse_sample(verdict, "a sample holds no picture");
    if (sync && first_slice != NAL_IDR)
        return refuse_sample(verdict, "a sync sample does not begin with an IDR picture");
    return true;
}
