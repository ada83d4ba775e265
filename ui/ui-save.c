/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-save.h"

#include "ui/ui-files.h"

#include <unistd.h>

#define MAX_SAME 100 /* files of one second */

typedef struct {
    char *name;
    char *ending;
    GUserDirectory own;
    UiSaveFunc write;
    gpointer data;
    GDestroyNotify free_data;
} Save;

static void
save_free(gpointer data)
{
    Save *self = data;

    self->free_data(self->data);
    g_free(self->name);
    g_free(self->ending);
    g_free(self);
}

/* A path in @folder that there is not yet; transfer full. */
static char *
free_path(const Save *self, const char *folder)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    /* no colon: what is plugged in may be formatted for other systems */
    g_autofree char *time = g_date_time_format(now, "%F %H-%M-%S");

    for (unsigned i = 1; i <= MAX_SAME; i++) {
        g_autofree char *more = i > 1 ? g_strdup_printf(" (%u)", i) : g_strdup("");
        g_autofree char *base = g_strconcat(self->name, " ", time, more, self->ending, NULL);
        g_autofree char *path = g_build_filename(folder, base, NULL);

        if (!g_file_test(path, G_FILE_TEST_EXISTS))
            return g_steal_pointer(&path);
    }
    return NULL;
}

/* Where it was written to, or NULL. Transfer full. */
static char *
try_folder(const Save *self, const char *folder, GError **error)
{
    g_autofree char *path = NULL;

    if (folder == NULL || !g_file_test(folder, G_FILE_TEST_IS_DIR) || access(folder, W_OK) != 0)
        return NULL;
    path = free_path(self, folder);
    if (path == NULL)
        return NULL;
    g_clear_error(error);
    return self->write(self->data, path, error) ? g_steal_pointer(&path) : NULL;
}

static void
save(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    const Save *self = data;
    g_auto(GStrv) plugged_in = ui_files_plugged_in();
    g_autoptr(GError) error = NULL;
    char *path = NULL;

    for (size_t i = 0; path == NULL && plugged_in[i] != NULL; i++)
        path = try_folder(self, plugged_in[i], &error);
    if (path == NULL)
        path = try_folder(self, g_get_user_special_dir(self->own), &error);
    if (path == NULL)
        path = try_folder(self, g_get_home_dir(), &error);
    if (path != NULL)
        g_task_return_pointer(task, path, g_free);
    else if (error != NULL)
        g_task_return_error(task, g_steal_pointer(&error));
    else
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                "There is no folder to save it in.");
}

void
ui_save(gpointer source,
        const char *name,
        const char *ending,
        GUserDirectory own,
        UiSaveFunc write,
        gpointer data,
        GDestroyNotify free_data,
        GAsyncReadyCallback saved)
{
    g_autoptr(GTask) task = g_task_new(source, NULL, saved, NULL);
    Save *self = g_new0(Save, 1);

    self->name = g_strdup(name);
    self->ending = g_strdup(ending);
    self->own = own;
    self->write = write;
    self->data = data;
    self->free_data = free_data;
    g_task_set_task_data(task, self, save_free);
    g_task_run_in_thread(task, save);
}

char *
ui_save_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
