/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-row.h"

#include "ui/ui-style.h"
#include "ui/ui-words-linking.h"

struct _UiRow {
    GtkBox parent_instance;
    char *link;
    char *room;
    GtkWidget *buttons[UI_N_ROW_ACTIONS];
};

G_DEFINE_FINAL_TYPE(UiRow, ui_row, GTK_TYPE_BOX)

enum {
    SIGNAL_ACT,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
act(UiRow *self, UiRowAction action)
{
    if (gtk_widget_get_sensitive(self->buttons[action]))
        g_signal_emit(self, signals[SIGNAL_ACT], 0, (int)action);
}

static void
on_clicked(GtkWidget *button, gpointer user_data)
{
    UiRow *self = user_data;

    for (int i = 0; i < UI_N_ROW_ACTIONS; i++) {
        if (button == self->buttons[i]) {
            act(self, (UiRowAction)i);
            return;
        }
    }
}

static gboolean
on_move_key(GtkWidget *widget, GVariant *args, gpointer user_data)
{
    act(UI_ROW(widget), (UiRowAction)g_variant_get_int32(args));
    return TRUE;
}

static void
ui_row_finalize(GObject *object)
{
    UiRow *self = UI_ROW(object);

    g_free(self->link);
    g_free(self->room);
    G_OBJECT_CLASS(ui_row_parent_class)->finalize(object);
}

static void
ui_row_class_init(UiRowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->finalize = ui_row_finalize;
    signals[SIGNAL_ACT] = g_signal_new("act", UI_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT);
    gtk_widget_class_set_css_name(widget_class, "row");
    gtk_widget_class_add_binding(widget_class, GDK_KEY_Up, GDK_ALT_MASK, on_move_key, "i",
                                 (int)UI_ROW_UP);
    gtk_widget_class_add_binding(widget_class, GDK_KEY_Down, GDK_ALT_MASK, on_move_key, "i",
                                 (int)UI_ROW_DOWN);
}

static void
ui_row_init(UiRow *self)
{
}

static void
add_button(UiRow *self, GtkWidget *box, UiRowAction action, GtkWidget *button, char *spoken)
{
    self->buttons[action] = button;
    g_signal_connect(button, "clicked", G_CALLBACK(on_clicked), self);
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                   -1);
    gtk_box_append(GTK_BOX(box), button);
    g_free(spoken);
}

static GtkWidget *
new_name(const char *room)
{
    g_autofree char *shown = ui_room_shown(room, UI_ROOM_MAX);
    GtkWidget *name = gtk_label_new(shown);

    gtk_widget_add_css_class(name, "room");
    gtk_label_set_xalign(GTK_LABEL(name), 0);
    gtk_label_set_wrap(GTK_LABEL(name), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(name), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_lines(GTK_LABEL(name), 2);
    gtk_label_set_ellipsize(GTK_LABEL(name), PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand(name, TRUE);
    return name;
}

GtkWidget *
ui_row_new(const char *link, const char *room, bool first, bool last)
{
    UiRow *self = g_object_new(UI_TYPE_ROW, NULL);
    GtkWidget *upper = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    GtkWidget *lower = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);

    self->link = g_strdup(link);
    self->room = g_strdup(room);
    gtk_widget_add_css_class(upper, "buttons");
    gtk_widget_add_css_class(lower, "buttons");
    gtk_widget_set_halign(lower, GTK_ALIGN_END);
    gtk_box_append(GTK_BOX(upper), new_name(room));
    add_button(self, upper, UI_ROW_UP, ui_style_new_icon_button(UI_SHAPE_UP),
               ui_words_linking_up(room));
    add_button(self, upper, UI_ROW_DOWN, ui_style_new_icon_button(UI_SHAPE_DOWN),
               ui_words_linking_down(room));
    add_button(self, lower, UI_ROW_RENAME,
               ui_style_new_button(ui_words_linking_rename(), "secondary"),
               ui_words_linking_rename_of(room));
    add_button(self, lower, UI_ROW_UNLINK,
               ui_style_new_button(ui_words_linking_remove(), "secondary"),
               ui_words_linking_remove_of(room));
    gtk_box_append(GTK_BOX(self), upper);
    gtk_box_append(GTK_BOX(self), lower);
    gtk_widget_set_sensitive(self->buttons[UI_ROW_UP], !first);
    gtk_widget_set_sensitive(self->buttons[UI_ROW_DOWN], !last);
    return GTK_WIDGET(self);
}

const char *
ui_row_get_link(UiRow *self)
{
    return self->link;
}

const char *
ui_row_get_room(UiRow *self)
{
    return self->room;
}

UiRowAction
ui_row_get_focus(UiRow *self)
{
    int i = 0;

    while (i < UI_N_ROW_ACTIONS && !gtk_widget_is_focus(self->buttons[i]))
        i++;
    return (UiRowAction)i;
}

void
ui_row_focus(UiRow *self, UiRowAction action)
{
    if (!gtk_widget_grab_focus(self->buttons[action]))
        gtk_widget_grab_focus(self->buttons[action == UI_ROW_UP ? UI_ROW_DOWN : UI_ROW_UP]);
}

void
ui_row_set_narrow(UiRow *self, bool narrow)
{
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self),
                                   narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}
