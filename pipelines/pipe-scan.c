/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-scan.h"

#include "pipelines/pipe-plugins.h"

#include <string.h>

static const PipePlugin plugins[] = {
    { "libgstzbar.so", "zbar", "gstreamer1.0-plugins-bad" },
    { "libgstpng.so", "pngdec", "gstreamer1.0-plugins-good" },
    { "libgstjpeg.so", "jpegdec", "gstreamer1.0-plugins-good" },
    { "libgstvideo4linux2.so", "v4l2src", "gstreamer1.0-plugins-good" },
};

bool
pipe_scan_load(GError **error)
{
    return pipe_plugins_load(plugins, G_N_ELEMENTS(plugins), error);
}

char *
pipe_scan_symbol(GstMessage *message)
{
    const GstStructure *found = gst_message_get_structure(message);
    const char *type, *text;

    if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_ELEMENT || found == NULL
        || !gst_structure_has_name(found, "barcode"))
        return NULL;
    type = gst_structure_get_string(found, "type");
    text = gst_structure_get_string(found, "symbol");
    if (g_strcmp0(type, "QR-Code") != 0 || text == NULL || text[0] == '\0'
        || strnlen(text, PIPE_SCAN_MAX_TEXT + 1) > PIPE_SCAN_MAX_TEXT
        || !g_utf8_validate(text, -1, NULL))
        return NULL;
    return g_strdup(text);
}

GstElement *
pipe_scan_make_jpegdec(void)
{
    GstElement *decoder = gst_element_factory_make("jpegdec", NULL);

    /* Its fast transform breaks the small hard squares that a code is made of. */
    if (decoder != NULL)
        gst_util_set_object_arg(G_OBJECT(decoder), "idct-method", "islow");
    return decoder;
}

bool
pipe_scan_link(GstElement *pipeline, GstElement *const *chain, size_t n)
{
    bool all = true;

    for (size_t i = 0; i < n; i++) {
        if (chain[i] != NULL)
            gst_bin_add(GST_BIN(pipeline), chain[i]);
        else
            all = false;
    }
    for (size_t i = 1; all && i < n; i++)
        all = gst_element_link(chain[i - 1], chain[i]);
    return all;
}
