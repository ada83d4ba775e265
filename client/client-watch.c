/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-watch.h"

struct ClientWatch {
    GPtrArray *dirs;     /* of GFile */
    GPtrArray *monitors; /* of GFileMonitor */
    ClientWatchFilter filter;
    ClientWatchFunc changed;
    gpointer user_data;
    GMainContext *context;
    GSource *pending; /* NULL: none */
};

static gboolean
tell(gpointer data)
{
    ClientWatch *self = data;

    g_clear_pointer(&self->pending, g_source_unref);
    self->changed(self->user_data);
    return G_SOURCE_REMOVE;
}

static bool
matters(const ClientWatch *self, GFile *file)
{
    g_autofree char *name = file != NULL ? g_file_get_basename(file) : NULL;

    return name != NULL && (self->filter == NULL || self->filter(name));
}

static bool
is_watched(const ClientWatch *self, GFile *file)
{
    for (guint i = 0; file != NULL && i < self->dirs->len; i++)
        if (g_file_equal(file, g_ptr_array_index(self->dirs, i)))
            return true;
    return false;
}

static void
on_changed(G_GNUC_UNUSED GFileMonitor *monitor,
           GFile *file,
           GFile *other,
           G_GNUC_UNUSED GFileMonitorEvent event,
           ClientWatch *self)
{
    /* a directory that comes into being says nothing of the files that came with it */
    if (self->pending != NULL
        || (!is_watched(self, file) && !matters(self, file) && !matters(self, other)))
        return;
    self->pending = g_idle_source_new();
    g_source_set_priority(self->pending, G_PRIORITY_DEFAULT);
    g_source_set_callback(self->pending, tell, self, NULL);
    g_source_attach(self->pending, self->context);
}

ClientWatch *
client_watch_new(const char *const *dirs,
                 ClientWatchFilter filter,
                 ClientWatchFunc changed,
                 gpointer user_data)
{
    ClientWatch *self = g_new0(ClientWatch, 1);

    self->dirs = g_ptr_array_new_with_free_func(g_object_unref);
    self->monitors = g_ptr_array_new_with_free_func(g_object_unref);
    self->filter = filter;
    self->changed = changed;
    self->user_data = user_data;
    self->context = g_main_context_ref_thread_default();
    for (; *dirs != NULL; dirs++) {
        GFile *dir = g_file_new_for_path(*dirs);
        GFileMonitor *monitor =
            g_file_monitor_directory(dir, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

        g_ptr_array_add(self->dirs, dir);
        if (monitor == NULL)
            continue;
        g_signal_connect(monitor, "changed", G_CALLBACK(on_changed), self);
        g_ptr_array_add(self->monitors, monitor);
    }
    return self;
}

void
client_watch_free(ClientWatch *self)
{
    if (self == NULL)
        return;

    for (guint i = 0; i < self->monitors->len; i++) {
        GFileMonitor *monitor = g_ptr_array_index(self->monitors, i);

        g_signal_handlers_disconnect_by_data(monitor, self);
        g_file_monitor_cancel(monitor);
    }
    g_ptr_array_unref(self->monitors);
    g_ptr_array_unref(self->dirs);
    if (self->pending != NULL) {
        g_source_destroy(self->pending);
        g_source_unref(self->pending);
    }
    g_main_context_unref(self->context);
    g_free(self);
}
