/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judge of a camera's sound: the same as the judge of its pictures, but for the kind of track.
 * What is no sound of the selected camera is refused there, and never comes to the pictures' gate.
 */
#include "tests/rig/rig-vsi.h"
#include "tests/unit/sound.h"

/* What is offered: sound or pictures of a camera, as it was signed or otherwise. */
typedef enum {
    OWN_SOUND,
    OWN_VIDEO,
    NURSERY_SOUND,
    STRANGER_SOUND,
    FOREIGN_UNIT,      /* my init, a unit of the nursery's sound */
    UNDER_VIDEO_INIT,  /* my sound under my video's init segment */
    VIDEO_UNDER_SOUND, /* the reverse */
    WITHOUT_HEADER,    /* my sound without its signed header */
    WITHOUT_TIME,      /* my sound, signed without a capture time */
    CHANGED,           /* my sound, one bit of it changed */
} Offer;

typedef struct {
    const char *id;
    Offer offer;
    const char *to_sound; /* the verdict of the sound's gate */
    const char *to_video; /* the same of the video's */
} Case;

static const Case cases[] = {
    { "SUB-00/own-sound-and-own-video", OWN_SOUND, "none", "bad-container" },
    { "INI-06/video-before-the-gate-of-sound", OWN_VIDEO, "bad-container", "none" },
    { "AUD-01/SUB-17/sound-of-another-camera-of-mine", NURSERY_SOUND, "wrong-camera",
      "wrong-camera" },
    { "AUD-01/SUB-17/sound-of-a-stranger", STRANGER_SOUND, "wrong-camera", "wrong-camera" },
    { "AUD-01/one-unit-of-another-camera", FOREIGN_UNIT, "unknown-session-key", "bad-container" },
    { "HDR-06/sound-under-the-init-of-video", UNDER_VIDEO_INIT, "bad-container",
      "unknown-session-key" },
    { "HDR-06/video-under-the-init-of-sound", VIDEO_UNDER_SOUND, "unknown-session-key",
      "bad-container" },
    { "AUD-02/sound-without-its-header", WITHOUT_HEADER, "unsigned", "bad-container" },
    { "AUD-03/sound-without-a-signed-time", WITHOUT_TIME, "bad-header", "bad-container" },
    { "AUD-01/sound-changed-on-the-way", CHANGED, "content-changed", "bad-container" },
};

static RigIdentity *
whose(World *world, Offer offer)
{
    return offer == NURSERY_SOUND    ? world->nursery
           : offer == STRANGER_SOUND ? world->stranger
                                     : world->front;
}

/* What @offer delivers as the unit of @session. */
static GBytes *
make_unit(World *world, Offer offer, const RigSession *session)
{
    g_autoptr(RigSession) other = sound_session(world->nursery);
    g_autoptr(GBytes) sound = sound_segment(world, session, 1);
    g_autoptr(GBytes) media = rig_vsi_strip(sound);
    g_autoptr(GByteArray) changed = world_copy(sound);

    switch (offer) {
    case OWN_VIDEO:
    case VIDEO_UNDER_SOUND:
        return world_segment(world, world->session, 1, NULL);
    case FOREIGN_UNIT:
        return sound_segment(world, other, 1);
    case WITHOUT_HEADER:
        return g_steal_pointer(&media);
    case WITHOUT_TIME:
        return rig_session_sign(session, 1, RIG_NO_TIME, NULL, media, NULL);
    case CHANGED:
        changed->data[world_find(changed, "mdat") + 40] ^= 0x10;
        return g_bytes_new(changed->data, changed->len);
    case OWN_SOUND:
    case NURSERY_SOUND:
    case STRANGER_SOUND:
    case UNDER_VIDEO_INIT:
    default:
        return g_steal_pointer(&sound);
    }
}

static void
check(World *world, const Case *c, ProvExpectation *expectation, const char *reason)
{
    bool video_init = c->offer == OWN_VIDEO || c->offer == UNDER_VIDEO_INIT;
    g_autoptr(RigSession) session = sound_session(whose(world, c->offer));
    g_autoptr(GBytes) unit = make_unit(world, c->offer, session);

    world_select(world, expectation);
    world_assert_reason(
        world_submit(world, video_init ? world->session->init : session->init, unit), reason);
}

static void
test_offer(World *world, gconstpointer data)
{
    const Case *c = data;

    check(world, c, sound_expect(world, world->front), c->to_sound);
    check(world, c, world_expect(world->front, world->maker), c->to_video);
}

/* Nobody said what kind of track is wanted: nothing is admitted, whatever it is. */
static void
test_none(World *world, gconstpointer data)
{
    static const Case offers[] = { { .offer = OWN_SOUND }, { .offer = OWN_VIDEO } };

    for (size_t i = 0; i < G_N_ELEMENTS(offers); i++) {
        ProvExpectation *nothing = world_expect(world->front, world->maker);

        nothing->media = PROV_MEDIA_NONE;
        check(world, &offers[i], nothing, "internal");
    }
}

/* Two streams of one camera: what one gate has admitted says nothing to the other. */
static void
test_side_by_side(World *world, gconstpointer data)
{
    g_autoptr(ProvExpectation) expected = sound_expect(world, world->front);
    g_autoptr(ProvGate) gate = prov_gate_new(expected);
    g_autoptr(RigSession) session = sound_session(world->front);

    for (uint64_t number = 1; number <= 3; number++) {
        g_autoptr(GBytes) video = world_segment(world, world->session, number, NULL);
        g_autoptr(GBytes) sound = sound_segment(world, session, number);
        g_autoptr(ProvAdmission) admission = NULL;
        ProvVerdict verdict;
        size_t n_samples;
        int64_t capture_us;

        world_at(world, 0, number);
        world_assert_reason(world_submit(world, world->session->init, video), "none");
        verdict = prov_gate_submit(gate, session->init, sound, &world->now, &admission);
        world_assert_reason(verdict, "none");
        prov_admission_get_samples(admission, &n_samples);
        g_assert_cmpuint(n_samples, ==, SOUND_FRAMES);
        g_assert_true(prov_admission_get_capture(admission, &capture_us));
        g_assert_cmpint(capture_us, ==, WORLD_NOW_US + (int64_t)(number - 1) * WORLD_UNIT_US);
        g_assert_true(prov_admission_is_discontinuous(admission) == (number == 1));
        world_assert_reason(prov_gate_submit(gate, session->init, sound, &world->now, &admission),
                            "replayed");
        g_assert_null(admission);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/attack/", cases[i].id, NULL);

        g_test_add(path, World, &cases[i], world_set_up, test_offer, world_tear_down);
    }
    g_test_add("/attack/INI-06/no-kind-is-wanted", World, NULL, world_set_up, test_none,
               world_tear_down);
    g_test_add("/attack/AUD-01/two-gates-of-one-camera", World, NULL, world_set_up,
               test_side_by_side, world_tear_down);
    return g_test_run();
}
