/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-ca.h"

#include "tests/unit/linking.h"
#include "tests/unit/world.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define FLOOR_US WORLD_NOW_US
/* as long as a code may have one */
#define LONGEST_SERIAL "1234567890123456789012345678901234567890123456789012345678901234"
#define DAY_US         (86400 * (int64_t)G_USEC_PER_SEC)

/* One home's two directories, made when the CA is. */
typedef struct {
    char *top;
    char *dir;
    char *state;
    char *key_path;
    char *roots_path;
} Home;

static void
home_set_up(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    self->top = g_dir_make_tmp("home-XXXXXX", NULL);
    g_assert_nonnull(self->top);
    self->dir = g_build_filename(self->top, "data", NULL);
    self->state = g_build_filename(self->top, "state", NULL);
    self->key_path = g_build_filename(self->state, CAMERA_CA_KEY_FILE, NULL);
    self->roots_path = g_build_filename(self->dir, CAMERA_CA_ROOTS_FILE, NULL);
}

static void
home_tear_down(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_chmod(self->key_path, 0600);
    g_unlink(self->key_path);
    g_unlink(self->roots_path);
    g_rmdir(self->dir);
    g_rmdir(self->state);
    g_rmdir(self->top);
    g_free(self->top);
    g_free(self->dir);
    g_free(self->state);
    g_free(self->key_path);
    g_free(self->roots_path);
}

static CameraCa *
home_open(const Home *self)
{
    g_autoptr(GError) error = NULL;
    CameraCa *ca = camera_ca_open(self->dir, self->state, FLOOR_US, &error);

    g_assert_no_error(error);
    return ca;
}

static void
home_make(const Home *self)
{
    camera_ca_free(home_open(self));
}

static void
assert_refused(const Home *self, const char *word)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(camera_ca_open(self->dir, self->state, FLOOR_US, &error));
    g_assert_nonnull(error);
    if (strstr(error->message, word) == NULL || !g_str_has_suffix(error->message, "."))
        g_error("\"%s\" does not say \"%s\"", error->message, word);
}

static char *
slurp(const char *path)
{
    char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static void
spill(const char *path, const char *text)
{
    g_unlink(path);
    g_assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
test_made_once(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) first = home_open(self);
    g_autofree char *key = slurp(self->key_path);
    g_autofree char *roots = slurp(self->roots_path);
    g_autoptr(CameraCa) second = home_open(self);
    g_autofree char *key_after = slurp(self->key_path);
    g_autofree char *roots_after = slurp(self->roots_path);
    g_autoptr(GPtrArray) loaded = camera_ca_load_roots(self->dir, NULL);
    struct stat st;

    g_assert_cmpstr(key, ==, key_after);
    g_assert_cmpstr(roots, ==, roots_after);
    g_assert_true(g_str_has_prefix(key, "-----BEGIN PRIVATE KEY-----\n"));
    g_assert_true(g_bytes_equal(camera_ca_get_root(first), camera_ca_get_root(second)));
    g_assert_cmpmem(camera_ca_get_spki_sha256(first), CAMERA_KEY_LEN,
                    camera_ca_get_spki_sha256(second), CAMERA_KEY_LEN);
    g_assert_cmpuint(loaded->len, ==, 1);
    g_assert_true(g_bytes_equal(loaded->pdata[0], camera_ca_get_root(first)));
    g_assert_cmpint(stat(self->key_path, &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0600);
}

static void
test_the_root(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) ca = home_open(self);
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(ProvCertificate) root =
        prov_certificate_new(crypto, prov_reader_from_bytes(camera_ca_get_root(ca)));
    const struct {
        int64_t wall_us;
        bool current;
    } times[] = {
        { FLOOR_US - DAY_US - G_USEC_PER_SEC, false },
        { FLOOR_US - DAY_US, true },
        { FLOOR_US, true },
        { G_GINT64_CONSTANT(253402300799) * G_USEC_PER_SEC, true }, /* the last second of 9999 */
    };
    ProvVerdict verdict = { 0 };
    uint8_t pin[RIG_PIN_LEN];

    g_assert_true(prov_certificate_check_ca(root, &verdict)); /* CA, keyCertSign, a path length */
    g_assert_true(prov_certificate_is_self_issued(root));
    g_assert_cmpint(prov_certificate_is_demo(root), ==, OWNVIEW_DEMO);
    for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
        const ProvClock now = { PROV_CLOCK_TRUSTED, times[i].wall_us, 0 };

        ProvVerdict said = { 0 };

        g_assert_cmpint(prov_certificate_check_time(root, false, &now, &said), ==,
                        times[i].current);
    }
    rig_cert_get_pin(camera_ca_get_root(ca), pin);
    g_assert_cmpmem(pin, sizeof pin, camera_ca_get_spki_sha256(ca), CAMERA_KEY_LEN);
    /* the root is no signer itself */
    g_assert_cmpint(prov_certificate_check_leaf(root, &verdict), ==, false);
}

static void
test_leaf_holds_for_its_home_only(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    static const RigKeyType types[] = { RIG_KEY_P256, RIG_KEY_P384, RIG_KEY_ED25519 };
    static const char *const serials[] = { "A-0001", "a_1#&@", LONGEST_SERIAL };
    g_autoptr(CameraCa) ca = home_open(self);
    Home neighbour = { 0 };

    home_set_up(&neighbour, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autoptr(CameraCa) other = home_open(&neighbour);
        g_autoptr(RigKey) key = rig_key_new(types[i]);
        g_autoptr(GBytes) leaf = linking_issue(ca, key, serials[i]);
        uint8_t pin[RIG_PIN_LEN];
        uint8_t certified[RIG_PIN_LEN];

        g_assert_cmpstr(prov_reason_name(
                            linking_check_leaf(leaf, camera_ca_get_root(ca), serials[i], FLOOR_US)),
                        ==, "none");
        g_assert_cmpstr(prov_reason_name(linking_check_leaf(leaf, camera_ca_get_root(other),
                                                            serials[i], FLOOR_US)),
                        ==, "untrusted-anchor");
        g_assert_cmpstr(prov_reason_name(linking_check_leaf(leaf, camera_ca_get_root(ca),
                                                            serials[i], FLOOR_US - 2 * DAY_US)),
                        ==, "certificate-time");
        rig_key_get_pin(key, pin);
        rig_cert_get_pin(leaf, certified);
        g_assert_cmpmem(pin, sizeof pin, certified, sizeof certified);
    }
    home_tear_down(&neighbour, NULL);
}

static void
test_requests_that_do_not_hold(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    static const RigKeyType types[] = { RIG_KEY_SECP256K1, RIG_KEY_P256_EXPLICIT, RIG_KEY_P521,
                                        RIG_KEY_RSA };
    g_autoptr(CameraCa) ca = home_open(self);
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    g_autoptr(RigKey) other = rig_key_new(RIG_KEY_P256);
    g_autoptr(GBytes) not_its_own = linking_make_request(key, other);
    g_autoptr(GBytes) good = linking_make_request(key, key);
    g_autoptr(GByteArray) long_one = world_copy(good);
    g_autoptr(GBytes) longer = NULL;

    g_assert_null(camera_ca_issue(ca, not_its_own, "A", "maker-a", NULL));
    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autoptr(RigKey) odd = rig_key_new(types[i]);
        g_autoptr(GBytes) request = linking_make_request(odd, odd);

        g_assert_null(camera_ca_issue(ca, request, "A", "maker-a", NULL));
    }
    for (gsize i = 0; i < g_bytes_get_size(good); i++) {
        g_autoptr(GByteArray) copy = world_copy(good);
        g_autoptr(GBytes) cut = g_bytes_new_from_bytes(good, 0, i);
        g_autoptr(GBytes) flipped = NULL;

        copy->data[i] ^= 1;
        flipped = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
        g_assert_null(camera_ca_issue(ca, flipped, "A", "maker-a", NULL));
        g_assert_null(camera_ca_issue(ca, cut, "A", "maker-a", NULL));
    }
    g_byte_array_append(long_one, (const uint8_t *)"", 1);
    longer = g_byte_array_free_to_bytes(g_steal_pointer(&long_one));
    g_assert_null(camera_ca_issue(ca, longer, "A", "maker-a", NULL));
}

static void
test_a_lost_key_leaves_the_old_root(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) first = home_open(self);
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    g_autoptr(GBytes) leaf = linking_issue(first, key, "A-0001");
    g_autoptr(CameraCa) second = NULL;
    g_autoptr(GPtrArray) roots = NULL;

    g_assert_cmpint(g_unlink(self->key_path), ==, 0);
    second = home_open(self);
    roots = camera_ca_load_roots(self->dir, NULL);
    g_assert_cmpuint(roots->len, ==, 2);
    g_assert_true(g_bytes_equal(roots->pdata[0], camera_ca_get_root(second)));
    g_assert_true(g_bytes_equal(roots->pdata[1], camera_ca_get_root(first)));
    g_assert_cmpint(linking_check_leaf(leaf, roots->pdata[1], "A-0001", FLOOR_US), ==,
                    PROV_REASON_NONE);
    g_assert_cmpint(linking_check_leaf(leaf, roots->pdata[0], "A-0001", FLOOR_US), ==,
                    PROV_REASON_UNTRUSTED_ANCHOR);
}

static void
test_a_lost_root_is_made_again_under_its_name(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) first = home_open(self);
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    g_autoptr(GBytes) leaf = linking_issue(first, key, "A-0001");
    g_autoptr(CameraCa) second = NULL;

    g_assert_cmpint(g_unlink(self->roots_path), ==, 0);
    second = home_open(self);
    g_assert_cmpmem(camera_ca_get_spki_sha256(first), CAMERA_KEY_LEN,
                    camera_ca_get_spki_sha256(second), CAMERA_KEY_LEN);
    g_assert_cmpint(linking_check_leaf(leaf, camera_ca_get_root(second), "A-0001", FLOOR_US), ==,
                    PROV_REASON_NONE);
}

static void
test_too_many_roots(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    for (guint i = 0; i < CAMERA_CA_MAX_ROOTS; i++) {
        home_make(self);
        g_assert_cmpint(g_unlink(self->key_path), ==, 0);
    }
    assert_refused(self, "roots already");
}

/* What can't be believed is neither used nor written over. */
static void
test_files_that_can_not_be_believed(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) ca = home_open(self);
    g_autoptr(CameraCa) again = NULL;
    g_autofree char *key = slurp(self->key_path);
    g_autofree char *roots = slurp(self->roots_path);
    g_autofree char *two_kinds = g_strconcat(roots, key, NULL);
    const struct {
        const char *path;
        const char *text;
        int mode;
        const char *word;
    } rows[] = {
        { self->key_path, key, 0640, "open to others" },
        { self->key_path, key, 0604, "open to others" },
        { self->roots_path, roots, 0660, "open to others" },
        { self->key_path, "", 0600, CAMERA_CA_KEY_FILE " is damaged" },
        { self->key_path, roots, 0600, CAMERA_CA_KEY_FILE " is damaged" },
        { self->roots_path, "", 0600, CAMERA_CA_ROOTS_FILE " is damaged" },
        { self->roots_path, key, 0600, CAMERA_CA_ROOTS_FILE " is damaged" },
        { self->roots_path, two_kinds, 0600, CAMERA_CA_ROOTS_FILE " is damaged" },
        { self->roots_path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 0600,
          CAMERA_CA_ROOTS_FILE " is damaged" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *after = NULL;

        spill(self->key_path, key);
        spill(self->roots_path, roots);
        spill(rows[i].path, rows[i].text);
        g_chmod(rows[i].path, rows[i].mode);
        assert_refused(self, rows[i].word);
        after = slurp(rows[i].path);
        g_assert_cmpstr(after, ==, rows[i].text);
    }
    spill(self->roots_path, roots);
    g_chmod(self->dir, 0750);
    assert_refused(self, "open to others");
    g_assert_null(camera_ca_load_roots(self->dir, NULL));
    g_chmod(self->dir, 0700);
    again = home_open(self);
    g_assert_true(g_bytes_equal(camera_ca_get_root(ca), camera_ca_get_root(again)));
}

static void
test_keys_of_another_kind(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    static const RigKeyType types[] = { RIG_KEY_P384, RIG_KEY_ED25519, RIG_KEY_RSA };

    home_make(self);
    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autoptr(RigKey) key = rig_key_new(types[i]);
        g_autofree char *pem = rig_key_to_pem(key);

        spill(self->key_path, pem);
        assert_refused(self, "damaged");
    }
}

static void
test_without_a_home_there_are_no_roots(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GPtrArray) before = camera_ca_load_roots(self->dir, NULL);
    g_autoptr(GPtrArray) after = NULL;

    g_assert_cmpuint(before->len, ==, 0);
    g_assert_false(g_file_test(self->dir, G_FILE_TEST_EXISTS));
    g_mkdir(self->dir, 0700);
    after = camera_ca_load_roots(self->dir, NULL);
    g_assert_cmpuint(after->len, ==, 0);
}

/* What the whole is for: a camera that signs with its operational key is admitted, no other is. */
static void
test_the_judge_admits_the_operational_key(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) ca = home_open(self);
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    g_autoptr(RigKey) stranger_key = rig_key_new(RIG_KEY_P256);
    g_autoptr(GBytes) leaf = linking_issue(ca, key, "A-0001");
    g_autoptr(GBytes) stranger_leaf = linking_issue(ca, stranger_key, "A-0002");
    g_autoptr(RigIdentity) camera = linking_make_identity(key, leaf, camera_ca_get_root(ca));
    g_autoptr(RigIdentity) stranger =
        linking_make_identity(stranger_key, stranger_leaf, camera_ca_get_root(ca));
    g_autoptr(RigSession) session = NULL;
    g_autoptr(RigSession) other = NULL;
    World world = { 0 };

    world_set_up(&world, NULL);
    prov_gate_free(world.gate);
    prov_expectation_unref(world.expectation);
    world.expectation = world_expect(camera, world.maker);
    g_ptr_array_set_size(world.expectation->anchors, 0);
    g_ptr_array_add(world.expectation->anchors, g_bytes_ref(camera_ca_get_root(ca)));
    world.expectation->demo = OWNVIEW_DEMO;
    world.gate = prov_gate_new(world.expectation);
    session = world_session(&world, camera, 0, NULL);
    other = world_session(&world, stranger, 0, NULL);

    world_assert_reason(world_submit_first(&world, session), "none");
    world_assert_reason(world_submit_first(&world, other), "wrong-camera");
    world_assert_reason(world_submit_first(&world, world.session), "wrong-camera");
    world_tear_down(&world, NULL);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*run)(Home *self, gconstpointer data);
    } cases[] = {
        { "made-once", test_made_once },
        { "the-root", test_the_root },
        { "leaf-holds-for-its-home-only", test_leaf_holds_for_its_home_only },
        { "requests-that-do-not-hold", test_requests_that_do_not_hold },
        { "a-lost-key-leaves-the-old-root", test_a_lost_key_leaves_the_old_root },
        { "a-lost-root-is-made-again-under-its-name",
          test_a_lost_root_is_made_again_under_its_name },
        { "too-many-roots", test_too_many_roots },
        { "files-that-can-not-be-believed", test_files_that_can_not_be_believed },
        { "keys-of-another-kind", test_keys_of_another_kind },
        { "without-a-home-there-are-no-roots", test_without_a_home_there_are_no_roots },
        { "the-judge-admits-the-operational-key", test_the_judge_admits_the_operational_key },
    };

    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/camera-ca/", cases[i].path, NULL);

        g_test_add(path, Home, NULL, home_set_up, cases[i].run, home_tear_down);
    }
    return g_test_run();
}
