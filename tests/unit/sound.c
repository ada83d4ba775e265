/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/sound.h"

GBytes *
sound_moov(void)
{
    g_autoptr(GBytes) asc = rig_sample_asc();
    const RigTrack track = { .timescale = SOUND_RATE, .asc = asc, .channels = 1 };

    return rig_mp4_moov(&track);
}

RigSession *
sound_session(RigIdentity *camera)
{
    g_autoptr(GBytes) moov = sound_moov();

    return rig_session_new(camera, moov, WORLD_NOW_US, NULL);
}

GBytes *
sound_media(uint64_t number, const RigSample *frame, size_t n_frames)
{
    g_autofree RigSample *frames = g_new(RigSample, n_frames);

    for (size_t i = 0; i < n_frames; i++)
        frames[i] = *frame;
    return rig_mp4_segment((uint32_t)number, (number - 1) * SOUND_FRAMES * SOUND_FRAME, frames,
                           n_frames, 1);
}

GBytes *
sound_segment(World *world, const RigSession *session, uint64_t number)
{
    g_autoptr(GBytes) silence = rig_sample_silence();
    const RigSample frame = { .data = silence, .duration = SOUND_FRAME, .sync = true };
    g_autoptr(GBytes) media = sound_media(number, &frame, SOUND_FRAMES);

    return world_sign(world, session, number, media, NULL);
}

ProvExpectation *
sound_expect(World *world, RigIdentity *camera)
{
    g_autoptr(ProvExpectation) video = world_expect(camera, world->maker);

    return prov_expectation_for_sound(video);
}
