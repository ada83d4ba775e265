/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-qr.h"

#include <gst/app/app.h>
#include <gst/gst.h>
#include <string.h>

/* As long as a camera's code is, with a CA certificate in it. */
static char *
make_code(void)
{
    g_autoptr(GString) text = g_string_new("DPP:I:SN=DEMO-0;X:");

    for (guint i = 0; i < 800; i++)
        g_string_append_c(text, "ABCDEFGHabcdefgh0123+/"[i * 7 % 22]);
    g_string_append(text, ";;");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* What another program reads in a picture; NULL when nothing. @source makes raw pictures of @data.
 */
static char *
read_picture(const char *source, GBytes *data)
{
    g_autofree char *text =
        g_strdup_printf("appsrc name=source ! %s ! zbar name=zbar ! fakesink", source);
    g_autoptr(GError) error = NULL;
    g_autoptr(GstElement) pipeline = gst_parse_launch(text, &error);
    g_autoptr(GstElement) app = NULL;
    g_autoptr(GstBus) bus = NULL;
    char *symbol = NULL;
    bool done = false;

    g_assert_no_error(error);
    app = gst_bin_get_by_name(GST_BIN(pipeline), "source");
    bus = gst_element_get_bus(pipeline);
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    gst_app_src_push_buffer(GST_APP_SRC(app), gst_buffer_new_wrapped_bytes(data));
    gst_app_src_end_of_stream(GST_APP_SRC(app));
    while (!done) {
        g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered(
            bus, 20 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT);

        g_assert_nonnull(message);
        g_assert_cmpint(GST_MESSAGE_TYPE(message), !=, GST_MESSAGE_ERROR);
        done = GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS;
        if (!done && gst_message_has_name(message, "barcode") && symbol == NULL)
            symbol =
                g_strdup(gst_structure_get_string(gst_message_get_structure(message), "symbol"));
    }
    gst_element_set_state(pipeline, GST_STATE_NULL);
    return symbol;
}

static bool
can_read(void)
{
    g_autoptr(GstElementFactory) zbar = gst_element_factory_find("zbar");
    g_autoptr(GstElementFactory) pngdec = gst_element_factory_find("pngdec");

    if (zbar != NULL && pngdec != NULL)
        return true;
    g_test_skip("GStreamer has no zbar or no pngdec here");
    return false;
}

static void
test_a_file_is_read_by_others(void)
{
    g_autofree char *code = make_code();
    g_autoptr(RigQr) qr = rig_qr_new(code);
    g_autoptr(GBytes) png = rig_qr_to_png(qr, 6);
    g_autofree char *found = NULL;

    if (!can_read())
        return;
    found = read_picture("pngdec ! videoconvert", png);
    g_assert_cmpstr(found, ==, code);
}

static void
test_a_picture_is_read_by_others(void)
{
    static const struct {
        int width, height;
    } sizes[] = { { 640, 360 }, { 1280, 720 }, { 1920, 1080 } };
    g_autofree char *code = make_code();
    g_autoptr(RigQr) qr = rig_qr_new(code);

    if (!can_read())
        return;
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        const size_t len = (size_t)sizes[i].width * (size_t)sizes[i].height * 3 / 2;
        uint8_t *pixels = g_malloc(len);
        g_autoptr(GBytes) picture = NULL;
        g_autofree char *source =
            g_strdup_printf("rawvideoparse format=i420 width=%d height=%d ! videoconvert",
                            sizes[i].width, sizes[i].height);
        g_autofree char *found = NULL;

        memset(pixels, 90, len);
        g_assert_true(rig_qr_fits(qr, sizes[i].width, sizes[i].height));
        rig_qr_draw(qr, pixels, sizes[i].width, sizes[i].height);
        picture = g_bytes_new_take(pixels, len);
        found = read_picture(source, picture);
        g_assert_cmpstr(found, ==, code);
    }
}

static void
test_it_stays_within_the_picture(void)
{
    g_autofree char *code = make_code();
    g_autoptr(RigQr) qr = rig_qr_new(code);
    const int least = 3 * (qr->width + 2 * RIG_QR_QUIET);
    const int width = (least + 1) / 2 * 2;
    const size_t len = (size_t)width * (size_t)width * 3 / 2;
    g_autofree uint8_t *pixels = g_malloc(len); /* exactly: a sanitizer sees one pixel more */

    g_assert_true(rig_qr_fits(qr, width, width));
    g_assert_false(rig_qr_fits(qr, least - 1, 1000));
    g_assert_false(rig_qr_fits(qr, 1000, least - 1));
    rig_qr_draw(qr, pixels, width, width);
}

static void
test_text_has_the_same_modules(void)
{
    g_autoptr(RigQr) qr = rig_qr_new("DPP:");
    g_autofree char *plain = rig_qr_to_text(qr, false);
    g_autofree char *coloured = rig_qr_to_text(qr, true);
    g_auto(GStrv) rows = g_strsplit(plain, "\n", -1);
    const int side = qr->width + 2 * RIG_QR_QUIET;

    g_assert_cmpuint(g_strv_length(rows), ==, (guint)(side + 1) / 2 + 1);
    for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
            const gunichar c = g_utf8_get_char(g_utf8_offset_to_pointer(rows[row / 2], column));
            const bool light = c == 0x2588 || c == (row % 2 == 0 ? 0x2580 : 0x2584);
            const int x = column - RIG_QR_QUIET;
            const int y = row - RIG_QR_QUIET;
            const bool inside = x >= 0 && y >= 0 && x < qr->width && y < qr->width;

            g_assert_cmpint(light, ==, !(inside && qr->dark[y * qr->width + x]));
        }
    }
    g_assert_true(g_str_has_prefix(coloured, "\033["));
}

static void
test_what_is_too_long(void)
{
    g_autofree char *text = g_strnfill(3000, 'x');

    g_assert_null(rig_qr_new(text));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    gst_init(NULL, NULL);
    g_test_add_func("/rig-qr/a-file-is-read-by-others", test_a_file_is_read_by_others);
    g_test_add_func("/rig-qr/a-picture-is-read-by-others", test_a_picture_is_read_by_others);
    g_test_add_func("/rig-qr/it-stays-within-the-picture", test_it_stays_within_the_picture);
    g_test_add_func("/rig-qr/text-has-the-same-modules", test_text_has_the_same_modules);
    g_test_add_func("/rig-qr/what-is-too-long", test_what_is_too_long);
    return g_test_run();
}
