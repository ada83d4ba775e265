/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-plugins.h"

#include <gio/gio.h>
#include <gst/gst.h>

static bool
load(const PipePlugin *plugin, GError **error)
{
    g_autofree char *path = g_build_filename(OWNVIEW_GST_PLUGINS, plugin->file, NULL);
    g_autoptr(GstPlugin) loaded = gst_plugin_load_file(path, NULL);
    g_autoptr(GstElementFactory) factory = NULL;

    if (plugin->element == NULL)
        return true;
    factory = gst_element_factory_find(plugin->element);
    if (loaded != NULL && factory != NULL)
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                "GStreamer's %s is missing: install the package %s", plugin->element,
                plugin->package);
    return false;
}

bool
pipe_plugins_load(const PipePlugin *plugins, size_t n_plugins, GError **error)
{
    for (size_t i = 0; i < n_plugins; i++) {
        if (!load(&plugins[i], error))
            return false;
    }
    return true;
}
