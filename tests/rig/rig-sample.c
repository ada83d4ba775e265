/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-sample.h"

#define MB             16 /* a macroblock's side, luma samples */
#define FRAME_NUM_BITS 8
#define PROFILE        66   /* Baseline */
#define CONSTRAINTS    0xc0 /* what Constrained Baseline allows */
#define LEVEL          31

/* slice_type, H.264 table 7-6: all slices of the picture are of that type */
#define SLICE_P 5
#define SLICE_I 7
/* mb_type I_PCM in an I slice, table 7-11 */
#define MB_I_PCM 25

/* Bits, most significant first. */
typedef struct {
    GByteArray *out;
    uint8_t current;
    unsigned n_bits; /* in @current */
} BitWriter;

static void
put_bits(BitWriter *self, uint32_t value, unsigned n)
{
    while (n > 0) {
        n--;
        self->current = (uint8_t)(self->current << 1 | (value >> n & 1));
        if (++self->n_bits == 8) {
            rig_put_u8(self->out, self->current);
            self->n_bits = 0;
        }
    }
}

/* ue(v), H.264 section 9.1 */
static void
put_ue(BitWriter *self, uint32_t value)
{
    const unsigned n = g_bit_storage((gulong)value + 1);

    put_bits(self, 0, n - 1);
    put_bits(self, value + 1, n);
}

static void
align_zero(BitWriter *self)
{
    while (self->n_bits != 0)
        put_bits(self, 0, 1);
}

/* rbsp_trailing_bits() */
static void
put_trailing(BitWriter *self)
{
    put_bits(self, 1, 1);
    align_zero(self);
}

/* A NAL unit: header byte, then @rbsp with emulation prevention (section 7.4.1). Consumes @rbsp. */
static GBytes *
nal_unit(uint8_t header, GByteArray *rbsp)
{
    GByteArray *out = g_byte_array_sized_new(rbsp->len + 16);
    unsigned zeros = 0;

    rig_put_u8(out, header);
    for (guint i = 0; i < rbsp->len; i++) {
        if (zeros == 2 && rbsp->data[i] <= 3) {
            rig_put_u8(out, 3);
            zeros = 0;
        }
        rig_put_u8(out, rbsp->data[i]);
        zeros = rbsp->data[i] == 0 ? zeros + 1 : 0;
    }
    g_byte_array_unref(rbsp);
    return g_byte_array_free_to_bytes(out);
}

static GBytes *
length_prefixed(GBytes *nal)
{
    GByteArray *out = g_byte_array_new();

    rig_put_u32(out, (uint32_t)g_bytes_get_size(nal));
    rig_put_bytes(out, nal);
    g_bytes_unref(nal);
    return g_byte_array_free_to_bytes(out);
}

GBytes *
rig_sample_sps(uint16_t width, uint16_t height)
{
    BitWriter w = { .out = g_byte_array_new() };

    put_bits(&w, PROFILE, 8);
    put_bits(&w, CONSTRAINTS, 8);
    put_bits(&w, LEVEL, 8);
    put_ue(&w, 0);                  /* seq_parameter_set_id */
    put_ue(&w, FRAME_NUM_BITS - 4); /* log2_max_frame_num_minus4 */
    put_ue(&w, 2);                  /* pic_order_cnt_type: output order is decode order */
    put_ue(&w, 1);                  /* max_num_ref_frames */
    put_bits(&w, 0, 1);             /* gaps_in_frame_num_value_allowed_flag */
    put_ue(&w, width / MB - 1u);
    put_ue(&w, height / MB - 1u);
    put_bits(&w, 1, 1); /* frame_mbs_only_flag */
    put_bits(&w, 1, 1); /* direct_8x8_inference_flag */
    put_bits(&w, 0, 1); /* frame_cropping_flag */
    put_bits(&w, 0, 1); /* vui_parameters_present_flag */
    put_trailing(&w);
    return nal_unit(0x67, w.out);
}

GBytes *
rig_sample_pps(void)
{
    BitWriter w = { .out = g_byte_array_new() };

    put_ue(&w, 0);      /* pic_parameter_set_id */
    put_ue(&w, 0);      /* seq_parameter_set_id */
    put_bits(&w, 0, 2); /* CAVLC, no bottom field order */
    put_ue(&w, 0);      /* one slice group */
    put_ue(&w, 0);      /* one reference in list 0 */
    put_ue(&w, 0);
    put_bits(&w, 0, 3); /* no weighting */
    put_ue(&w, 0);      /* pic_init_qp, pic_init_qs, chroma offset: zero */
    put_ue(&w, 0);
    put_ue(&w, 0);
    put_bits(&w, 1, 1); /* deblocking_filter_control_present_flag */
    put_bits(&w, 0, 2); /* constrained intra, redundant pictures */
    put_trailing(&w);
    return nal_unit(0x68, w.out);
}

GBytes *
rig_sample_avcc(uint16_t width, uint16_t height)
{
    g_autoptr(GBytes) sps = rig_sample_sps(width, height);
    g_autoptr(GBytes) pps = rig_sample_pps();
    GByteArray *out = g_byte_array_new();

    rig_put_u8(out, 1);
    rig_put_u8(out, PROFILE);
    rig_put_u8(out, CONSTRAINTS);
    rig_put_u8(out, LEVEL);
    rig_put_u8(out, 0xff); /* NAL lengths of four bytes */
    rig_put_u8(out, 0xe1); /* one sequence parameter set */
    rig_put_u16(out, (uint16_t)g_bytes_get_size(sps));
    rig_put_bytes(out, sps);
    rig_put_u8(out, 1);
    rig_put_u16(out, (uint16_t)g_bytes_get_size(pps));
    rig_put_bytes(out, pps);
    return g_byte_array_free_to_bytes(out);
}

/* The part of a slice header that both kinds begin with (section 7.3.3). */
static void
put_slice_start(BitWriter *w, unsigned type, unsigned frame)
{
    put_ue(w, 0); /* first_mb_in_slice */
    put_ue(w, type);
    put_ue(w, 0); /* pic_parameter_set_id */
    put_bits(w, frame, FRAME_NUM_BITS);
}

static void
put_slice_end(BitWriter *w)
{
    put_ue(w, 0); /* slice_qp_delta */
    put_ue(w, 1); /* disable_deblocking_filter_idc */
}

/* BT.601, limited range, 8 bits. */
static void
colour_to_yuv(uint32_t rgb, uint8_t yuv[3])
{
    const int r = (int)(rgb >> 16 & 0xff);
    const int g = (int)(rgb >> 8 & 0xff);
    const int b = (int)(rgb & 0xff);

    yuv[0] = (uint8_t)(16 + (66 * r + 129 * g + 25 * b + 128) / 256);
    yuv[1] = (uint8_t)((128 * 256 - 38 * r - 74 * g + 112 * b + 128) / 256);
    yuv[2] = (uint8_t)((128 * 256 + 112 * r - 94 * g - 18 * b + 128) / 256);
}

static void
put_pcm(BitWriter *w, const uint8_t yuv[3])
{
    static const unsigned counts[3] = { MB * MB, MB * MB / 4, MB * MB / 4 };

    put_ue(w, MB_I_PCM);
    align_zero(w);
    for (guint plane = 0; plane < 3; plane++)
        for (unsigned i = 0; i < counts[plane]; i++)
            rig_put_u8(w->out, yuv[plane]);
}

GBytes *
rig_sample_idr(uint16_t width, uint16_t height, uint32_t rgb, unsigned idr_id)
{
    const unsigned n = (unsigned)(width / MB) * (height / MB);
    BitWriter w = { .out = g_byte_array_sized_new(n * 400) };
    uint8_t yuv[3];

    colour_to_yuv(rgb, yuv);
    put_slice_start(&w, SLICE_I, 0);
    put_ue(&w, idr_id & 0xff);
    put_bits(&w, 0, 2); /* dec_ref_pic_marking() */
    put_slice_end(&w);
    for (unsigned i = 0; i < n; i++)
        put_pcm(&w, yuv);
    put_trailing(&w);
    return length_prefixed(nal_unit(0x65, w.out));
}

GBytes *
rig_sample_skip(uint16_t width, uint16_t height, unsigned frame)
{
    BitWriter w = { .out = g_byte_array_new() };

    put_slice_start(&w, SLICE_P, frame);
    put_bits(&w, 0, 2); /* no override of the references' number, no modification of their list */
    put_bits(&w, 0, 1); /* dec_ref_pic_marking() */
    put_slice_end(&w);
    put_ue(&w, (uint32_t)(width / MB) * (height / MB)); /* mb_skip_run: all of them */
    put_trailing(&w);
    return length_prefixed(nal_unit(0x41, w.out));
}

GBytes *
rig_sample_asc(void)
{
    BitWriter w = { .out = g_byte_array_new() };

    put_bits(&w, 2, 5); /* AAC LC */
    put_bits(&w, 3, 4); /* 48 kHz */
    put_bits(&w, 1, 4); /* one channel */
    put_bits(&w, 0, 3); /* frames of 1,024 samples, nothing else */
    return g_byte_array_free_to_bytes(w.out);
}

/* raw_data_block() of one single_channel_element() without a spectrum (ISO/IEC 14496-3, 4.4.2). */
GBytes *
rig_sample_silence(void)
{
    BitWriter w = { .out = g_byte_array_new() };

    put_bits(&w, 0, 3 + 4);             /* ID_SCE, tag */
    put_bits(&w, 0, 8);                 /* global_gain */
    put_bits(&w, 0, 1 + 2 + 1 + 6 + 1); /* ics_info(): one long window, max_sfb 0 */
    put_bits(&w, 0, 3);                 /* no pulses, no noise shaping, no gain control */
    put_bits(&w, 7, 3);                 /* ID_END */
    return g_byte_array_free_to_bytes(w.out);
}

RigGop *
rig_gop_new(uint16_t width,
            uint16_t height,
            uint32_t rgb,
            size_t n_samples,
            uint32_t duration,
            unsigned idr_id)
{
    RigGop *self = g_new0(RigGop, 1);

    self->samples = g_new0(RigSample, n_samples);
    self->n_samples = n_samples;
    for (size_t i = 0; i < n_samples; i++) {
        self->samples[i].data = i == 0 ? rig_sample_idr(width, height, rgb, idr_id)
                                       : rig_sample_skip(width, height, (unsigned)i);
        self->samples[i].duration = duration;
        self->samples[i].sync = i == 0;
    }
    return self;
}

void
rig_gop_free(RigGop *self)
{
    if (self == NULL)
        return;
    for (size_t i = 0; i < self->n_samples; i++)
        g_bytes_unref(self->samples[i].data);
    g_free(self->samples);
    g_free(self);
}
