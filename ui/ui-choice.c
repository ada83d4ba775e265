/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-choice.h"

#include "ui/ui-card.h"
#include "ui/ui-style.h"

#define N_SHORT_COLUMNS 6

struct _UiChoice {
    GtkBox parent_instance;
    GtkLabel *sentence;
    GtkFlowBox *cards;
    unsigned n_columns;
};

G_DEFINE_FINAL_TYPE(UiChoice, ui_choice, GTK_TYPE_BOX)

enum {
    SIGNAL_CHOSEN,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_activated(GtkFlowBox *cards, GtkFlowBoxChild *child, gpointer user_data)
{
    int number = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(child), "number"));

    g_signal_emit(user_data, signals[SIGNAL_CHOSEN], 0, number);
}

static void
ui_choice_class_init(UiChoiceClass *class)
{
    signals[SIGNAL_CHOSEN] = g_signal_new("chosen", UI_TYPE_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "choice");
}

static void
ui_choice_init(UiChoice *self)
{
    GtkWidget *scrolled = gtk_scrolled_window_new();

    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->sentence = GTK_LABEL(ui_style_new_note());
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->sentence));
    self->cards = ui_card_box_new();
    g_signal_connect(self->cards, "child-activated", G_CALLBACK(on_activated), self);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), GTK_WIDGET(self->cards));
    gtk_widget_set_vexpand(scrolled, TRUE);
    gtk_box_append(GTK_BOX(self), scrolled);
}

GtkWidget *
ui_choice_new(unsigned n_columns)
{
    UiChoice *self = g_object_new(UI_TYPE_CHOICE, NULL);

    self->n_columns = n_columns;
    gtk_flow_box_set_max_children_per_line(self->cards, n_columns);
    return GTK_WIDGET(self);
}

void
ui_choice_clear(UiChoice *self)
{
    GtkFlowBoxChild *child;

    while ((child = gtk_flow_box_get_child_at_index(self->cards, 0)) != NULL)
        gtk_flow_box_remove(self->cards, GTK_WIDGET(child));
}

void
ui_choice_add(UiChoice *self, UiShape shape, const char *label, int number)
{
    GtkWidget *card = ui_card_new(shape, label, NULL);

    g_object_set_data(G_OBJECT(card), "number", GINT_TO_POINTER(number));
    gtk_flow_box_append(self->cards, card);
}

void
ui_choice_set_short(UiChoice *self, bool are_short)
{
    gtk_flow_box_set_max_children_per_line(self->cards,
                                           are_short ? N_SHORT_COLUMNS : self->n_columns);
    if (are_short)
        gtk_widget_add_css_class(GTK_WIDGET(self), "short");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(self), "short");
}

void
ui_choice_set_chosen(UiChoice *self, int number)
{
    GtkFlowBoxChild *child;

    for (int i = 0; (child = gtk_flow_box_get_child_at_index(self->cards, i)) != NULL; i++) {
        if (GPOINTER_TO_INT(g_object_get_data(G_OBJECT(child), "number")) != number)
            continue;
        gtk_widget_add_css_class(GTK_WIDGET(child), "chosen");
        gtk_accessible_update_state(GTK_ACCESSIBLE(child), GTK_ACCESSIBLE_STATE_SELECTED, TRUE, -1);
        gtk_widget_grab_focus(GTK_WIDGET(child));
    }
}

void
ui_choice_say(UiChoice *self, const char *sentence, bool problem)
{
    ui_style_note(GTK_WIDGET(self->sentence), sentence, problem);
}

void
ui_choice_focus(UiChoice *self)
{
    GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index(self->cards, 0);

    if (child != NULL)
        gtk_widget_grab_focus(GTK_WIDGET(child));
}
