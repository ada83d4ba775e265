/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/hub-half.h"

#include <gio/gio.h>
#include <string.h>

#define SECOND G_USEC_PER_SEC
#define MINUTE (60 * SECOND)

/* One camera, one home that holds its code, and a clock that the test moves. */
typedef struct {
    RigMaker *maker;
    RigIdentity *device;
    GBytes *secret;
    RigLinking *camera;
    HubHalf *hub;
    int64_t now_us;
    GBytes *answer; /* to the last post */
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
    f->maker = rig_maker_new("maker", 0);
    f->device = rig_identity_new_camera(f->maker, "front-door", "SN-1", RIG_ALG_ES384);
    f->secret = rig_message_random(RIG_SECRET_LEN);
    f->camera = rig_linking_new(f->device, f->secret);
    f->hub = hub_half_new(f->secret);
    f->now_us = 1;
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    g_clear_pointer(&f->answer, g_bytes_unref);
    hub_half_free(f->hub);
    rig_linking_free(f->camera);
    g_bytes_unref(f->secret);
    rig_identity_unref(f->device);
    rig_maker_unref(f->maker);
}

/* Consumes @body. An answer comes with 200 alone. */
static guint
post_with(Fixture *f, const char *name, const char *type, const char *token, GBytes *body)
{
    const RigLinkingPost post = { .name = name, .type = type, .token = token, .body = body };
    guint status;

    g_clear_pointer(&f->answer, g_bytes_unref);
    status = rig_linking_post(f->camera, &post, f->now_us, &f->answer);
    g_bytes_unref(body);
    g_assert_cmpint(status == 200, ==, f->answer != NULL);
    return status;
}

static guint
post(Fixture *f, const char *name, GBytes *body)
{
    return post_with(f, name, "application/cbor", f->hub->token, body);
}

static guint
ask(Fixture *f)
{
    const guint status = post(f, "link", hub_half_request(f->hub));

    if (status == 200)
        hub_half_read_proof(f->hub, f->answer, f->device);
    return status;
}

static void
link_camera(Fixture *f)
{
    g_assert_cmpuint(ask(f), ==, 200);
    g_assert_cmpuint(post(f, "link/certificate", hub_half_certificate(f->hub)), ==, 200);
    hub_half_read_linked(f->hub, f->answer);
}

/* The key that the hub knows signs, and nothing but its certificate stands in the chain. */
static void
assert_signs_for(const RigLinking *camera, const HubHalf *hub)
{
    const RigIdentity *signer = rig_linking_get_signer(camera);
    uint8_t own[RIG_PIN_LEN];
    uint8_t known[RIG_PIN_LEN];

    rig_key_get_pin(signer->key, own);
    rig_key_get_pin(hub->camera, known);
    g_assert_cmpmem(own, sizeof own, known, sizeof known);
    g_assert_cmpuint(signer->chain->len, ==, 1);
    g_assert_true(rig_cert_is_issued_by(signer->leaf, hub->root));
    g_assert_true(rig_cert_has_pin(signer->leaf, known));
}

static void
assert_unlinked(const Fixture *f)
{
    g_assert_false(rig_linking_is_linked(f->camera));
    g_assert_true(rig_linking_get_signer(f->camera) == f->device);
    g_assert_true(rig_linking_permits(f->camera, NULL));
    g_assert_null(rig_linking_save(f->camera));
}

static void
test_a_camera_is_linked(Fixture *f, gconstpointer data)
{
    assert_unlinked(f);
    g_assert_cmpuint(ask(f), ==, 200);
    assert_unlinked(f); /* nobody's before the certificate */
    g_assert_cmpuint(post(f, "link/certificate", hub_half_certificate(f->hub)), ==, 200);
    hub_half_read_linked(f->hub, f->answer);
    g_assert_true(rig_linking_is_linked(f->camera));
    assert_signs_for(f->camera, f->hub);
}

static void
test_media_wants_the_token_from_then_on(Fixture *f, gconstpointer data)
{
    g_autofree char *longer = NULL;
    g_autofree char *other = NULL;

    link_camera(f);
    longer = g_strconcat(f->hub->token, "x", NULL);
    other = g_strdup(f->hub->token);
    other[7] = other[7] == 'A' ? 'B' : 'A';
    g_assert_true(rig_linking_permits(f->camera, f->hub->token));
    g_assert_false(rig_linking_permits(f->camera, NULL));
    g_assert_false(rig_linking_permits(f->camera, ""));
    g_assert_false(rig_linking_permits(f->camera, longer));
    g_assert_false(rig_linking_permits(f->camera, other));
}

static void
test_each_linking_has_a_token_and_a_key_of_its_own(Fixture *f, gconstpointer data)
{
    g_autofree char *token = NULL;
    g_autoptr(RigIdentity) signer = NULL;

    link_camera(f);
    token = g_strdup(f->hub->token);
    signer = rig_identity_ref(rig_linking_get_signer(f->camera));
    rig_linking_reset(f->camera);
    link_camera(f);
    g_assert_cmpstr(token, !=, f->hub->token);
    g_assert_false(rig_linking_permits(f->camera, token));
    g_assert_false(g_bytes_equal(signer->leaf, rig_linking_get_signer(f->camera)->leaf));
    assert_signs_for(f->camera, f->hub);
}

/* One thing that is wrong with a map before it is sealed. */
typedef void (*Bend)(RigMap *map);

static void
as_it_should_be(RigMap *map)
{
}

static void
short_nonce(RigMap *map)
{
    rig_map_put(map, "nonce", rig_item_bytes("0123456789abcdef0123456789abcde", 31));
}

static void
long_home(RigMap *map)
{
    rig_map_put(map, "home", rig_item_bytes("0123456789abcdef0123456789abcdef0", 33));
}

static void
text_nonce(RigMap *map)
{
    rig_map_put(map, "nonce", rig_item_text("0123456789abcdef0123456789abcdef"));
}

static void
other_type(RigMap *map)
{
    rig_map_put(map, "type", rig_item_text("ownview-link-2/request"));
}

static void
no_home(RigMap *map)
{
    rig_map_drop(map, "home");
}

static void
one_more(RigMap *map)
{
    rig_map_put(map, "extra", rig_item_uint(1));
}

static void
key_twice(RigMap *map)
{
    rig_map_add(map, rig_item_text("type"), rig_item_text("ownview-link-1/request"));
}

static void
other_order(RigMap *map)
{
    GBytes *home = g_bytes_ref(rig_map_get(map, "home"));

    rig_map_drop(map, "home");
    rig_map_put(map, "home", home);
}

static void
long_count(RigMap *map)
{
    map->form = RIG_MAP_LONG;
}

static void
indefinite(RigMap *map)
{
    map->form = RIG_MAP_INDEFINITE;
}

static void
test_requests_of_another_shape_are_refused(Fixture *f, gconstpointer data)
{
    static const struct {
        const char *name;
        Bend bend;
        guint status;
    } cases[] = {
        { "as it should be", as_it_should_be, 200 },
        { "nonce of 31 bytes", short_nonce, 400 },
        { "home of 33 bytes", long_home, 400 },
        { "nonce as text", text_nonce, 400 },
        { "another type", other_type, 400 },
        { "no home", no_home, 400 },
        { "one key more", one_more, 400 },
        { "a key twice", key_twice, 400 },
        { "keys in another order", other_order, 400 },
        { "count not in its shortest form", long_count, 400 },
        { "indefinite length", indefinite, 400 },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(RigMap) map = hub_half_request_map(f->hub, "ownview-link-1/request");

        g_test_message("%s", cases[i].name);
        cases[i].bend(map);
        g_assert_cmpuint(post(f, "link", rig_message_seal(rig_map_item(map), f->hub->mac_key)), ==,
                         cases[i].status);
        f->now_us += MINUTE;
    }
    assert_unlinked(f);
}

static void
test_only_who_read_the_code_is_answered(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) other_secret = rig_message_random(RIG_SECRET_LEN);
    g_autoptr(HubHalf) stranger = hub_half_new(other_secret);
    g_autoptr(GBytes) good = hub_half_request(f->hub);
    const size_t len = g_bytes_get_size(good);

    g_assert_cmpuint(post(f, "link", hub_half_request(stranger)), ==, 403);
    g_assert_cmpuint(post(f, "link", g_bytes_new_from_bytes(good, 0, len - 1)), ==, 403);
    g_assert_cmpuint(post(f, "link", g_bytes_new_from_bytes(good, 1, len - 1)), ==, 403);
    g_assert_cmpuint(post(f, "link", g_bytes_new_from_bytes(good, 0, 31)), ==, 403);
    g_assert_cmpuint(post(f, "link", g_bytes_new(NULL, 0)), ==, 403);
    for (size_t at = 0; at < len; at += 17) {
        g_autofree uint8_t *copy = g_memdup2(g_bytes_get_data(good, NULL), len);

        f->now_us += MINUTE;
        copy[at] ^= 1;
        g_assert_cmpuint(post(f, "link", g_bytes_new(copy, len)), ==, 403);
    }
    /* the secret of the code is no less needed for what follows */
    g_assert_cmpuint(ask(f), ==, 200);
    rig_key_unref(stranger->camera);
    stranger->camera = rig_key_ref(f->hub->camera);
    stranger->nonce = g_bytes_ref(f->hub->nonce);
    g_assert_cmpuint(post(f, "link/certificate", hub_half_certificate(stranger)), ==, 403);
    assert_unlinked(f);
}

static void
test_other_types_sizes_and_names(Fixture *f, gconstpointer data)
{
    g_autofree uint8_t *zeros = g_malloc0(RIG_LINKING_MAX + 1);
    static const char *const types[] = { NULL, "", "application/json", "application/cbor2" };
    static const char *const names[] = { "link", "link/certificate", "link/release", "link/rotate",
                                         "link/rotate/certificate" };

    for (guint n = 0; n < G_N_ELEMENTS(names); n++) {
        for (guint i = 0; i < G_N_ELEMENTS(types); i++)
            g_assert_cmpuint(post_with(f, names[n], types[i], NULL, hub_half_request(f->hub)), ==,
                             415);
        g_assert_cmpuint(post(f, names[n], g_bytes_new(zeros, RIG_LINKING_MAX + 1)), ==, 413);
    }
    g_assert_cmpuint(post(f, "link/", hub_half_request(f->hub)), ==, 404);
    g_assert_cmpuint(post(f, "link/certificate/x", hub_half_request(f->hub)), ==, 404);
    g_assert_cmpuint(ask(f), ==, 200);
}

static void
test_ten_requests_a_minute(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) other_secret = rig_message_random(RIG_SECRET_LEN);
    g_autoptr(HubHalf) stranger = hub_half_new(other_secret);

    for (guint i = 0; i < 10; i++) {
        g_assert_cmpuint(post(f, "link", hub_half_request(stranger)), ==, 403);
        f->now_us += SECOND;
    }
    g_assert_cmpuint(ask(f), ==, 429);
    f->now_us += 50 * SECOND - 1;
    g_assert_cmpuint(ask(f), ==, 429);
    f->now_us += 1;
    g_assert_cmpuint(ask(f), ==, 200);
    g_assert_cmpuint(ask(f), ==, 429); /* the second of the ten is not a minute old */
    f->now_us += SECOND;
    g_assert_cmpuint(ask(f), ==, 200);
}

static void
test_a_request_waits_ten_minutes(Fixture *f, gconstpointer data)
{
    g_assert_cmpuint(post(f, "link/certificate", g_bytes_new(NULL, 0)), ==, 403);
    g_assert_cmpuint(ask(f), ==, 200);
    f->now_us += 10 * MINUTE;
    g_assert_cmpuint(post(f, "link/certificate", hub_half_certificate(f->hub)), ==, 410);
    assert_unlinked(f);
    g_assert_cmpuint(ask(f), ==, 200);
    f->now_us += 10 * MINUTE - 1;
    g_assert_cmpuint(post(f, "link/certificate", hub_half_certificate(f->hub)), ==, 200);
}

static void
test_one_linking_at_a_time(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) first = NULL;

    g_assert_cmpuint(ask(f), ==, 200);
    first = hub_half_certificate(f->hub);
    g_assert_cmpuint(ask(f), ==, 200);
    g_assert_cmpuint(post(f, "link/certificate", g_bytes_ref(first)), ==, 410);
    g_assert_cmpuint(post(f, "link/certificate", hub_half_certificate(f->hub)), ==, 200);
    g_assert_cmpuint(post(f, "link/certificate", g_bytes_ref(first)), ==, 409);
}

static void
test_certificates_that_were_not_asked_for(Fixture *f, gconstpointer data)
{
    static const char type[] = "ownview-link-1/certificate";
    g_autoptr(HubHalf) other = hub_half_new(f->secret);
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    g_autoptr(GBytes) good = NULL;
    g_autoptr(GBytes) other_key = hub_half_issue(f->hub, key);
    g_autoptr(GBytes) other_home = NULL;
    g_autoptr(GBytes) garbage = g_bytes_new_static("0123456789", 10);
    g_autoptr(GBytes) large = g_bytes_new_take(g_malloc0(4097), 4097);
    g_autoptr(GBytes) none = g_bytes_new(NULL, 0);

    g_assert_cmpuint(ask(f), ==, 200);
    good = hub_half_issue(f->hub, f->hub->camera);
    other_home = hub_half_issue(other, f->hub->camera);
    const struct {
        const char *name;
        GBytes *leaf, *root;
        guint status;
    } cases[] = {
        { "of another key", other_key, f->hub->root, 403 },
        { "of another home, with its root", other_home, other->root, 403 },
        { "of another home, under this root", other_home, f->hub->root, 403 },
        { "under another root", good, other->root, 403 },
        { "the root for a leaf", f->hub->root, f->hub->root, 403 },
        { "no certificate", garbage, f->hub->root, 403 },
        { "no root", good, garbage, 403 },
        { "too large", large, f->hub->root, 400 },
        { "empty", good, none, 400 },
        { "what was asked for", good, f->hub->root, 200 },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        GBytes *map = hub_half_chain_map(f->hub, type, cases[i].leaf, cases[i].root);

        g_test_message("%s", cases[i].name);
        g_assert_cmpuint(post(f, "link/certificate", rig_message_seal(map, f->hub->mac_key)), ==,
                         cases[i].status);
    }
    assert_signs_for(f->camera, f->hub);
}

static void
test_two_homes(Fixture *f, gconstpointer data)
{
    g_autoptr(HubHalf) other = hub_half_new(f->secret); /* holds the code as well */
    g_autofree char *token = NULL;

    link_camera(f);
    g_assert_cmpuint(post(f, "link", hub_half_request(other)), ==, 409);
    g_assert_cmpuint(ask(f), ==, 409); /* the camera's own home no less */
    assert_signs_for(f->camera, f->hub);
    /* somebody who has not read the code does not learn that it is linked */
    g_assert_cmpuint(post(f, "link", g_bytes_new(NULL, 0)), ==, 403);
    token = g_strdup(f->hub->token);
    rig_linking_reset(f->camera);
    assert_unlinked(f);
    hub_half_free(f->hub);
    f->hub = g_steal_pointer(&other);
    link_camera(f);
    g_assert_false(rig_linking_permits(f->camera, token));
}

static void
test_a_lost_answer_can_be_asked_for_again(Fixture *f, gconstpointer data)
{
    g_autoptr(GBytes) certificate = NULL;
    g_autoptr(GBytes) answer = NULL;

    g_assert_cmpuint(ask(f), ==, 200);
    certificate = hub_half_certificate(f->hub);
    g_assert_cmpuint(post(f, "link/certificate", g_bytes_ref(certificate)), ==, 200);
    answer = g_bytes_ref(f->answer);
    f->now_us += 10 * MINUTE - 1;
    g_assert_cmpuint(post(f, "link/certificate", g_bytes_ref(certificate)), ==, 200);
    g_assert_true(g_bytes_equal(answer, f->answer));
    hub_half_read_linked(f->hub, f->answer);
    assert_signs_for(f->camera, f->hub);
    f->now_us += 1;
    g_assert_cmpuint(post(f, "link/certificate", g_bytes_ref(certificate)), ==, 409);
    rig_linking_reset(f->camera);
    g_assert_cmpuint(post(f, "link/certificate", g_bytes_ref(certificate)), ==, 410);
}

static void
test_its_home_lets_it_go(Fixture *f, gconstpointer data)
{
    g_autoptr(HubHalf) other = hub_half_new(f->secret);
    g_autoptr(GBytes) former = NULL;

    g_assert_cmpuint(post(f, "link/release", g_bytes_new(NULL, 0)), ==, 401); /* nobody's */
    link_camera(f);
    former = hub_half_release(f->hub);
    rig_linking_reset(f->camera);
    link_camera(f);
    other->camera = rig_key_ref(f->hub->camera);
    g_assert_cmpuint(
        post_with(f, "link/release", "application/cbor", NULL, hub_half_release(f->hub)), ==, 401);
    g_assert_cmpuint(
        post_with(f, "link/release", "application/cbor", "x", hub_half_release(f->hub)), ==, 401);
    g_assert_cmpuint(post(f, "link/release", hub_half_release(other)), ==, 403);
    g_assert_cmpuint(post(f, "link/release", g_bytes_ref(former)), ==, 403);
    g_assert_cmpuint(post(f, "link/release", g_bytes_new(NULL, 0)), ==, 403);
    g_assert_cmpuint(post(f, "link/release", hub_half_rotate(f->hub)), ==, 403);
    assert_signs_for(f->camera, f->hub);
    g_assert_cmpuint(post(f, "link/release", hub_half_release(f->hub)), ==, 200);
    g_assert_cmpuint(g_bytes_get_size(f->answer), ==, 0);
    assert_unlinked(f);
    g_assert_cmpuint(post(f, "link/release", hub_half_release(f->hub)), ==, 401);
    link_camera(f);
}

static void
rotate(Fixture *f)
{
    g_assert_cmpuint(post(f, "link/rotate", hub_half_rotate(f->hub)), ==, 200);
    hub_half_read_rotation(f->hub, f->answer, rig_linking_get_signer(f->camera)->key);
    g_assert_cmpuint(post(f, "link/rotate/certificate", hub_half_rotation_certificate(f->hub)), ==,
                     200);
    hub_half_read_rotated(f->hub, f->answer);
}

static void
test_the_old_key_vouches_for_the_new_one(Fixture *f, gconstpointer data)
{
    g_autofree char *token = NULL;
    g_autoptr(RigIdentity) before = NULL;

    link_camera(f);
    token = g_strdup(f->hub->token);
    before = rig_identity_ref(rig_linking_get_signer(f->camera));
    rotate(f);
    assert_signs_for(f->camera, f->hub);
    g_assert_false(rig_linking_get_signer(f->camera) == before);
    g_assert_true(rig_linking_permits(f->camera, token)); /* the token stays */
    rotate(f);
    assert_signs_for(f->camera, f->hub);
}

static void
test_rotations_that_are_refused(Fixture *f, gconstpointer data)
{
    g_autoptr(HubHalf) other = hub_half_new(f->secret);
    g_autoptr(RigIdentity) signer = NULL;
    g_autoptr(GBytes) leaf = NULL;

    g_assert_cmpuint(post(f, "link/rotate", hub_half_rotate(f->hub)), ==, 401); /* unlinked */
    link_camera(f);
    signer = rig_identity_ref(rig_linking_get_signer(f->camera));
    g_assert_cmpuint(post_with(f, "link/rotate", "application/cbor", "x", hub_half_rotate(f->hub)),
                     ==, 401);
    g_assert_cmpuint(post(f, "link/rotate", hub_half_request(f->hub)), ==, 400);
    g_assert_cmpuint(post(f, "link/rotate", hub_half_rotate(other)), ==, 403); /* another home */
    g_assert_cmpuint(post(f, "link/rotate/certificate", hub_half_rotation_certificate(f->hub)), ==,
                     410); /* none is under way */
    g_assert_cmpuint(post(f, "link/rotate", hub_half_rotate(f->hub)), ==, 200);
    hub_half_read_rotation(f->hub, f->answer, signer->key);
    leaf = hub_half_issue(other, f->hub->camera);
    g_assert_cmpuint(
        post(f, "link/rotate/certificate",
             hub_half_chain_map(f->hub, "ownview-link-1/rotation-certificate", leaf, other->root)),
        ==, 403);
    g_assert_cmpuint(post_with(f, "link/rotate/certificate", "application/cbor", NULL,
                               hub_half_rotation_certificate(f->hub)),
                     ==, 401);
    f->now_us += 10 * MINUTE;
    g_assert_cmpuint(post(f, "link/rotate/certificate", hub_half_rotation_certificate(f->hub)), ==,
                     410);
    g_assert_true(rig_linking_get_signer(f->camera) == signer);
}

static void
test_a_link_outlives_a_restart(Fixture *f, gconstpointer data)
{
    g_autofree char *saved = NULL;
    g_autofree char *again = NULL;
    g_autoptr(GError) error = NULL;

    link_camera(f);
    rotate(f);
    saved = rig_linking_save(f->camera);
    rig_linking_free(f->camera);
    f->camera = rig_linking_new(f->device, f->secret);
    assert_unlinked(f);
    g_assert_true(rig_linking_load(f->camera, saved, &error));
    g_assert_no_error(error);
    assert_signs_for(f->camera, f->hub);
    g_assert_true(rig_linking_permits(f->camera, f->hub->token));
    g_assert_cmpuint(ask(f), ==, 409);
    again = rig_linking_save(f->camera);
    g_assert_cmpstr(saved, ==, again);
    rotate(f);
}

static void
test_what_is_not_readable_is_not_loaded(Fixture *f, gconstpointer data)
{
    static const char *const fields[] = { "key=", "leaf=", "root=", "token=" };
    g_autofree char *saved = NULL;

    link_camera(f);
    saved = rig_linking_save(f->camera);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *spoilt = g_strdup(saved);
        g_autoptr(RigLinking) camera = rig_linking_new(f->device, f->secret);
        g_autoptr(GError) error = NULL;
        char *field = strstr(spoilt, fields[i]);

        g_assert_nonnull(field);
        *field = 'X';
        g_assert_false(rig_linking_load(camera, spoilt, &error));
        g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
        g_assert_false(rig_linking_is_linked(camera));
    }
    g_assert_false(rig_linking_load(f->camera, "", NULL));
    assert_signs_for(f->camera, f->hub);
}

/* RFC 5869, appendix A.3: no salt, no info. */
static void
test_keys_are_derived_as_the_standard_says(void)
{
    g_autoptr(GBytes) secret = rig_item_hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
    g_autoptr(GBytes) wanted =
        rig_item_hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    g_autoptr(GBytes) key = rig_message_derive_key(secret, "");

    g_assert_true(g_bytes_equal(key, wanted));
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(Fixture *, gconstpointer);
    } cases[] = {
        { "a-camera-is-linked", test_a_camera_is_linked },
        { "media-wants-the-token-from-then-on", test_media_wants_the_token_from_then_on },
        { "each-linking-has-a-token-and-a-key-of-its-own",
          test_each_linking_has_a_token_and_a_key_of_its_own },
        { "requests-of-another-shape-are-refused", test_requests_of_another_shape_are_refused },
        { "only-who-read-the-code-is-answered", test_only_who_read_the_code_is_answered },
        { "other-types-sizes-and-names", test_other_types_sizes_and_names },
        { "ten-requests-a-minute", test_ten_requests_a_minute },
        { "a-request-waits-ten-minutes", test_a_request_waits_ten_minutes },
        { "one-linking-at-a-time", test_one_linking_at_a_time },
        { "certificates-that-were-not-asked-for", test_certificates_that_were_not_asked_for },
        { "two-homes", test_two_homes },
        { "a-lost-answer-can-be-asked-for-again", test_a_lost_answer_can_be_asked_for_again },
        { "its-home-lets-it-go", test_its_home_lets_it_go },
        { "the-old-key-vouches-for-the-new-one", test_the_old_key_vouches_for_the_new_one },
        { "rotations-that-are-refused", test_rotations_that_are_refused },
        { "a-link-outlives-a-restart", test_a_link_outlives_a_restart },
        { "what-is-not-readable-is-not-loaded", test_what_is_not_readable_is_not_loaded },
    };

    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/rig-linking/", cases[i].name, NULL);

        g_test_add(path, Fixture, NULL, set_up, cases[i].run, tear_down);
    }
    g_test_add_func("/rig-linking/keys-are-derived-as-the-standard-says",
                    test_keys_are_derived_as_the_standard_says);
    return g_test_run();
}
