/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-paintable.h"

#include "client/client.h"

#define DIMMED 0.35

struct _UiPaintable {
    GObject parent_instance;
    char *link;
    uint64_t generation;
    PipeFrame *frame;
    GdkTexture *texture; /* over the frame's bytes */
    bool drawn;          /* this frame was counted */
    bool dimmed;
    int64_t until_us;
    uint64_t n_drawn;
    uint64_t n_foreign;
};

static bool
is_mine(UiPaintable *self, PipeFrame *frame)
{
    return self->link != NULL && pipe_frame_get_generation(frame) == self->generation
           && g_str_equal(pipe_frame_get_link(frame), self->link);
}

/* Asked each time, right before it is painted. */
static bool
may_paint(UiPaintable *self)
{
    return self->frame != NULL && client_boot_now() < self->until_us
           && ui_paintable_accepts(self, self->frame);
}

static void
snapshot(GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
    UiPaintable *self = UI_PAINTABLE(paintable);

    if (!may_paint(self))
        return;
    if (self->dimmed)
        gtk_snapshot_push_opacity(snapshot, DIMMED);
    gtk_snapshot_append_texture(snapshot, self->texture,
                                &GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height));
    if (self->dimmed)
        gtk_snapshot_pop(snapshot);
    self->n_drawn += self->drawn ? 0 : 1;
    self->drawn = true;
}

static int
get_intrinsic_width(GdkPaintable *paintable)
{
    UiPaintable *self = UI_PAINTABLE(paintable);

    return self->frame != NULL ? pipe_frame_get_width(self->frame) : 0;
}

static int
get_intrinsic_height(GdkPaintable *paintable)
{
    UiPaintable *self = UI_PAINTABLE(paintable);

    return self->frame != NULL ? pipe_frame_get_height(self->frame) : 0;
}

static void
paintable_iface_init(GdkPaintableInterface *iface)
{
    iface->snapshot = snapshot;
    iface->get_intrinsic_width = get_intrinsic_width;
    iface->get_intrinsic_height = get_intrinsic_height;
}

G_DEFINE_FINAL_TYPE_WITH_CODE(UiPaintable,
                              ui_paintable,
                              G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(GDK_TYPE_PAINTABLE, paintable_iface_init))

static void
ui_paintable_finalize(GObject *object)
{
    UiPaintable *self = UI_PAINTABLE(object);

    g_clear_object(&self->texture);
    g_clear_pointer(&self->frame, pipe_frame_unref);
    g_free(self->link);
    G_OBJECT_CLASS(ui_paintable_parent_class)->finalize(object);
}

static void
ui_paintable_class_init(UiPaintableClass *class)
{
    G_OBJECT_CLASS(class)->finalize = ui_paintable_finalize;
}

static void
ui_paintable_init(UiPaintable *self)
{
}

UiPaintable *
ui_paintable_new(void)
{
    return g_object_new(UI_TYPE_PAINTABLE, NULL);
}

void
ui_paintable_select(UiPaintable *self, const char *link, uint64_t generation)
{
    ui_paintable_clear(self);
    g_free(self->link);
    self->link = g_strdup(link);
    self->generation = generation;
}

bool
ui_paintable_accepts(UiPaintable *self, PipeFrame *frame)
{
    if (is_mine(self, frame))
        return true;
    self->n_foreign++;
    return false;
}

bool
ui_paintable_show(UiPaintable *self, PipeFrame *frame)
{
    int width = pipe_frame_get_width(frame), height = pipe_frame_get_height(frame);
    bool resized;

    if (!ui_paintable_accepts(self, frame))
        return false;
    resized = self->frame == NULL || pipe_frame_get_width(self->frame) != width
              || pipe_frame_get_height(self->frame) != height;
    g_clear_object(&self->texture);
    g_clear_pointer(&self->frame, pipe_frame_unref);
    self->frame = pipe_frame_ref(frame);
    self->texture = gdk_memory_texture_new(
        width, height,
        pipe_frame_get_format(frame) == PIPE_PIXELS_RGB ? GDK_MEMORY_R8G8B8
                                                        : GDK_MEMORY_B8G8R8A8_PREMULTIPLIED,
        pipe_frame_get_pixels(frame), pipe_frame_get_stride(frame));
    self->drawn = false;
    if (resized)
        gdk_paintable_invalidate_size(GDK_PAINTABLE(self));
    gdk_paintable_invalidate_contents(GDK_PAINTABLE(self));
    return true;
}

void
ui_paintable_clear(UiPaintable *self)
{
    if (self->frame == NULL)
        return;
    g_clear_object(&self->texture);
    g_clear_pointer(&self->frame, pipe_frame_unref);
    self->until_us = 0;
    gdk_paintable_invalidate_contents(GDK_PAINTABLE(self));
}

bool
ui_paintable_is_blank(UiPaintable *self)
{
    return self->frame == NULL;
}

void
ui_paintable_set_limits(UiPaintable *self, bool dimmed, int64_t until_us)
{
    if (self->dimmed != dimmed)
        gdk_paintable_invalidate_contents(GDK_PAINTABLE(self));
    self->dimmed = dimmed;
    self->until_us = until_us;
}

PipeFrame *
ui_paintable_get_frame(UiPaintable *self)
{
    return may_paint(self) ? self->frame : NULL;
}

GdkTexture *
ui_paintable_get_texture(UiPaintable *self)
{
    return may_paint(self) ? self->texture : NULL;
}

uint64_t
ui_paintable_get_n_drawn(UiPaintable *self)
{
    return self->n_drawn;
}

uint64_t
ui_paintable_get_n_foreign(UiPaintable *self)
{
    return self->n_foreign;
}
