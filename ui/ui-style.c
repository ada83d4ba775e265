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
