/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-store.h"
#include "client/client.h"

#include <gio/gio.h>

#define SETTLED_MS 100 /* a write is several changes of the directory */

struct ClientHomeWatch {
    GFileMonitor *monitor; /* NULL: the system has none to give */
    GSource *settled;      /* NULL: nothing has changed */
    ClientHomeFunc changed;
    gpointer user_data;
};

static gboolean
on_settled(gpointer user_data)
{
    ClientHomeWatch *self = user_data;

    g_clear_pointer(&self->settled, g_source_unref);
    self->changed(self->user_data);
    return G_SOURCE_REMOVE;
}

/* The records, their second copies and their order; not the marks, which move all the time. */
static bool
is_record(GFile *file)
{
    g_autofree char *name = file != NULL ? g_file_get_basename(file) : NULL;

    return name != NULL
           && (g_str_has_suffix(name, ".link") || g_str_has_suffix(name, ".link.1")
               || g_str_equal(name, "order"));
}

static void
on_changed(GFileMonitor *monitor,
           GFile *file,
           GFile *other,
           GFileMonitorEvent event,
           gpointer user_data)
{
    ClientHomeWatch *self = user_data;

    if (self->settled != NULL || !(is_record(file) || is_record(other)))
        return;
    self->settled = g_timeout_source_new(SETTLED_MS);
    g_source_set_callback(self->settled, on_settled, self, NULL);
    g_source_attach(self->settled, g_main_context_get_thread_default());
}

ClientHomeWatch *
client_home_watch(ClientHomeFunc changed, gpointer user_data)
{
    ClientHomeWatch *self = g_new0(ClientHomeWatch, 1);
    g_autofree char *dir = camera_store_default_dir();
    g_autofree char *path = g_build_filename(dir, "links", NULL);
    g_autoptr(GFile) links = g_file_new_for_path(path);

    self->changed = changed;
    self->user_data = user_data;
    self->monitor = g_file_monitor_directory(links, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
    if (self->monitor != NULL)
        g_signal_connect(self->monitor, "changed", G_CALLBACK(on_changed), self);
    return self;
}

void
client_home_watch_free(ClientHomeWatch *self)
{
    if (self == NULL)
        return;

    if (self->settled != NULL) {
        g_source_destroy(self->settled);
        g_source_unref(self->settled);
    }
    if (self->monitor != NULL) {
        g_signal_handlers_disconnect_by_data(self->monitor, self);
        g_file_monitor_cancel(self->monitor);
        g_object_unref(self->monitor);
    }
    g_free(self);
}
