/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-chain.h"
#include "pipelines/pipe-output.h"

#include <gst/video/video.h>
#include <string.h>

#define PTS GST_SECOND

static const ProvTrack track = { .codec = PROV_CODEC_AVC, .width = 64, .height = 48 };
static const PipeStamp stamp = { .pts = PTS, .sequence = 7 };

static GstSample *
new_sample(const char *format, int width, int height, gsize len, guint flags)
{
    g_autoptr(GstCaps) caps = gst_caps_new_simple(
        "video/x-raw", "format", G_TYPE_STRING, format, "width", G_TYPE_INT, width, "height",
        G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
    g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate(NULL, len, NULL);

    gst_buffer_memset(buffer, 0, 0x55, len);
    GST_BUFFER_PTS(buffer) = PTS;
    GST_BUFFER_FLAG_SET(buffer, flags);
    return gst_sample_new(buffer, caps, NULL, NULL);
}

static void
test_only_the_verified_size(void)
{
    static const struct {
        const char *format;
        int width, height;
        gsize len;
        guint flags;
        bool fits;
    } rows[] = {
        { "RGB", 64, 48, 64 * 48 * 3, 0, true },
        { "RGB", 64, 64, 64 * 64 * 3, 0, false },
        { "RGB", 48, 48, 48 * 48 * 3, 0, false },
        { "RGB", 128, 96, 128 * 96 * 3, 0, false },
        { "RGB", 64, 48, 64 * 47 * 3, 0, false },
        { "BGRA", 64, 48, 64 * 48 * 4, 0, false },
        { "I420", 64, 48, 64 * 48 * 2, 0, false },
        { "RGB", 64, 48, 64 * 48 * 3, GST_BUFFER_FLAG_CORRUPTED, false },
        { "RGB", 64, 48, 64 * 48 * 3, GST_BUFFER_FLAG_GAP, false },
        { "RGB", 64, 48, 64 * 48 * 3, GST_BUFFER_FLAG_DECODE_ONLY, false },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GstSample) sample =
            new_sample(rows[i].format, rows[i].width, rows[i].height, rows[i].len, rows[i].flags);
        g_autoptr(PipeFrame) frame =
            pipe_output_frame(sample, &track, PIPE_PIXELS_RGB, "link", 1, &stamp);

        g_test_message("row %zu", i);
        g_assert_true((frame != NULL) == rows[i].fits);
    }
}

static void
test_frames_are_no_copies(void)
{
    g_autoptr(GstSample) sample = new_sample("RGB", 64, 48, 64 * 48 * 3, 0);
    g_autoptr(PipeFrame) frame =
        pipe_output_frame(sample, &track, PIPE_PIXELS_RGB, "link", 1, &stamp);
    GstMapInfo map;

    g_assert_true(gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ));
    g_assert_true(g_bytes_get_data(pipe_frame_get_pixels(frame), NULL) == map.data);
    gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
}

static void
test_a_frame_of_no_unit(void)
{
    const PipeStamp other = { .pts = PTS + 1, .sequence = 7 };
    g_autoptr(GstSample) sample = new_sample("RGB", 64, 48, 64 * 48 * 3, 0);

    g_assert_null(pipe_output_frame(sample, &track, PIPE_PIXELS_RGB, "link", 1, &other));
}

static void
test_decoders_from_the_list(void)
{
    const char *const *names = pipe_chain_decoders();
    GstElement *decoder = pipe_chain_make_decoder();
    const char *name;

    g_assert_nonnull(decoder);
    name = GST_OBJECT_NAME(gst_element_get_factory(decoder));
    g_test_message("decoder: %s", name);
    g_assert_true(g_strv_contains(names, name));
    gst_element_set_state(decoder, GST_STATE_NULL);
    gst_object_unref(gst_object_ref_sink(decoder));
    g_assert_false(g_strv_contains(names, "decodebin"));
}

static void
test_nothing_else_to_plug(void)
{
    static const char *const expected[] = { "app",
                                            "bin",
                                            "libav",
                                            "openh264",
                                            "pipeline",
                                            "staticelements",
                                            "v4l2codecs",
                                            "va",
                                            "video4linux2",
                                            "videoconvertscale",
                                            "videoparsersbad",
                                            NULL };
    static const char *const absent[] = { "decodebin", "playbin3",  "uridecodebin", "qtdemux",
                                          "hlsdemux2", "filesrc",   "souphttpsrc",  "typefind",
                                          "filesink",  "ximagesink" };
    GList *plugins = gst_registry_get_plugin_list(gst_registry_get());

    for (GList *here = plugins; here != NULL; here = here->next) {
        g_test_message("plugin: %s", gst_plugin_get_name(here->data));
        g_assert_true(g_strv_contains(expected, gst_plugin_get_name(here->data)));
    }
    gst_plugin_list_free(plugins);
    for (size_t i = 0; i < G_N_ELEMENTS(absent); i++)
        g_assert_null(gst_element_factory_find(absent[i]));
    /* No cache either: what is loaded is decided anew each time. */
    g_assert_false(g_file_test(g_getenv("XDG_CACHE_HOME"), G_FILE_TEST_EXISTS));
}

static void
test_unknown_codec(void)
{
    const ProvTrack unknown = { .codec = PROV_CODEC_NONE, .width = 64, .height = 48 };
    g_autoptr(GBytes) config = g_bytes_new_static("\1", 1);
    PipeChainHooks hooks = { NULL, NULL, NULL, NULL };

    g_assert_null(pipe_chain_new(&unknown, config, PIPE_PIXELS_RGB, hooks));
}

static PipeFrame *
new_frame(uint64_t generation)
{
    g_autoptr(GstSample) sample = new_sample("RGB", 64, 48, 64 * 48 * 3, 0);

    return pipe_output_frame(sample, &track, PIPE_PIXELS_RGB, "link", generation, &stamp);
}

static gboolean
count(gpointer user_data)
{
    (*(unsigned *)user_data)++;
    return G_SOURCE_REMOVE;
}

static void
test_slot_keeps_the_newest(void)
{
    unsigned n_ready = 0;
    g_autoptr(PipeSlot) slot = pipe_slot_new(count, &n_ready);

    for (uint64_t i = 1; i <= 5; i++) {
        g_autoptr(PipeFrame) frame = new_frame(i);

        pipe_slot_push(frame, slot);
    }
    while (g_main_context_iteration(NULL, FALSE))
        continue;
    g_assert_cmpuint(n_ready, ==, 1);
    {
        g_autoptr(PipeFrame) frame = pipe_slot_take(slot);
        g_autoptr(PipeFrame) none = pipe_slot_take(slot);

        g_assert_cmpuint(pipe_frame_get_generation(frame), ==, 5);
        g_assert_null(none);
    }
}

static void
test_slot_gone_is_silent(void)
{
    unsigned n_ready = 0;
    PipeSlot *slot = pipe_slot_new(count, &n_ready);
    g_autoptr(PipeFrame) frame = new_frame(1);

    pipe_slot_push(frame, slot);
    pipe_slot_free(slot);
    while (g_main_context_iteration(NULL, FALSE))
        continue;
    g_assert_cmpuint(n_ready, ==, 0);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *cache = g_build_filename(g_get_tmp_dir(), "ownview-test-no-cache", NULL);

    g_test_init(&argc, &argv, NULL);
    /* What an attacker who may set variables would like to be heeded. */
    g_setenv("GST_PLUGIN_PATH", OWNVIEW_GST_PLUGINS, TRUE);
    g_setenv("GST_PLUGIN_SYSTEM_PATH_1_0", OWNVIEW_GST_PLUGINS, TRUE);
    g_setenv("GST_PLUGIN_FEATURE_RANK", "openh264dec:MAX", TRUE);
    g_setenv("XDG_CACHE_HOME", cache, TRUE);
    if (!pipe_init(&error))
        g_error("%s", error->message);
    g_test_add_func("/output/DEC-10+DEC-11/only-sound-frames-of-the-verified-size",
                    test_only_the_verified_size);
    g_test_add_func("/output/frames-are-no-copies", test_frames_are_no_copies);
    g_test_add_func("/output/a-frame-of-no-unit", test_a_frame_of_no_unit);
    g_test_add_func("/chain/DEC-13/decoders-from-the-list", test_decoders_from_the_list);
    g_test_add_func("/chain/DEC-14/nothing-else-to-plug", test_nothing_else_to_plug);
    g_test_add_func("/chain/unknown-codec", test_unknown_codec);
    g_test_add_func("/slot/keeps-the-newest", test_slot_keeps_the_newest);
    g_test_add_func("/slot/gone-is-silent", test_slot_gone_is_silent);
    return g_test_run();
}
