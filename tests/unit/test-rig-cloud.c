/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-address.h"
#include "tests/rig/rig-links.h"
#include "tests/unit/rig-home-samples.h"

#include "client/cameras/camera-store.h"

#include <string.h>

typedef struct {
    RigSite *site;
    RigCloud *cloud;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    f->site = rig_sample_site(&error);
    g_assert_no_error(error);
    f->cloud = rig_site_get_cloud(f->site);
    for (guint i = FRONT_DOOR; i <= KITCHEN; i++)
        rig_sample_push(f->site, i, 3);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    rig_site_free(f->site);
}

static void
set_fault(Fixture *f, guint address, const char *fault)
{
    g_autoptr(GError) error = NULL;

    rig_cloud_set_fault(f->cloud, address, fault, &error);
    g_assert_no_error(error);
}

/* What an address says about an object: "o" its own bytes, "k" the kitchen's, "g" the garage's ...,
 * in capitals when altered, "-" when there is none; and it is counted. */
static char
serve(Fixture *f, guint address, const char *name)
{
    static const char letters[] = "fngk";
    g_auto(RigServing) serving = { 0 };
    char letter;

    if (!rig_cloud_get_object(f->cloud, address, name, &serving))
        return '-';
    rig_cloud_count(f->cloud, address, name, &serving);
    letter = serving.object->owner == address ? 'o' : letters[serving.object->owner];
    g_assert_cmpint(g_bytes_equal(serving.bytes, serving.object->bytes), ==,
                    serving.altered == NULL);
    return serving.altered != NULL ? g_ascii_toupper(letter) : letter;
}

static void
assert_serves(Fixture *f, guint address, const char *expected)
{
    static const char *const names[] = { "init-1.mp4", "seg-1-1.m4s", "seg-1-2.m4s",
                                         "seg-1-3.m4s" };
    char got[G_N_ELEMENTS(names) + 1] = "";

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        got[i] = serve(f, address, names[i]);
    g_assert_cmpstr(got, ==, expected);
}

static char *
playlist(Fixture *f, guint address)
{
    g_auto(RigServing) serving = { 0 };

    g_assert_true(rig_cloud_get_playlist(f->cloud, address, &serving));
    return g_strndup(g_bytes_get_data(serving.bytes, NULL), g_bytes_get_size(serving.bytes));
}

static void
test_each_fault_serves_what_it_says(Fixture *f, gconstpointer data)
{
    static const struct {
        const char *fault;
        const char *expected; /* init, then three segments */
    } cases[] = {
        { "none", "oooo" },     { "stranger", "kkkk" },    { "stranger-one", "okoo" },
        { "impostor", "kkkk" }, { "mixed=0", "oooo" },     { "own-mixed=garage", "gggg" },
        { "changed", "oOOO" },  { "changed-one", "oOoo" }, { "unsigned", "oOOO" },
        { "replay", "oooo" },   { "freeze", "oooo" },      { "slow", "oooo" },
        { "drift", "oooo" },    { "deaf", "oooo" },        { "none", "oooo" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        set_fault(f, FRONT_DOOR, cases[i].fault);
        g_test_message("%s", cases[i].fault);
        assert_serves(f, FRONT_DOOR, cases[i].expected);
    }
    g_assert_cmpstr(rig_cloud_get_fault_text(f->cloud, GARAGE), ==, "none");
}

/* The sound beside it: as serve() has it, init and one segment. */
static void
test_sound_is_a_stream_of_its_own(Fixture *f, gconstpointer data)
{
    static const struct {
        const char *fault;
        const char *sound;
        const char *video;
        bool listed; /* a segment that was made just now */
    } cases[] = {
        { "none", "oo", "oo", true },           { "foreign-sound", "kk", "oo", true },
        { "unsigned-sound", "oO", "oo", true }, { "late-sound=60", "oo", "oo", false },
        { "stranger", "kk", "kk", true },       { "changed", "oo", "oO", true },
    };

    rig_sample_push_sound(f->site, FRONT_DOOR, 1);
    rig_sample_push_sound(f->site, KITCHEN, 1);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(RigServing) list = { 0 };

        set_fault(f, FRONT_DOOR, cases[i].fault);
        g_test_message("%s", cases[i].fault);
        g_assert_cmpint(serve(f, FRONT_DOOR, "audio-init-1.mp4"), ==, cases[i].sound[0]);
        g_assert_cmpint(serve(f, FRONT_DOOR, "audio-seg-1-1.m4s"), ==, cases[i].sound[1]);
        g_assert_cmpint(serve(f, FRONT_DOOR, "init-1.mp4"), ==, cases[i].video[0]);
        g_assert_cmpint(serve(f, FRONT_DOOR, "seg-1-1.m4s"), ==, cases[i].video[1]);
        g_assert_true(rig_cloud_get_sound_playlist(f->cloud, FRONT_DOOR, &list) == cases[i].listed);
    }
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->sound, ==, 6);
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->foreign_sound, ==, 2);
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->segment, ==, 6);
    g_assert_cmpint(serve(f, GARAGE, "audio-init-1.mp4"), ==, '-'); /* it has no microphone */
}

static void
test_swapped_cameras_are_swapped_back_together(Fixture *f, gconstpointer data)
{
    set_fault(f, FRONT_DOOR, "own-mixed=garage");
    assert_serves(f, GARAGE, "ffff");
    g_assert_cmpstr(rig_cloud_get_fault_text(f->cloud, GARAGE), ==, "own-mixed=front-door");
    set_fault(f, GARAGE, "none");
    assert_serves(f, FRONT_DOOR, "oooo");
}

static void
test_counts_are_exact(Fixture *f, gconstpointer data)
{
    const RigCounts *counts = rig_cloud_get_counts(f->cloud, NURSERY);
    const RigServed *last;

    assert_serves(f, NURSERY, "oooo");
    set_fault(f, NURSERY, "stranger");
    assert_serves(f, NURSERY, "kkkk");
    set_fault(f, NURSERY, "changed");
    assert_serves(f, NURSERY, "oOOO");
    set_fault(f, NURSERY, "unsigned");
    assert_serves(f, NURSERY, "oOOO");
    g_assert_cmpuint(counts->init, ==, 4);
    g_assert_cmpuint(counts->segment, ==, 12);
    g_assert_cmpuint(counts->foreign_init, ==, 1);
    g_assert_cmpuint(counts->foreign_segment, ==, 3);
    g_assert_cmpuint(counts->changed, ==, 3);
    g_assert_cmpuint(counts->n_unsigned, ==, 3);
    last = g_queue_peek_tail(rig_cloud_get_served(f->cloud));
    g_assert_cmpuint(last->n, ==, 16);
    g_assert_cmpstr(last->name, ==, "seg-1-3.m4s");
    g_assert_cmpstr(last->altered, ==, "unsigned");
}

static void
test_mixed_follows_its_seed(Fixture *f, gconstpointer data)
{
    g_autoptr(GString) first = g_string_new(NULL);
    guint n_own = 0;

    set_fault(f, FRONT_DOOR, "mixed=0.5");
    for (guint i = 0; i < 200; i++) {
        const char letter = serve(f, FRONT_DOOR, "seg-1-2.m4s");

        g_string_append_c(first, letter);
        n_own += letter == 'o' ? 1 : 0;
    }
    g_assert_cmpuint(n_own, >, 70);
    g_assert_cmpuint(n_own, <, 130);
    g_assert_nonnull(strchr(first->str, 'k'));
    g_assert_nonnull(strchr(first->str, 'g'));

    tear_down(f, NULL);
    set_up(f, NULL);
    set_fault(f, FRONT_DOOR, "mixed=0.5");
    for (guint i = 0; i < first->len; i++)
        g_assert_cmpint(serve(f, FRONT_DOOR, "seg-1-2.m4s"), ==, first->str[i]);
}

static void
test_replay_names_are_new_and_bytes_old(Fixture *f, gconstpointer data)
{
    g_auto(RigServing) old = { 0 };
    g_auto(RigServing) again = { 0 };
    g_autofree char *text = NULL;

    set_fault(f, FRONT_DOOR, "replay");
    g_assert_false(rig_cloud_get_object(f->cloud, FRONT_DOOR, "seg-1-4.m4s", &again));
    rig_sample_push(f->site, FRONT_DOOR, 4);
    text = playlist(f, FRONT_DOOR);
    g_assert_nonnull(strstr(text, "seg-1-7.m4s"));
    g_assert_true(rig_cloud_get_object(f->cloud, FRONT_DOOR, "seg-1-1.m4s", &old));
    g_assert_true(rig_cloud_get_object(f->cloud, FRONT_DOOR, "seg-1-7.m4s", &again));
    g_assert_true(g_bytes_equal(old.bytes, again.bytes));
}

static void
test_frozen_playlist_stands_still(Fixture *f, gconstpointer data)
{
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    g_autofree char *later = NULL;

    set_fault(f, FRONT_DOOR, "freeze");
    before = playlist(f, FRONT_DOOR);
    rig_sample_push(f->site, FRONT_DOOR, 9);
    after = playlist(f, FRONT_DOOR);
    g_assert_cmpstr(before, ==, after);
    set_fault(f, FRONT_DOOR, "none");
    later = playlist(f, FRONT_DOOR);
    g_assert_nonnull(strstr(later, "#EXT-X-MEDIA-SEQUENCE:6\n"));
    g_assert_null(strstr(later, "seg-1-6.m4s"));
    g_assert_nonnull(strstr(later, "seg-1-12.m4s"));
}

static void
test_reboot_begins_anew_and_keeps_the_old_session(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *fresh = NULL;
    g_autofree char *old = NULL;

    g_assert_false(rig_cloud_set_fault(f->cloud, FRONT_DOOR, "old-session", &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    set_fault(f, FRONT_DOOR, "reboot");
    fresh = playlist(f, FRONT_DOOR);
    g_assert_nonnull(strstr(fresh, "init-1.mp4"));
    g_free(fresh);
    rig_sample_push(f->site, FRONT_DOOR, 2);
    fresh = playlist(f, FRONT_DOOR);
    g_assert_nonnull(strstr(fresh, "#EXT-X-MAP:URI=\"init-2.mp4\""));
    g_assert_nonnull(strstr(fresh, "#EXT-X-MEDIA-SEQUENCE:3\n"));
    g_assert_nonnull(strstr(fresh, "seg-2-1.m4s"));
    set_fault(f, FRONT_DOOR, "old-session");
    old = playlist(f, FRONT_DOOR);
    g_assert_nonnull(strstr(old, "#EXT-X-MAP:URI=\"init-1.mp4\""));
    g_assert_cmpint(serve(f, FRONT_DOOR, "init-1.mp4"), ==, 'o');
}

static GBytes *
make_nonce(guint n)
{
    g_autofree char *text = g_strdup_printf("nonce-%010u", n);

    return g_bytes_new(text, RIG_NONCE_LEN);
}

static bool
newest_answers(Fixture *f, guint camera, guint n)
{
    GPtrArray *segments = rig_camera_get_segments(rig_cloud_get_camera(f->cloud, camera));
    const RigObject *newest = g_ptr_array_index(segments, segments->len - 1);
    g_autoptr(GBytes) nonce = make_nonce(n);

    return memmem(g_bytes_get_data(newest->bytes, NULL), g_bytes_get_size(newest->bytes),
                  g_bytes_get_data(nonce, NULL), RIG_NONCE_LEN)
           != NULL;
}

static void
test_challenges_are_answered_once(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) short_one = g_bytes_new_static("0123456789abcde", 15);

    g_assert_cmpuint(rig_cloud_challenge(f->cloud, FRONT_DOOR, "a", short_one), ==, 400);
    for (guint i = 0; i < 10; i++) {
        g_autoptr(GBytes) nonce = make_nonce(i);
        g_autofree char *source = g_strdup_printf("10.0.0.%u", i);

        g_assert_cmpuint(rig_cloud_challenge(f->cloud, FRONT_DOOR, source, nonce), ==, 204);
        g_assert_cmpuint(rig_cloud_challenge(f->cloud, FRONT_DOOR, source, nonce), ==, 429);
    }
    rig_sample_push(f->site, FRONT_DOOR, 1);
    for (guint i = 0; i < 10; i++)
        g_assert_cmpint(newest_answers(f, FRONT_DOOR, i), ==, i >= 2); /* eight, the newest */
    rig_sample_push(f->site, FRONT_DOOR, 1);
    g_assert_false(newest_answers(f, FRONT_DOOR, 9));
    g_assert_cmpuint(rig_camera_get_challenges(rig_cloud_get_camera(f->cloud, FRONT_DOOR)), ==, 10);
}

static void
test_a_nonce_on_a_deaf_way_is_never_answered(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) nonce = make_nonce(1);

    set_fault(f, FRONT_DOOR, "deaf");
    g_assert_cmpuint(rig_cloud_challenge(f->cloud, FRONT_DOOR, "a", nonce), ==, 204);
    set_fault(f, FRONT_DOOR, "none");
    rig_sample_push(f->site, FRONT_DOOR, 1);
    g_assert_false(newest_answers(f, FRONT_DOOR, 1));
}

static void
test_a_drifting_playlist_falls_behind(void)
{
    static const struct {
        double share;
        int passed_s, behind;
    } rows[] = { { 0.5, 0, 0 }, { 0.5, 1, 1 }, { 0.5, 21, 21 }, { 1, 10, 20 }, { 0.1, 9, 1 } };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const RigAddress address = { .number = rows[i].share,
                                     .since_us = g_get_monotonic_time()
                                                 - rows[i].passed_s * G_USEC_PER_SEC };

        g_assert_cmpuint(rig_address_behind(&address, G_USEC_PER_SEC / 2), ==, rows[i].behind);
    }
}

static void
test_a_stranger_in_my_place_answers_too(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) nonce = make_nonce(1);

    set_fault(f, FRONT_DOOR, "stranger");
    g_assert_cmpuint(rig_cloud_challenge(f->cloud, FRONT_DOOR, "a", nonce), ==, 204);
    rig_sample_push(f->site, FRONT_DOOR, 1);
    rig_sample_push(f->site, KITCHEN, 1);
    g_assert_true(newest_answers(f, FRONT_DOOR, 1));
    g_assert_true(newest_answers(f, KITCHEN, 1));
}

static void
test_bad_faults_are_refused_in_a_sentence(Fixture *f, gconstpointer data)
{
    static const char *const bad[] = { "",
                                       "=",
                                       "nonsense",
                                       "none=1",
                                       "mixed",
                                       "mixed=2",
                                       "mixed=nan",
                                       "mixed=0.5x",
                                       "slow=-1",
                                       "slow=61",
                                       "drift=2",
                                       "drift=",
                                       "deaf=1",
                                       "own-mixed",
                                       "own-mixed=",
                                       "own-mixed=kitchen",
                                       "own-mixed=front-door",
                                       "stranger=garage",
                                       "impostor=garage",
                                       "stranger=" };

    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false(rig_cloud_set_fault(f->cloud, FRONT_DOOR, bad[i], &error));
        g_assert_true(g_str_has_suffix(error->message, "."));
        g_assert_cmpstr(rig_cloud_get_fault_text(f->cloud, FRONT_DOOR), ==, "none");
    }
}

static void
test_names_that_are_none(Fixture *f, gconstpointer data)
{
    static const char *const names[] = { "",
                                         "live",
                                         "init-.mp4",
                                         "init-1.mp4x",
                                         "init-1",
                                         "seg-1.m4s",
                                         "seg-1-2.m4sx",
                                         "seg--1-2.m4s",
                                         "seg-1-+2.m4s",
                                         "../init-1.mp4",
                                         "init-99999999999.mp4",
                                         "seg-1-2",
                                         "audio-",
                                         "audio-live",
                                         "audio-audio-init-1.mp4" };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        g_assert_cmpint(serve(f, FRONT_DOOR, names[i]), ==, '-');
}

static void
test_cameras_on_the_command_line(void)
{
    static const char *const bad[] = { "",
                                       ",stranger",
                                       "---",
                                       "Shed,color=red",
                                       "Shed,color=#12345",
                                       "Shed,source=",
                                       "Shed,alg=RS256",
                                       "Shed,clone=",
                                       "Shed,nonsense" };
    g_autoptr(RigCameraSpec) spec = rig_camera_spec_parse(
        "Böse Küche!,stranger,sound,color=#0a0B0c,alg=EdDSA,source=x.mp4", 0, NULL);

    g_assert_cmpstr(spec->name, ==, "Böse Küche!");
    g_assert_cmpstr(spec->slug, ==, "bose-kuche");
    g_assert_false(spec->linked);
    g_assert_true(spec->sound);
    g_assert_cmphex(spec->rgb, ==, 0x0a0b0c);
    g_assert_cmpstr(spec->source, ==, "x.mp4");
    g_assert_cmpint(spec->alg, ==, RIG_ALG_EDDSA);
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(rig_camera_spec_parse(bad[i], 0, &error));
        g_assert_true(g_str_has_suffix(error->message, "."));
    }
}

static void
test_links_are_kept_when_written_again(Fixture *f, gconstpointer data)
{
    RigHome *home = rig_site_get_home(f->site);
    g_autofree char *store = g_build_filename(g_get_user_data_dir(), "store", NULL);
    g_autoptr(GPtrArray) first = NULL;
    g_autoptr(GPtrArray) second = NULL;
    g_autoptr(RigIdentity) identity = rig_home_load_identity(home, FRONT_DOOR, NULL);
    g_autofree char *url = rig_site_get_url(f->site, FRONT_DOOR);
    g_autofree char *first_report = NULL;
    g_autofree char *second_report = NULL;
    CameraRecord *record;
    uint8_t pin[RIG_PIN_LEN];

    first_report = rig_links_write(home, store, NULL);
    g_assert_nonnull(strstr(first_report, "linked Nursery at https://localhost:"));
    first = camera_store_load(store, NULL);
    g_assert_cmpuint(first->len, ==, 3); /* the stranger's is not linked */
    record = first->pdata[0];
    g_assert_cmpstr(record->room, ==, "Front door");
    g_assert_cmpstr(record->address, ==, url);
    rig_identity_get_pin(identity, pin);
    g_assert_cmpmem(record->pin, sizeof pin, pin, sizeof pin);
    g_free(record->room);
    record->room = g_strdup("Entrance");
    g_assert_true(camera_store_save(store, record, NULL));
    second_report = rig_links_write(home, store, NULL);
    g_assert_nonnull(strstr(second_report, "kept Entrance at https://localhost:"));
    second = camera_store_load(store, NULL);
    g_assert_cmpuint(second->len, ==, 3);
    g_assert_cmpstr(((CameraRecord *)second->pdata[0])->room, ==, "Entrance");
    g_assert_cmpstr(((CameraRecord *)second->pdata[0])->id, ==, record->id);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(Fixture *, gconstpointer);
    } cases[] = {
        { "each-fault-serves-what-it-says", test_each_fault_serves_what_it_says },
        { "sound-is-a-stream-of-its-own", test_sound_is_a_stream_of_its_own },
        { "swapped-cameras-are-swapped-back-together",
          test_swapped_cameras_are_swapped_back_together },
        { "counts-are-exact", test_counts_are_exact },
        { "mixed-follows-its-seed", test_mixed_follows_its_seed },
        { "replay-names-are-new-and-bytes-old", test_replay_names_are_new_and_bytes_old },
        { "frozen-playlist-stands-still", test_frozen_playlist_stands_still },
        { "reboot-begins-anew-and-keeps-the-old-session",
          test_reboot_begins_anew_and_keeps_the_old_session },
        { "challenges-are-answered-once", test_challenges_are_answered_once },
        { "a-nonce-on-a-deaf-way-is-never-answered", test_a_nonce_on_a_deaf_way_is_never_answered },
        { "a-stranger-in-my-place-answers-too", test_a_stranger_in_my_place_answers_too },
        { "bad-faults-are-refused-in-a-sentence", test_bad_faults_are_refused_in_a_sentence },
        { "names-that-are-none", test_names_that_are_none },
        { "links-are-kept-when-written-again", test_links_are_kept_when_written_again },
    };

    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/rig-cloud/", cases[i].name, NULL);

        g_test_add(path, Fixture, NULL, set_up, cases[i].run, tear_down);
    }
    g_test_add_func("/rig-cloud/a-drifting-playlist-falls-behind",
                    test_a_drifting_playlist_falls_behind);
    g_test_add_func("/rig-cloud/cameras-on-the-command-line", test_cameras_on_the_command_line);
    return g_test_run();
}
