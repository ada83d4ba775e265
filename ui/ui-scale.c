/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-scale.h"

#define BODY_PART    28 /* of the height */
#define MIN_BODY     14 /* pixels */
#define MARGIN_PART  20
#define MIN_MARGIN   24 /* pixels: the picture never comes nearer to the screen's edge */
#define TOUCH_HUB    76 /* pixels */
#define TOUCH_SCREEN 48
#define NORMAL_DPI   (96 * 1024) /* as GTK counts */
#define MAX_TEXT     1.5         /* times; the layouts are made for no more */
#define MIN_ACROSS   17          /* letters' heights: what the narrowest layout needs */

struct UiScale {
    GtkWindow *window;
    GtkWidget *content;
    GtkCssProvider *provider;
    UiScaleFunc resized;
    gboolean hub;
    int width;
    int height;
    double text; /* how much larger than usual the person wants it */
};

/* Never smaller, for the sizes follow the screen already; and never so that words don't fit. */
static double
wanted_text(UiScale *self, int body, int width)
{
    double most = MAX((double)width / MIN_ACROSS / body, 1);
    int dpi = NORMAL_DPI;

    g_object_get(gtk_widget_get_settings(GTK_WIDGET(self->window)), "gtk-xft-dpi", &dpi, NULL);
    return CLAMP((double)dpi / NORMAL_DPI, 1, MIN(MAX_TEXT, most));
}

static void
apply(UiScale *self, int width, int height)
{
    int usual = MAX((height + BODY_PART - 1) / BODY_PART, MIN_BODY);
    double text = wanted_text(self, usual, width);
    int body = (int)(usual * text + 0.5);
    int side = MAX(width / MARGIN_PART, MIN_MARGIN), above = MAX(height / MARGIN_PART, MIN_MARGIN);
    int touch = self->hub || gtk_window_is_fullscreen(self->window) ? TOUCH_HUB : TOUCH_SCREEN;
    g_autofree char *css = NULL;

    /* Never flatter than its label looks good in. */
    touch = MAX(touch, 2 * body);
    if (width <= 0 || height <= 0
        || (width == self->width && height == self->height && text <= self->text
            && text >= self->text))
        return;
    self->width = width;
    self->height = height;
    self->text = text;
    css = g_strdup_printf("window.ownview { font-size: %dpx; }\n"
                          "window.ownview .touch { min-width: %dpx; min-height: %dpx; }\n",
                          body, touch, touch);
    gtk_css_provider_load_from_data(self->provider, css, -1);
    if (text > 1)
        gtk_widget_add_css_class(GTK_WIDGET(self->window), "large-text");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(self->window), "large-text");
    gtk_widget_set_margin_start(self->content, side);
    gtk_widget_set_margin_end(self->content, side);
    gtk_widget_set_margin_top(self->content, above);
    gtk_widget_set_margin_bottom(self->content, above);
    self->resized(self->window, width, height);
}

static void
on_layout(GdkSurface *surface, int width, int height, gpointer user_data)
{
    UiScale *self = user_data;

    apply(self, gtk_widget_get_width(GTK_WIDGET(self->window)),
          gtk_widget_get_height(GTK_WIDGET(self->window)));
}

static void
on_text(UiScale *self)
{
    apply(self, self->width, self->height);
}

static void
on_realize(GtkWidget *widget, gpointer user_data)
{
    g_signal_connect(gtk_native_get_surface(GTK_NATIVE(widget)), "layout", G_CALLBACK(on_layout),
                     user_data);
}

static void
on_unrealize(GtkWidget *widget, gpointer user_data)
{
    g_signal_handlers_disconnect_by_func(gtk_native_get_surface(GTK_NATIVE(widget)), on_layout,
                                         user_data);
}

UiScale *
ui_scale_new(GtkWindow *window, GtkWidget *content, gboolean hub, UiScaleFunc resized)
{
    UiScale *self = g_new0(UiScale, 1);
    int width, height;

    self->window = window;
    self->content = content;
    self->hub = hub;
    self->resized = resized;
    self->provider = gtk_css_provider_new();
    gtk_style_context_add_provider_for_display(gtk_widget_get_display(GTK_WIDGET(window)),
                                               GTK_STYLE_PROVIDER(self->provider),
                                               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
    g_signal_connect(window, "realize", G_CALLBACK(on_realize), self);
    g_signal_connect(window, "unrealize", G_CALLBACK(on_unrealize), self);
    g_signal_connect_swapped(gtk_widget_get_settings(GTK_WIDGET(window)), "notify::gtk-xft-dpi",
                             G_CALLBACK(on_text), self);
    gtk_window_get_default_size(window, &width, &height);
    apply(self, width, height);
    return self;
}

void
ui_scale_free(UiScale *self)
{
    if (self == NULL)
        return;
    g_signal_handlers_disconnect_by_data(gtk_widget_get_settings(GTK_WIDGET(self->window)), self);
    gtk_style_context_remove_provider_for_display(gtk_widget_get_display(GTK_WIDGET(self->window)),
                                                  GTK_STYLE_PROVIDER(self->provider));
    g_object_unref(self->provider);
    g_free(self);
}
