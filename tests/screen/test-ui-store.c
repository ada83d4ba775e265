/* SPDX-License-Identifier: Apache-2.0 */
/* What a person chose is kept, and each value that can't be right costs itself only. */
#include "client/client-settings.h"
#include "ui/ui-store.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define LINK_A "0123456789abcdef0123456789abcdef"

/* The values of a store in one line. */
static char *
describe(const UiStore *s)
{
    return g_strdup_printf("%s %d %u %d %d %u-%u %s %u %d%s",
                           s->language != NULL ? s->language : "-", s->clock, s->blank_min,
                           s->wake_pin, s->night, s->night_from, s->night_to,
                           s->pin != NULL ? s->pin : "-", s->n_wrong,
                           ui_store_get_profile(s, LINK_A), s->muted ? " muted" : "");
}

#define DEFAULTS "- 0 0 0 0 22-6 - 0 0"

static const struct {
    const char *data;
    const char *want;
} files[] = {
    { "", DEFAULTS },
    { "# nothing\n", DEFAULTS },
    { "[screen]\nlanguage=de\n", "de 0 0 0 0 22-6 - 0 0" },
    { "[screen]\nlanguage=zh_CN\n", "zh_CN 0 0 0 0 22-6 - 0 0" },
    { "[screen]\nlanguage=tlh\n", DEFAULTS },
    { "[screen]\nlanguage=../../etc\n", DEFAULTS },
    { "[screen]\nclock=12\n", "- 2 0 0 0 22-6 - 0 0" },
    { "[screen]\nclock=24\n", "- 1 0 0 0 22-6 - 0 0" },
    { "[screen]\nclock=13\n", DEFAULTS },
    { "[screen]\nblank-minutes=15\n", "- 0 15 0 0 22-6 - 0 0" },
    { "[screen]\nblank-minutes=2\n", DEFAULTS },
    { "[screen]\nblank-minutes=-1\n", DEFAULTS },
    { "[screen]\nblank-minutes=4294967297\n", DEFAULTS },
    { "[screen]\nblank-minutes=5 minutes\n", DEFAULTS },
    { "[screen]\nnight=yes\nnight-from=0\nnight-to=23\n", "- 0 0 0 1 0-23 - 0 0" },
    { "[screen]\nnight=maybe\nnight-from=24\nnight-to=7.5\n", DEFAULTS },
    { "[screen]\nlanguage=fr\nblank-minutes=x\n", "fr 0 0 0 0 22-6 - 0 0" },
    { "[screen]\nmute=yes\n", DEFAULTS " muted" },
    { "[screen]\nmute=1\n", DEFAULTS },
    { "[owner]\npin=scrypt:a:b\nwake-pin=yes\nwrong=7\n", "- 0 0 1 0 22-6 scrypt:a:b 7 0" },
    { "[owner]\npin=1234\nwrong=x\n", "- 0 0 0 0 22-6 1234 0 0" },
    { "[cameras]\ndoor=x;" LINK_A ";\n", "- 0 0 0 0 22-6 - 0 1" },
    { "[cameras]\ndoor=\n", DEFAULTS },
};

static void
test_parse(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(UiStore) store = ui_store_parse(files[i].data, strlen(files[i].data), NULL);
        g_autofree char *got = NULL;

        g_assert_nonnull(store);
        got = describe(store);
        g_assert_cmpstr(got, ==, files[i].want);
    }
}

/* Nothing at all can be said of these. */
static void
test_no_file(void)
{
    static const char *const bad[] = { "language=de\n", "[screen\n", "[screen]\nlanguage\n",
                                       "\xff\xfe" };

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(ui_store_parse(bad[i], strlen(bad[i]), &error));
        g_assert_nonnull(error);
    }
}

/* What is written reads the same, comments and what others wrote stay. */
static void
test_print(void)
{
    static const char *const data = "# by hand\n[screen]\nlanguage=de\nlater=kept\n";
    g_autoptr(UiStore) store = ui_store_parse(data, strlen(data), NULL), again = NULL;
    g_autofree char *text = NULL, *got = NULL;

    store->blank_min = 60;
    store->night = true;
    store->night_from = 6;
    store->pin = g_strdup("scrypt:a:b");
    store->n_wrong = 3;
    ui_store_set_profile(store, LINK_A, UI_PROFILE_DOOR);
    text = ui_store_print(store);
    g_assert_nonnull(strstr(text, "# by hand"));
    g_assert_nonnull(strstr(text, "later=kept"));
    again = ui_store_parse(text, strlen(text), NULL);
    got = describe(again);
    g_assert_cmpstr(got, ==, "de 0 60 0 1 6-6 scrypt:a:b 3 1");
    ui_store_set_profile(again, LINK_A, UI_PROFILE_NORMAL);
    g_clear_pointer(&again->pin, g_free);
    g_free(text);
    text = ui_store_print(again);
    g_assert_null(strstr(text, "pin"));
    g_assert_null(strstr(text, LINK_A));
}

static void
test_night(void)
{
    static const struct {
        unsigned from, to;
        const char *hours; /* a letter for each: the dark ones are N */
    } rows[] = {
        { 22, 6, "NNNNNN................NN" }, { 0, 6, "NNNNNN.................." },
        { 1, 2, ".N......................" },  { 23, 0, ".......................N" },
        { 6, 6, "........................" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(UiStore) store = ui_store_open(NULL);

        store->night_from = rows[i].from;
        store->night_to = rows[i].to;
        for (unsigned hour = 0; hour < 24; hour++) {
            store->night = true;
            g_assert_cmpint(ui_store_is_night(store, hour), ==, rows[i].hours[hour] == 'N');
            store->night = false;
            g_assert_false(ui_store_is_night(store, hour));
        }
    }
}

static char *
path_in(const char *dir)
{
    return g_build_filename(dir, CLIENT_SETTINGS_FILE, NULL);
}

static void
test_kept(void)
{
    g_autofree char *dir = client_settings_default_dir();
    g_autofree char *path = path_in(dir), *got = NULL;
    g_autoptr(UiStore) store = ui_store_open(dir), again = NULL;
    GStatBuf st;

    g_assert_null(ui_store_get_problem(store));
    store->blank_min = 5;
    g_assert_true(ui_store_save(store, NULL));
    g_assert_cmpint(g_stat(path, &st), ==, 0);
    g_assert_cmpint(st.st_mode & 0777, ==, 0600);
    again = ui_store_open(dir);
    got = describe(again);
    g_assert_cmpstr(got, ==, "- 0 5 0 0 22-6 - 0 0");
}

typedef void (*Spoil)(const char *path);

static void
open_to_others(const char *path)
{
    g_assert_cmpint(g_chmod(path, 0666), ==, 0);
}

static void
make_link(const char *path)
{
    g_autofree char *other = g_strconcat(path, ".other", NULL);

    g_assert_cmpint(g_rename(path, other), ==, 0);
    g_assert_cmpint(symlink(other, path), ==, 0);
}

static void
make_hard_link(const char *path)
{
    g_autofree char *other = g_strconcat(path, ".second", NULL);

    g_assert_cmpint(link(path, other), ==, 0);
}

static void
garble(const char *path)
{
    FILE *file = fopen(path, "w");

    fputs("not a line of ours\n", file);
    fclose(file);
}

/* STO-05, UI-11: what can't be believed opens nothing, and is left as it is. */
static void
test_not_believed(gconstpointer data)
{
    Spoil spoil = *(const Spoil *)data;
    g_autofree char *dir = client_settings_default_dir();
    g_autofree char *path = path_in(dir), *before = NULL, *after = NULL;
    g_autoptr(UiStore) store = ui_store_open(dir), again = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(ui_store_save(store, NULL));
    spoil(path);
    g_assert_true(g_file_get_contents(path, &before, NULL, NULL));
    again = ui_store_open(dir);
    g_assert_nonnull(ui_store_get_problem(again));
    g_assert_nonnull(strstr(ui_store_get_problem(again), path));
    g_assert_cmpstr(again->pin, ==, "");
    again->blank_min = 5;
    g_assert_false(ui_store_save(again, &error));
    g_assert_cmpuint(again->blank_min, ==, 5);
    g_assert_true(g_file_get_contents(path, &after, NULL, NULL));
    g_assert_cmpstr(before, ==, after);
}

/* STO-07: a disk that takes nothing gives one sentence, and what was chosen holds. */
static void
test_not_written(void)
{
    g_autofree char *dir = client_settings_default_dir();
    g_autofree char *file = g_build_filename(g_get_user_config_dir(), "file", NULL);
    g_autofree char *below = g_build_filename(file, "ownview", NULL);
    g_autoptr(UiStore) store = NULL;
    g_autoptr(GError) error = NULL;

    g_mkdir_with_parents(g_get_user_config_dir(), 0700);
    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    store = ui_store_open(dir);
    g_free(store->dir);
    store->dir = g_strdup(below);
    store->blank_min = 15;
    g_assert_false(ui_store_save(store, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
    g_assert_nonnull(strstr(error->message, below));
    g_assert_cmpuint(store->blank_min, ==, 15);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        Spoil spoil;
    } rows[] = {
        { "/store/STO-05/open-to-others", open_to_others },
        { "/store/STO-05/symbolic-link", make_link },
        { "/store/STO-05/hard-link", make_hard_link },
        { "/store/UI-11/garbled", garble },
    };

    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    g_test_add_func("/store/parse", test_parse);
    g_test_add_func("/store/no-file", test_no_file);
    g_test_add_func("/store/print", test_print);
    g_test_add_func("/store/night", test_night);
    g_test_add_func("/store/kept", test_kept);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add_data_func(rows[i].path, &rows[i].spoil, test_not_believed);
    g_test_add_func("/store/STO-07/not-written", test_not_written);
    return g_test_run();
}
