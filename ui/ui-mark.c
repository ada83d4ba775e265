/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-mark.h"

#include "ui/ui-shapes.h"

#define TURN_US 1600000 /* one round of the moving dots */

struct _UiMark {
    GtkWidget parent_instance;
    UiShape shape;
    guint tick; /* 0: not moving */
};

G_DEFINE_FINAL_TYPE(UiMark, ui_mark, GTK_TYPE_WIDGET)

static gboolean
on_tick(GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
    gtk_widget_queue_draw(widget);
    return G_SOURCE_CONTINUE;
}

/* Moves only while it is seen, is the checking one, and motion is wanted. */
static void
update_motion(UiMark *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    gboolean animations = TRUE;
    bool moving;

    g_object_get(gtk_widget_get_settings(widget), "gtk-enable-animations", &animations, NULL);
    moving = animations && self->shape == UI_SHAPE_CHECKING && gtk_widget_get_mapped(widget);
    if (moving && self->tick == 0) {
        self->tick = gtk_widget_add_tick_callback(widget, on_tick, NULL, NULL);
    } else if (!moving && self->tick != 0) {
        gtk_widget_remove_tick_callback(widget, self->tick);
        self->tick = 0;
        gtk_widget_queue_draw(widget); /* at rest, not between two places */
    }
}

static void
ui_mark_map(GtkWidget *widget)
{
    GTK_WIDGET_CLASS(ui_mark_parent_class)->map(widget);
    g_signal_connect_object(gtk_widget_get_settings(widget), "notify::gtk-enable-animations",
                            G_CALLBACK(update_motion), widget, G_CONNECT_SWAPPED);
    update_motion(UI_MARK(widget));
}

static void
ui_mark_unmap(GtkWidget *widget)
{
    GTK_WIDGET_CLASS(ui_mark_parent_class)->unmap(widget);
    g_signal_handlers_disconnect_by_func(gtk_widget_get_settings(widget), update_motion, widget);
    update_motion(UI_MARK(widget));
}

static void
ui_mark_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    UiMark *self = UI_MARK(widget);
    float width = (float)gtk_widget_get_width(widget),
          height = (float)gtk_widget_get_height(widget);
    float size = MIN(width, height);
    double phase = -1;
    GdkRGBA colour;
    cairo_t *cr;

    if (size <= 0)
        return;
    gtk_style_context_get_color(gtk_widget_get_style_context(widget), &colour);
    if (self->tick != 0)
        phase = (double)(g_get_monotonic_time() % TURN_US) / TURN_US;
    cr = gtk_snapshot_append_cairo(snapshot, &GRAPHENE_RECT_INIT(0, 0, width, height));
    cairo_translate(cr, (double)(width - size) / 2, (double)(height - size) / 2);
    cairo_scale(cr, (double)size / UI_SHAPES_GRID, (double)size / UI_SHAPES_GRID);
    if (self->shape == UI_SHAPE_BACK && gtk_widget_get_direction(widget) == GTK_TEXT_DIR_RTL) {
        cairo_translate(cr, UI_SHAPES_GRID, 0);
        cairo_scale(cr, -1, 1);
    }
    gdk_cairo_set_source_rgba(cr, &colour);
    ui_shapes_draw(cr, self->shape, &colour, phase);
    cairo_destroy(cr);
}

static void
ui_mark_class_init(UiMarkClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    widget_class->map = ui_mark_map;
    widget_class->unmap = ui_mark_unmap;
    widget_class->snapshot = ui_mark_snapshot;
    gtk_widget_class_set_css_name(widget_class, "mark");
    /* What it says stands in words beside it. */
    gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ui_mark_init(UiMark *self)
{
}

GtkWidget *
ui_mark_new(UiShape shape)
{
    UiMark *self = g_object_new(UI_TYPE_MARK, "valign", GTK_ALIGN_CENTER, NULL);

    self->shape = shape;
    return GTK_WIDGET(self);
}

void
ui_mark_set_shape(UiMark *self, UiShape shape)
{
    if (self->shape == shape)
        return;
    self->shape = shape;
    update_motion(self);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

UiShape
ui_mark_get_shape(UiMark *self)
{
    return self->shape;
}

UiShape
ui_shape_of_kind(UiKind kind)
{
    switch (kind) {
    case UI_KIND_LIVE:
        return UI_SHAPE_LIVE;
    case UI_KIND_TIME_UNPROVEN:
    case UI_KIND_LATE:
    case UI_KIND_STALLED:
        return UI_SHAPE_CLOCK;
    case UI_KIND_REFUSED:
        return UI_SHAPE_CROSSED_CAMERA;
    case UI_KIND_LINK_AGAIN:
        return UI_SHAPE_KEY;
    case UI_KIND_NO_PICTURE:
        return UI_SHAPE_CLOUD;
    case UI_KIND_HUB_PROBLEM:
        return UI_SHAPE_HUB;
    case UI_KIND_CHECKING:
    default:
        return UI_SHAPE_CHECKING;
    }
}

const char *
ui_family_of_kind(UiKind kind)
{
    switch (kind) {
    case UI_KIND_LIVE:
        return "quiet";
    case UI_KIND_TIME_UNPROVEN:
    case UI_KIND_LATE:
    case UI_KIND_STALLED:
    case UI_KIND_HUB_PROBLEM:
        return "amber";
    case UI_KIND_REFUSED:
    case UI_KIND_LINK_AGAIN:
        return "red";
    case UI_KIND_CHECKING:
    case UI_KIND_NO_PICTURE:
    default:
        return "neutral";
    }
}
