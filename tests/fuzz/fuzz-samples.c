/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sample table of media behind a header that reads well, as a camera gone bad would sign it:
 * samples tile the mdats, and times fit.
 */
#include "tests/fuzz/fuzz.h"

#include "client/provenance/prov-samples.h"
#include "tests/unit/sound.h"

void
fuzz_add_seeds(GPtrArray *seeds)
{
    World *world = fuzz_world();
    g_autoptr(GBytes) silence = rig_sample_silence();
    const RigSample frame = { .data = silence, .duration = SOUND_FRAME, .sync = true };

    g_ptr_array_add(seeds, sound_media(1, &frame, 3));
    for (size_t n_pairs = 1; n_pairs <= 5; n_pairs += 2)
        g_ptr_array_add(
            seeds, rig_mp4_segment(1, 90000, world->gop->samples, world->gop->n_samples, n_pairs));
    for (int32_t cto = 0; cto <= 1; cto++) { /* at the end of time, with and without reordering */
        RigSample sample = world->gop->samples[0];

        sample.cto = cto;
        g_ptr_array_add(seeds, rig_mp4_segment(1, G_MAXINT64, &sample, 1, 1));
        g_ptr_array_add(seeds, rig_mp4_segment(1, G_MAXUINT64 - sample.duration, &sample, 1, 1));
    }
}

static void
check_table(const ProvSegmentLayout *layout, const ProvSamples *samples)
{
    uint64_t duration = 0;
    size_t at = 0;

    g_assert_true(samples->n >= 1 && samples->n <= PROV_MAX_SAMPLES);
    for (size_t i = 0; i < layout->n_pairs; i++) {
        const ProvBox *mdat = layout->pairs[i].mdat;
        size_t offset = mdat->offset + 8;

        for (; at < samples->n && samples->sample[at].offset < mdat->offset + mdat->whole.len;
             at++) {
            const ProvSample *sample = &samples->sample[at];

            g_assert_cmpuint(sample->offset, ==, offset);
            g_assert_true(at == 0 || sample->dts == sample[-1].dts + sample[-1].duration);
            g_assert_cmpuint(sample->dts, <=, G_MAXINT64);
            offset += sample->size;
            duration += sample->duration;
        }
        g_assert_cmpuint(offset, ==, mdat->offset + mdat->whole.len);
    }
    g_assert_cmpuint(at, ==, samples->n);
    g_assert_cmpuint(duration, ==, samples->duration);
    g_assert_cmpuint(samples->end, <=, G_MAXINT64);
    g_assert_true(samples->sample[0].sync);
}

/* As samples of one kind of track, whatever the other would say. */
static void
check_as(ProvReader file, const ProvSegmentLayout *layout, const ProvTrackConfig *track)
{
    g_auto(ProvSamples) samples = { 0 };
    ProvVerdict verdict = { 0 };
    bool good = prov_samples_read(file, layout, track, &samples, &verdict);

    fuzz_check_verdict(&verdict, good);
    if (good)
        check_table(layout, &samples);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ProvTrackConfig sound = { .track = { .id = RIG_TRACK_ID,
                                                      .timescale = SOUND_RATE,
                                                      .codec = PROV_CODEC_AAC,
                                                      .rate = SOUND_RATE,
                                                      .channels = 1 } };
    g_autoptr(GBytes) emsg = fuzz_box(fuzz_segment(), "emsg");
    g_autofree ProvSegmentLayout *layout = g_new0(ProvSegmentLayout, 1);
    GByteArray *file = g_byte_array_new();
    g_autoptr(GBytes) bytes = NULL;
    ProvVerdict verdict = { 0 };

    rig_put_bytes(file, emsg);
    rig_put_data(file, data, size);
    bytes = g_bytes_new(file->data, file->len); /* exact size: the array is longer */
    g_byte_array_unref(file);
    if (!prov_bmff_read_segment(prov_reader_from_bytes(bytes), layout, &verdict)) {
        fuzz_check_verdict(&verdict, false);
        return 0;
    }
    check_as(prov_reader_from_bytes(bytes), layout, fuzz_track());
    check_as(prov_reader_from_bytes(bytes), layout, &sound);
    return 0;
}
