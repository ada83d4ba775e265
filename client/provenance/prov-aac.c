/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-aac.h"

/* Descriptors (ISO/IEC 14496-1, 7.2.2.1) */
enum {
    ES_DESCRIPTOR = 3,
    DECODER_CONFIG = 4,
    DECODER_SPECIFIC = 5,
    SL_CONFIG = 6
};

#define MAX_LEN_BYTES   4    /* of a descriptor's length (8.3.3) */
#define ES_FLAGS        0xe0 /* depends on a stream, has a URL, has a clock reference */
#define OBJECT_AAC      0x40 /* ISO/IEC 14496-3 */
#define STREAM_AUDIO    0x15 /* streamType 5, not upstream, reserved bit */
#define SL_MP4          2    /* predefined for this file format */
#define OBJECT_LC       2    /* AAC LC */
#define GA_FLAGS        7    /* shorter frames, core coder, extension: none of them */
#define MAX_LEN_CHANNEL 768  /* bytes: 6,144 bits */
#define MAX_CHANNELS    2

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_CODEC_CONFIG, detail);
}

/* Tag, length in up to four bytes of seven bits, payload (ISO/IEC 14496-1, 8.3.3). */
static bool
read_descriptor(ProvReader *self, uint8_t wanted, ProvReader *out)
{
    ProvReader rest = *self;
    uint8_t tag, byte;
    size_t len = 0, n = 0;

    if (!prov_reader_u8(&rest, &tag) || tag != wanted)
        return false;
    do {
        if (n++ == MAX_LEN_BYTES || !prov_reader_u8(&rest, &byte))
            return false;
        len = len << 7 | (byte & 0x7f);
    } while ((byte & 0x80) != 0);
    if (!prov_reader_take(&rest, len, out))
        return false;
    *self = rest;
    return true;
}

/* esds (ES_Descriptor (DecoderConfigDescriptor (DecoderSpecificInfo), SLConfigDescriptor)):
 * these, once each, in this order. */
static bool
read_descriptors(ProvReader esds, ProvReader *config)
{
    ProvReader es, decoder, sl;
    uint8_t version, es_flags, object, stream, predefined;
    uint16_t id;
    uint32_t flags;

    return prov_reader_u8(&esds, &version) && version == 0 && prov_reader_u24(&esds, &flags)
           && flags == 0 && read_descriptor(&esds, ES_DESCRIPTOR, &es) && esds.len == 0
           && prov_reader_u16(&es, &id) && prov_reader_u8(&es, &es_flags)
           && (es_flags & ES_FLAGS) == 0 && read_descriptor(&es, DECODER_CONFIG, &decoder)
           && read_descriptor(&es, SL_CONFIG, &sl) && es.len == 0
           && prov_reader_u8(&sl, &predefined) && predefined == SL_MP4 && sl.len == 0
           && prov_reader_u8(&decoder, &object) && object == OBJECT_AAC
           && prov_reader_u8(&decoder, &stream) && stream == STREAM_AUDIO
           && prov_reader_skip(&decoder, 3 + 4 + 4) /* buffer and bit rates */
           && read_descriptor(&decoder, DECODER_SPECIFIC, config) && decoder.len == 0;
}

/*
 * audioObjectType, samplingFrequencyIndex, channelConfiguration, GASpecificConfig: sixteen bits,
 * with "no spectral band replication" behind them where the encoder writes that out (1.6.5.2).
 */
static bool
read_config(ProvReader config, ProvAac *out)
{
    static const uint32_t rates[16] = {
        [3] = 48000, [4] = 44100, [5] = 32000,  [6] = 24000, [7] = 22050,
        [8] = 16000, [9] = 12000, [10] = 11025, [11] = 8000
    };
    static const uint8_t no_sbr[] = { 0x56, 0xe5, 0x00 };
    uint16_t bits;

    out->config = config;
    if (!prov_reader_u16(&config, &bits)
        || (config.len != 0 && !prov_reader_equals(config, no_sbr, sizeof no_sbr)))
        return false;
    out->rate = rates[bits >> 7 & 0xf];
    out->channels = bits >> 3 & 0xf;
    return bits >> 11 == OBJECT_LC && out->rate != 0 && out->channels >= 1
           && out->channels <= MAX_CHANNELS && (bits & GA_FLAGS) == 0;
}

bool
prov_aac_read_config(ProvReader esds, ProvAac *out, ProvVerdict *verdict)
{
    ProvReader config;
    ProvAac self = { 0 };

    if (!read_descriptors(esds, &config))
        return refuse(verdict, "the sound's descriptors are outside the profile");
    if (!read_config(config, &self))
        return refuse(verdict, "the sound is not plain AAC-LC of one or two channels");
    *out = self;
    return true;
}

uint32_t
prov_aac_max_len(uint32_t channels)
{
    return channels * MAX_LEN_CHANNEL;
}
