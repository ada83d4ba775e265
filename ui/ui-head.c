/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-head.h"

#include "ui/ui-mark.h"
#include "ui/ui-style.h"

struct _UiHead {
    GtkBox parent_instance;
    GtkWidget *back;
    GtkLabel *title;
};

G_DEFINE_FINAL_TYPE(UiHead, ui_head, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_back(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

static void
ui_head_class_init(UiHeadClass *class)
{
    signals[SIGNAL_BACK] =
        g_signal_new("back", UI_TYPE_HEAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "head");
}

static void
ui_head_init(UiHead *self)
{
    self->back = ui_style_new_icon_button(UI_SHAPE_BACK);
    g_signal_connect(self->back, "clicked", G_CALLBACK(on_back), self);
    self->title = GTK_LABEL(ui_style_new_sentence("title"));
    gtk_label_set_justify(self->title, GTK_JUSTIFY_LEFT);
    gtk_label_set_xalign(self->title, 0);
    gtk_label_set_lines(self->title, 2);
    gtk_label_set_ellipsize(self->title, PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand(GTK_WIDGET(self->title), TRUE);
    gtk_box_append(GTK_BOX(self), self->back);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->title));
}

GtkWidget *
ui_head_new(const char *back)
{
    UiHead *self = g_object_new(UI_TYPE_HEAD, NULL);

    gtk_accessible_update_property(GTK_ACCESSIBLE(self->back), GTK_ACCESSIBLE_PROPERTY_LABEL, back,
                                   -1);
    return GTK_WIDGET(self);
}

void
ui_head_set_title(UiHead *self, const char *title)
{
    gtk_label_set_text(self->title, title);
    gtk_widget_set_visible(GTK_WIDGET(self->title), title[0] != '\0');
}

void
ui_head_add(UiHead *self, GtkWidget *widget)
{
    gtk_widget_set_valign(widget, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(self), widget);
}

void
ui_head_focus(UiHead *self)
{
    gtk_widget_grab_focus(self->back);
}
