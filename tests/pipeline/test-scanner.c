/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-image.h"
#include "pipelines/pipe-scan.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <qrencode.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCALE 4 /* pixels of a module */
#define QUIET 4 /* modules around it */

/* As long as a code with the camera's own certificate authority in it gets. */
static const char *
long_code(void)
{
    static char code[1024];

    if (code[0] == '\0') {
        g_autoptr(GString) text = g_string_new("DPP:I:SN=OV-0001;X:");

        while (text->len < 900)
            g_string_append_c(text, "ABCDabcd0189+/"[text->len % 14]);
        g_string_append(text, ";H:https://camera.home.arpa/;;");
        g_strlcpy(code, text->str, sizeof code);
    }
    return code;
}

/* Grey pixels: the code of @text, or nothing. */
static GstSample *
draw(const char *text, bool fill)
{
    g_autoptr(GstCaps) caps = NULL;
    g_autoptr(GstBuffer) buffer = NULL;
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
    int side = ((code->width + 2 * QUIET) * SCALE + 3) / 4 * 4;
    size_t len = (size_t)(side * side);
    uint8_t *pixels = g_malloc(len);

    memset(pixels, 0xff, len);
    for (int y = 0; fill && y < code->width * SCALE; y++) {
        for (int x = 0; x < code->width * SCALE; x++) {
            if (code->data[y / SCALE * code->width + x / SCALE] & 1)
                pixels[(y + QUIET * SCALE) * side + x + QUIET * SCALE] = 0;
        }
    }
    QRcode_free(code);
    buffer = gst_buffer_new_wrapped(pixels, len);
    GST_BUFFER_PTS(buffer) = 0;
    caps = gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "GRAY8", "width", G_TYPE_INT,
                               side, "height", G_TYPE_INT, side, "framerate", GST_TYPE_FRACTION, 25,
                               1, NULL);
    return gst_sample_new(buffer, caps, NULL, NULL);
}

static GBytes *
encode(GstSample *sample, const char *encoder)
{
    GstElement *pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    GstElement *source = gst_element_factory_make("appsrc", NULL);
    GstElement *sink = gst_element_factory_make("appsink", NULL);
    GstElement *const chain[] = { source, gst_element_factory_make("videoconvert", NULL),
                                  gst_element_factory_make(encoder, NULL), sink };
    g_autoptr(GstSample) out = NULL;
    GstMapInfo map;
    GBytes *bytes;

    g_assert_true(pipe_scan_link(pipeline, chain, G_N_ELEMENTS(chain)));
    g_object_set(sink, "sync", FALSE, NULL);
    gst_app_src_push_sample(GST_APP_SRC(source), sample);
    gst_app_src_end_of_stream(GST_APP_SRC(source));
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    out = gst_app_sink_pull_sample(GST_APP_SINK(sink));
    g_assert_nonnull(out);
    g_assert_true(gst_buffer_map(gst_sample_get_buffer(out), &map, GST_MAP_READ));
    bytes = g_bytes_new(map.data, map.size);
    gst_buffer_unmap(gst_sample_get_buffer(out), &map);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(pipeline);
    return bytes;
}

typedef struct {
    char *dir;
    char *file;
    char *text;
    PipeScanProblem problem;
    unsigned n_told;
    gint n_frames; /* atomic */
    GstElement *source;
    PipeScanner *scanner;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
    g_assert_true(pipe_scan_load(NULL)); /* its encoders draw for the tests */
    f->dir = g_dir_make_tmp("ownview-scanner-XXXXXX", NULL);
    f->file = g_build_filename(f->dir, "code", NULL);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    g_clear_pointer(&f->scanner, pipe_scanner_free);
    g_unlink(f->file);
    g_rmdir(f->file);
    g_rmdir(f->dir);
    g_free(f->file);
    g_free(f->dir);
    g_free(f->text);
}

static void
on_found(const char *text, PipeScanProblem problem, gpointer user_data)
{
    Fixture *f = user_data;

    g_free(f->text);
    f->text = g_strdup(text);
    f->problem = problem;
    f->n_told++;
    g_clear_pointer(&f->scanner, pipe_scanner_free);
}

static void
write_file(Fixture *f, const void *data, gsize len)
{
    g_assert_true(g_file_set_contents(f->file, data, (gssize)len, NULL));
}

static void
scan(Fixture *f)
{
    unsigned before = f->n_told;

    f->scanner = pipe_scanner_new_for_file(f->file, on_found, f);
    while (f->n_told == before)
        g_main_context_iteration(NULL, TRUE);
    g_assert_null(f->scanner);
}

static void
test_reads_pictures(Fixture *f, gconstpointer encoder)
{
    const char *const texts[] = { "DPP:I:SN=1;;", long_code() };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GstSample) picture = draw(texts[i], true);
        g_autoptr(GBytes) bytes = encode(picture, encoder);
        unsigned width, height;
        gsize len;
        const void *data = g_bytes_get_data(bytes, &len);

        g_assert_cmpint(pipe_image_look(data, len, &width, &height), !=, PIPE_IMAGE_NONE);
        g_assert_cmpuint(width, ==, height);
        write_file(f, data, len);
        scan(f);
        g_assert_cmpstr(f->text, ==, texts[i]);
    }
}

static void
test_reads_texts(Fixture *f, gconstpointer data)
{
    write_file(f, "DPP:I:SN=1;;\n", 13);
    scan(f);
    g_assert_cmpstr(f->text, ==, "DPP:I:SN=1;;\n");
}

static void
test_what_is_no_code(Fixture *f, gconstpointer data)
{
    static const uint8_t binary[] = { 'D', 'P', 'P', 0, 1, 2, 0xff };
    g_autoptr(GstSample) blank = draw("x", false);
    g_autoptr(GBytes) png = encode(blank, "pngenc");
    g_autoptr(GBytes) jpeg = encode(blank, "jpegenc");
    g_autofree uint8_t *huge = g_memdup2(g_bytes_get_data(png, NULL), g_bytes_get_size(png));
    g_autofree char *text = g_strnfill(PIPE_SCAN_MAX_TEXT + 1, 'x');
    const struct {
        const void *data;
        gsize len;
        PipeScanProblem problem;
    } rows[] = {
        { "", 0, PIPE_SCAN_BROKEN_FILE },
        { binary, sizeof binary, PIPE_SCAN_BROKEN_FILE },
        { text, PIPE_SCAN_MAX_TEXT + 1, PIPE_SCAN_NO_CODE },
        { g_bytes_get_data(png, NULL), g_bytes_get_size(png), PIPE_SCAN_NO_CODE },
        { g_bytes_get_data(jpeg, NULL), g_bytes_get_size(jpeg), PIPE_SCAN_NO_CODE },
        { g_bytes_get_data(png, NULL), 40, PIPE_SCAN_BROKEN_FILE },
        { huge, g_bytes_get_size(png), PIPE_SCAN_TOO_LARGE },
    };

    huge[18] = 0x10; /* 4096 and more pixels wide, says the header */
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("row %zu", i);
        write_file(f, rows[i].data, rows[i].len);
        scan(f);
        g_assert_null(f->text);
        g_assert_cmpint(f->problem, ==, rows[i].problem);
    }
}

static void
test_what_is_no_file(Fixture *f, gconstpointer data)
{
    scan(f); /* not there */
    g_assert_cmpint(f->problem, ==, PIPE_SCAN_BROKEN_FILE);
    g_assert_cmpint(mkfifo(f->file, 0600), ==, 0);
    scan(f);
    g_assert_cmpint(f->problem, ==, PIPE_SCAN_BROKEN_FILE);
    g_unlink(f->file);
    g_assert_cmpint(g_mkdir(f->file, 0700), ==, 0);
    scan(f);
    g_assert_cmpint(f->problem, ==, PIPE_SCAN_BROKEN_FILE);
    g_rmdir(f->file);
    write_file(f, "DPP:", 4);
    g_assert_cmpint(truncate(f->file, PIPE_SCAN_MAX_FILE + 1), ==, 0);
    scan(f);
    g_assert_cmpint(f->problem, ==, PIPE_SCAN_TOO_LARGE);
}

/* Every byte of a picture spoiled in turn, and every length: an answer each time, and no crash. */
static void
test_spoiled_pictures(Fixture *f, gconstpointer encoder)
{
    g_autoptr(GstSample) picture = draw("DPP:I:SN=1;;", true);
    g_autoptr(GBytes) bytes = encode(picture, encoder);
    gsize len = g_bytes_get_size(bytes), step = MAX(len / 60, 1);

    for (gsize at = 0; at < len; at += step) {
        g_autofree uint8_t *data = g_memdup2(g_bytes_get_data(bytes, NULL), len);

        data[at] ^= 0x55;
        write_file(f, data, len);
        scan(f);
        g_assert_true(f->text != NULL || f->problem != PIPE_SCAN_NONE);
        write_file(f, g_bytes_get_data(bytes, NULL), at);
        scan(f);
        g_assert_true(f->text != NULL || f->problem != PIPE_SCAN_NONE);
    }
}

static void
test_looks_before_decoding(Fixture *f, gconstpointer data)
{
    static const uint8_t jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 4,    0x01, 0x02, 0xff, 0xc2,
                                    0,    17,   8,    0x0f, 0, 0x10, 0x01, 3,    0,    0 };
    unsigned width, height;

    g_assert_cmpint(pipe_image_look(jpeg, sizeof jpeg, &width, &height), ==, PIPE_IMAGE_JPEG);
    g_assert_cmpuint(width, ==, 0x1001);
    g_assert_cmpuint(height, ==, 0x0f00);
    for (size_t len = 0; len < 17; len++)
        g_assert_cmpint(pipe_image_look(jpeg, len, &width, &height), ==, PIPE_IMAGE_NONE);
}

static void
test_gone_is_silent(Fixture *f, gconstpointer data)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);

    write_file(f, "DPP:I:SN=1;;", 12);
    for (unsigned i = 0; i < 20; i++) {
        f->scanner = pipe_scanner_new_for_file(f->file, on_found, f);
        if (i % 2 == 0)
            g_usleep(2000);
        g_clear_pointer(&f->scanner, pipe_scanner_free);
    }
    g_timeout_add(200, G_SOURCE_FUNC(g_main_loop_quit), loop);
    g_main_loop_run(loop);
    g_assert_cmpuint(f->n_told, ==, 0);
}

static void
on_watched_frame(PipeFrame *frame, gpointer user_data)
{
    Fixture *f = user_data;

    g_assert_cmpstr(pipe_frame_get_link(frame), ==, PIPE_SCAN_LINK);
    g_assert_cmpuint(pipe_frame_get_generation(frame), ==, 3);
    g_atomic_int_inc(&f->n_frames);
}

typedef struct {
    GMutex lock;
    GCond changed;
    char *text; /* lock */
    bool failed;
} Watched;

static void
on_watched_text(char *text, gpointer user_data)
{
    Watched *w = user_data;

    g_mutex_lock(&w->lock);
    g_free(w->text);
    w->text = text;
    g_cond_signal(&w->changed);
    g_mutex_unlock(&w->lock);
}

static void
on_watched_failed(gpointer user_data)
{
    Watched *w = user_data;

    g_mutex_lock(&w->lock);
    w->failed = true;
    g_cond_signal(&w->changed);
    g_mutex_unlock(&w->lock);
}

/* Until a text is seen, or the pipeline ends. */
static void
watch(Watched *w)
{
    g_mutex_lock(&w->lock);
    while (w->text == NULL && !w->failed)
        g_cond_wait(&w->changed, &w->lock);
    g_mutex_unlock(&w->lock);
}

/* Says of the pad's caps what a camera says of what it can give; appsrc itself would say nothing.
 */
static gboolean
answer_query(GstPad *pad, GstObject *parent, GstQuery *query)
{
    GstPadQueryFunction base = (GstPadQueryFunction)g_object_get_data(G_OBJECT(pad), "base");

    if (GST_QUERY_TYPE(query) != GST_QUERY_CAPS)
        return base(pad, parent, query);
    gst_query_set_caps_result(query, g_object_get_data(G_OBJECT(pad), "caps"));
    return TRUE;
}

static void
give(GstElement *source, GstCaps *caps)
{
    g_autoptr(GstPad) pad = gst_element_get_static_pad(source, "src");

    g_object_set_data(G_OBJECT(pad), "base", (gpointer)GST_PAD_QUERYFUNC(pad));
    g_object_set_data_full(G_OBJECT(pad), "caps", gst_caps_ref(caps),
                           (GDestroyNotify)gst_caps_unref);
    gst_pad_set_query_function(pad, answer_query);
    gst_app_src_set_caps(GST_APP_SRC(source), caps);
}

/* What a camera gives, from a source that is none: empty pictures, then one with a code. */
static void
test_watches(Fixture *f, gconstpointer encoder)
{
    Watched w = { 0 };
    const PipeScanHooks hooks = { on_watched_text, on_watched_failed, on_watched_frame, f, &w };
    GstElement *source = gst_element_factory_make("appsrc", NULL);
    g_autoptr(GstSample) blank = draw(long_code(), false);
    g_autoptr(GstSample) code = draw(long_code(), true);
    g_autoptr(GstCaps) caps = NULL;
    GstElement *pipeline;

    caps = gst_caps_copy(gst_sample_get_caps(code));
    if (encoder != NULL) {
        gst_structure_set_name(gst_caps_get_structure(caps, 0), "image/jpeg");
        gst_structure_remove_field(gst_caps_get_structure(caps, 0), "format");
    }
    g_object_set(source, "format", GST_FORMAT_TIME, "is-live", TRUE, "do-timestamp", TRUE, NULL);
    give(source, caps);
    pipeline = pipe_scan_watch(source, 3, PIPE_PIXELS_RGB, &hooks);
    g_assert_nonnull(pipeline);
    for (unsigned i = 0; i < 4; i++) {
        GstSample *picture = i < 3 ? blank : code;
        g_autoptr(GBytes) jpeg = encoder != NULL ? encode(picture, encoder) : NULL;

        gst_app_src_push_buffer(GST_APP_SRC(source),
                                jpeg != NULL
                                    ? gst_buffer_new_wrapped_bytes(jpeg)
                                    : gst_buffer_copy_deep(gst_sample_get_buffer(picture)));
    }
    watch(&w);
    g_assert_cmpstr(w.text, ==, long_code());
    g_clear_pointer(&w.text, g_free);
    gst_app_src_end_of_stream(GST_APP_SRC(source));
    while (!w.failed) {
        watch(&w);
        g_clear_pointer(&w.text, g_free); /* the same once more, from a picture on its way */
    }
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(pipeline);
    g_assert_cmpint(g_atomic_int_get(&f->n_frames), >=, 1);
}

static void
test_without_a_camera(Fixture *f, gconstpointer data)
{
    if (pipe_scanner_has_camera()) {
        g_test_skip("there is a camera");
        return;
    }
    f->scanner = pipe_scanner_new_for_camera(3, PIPE_PIXELS_RGB, on_watched_frame, f, on_found, f);
    while (f->n_told == 0)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpint(f->problem, ==, PIPE_SCAN_NO_CAMERA);
}

/* Only what is named is loaded, and only from the first scan on. */
static void
test_loaded_for_a_scan(void)
{
    static const char *const absent[] = { "decodebin", "typefind", "filesrc", "gdkpixbufdec",
                                          "souphttpsrc" };
    g_autoptr(GError) error = NULL;
    GstElementFactory *factory = gst_element_factory_find("zbar");

    g_assert_null(factory);
    g_assert_true(pipe_scan_load(&error));
    g_assert_true(pipe_scan_load(&error));
    factory = gst_element_factory_find("zbar");
    g_assert_nonnull(factory);
    gst_object_unref(factory);
    for (size_t i = 0; i < G_N_ELEMENTS(absent); i++)
        g_assert_null(gst_element_factory_find(absent[i]));
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *f, gconstpointer data);
        gconstpointer data;
    } rows[] = {
        { "/scanner/reads-png", test_reads_pictures, "pngenc" },
        { "/scanner/reads-jpeg", test_reads_pictures, "jpegenc" },
        { "/scanner/reads-texts", test_reads_texts, NULL },
        { "/scanner/what-is-no-code", test_what_is_no_code, NULL },
        { "/scanner/what-is-no-file", test_what_is_no_file, NULL },
        { "/scanner/spoiled-png", test_spoiled_pictures, "pngenc" },
        { "/scanner/spoiled-jpeg", test_spoiled_pictures, "jpegenc" },
        { "/scanner/looks-before-decoding", test_looks_before_decoding, NULL },
        { "/scanner/gone-is-silent", test_gone_is_silent, NULL },
        { "/scanner/watches", test_watches, NULL },
        { "/scanner/watches-mjpeg", test_watches, "jpegenc" },
        { "/scanner/without-a-camera", test_without_a_camera, NULL },
    };
    g_autoptr(GError) error = NULL;

    g_test_init(&argc, &argv, NULL);
    if (!pipe_init(&error))
        g_error("%s", error->message);
    g_test_add_func("/plugins/DEC-14/loaded-for-a-scan", test_loaded_for_a_scan);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add(rows[i].path, Fixture, rows[i].data, set_up, rows[i].test, tear_down);
    return g_test_run();
}
