/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-ctl.h"
#include "tests/rig/rig-picture.h"
#include "tests/unit/rig-home-samples.h"
#include "tests/unit/rig-web.h"

#include <libsoup/soup.h>
#include <string.h>

static RigWebAnswer
post_nonce(RigWeb *f, const char *nonce)
{
    g_autofree char *url = g_strconcat(f->url, "challenge", NULL);
    g_autoptr(GBytes) body = g_bytes_new(nonce, strlen(nonce));
    SoupMessage *message = soup_message_new("POST", url);

    soup_message_set_request_body_from_bytes(message, "application/octet-stream", body);
    return rig_web_ask(f, message);
}

static void
set_fault(RigWeb *f, const char *fault)
{
    g_autofree char *path = g_strconcat("/fault?camera=front-door&fault=", fault, NULL);
    g_auto(RigWebAnswer) answer = rig_web_control(f, "POST", path, NULL, NULL);

    g_assert_cmpuint(answer.status, ==, 200);
}

static RigObject *
segment(RigWeb *f, guint camera, guint n)
{
    return g_ptr_array_index(rig_camera_get_segments(rig_cloud_get_camera(f->cloud, camera)), n);
}

static void
test_nothing_before_the_first_segment(RigWeb *f, gconstpointer data)
{
    g_auto(RigWebAnswer) playlist = rig_web_get(f, "live.m3u8");
    g_auto(RigWebAnswer) init = rig_web_get(f, "init-1.mp4");

    g_assert_cmpuint(playlist.status, ==, 503);
    g_assert_cmpuint(init.status, ==, 404);
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->playlist, ==, 0);
}

static void
test_an_honest_stream(RigWeb *f, gconstpointer data)
{
    static const char expected[] = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n"
                                   "#EXT-X-MEDIA-SEQUENCE:0\n"
                                   "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n"
                                   "#EXT-X-INDEPENDENT-SEGMENTS\n"
                                   "#EXT-X-MAP:URI=\"init-1.mp4\"\n#EXTINF:0.200000,\nseg-1-1.m4s\n"
                                   "#EXTINF:0.200000,\nseg-1-2.m4s\n";
    const RigCounts *counts = rig_cloud_get_counts(f->cloud, FRONT_DOOR);
    RigObject *init;

    rig_sample_push(f->site, FRONT_DOOR, 2);
    {
        g_auto(RigWebAnswer) playlist = rig_web_get(f, "live.m3u8");
        g_auto(RigWebAnswer) first = rig_web_get(f, "init-1.mp4");
        g_auto(RigWebAnswer) second = rig_web_get(f, "seg-1-2.m4s");

        init = rig_camera_get_init(rig_cloud_get_camera(f->cloud, FRONT_DOOR));
        g_assert_cmpmem(g_bytes_get_data(playlist.body, NULL), g_bytes_get_size(playlist.body),
                        expected, strlen(expected));
        g_assert_cmpstr(playlist.type, ==, "application/vnd.apple.mpegurl");
        g_assert_cmpstr(first.type, ==, "video/mp4");
        g_assert_cmpstr(second.type, ==, "video/iso.segment");
        g_assert_true(g_bytes_equal(first.body, init->bytes));
        g_assert_true(g_bytes_equal(second.body, segment(f, FRONT_DOOR, 1)->bytes));
    }
    g_assert_cmpuint(counts->playlist, ==, 1);
    g_assert_cmpuint(counts->init, ==, 1);
    g_assert_cmpuint(counts->segment, ==, 1);
    g_assert_cmpuint(counts->foreign_init + counts->foreign_segment + counts->changed, ==, 0);
}

static guint
count_fds(void)
{
    g_autoptr(GDir) dir = g_dir_open("/proc/self/fd", 0, NULL);
    guint n = 0;

    while (g_dir_read_name(dir) != NULL)
        n++;
    return n;
}

static gboolean
on_late(gpointer data)
{
    g_assert_not_reached();
}

static void
test_whoever_leaves_takes_the_connection_along(RigWeb *f, gconstpointer data)
{
    const guint late = g_timeout_add_seconds(20, on_late, NULL);
    guint connected;

    rig_sample_push(f->site, FRONT_DOOR, 1);
    for (guint i = 0; i < 2; i++) { /* the second finds all that is made once */
        g_auto(RigWebAnswer) answer = rig_web_get(f, "live.m3u8");

        g_assert_cmpuint(answer.status, ==, 200);
        connected = count_fds();
        soup_session_abort(f->session);
        while (count_fds() > connected - 2)
            g_main_context_iteration(NULL, TRUE);
    }
    g_source_remove(late);
}

static gboolean
push_one(gpointer data)
{
    rig_sample_push(((RigWeb *)data)->site, FRONT_DOOR, 1);
    return G_SOURCE_REMOVE;
}

/* A request may name the segment that it waits for (RFC 8216bis, section 6.2.5.2). */
static void
test_a_playlist_that_waits_for_a_segment(RigWeb *f, gconstpointer data)
{
    static const struct {
        const char *query;
        guint status;
        const char *listed, *unlisted;
    } cases[] = {
        { "live.m3u8?_HLS_msn=0", 200, "seg-1-3.m4s", "seg-1-4.m4s" }, /* there already */
        { "live.m3u8?_HLS_msn=3", 200, "seg-1-4.m4s", "seg-1-5.m4s" }, /* comes while it waits */
        { "live.m3u8?_HLS_msn=x", 400, NULL, NULL },
        { "live.m3u8?_HLS_msn=-1", 400, NULL, NULL },
    };

    rig_sample_push(f->site, FRONT_DOOR, 3);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const guint pushes = i == 1 ? g_timeout_add(50, push_one, f) : 0;
        g_auto(RigWebAnswer) answer = rig_web_get(f, cases[i].query);

        g_assert_cmpuint(answer.status, ==, cases[i].status);
        g_assert_true(pushes == 0 || g_main_context_find_source_by_id(NULL, pushes) == NULL);
        if (cases[i].listed == NULL)
            continue;
        g_assert_nonnull(g_strstr_len(g_bytes_get_data(answer.body, NULL),
                                      (gssize)g_bytes_get_size(answer.body), cases[i].listed));
        g_assert_null(g_strstr_len(g_bytes_get_data(answer.body, NULL),
                                   (gssize)g_bytes_get_size(answer.body), cases[i].unlisted));
    }
}

static void
test_a_stranger_s_stream_at_my_address(RigWeb *f, gconstpointer data)
{
    g_auto(RigWebAnswer) init = { 0 };
    g_auto(RigWebAnswer) body = { 0 };

    rig_sample_push(f->site, FRONT_DOOR, 2);
    rig_sample_push(f->site, KITCHEN, 2);
    set_fault(f, "stranger");
    init = rig_web_get(f, "init-1.mp4");
    body = rig_web_get(f, "seg-1-2.m4s");
    g_assert_true(g_bytes_equal(
        init.body, rig_camera_get_init(rig_cloud_get_camera(f->cloud, KITCHEN))->bytes));
    g_assert_true(g_bytes_equal(body.body, segment(f, KITCHEN, 1)->bytes));
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->foreign_init, ==, 1);
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->foreign_segment, ==, 1);
}

static void
test_changed_is_one_bit_of_the_media(RigWeb *f, gconstpointer data)
{
    g_auto(RigWebAnswer) body = { 0 };
    const uint8_t *was;
    const uint8_t *is;
    size_t len = 0;
    guint n_different = 0;

    rig_sample_push(f->site, FRONT_DOOR, 1);
    set_fault(f, "changed");
    body = rig_web_get(f, "seg-1-1.m4s");
    was = g_bytes_get_data(segment(f, FRONT_DOOR, 0)->bytes, &len);
    is = g_bytes_get_data(body.body, NULL);
    g_assert_cmpuint(g_bytes_get_size(body.body), ==, len);
    for (size_t i = 0; i < len; i++)
        for (guint bit = 0; bit < 8; bit++)
            n_different += ((was[i] ^ is[i]) >> bit & 1) != 0 ? 1 : 0;
    g_assert_cmpuint(n_different, ==, 1);
}

static void
test_unsigned_has_no_header(RigWeb *f, gconstpointer data)
{
    g_auto(RigWebAnswer) body = { 0 };

    rig_sample_push(f->site, FRONT_DOOR, 1);
    set_fault(f, "unsigned");
    body = rig_web_get(f, "seg-1-1.m4s");
    g_assert_cmpmem((const uint8_t *)g_bytes_get_data(body.body, NULL) + 4, 4, "styp", 4);
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->n_unsigned, ==, 1);
}

static void
test_gone_is_a_refused_connection_and_ends(RigWeb *f, gconstpointer data)
{
    g_auto(RigWebAnswer) before = { 0 };
    g_auto(RigWebAnswer) gone = { 0 };
    g_auto(RigWebAnswer) after = { 0 };

    rig_sample_push(f->site, FRONT_DOOR, 1);
    before = rig_web_get(f, "live.m3u8");
    g_assert_cmpuint(before.status, ==, 200);
    set_fault(f, "gone");
    gone = rig_web_get(f, "live.m3u8");
    g_assert_error(gone.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
    set_fault(f, "none");
    after = rig_web_get(f, "live.m3u8");
    g_assert_cmpuint(after.status, ==, 200);
}

static void
test_slow_drips_the_same_bytes(RigWeb *f, gconstpointer data)
{
    g_auto(RigWebAnswer) body = { 0 };
    int64_t start;

    rig_sample_push(f->site, FRONT_DOOR, 1);
    set_fault(f, "slow=0.4");
    start = g_get_monotonic_time();
    body = rig_web_get(f, "seg-1-1.m4s");
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 380 * 1000);
    g_assert_true(g_bytes_equal(body.body, segment(f, FRONT_DOOR, 0)->bytes));
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->segment, ==, 1);
}

static void
on_cut(SoupMessage *message, gpointer user_data)
{
    g_cancellable_cancel(user_data);
}

static void
test_what_was_not_received_is_not_counted(RigWeb *f, gconstpointer data)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autofree char *url = g_strconcat(f->url, "seg-1-1.m4s", NULL);
    g_autoptr(SoupMessage) message = soup_message_new("GET", url);
    g_auto(RigWebAnswer) answer = { 0 };
    g_auto(RigWebAnswer) again = { 0 };

    rig_sample_push(f->site, FRONT_DOOR, 1);
    set_fault(f, "slow=30");
    g_signal_connect(message, "got-headers", G_CALLBACK(on_cut), cancellable);
    soup_session_send_and_read_async(f->session, message, G_PRIORITY_DEFAULT, cancellable,
                                     rig_web_on_read, &answer);
    while (!answer.done)
        g_main_context_iteration(NULL, TRUE);
    g_assert_error(answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    set_fault(f, "none");
    again = rig_web_get(f, "seg-1-1.m4s");
    g_assert_cmpuint(again.status, ==, 200);
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->segment, ==, 1);
}

static void
test_a_challenge_comes_back_signed(RigWeb *f, gconstpointer data)
{
    static const char nonce[] = "0123456789abcdef";
    const int64_t start = g_get_monotonic_time();
    g_auto(RigWebAnswer) first = post_nonce(f, nonce);
    g_auto(RigWebAnswer) second = post_nonce(f, nonce);
    g_auto(RigWebAnswer) third = post_nonce(f, "too short");
    g_auto(RigWebAnswer) body = { 0 };

    g_assert_cmpuint(first.status, ==, 204);
    /* a machine under load may take longer between the two than one source must wait */
    if (g_get_monotonic_time() - start < G_USEC_PER_SEC / 2)
        g_assert_cmpuint(second.status, ==, 429);
    g_assert_cmpuint(third.status, ==, 400);
    rig_sample_push(f->site, FRONT_DOOR, 1);
    body = rig_web_get(f, "seg-1-1.m4s");
    g_assert_nonnull(memmem(g_bytes_get_data(body.body, NULL), g_bytes_get_size(body.body), nonce,
                            strlen(nonce)));
}

static void
test_other_paths_and_methods(RigWeb *f, gconstpointer data)
{
    g_autofree char *above = g_strconcat(f->url, "../nursery/live.m3u8", NULL);
    g_auto(RigWebAnswer) other = rig_web_ask(f, soup_message_new("GET", above));
    g_auto(RigWebAnswer) put = rig_web_ask(f, soup_message_new("PUT", f->url));
    g_auto(RigWebAnswer) head = { 0 };
    g_autofree char *url = g_strconcat(f->url, "live.m3u8", NULL);

    g_assert_cmpuint(other.status, ==, 404);
    g_assert_cmpuint(put.status, ==, 405);
    rig_sample_push(f->site, FRONT_DOOR, 1);
    head = rig_web_ask(f, soup_message_new("HEAD", url));
    g_assert_cmpuint(head.status, ==, 200);
    g_assert_cmpuint(g_bytes_get_size(head.body), ==, 0);
    g_assert_cmpuint(rig_cloud_get_counts(f->cloud, FRONT_DOOR)->playlist, ==, 0);
}

static void
test_control_answers_this_machine_only(RigWeb *f, gconstpointer data)
{
    static const struct {
        const char *method, *path, *header, *value;
        guint status;
    } cases[] = {
        { "GET", "/status", NULL, NULL, 200 },
        { "GET", "/served", NULL, NULL, 200 },
        { "GET", "/status", "Origin", "http://example.org", 403 },
        { "GET", "/status", "Host", "rig.example.org", 403 },
        { "GET", "/status", "Host", "127.0.0.1.example.org", 403 },
        { "POST", "/fault?camera=front-door&fault=gone", "Origin", "null", 403 },
        { "GET", "/fault?camera=front-door&fault=gone", NULL, NULL, 404 },
        { "POST", "/fault?camera=front-door", NULL, NULL, 400 },
        { "POST", "/fault?camera=attic&fault=none", NULL, NULL, 404 },
        { "POST", "/fault?camera=front-door&fault=nonsense", NULL, NULL, 400 },
        { "POST", "/fault?camera=front-door&fault=freeze", NULL, NULL, 409 },
        { "GET", "/", NULL, NULL, 404 },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(RigWebAnswer) answer =
            rig_web_control(f, cases[i].method, cases[i].path, cases[i].header, cases[i].value);

        g_assert_cmpuint(answer.status, ==, cases[i].status);
        g_assert_cmpstr(answer.type, ==, "application/json");
    }
    g_assert_cmpstr(rig_cloud_get_fault_text(f->cloud, FRONT_DOOR), ==, "none");
}

static void
test_the_control_address_is_found(RigWeb *f, gconstpointer data)
{
    const char *dir = rig_site_get_home(f->site)->dir;
    g_autofree char *found = rig_ctl_find(dir, NULL);

    g_assert_cmpstr(found, ==, rig_site_get_control(f->site));
    g_assert_null(rig_ctl_find("/nonexistent", NULL));
}

static void
test_one_rig_per_directory_and_ports_stay(RigWeb *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *url = NULL;

    g_assert_null(rig_sample_site(&error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_BUSY);
    rig_site_free(f->site);
    f->site = rig_sample_site(NULL);
    f->cloud = rig_site_get_cloud(f->site);
    url = rig_site_get_url(f->site, FRONT_DOOR);
    g_assert_cmpstr(url, ==, f->url);
}

static void
on_segment(RigCamera *camera, gpointer user_data)
{
    *(guint *)user_data += 1;
}

static void
test_a_real_picture_becomes_segments(RigWeb *f, gconstpointer plain)
{
    RigCamera *camera = rig_cloud_get_camera(f->cloud, FRONT_DOOR);
    const RigPictureSettings settings = {
        .width = 160,
        .height = 90,
        .frames = RIG_SAMPLE_FRAMES,
        .plain = GPOINTER_TO_INT(plain),
    };
    g_autoptr(RigPicture) picture = NULL;
    g_autoptr(GError) error = NULL;
    guint n_segments = 0;

    g_assert_true(rig_picture_init(&error));
    g_assert_no_error(error);
    rig_camera_set_handler(camera, on_segment, &n_segments);
    picture = rig_picture_new(camera, &settings, &error);
    g_assert_no_error(error);
    while (n_segments < 3)
        g_main_context_iteration(NULL, TRUE);
    for (guint i = 0; i < 3; i++) {
        g_assert_cmpuint(segment(f, FRONT_DOOR, i)->sequence, ==, i + 1);
        g_assert_cmpint(segment(f, FRONT_DOOR, i)->duration_us, ==, G_USEC_PER_SEC / 5);
    }
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(RigWeb *, gconstpointer);
    } cases[] = {
        { "nothing-before-the-first-segment", test_nothing_before_the_first_segment },
        { "an-honest-stream", test_an_honest_stream },
        { "whoever-leaves-takes-the-connection-along",
          test_whoever_leaves_takes_the_connection_along },
        { "a-playlist-that-waits-for-a-segment", test_a_playlist_that_waits_for_a_segment },
        { "a-stranger-s-stream-at-my-address", test_a_stranger_s_stream_at_my_address },
        { "changed-is-one-bit-of-the-media", test_changed_is_one_bit_of_the_media },
        { "unsigned-has-no-header", test_unsigned_has_no_header },
        { "gone-is-a-refused-connection-and-ends", test_gone_is_a_refused_connection_and_ends },
        { "slow-drips-the-same-bytes", test_slow_drips_the_same_bytes },
        { "what-was-not-received-is-not-counted", test_what_was_not_received_is_not_counted },
        { "a-challenge-comes-back-signed", test_a_challenge_comes_back_signed },
        { "other-paths-and-methods", test_other_paths_and_methods },
        { "control-answers-this-machine-only", test_control_answers_this_machine_only },
        { "the-control-address-is-found", test_the_control_address_is_found },
        { "one-rig-per-directory-and-ports-stay", test_one_rig_per_directory_and_ports_stay },
    };

    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/rig-relay/", cases[i].name, NULL);

        g_test_add(path, RigWeb, NULL, rig_web_set_up, cases[i].run, rig_web_tear_down);
    }
    g_test_add("/rig-relay/a-real-picture-becomes-segments", RigWeb, GINT_TO_POINTER(FALSE),
               rig_web_set_up, test_a_real_picture_becomes_segments, rig_web_tear_down);
    g_test_add("/rig-relay/a-plain-picture-becomes-segments", RigWeb, GINT_TO_POINTER(TRUE),
               rig_web_set_up, test_a_real_picture_becomes_segments, rig_web_tear_down);
    return g_test_run();
}
