/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is heard (attacks.md, AUD): the rule of the two signed times by table, and a player of sound
 * with its real decoder, before a loudspeaker that counts. Pictures are what the test says it has
 * put on the screen.
 */
#include "pipelines/pipe-frame.h"
#include "pipelines/pipe-speaker.h"
#include "pipelines/pipe-sync.h"
#include "tests/unit/sound.h"

#include <gst/app/gstappsink.h>
#include <string.h>

#define LINK  "0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210"
#define MS    INT64_C(1000)
#define CAM   WORLD_NOW_US /* a signed time that has nothing to do with this device's clock */

/* One picture was put on the screen at 0; then sound asks. All in ms. */
static const struct {
    const char *name;
    int now;     /* since the picture */
    int capture; /* of the sound, since the picture's */
    PipeSyncAnswer answer;
    int at; /* when it is due, or asks again; -1: with the next picture */
} rows[] = {
    { "of-the-picture", 0, 0, PIPE_SYNC_PLAY, 0 },
    { "a-little-ahead", 0, 150, PIPE_SYNC_PLAY, 150 },
    { "too-early", 0, 151, PIPE_SYNC_WAIT, 1 },
    { "far-too-early", 0, 5000, PIPE_SYNC_WAIT, 4850 },
    { "just-over", 1, 0, PIPE_SYNC_MISSED, 0 },
    { "before-the-picture", 0, -1, PIPE_SYNC_MISSED, -1 },
    { "AUD-03/half-a-second-late", 500, 0, PIPE_SYNC_MISSED, 0 },
    { "AUD-03/a-minute-late", 0, -60000, PIPE_SYNC_MISSED, -60000 },
    { "AUD-03/a-minute-early", 0, 60000, PIPE_SYNC_WAIT, 59850 },
    { "the-picture-is-half-a-second-old", 500, 500, PIPE_SYNC_PLAY, 500 },
    { "AUD-03/sound-is-further-than-half-a-second", 400, 501, PIPE_SYNC_WAIT, -1 },
    { "the-picture-stands-still", 501, 501, PIPE_SYNC_WAIT, -1 },
};

static void
test_row(gconstpointer data)
{
    const size_t i = GPOINTER_TO_SIZE(data);
    const int64_t shown_us = 77 * G_USEC_PER_SEC;
    PipeSync sync = { 0 };
    int64_t at_us;

    pipe_sync_show(&sync, CAM, shown_us);
    g_assert_cmpint(
        pipe_sync_ask(&sync, CAM + rows[i].capture * MS, shown_us + rows[i].now * MS, &at_us), ==,
        rows[i].answer);
    if (rows[i].answer == PIPE_SYNC_WAIT && rows[i].at < 0)
        g_assert_cmpint(at_us, ==, INT64_MAX);
    else
        g_assert_cmpint(at_us, ==, shown_us + rows[i].at * MS);
}

/* Zero, and what was blanked, lets nothing be heard. */
static void
test_no_picture(void)
{
    PipeSync sync = { 0 };
    int64_t at_us;

    g_assert_cmpint(pipe_sync_ask(&sync, 0, 0, &at_us), ==, PIPE_SYNC_WAIT);
    g_assert_cmpint(at_us, ==, INT64_MAX);
    pipe_sync_show(&sync, CAM, 1);
    pipe_sync_blank(&sync);
    g_assert_cmpint(pipe_sync_ask(&sync, CAM, 1, &at_us), ==, PIPE_SYNC_WAIT);
    g_assert_cmpint(at_us, ==, INT64_MAX);
}

/* Pictures that come onto the screen unevenly leave the sound alone; a jump takes it along. */
static void
test_jitter(void)
{
    static const struct {
        int late; /* ms: the second picture, 40 ms on, comes by so much later */
        int due;  /* of sound that was captured 60 ms after the first, since it was shown */
    } jumps[] = { { 0, 60 }, { 100, 60 }, { 101, 161 }, { -38, 60 }, { 400, 460 } };

    for (size_t i = 0; i < G_N_ELEMENTS(jumps); i++) {
        PipeSync sync = { 0 };
        int64_t at_us, now_us = (40 + jumps[i].late) * MS;

        pipe_sync_show(&sync, CAM, 0);
        pipe_sync_show(&sync, CAM + 40 * MS, now_us);
        pipe_sync_ask(&sync, CAM + 60 * MS, now_us, &at_us);
        g_assert_cmpint(at_us, ==, jumps[i].due * MS);
    }
}

typedef struct {
    World world;
    RigSession *session;
    ProvGate *gate;
    PipeSound *sound;
    GMutex lock;
    GCond more;
    guint n_heard;        /* lock: buffers that came to the loudspeaker */
    int64_t first_us;     /* lock: when the first did, monotonic */
    guint n_speakers;     /* lock: made so far */
    PipeSoundState state; /* main thread */
    GString *states;      /* main thread: one letter each */
    bool mute;            /* this device has no loudspeaker */
} Fixture;

static GstFlowReturn
on_heard(GstAppSink *sink, gpointer user_data)
{
    Fixture *f = user_data;
    g_autoptr(GstSample) sample = gst_app_sink_pull_sample(sink);

    g_mutex_lock(&f->lock);
    if (f->n_heard++ == 0)
        f->first_us = g_get_monotonic_time();
    g_cond_signal(&f->more);
    g_mutex_unlock(&f->lock);
    return GST_FLOW_OK;
}

static GstElement *
make_speaker(gpointer user_data)
{
    Fixture *f = user_data;
    GstAppSinkCallbacks callbacks = { .new_sample = on_heard };
    GstElement *sink;

    g_mutex_lock(&f->lock);
    f->n_speakers++;
    g_mutex_unlock(&f->lock);
    if (f->mute)
        return NULL;
    sink = gst_element_factory_make("appsink", "speaker");
    g_object_set(sink, "sync", TRUE, "enable-last-sample", FALSE, NULL);
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, f, NULL);
    return sink;
}

static void
on_state(PipeSoundState state, gpointer user_data)
{
    Fixture *f = user_data;

    f->state = state;
    g_string_append_c(f->states, ".hx"[state]);
}

static void
set_up(Fixture *f, gconstpointer data)
{
    g_autoptr(ProvExpectation) expectation = NULL;

    world_set_up(&f->world, data);
    expectation = sound_expect(&f->world, f->world.front);
    f->gate = prov_gate_new(expectation);
    f->session = sound_session(f->world.front);
    g_mutex_init(&f->lock);
    g_cond_init(&f->more);
    f->states = g_string_new(NULL);
    f->sound = pipe_sound_new_with_speaker(LINK, 1, make_speaker, f, on_state, f);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    pipe_sound_free(f->sound);
    prov_gate_free(f->gate);
    rig_session_free(f->session);
    g_string_free(f->states, TRUE);
    g_mutex_clear(&f->lock);
    g_cond_clear(&f->more);
    world_tear_down(&f->world, data);
}

/* Unit @number of sound, admitted for @link and @generation, which are LINK's gate's or another's.
 */
static ProvAdmission *
admit(Fixture *f, ProvGate *gate, uint64_t number)
{
    g_autoptr(GBytes) segment = sound_segment(&f->world, f->session, number);
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict;

    world_at(&f->world, 0, number);
    verdict = prov_gate_submit(gate, f->session->init, segment, &f->world.now, &admission);
    world_assert_reason(verdict, "none");
    return g_steal_pointer(&admission);
}

static PipeFrame *
new_frame(const char *link, uint64_t generation, const int64_t *capture_us)
{
    return pipe_frame_new(link, generation, 1, capture_us, PIPE_PIXELS_RGB, 1, 1, 3,
                          g_bytes_new_static("rgb", 3));
}

/* A picture of LINK that was captured @ms after the first unit began is on the screen now. */
static void
show(Fixture *f, int ms)
{
    const int64_t capture_us = CAM + ms * MS;
    g_autoptr(PipeFrame) frame = new_frame(LINK, 1, &capture_us);

    pipe_sound_follow(f->sound, frame);
}

/* Pictures at 25 a second from @from to @to ms, as time goes by; @end is when it was over. */
static void
play_pictures(Fixture *f, int from, int to)
{
    const int64_t begin_us = g_get_monotonic_time();

    for (int ms = from; ms <= to; ms += 40) {
        const int64_t at_us = begin_us + (ms - from) * MS;

        while (g_get_monotonic_time() < at_us) {
            g_main_context_iteration(NULL, FALSE);
            g_usleep(2000); /* this is what time goes by with: the screen's own pace */
        }
        show(f, ms);
    }
    while (g_main_context_iteration(NULL, FALSE))
        continue;
}

static guint
n_heard(Fixture *f)
{
    guint n;

    g_mutex_lock(&f->lock);
    n = f->n_heard;
    g_mutex_unlock(&f->lock);
    return n;
}

/* A second of pictures with their sound: all of it is heard, at its time. */
static void
test_in_step(Fixture *f, gconstpointer data)
{
    const int64_t begin_us = g_get_monotonic_time();
    PipeSoundCounts counts;

    pipe_sound_push(f->sound, admit(f, f->gate, 1));
    pipe_sound_push(f->sound, admit(f, f->gate, 2));
    play_pictures(f, -200, 1200);
    pipe_sound_get_counts(f->sound, &counts);
    g_assert_cmpuint(counts.n_samples_played, >=, 47);
    g_assert_cmpuint(n_heard(f), >=, 40);
    g_assert_cmpuint(n_heard(f), <=, counts.n_samples_played);
    g_assert_cmpint(f->first_us - begin_us, >=, 190 * MS); /* not before its picture */
    g_assert_cmpstr(f->states->str, ==, "h");
    g_assert_cmpuint(f->n_speakers, ==, 1);
}

/* No picture, then one whose time is not signed, of another camera, of another selection. */
static void
test_no_picture_of_mine(Fixture *f, gconstpointer data)
{
    const int64_t capture_us = CAM;
    g_autoptr(PipeFrame) undated = new_frame(LINK, 1, NULL);
    g_autoptr(PipeFrame) other = new_frame(OTHER, 1, &capture_us);
    g_autoptr(PipeFrame) before = new_frame(LINK, 0, &capture_us);
    PipeFrame *const frames[] = { NULL, undated, other, before };
    PipeSoundCounts counts;

    pipe_sound_push(f->sound, admit(f, f->gate, 1));
    for (size_t i = 0; i < G_N_ELEMENTS(frames); i++) {
        pipe_sound_follow(f->sound, frames[i]);
        pipe_sound_get_counts(f->sound, &counts);
        g_assert_cmpuint(counts.n_samples_played + counts.n_samples_missed, ==, 0);
    }
    g_assert_cmpuint(n_heard(f), ==, 0);
    g_assert_cmpuint(f->n_speakers, ==, 0);
}

/* AUD-01: what was admitted for another camera or selection never comes near the decoder. */
static void
test_foreign(Fixture *f, gconstpointer data)
{
    static const struct {
        const char *link;
        uint64_t generation;
    } others[] = { { OTHER, 1 }, { LINK, 2 }, { LINK, 0 } };
    PipeSoundCounts counts;

    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(ProvExpectation) expectation = sound_expect(&f->world, f->world.front);
        g_autoptr(ProvGate) gate = NULL;

        g_free(expectation->link);
        expectation->link = g_strdup(others[i].link);
        expectation->generation = others[i].generation;
        gate = prov_gate_new(expectation);
        pipe_sound_push(f->sound, admit(f, gate, 1));
    }
    play_pictures(f, 0, 400);
    pipe_sound_get_counts(f->sound, &counts);
    g_assert_cmpuint(counts.n_units_dropped, ==, 3);
    g_assert_cmpuint(counts.n_samples_played, ==, 0);
    g_assert_cmpuint(n_heard(f), ==, 0);
}

/* INI-06: an admission of pictures is no sound, whoever it is of. */
static void
test_pictures(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) segment = world_segment(&f->world, f->world.session, 1, NULL);
    ProvAdmission *admission = NULL;
    PipeSoundCounts counts;

    world_assert_reason(
        prov_gate_submit(f->world.gate, f->world.session->init, segment, &f->world.now, &admission),
        "none");
    pipe_sound_push(f->sound, admission);
    play_pictures(f, 0, 200);
    pipe_sound_get_counts(f->sound, &counts);
    g_assert_cmpuint(counts.n_units_dropped, ==, 1);
    g_assert_cmpuint(counts.n_samples_played, ==, 0);
}

/* AUD-03: units that come when the picture is three seconds further on. */
static void
test_held_back(Fixture *f, gconstpointer data)
{
    PipeSoundCounts counts;

    show(f, 4000);
    pipe_sound_push(f->sound, admit(f, f->gate, 1));
    pipe_sound_push(f->sound, admit(f, f->gate, 2));
    play_pictures(f, 4000, 4200);
    pipe_sound_get_counts(f->sound, &counts);
    g_assert_cmpuint(counts.n_samples_played, ==, 0);
    g_assert_cmpuint(n_heard(f), ==, 0);
    g_assert_cmpstr(f->states->str, ==, "x");

    /* and it is heard again as soon as it is in step again */
    pipe_sound_push(f->sound, admit(f, f->gate, 6));
    play_pictures(f, 4840, 5400);
    g_assert_cmpuint(n_heard(f), >, 5);
    g_assert_cmpstr(f->states->str, ==, "xh");
}

/* The same when it is the pictures that are held back: sound waits, and only so much of it. */
static void
test_far_ahead(Fixture *f, gconstpointer data)
{
    PipeSoundCounts counts;

    show(f, -60000);
    for (uint64_t number = 1; number <= 10; number++)
        pipe_sound_push(f->sound, admit(f, f->gate, number));
    play_pictures(f, -60000, -59800);
    pipe_sound_get_counts(f->sound, &counts);
    g_assert_cmpuint(counts.n_samples_played, ==, 0);
    g_assert_cmpuint(counts.n_units_dropped, ==, 2);
    g_assert_cmpstr(f->states->str, ==, "x");
}

/* The picture is refused, and later it is back: not one sample in between. */
static void
test_blank(Fixture *f, gconstpointer data)
{
    PipeSoundCounts before, after;
    guint n_before;

    pipe_sound_push(f->sound, admit(f, f->gate, 1));
    pipe_sound_push(f->sound, admit(f, f->gate, 2));
    play_pictures(f, 0, 400);
    g_assert_cmpuint(n_heard(f), >, 3);
    pipe_sound_follow(f->sound, NULL);
    pipe_sound_get_counts(f->sound, &before);
    n_before = n_heard(f);
    g_usleep(250 * MS); /* longer than anything lies in the chain */
    while (g_main_context_iteration(NULL, FALSE))
        continue;
    pipe_sound_get_counts(f->sound, &after);
    g_assert_cmpuint(after.n_samples_played, ==, before.n_samples_played);
    g_assert_cmpuint(n_heard(f), <=, n_before + 2); /* on its way as the picture went */
    g_assert_cmpstr(f->states->str, ==, "h.");
    play_pictures(f, 680, 1000);
    g_assert_cmpuint(n_heard(f), >, n_before + 5);
    g_assert_cmpstr(f->states->str, ==, "h.h");
    g_assert_cmpuint(f->n_speakers, ==, 2);
}

/* A picture that stops takes its sound with it though nobody says so. */
static void
test_picture_stops(Fixture *f, gconstpointer data)
{
    PipeSoundCounts counts;

    pipe_sound_push(f->sound, admit(f, f->gate, 1));
    show(f, 0);
    g_usleep(900 * MS); /* the unit's whole length */
    pipe_sound_get_counts(f->sound, &counts);
    g_assert_cmpuint(counts.n_samples_played, >, 5);
    g_assert_cmpuint(counts.n_samples_played, <=, 25); /* up to half a second from the picture */
    g_assert_cmpuint(n_heard(f), <=, 25);
}

/* A device without a loudspeaker is silent, and looks for one a few times only. */
static void
test_no_speaker(Fixture *f, gconstpointer data)
{
    PipeSoundCounts counts;

    f->mute = true;
    pipe_sound_push(f->sound, admit(f, f->gate, 1));
    play_pictures(f, 0, 400);
    g_assert_cmpuint(f->n_speakers, ==, 4);
    pipe_sound_push(f->sound, admit(f, f->gate, 2));
    pipe_sound_get_counts(f->sound, &counts);
    g_assert_cmpuint(counts.n_units_dropped, ==, 1);
    g_assert_cmpuint(n_heard(f), ==, 0);
    g_assert_cmpint(f->states->str[f->states->len - 1], ==, '.');
}

/* This machine's own loudspeaker, or none: both are fine, and end in time. */
static void
test_own_speaker(Fixture *f, gconstpointer data)
{
    pipe_sound_free(f->sound);
    f->sound = pipe_sound_new(LINK, 1, on_state, f);
    pipe_sound_push(f->sound, admit(f, f->gate, 1));
    play_pictures(f, 0, 300);
}

/* DEC-14: the elements that are needed, and none that would look for others. */
static void
test_nothing_else_to_plug(Fixture *f, gconstpointer data)
{
    static const char *const absent[] = { "autoaudiosink", "aacparse",  "audiotestsrc",
                                          "filesink",      "decodebin", "oggdemux" };
    g_autoptr(GstElementFactory) convert = gst_element_factory_find("audioconvert");

    g_assert_nonnull(convert);
    for (size_t i = 0; i < G_N_ELEMENTS(absent); i++)
        g_assert_null(gst_element_factory_find(absent[i]));
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *, gconstpointer);
    } players[] = {
        { "/sound/AUD-00/in-step", test_in_step },
        { "/sound/AUD-00/no-picture-of-mine", test_no_picture_of_mine },
        { "/sound/AUD-01/foreign", test_foreign },
        { "/sound/INI-06/pictures", test_pictures },
        { "/sound/AUD-03/held-back", test_held_back },
        { "/sound/AUD-03/far-ahead", test_far_ahead },
        { "/sound/AUD-00/blank-is-silent", test_blank },
        { "/sound/AUD-03/the-picture-stops", test_picture_stops },
        { "/sound/no-speaker", test_no_speaker },
        { "/sound/own-speaker", test_own_speaker },
        { "/sound/DEC-14/nothing-else-to-plug", test_nothing_else_to_plug },
    };
    g_autoptr(GError) error = NULL;

    g_test_init(&argc, &argv, NULL);
    if (!pipe_init(&error))
        g_error("%s", error->message);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/sync/", rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    g_test_add_func("/sync/no-picture", test_no_picture);
    g_test_add_func("/sync/jitter", test_jitter);
    for (size_t i = 0; i < G_N_ELEMENTS(players); i++)
        g_test_add(players[i].path, Fixture, NULL, set_up, players[i].test, tear_down);
    return g_test_run();
}
