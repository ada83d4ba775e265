/* SPDX-License-Identifier: Apache-2.0 */
/* This home's key in a PKCS #11 token: SoftHSM's, each test with tokens of its own. */
#include "client/cameras/camera-token.h"

#include "client/cameras/camera-ca-config.h"
#include "tests/unit/linking.h"
#include "tests/unit/world.h"

#include <glib/gstdio.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>
#include <string.h>
#include <unistd.h>

#define FLOOR_US WORLD_NOW_US
#define PIN      "4321"
#define SO_PIN   "123456"
#define KEY_NAME (OWNVIEW_DEMO ? "ownview-demo-home-ca" : "ownview-home-ca")

/* A home, and what its tokens are kept in. */
typedef struct {
    char *top;
    char *dir;
    char *state;
    char *tokens;
    char *pin_file;
    char *uri;
} Home;

static void
run(const char *const *words)
{
    g_autoptr(GError) error = NULL;
    int status = 0;

    g_spawn_sync(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                 NULL, NULL, NULL, &status, &error);
    g_assert_no_error(error);
    g_assert_cmpint(status, ==, 0);
}

static void
spill(const char *path, const char *text, int mode)
{
    g_unlink(path);
    g_assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, mode, NULL));
    g_assert_cmpint(g_chmod(path, mode), ==, 0);
}

static void
make_token(const char *label)
{
    const char *const words[] = { "softhsm2-util", "--init-token", "--free", "--label", label,
                                  "--so-pin",      SO_PIN,         "--pin",  PIN,       NULL };

    run(words);
}

static char *
name_key(const Home *self, const char *uri)
{
    g_autoptr(GError) error = NULL;
    char *made = camera_token_make_uri(uri, SOFTHSM_MODULE, self->pin_file, &error);

    g_assert_no_error(error);
    return made;
}

/* What is in the drawer where the tokens are goes out of reach, and comes back. */
static void
move_tokens(const Home *self, const char *from, const char *to)
{
    g_autofree char *a = g_build_filename(self->top, from, NULL);
    g_autofree char *b = g_build_filename(self->top, to, NULL);

    g_assert_cmpint(g_rename(a, b), ==, 0);
}

static void
home_set_up(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *conf = NULL;
    g_autofree char *text = NULL;

    self->top = g_dir_make_tmp("token-XXXXXX", NULL);
    g_assert_nonnull(self->top);
    self->dir = g_build_filename(self->top, "data", NULL);
    self->state = g_build_filename(self->top, "state", NULL);
    self->tokens = g_build_filename(self->top, "tokens", NULL);
    self->pin_file = g_build_filename(self->top, "pin", NULL);
    conf = g_build_filename(self->top, "softhsm2.conf", NULL);
    text = g_strdup_printf("directories.tokendir = %s\nobjectstore.backend = file\n"
                           "log.level = ERROR\n",
                           self->tokens);
    g_assert_cmpint(g_mkdir(self->tokens, 0700), ==, 0);
    spill(conf, text, 0600);
    spill(self->pin_file, PIN "\n", 0600);
    g_setenv("SOFTHSM2_CONF", conf, TRUE);
    make_token("Hub");
    self->uri = name_key(self, "pkcs11:token=Hub");
}

static void
home_tear_down(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    const char *const words[] = { "rm", "-r", self->top, NULL };

    run(words);
    g_free(self->top);
    g_free(self->dir);
    g_free(self->state);
    g_free(self->tokens);
    g_free(self->pin_file);
    g_free(self->uri);
}

static CameraCa *
use_token(const Home *self, bool made)
{
    g_autoptr(GError) error = NULL;
    bool was_made = !made;
    CameraCa *ca =
        camera_ca_use_token(self->dir, self->state, self->uri, FLOOR_US, &was_made, &error);

    g_assert_no_error(error);
    g_assert_cmpint(was_made, ==, made);
    return ca;
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
assert_says(const GError *error, const char *word)
{
    g_assert_nonnull(error);
    if (strstr(error->message, word) == NULL || !g_str_has_suffix(error->message, ".")
        || strchr(error->message, '\n') != NULL)
        g_error("\"%s\" does not say \"%s\"", error->message, word);
}

/* No key is opened, none is made instead, and the roots of linked cameras stand. */
static void
assert_refused(const Home *self, const char *word)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = g_build_filename(self->state, CAMERA_CA_KEY_FILE, NULL);
    g_autoptr(GPtrArray) roots = camera_ca_load_roots(self->dir, NULL);

    g_assert_null(camera_ca_open(self->dir, self->state, FLOOR_US, &error));
    assert_says(error, word);
    g_assert_false(g_file_test(key, G_FILE_TEST_EXISTS));
    g_assert_nonnull(roots);
    g_assert_cmpuint(roots->len, ==, 1);
}

static void
test_made_in_the_token_once(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) made = use_token(self, true);
    g_autoptr(CameraCa) opened = home_open(self);
    g_autoptr(CameraCa) again = use_token(self, false);
    g_autofree char *key = g_build_filename(self->state, CAMERA_CA_KEY_FILE, NULL);

    g_assert_true(g_bytes_equal(camera_ca_get_root(made), camera_ca_get_root(opened)));
    g_assert_true(g_bytes_equal(camera_ca_get_root(made), camera_ca_get_root(again)));
    g_assert_false(g_file_test(key, G_FILE_TEST_EXISTS));
}

static void
test_what_it_signs_holds(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) ca = use_token(self, true);
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    g_autoptr(GBytes) message = g_bytes_new_static("released", 8);

    for (guint i = 0; i < 20; i++) {
        /* r and s lose their leading zeros in DER, and get them back */
        g_autoptr(GBytes) leaf = linking_issue(ca, key, "A-0001");
        g_autoptr(GBytes) signature = camera_ca_sign(ca, message, NULL);

        g_assert_cmpint(linking_check_leaf(leaf, camera_ca_get_root(ca), "A-0001", FLOOR_US), ==,
                        PROV_REASON_NONE);
        g_assert_cmpuint(g_bytes_get_size(signature), ==, CAMERA_TOKEN_SIGNATURE_LEN);
    }
}

/* What a program on this machine could ask the token for, with the PIN. */
typedef struct {
    CK_FUNCTION_LIST *module;
    CK_SESSION_HANDLE session;
} Raw;

static void
raw_open(Raw *self)
{
    CK_SLOT_ID slots[8];
    CK_ULONG n = G_N_ELEMENTS(slots);

    self->module = p11_kit_module_load(SOFTHSM_MODULE, 0);
    g_assert_nonnull(self->module);
    g_assert_cmpint(p11_kit_module_initialize(self->module), ==, CKR_OK);
    g_assert_cmpint(self->module->C_GetSlotList(CK_TRUE, slots, &n), ==, CKR_OK);
    g_assert_cmpint(self->module->C_OpenSession(slots[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL,
                                                NULL, &self->session),
                    ==, CKR_OK);
    g_assert_cmpint(self->module->C_Login(self->session, CKU_USER, (CK_UTF8CHAR *)PIN, strlen(PIN)),
                    ==, CKR_OK);
}

static void
raw_close(Raw *self)
{
    self->module->C_CloseSession(self->session);
    p11_kit_module_finalize(self->module);
    p11_kit_module_release(self->module);
}

static CK_OBJECT_HANDLE
raw_find(Raw *self, CK_OBJECT_CLASS class)
{
    CK_ATTRIBUTE like[] = { { CKA_CLASS, &class, sizeof class } };
    CK_OBJECT_HANDLE found = CK_INVALID_HANDLE;
    CK_ULONG n = 0;

    g_assert_cmpint(self->module->C_FindObjectsInit(self->session, like, 1), ==, CKR_OK);
    g_assert_cmpint(self->module->C_FindObjects(self->session, &found, 1, &n), ==, CKR_OK);
    self->module->C_FindObjectsFinal(self->session);
    g_assert_cmpuint(n, ==, 1);
    return found;
}

/* A pair as ours but for its curve, and for whether it may leave. */
static void
raw_make_pair(Raw *self, const void *curve, size_t curve_len, CK_BBOOL extractable)
{
    CK_MECHANISM mechanism = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
    CK_BBOOL yes = CK_TRUE;
    g_autofree void *params = g_memdup2(curve, curve_len);
    char label[32];
    CK_ATTRIBUTE public[] = {
        { CKA_TOKEN, &yes, sizeof yes },
        { CKA_VERIFY, &yes, sizeof yes },
        { CKA_EC_PARAMS, params, curve_len },
        { CKA_ID, label, 1 },
    };
    CK_ATTRIBUTE private[] = {
        { CKA_TOKEN, &yes, sizeof yes },
        { CKA_SIGN, &yes, sizeof yes },
        { CKA_SENSITIVE, &yes, sizeof yes },
        { CKA_EXTRACTABLE, &extractable, sizeof extractable },
        { CKA_ID, label, 1 },
        { CKA_LABEL, label, strlen(KEY_NAME) },
    };
    CK_OBJECT_HANDLE half, other;

    g_strlcpy(label, KEY_NAME, sizeof label);
    g_assert_cmpint(self->module->C_GenerateKeyPair(self->session, &mechanism, public,
                                                    G_N_ELEMENTS(public), private,
                                                    G_N_ELEMENTS(private), &half, &other),
                    ==, CKR_OK);
}

static void
test_it_never_leaves_the_token(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) ca = use_token(self, true);
    CK_BBOOL yes = CK_FALSE, local = CK_FALSE;
    uint8_t value[64];
    CK_ATTRIBUTE secret[] = { { CKA_VALUE, value, sizeof value } };
    CK_ATTRIBUTE facts[] = { { CKA_NEVER_EXTRACTABLE, &yes, sizeof yes },
                             { CKA_LOCAL, &local, sizeof local } };
    CK_ATTRIBUTE loosen[] = { { CKA_EXTRACTABLE, &yes, sizeof yes } };
    CK_OBJECT_HANDLE key;
    Raw raw;

    g_clear_pointer(&ca, camera_ca_free);
    raw_open(&raw);
    key = raw_find(&raw, CKO_PRIVATE_KEY);
    g_assert_cmpint(raw.module->C_GetAttributeValue(raw.session, key, secret, 1), ==,
                    CKR_ATTRIBUTE_SENSITIVE);
    g_assert_cmpint(raw.module->C_GetAttributeValue(raw.session, key, facts, 2), ==, CKR_OK);
    g_assert_true(yes == CK_TRUE && local == CK_TRUE);
    g_assert_cmpint(raw.module->C_SetAttributeValue(raw.session, key, loosen, 1), !=, CKR_OK);
    raw_close(&raw);
}

static void
test_keys_that_are_not_used(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    static const uint8_t p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
    static const uint8_t p384[] = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 };
    const struct {
        const uint8_t *curve;
        size_t curve_len;
        CK_BBOOL extractable;
        const char *word;
    } rows[] = {
        { p256, sizeof p256, CK_TRUE, "can be taken out" },
        { p384, sizeof p384, CK_FALSE, "on P-256" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        bool made = false;
        Raw raw;

        raw_open(&raw);
        raw_make_pair(&raw, rows[i].curve, rows[i].curve_len, rows[i].extractable);
        raw_close(&raw);
        g_assert_null(
            camera_ca_use_token(self->dir, self->state, self->uri, FLOOR_US, &made, &error));
        assert_says(error, rows[i].word);
        raw_open(&raw);
        raw.module->C_DestroyObject(raw.session, raw_find(&raw, CKO_PRIVATE_KEY));
        raw.module->C_DestroyObject(raw.session, raw_find(&raw, CKO_PUBLIC_KEY));
        raw_close(&raw);
    }
    camera_ca_free(use_token(self, true));
}

static void
test_its_pin(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *pin;
        int mode;
        const char *word;
    } rows[] = {
        { "1111\n", 0600, "is not that of the token Hub; correct it" },
        { "\n", 0600, "is not that of the token Hub" },
        { "", 0600, "is not that of the token Hub" },
        { PIN "\n", 0640, "open to others" },
        { PIN "\n", 0604, "open to others" },
    };

    camera_ca_free(use_token(self, true));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        spill(self->pin_file, rows[i].pin, rows[i].mode);
        assert_refused(self, rows[i].word);
    }
    g_unlink(self->pin_file);
    assert_refused(self, "can't be opened");
    spill(self->pin_file, PIN, 0600);
    camera_ca_free(home_open(self));
}

static void
test_tokens_that_are_not_this_homes(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) ca = use_token(self, true);
    g_autoptr(CameraCa) back = NULL;

    g_clear_pointer(&ca, camera_ca_free);
    /* taken out */
    move_tokens(self, "tokens", "drawer");
    g_assert_cmpint(g_mkdir(self->tokens, 0700), ==, 0);
    assert_refused(self, "The token Hub is not there; plug it in");
    /* another of that name, empty: nothing is made in it */
    make_token("Hub");
    assert_refused(self, "does not hold this home's key");
    assert_refused(self, "does not hold this home's key");
    /* another of that name, with a key of that name: another home's */
    {
        Home other = *self;

        other.dir = g_build_filename(self->top, "other-data", NULL);
        other.state = g_build_filename(self->top, "other-state", NULL);
        camera_ca_free(use_token(&other, true));
        g_free(other.dir);
        g_free(other.state);
    }
    assert_refused(self, "holds another key than this home's");
    /* two of that name */
    make_token("Hub");
    assert_refused(self, "More than one token is called Hub");
    /* the right one again */
    move_tokens(self, "tokens", "stranger's");
    move_tokens(self, "drawer", "tokens");
    back = home_open(self);
    g_assert_nonnull(back);
}

static void
test_its_file_is_believed_or_refused(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *path = g_build_filename(self->state, CAMERA_CA_CONFIG_FILE, NULL);
    g_autofree char *text = NULL;
    g_autofree char *cut = NULL;
    g_autofree char *other = NULL;

    camera_ca_free(use_token(self, true));
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    cut = g_strndup(text, strlen(text) - 2);
    other = g_strdup(text);
    memcpy(strstr(other, "sha256=") + 7, "0000", 4);
    {
        const struct {
            const char *text;
            int mode;
            const char *word;
        } rows[] = {
            { text, 0640, "open to others" },
            { "", 0600, CAMERA_CA_CONFIG_FILE " is damaged" },
            { "[key]\nuri=pkcs11:token=Hub\n", 0600, CAMERA_CA_CONFIG_FILE " is damaged" },
            { cut, 0600, CAMERA_CA_CONFIG_FILE " is damaged" },
            { other, 0600, "another key than this home's" },
        };

        for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
            spill(path, rows[i].text, rows[i].mode);
            assert_refused(self, rows[i].word);
        }
    }
    spill(path, text, 0600);
    camera_ca_free(home_open(self));
}

static void
test_its_module(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *copy = g_build_filename(self->top, "module.so", NULL);
    g_autofree char *nothing = g_build_filename(self->top, "nothing.so", NULL);
    g_autofree char *open_dir = g_build_filename(self->top, "open", NULL);
    g_autofree char *in_open_dir = g_build_filename(open_dir, "module.so", NULL);
    g_autofree char *link = g_build_filename(self->top, "link.so", NULL);
    const struct {
        const char *path;
        const char *word;
    } rows[] = {
        { nothing, "is not there" },
        { copy, "can be changed by others" },
        { in_open_dir, "can be changed by others" },
        { link, "can be changed by others" },
        { self->pin_file, "is no PKCS #11 module" },
    };

    g_assert_cmpint(g_mkdir(open_dir, 0700), ==, 0);
    spill(copy, "x", 0777);
    spill(in_open_dir, "x", 0755);
    g_assert_cmpint(g_chmod(open_dir, 0777), ==, 0);
    g_assert_cmpint(symlink(copy, link), ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *uri =
            camera_token_make_uri("pkcs11:token=Hub", rows[i].path, self->pin_file, &error);

        g_assert_no_error(error);
        g_assert_null(camera_token_open(uri, &error));
        assert_says(error, rows[i].word);
    }
}

static void
test_uris(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *uri;
        const char *module;
        const char *word;
    } rows[] = {
        { "", "/m.so", "no URI" },
        { "https://token", "/m.so", "no URI" },
        { "pkcs11:token=%zz", "/m.so", "no URI" },
        { "pkcs11:", "/m.so", "names no token" },
        { "pkcs11:object=key", "/m.so", "names no token" },
        { "pkcs11:token=Hub", NULL, "module is not named" },
        { "pkcs11:token=Hub", "m.so", "module is not named" },
        { "pkcs11:token=Hub?module-path=m.so", NULL, "module is not named" },
        { "pkcs11:token=Hub?module-name=softhsm2", NULL, "module is not named" },
        { "pkcs11:token=Hub?pin-value=4321", "/m.so", "put it in a file" },
        { "pkcs11:token=Hub?pin-source=pin", "/m.so", "absolute path" },
        { "pkcs11:token=Hub?pin-source=|pin-program", "/m.so", "absolute path" },
        { "pkcs11:token=Hub;colour=red", "/m.so", "RFC 7512" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(camera_token_make_uri(rows[i].uri, rows[i].module, NULL, &error));
        assert_says(error, rows[i].word);
    }
    g_assert_nonnull(self);
}

static void
test_by_its_id(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) ca = NULL;
    g_autoptr(CameraCa) same = NULL;

    g_free(self->uri);
    self->uri = name_key(self, "pkcs11:token=Hub;id=%01%02");
    ca = use_token(self, true);
    same = use_token(self, false);
    g_assert_true(g_bytes_equal(camera_ca_get_root(ca), camera_ca_get_root(same)));
}

static void
test_from_the_file_and_back(Home *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) file = home_open(self);
    g_autoptr(CameraCa) token = use_token(self, true);
    g_autoptr(CameraCa) back = NULL;
    g_autoptr(CameraCa) forth = NULL;
    g_autoptr(GPtrArray) roots = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_false(g_bytes_equal(camera_ca_get_root(file), camera_ca_get_root(token)));
    g_assert_true(camera_ca_use_file(self->state, &error));
    g_assert_no_error(error);
    back = home_open(self);
    g_assert_true(g_bytes_equal(camera_ca_get_root(file), camera_ca_get_root(back)));
    forth = use_token(self, false);
    g_assert_true(g_bytes_equal(camera_ca_get_root(token), camera_ca_get_root(forth)));
    roots = camera_ca_load_roots(self->dir, NULL);
    g_assert_cmpuint(roots->len, ==, 2); /* each is for the cameras that were linked under it */
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*run)(Home *self, gconstpointer data);
    } cases[] = {
        { "made-in-the-token-once", test_made_in_the_token_once },
        { "what-it-signs-holds", test_what_it_signs_holds },
        { "it-never-leaves-the-token", test_it_never_leaves_the_token },
        { "keys-that-are-not-used", test_keys_that_are_not_used },
        { "its-pin", test_its_pin },
        { "tokens-that-are-not-this-homes", test_tokens_that_are_not_this_homes },
        { "its-file-is-believed-or-refused", test_its_file_is_believed_or_refused },
        { "its-module", test_its_module },
        { "uris", test_uris },
        { "by-its-id", test_by_its_id },
        { "from-the-file-and-back", test_from_the_file_and_back },
    };

    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/camera-token/", cases[i].path, NULL);

        g_test_add(path, Home, NULL, home_set_up, cases[i].run, home_tear_down);
    }
    return g_test_run();
}
