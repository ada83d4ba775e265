/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/pipeline/player-fixture.h"

#include "pipelines/pipe-frame.h"
#include "pipelines/pipe-unit.h"

#include <stdlib.h>

#define FRAME_MS 200 /* of the world's units: five frames a second */

static void
test_frames_know_their_unit(Fixture *f, gconstpointer data)
{
    for (uint64_t n = 1; n <= 3; n++) {
        pipe_player_push(f->player, fixture_admit(f, NULL, n));
        fixture_wait(f, 1, 3000);
    }
    g_assert_cmpuint(fixture_wait(f, 15, 6000), ==, 15);
    for (unsigned i = 0; i < 15; i++) {
        PipeFrame *frame = fixture_frame(f, i);
        const uint8_t *pixel = g_bytes_get_data(pipe_frame_get_pixels(frame), NULL);
        int64_t capture_us;

        g_assert_cmpstr(pipe_frame_get_link(frame), ==, FRONT);
        g_assert_cmpuint(pipe_frame_get_generation(frame), ==, 1);
        g_assert_cmpuint(pipe_frame_get_sequence(frame), ==, 1 + i / 5);
        g_assert_true(pipe_frame_get_capture(frame, &capture_us));
        g_assert_cmpint(capture_us, ==, WORLD_NOW_US + (int64_t)i * FRAME_MS * 1000);
        g_assert_cmpint(pipe_frame_get_width(frame), ==, WORLD_WIDTH);
        g_assert_cmpint(pipe_frame_get_height(frame), ==, WORLD_HEIGHT);
        g_assert_cmpuint(pipe_frame_get_stride(frame), >=, WORLD_WIDTH * 3);
        g_assert_cmpint(abs(pixel[0] - 0x20), <=, 6);
        g_assert_cmpint(abs(pixel[1] - 0x60), <=, 6);
        g_assert_cmpint(abs(pixel[2] - 0xa0), <=, 6);
    }
}

static gpointer
make_frames(gpointer pixels)
{
    for (unsigned i = 0; i < 200000; i++) {
        PipeFrame *frame =
            pipe_frame_new(FRONT, 1, i, NULL, PIPE_PIXELS_RGB, 1, 1, 3, g_bytes_ref(pixels));

        g_assert_cmpstr(pipe_frame_get_link(frame), ==, FRONT);
        pipe_frame_unref(frame);
    }
    return NULL;
}

/* The last frame goes on one thread while the next is made on another. */
static void
test_frames_share_nothing(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) pixels = g_bytes_new_static("rgb", 3);
    GThread *other = g_thread_new("frames", make_frames, pixels);

    make_frames(pixels);
    g_thread_join(other);
}

static void
test_no_byte_is_copied(Fixture *f, gconstpointer data)
{
    g_autoptr(ProvAdmission) admission = fixture_admit(f, NULL, 1);
    g_autoptr(GArray) stamps = g_array_new(FALSE, FALSE, sizeof(PipeStamp));
    g_autoptr(GPtrArray) buffers = pipe_unit_buffers(admission, GST_SECOND, true, stamps);
    g_autoptr(GBytes) config = pipe_unit_config(admission);
    GBytes *segment = prov_admission_get_segment(admission);
    gsize len, config_len;
    const uint8_t *begin = g_bytes_get_data(segment, &len);
    const uint8_t *init = g_bytes_get_data(prov_admission_get_init(admission), NULL);
    const uint8_t *avcc = g_bytes_get_data(config, &config_len);

    g_assert_cmpuint(buffers->len, ==, WORLD_FRAMES);
    g_assert_cmpuint(stamps->len, ==, WORLD_FRAMES);
    for (guint i = 0; i < buffers->len; i++) {
        GstBuffer *buffer = g_ptr_array_index(buffers, i);
        GstMapInfo map;

        g_assert_cmpuint(gst_buffer_n_memory(buffer), ==, 1);
        g_assert_true(gst_buffer_map(buffer, &map, GST_MAP_READ));
        g_assert_true(map.data > begin && map.data + map.size <= begin + len);
        gst_buffer_unmap(buffer, &map);
        g_assert_cmpuint(GST_BUFFER_PTS(buffer), ==, GST_SECOND + i * FRAME_MS * GST_MSECOND);
        g_assert_true(GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT) == (i > 0));
        g_assert_true(GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT) == (i == 0));
    }
    g_assert_true(avcc > init);
    g_assert_cmpuint(avcc[0], ==, 1);
    g_assert_cmpuint(pipe_unit_duration(admission), ==, GST_SECOND);
}

static void
on_element_gone(gpointer n_alive, GObject *element)
{
    g_atomic_int_add((gint *)n_alive, -1);
}

static gboolean
on_element_added(GSignalInvocationHint *hint,
                 guint n_values,
                 const GValue *values,
                 gpointer n_alive)
{
    /* The chain's thread adds, this thread reads when that is over. */
    g_atomic_int_inc((gint *)n_alive);
    g_object_weak_ref(g_value_get_object(&values[1]), on_element_gone, n_alive);
    return TRUE;
}

/* Chains come and go with every selection: nothing of one may stay behind. */
static void
test_nothing_stays_behind(Fixture *f, gconstpointer data)
{
    guint added = g_signal_lookup("element-added", GST_TYPE_BIN);
    gint n_alive = 0;
    gulong hook = g_signal_add_emission_hook(added, 0, on_element_added, &n_alive, NULL);

    pipe_player_push(f->player, fixture_admit(f, NULL, 1));
    g_assert_cmpuint(fixture_wait(f, 5, 3000), ==, 5);
    g_assert_cmpint(g_atomic_int_get(&n_alive), ==, 5);
    g_signal_remove_emission_hook(added, hook);
    fixture_select(f, FRONT, 2);
    g_assert_cmpint(g_atomic_int_get(&n_alive), ==, 0);
}

typedef struct {
    Fixture *f;
    uint64_t next;
    unsigned late_ms[5];
    GMainLoop *loop;
} Poll;

static gboolean
on_poll(gpointer user_data)
{
    Poll *poll = user_data;

    pipe_player_push(poll->f->player, fixture_admit(poll->f, NULL, poll->next));
    if (poll->next == G_N_ELEMENTS(poll->late_ms)) {
        g_main_loop_quit(poll->loop);
        return G_SOURCE_REMOVE;
    }
    g_timeout_add(1000 + poll->late_ms[poll->next] - poll->late_ms[poll->next - 1], on_poll, poll);
    poll->next++;
    return G_SOURCE_REMOVE;
}

/* Units come when a poll of every quarter second sees them; the picture moves evenly all the same.
 */
static void
test_even_over_a_jittery_poll(Fixture *f, gconstpointer data)
{
    Poll poll = { .f = f, .next = 1, .late_ms = { 0, 150, 20, 240, 60 } };
    int64_t longest = 0, shortest = INT64_MAX;

    poll.loop = g_main_loop_new(NULL, FALSE);
    on_poll(&poll);
    g_main_loop_run(poll.loop);
    g_main_loop_unref(poll.loop);
    g_assert_cmpuint(fixture_wait(f, 25, 4000), ==, 25);
    for (guint i = 1; i < f->times->len; i++) {
        int64_t gap = g_array_index(f->times, int64_t, i) - g_array_index(f->times, int64_t, i - 1);

        longest = MAX(longest, gap);
        shortest = MIN(shortest, gap);
    }
    g_test_message("between frames: %d to %d ms", (int)shortest / 1000, (int)longest / 1000);
    g_assert_cmpint(longest, <, (FRAME_MS + 60) * 1000);
    g_assert_cmpint(shortest, >, (FRAME_MS - 60) * 1000);
}

static void
test_foreign_admissions_are_dropped(Fixture *f, gconstpointer data)
{
    g_autoptr(ProvGate) other_link = fixture_gate(f, GARAGE, 1);
    g_autoptr(ProvGate) older = fixture_gate(f, FRONT, 0);
    g_autoptr(ProvGate) newer = fixture_gate(f, FRONT, 2);
    ProvGate *gates[] = { other_link, older, newer };
    PipeCounts counts;

    for (guint i = 0; i < G_N_ELEMENTS(gates); i++)
        pipe_player_push(f->player, fixture_admit(f, gates[i], 1));
    pipe_player_get_counts(f->player, &counts);
    g_assert_cmpuint(counts.n_units_dropped, ==, 3);
    pipe_player_push(f->player, fixture_admit(f, NULL, 1));
    g_assert_cmpuint(fixture_wait(f, 5, 3000), ==, 5);
    for (unsigned i = 0; i < 5; i++)
        g_assert_cmpuint(pipe_frame_get_generation(fixture_frame(f, i)), ==, 1);
}

static void
test_a_b_a(Fixture *f, gconstpointer data)
{
    g_autoptr(ProvGate) second = fixture_gate(f, FRONT, 3);
    ProvAdmission *late = fixture_admit(f, NULL, 2);
    g_autoptr(ProvGate) first = fixture_gate(f, FRONT, 1);
    unsigned n_before;

    pipe_player_push(f->player, fixture_admit(f, first, 1));
    g_assert_cmpuint(fixture_wait(f, 1, 3000), >=, 1);
    fixture_select(f, GARAGE, 2);
    n_before = fixture_n_frames(f);
    fixture_select(f, FRONT, 3);
    pipe_player_push(f->player, late);
    pipe_player_push(f->player, fixture_admit(f, second, 1));
    g_assert_cmpuint(fixture_wait(f, n_before + 5, 3000), ==, n_before + 5);
    for (unsigned i = n_before; i < n_before + 5; i++)
        g_assert_cmpuint(pipe_frame_get_generation(fixture_frame(f, i)), ==, 3);
}

/* Nothing of a player's is called once it is gone, and going is quick, whatever it is doing. */
static void
test_gone_at_once(Fixture *f, gconstpointer data)
{
    for (unsigned i = 0; i < 6; i++) {
        g_autoptr(ProvGate) gate = fixture_gate(f, FRONT, 10 + i);
        unsigned n_before;
        int64_t began;

        fixture_select(f, FRONT, 10 + i);
        for (uint64_t n = 1; n <= 3; n++)
            pipe_player_push(f->player, fixture_admit(f, gate, n));
        if (i % 2 == 0)
            fixture_wait(f, fixture_n_frames(f) + 1, 3000);
        began = g_get_monotonic_time();
        g_clear_pointer(&f->player, pipe_player_free);
        g_assert_cmpint(g_get_monotonic_time() - began, <, 100000);
        n_before = fixture_n_frames(f);
        g_assert_cmpuint(fixture_wait(f, n_before + 1, 250), ==, n_before);
    }
}

/* Ten at once, as from a decoder that can't follow: the ones in the middle go, whole. */
static void
test_never_more_than_two_wait(Fixture *f, gconstpointer data)
{
    PipeCounts counts;

    for (uint64_t n = 1; n <= 10; n++)
        pipe_player_push(f->player, fixture_admit(f, NULL, n));
    g_assert_cmpuint(fixture_wait(f, 15, 6000), >=, 10);
    pipe_player_get_counts(f->player, &counts);
    g_assert_cmpuint(counts.n_units_dropped, >=, 7);
    g_assert_cmpuint(counts.n_units_dropped, <=, 8);
    g_assert_cmpuint(pipe_frame_get_sequence(fixture_frame(f, fixture_n_frames(f) - 1)), ==, 10);
    for (unsigned i = 1; i < fixture_n_frames(f); i++)
        g_assert_cmpuint(pipe_frame_get_sequence(fixture_frame(f, i - 1)), <=,
                         pipe_frame_get_sequence(fixture_frame(f, i)));
}

static void
test_new_size_only_with_a_new_init(Fixture *f, gconstpointer data)
{
    World *w = &f->world;
    g_autoptr(GBytes) avcc = rig_sample_avcc(128, 96);
    const RigTrack track = { .width = 128, .height = 96, .timescale = WORLD_SCALE, .avcc = avcc };

    pipe_player_push(f->player, fixture_admit(f, NULL, 1));
    g_assert_cmpuint(fixture_wait(f, 5, 3000), ==, 5);
    /* The camera starts anew in another size: a new moov, a new session. */
    g_bytes_unref(w->moov);
    rig_gop_free(w->gop);
    rig_session_free(w->session);
    w->moov = rig_mp4_moov(&track);
    w->gop = rig_gop_new(128, 96, 0xa06020, WORLD_FRAMES, WORLD_TICKS, 0);
    w->session = world_session(w, w->front, 2, NULL);
    {
        g_autoptr(GBytes) segment = world_segment(w, w->session, 1, NULL);
        g_autoptr(ProvAdmission) admission = NULL;
        ProvVerdict verdict;

        world_at(w, 2, 1);
        verdict = prov_gate_submit(w->gate, w->session->init, segment, &w->now, &admission);
        world_assert_reason(verdict, "none");
        pipe_player_push(f->player, g_steal_pointer(&admission));
    }
    g_assert_cmpuint(fixture_wait(f, 10, 3000), ==, 10);
    g_assert_cmpint(pipe_frame_get_width(fixture_frame(f, 4)), ==, 64);
    g_assert_cmpint(pipe_frame_get_width(fixture_frame(f, 5)), ==, 128);
    g_assert_cmpint(pipe_frame_get_height(fixture_frame(f, 9)), ==, 96);
}

/* Validly signed rubbish: an IDR picture's header byte, then nothing a decoder can use. */
static GBytes *
rubbish_media(uint64_t number)
{
    RigSample samples[20];
    GBytes *media;

    for (unsigned i = 0; i < G_N_ELEMENTS(samples); i++) {
        uint8_t nal[64] = { 0, 0, 0, 60, 0x65 };

        for (unsigned k = 5; k < sizeof nal; k++)
            nal[k] = (uint8_t)(0x80 | (k * 37 + i * 11));
        samples[i] = (RigSample){ .data = g_bytes_new(nal, sizeof nal),
                                  .duration = WORLD_SCALE / 20,
                                  .sync = true };
    }
    media = rig_mp4_segment((uint32_t)number, (number - 1) * WORLD_SCALE, samples,
                            G_N_ELEMENTS(samples), 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(samples); i++)
        g_bytes_unref(samples[i].data);
    return media;
}

static void
test_gives_up_after_three_restarts(Fixture *f, gconstpointer data)
{
    g_autoptr(ProvGate) sound = fixture_gate(f, FRONT, 1);
    int64_t end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;
    PipeCounts counts;

    for (uint64_t n = 1; f->n_failed == 0 && g_get_monotonic_time() < end; n++) {
        int64_t pause = g_get_monotonic_time() + 200000;
        g_autoptr(GBytes) media = rubbish_media(n);

        pipe_player_push(f->player, fixture_admit_media(f, NULL, n, media));
        while (g_get_monotonic_time() < pause && f->n_failed == 0) {
            g_main_context_iteration(NULL, FALSE);
            g_usleep(2000);
        }
    }
    g_assert_cmpuint(f->n_failed, ==, 1);
    pipe_player_get_counts(f->player, &counts);
    g_assert_cmpuint(counts.n_restarts, ==, 3);
    g_assert_cmpuint(fixture_n_frames(f), ==, 0);
    /* And it stays so: only a new player decodes again. */
    pipe_player_push(f->player, fixture_admit(f, sound, 1));
    g_assert_cmpuint(fixture_wait(f, 1, 400), ==, 0);
}

static void
test_lost_slices_show_nothing(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) media = rubbish_media(1);

    pipe_player_push(f->player, fixture_admit_media(f, NULL, 1, media));
    g_assert_cmpuint(fixture_wait(f, 1, 600), ==, 0);
    pipe_player_push(f->player, fixture_admit(f, NULL, 2));
    g_assert_cmpuint(fixture_wait(f, 5, 3000), ==, 5);
    g_assert_cmpuint(pipe_frame_get_sequence(fixture_frame(f, 0)), ==, 2);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *f, gconstpointer data);
    } rows[] = {
        { "/player/frames-know-their-unit", test_frames_know_their_unit },
        { "/player/frames-share-nothing", test_frames_share_nothing },
        { "/player/nothing-stays-behind", test_nothing_stays_behind },
        { "/player/no-byte-is-copied", test_no_byte_is_copied },
        { "/player/even-over-a-jittery-poll", test_even_over_a_jittery_poll },
        { "/player/RACE-01+RACE-03+UI-12/foreign-admissions-are-dropped",
          test_foreign_admissions_are_dropped },
        { "/player/RACE-05/a-b-a-old-frames-unusable", test_a_b_a },
        { "/player/UI-07/gone-at-once", test_gone_at_once },
        { "/player/DEC-03/new-size-only-with-a-new-init", test_new_size_only_with_a_new_init },
        { "/player/DEC-04/never-more-than-two-wait", test_never_more_than_two_wait },
        { "/player/DEC-05/gives-up-after-three-restarts", test_gives_up_after_three_restarts },
        { "/player/DEC-11/lost-slices-show-nothing", test_lost_slices_show_nothing },
    };
    g_autoptr(GError) error = NULL;

    g_test_init(&argc, &argv, NULL);
    if (!pipe_init(&error))
        g_error("%s", error->message);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add(rows[i].path, Fixture, NULL, fixture_set_up, rows[i].test, fixture_tear_down);
    return g_test_run();
}
