/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-panel.h"

#include "ui/ui-style.h"

struct _UiPanel {
    GtkBox parent_instance;
    GtkWidget *column;
    GtkWidget *band; /* mark and title; red, and all the height there is, for a refusal */
    UiMark *mark;
    GtkLabel *title;
    GtkLabel *body;
    GtkWidget *buttons;
    GtkWidget *action;
    GtkWidget *details;
    const char *family;
};

G_DEFINE_FINAL_TYPE(UiPanel, ui_panel, GTK_TYPE_BOX)

enum {
    SIGNAL_ACTION,
    SIGNAL_DETAILS,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_action(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_ACTION], 0);
}

static void
on_details(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_DETAILS], 0);
}

static GtkWidget *
new_button(UiPanel *self, const char *css_class, GCallback clicked)
{
    GtkWidget *button = ui_style_new_button("", css_class);

    g_signal_connect(button, "clicked", clicked, self);
    gtk_widget_set_visible(button, FALSE);
    gtk_box_append(GTK_BOX(self->buttons), button);
    return button;
}

static void
ui_panel_class_init(UiPanelClass *class)
{
    signals[SIGNAL_ACTION] = g_signal_new("action", UI_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_DETAILS] = g_signal_new("details", UI_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "panel");
}

static void
ui_panel_init(UiPanel *self)
{
    GtkWidget *scrolled = gtk_scrolled_window_new();
    GtkWidget *lower = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

    self->mark = UI_MARK(ui_mark_new(UI_SHAPE_CHECKING));
    gtk_widget_set_halign(GTK_WIDGET(self->mark), GTK_ALIGN_CENTER);
    self->title = GTK_LABEL(ui_style_new_sentence("title"));
    self->body = GTK_LABEL(ui_style_new_sentence("sentence"));
    gtk_label_set_max_width_chars(self->body, 60);
    gtk_widget_set_halign(GTK_WIDGET(self->body), GTK_ALIGN_CENTER);
    self->band = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(self->band, "band");
    gtk_widget_set_valign(GTK_WIDGET(self->mark), GTK_ALIGN_END);
    gtk_widget_set_vexpand(GTK_WIDGET(self->mark), TRUE);
    gtk_widget_set_valign(GTK_WIDGET(self->title), GTK_ALIGN_START);
    gtk_widget_set_vexpand(GTK_WIDGET(self->title), TRUE);
    gtk_box_append(GTK_BOX(self->band), GTK_WIDGET(self->mark));
    gtk_box_append(GTK_BOX(self->band), GTK_WIDGET(self->title));

    self->buttons = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(self->buttons, "buttons");
    gtk_widget_set_halign(self->buttons, GTK_ALIGN_CENTER);
    self->action = new_button(self, "primary", G_CALLBACK(on_action));
    self->details = new_button(self, "secondary", G_CALLBACK(on_details));

    gtk_widget_add_css_class(lower, "lower");
    gtk_box_append(GTK_BOX(lower), GTK_WIDGET(self->body));
    gtk_box_append(GTK_BOX(lower), self->buttons);
    self->column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_box_append(GTK_BOX(self->column), self->band);
    gtk_box_append(GTK_BOX(self->column), lower);

    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), self->column);
    gtk_widget_set_hexpand(scrolled, TRUE);
    gtk_widget_set_vexpand(scrolled, TRUE);
    gtk_widget_set_overflow(GTK_WIDGET(self), GTK_OVERFLOW_HIDDEN);
    gtk_box_append(GTK_BOX(self), scrolled);
}

GtkWidget *
ui_panel_new(GtkAccessibleRole role)
{
    return g_object_new(UI_TYPE_PANEL, "accessible-role", role, NULL);
}

/* What a panel says; borrowed. */
typedef struct {
    UiShape shape;
    const char *family; /* static */
    const char *title;
    const char *body;
    const char *action; /* the first button's label; NULL: none */
    const char *second; /* the second one's; NULL: none */
    bool waiting;       /* the first one can't be pressed yet */
} Text;

static void
announce(UiPanel *self, const Text *text)
{
    g_autofree char *spoken = ui_words_spoken(text->title, text->body);

    ui_style_announce(GTK_WIDGET(self), spoken);
}

static void
set_button(GtkWidget *button, const char *label)
{
    gtk_widget_set_visible(button, label != NULL);
    if (label != NULL)
        gtk_button_set_label(GTK_BUTTON(button), label);
}

static void
set_text(UiPanel *self, const Text *text)
{
    bool red = g_str_equal(text->family, "red");

    ui_mark_set_shape(self->mark, text->shape);
    gtk_label_set_text(self->title, text->title);
    gtk_label_set_text(self->body, text->body);
    gtk_widget_set_visible(GTK_WIDGET(self->body), text->body[0] != '\0');
    gtk_widget_set_visible(self->buttons, text->action != NULL || text->second != NULL);
    set_button(self->action, text->action);
    set_button(self->details, text->second);
    /* Kept in reach of the focus while it waits: a press then changes nothing. */
    if (text->waiting)
        gtk_widget_add_css_class(self->action, "waiting");
    else
        gtk_widget_remove_css_class(self->action, "waiting");
    gtk_widget_set_vexpand(self->band, red);
    gtk_widget_set_valign(self->column, red ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
    if (self->family != NULL && self->family != text->family)
        gtk_widget_remove_css_class(GTK_WIDGET(self), self->family);
    gtk_widget_add_css_class(GTK_WIDGET(self), text->family);
    self->family = text->family;
}

void
ui_panel_show(UiPanel *self, const UiView *view, const UiWords *words, bool transition)
{
    bool has_details = view->kind != UI_KIND_CHECKING && view->kind != UI_KIND_STALLED
                       && view->kind != UI_KIND_LATE;
    const Text text = {
        .shape = ui_shape_of_kind(view->kind),
        .family = ui_family_of_kind(view->kind),
        .title = words->title,
        .body = words->body,
        .action = words->action,
        .second = has_details ? ui_words_details_title() : NULL,
        .waiting = !view->retry && view->kind != UI_KIND_LINK_AGAIN,
    };

    set_text(self, &text);
    if (transition)
        announce(self, &text);
}

void
ui_panel_say(UiPanel *self, const UiWordsLinking *words)
{
    const Text text = { .shape = words->shape,
                        .family = words->family,
                        .title = words->title,
                        .body = words->body,
                        .action = words->action,
                        .second = words->second };

    set_text(self, &text);
    announce(self, &text);
}

bool
ui_panel_focus(UiPanel *self)
{
    if (!gtk_widget_get_visible(self->buttons))
        return false;
    return gtk_widget_grab_focus(gtk_widget_get_visible(self->action) ? self->action
                                                                      : self->details);
}
