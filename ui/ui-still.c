/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-still.h"

/* A smaller copy of @texture, @width pixels wide; transfer full. */
static GdkTexture *
shrink(GdkTexture *texture, int width)
{
    int old_width = gdk_texture_get_width(texture), old_height = gdk_texture_get_height(texture);
    int height = MAX(old_height * width / old_width, 1);
    g_autoptr(GdkPixbuf) whole = gdk_pixbuf_get_from_texture(texture);
    g_autoptr(GdkPixbuf) small =
        whole != NULL ? gdk_pixbuf_scale_simple(whole, width, height, GDK_INTERP_BILINEAR) : NULL;

    return small != NULL ? gdk_texture_new_for_pixbuf(small) : NULL;
}

UiStill *
ui_still_take(UiPaintable *paintable, const char *room, int max_width)
{
    PipeFrame *frame = ui_paintable_get_frame(paintable);
    GdkTexture *texture = ui_paintable_get_texture(paintable);
    UiStill *self;

    if (frame == NULL)
        return NULL;
    self = g_new0(UiStill, 1);
    self->texture = max_width > 0 && gdk_texture_get_width(texture) > max_width
                        ? shrink(texture, max_width)
                        : g_object_ref(texture);
    self->room = g_strdup(room);
    self->sequence = pipe_frame_get_sequence(frame);
    self->has_capture = pipe_frame_get_capture(frame, &self->capture_us);
    return self;
}

void
ui_still_free(UiStill *self)
{
    if (self == NULL)
        return;

    g_clear_object(&self->texture);
    g_free(self->room);
    g_free(self);
}

static char *
signed_time(const UiStill *self)
{
    g_autoptr(GDateTime) time =
        self->has_capture ? g_date_time_new_from_unix_utc(self->capture_us / G_USEC_PER_SEC) : NULL;
    g_autofree char *seconds = time != NULL ? g_date_time_format(time, "%FT%T") : NULL;

    if (seconds == NULL)
        return g_strdup("unknown");
    return g_strdup_printf("%s.%03dZ", seconds, (int)(self->capture_us % G_USEC_PER_SEC / 1000));
}

bool
ui_still_write(UiStill *self, const char *path, GError **error)
{
    g_autoptr(GdkPixbuf) pixels = gdk_pixbuf_get_from_texture(self->texture);
    g_autofree char *time = signed_time(self);
    g_autofree char *sequence = g_strdup_printf("%" G_GUINT64_FORMAT, self->sequence);
    const char *keys[] = { "tEXt::Title", "tEXt::Creation Time", "tEXt::Ownview Sequence",
                           "tEXt::Software", NULL };
    const char *values[] = { self->room, time, sequence, "Ownview", NULL };
    g_autofree char *png = NULL;
    gsize len;

    if (pixels == NULL) {
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOMEM,
                            "There is not enough memory for the picture.");
        return false;
    }
    return gdk_pixbuf_save_to_bufferv(pixels, &png, &len, "png", (char **)keys, (char **)values,
                                      error)
           && g_file_set_contents_full(path, png, (gssize)len,
                                       G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                       0600, error);
}
