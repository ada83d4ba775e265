/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-store.h"

#include "client/cameras/camera-state.h"
#include "tests/unit/camera-samples.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_A "00112233445566778899aabbccddeeff"
#define ID_B "ffeeddccbbaa99887766554433221100"

/* Directories are the test's own (G_TEST_OPTION_ISOLATE_DIRS): each case starts with nothing. */
static char *
link_path(const char *id, const char *ending)
{
    g_autofree char *dir = camera_store_default_dir();
    g_autofree char *name = g_strconcat(id, ".link", ending, NULL);

    return g_build_filename(dir, "links", name, NULL);
}

static char *
state_path(void)
{
    g_autofree char *dir = camera_store_state_dir();

    return g_build_filename(dir, CAMERA_STATE_FILE, NULL);
}

static void
save(const char *id, const char *room)
{
    g_autoptr(CameraRecord) record = camera_sample_record(id, room);
    g_autoptr(GError) error = NULL;

    record->generation = 0;
    g_assert_true(camera_store_save(NULL, record, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(record->generation, ==, 1);
}

static GPtrArray *
load(void)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *records = camera_store_load(NULL, &error);

    g_assert_no_error(error);
    return records;
}

/* Loading fails with one sentence in which @word stands. */
static void
assert_load_fails(const char *word)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(camera_store_load(NULL, &error));
    g_assert_nonnull(error);
    if (strstr(error->message, word) == NULL || !g_str_has_suffix(error->message, "."))
        g_error("\"%s\" does not say \"%s\"", error->message, word);
}

static char *
slurp(const char *path, gsize *len)
{
    char *content = NULL;

    g_assert_true(g_file_get_contents(path, &content, len, NULL));
    return content;
}

static void
spill(const char *path, const char *content, gsize len)
{
    g_unlink(path);
    g_assert_true(
        g_file_set_contents_full(path, content, (gssize)len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
test_missing_directory_is_empty(void)
{
    g_autoptr(GPtrArray) records = load();

    g_assert_cmpuint(records->len, ==, 0);
}

static void
test_save_and_load_ordered_by_room(void)
{
    g_autoptr(GPtrArray) records = NULL;
    g_autofree char *path = link_path(ID_A, "");
    g_autofree char *state = state_path();
    struct stat st;

    save(ID_A, "Nursery");
    save(ID_B, "Front door");
    records = load();
    g_assert_cmpuint(records->len, ==, 2);
    g_assert_cmpstr(((CameraRecord *)records->pdata[0])->room, ==, "Front door");
    g_assert_cmpstr(((CameraRecord *)records->pdata[1])->room, ==, "Nursery");
    g_assert_cmpint(stat(path, &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0600);
    g_assert_cmpint(stat(state, &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0600);
}

static void
test_two_generations_are_kept(void)
{
    g_autoptr(GPtrArray) records = NULL;
    g_autofree char *backup = link_path(ID_A, ".1");
    g_autofree char *path = link_path(ID_A, "");
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    CameraRecord *record;
    gsize len = 0;
    gsize backup_len = 0;

    save(ID_A, "Nursery");
    before = slurp(path, &len);
    records = load();
    record = records->pdata[0];
    g_free(record->room);
    record->room = g_strdup("Play room");
    g_assert_true(camera_store_save(NULL, record, NULL));
    g_assert_cmpuint(record->generation, ==, 2);
    after = slurp(backup, &backup_len);
    g_assert_cmpmem(before, len, after, backup_len);
    g_ptr_array_unref(records);
    records = load();
    g_assert_cmpstr(((CameraRecord *)records->pdata[0])->room, ==, "Play room");
}

static void
test_STO_09_a_stale_writer_writes_nothing(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(ID_A, "Nursery");
    g_autoptr(GError) error = NULL;

    save(ID_A, "Nursery");
    record->generation = 0;
    g_assert_false(camera_store_save(NULL, record, &error));
    g_assert_nonnull(error);
    g_assert_cmpuint(record->generation, ==, 0);
}

static void
test_STO_01_flipped_byte(void)
{
    g_autofree char *path = link_path(ID_A, "");
    g_autofree char *content = NULL;
    gsize len = 0;

    save(ID_A, "Nursery");
    save(ID_B, "Garage");
    content = slurp(path, &len);
    content[len / 2] ^= 1;
    spill(path, content, len);
    assert_load_fails(ID_A ".link was changed");
}

static void
test_STO_02_truncated_zero_and_foreign(void)
{
    g_autoptr(GPtrArray) records = NULL;
    g_autofree char *path = link_path(ID_A, "");
    g_autofree char *content = NULL;
    gsize len = 0;

    save(ID_A, "Nursery");
    content = slurp(path, &len);
    spill(path, content, len - 1);
    assert_load_fails("was changed");
    spill(path, content, 0);
    assert_load_fails("length");
    spill(path, "#!/bin/sh\necho this is a foreign file, long enough to be one\n", 60);
    assert_load_fails("was changed");
    spill(path, content, len);
    records = load();
    g_assert_cmpuint(records->len, ==, 1);
}

static void
test_STO_02_bad_record_is_not_written_over(void)
{
    g_autofree char *path = link_path(ID_A, "");
    g_autoptr(CameraRecord) record = camera_sample_record(ID_A, "Nursery");

    save(ID_A, "Nursery");
    spill(path, "x", 1);
    record->generation = 1;
    g_assert_false(camera_store_save(NULL, record, NULL));
    assert_load_fails("length");
}

static void
test_STO_03_older_generation(void)
{
    g_autoptr(GPtrArray) records = NULL;
    g_autofree char *path = link_path(ID_A, "");
    g_autofree char *old = NULL;
    gsize len = 0;

    save(ID_A, "Nursery");
    old = slurp(path, &len);
    records = load();
    g_assert_true(camera_store_save(NULL, records->pdata[0], NULL));
    spill(path, old, len);
    assert_load_fails("older copy");
}

static void
test_STO_04_record_under_another_id(void)
{
    g_autofree char *a = link_path(ID_A, "");
    g_autofree char *b = link_path(ID_B, "");
    g_autofree char *content = NULL;
    gsize len = 0;

    save(ID_A, "Nursery");
    save(ID_B, "Garage");
    content = slurp(a, &len);
    spill(b, content, len);
    assert_load_fails("wrong name");
}

static void
test_STO_05_links_owners_and_modes(void)
{
    g_autofree char *path = link_path(ID_A, "");
    g_autofree char *elsewhere = link_path("elsewhere", ".copy");
    g_autofree char *dir = g_path_get_dirname(path);

    save(ID_A, "Nursery");
    g_chmod(path, 0640);
    assert_load_fails("open to others");
    g_chmod(path, 0600);
    g_chmod(dir, 0770);
    assert_load_fails("open to others");
    g_chmod(dir, 0700);
    g_assert_cmpint(link(path, elsewhere), ==, 0);
    assert_load_fails("plain file");
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_cmpint(symlink(elsewhere, path), ==, 0);
    assert_load_fails("symbolic link");
    g_unlink(path);
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    assert_load_fails("plain file");
}

static void
test_STO_05_symlinked_directory(void)
{
    g_autofree char *dir = camera_store_default_dir();
    g_autofree char *moved = g_strconcat(dir, "-moved", NULL);

    save(ID_A, "Nursery");
    g_assert_cmpint(g_rename(dir, moved), ==, 0);
    g_assert_cmpint(symlink(moved, dir), ==, 0);
    assert_load_fails("can't be opened");
}

static void
test_STO_06_a_crash_between_the_writes_leaves_a_store(void)
{
    g_autoptr(GPtrArray) records = NULL;
    g_autofree char *state = state_path();
    g_autofree char *old = NULL;
    gsize len = 0;

    save(ID_A, "Nursery");
    old = slurp(state, &len);
    records = load();
    g_assert_true(camera_store_save(NULL, records->pdata[0], NULL));
    spill(state, old, len); /* the counter was not reached */
    g_ptr_array_unref(records);
    records = load();
    g_assert_cmpuint(((CameraRecord *)records->pdata[0])->generation, ==, 2);
}

static void
test_STO_10_without_the_key_nothing_is_believed(void)
{
    g_autofree char *state = state_path();

    save(ID_A, "Nursery");
    g_unlink(state);
    assert_load_fails("mac.key");
    spill(state, "\xa0", 1);
    assert_load_fails("damaged");
}

static void
test_STO_10_unknown_id(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(ID_B, "Garage");
    g_autofree char *path = link_path(ID_B, "");
    g_autofree char *state = state_path();
    g_autofree char *content = NULL;
    g_autoptr(GBytes) file = NULL;
    gsize len = 0;

    save(ID_A, "Nursery");
    content = slurp(state, &len);
    /* a map's head, the text "key", the head of 32 bytes: then the key */
    file = camera_record_encode(record, (const uint8_t *)content + 1 + 4 + 2);
    spill(path, g_bytes_get_data(file, NULL), g_bytes_get_size(file));
    assert_load_fails("not linked on this device");
}

static void
test_hidden_and_former_files_are_no_links(void)
{
    g_autofree char *hidden = link_path("." ID_A, ".new");
    g_autofree char *backup = link_path(ID_B, ".1");
    g_autoptr(GPtrArray) records = NULL;

    save(ID_A, "Nursery");
    spill(hidden, "x", 1);
    spill(backup, "x", 1);
    records = load();
    g_assert_cmpuint(records->len, ==, 1);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*run)(void);
    } cases[] = {
        { "missing-directory-is-empty", test_missing_directory_is_empty },
        { "save-and-load-ordered-by-room", test_save_and_load_ordered_by_room },
        { "two-generations-are-kept", test_two_generations_are_kept },
        { "STO-01-flipped-byte", test_STO_01_flipped_byte },
        { "STO-02-truncated-zero-and-foreign", test_STO_02_truncated_zero_and_foreign },
        { "STO-02-bad-record-is-not-written-over", test_STO_02_bad_record_is_not_written_over },
        { "STO-03-older-generation", test_STO_03_older_generation },
        { "STO-04-record-under-another-id", test_STO_04_record_under_another_id },
        { "STO-05-links-owners-and-modes", test_STO_05_links_owners_and_modes },
        { "STO-05-symlinked-directory", test_STO_05_symlinked_directory },
        { "STO-06-a-crash-between-the-writes-leaves-a-store",
          test_STO_06_a_crash_between_the_writes_leaves_a_store },
        { "STO-09-a-stale-writer-writes-nothing", test_STO_09_a_stale_writer_writes_nothing },
        { "STO-10-without-the-key-nothing-is-believed",
          test_STO_10_without_the_key_nothing_is_believed },
        { "STO-10-unknown-id", test_STO_10_unknown_id },
        { "hidden-and-former-files-are-no-links", test_hidden_and_former_files_are_no_links },
    };

    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/camera-store/", cases[i].path, NULL);

        g_test_add_func(path, cases[i].run);
    }
    return g_test_run();
}
