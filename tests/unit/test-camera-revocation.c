/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of withdrawn keys: what is read, what is not, and that it never goes backwards. */
#include "client/cameras/camera-revocation.h"
#include "tests/rig/rig-identity.h"
#include "tests/unit/store.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define NOW_S INT64_C(1795327200)
#define MAKER "test-maker"

static RigMaker *maker;

/* <store>/crls/<name>, its directory made. Transfer full. */
static char *
place(const char *name)
{
    g_autofree char *store = camera_store_default_dir();
    char *path = g_build_filename(store, "crls", name, NULL);
    g_autofree char *dir = g_path_get_dirname(path);

    g_assert_cmpint(g_mkdir_with_parents(dir, 0700), ==, 0);
    return path;
}

static void
put(const char *name, GBytes *content)
{
    g_autofree char *path = place(name);

    store_spill(path, g_bytes_get_data(content, NULL), g_bytes_get_size(content));
    g_chmod(path, 0644); /* as files are that somebody copied there */
}

static void
put_text(const char *name, const char *text)
{
    g_autoptr(GBytes) content = g_bytes_new_static(text, strlen(text));

    put(name, content);
}

static GBytes *
make_list(int64_t number, int age_days)
{
    const RigCrlSpec spec = {
        .issuer = maker->ca,
        .issuer_key = maker->ca_key,
        .this_update = NOW_S - (int64_t)age_days * 86400,
        .next_update = NOW_S + 86400,
        .number = number,
    };

    return rig_cert_make_crl(&spec);
}

static void
put_list(const char *name, int64_t number, int age_days)
{
    g_autoptr(GBytes) list = make_list(number, age_days);

    put(name, list);
}

/* @word NULL: nothing is stale. */
static void
assert_read(guint n_lists, guint n_blocked, const char *word)
{
    g_autoptr(CameraRevocation) read = camera_revocation_load(NULL, NULL, MAKER);

    if (read->problem != NULL && word == NULL)
        g_error("%s", read->problem);
    g_assert_cmpuint(read->crls->len, ==, n_lists);
    g_assert_cmpuint(read->facts->len, ==, n_lists);
    g_assert_cmpuint(read->blocked->len, ==, n_blocked);
    g_assert_cmpint(read->stale, ==, word != NULL);
    if (word != NULL
        && (strstr(read->problem, word) == NULL || !g_str_has_suffix(read->problem, ".")))
        g_error("\"%s\" does not say \"%s\"", read->problem, word);
}

static void
remember(uint64_t believed)
{
    g_autoptr(CameraRevocation) read = camera_revocation_load(NULL, NULL, MAKER);
    g_autoptr(GError) error = NULL;

    camera_revocation_remember(read, believed, &error);
    g_assert_no_error(error);
}

static void
test_nothing_there(void)
{
    assert_read(0, 0, NULL);
}

static void
test_der_and_pem(void)
{
    g_autoptr(GBytes) der = make_list(1, 0);
    g_autofree char *base64 = g_base64_encode(g_bytes_get_data(der, NULL), g_bytes_get_size(der));
    g_autofree char *pem =
        g_strdup_printf("two of them\n-----BEGIN X509 CRL-----\n%s\n-----END X509 CRL-----\n"
                        "-----BEGIN X509 CRL-----\n%s\n-----END X509 CRL-----\n",
                        base64, base64);
    g_autoptr(CameraRevocation) nobodys = NULL;

    put(MAKER "/a.crl", der);
    put_text(MAKER "/b.crl", pem);
    put_text(MAKER "/README", "no list");
    put(MAKER "/.hidden.crl", der);
    put("other-maker/a.crl", der);
    assert_read(3, 0, NULL);
    nobodys = camera_revocation_load(NULL, NULL, NULL);
    g_assert_cmpuint(nobodys->crls->len, ==, 0);
}

static void
test_installed_ones_too(void)
{
    g_autofree char *store = camera_store_default_dir();
    g_autofree char *installed = g_build_filename(store, "crls", "installed", NULL);
    g_autoptr(CameraRevocation) read = NULL;

    put_list(MAKER "/a.crl", 1, 0);
    put_list("installed/" MAKER "/a.crl", 2, 0);
    put_text("installed/blocked",
             "sha256:"
             "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    read = camera_revocation_load(NULL, installed, MAKER);
    g_assert_cmpuint(read->crls->len, ==, 2);
    g_assert_cmpuint(read->blocked->len, ==, 1);
    g_assert_cmpuint(((const uint8_t *)g_bytes_get_data(read->blocked->pdata[0], NULL))[31], ==,
                     0x1f);
}

#define HEX32 "00112233445566778899aabbccddeeff"

/* A line that is no key is said; the others count. */
static void
test_blocked_keys(void)
{
    static const struct {
        const char *text;
        guint n;
        const char *word;
    } cases[] = {
        { "", 0, NULL },
        { "# nobody yet\n\n   \n", 0, NULL },
        { "sha256:" HEX32 HEX32, 1, NULL },
        { "  sha256:" HEX32 "FFEEDDCCBBAA99887766554433221100 # stolen\r\nsha256:" HEX32 HEX32 "\n",
          2, NULL },
        { "sha256:" HEX32 "\n", 0, "line 1" },
        { HEX32 HEX32 "\n", 0, "line 1" },
        { "sha256:" HEX32 HEX32 "00\n", 0, "line 1" },
        { "sha256:" HEX32 "xx112233445566778899aabbccddeeff\n", 0, "line 1" },
        { "# a\nnonsense\nsha256:" HEX32 HEX32 "\n", 1, "line 2" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        put_text("blocked", cases[i].text);
        assert_read(0, cases[i].n, cases[i].word);
    }
}

static void
test_what_is_no_list(void)
{
    g_autoptr(GBytes) der = make_list(1, 0);
    g_autoptr(GBytes) cut = g_bytes_new_from_bytes(der, 0, g_bytes_get_size(der) - 1);
    g_autofree char *large = g_strnfill(1024 * 1024 + 1, 'x');
    g_autofree char *path = place(MAKER "/b.crl");

    put(MAKER "/a.crl", der);
    put(MAKER "/b.crl", cut);
    assert_read(1, 0, "no revocation list");
    put_text(MAKER "/b.crl", large);
    assert_read(1, 0, "can't be read");
    put(MAKER "/b.crl", der);
    g_chmod(path, 0666);
    assert_read(1, 0, "can't be read");
    g_unlink(path);
    g_assert_cmpint(symlink("/etc/passwd", path), ==, 0);
    assert_read(1, 0, "can't be read");
    g_unlink(path);
    put_text(MAKER "/x\n\x1b[2J.crl", "");
    assert_read(1, 0, "x\\n\\033[2J.crl"); /* STO-11 */
}

static void
test_others_may_write_the_directory(void)
{
    g_autofree char *dir = place(MAKER);

    put_list(MAKER "/a.crl", 1, 0);
    g_chmod(dir, 0777);
    assert_read(0, 0, "written by others");
}

static void
test_no_more_than_64(void)
{
    g_autoptr(GBytes) der = make_list(1, 0);

    for (int i = 0; i < 70; i++) {
        g_autofree char *name = g_strdup_printf(MAKER "/%02d.crl", i);

        put(name, der);
    }
    assert_read(64, 0, "more than 64");
}

/* The newest that was believed is the least that will do; by number, and by time. */
static void
test_never_backwards(void)
{
    static const struct {
        int64_t number;
        int age_days;
        bool goes;
    } cases[] = {
        { 4, 1, false },  /* older in both */
        { 4, 0, false },  /* a lower number under a later date */
        { 6, 2, false },  /* a higher number under an earlier date */
        { -1, 0, false }, /* no number any more */
        { 5, 1, true },   /* the very same */
        { 300, 0, true },
    };

    store_link(STORE_ID_A, "Nursery");
    put_list(MAKER "/a.crl", 5, 1);
    assert_read(1, 0, NULL);
    remember(1);
    assert_read(1, 0, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        put_list(MAKER "/a.crl", cases[i].number, cases[i].age_days);
        assert_read(cases[i].goes ? 1 : 0, 0, cases[i].goes ? NULL : "newer");
    }
    remember(1);
    /* beside the newest, an older one is left out and is no complaint */
    put_list(MAKER "/b.crl", 5, 1);
    assert_read(1, 0, NULL);
}

/* That they are all gone is said as well. */
static void
test_none_left(void)
{
    g_autofree char *path = place(MAKER "/a.crl");

    store_link(STORE_ID_A, "Nursery");
    put_list(MAKER "/a.crl", 5, 1);
    remember(1);
    g_unlink(path);
    assert_read(0, 0, "newer");
}

/* What nobody signed is never held against those that come later. */
static void
test_only_what_was_believed(void)
{
    g_autofree char *path = place(MAKER "/a.crl");

    store_link(STORE_ID_A, "Nursery");
    put_list(MAKER "/a.crl", 999, 0);
    put_list(MAKER "/b.crl", 5, 1);
    remember(0);
    remember(2);
    g_unlink(path);
    put_list(MAKER "/b.crl", 6, 0);
    assert_read(1, 0, NULL);
}

static void
test_damaged_memory(void)
{
    g_autofree char *dir = camera_store_state_dir();
    g_autofree char *path = g_build_filename(dir, "crls", NULL);

    store_link(STORE_ID_A, "Nursery");
    put_list(MAKER "/a.crl", 5, 1);
    remember(1);
    store_flip(path);
    assert_read(1, 0, "damaged");
    remember(1);
    assert_read(1, 0, NULL);
    put_list(MAKER "/a.crl", 4, 2);
    assert_read(0, 0, "newer");
}

/* Without a store there is nothing to remember by, and nothing breaks. */
static void
test_no_store(void)
{
    g_autoptr(CameraRevocation) read = NULL;

    put_list(MAKER "/a.crl", 5, 1);
    read = camera_revocation_load(NULL, NULL, MAKER);
    g_assert_false(camera_revocation_remember(read, 1, NULL));
    g_assert_true(camera_revocation_remember(read, 0, NULL));
    assert_read(1, 0, NULL);
}

int
main(int argc, char **argv)
{
    static const StoreTest tests[] = {
        { "PKI-05/nothing-there", test_nothing_there },
        { "der-and-pem", test_der_and_pem },
        { "installed-ones-too", test_installed_ones_too },
        { "PKI-04/blocked-keys", test_blocked_keys },
        { "PKI-06+STO-11/what-is-no-list", test_what_is_no_list },
        { "STO-05/others-may-write-the-directory", test_others_may_write_the_directory },
        { "no-more-than-64", test_no_more_than_64 },
        { "PKI-06+PKI-07/never-backwards", test_never_backwards },
        { "PKI-06/none-left", test_none_left },
        { "PKI-06/only-what-was-believed", test_only_what_was_believed },
        { "STO-01/damaged-memory", test_damaged_memory },
        { "no-store", test_no_store },
    };
    int status;

    store_test_init(&argc, &argv);
    maker = rig_maker_new(MAKER, RIG_MAKER_PRODUCTION);
    store_test_add("/camera-revocation/", tests, G_N_ELEMENTS(tests));
    status = store_test_run();
    rig_maker_unref(maker);
    return status;
}
