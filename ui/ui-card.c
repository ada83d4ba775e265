/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-card.h"

#include "ui/ui-style.h"

#include <stdbool.h>

GtkWidget *
ui_card_new(UiShape shape, const char *label, const char *spoken)
{
    GtkWidget *child = gtk_flow_box_child_new();
    GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *name = ui_style_new_sentence("room");

    gtk_label_set_text(GTK_LABEL(name), label);
    gtk_label_set_lines(GTK_LABEL(name), 2);
    gtk_label_set_ellipsize(GTK_LABEL(name), PANGO_ELLIPSIZE_END);
    gtk_label_set_width_chars(GTK_LABEL(name), (int)MIN(g_utf8_strlen(label, -1), 12));
    gtk_label_set_max_width_chars(GTK_LABEL(name), 14);
    gtk_widget_set_valign(column, GTK_ALIGN_CENTER);
    if (shape != UI_SHAPE_NONE) {
        GtkWidget *mark = ui_mark_new(shape);

        gtk_widget_set_halign(mark, GTK_ALIGN_CENTER);
        gtk_box_append(GTK_BOX(column), mark);
    }
    gtk_box_append(GTK_BOX(column), name);
    gtk_widget_add_css_class(child, "card");
    if (shape == UI_SHAPE_NONE)
        gtk_widget_add_css_class(child, "plain");
    gtk_accessible_update_property(GTK_ACCESSIBLE(child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   spoken != NULL ? spoken : label, -1);
    gtk_flow_box_child_set_child(GTK_FLOW_BOX_CHILD(child), column);
    return child;
}

/* At its edge a flow box would keep the focus: who has only arrows could never leave it. */
static gboolean
on_keynav_failed(GtkWidget *box, GtkDirectionType direction, gpointer user_data)
{
    bool back = direction == GTK_DIR_UP || direction == GTK_DIR_LEFT;

    return gtk_widget_child_focus(GTK_WIDGET(gtk_widget_get_root(box)),
                                  back ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
}

GtkFlowBox *
ui_card_box_new(void)
{
    GtkFlowBox *box = GTK_FLOW_BOX(gtk_flow_box_new());

    gtk_flow_box_set_selection_mode(box, GTK_SELECTION_NONE);
    gtk_flow_box_set_homogeneous(box, TRUE);
    gtk_flow_box_set_max_children_per_line(box, 4);
    gtk_flow_box_set_activate_on_single_click(box, TRUE);
    gtk_widget_set_valign(GTK_WIDGET(box), GTK_ALIGN_START);
    g_signal_connect(box, "keynav-failed", G_CALLBACK(on_keynav_failed), NULL);
    return box;
}
