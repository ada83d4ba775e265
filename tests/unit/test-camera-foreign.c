/* SPDX-License-Identifier: Apache-2.0 */
/* Files in the store that are not this hub's, or not this user's alone. */
#include "tests/unit/store.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* mac.key: a map's head, the text "key", the head of 32 bytes: then the key */
#define KEY_AT (1 + 4 + 2)

static void
test_STO_05_links_owners_and_modes(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *elsewhere = store_link_path("elsewhere", ".copy");
    g_autofree char *dir = g_path_get_dirname(path);

    store_link(STORE_ID_A, "Nursery");
    g_chmod(path, 0640);
    store_assert_problem(STORE_ID_A, "open to others");
    g_chmod(path, 0600);
    g_chmod(dir, 0770);
    store_assert_fails("open to others");
    g_chmod(dir, 0700);
    g_assert_cmpint(link(path, elsewhere), ==, 0);
    store_assert_problem(STORE_ID_A, "plain file");
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_cmpint(symlink(elsewhere, path), ==, 0);
    store_assert_problem(STORE_ID_A, "symbolic link");
    g_unlink(path);
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    store_assert_problem(STORE_ID_A, "plain file");
}

static void
test_STO_05_symlinked_directory(void)
{
    g_autofree char *dir = camera_store_default_dir();
    g_autofree char *moved = g_strconcat(dir, "-moved", NULL);

    store_link(STORE_ID_A, "Nursery");
    g_assert_cmpint(g_rename(dir, moved), ==, 0);
    g_assert_cmpint(symlink(moved, dir), ==, 0);
    store_assert_fails("can't be opened");
}

static void
test_STO_10_without_the_key_nothing_is_believed(void)
{
    g_autofree char *state = store_state_path();

    store_link(STORE_ID_A, "Nursery");
    g_unlink(state);
    store_assert_fails("mac.key");
    store_spill(state, "\xa0", 1);
    store_assert_fails("damaged");
}

static void
test_STO_10_unknown_id(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_B, "Garage");
    g_autofree char *path = store_link_path(STORE_ID_B, "");
    g_autofree char *state = store_state_path();
    g_autofree char *content = NULL;
    g_autoptr(GBytes) file = NULL;
    gsize len = 0;

    store_link(STORE_ID_A, "Nursery");
    content = store_slurp(state, &len);
    file = camera_record_encode(record, (const uint8_t *)content + KEY_AT);
    store_spill(path, g_bytes_get_data(file, NULL), g_bytes_get_size(file));
    store_assert_problem(STORE_ID_B, "not linked on this device");
}

/* The link directory of another hub: there its key is another one. */
static void
test_STO_10_backup_on_another_hub(void)
{
    g_autofree char *state = store_state_path();

    store_link(STORE_ID_A, "Nursery");
    g_assert_cmpint(g_unlink(state), ==, 0);
    store_link(STORE_ID_B, "Garage");
    store_assert_problem(STORE_ID_A, "written on another device");
}

static void
test_STO_08_a_later_version_wrote_it(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *copy = store_link_path(STORE_ID_A, ".1");
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    g_autoptr(GBytes) file = NULL;
    g_autofree char *state = store_state_path();
    g_autofree char *key = NULL;
    GByteArray *later = g_byte_array_new();
    gsize len = 0;

    store_link(STORE_ID_A, "Nursery");
    store_link(STORE_ID_B, "Garage");
    key = store_slurp(state, &len);
    before = store_slurp(path, &len);
    g_byte_array_append(later, (const guint8 *)before, (guint)len - CAMERA_KEY_LEN);
    later->data[2] = CAMERA_SCHEMA + 1;
    file = camera_mac_seal(later, (const uint8_t *)key + KEY_AT);
    store_spill(path, g_bytes_get_data(file, NULL), g_bytes_get_size(file));
    store_assert_problem(STORE_ID_A, "later version"); /* its copy is no guess either */
    g_assert_false(camera_store_rename(NULL, STORE_ID_A, "Play room", NULL));
    after = store_slurp(copy, &len);
    g_assert_cmpmem(before, len, after, len);
}

/* A name that would break a line or a terminal is somebody else's: it is shown escaped. */
static void
test_STO_11_a_stray_name_is_escaped(void)
{
    g_autofree char *stray = store_links_path("a\n\x1b[31m\"b.link");
    g_autoptr(GPtrArray) list = NULL;

    store_link(STORE_ID_A, "Nursery");
    store_spill(stray, "x", 1);
    list = store_list();
    g_assert_cmpuint(list->len, ==, 2);
    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = list->pdata[i];

        if (listing->problem == NULL)
            continue;
        g_assert_cmpstr(listing->id, ==, "a\\n\\033[31m\\\"b");
        g_assert_null(strpbrk(listing->problem, "\n\x1b"));
    }
}

static void
test_hidden_and_former_files_are_no_links(void)
{
    static const char *const names[] = { "." STORE_ID_A ".link.new",
                                         STORE_ID_B ".link.1",
                                         STORE_ID_B ".mark",
                                         "order",
                                         "stray.link.1",
                                         "README" };
    g_autoptr(GPtrArray) records = NULL;

    store_link(STORE_ID_A, "Nursery");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = store_links_path(names[i]);

        store_spill(path, "x", 1);
    }
    records = store_load();
    g_assert_cmpuint(records->len, ==, 1);
}

int
main(int argc, char **argv)
{
    static const StoreTest tests[] = {
        { "STO-05-links-owners-and-modes", test_STO_05_links_owners_and_modes },
        { "STO-05-symlinked-directory", test_STO_05_symlinked_directory },
        { "STO-10-without-the-key-nothing-is-believed",
          test_STO_10_without_the_key_nothing_is_believed },
        { "STO-10-unknown-id", test_STO_10_unknown_id },
        { "STO-10-backup-on-another-hub", test_STO_10_backup_on_another_hub },
        { "STO-08-a-later-version-wrote-it", test_STO_08_a_later_version_wrote_it },
        { "STO-11-a-stray-name-is-escaped", test_STO_11_a_stray_name_is_escaped },
        { "hidden-and-former-files-are-no-links", test_hidden_and_former_files_are_no_links },
    };

    store_test_init(&argc, &argv);
    store_test_add("/camera-foreign/", tests, G_N_ELEMENTS(tests));
    return store_test_run();
}
