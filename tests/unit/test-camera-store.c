/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/store.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static void
test_missing_directory_is_empty(void)
{
    g_autoptr(GPtrArray) records = store_load();

    g_assert_cmpuint(records->len, ==, 0);
}

static void
test_save_and_load_ordered_by_room(void)
{
    g_autoptr(GPtrArray) records = NULL;
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *state = store_state_path();
    struct stat st;

    store_link(STORE_ID_A, "Nursery");
    store_link(STORE_ID_B, "Front door");
    records = store_load();
    g_assert_cmpuint(records->len, ==, 2);
    g_assert_cmpstr(((CameraRecord *)records->pdata[0])->room, ==, "Front door");
    g_assert_cmpstr(((CameraRecord *)records->pdata[1])->room, ==, "Nursery");
    g_assert_cmpint(stat(path, &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0600);
    g_assert_cmpint(stat(state, &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0600);
}

/* While a record is replaced, the copy is what stood before; afterwards the same again. */
static void
test_the_copy_is_of_the_same_generation(void)
{
    g_autofree char *copy = store_link_path(STORE_ID_A, ".1");
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    g_autoptr(CameraListing) listing = NULL;
    gsize len = 0;
    gsize copy_len = 0;

    store_link(STORE_ID_A, "Nursery");
    g_assert_true(camera_store_rename(NULL, STORE_ID_A, "Play room", NULL));
    first = store_slurp(path, &len);
    second = store_slurp(copy, &copy_len);
    g_assert_cmpmem(first, len, second, copy_len);
    listing = store_find(STORE_ID_A);
    g_assert_cmpuint(listing->record->generation, ==, 2);
    g_assert_cmpstr(listing->room, ==, "Play room");
}

static void
test_STO_09_a_stale_writer_writes_nothing(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Nursery");
    g_autoptr(GError) error = NULL;

    store_link(STORE_ID_A, "Nursery");
    record->generation = 0;
    g_assert_false(camera_store_save(NULL, record, &error));
    g_assert_nonnull(error);
    g_assert_cmpuint(record->generation, ==, 0);
}

/* A damaged record: its copy is used, and said; of both, that camera and no other is out. */
static void
test_STO_01_flipped_byte(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *copy = store_link_path(STORE_ID_A, ".1");
    g_autoptr(CameraListing) listing = NULL;

    store_link(STORE_ID_A, "Nursery");
    store_link(STORE_ID_B, "Garage");
    store_flip(path);
    listing = store_find(STORE_ID_A);
    g_assert_true(listing->restored);
    g_assert_cmpstr(listing->record->room, ==, "Nursery");
    g_assert_nonnull(strstr(listing->problem, "second copy"));
    g_assert_null(camera_store_load(NULL, NULL)); /* all or nothing */
    store_flip(copy);
    store_assert_problem(STORE_ID_A, STORE_ID_A ".link was changed");
}

static void
test_STO_01_a_change_mends_it(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autoptr(GPtrArray) records = NULL;

    store_link(STORE_ID_A, "Nursery");
    store_flip(path);
    g_assert_true(camera_store_rename(NULL, STORE_ID_A, "Play room", NULL));
    records = store_load();
    g_assert_cmpstr(((CameraRecord *)records->pdata[0])->room, ==, "Play room");
}

static void
test_STO_01_the_record_is_gone(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autoptr(CameraListing) listing = NULL;

    store_link(STORE_ID_A, "Nursery");
    g_unlink(path);
    listing = store_find(STORE_ID_A);
    g_assert_true(listing->restored);
    g_assert_cmpstr(listing->record->room, ==, "Nursery");
}

static void
test_STO_02_truncated_zero_and_foreign(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *copy = store_link_path(STORE_ID_A, ".1");
    g_autofree char *content = NULL;
    g_autofree char *zeros = g_malloc0(CAMERA_MAX_FILE);
    static const char foreign[] = "#!/bin/sh\necho this is a foreign file, long enough to be one\n";
    gsize len = 0;

    store_link(STORE_ID_A, "Nursery");
    store_link(STORE_ID_B, "Garage");
    content = store_slurp(path, &len);
    for (int both = 0; both < 2; both++) {
        const struct {
            const char *content;
            gsize len;
            const char *word;
        } cases[] = {
            { content, len - 1, "was changed" },
            { content, 0, "length" },
            { zeros, len, "was changed" },
            { zeros, CAMERA_MAX_FILE, "was changed" },
            { foreign, sizeof foreign - 1, "was changed" },
        };

        for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
            g_autoptr(CameraListing) listing = NULL;

            store_spill(path, cases[i].content, cases[i].len);
            if (both)
                store_assert_problem(STORE_ID_A, cases[i].word);
            listing = store_find(STORE_ID_A);
            g_assert_cmpint(listing->restored, ==, !both);
        }
        store_flip(copy);
    }
    store_spill(path, content, len);
    g_ptr_array_unref(store_load());
}

static void
test_STO_02_bad_record_is_not_written_over(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *copy = store_link_path(STORE_ID_A, ".1");
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Nursery");

    store_link(STORE_ID_A, "Nursery");
    store_spill(path, "x", 1);
    store_spill(copy, "x", 1);
    record->generation = 1;
    g_assert_false(camera_store_save(NULL, record, NULL));
    g_assert_false(camera_store_rename(NULL, STORE_ID_A, "Play room", NULL));
    store_assert_problem(STORE_ID_A, "length");
}

/* Put back from a backup: never repaired in silence, whatever the copy says; its room is named. */
static void
test_STO_03_older_generation(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *copy = store_link_path(STORE_ID_A, ".1");
    g_autofree char *old = NULL;
    g_autoptr(CameraListing) listing = NULL;
    gsize len = 0;

    store_link(STORE_ID_A, "Nursery");
    store_link(STORE_ID_B, "Garage");
    old = store_slurp(path, &len);
    g_assert_true(camera_store_rename(NULL, STORE_ID_A, "Play room", NULL));
    store_spill(path, old, len);
    store_assert_problem(STORE_ID_A, "older copy");
    listing = store_find(STORE_ID_A);
    g_assert_cmpstr(listing->room, ==, "Nursery");
    store_spill(copy, old, len);
    store_assert_problem(STORE_ID_A, "older copy");
    /* and damage does not help an older one in */
    store_flip(path);
    store_assert_problem(STORE_ID_A, "was changed");
    g_unlink(path);
    store_assert_problem(STORE_ID_A, ".link");
}

static void
test_STO_03_an_unlinked_camera_does_not_come_back(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *old = NULL;
    gsize len = 0;

    store_link(STORE_ID_A, "Nursery");
    old = store_slurp(path, &len);
    g_assert_true(camera_store_remove(NULL, STORE_ID_A, NULL));
    store_spill(path, old, len);
    store_assert_problem(STORE_ID_A, "older copy");
}

static void
test_STO_04_record_under_another_id(void)
{
    g_autofree char *a = store_link_path(STORE_ID_A, "");
    g_autofree char *b = store_link_path(STORE_ID_B, "");
    g_autofree char *content = NULL;
    gsize len = 0;

    store_link(STORE_ID_A, "Nursery");
    store_link(STORE_ID_B, "Garage");
    content = store_slurp(a, &len);
    store_spill(b, content, len);
    store_assert_problem(STORE_ID_B, "wrong name");
}

static void
test_STO_06_a_crash_between_the_writes_leaves_a_store(void)
{
    g_autoptr(GPtrArray) records = NULL;
    g_autofree char *state = store_state_path();
    g_autofree char *old = NULL;
    gsize len = 0;

    store_link(STORE_ID_A, "Nursery");
    old = store_slurp(state, &len);
    records = store_load();
    g_assert_true(camera_store_save(NULL, records->pdata[0], NULL));
    store_spill(state, old, len); /* the counter was not reached */
    g_ptr_array_unref(records);
    records = store_load();
    g_assert_cmpuint(((CameraRecord *)records->pdata[0])->generation, ==, 2);
}

int
main(int argc, char **argv)
{
    static const StoreTest tests[] = {
        { "missing-directory-is-empty", test_missing_directory_is_empty },
        { "save-and-load-ordered-by-room", test_save_and_load_ordered_by_room },
        { "the-copy-is-of-the-same-generation", test_the_copy_is_of_the_same_generation },
        { "STO-01-flipped-byte", test_STO_01_flipped_byte },
        { "STO-01-a-change-mends-it", test_STO_01_a_change_mends_it },
        { "STO-01-the-record-is-gone", test_STO_01_the_record_is_gone },
        { "STO-02-truncated-zero-and-foreign", test_STO_02_truncated_zero_and_foreign },
        { "STO-02-bad-record-is-not-written-over", test_STO_02_bad_record_is_not_written_over },
        { "STO-03-older-generation", test_STO_03_older_generation },
        { "STO-03-an-unlinked-camera-does-not-come-back",
          test_STO_03_an_unlinked_camera_does_not_come_back },
        { "STO-04-record-under-another-id", test_STO_04_record_under_another_id },
        { "STO-06-a-crash-between-the-writes-leaves-a-store",
          test_STO_06_a_crash_between_the_writes_leaves_a_store },
        { "STO-09-a-stale-writer-writes-nothing", test_STO_09_a_stale_writer_writes_nothing },
    };

    store_test_init(&argc, &argv);
    store_test_add("/camera-store/", tests, G_N_ELEMENTS(tests));
    return store_test_run();
}
