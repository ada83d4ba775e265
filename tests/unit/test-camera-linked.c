/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-expectation.h"
#include "tests/unit/camera-samples.h"
#include "tests/unit/linking.h"
#include "tests/unit/store.h"
#include "tests/unit/world.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define TOKEN "abcDEF0123456789_-xyzw"

/* Linking with a home's real CA, in the directories that this program has for itself. */
typedef struct {
    Linking camera;
    CameraCa *ca;
    CameraLinkPeer *peer;
    GBytes *leaf;
} Home;

static void
home_set_up(Home *self, gconstpointer data)
{
    Linking *camera = &self->camera;
    g_autoptr(GBytes) body = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *say = NULL;
    const CameraRecord *other;

    store_wipe();
    linking_set_up(camera, data);
    self->ca = camera_ca_open(NULL, NULL, WORLD_NOW_US, &error);
    g_assert_no_error(error);
    memcpy(camera->home, camera_ca_get_spki_sha256(self->ca), sizeof camera->home);
    memcpy(camera->proved_home, camera->home, sizeof camera->home);
    linking_begin(camera);
    body = linking_answer(camera);
    g_assert_cmpint(linking_read(camera, body, &self->peer, &other, &say), ==,
                    CAMERA_LINK_PROBLEM_NONE);
    self->leaf = camera_ca_issue(self->ca, self->peer->request, self->peer->serial,
                                 self->peer->maker, &error);
    g_assert_no_error(error);
}

static void
home_tear_down(Home *self, gconstpointer data)
{
    g_bytes_unref(self->leaf);
    camera_link_peer_free(self->peer);
    camera_ca_free(self->ca);
    linking_tear_down(&self->camera, data);
}

/* {"type", "nonce", "token"}, the last left out when NULL. */
static GBytes *
make_linked(const Home *self, const char *type, const uint8_t *nonce, const char *token)
{
    g_autoptr(RigMap) map = rig_map_new();
    g_autoptr(GBytes) item = NULL;

    rig_map_put(map, "type", rig_item_text(type));
    rig_map_put(map, "nonce", rig_item_bytes(nonce, LINKING_HASH_LEN));
    if (token != NULL)
        rig_map_put(map, "token", rig_item_text(token));
    item = rig_map_item(map);
    return linking_seal(self->camera.secret, item);
}

static GBytes *
certify(Home *self)
{
    return camera_link_make_certificate(self->camera.link, self->leaf,
                                        camera_ca_get_root(self->ca));
}

/* What the camera is sent, byte for byte, and the token it gives. */
static void
test_certificate_and_token(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) sent = certify(self);
    g_autoptr(RigMap) map = rig_map_new();
    g_autoptr(GBytes) item = NULL;
    g_autoptr(GBytes) wanted = NULL;
    g_autoptr(GBytes) answer =
        make_linked(self, "ownview-link-1/linked", self->camera.nonce, TOKEN);
    g_autofree char *token = NULL;
    g_autoptr(GError) error = NULL;

    rig_map_put(map, "type", rig_item_text("ownview-link-1/certificate"));
    rig_map_put(map, "chain",
                rig_item_array(rig_item_bytes_of(self->leaf),
                               rig_item_bytes_of(camera_ca_get_root(self->ca)), NULL));
    rig_map_put(map, "nonce", rig_item_bytes(self->camera.nonce, LINKING_HASH_LEN));
    item = rig_map_item(map);
    wanted = linking_seal(self->camera.secret, item);
    g_assert_nonnull(sent);
    g_assert_true(g_bytes_equal(sent, wanted));
    g_assert_true(camera_link_read_linked(self->camera.link, answer, &token, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(token, ==, TOKEN);
}

static const struct {
    const char *name;
    const char *type;
    const char *token;
    guint8 nonce_xor;
    guint8 secret_xor;
} answers[] = {
    { "other-type", "ownview-link-1/rotated", TOKEN, 0, 0 },
    { "other-nonce", "ownview-link-1/linked", TOKEN, 1, 0 },
    { "other-secret", "ownview-link-1/linked", TOKEN, 0, 1 },
    { "no-token", "ownview-link-1/linked", NULL, 0, 0 },
    { "token-of-21", "ownview-link-1/linked", "abcDEF0123456789_-xyz", 0, 0 },
    { "token-with-space", "ownview-link-1/linked", "abcDEF0123456789_- xyzw", 0, 0 },
    { "token-with-line-break", "ownview-link-1/linked", "abcDEF0123456789_-\r\nX: 1", 0, 0 },
    { "token-of-140", "ownview-link-1/linked",
      "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
      "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij",
      0, 0 },
};

static void
test_refused_token(Home *self, gconstpointer data)
{
    const guint row = GPOINTER_TO_UINT(data);
    g_autoptr(GBytes) sent = certify(self);
    g_autoptr(GBytes) answer = NULL;
    g_autoptr(GBytes) good = NULL;
    g_autofree char *token = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_nonnull(sent);
    self->camera.nonce[0] ^= answers[row].nonce_xor;
    self->camera.secret[0] ^= answers[row].secret_xor;
    answer = make_linked(self, answers[row].type, self->camera.nonce, answers[row].token);
    g_assert_false(camera_link_read_linked(self->camera.link, answer, &token, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    g_assert_null(token);
    /* and there is no second try */
    self->camera.nonce[0] ^= answers[row].nonce_xor;
    self->camera.secret[0] ^= answers[row].secret_xor;
    good = make_linked(self, "ownview-link-1/linked", self->camera.nonce, TOKEN);
    g_assert_false(camera_link_read_linked(self->camera.link, good, &token, NULL));
    g_assert_null(token);
}

static void
test_each_step_once_and_in_order(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    Linking *camera = &self->camera;
    g_autoptr(GBytes) answer = linking_answer(camera);
    g_autoptr(GBytes) linked = make_linked(self, "ownview-link-1/linked", camera->nonce, TOKEN);
    g_autoptr(GBytes) sent = NULL;
    g_autoptr(CameraLinkPeer) peer = NULL;
    g_autofree char *say = NULL;
    g_autofree char *token = NULL;
    const CameraRecord *other;

    g_assert_null(camera_link_make_request(camera->link));
    sent = certify(self);
    g_assert_nonnull(sent);
    g_assert_null(certify(self));
    /* the proof again, after the certificate */
    g_assert_cmpint(linking_read(camera, answer, &peer, &other, &say), ==,
                    CAMERA_LINK_PROBLEM_INTERNAL);
    linking_begin(camera);
    g_assert_false(camera_link_read_linked(camera->link, linked, &token, NULL));
    g_assert_null(certify(self));
}

static void
test_a_code_without_a_secret_has_no_protocol(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    g_clear_pointer(&self->camera.code->secret, g_bytes_unref);
    g_assert_null(camera_link_new(self->camera.code, self->camera.home, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_nonces_are_new(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    uint8_t before[LINKING_HASH_LEN];

    memcpy(before, self->camera.nonce, sizeof before);
    linking_begin(&self->camera);
    g_assert_true(memcmp(before, self->camera.nonce, sizeof before) != 0);
}

/* What a camera needs to let its home go: the root's key over the name of the operational key. */
static void
test_release(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    static const uint8_t head[] = { 0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa0 };
    g_autofree char *path =
        g_build_filename(g_get_user_state_dir(), OWNVIEW_DEMO ? "ownview-demo" : "ownview",
                         CAMERA_CA_KEY_FILE, NULL);
    g_autoptr(RigKey) root_key = rig_key_load(path, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) release = camera_link_make_release(self->ca, self->peer->key, &error);
    g_autoptr(RigMap) map = rig_map_new();
    g_autoptr(GBytes) payload = NULL;
    g_autoptr(GBytes) to_sign = NULL;
    g_autoptr(GBytes) payload_item = NULL;
    g_autoptr(GBytes) signature = NULL;
    const uint8_t *at;
    size_t len = 0;

    g_assert_no_error(error);
    rig_map_put(map, "key", rig_item_bytes(self->peer->key, CAMERA_KEY_LEN));
    rig_map_put(map, "type", rig_item_text("ownview-link-1/release"));
    payload = rig_map_item(map);
    payload_item = rig_item_bytes_of(payload);
    at = g_bytes_get_data(release, &len);
    g_assert_cmpuint(len, ==, sizeof head + g_bytes_get_size(payload_item) + 2 + 64);
    g_assert_cmpmem(at, sizeof head, head, sizeof head);
    at += sizeof head;
    g_assert_cmpmem(at, g_bytes_get_size(payload_item), g_bytes_get_data(payload_item, NULL),
                    g_bytes_get_size(payload_item));
    at += g_bytes_get_size(payload_item);
    g_assert_cmpmem(at, 2, "\x58\x40", 2);
    signature = g_bytes_new(at + 2, 64);
    to_sign = rig_item_array(rig_item_text("Signature1"), rig_item_bytes("\xa1\x01\x26", 3),
                             rig_item_bytes("", 0), rig_item_bytes_of(payload), NULL);
    g_assert_true(rig_key_verify(root_key, to_sign, signature));
}

/* ---- the record that linking makes, and the judge it makes ---- */

static CameraRecord *
make_record(const Home *self)
{
    CameraRecord *record = camera_sample_record(LINKING_OLD_LINK, "Front door");

    memcpy(record->pin, self->peer->key, CAMERA_KEY_LEN);
    memcpy(record->device, self->peer->device, CAMERA_KEY_LEN);
    memcpy(record->issuer, camera_ca_get_spki_sha256(self->ca), CAMERA_KEY_LEN);
    g_free(record->serial);
    record->serial = g_strdup(self->peer->serial);
    g_free(record->how);
    record->how = g_strdup("code");
    record->domain = self->peer->domain;
    return record;
}

static void
judge_by(World *world, const CameraRecord *record)
{
    g_autoptr(GError) error = NULL;

    prov_gate_free(world->gate);
    prov_expectation_unref(world->expectation);
    world->expectation = client_expectation_new(record, 1, &error);
    g_assert_no_error(error);
    world->gate = prov_gate_new(world->expectation);
}

static void
test_the_record_admits_its_camera_alone(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraRecord) record = make_record(self);
    g_autoptr(RigIdentity) camera =
        linking_make_identity(self->camera.key, self->leaf, camera_ca_get_root(self->ca));
    g_autoptr(RigSession) session = NULL;
    g_autoptr(RigSession) reset = NULL;
    g_autoptr(RigIdentity) device = NULL;
    World world = { 0 };

    /* after a factory reset it signs with its device key */
    device = linking_make_identity(self->camera.device, g_ptr_array_index(self->camera.chain, 0),
                                   self->camera.maker->ca);
    g_ptr_array_add(device->chain, g_bytes_ref(self->camera.maker->ca));
    world_set_up(&world, NULL);
    judge_by(&world, record);
    session = world_session(&world, camera, 0, NULL);
    reset = world_session(&world, device, 0, NULL);
    world_assert_reason(world_submit_first(&world, session), "none");
    world_assert_reason(world_submit_first(&world, world.session), "wrong-camera");
    world_assert_reason(world_submit_first(&world, reset), "identity-changed");
    world_tear_down(&world, NULL);
}

/* A lost key gets a new root: the camera of the old one goes on, and is not judged by the new. */
static void
test_roots_are_chosen_by_the_record(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraRecord) record = make_record(self);
    g_autoptr(ProvExpectation) expectation = NULL;
    g_autoptr(CameraCa) second = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *path =
        g_build_filename(g_get_user_state_dir(), OWNVIEW_DEMO ? "ownview-demo" : "ownview",
                         CAMERA_CA_KEY_FILE, NULL);

    g_assert_cmpint(g_unlink(path), ==, 0);
    second = camera_ca_open(NULL, NULL, WORLD_NOW_US, &error);
    g_assert_no_error(error);
    expectation = client_expectation_new(record, 1, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(expectation->anchors->len, ==, 1);
    g_assert_true(g_bytes_equal(expectation->anchors->pdata[0], camera_ca_get_root(self->ca)));

    record->issuer[0] ^= 1;
    g_assert_null(client_expectation_new(record, 1, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_nonnull(strstr(error->message, CAMERA_CA_ROOTS_FILE));
}

#if !OWNVIEW_DEMO
static void
test_a_demo_link_needs_a_demo(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraRecord) record = make_record(self);
    g_autoptr(GError) error = NULL;

    record->domain = CAMERA_DOMAIN_DEMO;
    g_assert_null(client_expectation_new(record, 1, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}
#endif

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*run)(Home *self, gconstpointer data);
    } cases[] = {
        { "certificate-and-token", test_certificate_and_token },
        { "each-step-once-and-in-order", test_each_step_once_and_in_order },
        { "a-code-without-a-secret-has-no-protocol", test_a_code_without_a_secret_has_no_protocol },
        { "nonces-are-new", test_nonces_are_new },
        { "release", test_release },
        { "the-record-admits-its-camera-alone", test_the_record_admits_its_camera_alone },
        { "roots-are-chosen-by-the-record", test_roots_are_chosen_by_the_record },
#if !OWNVIEW_DEMO
        { "a-demo-link-needs-a-demo", test_a_demo_link_needs_a_demo },
#endif
    };

    store_test_init(&argc, &argv);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/camera-linked/", cases[i].path, NULL);

        g_test_add(path, Home, NULL, home_set_up, cases[i].run, home_tear_down);
    }
    for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
        g_autofree char *path = g_strconcat("/camera-linked/token/", answers[i].name, NULL);

        g_test_add(path, Home, GUINT_TO_POINTER(i), home_set_up, test_refused_token,
                   home_tear_down);
    }
    return store_test_run();
}
