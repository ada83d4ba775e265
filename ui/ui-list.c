/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-list.h"

#include "ui/ui-card.h"
#include "ui/ui-style.h"
#include "ui/ui-words-linking.h"

struct _UiList {
    GtkBox parent_instance;
    GtkWidget *head;
    GtkLabel *add; /* what its button says */
    GtkWidget *scrolled;
    GtkFlowBox *cards;
    GtkWidget *note; /* instead of the cards */
    UiMark *mark;
    GtkLabel *title;
    GtkLabel *body;
    GtkWidget *begin;
};

G_DEFINE_FINAL_TYPE(UiList, ui_list, GTK_TYPE_BOX)

enum {
    SIGNAL_OPEN,
    SIGNAL_ADD,
    SIGNAL_MANAGE,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_activated(GtkFlowBox *cards, GtkFlowBoxChild *child, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_OPEN], 0, (guint)gtk_flow_box_child_get_index(child));
}

static void
on_add(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_ADD], 0);
}

static void
on_manage(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_MANAGE], 0);
}

static void
add_card(UiList *self, const char *room)
{
    g_autofree char *shown = ui_room_shown(room, UI_ROOM_MAX);
    g_autofree char *spoken = ui_words_open_camera(room);

    gtk_flow_box_append(self->cards, ui_card_new(UI_SHAPE_CAMERA, shown, spoken));
}

static void
ui_list_class_init(UiListClass *class)
{
    signals[SIGNAL_OPEN] = g_signal_new("open", UI_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
    signals[SIGNAL_ADD] =
        g_signal_new("add", UI_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_MANAGE] = g_signal_new("manage", UI_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
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
    self->begin = ui_style_new_button(ui_words_linking_add(), "primary");
    gtk_widget_set_halign(self->begin, GTK_ALIGN_CENTER);
    g_signal_connect(self->begin, "clicked", G_CALLBACK(on_add), self);
    gtk_box_append(GTK_BOX(self->note), self->begin);
    gtk_box_append(GTK_BOX(self), self->note);
}

static void
add_head(UiList *self)
{
    GtkWidget *title = gtk_label_new(ui_words_cameras());
    GtkWidget *manage = ui_style_new_button(ui_words_linking_manage_button(), "secondary");
    GtkWidget *add = ui_style_new_button(ui_words_linking_add(), "secondary");
    GtkWidget *buttons = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);

    self->head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(self->head, "head");
    gtk_widget_add_css_class(title, "title");
    gtk_label_set_xalign(GTK_LABEL(title), 0);
    gtk_label_set_ellipsize(GTK_LABEL(title), PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand(title, TRUE);
    self->add = GTK_LABEL(gtk_button_get_child(GTK_BUTTON(add)));
    g_signal_connect(manage, "clicked", G_CALLBACK(on_manage), self);
    g_signal_connect(add, "clicked", G_CALLBACK(on_add), self);
    gtk_box_append(GTK_BOX(self->head), title);
    gtk_widget_add_css_class(buttons, "buttons");
    gtk_widget_set_halign(buttons, GTK_ALIGN_END);
    gtk_box_append(GTK_BOX(buttons), manage);
    gtk_box_append(GTK_BOX(buttons), add);
    gtk_box_append(GTK_BOX(self->head), buttons);
    gtk_box_append(GTK_BOX(self), self->head);
}

static void
ui_list_init(UiList *self)
{
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    add_head(self);
    self->cards = ui_card_box_new();
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
    bool note = title != NULL;

    gtk_widget_set_visible(self->head, !note);
    gtk_widget_set_visible(self->scrolled, !note);
    gtk_widget_set_visible(self->note, note);
    if (!note)
        return;
    gtk_widget_remove_css_class(self->note, "amber");
    gtk_widget_add_css_class(self->note, family);
    ui_mark_set_shape(self->mark, shape);
    gtk_label_set_text(self->title, title);
    gtk_label_set_text(self->body, body);
}

void
ui_list_set_cameras(UiList *self, const ClientCamera *const *cameras, size_t n_cameras)
{
    GtkFlowBoxChild *card;

    while ((card = gtk_flow_box_get_child_at_index(self->cards, 0)) != NULL)
        gtk_flow_box_remove(self->cards, GTK_WIDGET(card));
    for (size_t i = 0; i < n_cameras; i++)
        add_card(self, cameras[i]->room);
    gtk_widget_set_visible(self->begin, TRUE);
    if (n_cameras == 0)
        show_note(self, UI_SHAPE_CAMERA, "neutral", ui_words_no_cameras(),
                  ui_words_no_cameras_help());
    else
        show_note(self, UI_SHAPE_NONE, NULL, NULL, NULL);
}

void
ui_list_set_problem(UiList *self, const char *sentence)
{
    gtk_widget_set_visible(self->begin, FALSE);
    show_note(self, UI_SHAPE_HUB, "amber", ui_words_hub_problem(), sentence);
}

void
ui_list_focus(UiList *self, unsigned index)
{
    GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index(self->cards, (int)index);

    if (child == NULL)
        child = gtk_flow_box_get_child_at_index(self->cards, 0);
    if (child != NULL)
        gtk_widget_grab_focus(GTK_WIDGET(child));
    else if (gtk_widget_get_visible(self->begin))
        gtk_widget_grab_focus(self->begin);
}

void
ui_list_set_narrow(UiList *self, bool narrow)
{
    /* In one line, or at least two, where there is room for it. */
    gtk_label_set_width_chars(self->add, narrow ? -1 : 12);
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self->head),
                                   narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}
