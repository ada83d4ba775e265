/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-style.h"

#include "ui/ownview-resources.h"

void
ui_style_load(GdkDisplay *display)
{
    g_autoptr(GtkCssProvider) provider = gtk_css_provider_new();

    g_resources_register(ownview_get_resource());
    g_object_set(gtk_settings_get_for_display(display), "gtk-application-prefer-dark-theme", TRUE,
                 NULL);
    gtk_css_provider_load_from_resource(provider, "/org/ownview/ownview.css");
    gtk_style_context_add_provider_for_display(display, GTK_STYLE_PROVIDER(provider),
                                               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
tell_of(GtkWidget *page, gpointer user_data)
{
    gtk_accessible_update_state(GTK_ACCESSIBLE(page), GTK_ACCESSIBLE_STATE_HIDDEN,
                                !gtk_widget_get_mapped(page), -1);
}

void
ui_style_hide_unseen(GtkWidget *page)
{
    g_signal_connect_after(page, "map", G_CALLBACK(tell_of), NULL);
    g_signal_connect_after(page, "unmap", G_CALLBACK(tell_of), NULL);
    tell_of(page, NULL);
}

void
ui_style_add_page(GtkStack *stack, GtkWidget *page, const char *name)
{
    ui_style_hide_unseen(page);
    gtk_stack_add_named(stack, page, name);
}

void
ui_style_announce(GtkWidget *widget, const char *sentence)
{
    /* GTK 4.8 is silent about what nobody asked for yet, unless its focus changes. */
    gtk_widget_set_focusable(widget, TRUE);
    gtk_widget_set_focusable(widget, FALSE);
    /* And about what is called as it was: the same once more is news. */
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                   -1);
}

GtkWidget *
ui_style_new_sentence(const char *css_class)
{
    GtkWidget *label = gtk_label_new(NULL);

    gtk_widget_add_css_class(label, css_class);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_justify(GTK_LABEL(label), GTK_JUSTIFY_CENTER);
    return label;
}

GtkWidget *
ui_style_new_note(void)
{
    GtkWidget *note =
        g_object_new(GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "wrap", TRUE,
                     "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);

    gtk_widget_add_css_class(note, "sentence");
    return note;
}

void
ui_style_note(GtkWidget *note, const char *sentence, bool problem)
{
    gtk_label_set_text(GTK_LABEL(note), sentence);
    gtk_widget_set_visible(note, sentence[0] != '\0');
    if (problem)
        gtk_widget_add_css_class(note, "problem");
    else
        gtk_widget_remove_css_class(note, "problem");
    ui_style_announce(note, sentence);
}

GtkWidget *
ui_style_new_button(const char *label, const char *css_class)
{
    GtkWidget *button = gtk_button_new_with_label(label);
    GtkLabel *text = GTK_LABEL(gtk_button_get_child(GTK_BUTTON(button)));

    gtk_widget_add_css_class(button, "touch");
    gtk_widget_add_css_class(button, css_class);
    gtk_label_set_wrap(text, TRUE);
    gtk_label_set_justify(text, GTK_JUSTIFY_CENTER);
    return button;
}

GtkWidget *
ui_style_new_icon_button(UiShape shape)
{
    GtkWidget *button = gtk_button_new();

    gtk_button_set_child(GTK_BUTTON(button), ui_mark_new(shape));
    gtk_widget_add_css_class(button, "touch");
    gtk_widget_add_css_class(button, "flat-round");
    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    return button;
}

GtkWidget *
ui_style_new_picture(GdkPaintable *paintable)
{
    /* what it is of stands in words beside it */
    GtkWidget *picture = g_object_new(GTK_TYPE_PICTURE, "paintable", paintable, "accessible-role",
                                      GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

    gtk_picture_set_content_fit(GTK_PICTURE(picture), GTK_CONTENT_FIT_CONTAIN);
    gtk_picture_set_can_shrink(GTK_PICTURE(picture), TRUE);
    gtk_widget_add_css_class(picture, "view");
    gtk_widget_set_hexpand(picture, TRUE);
    gtk_widget_set_vexpand(picture, TRUE);
    return picture;
}
