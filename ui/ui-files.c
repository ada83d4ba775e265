/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-files.h"

#include <gio/gunixmounts.h>
#include <stdbool.h>
#include <string.h>

#define MAX_SHOWN  40
#define MAX_LOOKED 2000 /* entries of one folder */
#define MAX_LEN    (8 * 1024 * 1024)

typedef struct {
    char *path;
    guint64 changed;
} Found;

static void
found_clear(gpointer data)
{
    g_free(((Found *)data)->path);
}

static int
newest_first(gconstpointer a, gconstpointer b)
{
    const Found *one = a, *other = b;

    return one->changed == other->changed  ? strcmp(one->path, other->path)
           : one->changed > other->changed ? -1
                                           : 1;
}

static bool
may_hold_code(const char *name)
{
    static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".txt" };
    g_autofree char *small = g_ascii_strdown(name, -1);

    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        if (g_str_has_suffix(small, endings[i]))
            return name[0] != '.';
    }
    return false;
}

static void
look_into(const char *folder, GArray *all)
{
    g_autoptr(GFile) file = g_file_new_for_path(folder);
    g_autoptr(GFileEnumerator) entries =
        g_file_enumerate_children(file,
                                  G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE
                                                                 "," G_FILE_ATTRIBUTE_STANDARD_SIZE
                                                                 "," G_FILE_ATTRIBUTE_TIME_MODIFIED,
                                  G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
    GFileInfo *info;

    for (unsigned i = 0; entries != NULL && i < MAX_LOOKED; i++) {
        if (!g_file_enumerator_iterate(entries, &info, NULL, NULL, NULL) || info == NULL)
            return;
        if (g_file_info_get_file_type(info) == G_FILE_TYPE_REGULAR
            && g_file_info_get_size(info) <= MAX_LEN && may_hold_code(g_file_info_get_name(info))) {
            Found found = { g_build_filename(folder, g_file_info_get_name(info), NULL),
                            g_file_info_get_attribute_uint64(info,
                                                             G_FILE_ATTRIBUTE_TIME_MODIFIED) };

            g_array_append_val(all, found);
        }
    }
}

/* Where the system mounts what a person plugs in. */
static bool
is_plugged_in(const char *path)
{
    return g_str_has_prefix(path, "/media/") || g_str_has_prefix(path, "/run/media/")
           || g_str_has_prefix(path, "/mnt/") || g_str_equal(path, "/mnt");
}

GStrv
ui_files_plugged_in(void)
{
    g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
    GList *mounts = g_unix_mounts_get(NULL);

    for (GList *here = mounts; here != NULL; here = here->next) {
        const char *path = g_unix_mount_get_mount_path(here->data);

        if (is_plugged_in(path))
            g_strv_builder_add(paths, path);
    }
    g_list_free_full(mounts, (GDestroyNotify)g_unix_mount_free);
    return g_strv_builder_end(paths);
}

static void
find(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    static const GUserDirectory own[] = { G_USER_DIRECTORY_DOWNLOAD, G_USER_DIRECTORY_DESKTOP,
                                          G_USER_DIRECTORY_PICTURES, G_USER_DIRECTORY_DOCUMENTS };
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Found));
    g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
    g_auto(GStrv) plugged_in = ui_files_plugged_in();

    g_array_set_clear_func(all, found_clear);
    for (size_t i = 0; plugged_in[i] != NULL; i++)
        look_into(plugged_in[i], all);
    for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
        const char *folder = g_get_user_special_dir(own[i]);

        if (folder != NULL && !g_str_equal(folder, g_get_home_dir()))
            look_into(folder, all);
    }
    look_into(g_get_home_dir(), all);
    g_array_sort(all, newest_first);
    for (guint i = 0; i < MIN(all->len, MAX_SHOWN); i++)
        g_strv_builder_add(paths, g_array_index(all, Found, i).path);
    g_task_return_pointer(task, g_strv_builder_end(paths), (GDestroyNotify)g_strfreev);
}

void
ui_files_find(gpointer source, GCancellable *cancellable, GAsyncReadyCallback found)
{
    g_autoptr(GTask) task = g_task_new(source, cancellable, found, NULL);

    g_task_run_in_thread(task, find);
}

GStrv
ui_files_find_finish(GAsyncResult *result)
{
    return g_task_propagate_pointer(G_TASK(result), NULL);
}
