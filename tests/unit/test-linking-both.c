/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-link.h"
#include "client/cameras/camera-rotation.h"
#include "tests/rig/rig-code.h"
#include "tests/rig/rig-linking.h"
#include "tests/unit/world.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* The hub's half and the camera's, written apart from each other, in one process. */

#define ADDRESS "https://camera.local/front-door/"

/* One household: its CA, what it trusts, what it has linked. */
typedef struct {
    char *dir;
    CameraCa *ca;
    GPtrArray *makers;  /* of CameraLinkMaker */
    GPtrArray *records; /* of CameraRecord */
} Home;

/* A camera in its box. */
typedef struct {
    RigIdentity *device;
    GBytes *secret;
    RigLinking *half;
    char *code;
} Camera;

typedef struct {
    World world;
    Home home;
    Home other;
    Camera camera;
} Fixture;

static void
home_set_up(Home *self, RigMaker *maker)
{
    g_autoptr(GPtrArray) anchors = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GError) error = NULL;

    self->dir = g_dir_make_tmp("home-XXXXXX", &error);
    g_assert_no_error(error);
    self->ca = camera_ca_open(self->dir, self->dir, WORLD_NOW_US, &error);
    g_assert_no_error(error);
    g_ptr_array_add(anchors, g_bytes_ref(maker->root));
    self->makers = g_ptr_array_new_with_free_func((GDestroyNotify)camera_link_maker_free);
    g_ptr_array_add(self->makers, camera_link_maker_new(maker->name, anchors));
    self->records = g_ptr_array_new_with_free_func((GDestroyNotify)camera_record_free);
}

static void
home_tear_down(Home *self)
{
    static const char *const files[] = { CAMERA_CA_KEY_FILE, CAMERA_CA_ROOTS_FILE };

    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(self->dir, files[i], NULL);

        g_assert_cmpint(g_unlink(path), ==, 0);
    }
    g_assert_cmpint(g_rmdir(self->dir), ==, 0);
    g_free(self->dir);
    camera_ca_free(self->ca);
    g_ptr_array_unref(self->makers);
    g_ptr_array_unref(self->records);
}

/* With a secret of its own. */
static void
camera_set_up(Camera *self, RigIdentity *device, GBytes *tls_ca)
{
    self->device = rig_identity_ref(device);
    self->secret = rig_message_random(RIG_SECRET_LEN);
    self->half = rig_linking_new(device, self->secret);
    self->code = rig_code_make(device, self->secret, ADDRESS, tls_ca);
}

static void
camera_clear(Camera *self)
{
    rig_linking_free(self->half);
    rig_identity_unref(self->device);
    g_bytes_unref(self->secret);
    g_free(self->code);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Camera, camera_clear)

static void
set_up(Fixture *f, gconstpointer data)
{
    world_set_up(&f->world, NULL);
    home_set_up(&f->home, f->world.maker);
    home_set_up(&f->other, f->world.maker);
    camera_set_up(&f->camera, f->world.front, f->world.maker->root);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    camera_clear(&f->camera);
    home_tear_down(&f->home);
    home_tear_down(&f->other);
    world_tear_down(&f->world, NULL);
}

/* One POST; @body is consumed. NULL unless @status is 200. */
static GBytes *
post(RigLinking *half, const char *name, const char *token, GBytes *body, guint status)
{
    g_autoptr(GBytes) owned = body;
    const RigLinkingPost message = {
        .name = name, .type = "application/cbor", .token = token, .body = owned
    };
    GBytes *answer = NULL;

    g_assert_nonnull(owned);
    g_assert_cmpuint(rig_linking_post(half, &message, 1, &answer), ==, status);
    return answer;
}

/* A linking as far as one comes with it. */
typedef struct {
    CameraLink *link;
    CameraLinkPeer *peer;
    CameraLinkProblem problem;
    const CameraRecord *duplicate;
    char *token;
} Attempt;

static void
attempt_clear(Attempt *self)
{
    g_clear_pointer(&self->link, camera_link_free);
    g_clear_pointer(&self->peer, camera_link_peer_free);
    g_clear_pointer(&self->token, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attempt, attempt_clear)

static void
attempt_start(Attempt *self, const Home *home, const char *code_text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CameraCode) code = camera_code_parse(code_text, &error);

    g_assert_no_error(error);
    self->link = camera_link_new(code, camera_ca_get_spki_sha256(home->ca), &error);
    g_assert_no_error(error);
}

/* What @home makes of the proof of whoever answers; @again: link id or NULL. */
static void
attempt_ask(Attempt *self, const Home *home, RigLinking *answering, const char *again)
{
    const CameraLinkTrust trust = { .makers = home->makers,
                                    .records = home->records,
                                    .again = again,
                                    .now = { PROV_CLOCK_TRUSTED, WORLD_NOW_US, 0 } };
    g_autoptr(GBytes) proof =
        post(answering, "link", NULL, camera_link_make_request(self->link), 200);
    g_autoptr(GError) error = NULL;

    if (camera_link_read_proof(self->link, proof, &trust, &self->peer, &self->problem,
                               &self->duplicate, &error))
        self->problem = CAMERA_LINK_PROBLEM_NONE;
    else
        g_test_message("%s", error->message);
}

static void
attempt_certify(Attempt *self, const Home *home, RigLinking *answering)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) leaf = NULL;
    g_autoptr(GBytes) linked = NULL;
    GBytes *certificate;

    g_assert_nonnull(self->peer);
    leaf = camera_ca_issue(home->ca, self->peer->request, self->peer->serial, self->peer->maker,
                           &error);
    g_assert_no_error(error);
    certificate = camera_link_make_certificate(self->link, leaf, camera_ca_get_root(home->ca));
    linked = post(answering, "link/certificate", NULL, certificate, 200);
    g_assert_true(camera_link_read_linked(self->link, linked, &self->token, &error));
    g_assert_no_error(error);
}

/* The whole way, as it should go. */
static void
link_camera(Attempt *self, const Home *home, const Camera *camera)
{
    attempt_start(self, home, camera->code);
    attempt_ask(self, home, camera->half, NULL);
    g_assert_cmpint(self->problem, ==, CAMERA_LINK_PROBLEM_NONE);
    attempt_certify(self, home, camera->half);
    g_assert_true(rig_linking_permits(camera->half, self->token));
    g_assert_false(rig_linking_permits(camera->half, NULL));
}

/* What the gate says of whatever @signer signs, when @home's camera with the key @pin is selected.
 */
static const char *
judge(Fixture *f, const Home *home, const Attempt *linked, RigIdentity *signer)
{
    g_autoptr(RigSession) session = world_session(&f->world, signer, 0, NULL);
    ProvExpectation *expectation = prov_expectation_new();

    prov_expectation_add_pin(expectation, linked->peer->key);
    expectation->anchors = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(expectation->anchors, g_bytes_ref(camera_ca_get_root(home->ca)));
    expectation->link = g_strdup("0123456789abcdef0123456789abcdef");
    expectation->generation = 1;
    expectation->signed_time = true;
    expectation->demo = OWNVIEW_DEMO;
    expectation->has_device = true;
    memcpy(expectation->device, linked->peer->device, PROV_PIN_LEN);
    memcpy(expectation->issuer, camera_ca_get_spki_sha256(home->ca), PROV_PIN_LEN);
    expectation->serial = g_strdup(linked->peer->serial);
    prov_gate_free(f->world.gate);
    prov_expectation_unref(f->world.expectation);
    f->world.expectation = expectation;
    f->world.gate = prov_gate_new(expectation);
    return prov_reason_name(world_submit_first(&f->world, session).reason);
}

/* The record that comes of it, as far as later linkings look at it. */
static void
keep_record(const Home *home, const Attempt *linked, const char *id)
{
    CameraRecord *record = camera_record_new();

    record->id = g_strdup(id);
    record->serial = g_strdup(linked->peer->serial);
    record->maker = g_strdup(linked->peer->maker);
    memcpy(record->pin, linked->peer->key, CAMERA_KEY_LEN);
    memcpy(record->device, linked->peer->device, CAMERA_KEY_LEN);
    memcpy(record->issuer, camera_ca_get_spki_sha256(home->ca), CAMERA_KEY_LEN);
    g_ptr_array_add(home->records, record);
}

static void
test_the_code_is_read(Fixture *f, gconstpointer data)
{
    g_autoptr(CameraCode) code = camera_code_parse(f->camera.code, NULL);
    g_autofree char *again = NULL;
    uint8_t pin[RIG_PIN_LEN];

    g_assert_nonnull(code);
    rig_identity_get_pin(f->camera.device, pin);
    g_assert_cmpstr(code->serial, ==, "A-0001");
    g_assert_cmpmem(code->device, sizeof code->device, pin, sizeof pin);
    g_assert_true(g_bytes_equal(code->secret, f->camera.secret));
    g_assert_cmpstr(code->address, ==, ADDRESS);
    g_assert_true(g_bytes_equal(code->tls_ca, f->world.maker->root));
    again = camera_code_format(code);
    g_assert_cmpstr(again, ==, f->camera.code);
}

static void
test_a_linked_camera_is_admitted(Fixture *f, gconstpointer data)
{
    static const RigAlg algs[] = { RIG_ALG_ES256, RIG_ALG_ES384, RIG_ALG_EDDSA };

    for (guint i = 0; i < G_N_ELEMENTS(algs); i++) {
        g_autoptr(RigIdentity) device =
            rig_identity_new_camera(f->world.maker, "porch", "A-0009", algs[i]);
        g_auto(Camera) camera = { 0 };
        g_auto(Attempt) linked = { 0 };
        uint8_t pin[RIG_PIN_LEN];

        camera_set_up(&camera, device, f->world.maker->root);
        link_camera(&linked, &f->home, &camera);
        rig_identity_get_pin(device, pin);
        g_assert_cmpmem(linked.peer->device, sizeof linked.peer->device, pin, sizeof pin);
        g_assert_cmpstr(linked.peer->serial, ==, "A-0009");
        g_assert_cmpstr(linked.peer->maker, ==, "maker-a");
        g_assert_cmpstr(judge(f, &f->home, &linked, rig_linking_get_signer(camera.half)), ==,
                        "none");
    }
}

/* Another camera of the maker at the code's address, which knows the code's secret or does not. */
static void
test_an_impostor_is_told_apart(Fixture *f, gconstpointer data)
{
    g_auto(Camera) stranger = { 0 };
    g_autoptr(RigLinking) knowing = NULL;
    g_auto(Attempt) first = { 0 };
    g_auto(Attempt) second = { 0 };

    camera_set_up(&stranger, f->world.stranger, f->world.maker->root);
    attempt_start(&first, &f->home, f->camera.code);
    g_assert_null(post(stranger.half, "link", NULL, camera_link_make_request(first.link), 403));
    knowing = rig_linking_new(f->world.stranger, f->camera.secret);
    attempt_start(&second, &f->home, f->camera.code);
    attempt_ask(&second, &f->home, knowing, NULL);
    g_assert_cmpint(second.problem, ==, CAMERA_LINK_PROBLEM_IMPOSTOR);
    g_assert_null(second.peer);
    g_assert_null(camera_link_make_certificate(second.link, f->world.maker->root,
                                               camera_ca_get_root(f->home.ca)));
}

/* SUB-14: whoever sells a camera resets it; nothing of it is the former home's any more. */
static void
test_a_resold_camera_is_told_apart(Fixture *f, gconstpointer data)
{
    g_auto(Attempt) mine = { 0 };
    g_auto(Attempt) buyer = { 0 };
    g_auto(Attempt) late = { 0 };
    g_autoptr(GBytes) none = NULL;

    link_camera(&mine, &f->home, &f->camera);
    rig_linking_reset(f->camera.half);
    g_assert_cmpstr(judge(f, &f->home, &mine, rig_linking_get_signer(f->camera.half)), ==,
                    "identity-changed");
    link_camera(&buyer, &f->other, &f->camera);
    g_assert_cmpstr(judge(f, &f->home, &mine, rig_linking_get_signer(f->camera.half)), ==,
                    "wrong-camera");
    g_assert_cmpstr(judge(f, &f->other, &buyer, rig_linking_get_signer(f->camera.half)), ==,
                    "none");
    g_assert_false(rig_linking_permits(f->camera.half, mine.token));
    none = post(f->camera.half, "link/release", mine.token,
                camera_link_make_release(f->home.ca, mine.peer->key, NULL), 401);
    /* the token of the buyer's does not make the former home's word count */
    g_assert_null(post(f->camera.half, "link/release", buyer.token,
                       camera_link_make_release(f->home.ca, buyer.peer->key, NULL), 403));
    attempt_start(&late, &f->home, f->camera.code);
    g_assert_null(post(f->camera.half, "link", NULL, camera_link_make_request(late.link), 409));
}

/* SUB-10: the same name and serial, another key; the code still names the old one. */
static void
test_a_silent_new_key_is_no_camera_of_this_code(Fixture *f, gconstpointer data)
{
    g_autoptr(RigIdentity) rekeyed =
        rig_identity_new_camera(f->world.maker, "front", "A-0001", RIG_ALG_ES256);
    g_autoptr(RigLinking) half = rig_linking_new(rekeyed, f->camera.secret);
    g_auto(Attempt) attempt = { 0 };

    attempt_start(&attempt, &f->home, f->camera.code);
    attempt_ask(&attempt, &f->home, half, NULL);
    g_assert_cmpint(attempt.problem, ==, CAMERA_LINK_PROBLEM_IMPOSTOR);
}

/* SUB-11: two boxes with one key, under one serial or two. */
static void
test_one_key_is_linked_once(Fixture *f, gconstpointer data)
{
    static const char *const serials[] = { "A-0001", "A-0077" };
    static const char id[] = "00112233445566778899aabbccddeeff";
    g_auto(Attempt) mine = { 0 };
    g_auto(Attempt) again = { 0 };

    link_camera(&mine, &f->home, &f->camera);
    keep_record(&f->home, &mine, id);
    for (guint i = 0; i < G_N_ELEMENTS(serials); i++) {
        const RigCertSpec spec =
            rig_maker_leaf_spec(f->world.maker, "copy", serials[i], f->camera.device->key);
        g_autoptr(RigIdentity) copy = rig_identity_new_from_spec(f->world.maker, &spec);
        g_auto(Camera) clone = { 0 };
        g_auto(Attempt) attempt = { 0 };

        camera_set_up(&clone, copy, f->world.maker->root);
        attempt_start(&attempt, &f->home, clone.code);
        attempt_ask(&attempt, &f->home, clone.half, NULL);
        g_assert_cmpint(attempt.problem, ==, CAMERA_LINK_PROBLEM_DUPLICATE_KEY);
        g_assert_true(attempt.duplicate == g_ptr_array_index(f->home.records, 0));
    }
    /* "link again" of that very camera is no duplicate */
    rig_linking_reset(f->camera.half);
    attempt_start(&again, &f->home, f->camera.code);
    attempt_ask(&again, &f->home, f->camera.half, id);
    g_assert_cmpint(again.problem, ==, CAMERA_LINK_PROBLEM_NONE);
}

static void
test_two_homes_and_one_camera(Fixture *f, gconstpointer data)
{
    g_auto(Attempt) mine = { 0 };
    g_auto(Attempt) theirs = { 0 };
    g_autoptr(GBytes) leaf = NULL;
    g_autoptr(GBytes) released = NULL;

    attempt_start(&mine, &f->home, f->camera.code);
    attempt_ask(&mine, &f->home, f->camera.half, NULL);
    /* the other home's certificate for the key that this one asked for */
    leaf = camera_ca_issue(f->other.ca, mine.peer->request, "A-0001", "maker-a", NULL);
    g_assert_null(
        post(f->camera.half, "link/certificate", NULL,
             camera_link_make_certificate(mine.link, leaf, camera_ca_get_root(f->other.ca)), 403));
    attempt_clear(&mine);
    mine = (Attempt){ 0 };
    link_camera(&mine, &f->home, &f->camera);
    attempt_start(&theirs, &f->other, f->camera.code);
    g_assert_null(post(f->camera.half, "link", NULL, camera_link_make_request(theirs.link), 409));
    released = post(f->camera.half, "link/release", mine.token,
                    camera_link_make_release(f->home.ca, mine.peer->key, NULL), 200);
    g_assert_cmpuint(g_bytes_get_size(released), ==, 0);
    attempt_clear(&theirs);
    theirs = (Attempt){ 0 };
    link_camera(&theirs, &f->other, &f->camera);
    g_assert_cmpstr(judge(f, &f->other, &theirs, rig_linking_get_signer(f->camera.half)), ==,
                    "none");
}

static void
test_a_key_is_rotated(Fixture *f, gconstpointer data)
{
    g_auto(Attempt) mine = { 0 };
    g_autoptr(CameraRotation) rotation = NULL;
    g_autoptr(CameraRotationKey) key = NULL;
    g_autoptr(GBytes) proof = NULL;
    g_autoptr(GBytes) leaf = NULL;
    g_autoptr(GBytes) rotated = NULL;
    g_autoptr(GError) error = NULL;

    link_camera(&mine, &f->home, &f->camera);
    rotation = camera_rotation_new(mine.peer->key, camera_ca_get_spki_sha256(f->home.ca), &error);
    g_assert_no_error(error);
    proof = post(f->camera.half, "link/rotate", mine.token, camera_rotation_make_request(rotation),
                 200);
    g_assert_true(camera_rotation_read_proof(rotation, proof, f->home.records, &key, &error));
    g_assert_no_error(error);
    leaf = camera_ca_issue(f->home.ca, key->request, mine.peer->serial, mine.peer->maker, &error);
    g_assert_no_error(error);
    rotated =
        post(f->camera.half, "link/rotate/certificate", mine.token,
             camera_rotation_make_certificate(rotation, leaf, camera_ca_get_root(f->home.ca)), 200);
    g_assert_true(camera_rotation_read_rotated(rotation, rotated, &error));
    g_assert_no_error(error);
    /* before the record has the new pin this is another camera; afterwards it is this one */
    g_assert_cmpstr(judge(f, &f->home, &mine, rig_linking_get_signer(f->camera.half)), !=, "none");
    memcpy(mine.peer->key, key->key, CAMERA_KEY_LEN);
    g_assert_cmpstr(judge(f, &f->home, &mine, rig_linking_get_signer(f->camera.half)), ==, "none");
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(Fixture *, gconstpointer);
    } cases[] = {
        { "the-code-is-read", test_the_code_is_read },
        { "a-linked-camera-is-admitted", test_a_linked_camera_is_admitted },
        { "an-impostor-is-told-apart", test_an_impostor_is_told_apart },
        { "SUB-14-a-resold-camera-is-told-apart", test_a_resold_camera_is_told_apart },
        { "SUB-10-a-silent-new-key-is-no-camera-of-this-code",
          test_a_silent_new_key_is_no_camera_of_this_code },
        { "SUB-11-one-key-is-linked-once", test_one_key_is_linked_once },
        { "two-homes-and-one-camera", test_two_homes_and_one_camera },
        { "a-key-is-rotated", test_a_key_is_rotated },
    };

    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/linking-both/", cases[i].name, NULL);

        g_test_add(path, Fixture, NULL, set_up, cases[i].run, tear_down);
    }
    return g_test_run();
}
