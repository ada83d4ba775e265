/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-kept.h"
#include "tests/unit/hub-half.h"
#include "tests/unit/rig-home-samples.h"
#include "tests/unit/rig-web.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/stat.h>

static HubHalf *
hub_of(RigWeb *web)
{
    g_autoptr(GBytes) secret = rig_kept_load_secret(rig_site_get_home(web->site), FRONT_DOOR, NULL);

    return hub_half_new(secret);
}

static void
add_token(SoupMessage *message, const char *token)
{
    g_autofree char *value = g_strconcat("Bearer ", token, NULL);

    if (token != NULL)
        soup_message_headers_replace(soup_message_get_request_headers(message), "Authorization",
                                     value);
}

/* Consumes @body. */
static RigWebAnswer
post(RigWeb *web, const char *name, const char *token, GBytes *body)
{
    g_autofree char *url = g_strconcat(web->url, name, NULL);
    SoupMessage *message = soup_message_new("POST", url);

    soup_message_set_request_body_from_bytes(message, "application/cbor", body);
    add_token(message, token);
    g_bytes_unref(body);
    return rig_web_ask(web, message);
}

static guint
status_of(RigWeb *web, const char *method, const char *name, const char *token)
{
    g_autofree char *url = g_strconcat(web->url, name, NULL);
    SoupMessage *message = soup_message_new(method, url);
    g_auto(RigWebAnswer) answer = { 0 };

    add_token(message, token);
    answer = rig_web_ask(web, message);
    return answer.status;
}

static guint
status_of_challenge(RigWeb *web, const char *token)
{
    g_auto(RigWebAnswer) answer =
        post(web, "challenge", token, g_bytes_new_static("0123456789abcdef", RIG_NONCE_LEN));

    return answer.status;
}

static void
control(RigWeb *web, const char *path)
{
    g_auto(RigWebAnswer) answer = rig_web_control(web, "POST", path, NULL, NULL);

    g_assert_cmpuint(answer.status, ==, 200);
}

static RigIdentity *
device_of(RigWeb *web, guint camera)
{
    RigIdentity *device = rig_home_load_identity(rig_site_get_home(web->site), camera, NULL);

    g_assert_nonnull(device);
    return device;
}

static void
link_camera(RigWeb *web, HubHalf *hub)
{
    g_autoptr(RigIdentity) device = device_of(web, FRONT_DOOR);
    g_auto(RigWebAnswer) proof = post(web, "link", NULL, hub_half_request(hub));
    g_auto(RigWebAnswer) linked = { 0 };

    g_assert_cmpuint(proof.status, ==, 200);
    g_assert_cmpstr(proof.type, ==, "application/cbor");
    hub_half_read_proof(hub, proof.body, device);
    linked = post(web, "link/certificate", NULL, hub_half_certificate(hub));
    g_assert_cmpuint(linked.status, ==, 200);
    hub_half_read_linked(hub, linked.body);
}

static bool
holds(GBytes *body, GBytes *part)
{
    return memmem(g_bytes_get_data(body, NULL), g_bytes_get_size(body),
                  g_bytes_get_data(part, NULL), g_bytes_get_size(part))
           != NULL;
}

/* The newest init segment is signed with the key that @leaf certifies, and not with @other's. */
static void
assert_init_holds(RigWeb *web, GBytes *leaf, GBytes *other)
{
    RigObject *init = rig_camera_get_init(rig_cloud_get_camera(web->cloud, FRONT_DOOR));

    g_assert_true(holds(init->bytes, leaf));
    if (other != NULL)
        g_assert_false(holds(init->bytes, other));
}

static void
test_a_linked_camera_begins_anew_for_its_token(RigWeb *web, gconstpointer data)
{
    g_autoptr(HubHalf) hub = hub_of(web);
    g_autoptr(RigIdentity) device = device_of(web, FRONT_DOOR);
    RigCamera *camera = rig_cloud_get_camera(web->cloud, FRONT_DOOR);

    rig_sample_push(web->site, FRONT_DOOR, 1);
    assert_init_holds(web, device->leaf, NULL);
    g_assert_cmpuint(status_of(web, "GET", "live.m3u8", NULL), ==, 200);
    g_assert_cmpuint(status_of_challenge(web, NULL), ==, 204);
    link_camera(web, hub);
    /* nothing that the device key signed is served for the operational one's */
    g_assert_cmpuint(status_of(web, "GET", "live.m3u8", hub->token), ==, 503);
    rig_sample_push(web->site, FRONT_DOOR, 1);
    g_assert_cmpuint(rig_camera_get_session(camera), ==, 2);
    {
        g_autoptr(GBytes) spki = rig_key_get_spki(hub->camera);

        assert_init_holds(web, spki, device->leaf);
    }
    {
        static const char *const names[] = { "live.m3u8", "init-2.mp4", "seg-2-1.m4s" };

        for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
            g_assert_cmpuint(status_of(web, "GET", names[i], NULL), ==, 401);
            g_assert_cmpuint(status_of(web, "HEAD", names[i], "x"), ==, 401);
            g_assert_cmpuint(status_of(web, "GET", names[i], hub->token), ==, 200);
        }
    }
    g_assert_cmpuint(status_of_challenge(web, NULL), ==, 401);
    g_assert_cmpuint(status_of_challenge(web, "x"), ==, 401);
    g_assert_cmpuint(rig_cloud_get_counts(web->cloud, FRONT_DOOR)->playlist, ==, 2);
}

/* What a fault brings in goes out under the rule of the address that it is brought to. */
static void
test_a_stranger_at_my_address_takes_my_token(RigWeb *web, gconstpointer data)
{
    g_autoptr(HubHalf) hub = hub_of(web);

    rig_sample_push(web->site, KITCHEN, 1);
    link_camera(web, hub);
    control(web, "/fault?camera=front-door&fault=stranger");
    g_assert_cmpuint(status_of(web, "GET", "init-1.mp4", NULL), ==, 401);
    g_assert_cmpuint(status_of(web, "GET", "init-1.mp4", hub->token), ==, 200);
    g_assert_cmpuint(rig_cloud_get_counts(web->cloud, FRONT_DOOR)->foreign_init, ==, 1);
}

static void
test_statuses_over_http(RigWeb *web, gconstpointer data)
{
    g_autoptr(HubHalf) hub = hub_of(web);
    g_autofree char *url = g_strconcat(web->url, "link", NULL);
    g_auto(RigWebAnswer) shape = post(web, "link", NULL, g_bytes_new(NULL, 0));
    g_auto(RigWebAnswer) large = post(web, "link", NULL, g_bytes_new_take(g_malloc0(16385), 16385));
    g_auto(RigWebAnswer) name = post(web, "link/other", NULL, hub_half_request(hub));
    g_auto(RigWebAnswer) type = rig_web_ask(web, soup_message_new("POST", url));
    g_auto(RigWebAnswer) release = post(web, "link/release", "x", hub_half_rotate(hub));

    g_assert_cmpuint(shape.status, ==, 403);
    g_assert_cmpuint(large.status, ==, 413);
    g_assert_cmpuint(name.status, ==, 404);
    g_assert_cmpuint(type.status, ==, 415);
    g_assert_cmpuint(release.status, ==, 401);
    g_assert_cmpuint(status_of(web, "GET", "link", NULL), ==, 404);
    for (guint i = 0; i < 9; i++) {
        g_auto(RigWebAnswer) wrong = post(web, "link", NULL, g_bytes_new(NULL, 0));

        g_assert_cmpuint(wrong.status, ==, 403);
    }
    {
        g_auto(RigWebAnswer) often = post(web, "link", NULL, hub_half_request(hub));

        g_assert_cmpuint(often.status, ==, 429);
    }
}

static void
restart(RigWeb *web)
{
    rig_web_tear_down(web, NULL);
    rig_web_set_up(web, NULL);
}

static void
test_a_link_outlives_the_rig(RigWeb *web, gconstpointer data)
{
    g_autoptr(HubHalf) hub = hub_of(web);
    g_autoptr(GBytes) spki = NULL;
    g_autofree char *path = NULL;
    g_autofree char *code = rig_kept_make_code(rig_site_get_home(web->site), FRONT_DOOR, NULL);
    g_autofree char *code_after = NULL;
    struct stat found;

    link_camera(web, hub);
    path =
        g_build_filename(rig_site_get_home(web->site)->dir, "cameras", "front-door", "link", NULL);
    g_assert_cmpint(stat(path, &found), ==, 0);
    g_assert_cmpuint(found.st_mode & 0777, ==, 0600);
    restart(web);
    code_after = rig_kept_make_code(rig_site_get_home(web->site), FRONT_DOOR, NULL);
    g_assert_cmpstr(code, ==, code_after);
    rig_sample_push(web->site, FRONT_DOOR, 1);
    spki = rig_key_get_spki(hub->camera);
    assert_init_holds(web, spki, NULL);
    g_assert_cmpuint(status_of(web, "GET", "live.m3u8", NULL), ==, 401);
    g_assert_cmpuint(status_of(web, "GET", "live.m3u8", hub->token), ==, 200);
}

static void
test_reset_and_resell(RigWeb *web, gconstpointer data)
{
    g_autoptr(HubHalf) hub = hub_of(web);
    g_autoptr(HubHalf) buyer = hub_of(web);
    g_autoptr(RigIdentity) device = device_of(web, FRONT_DOOR);

    link_camera(web, hub);
    {
        g_auto(RigWebAnswer) refused = post(web, "link", NULL, hub_half_request(buyer));

        g_assert_cmpuint(refused.status, ==, 409);
    }
    control(web, "/reset?camera=front-door");
    rig_sample_push(web->site, FRONT_DOOR, 1);
    assert_init_holds(web, device->leaf, NULL); /* the device key again, and for anybody */
    g_assert_cmpuint(status_of(web, "GET", "live.m3u8", NULL), ==, 200);
    restart(web);
    link_camera(web, buyer);
    g_assert_cmpuint(status_of(web, "GET", "live.m3u8", hub->token), ==, 401);
    {
        g_auto(RigWebAnswer) release = post(web, "link/release", hub->token, hub_half_release(hub));

        g_assert_cmpuint(release.status, ==, 401);
    }
}

static void
test_a_home_lets_go_over_http(RigWeb *web, gconstpointer data)
{
    g_autoptr(HubHalf) hub = hub_of(web);
    g_auto(RigWebAnswer) release = { 0 };

    link_camera(web, hub);
    release = post(web, "link/release", hub->token, hub_half_release(hub));
    g_assert_cmpuint(release.status, ==, 200);
    g_assert_cmpuint(g_bytes_get_size(release.body), ==, 0);
    restart(web);
    link_camera(web, hub);
}

static void
test_a_silent_new_key_keeps_name_and_serial(RigWeb *web, gconstpointer data)
{
    g_autoptr(RigIdentity) before = device_of(web, FRONT_DOOR);
    g_autofree char *serial = rig_identity_get_serial(before);
    g_autofree char *code = rig_kept_make_code(rig_site_get_home(web->site), FRONT_DOOR, NULL);
    g_autofree char *code_after = NULL;
    g_autofree char *serial_after = NULL;
    g_autoptr(RigIdentity) after = NULL;
    uint8_t pin[RIG_PIN_LEN];

    control(web, "/reset?camera=front-door&key=new");
    rig_sample_push(web->site, FRONT_DOOR, 1);
    after = device_of(web, FRONT_DOOR);
    serial_after = rig_identity_get_serial(after);
    rig_identity_get_pin(before, pin);
    g_assert_false(rig_cert_has_pin(after->leaf, pin));
    g_assert_cmpstr(serial, ==, serial_after);
    g_assert_true(rig_cert_is_issued_by(after->leaf, before->issuer));
    assert_init_holds(web, after->leaf, before->leaf);
    code_after = rig_kept_make_code(rig_site_get_home(web->site), FRONT_DOOR, NULL);
    g_assert_cmpstr(code, !=, code_after);
}

/* Who knows the code's secret, and has a genuine camera of the same maker, proves another key. */
static void
test_an_impostor_proves_another_key(RigWeb *web, gconstpointer data)
{
    g_autoptr(HubHalf) hub = hub_of(web);
    g_autoptr(RigIdentity) kitchen = device_of(web, KITCHEN);
    g_auto(RigWebAnswer) proof = { 0 };

    control(web, "/fault?camera=front-door&fault=impostor");
    proof = post(web, "link", NULL, hub_half_request(hub));
    g_assert_cmpuint(proof.status, ==, 200);
    hub_half_read_proof(hub, proof.body, kitchen);
    control(web, "/fault?camera=front-door&fault=none");
    link_camera(web, hub);
}

static RigSite *
site_with(const char *clone, GError **error)
{
    g_autofree char *dir = g_build_filename(g_get_user_data_dir(), "clones", NULL);
    g_autoptr(GPtrArray) specs =
        g_ptr_array_new_with_free_func((GDestroyNotify)rig_camera_spec_free);
    const RigSiteSettings settings = {
        .dir = dir, .specs = specs, .frames = RIG_SAMPLE_FRAMES, .window = 6, .seed = 1
    };

    g_ptr_array_add(specs, rig_camera_spec_parse("Front door", 0, NULL));
    g_ptr_array_add(specs, rig_camera_spec_parse(clone, 1, NULL));
    return rig_site_new(&settings, error);
}

static void
test_two_cameras_with_one_key(RigWeb *web, gconstpointer data)
{
    static const struct {
        const char *camera;
        bool same_serial;
    } cases[] = { { "Copy,clone=front-door", true }, { "Twin,same-key=front-door", false } };
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(RigSite) site = site_with(cases[i].camera, NULL);
        RigHome *home = rig_site_get_home(site);
        g_autoptr(RigIdentity) original = rig_home_load_identity(home, 0, NULL);
        g_autoptr(RigIdentity) copy = rig_home_load_identity(home, 1, NULL);
        g_autoptr(GBytes) secret = rig_kept_load_secret(home, 0, NULL);
        g_autoptr(GBytes) other_secret = rig_kept_load_secret(home, 1, NULL);
        uint8_t pin[RIG_PIN_LEN];

        rig_identity_get_pin(original, pin);
        g_assert_true(rig_cert_has_pin(copy->leaf, pin));
        g_assert_cmpint(g_bytes_equal(original->leaf, copy->leaf), ==, cases[i].same_serial);
        g_assert_true(rig_cert_is_issued_by(copy->leaf, original->issuer));
        g_assert_false(g_bytes_equal(secret, other_secret));
    }
    g_assert_null(site_with("Orphan,clone=attic", &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* Another process reads the code while the rig serves; a secret that is there is never replaced. */
static void
test_the_code_is_read_beside_a_serving_rig(RigWeb *web, gconstpointer data)
{
    const RigHome *home = rig_site_get_home(web->site);
    g_autoptr(RigHome) beside = rig_home_open(home->dir, NULL, false, NULL);
    g_autofree char *code = rig_kept_make_code(home, GARAGE, NULL);
    g_autofree char *code_beside = rig_kept_make_code(beside, GARAGE, NULL);
    g_autofree char *address = rig_site_get_url(web->site, GARAGE);
    g_autofree char *field = g_strconcat(";H:", address, ";", NULL);

    g_assert_cmpstr(code, ==, code_beside);
    g_assert_true(
        g_regex_match_simple("^DPP:I:SN=DEMO-[0-9a-f]{8};K:[A-Za-z0-9+/=]+;"
                             "S:[A-Za-z0-9+/]{22}==;H:https://[^;]+/;X:[A-Za-z0-9+/=]+;;$",
                             code, 0, 0));
    g_assert_nonnull(strstr(code, field));
    g_assert_cmpuint(strlen(code), <, 4096);
}

static void
test_reset_is_asked_for_properly(RigWeb *web, gconstpointer data)
{
    static const struct {
        const char *method, *path;
        guint status;
    } cases[] = {
        { "POST", "/reset?camera=front-door", 200 },
        { "POST", "/reset?camera=front-door&key=new", 200 },
        { "GET", "/reset?camera=front-door", 404 },
        { "POST", "/reset", 400 },
        { "POST", "/reset?camera=front-door&key=old", 400 },
        { "POST", "/reset?camera=attic", 404 },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(RigWebAnswer) answer =
            rig_web_control(web, cases[i].method, cases[i].path, NULL, NULL);

        g_assert_cmpuint(answer.status, ==, cases[i].status);
    }
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(RigWeb *, gconstpointer);
    } cases[] = {
        { "a-linked-camera-begins-anew-for-its-token",
          test_a_linked_camera_begins_anew_for_its_token },
        { "a-stranger-at-my-address-takes-my-token", test_a_stranger_at_my_address_takes_my_token },
        { "statuses-over-http", test_statuses_over_http },
        { "a-link-outlives-the-rig", test_a_link_outlives_the_rig },
        { "reset-and-resell", test_reset_and_resell },
        { "a-home-lets-go-over-http", test_a_home_lets_go_over_http },
        { "SUB-10-SUB-14-a-silent-new-key-keeps-name-and-serial",
          test_a_silent_new_key_keeps_name_and_serial },
        { "an-impostor-proves-another-key", test_an_impostor_proves_another_key },
        { "SUB-11-two-cameras-with-one-key", test_two_cameras_with_one_key },
        { "the-code-is-read-beside-a-serving-rig", test_the_code_is_read_beside_a_serving_rig },
        { "reset-is-asked-for-properly", test_reset_is_asked_for_properly },
    };

    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/rig-device/", cases[i].name, NULL);

        g_test_add(path, RigWeb, NULL, rig_web_set_up, cases[i].run, rig_web_tear_down);
    }
    return g_test_run();
}
