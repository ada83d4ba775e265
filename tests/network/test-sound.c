/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is heard of a camera whose sound goes wrong on the way (attacks.md, AUD): the real rig, real
 * TLS, real decoders, and a loudspeaker that listens. Each camera has a tone of its own, so that
 * whoever is heard is known; and whatever becomes of the sound, the pictures go on.
 */
#include "client/client-exit.h"
#include "client/client.h"
#include "pipelines/pipe-speaker.h"
#include "tests/network/rig-child.h"

#include <gst/app/gstappsink.h>
#include <math.h>
#include <string.h>

#define PATIENCE_S 60
#define QUIET_S    3 /* so long nothing is heard */
#define MAX_ROUNDS 6
#define ENOUGH     40 /* buffers: most of a second */

/* The tones of the front door and of the stranger, as the rig has them. */
#define RATE       48000
#define OWN_HZ     250
#define FOREIGN_HZ 750
#define MIN_LEVEL  500 /* below this it is no tone */

/* One for all cases: each leaves its cameras as it found them. */
static RigChild *rig;

typedef struct {
    ClientHome *home;
    ClientSession *session;
    PipeSlot *slot;
    PipePlayer *player;
    PipeSound *sound;
    gint n_heard;   /* atomic: buffers that came to the loudspeaker, with a tone in them */
    gint n_foreign; /* atomic: of those, not the front door's */
    PipeSoundState state;
    unsigned n_frames;   /* that came onto the screen */
    unsigned n_admitted; /* units of video */
    unsigned n_sound;    /* units of sound that were admitted */
    unsigned n_refused;  /* and that were not */
    ProvReason reason;   /* the last of them */
    unsigned n_trouble;  /* anything else that was said, but for the beginning */
} Test;

/* How much of a tone of @hz is in it. */
static double
strength(const int16_t *samples, size_t n, int hz)
{
    double re = 0, im = 0;

    for (size_t i = 0; i < n; i++) {
        const double turn = 2 * G_PI * hz * (double)i / RATE;

        re += samples[i] * cos(turn);
        im += samples[i] * sin(turn);
    }
    return re * re + im * im;
}

static void
listen_to(const int16_t *samples, size_t n, Test *test)
{
    int level = 0;

    for (size_t i = 0; i < n; i++)
        level = MAX(level, ABS(samples[i]));
    if (level < MIN_LEVEL)
        return;
    g_atomic_int_inc(&test->n_heard);
    if (strength(samples, n, FOREIGN_HZ) > strength(samples, n, OWN_HZ))
        g_atomic_int_inc(&test->n_foreign);
}

static GstFlowReturn
on_heard(GstAppSink *sink, gpointer user_data)
{
    g_autoptr(GstSample) sample = gst_app_sink_pull_sample(sink);
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    GstMapInfo map;

    if (gst_buffer_map(buffer, &map, GST_MAP_READ)) {
        listen_to((const int16_t *)(const void *)map.data, map.size / sizeof(int16_t), user_data);
        gst_buffer_unmap(buffer, &map);
    }
    return GST_FLOW_OK;
}

static GstElement *
make_speaker(gpointer user_data)
{
    GstElement *sink = gst_element_factory_make("appsink", "speaker");
    GstAppSinkCallbacks callbacks = { .new_sample = on_heard };
    g_autoptr(GstCaps) caps =
        gst_caps_new_simple("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "channels", G_TYPE_INT,
                            1, "rate", G_TYPE_INT, RATE, NULL);

    g_object_set(sink, "sync", TRUE, "enable-last-sample", FALSE, NULL);
    gst_app_sink_set_caps(GST_APP_SINK(sink), caps);
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, user_data, NULL);
    return sink;
}

static gboolean
on_frame_ready(gpointer user_data)
{
    Test *test = user_data;
    g_autoptr(PipeFrame) frame = pipe_slot_take(test->slot);

    if (frame == NULL)
        return G_SOURCE_REMOVE;
    test->n_frames++;
    pipe_sound_follow(test->sound, frame);
    return G_SOURCE_REMOVE;
}

static void
on_event(const ClientEvent *event, gpointer user_data)
{
    Test *test = user_data;

    if (event->kind == CLIENT_EVENT_ADMITTED) {
        test->n_admitted++;
    } else if (event->kind == CLIENT_EVENT_SOUND) {
        test->n_sound++;
    } else if (event->kind == CLIENT_EVENT_SOUND_REFUSED) {
        test->n_refused++;
        test->reason = event->verdict.reason;
    } else if (test->n_admitted > 0) {
        test->n_trouble++;
    }
}

static void
on_status(G_GNUC_UNUSED PipeStatus status, G_GNUC_UNUSED gpointer user_data)
{
    g_assert_not_reached();
}

static void
on_state(PipeSoundState state, gpointer user_data)
{
    ((Test *)user_data)->state = state;
}

static gboolean
on_time(gpointer over)
{
    *(bool *)over = true;
    return G_SOURCE_REMOVE;
}

typedef bool (*Condition)(const Test *test);

/* Runs the main loop until @holds, or for @s; whether it does. */
static bool
wait_for(const Test *test, Condition holds, guint s)
{
    bool over = false;
    guint timer = g_timeout_add_seconds(s, on_time, &over);

    while (!over && !(holds != NULL && holds(test)))
        g_main_context_iteration(NULL, TRUE);
    if (!over)
        g_source_remove(timer);
    return !over;
}

static void
start(Test *test, const char *room)
{
    g_autoptr(GError) error = NULL;
    size_t n_cameras;
    const ClientCamera *const *cameras;
    const char *link = NULL;

    test->home = client_home_open(&error);
    g_assert_no_error(error);
    cameras = client_home_get_cameras(test->home, &n_cameras);
    for (size_t i = 0; i < n_cameras; i++) {
        if (g_str_equal(cameras[i]->room, room))
            link = cameras[i]->link;
    }
    g_assert_nonnull(link);
    test->slot = pipe_slot_new(on_frame_ready, test);
    test->player =
        pipe_player_new(link, 1, PIPE_PIXELS_RGB, pipe_slot_push, test->slot, on_status, test);
    test->sound = pipe_sound_new_with_speaker(link, 1, make_speaker, test, on_state, test);
    test->session = client_session_start(test->home, link, 1, pipe_player_as_sink(test->player),
                                         on_event, test);
    client_session_listen(test->session,
                          &(ClientSink){ pipe_sound_as_sink(test->sound).admit, test->sound });
}

static void
tear_down(Test *test, G_GNUC_UNUSED gconstpointer data)
{
    client_session_stop(test->session);
    pipe_sound_free(test->sound);
    pipe_player_free(test->player);
    pipe_slot_free(test->slot);
    client_home_free(test->home);
}

static bool
is_heard(const Test *test)
{
    return g_atomic_int_get(&test->n_heard) >= ENOUGH;
}

/* From now on the tone is there again, and it is the front door's. */
static void
assert_heard(Test *test)
{
    g_atomic_int_set(&test->n_heard, 0);
    g_assert_true(wait_for(test, is_heard, PATIENCE_S));
    g_assert_cmpint(g_atomic_int_get(&test->n_foreign), ==, 0);
    g_assert_cmpint(test->state, ==, PIPE_SOUND_HEARD);
}

/* What was admitted is heard to its end, with its pictures, which may be late; then nothing is, and
 * the pictures go on. */
static void
assert_silent(Test *test)
{
    unsigned n_frames, n_rounds = 0;

    do {
        g_atomic_int_set(&test->n_heard, 0);
        wait_for(test, NULL, QUIET_S);
    } while (g_atomic_int_get(&test->n_heard) > 0 && ++n_rounds < MAX_ROUNDS);
    g_atomic_int_set(&test->n_heard, 0);
    n_frames = test->n_frames;
    wait_for(test, NULL, QUIET_S);
    g_assert_cmpint(g_atomic_int_get(&test->n_heard), ==, 0);
    g_assert_cmpint(g_atomic_int_get(&test->n_foreign), ==, 0);
    g_assert_cmpuint(test->n_frames, >=, n_frames + 3);
    g_assert_cmpuint(test->n_trouble, ==, 0);
}

static bool
is_refused(const Test *test)
{
    return test->n_refused > 0;
}

static bool
is_shifted(const Test *test)
{
    return test->state == PIPE_SOUND_SHIFTED;
}

static void
set_up(Test *test, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const options[] = { "--camera=Front door,sound", "--camera=Garage",
                                           "--camera=Kitchen,stranger,sound", "--plain", NULL };

    *test = (Test){ 0 };
    if (rig == NULL)
        rig = rig_child_new(options);
}

/* A fault of the sound, and what the judge says of it. */
static const struct Fault {
    const char *path;
    const char *fault;
    ProvReason reason;
} faults[] = {
    { "/network/AUD-01/SUB-17/foreign-sound", "foreign-sound", PROV_REASON_WRONG_CAMERA },
    { "/network/AUD-02/unsigned-sound", "unsigned-sound", PROV_REASON_UNSIGNED },
};

static void
test_refused(Test *test, gconstpointer data)
{
    const struct Fault *fault = data;

    start(test, "Front door");
    assert_heard(test);
    rig_child_fault(rig, "front-door", fault->fault);
    g_assert_true(wait_for(test, is_refused, PATIENCE_S));
    g_assert_cmpint(test->reason, ==, fault->reason);
    assert_silent(test);
    rig_child_fault(rig, "front-door", "none");
    assert_heard(test);
}

/* Signed by my camera, and three seconds late: nothing is wrong but its time. */
static void
test_late(Test *test, G_GNUC_UNUSED gconstpointer data)
{
    start(test, "Front door");
    assert_heard(test);
    rig_child_fault(rig, "front-door", "late-sound=3");
    g_assert_true(wait_for(test, is_shifted, PATIENCE_S));
    assert_silent(test);
    g_assert_cmpuint(test->n_refused, ==, 0);
    rig_child_fault(rig, "front-door", "none");
    assert_heard(test);
}

static bool
has_pictures(const Test *test)
{
    return test->n_frames >= 50;
}

/* A camera that has no sound: nothing is said of it. */
static void
test_none(Test *test, G_GNUC_UNUSED gconstpointer data)
{
    start(test, "Garage");
    g_assert_true(wait_for(test, has_pictures, PATIENCE_S));
    g_assert_cmpuint(test->n_sound + test->n_refused + test->n_trouble, ==, 0);
    g_assert_cmpint(test->state, ==, PIPE_SOUND_SILENT);
}

/* Nobody listens any more: no unit of it is asked for, and the pictures go on. */
static void
test_not_listening(Test *test, G_GNUC_UNUSED gconstpointer data)
{
    unsigned n_sound;

    start(test, "Front door");
    assert_heard(test);
    client_session_listen(test->session, NULL);
    n_sound = test->n_sound;
    assert_silent(test);
    g_assert_cmpuint(test->n_sound, ==, n_sound);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status;

    g_test_init(&argc, &argv, NULL);
    if (!pipe_init(&error)) {
        g_print("1..0 # SKIP %s\n", error->message);
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
        g_test_add(faults[i].path, Test, &faults[i], set_up, test_refused, tear_down);
    g_test_add("/network/AUD-03/late-sound", Test, NULL, set_up, test_late, tear_down);
    g_test_add("/network/AUD-00/no-sound", Test, NULL, set_up, test_none, tear_down);
    g_test_add("/network/AUD-00/not-listening", Test, NULL, set_up, test_not_listening, tear_down);
    status = g_test_run();
    g_clear_pointer(&rig, rig_child_free);
    client_exit(status);
}
