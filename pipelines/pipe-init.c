/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-chain.h"
#include "pipelines/pipe-plugins.h"

#include <gio/gio.h>

/* What plays; a decoder may be missing as long as another is there. */
static const PipePlugin plugins[] = {
    { "libgstapp.so", "appsink", "gstreamer1.0-plugins-base" },
    { "libgstvideoconvertscale.so", "videoconvert", "gstreamer1.0-plugins-base" },
    { "libgstvideoparsersbad.so", "h264parse", "gstreamer1.0-plugins-bad" },
    { "libgstva.so", NULL, "gstreamer1.0-plugins-bad" },
    { "libgstv4l2codecs.so", NULL, "gstreamer1.0-plugins-bad" },
    { "libgstvideo4linux2.so", NULL, "gstreamer1.0-plugins-good" },
    { "libgstlibav.so", NULL, "gstreamer1.0-libav" },
    { "libgstopenh264.so", NULL, "gstreamer1.0-plugins-bad" },
};

/*
 * Nothing is searched for: no plugin path, no scanner, no cache of what was found on another day.
 * The eight files above are loaded from the distribution's folder, and there is nothing else to be
 * plugged (DEC-14); what sound, or a scan for a camera's code, needs besides is loaded when it
 * begins.
 */
static void
fix_environment(void)
{
    static const char *const gone[] = {
        "GST_PLUGIN_PATH",        "GST_PLUGIN_PATH_1_0",    "GST_PLUGIN_SCANNER",
        "GST_PLUGIN_SCANNER_1_0", "GST_PRESET_PATH",        "GST_DEBUG",
        "GST_DEBUG_FILE",         "GST_DEBUG_DUMP_DOT_DIR", "GST_TRACERS",
        "GST_REGISTRY",           "GST_PLUGIN_FEATURE_RANK"
    };

    for (size_t i = 0; i < G_N_ELEMENTS(gone); i++)
        g_unsetenv(gone[i]);
    g_setenv("GST_PLUGIN_SYSTEM_PATH_1_0", "", TRUE);
    g_setenv("GST_PLUGIN_SYSTEM_PATH", "", TRUE);
    g_setenv("GST_REGISTRY_DISABLE", "yes", TRUE);
}

bool
pipe_init(GError **error)
{
    g_autoptr(GError) inner = NULL;
    GstElement *decoder;

    fix_environment();
    gst_registry_fork_set_enabled(FALSE);
    if (!gst_init_check(NULL, NULL, &inner)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "GStreamer does not start: %s",
                    inner != NULL ? inner->message : "no reason given");
        return false;
    }
    if (!pipe_plugins_load(plugins, G_N_ELEMENTS(plugins), error))
        return false;
    decoder = pipe_chain_make_decoder();
    if (decoder == NULL) {
        g_set_error_literal(
            error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
            "there is no decoder for H.264: install the package gstreamer1.0-libav");
        return false;
    }
    gst_element_set_state(decoder, GST_STATE_NULL);
    gst_object_unref(gst_object_ref_sink(decoder));
    return true;
}
