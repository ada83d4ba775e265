/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-list.h"

#include "ui/ui-mark.h"
#include "ui/ui-style.h"
#include "ui/ui-words.h"

struct _UiList {
    GtkBox parent_instance;
    GtkWidget *head;
    GtkWidget *scrolled;
    GtkFlowBox *cards;
    GtkWidget *note; /* instead of the cards */
    UiMark *mark;
    GtkLabel *title;
    GtkLabel *body;
};

G_DEFINE_FINAL_TYPE(UiList, ui_list, GTK_TYPE_BOX)

enum {
    SIGNAL_OPEN,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_activated(GtkFlowBox *cards, GtkFlowBoxChild *child, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_OPEN], 0, (guint)gtk_flow_box_child_get_index(child));
}

static GtkWidget *
new_card(const char *room)
{
    GtkWidget *child = gtk_flow_box_child_new();
    GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *mark = ui_mark_new(UI_SHAPE_CAMERA);
    GtkWidget *label = ui_style_new_sentence("room");
    g_autofree char *shown = ui_room_shown(room, UI_ROOM_MAX);
    g_autofree char *spoken = ui_words_open_camera(room);

    gtk_label_set_text(GTK_LABEL(label), shown);
    gtk_label_set_lines(GTK_LABEL(label), 2);
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
    gtk_label_set_width_chars(GTK_LABEL(label), 12);
    gtk_label_set_max_width_chars(GTK_LABEL(label), 14);
    gtk_widget_set_halign(mark, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(column, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(column), mark);
    gtk_box_append(GTK_BOX(column), label);
    gtk_widget_add_css_class(child, "card");
    gtk_accessible_update_property(GTK_ACCESSIBLE(child), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                   -1);
    gtk_flow_box_child_set_child(GTK_FLOW_BOX_CHILD(child), column);
    return child;
}

static void
ui_list_class_init(UiListClass *class)
{
    signals[SIGNAL_OPEN] = g_signal_new("open", UI_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "cameras");
}

static void
add_note(UiList *self)
{
    self->note = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(self->note, "note");
    gtk_widget_set_valign(self->note, GTK_ALIGN_CENTER);
    gtk_widget_set_vexpand(self->note, TRUE);
    self->mark = UI_MARK(ui_mark_new(UI_SHAPE_CAMERA));
    gtk_widget_set_halign(GTK_WIDGET(self->mark), GTK_ALIGN_CENTER);
    self->title = GTK_LABEL(ui_style_new_sentence("title"));
    self->body = GTK_LABEL(ui_style_new_sentence("sentence"));
    gtk_label_set_max_width_chars(self->body, 60);
    gtk_box_append(GTK_BOX(self->note), GTK_WIDGET(self->mark));
    gtk_box_append(GTK_BOX(self->note), GTK_WIDGET(self->title));
    gtk_box_append(GTK_BOX(self->note), GTK_WIDGET(self->body));
    gtk_box_append(GTK_BOX(self), self->note);
}

static void
ui_list_init(UiList *self)
{
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->head = gtk_label_new(ui_words_cameras());
    gtk_widget_add_css_class(self->head, "title");
    gtk_label_set_xalign(GTK_LABEL(self->head), 0);
    gtk_box_append(GTK_BOX(self), self->head);

    self->cards = GTK_FLOW_BOX(gtk_flow_box_new());
    gtk_flow_box_set_selection_mode(self->cards, GTK_SELECTION_NONE);
    gtk_flow_box_set_homogeneous(self->cards, TRUE);
    gtk_flow_box_set_max_children_per_line(self->cards, 4);
    gtk_flow_box_set_activate_on_single_click(self->cards, TRUE);
    gtk_widget_set_valign(GTK_WIDGET(self->cards), GTK_ALIGN_START);
    g_signal_connect(self->cards, "child-activated", G_CALLBACK(on_activated), self);
    self->scrolled = gtk_scrolled_window_new();
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(self->scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(self->scrolled), GTK_WIDGET(self->cards));
    gtk_widget_set_vexpand(self->scrolled, TRUE);
    gtk_box_append(GTK_BOX(self), self->scrolled);
    add_note(self);
}

GtkWidget *
ui_list_new(void)
{
    return g_object_new(UI_TYPE_LIST, NULL);
}

static void
show_note(UiList *self, UiShape shape, const char *family, const char *title, const char *body)
{
    gtk_widget_set_visible(self->head, FALSE);
    gtk_widget_set_visible(self->scrolled, FALSE);
    gtk_widget_set_visible(self->note, TRUE);
    gtk_widget_add_css_class(self->note, family);
    ui_mark_set_shape(self->mark, shape);
    gtk_label_set_text(self->title, title);
    gtk_label_set_text(self->body, body);
}

void
ui_list_set_cameras(UiList *self, const ClientCamera *const *cameras, size_t n_cameras)
{
    for (size_t i = 0; i < n_cameras; i++)
        gtk_flow_box_append(self->cards, new_card(cameras[i]->room));
    gtk_widget_set_visible(self->note, FALSE);
    if (n_cameras == 0)
        show_note(self, UI_SHAPE_CAMERA, "neutral", ui_words_no_cameras(),
                  ui_words_no_cameras_help());
}

void
ui_list_set_problem(UiList *self, const char *sentence)
{
    show_note(self, UI_SHAPE_HUB, "amber", ui_words_hub_problem(), sentence);
}

void
ui_list_focus(UiList *self, unsigned index)
{
    GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index(self->cards, (int)index);

    if (child != NULL)
        gtk_widget_grab_focus(GTK_WIDGET(child));
}
