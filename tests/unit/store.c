/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/store.h"

#include "tests/unit/tree.h"

#include <glib/gstdio.h>

#define MEMORY "/dev/shm"

static char *root; /* of all the directories that a store may be in */

char *
store_links_path(const char *name)
{
    g_autofree char *dir = camera_store_default_dir();

    return g_build_filename(dir, "links", name, NULL);
}

char *
store_link_path(const char *id, const char *ending)
{
    g_autofree char *name = g_strconcat(id, ".link", ending, NULL);

    return store_links_path(name);
}

char *
store_state_path(void)
{
    g_autofree char *dir = camera_store_state_dir();

    return g_build_filename(dir, CAMERA_STATE_FILE, NULL);
}

void
store_link(const char *id, const char *room)
{
    g_autoptr(CameraRecord) record = camera_sample_record(id, room);
    g_autoptr(GError) error = NULL;

    record->generation = 0;
    g_assert_true(camera_store_save(NULL, record, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(record->generation, ==, 1);
}

GPtrArray *
store_load(void)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *records = camera_store_load(NULL, &error);

    g_assert_no_error(error);
    return records;
}

GPtrArray *
store_list(void)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *list = camera_store_list(NULL, &error);

    g_assert_no_error(error);
    return list;
}

CameraListing *
store_find(const char *id)
{
    g_autoptr(GPtrArray) list = store_list();

    for (guint i = 0; i < list->len; i++)
        if (strcmp(((CameraListing *)list->pdata[i])->id, id) == 0)
            return g_ptr_array_steal_index(list, i);
    return NULL;
}

static void
assert_says(const char *sentence, const char *word)
{
    if (strstr(sentence, word) == NULL || !g_str_has_suffix(sentence, "."))
        g_error("\"%s\" does not say \"%s\"", sentence, word);
}

void
store_assert_problem(const char *id, const char *word)
{
    g_autoptr(GPtrArray) list = store_list();
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = list->pdata[i];
        const bool bad = strcmp(listing->id, id) == 0;

        g_assert_cmpint(listing->problem != NULL, ==, bad);
        g_assert_cmpint(listing->record != NULL, ==, !bad);
        if (bad)
            assert_says(listing->problem, word);
    }
    g_assert_null(camera_store_load(NULL, &error));
    g_assert_nonnull(error);
    assert_says(error->message, word);
}

void
store_assert_fails(const char *word)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(camera_store_list(NULL, &error));
    g_assert_nonnull(error);
    assert_says(error->message, word);
    g_assert_null(camera_store_load(NULL, NULL));
}

char *
store_slurp(const char *path, gsize *len)
{
    char *content = NULL;

    g_assert_true(g_file_get_contents(path, &content, len, NULL));
    return content;
}

void
store_spill(const char *path, const char *content, gsize len)
{
    g_unlink(path);
    g_assert_true(
        g_file_set_contents_full(path, content, (gssize)len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

void
store_flip(const char *path)
{
    gsize len = 0;
    g_autofree char *content = store_slurp(path, &len);

    content[len / 2] ^= 1;
    store_spill(path, content, len);
}

void
store_test_init(int *argc, char ***argv)
{
    static const char *const places[] = {
        "HOME",          "XDG_CACHE_HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME",
        "XDG_DATA_DIRS", "XDG_DATA_HOME",  "XDG_RUNTIME_DIR", "XDG_STATE_HOME"
    };
    /* in memory, if nobody wants it elsewhere: a disk is flushed for every step of every change */
    const bool memory = g_getenv("TMPDIR") == NULL && g_file_test(MEMORY, G_FILE_TEST_IS_DIR);

    root = g_build_filename(memory ? MEMORY : g_get_tmp_dir(), "ownview-store-XXXXXX", NULL);
    g_assert_nonnull(g_mkdtemp(root));
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *path = g_build_filename(root, places[i], NULL);

        g_setenv(places[i], path, TRUE);
    }
    g_test_init(argc, argv, NULL);
}

static void
set_up(G_GNUC_UNUSED void *nothing, G_GNUC_UNUSED gconstpointer data)
{
    store_wipe();
}

static void
run(G_GNUC_UNUSED void *nothing, gconstpointer data)
{
    ((const StoreTest *)data)->run();
}

void
store_test_add(const char *prefix, const StoreTest *tests, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *path = g_strconcat(prefix, tests[i].path, NULL);

        g_test_add_vtable(path, 0, &tests[i], set_up, run, NULL);
    }
}

int
store_test_run(void)
{
    int status = g_test_run();

    tree_remove(root);
    g_free(root);
    return status;
}

void
store_wipe(void)
{
    tree_remove(root);
    g_assert_cmpint(g_mkdir(root, 0700), ==, 0);
}
