/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-details.h"

#include "ui/ui-words.h"

struct _UiDetails {
    GtkBox parent_instance;
    GtkLabel *title;
    GtkWidget *rows;
    GtkWidget *close;
};

G_DEFINE_FINAL_TYPE(UiDetails, ui_details, GTK_TYPE_BOX)

enum {
    SIGNAL_CLOSE,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_close(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_CLOSE], 0);
}

static GtkWidget *
new_label(const char *text, const char *css_class)
{
    GtkWidget *label = gtk_label_new(text);

    gtk_widget_add_css_class(label, css_class);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    return label;
}

static void
ui_details_class_init(UiDetailsClass *class)
{
    signals[SIGNAL_CLOSE] = g_signal_new("close", UI_TYPE_DETAILS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "details");
}

static void
ui_details_init(UiDetails *self)
{
    GtkWidget *scrolled = gtk_scrolled_window_new();

    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->title = GTK_LABEL(new_label(ui_words_details_title(), "title"));
    self->close = gtk_button_new_with_label(ui_words_close());
    gtk_widget_add_css_class(self->close, "touch");
    gtk_widget_add_css_class(self->close, "primary");
    gtk_widget_set_halign(self->close, GTK_ALIGN_CENTER);
    g_signal_connect(self->close, "clicked", G_CALLBACK(on_close), self);

    self->rows = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(self->rows, "rows");
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), self->rows);
    gtk_widget_set_vexpand(scrolled, TRUE);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->title));
    gtk_box_append(GTK_BOX(self), scrolled);
    gtk_box_append(GTK_BOX(self), self->close);
}

GtkWidget *
ui_details_new(void)
{
    return g_object_new(UI_TYPE_DETAILS, NULL);
}

void
ui_details_show(UiDetails *self, const char *title, const char *const *rows)
{
    GtkWidget *child;

    while ((child = gtk_widget_get_first_child(self->rows)) != NULL)
        gtk_box_remove(GTK_BOX(self->rows), child);
    gtk_label_set_text(self->title, title);
    for (size_t i = 0; rows[i] != NULL && rows[i + 1] != NULL; i += 2) {
        GtkWidget *row = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

        gtk_widget_add_css_class(row, "row");
        if (rows[i][0] != '\0')
            gtk_box_append(GTK_BOX(row), new_label(rows[i], "name"));
        gtk_box_append(GTK_BOX(row), new_label(rows[i + 1], "value"));
        gtk_box_append(GTK_BOX(self->rows), row);
    }
}

void
ui_details_focus(UiDetails *self)
{
    gtk_widget_grab_focus(self->close);
}
