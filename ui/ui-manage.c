/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-manage.h"

#include "ui/ui-entry.h"
#include "ui/ui-head.h"
#include "ui/ui-panel.h"
#include "ui/ui-row.h"
#include "ui/ui-style.h"
#include "ui/ui-words-linking.h"

struct _UiManage {
    GtkBox parent_instance;
    GtkStack *stack; /* "rows", "name" or "ask" */
    UiHead *head;
    GtkWidget *note;
    GtkBox *rows;
    UiEntry *name;
    UiPanel *ask;
    bool narrow;
    char *link; /* of the camera that is renamed, or that is asked about */
};

G_DEFINE_FINAL_TYPE(UiManage, ui_manage, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    SIGNAL_CHANGED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static UiRow *
find_row(UiManage *self, const char *link)
{
    GtkWidget *row = gtk_widget_get_first_child(GTK_WIDGET(self->rows));

    while (row != NULL && g_strcmp0(ui_row_get_link(UI_ROW(row)), link) != 0)
        row = gtk_widget_get_next_sibling(row);
    return row != NULL ? UI_ROW(row) : NULL;
}

static size_t
index_of(UiManage *self, UiRow *row)
{
    size_t index = 0;

    for (GtkWidget *w = gtk_widget_get_prev_sibling(GTK_WIDGET(row)); w != NULL;
         w = gtk_widget_get_prev_sibling(w))
        index++;
    return index;
}

/* The store was written, or @error says why not. */
static void
finish(UiManage *self, const GError *error)
{
    g_autofree char *problem =
        error != NULL ? ui_words_two(ui_words_linking_not_saved(), error->message) : g_strdup("");

    ui_style_note(self->note, problem, error != NULL);
    gtk_stack_set_visible_child_name(self->stack, "rows");
    if (error == NULL)
        g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static void
focus_row(UiManage *self, const char *link, UiRowAction action)
{
    UiRow *row = find_row(self, link);

    if (row != NULL)
        ui_row_focus(row, action);
    else
        ui_head_focus(self->head);
}

static void
move(UiManage *self, UiRow *row, UiRowAction action)
{
    g_autofree char *link = g_strdup(ui_row_get_link(row));
    size_t index = index_of(self, row);
    g_autoptr(GError) error = NULL;

    client_home_move(link, action == UI_ROW_UP ? index - 1 : index + 1, &error);
    finish(self, error);
    focus_row(self, link, action);
}

static void
ask_to_unlink(UiManage *self, const char *room)
{
    g_autoptr(UiWordsLinking) words = ui_words_linking_unlink(room);

    ui_panel_say(self->ask, words);
    gtk_stack_set_visible_child_name(self->stack, "ask");
    ui_panel_focus(self->ask);
}

static void
on_act(UiRow *row, int action, gpointer user_data)
{
    UiManage *self = user_data;

    if (action == UI_ROW_UP || action == UI_ROW_DOWN) {
        move(self, row, (UiRowAction)action);
        return;
    }
    g_free(self->link);
    self->link = g_strdup(ui_row_get_link(row));
    if (action == UI_ROW_UNLINK) {
        ask_to_unlink(self, ui_row_get_room(row));
    } else {
        gtk_stack_set_visible_child_name(self->stack, "name");
        ui_entry_say(self->name, "", false);
        ui_entry_begin(self->name, ui_words_linking_name(), ui_row_get_room(row));
    }
}

static void
on_named(UiEntry *name, const char *text, gpointer user_data)
{
    UiManage *self = user_data;
    g_autofree char *plain = ui_room_plain(text);
    g_autoptr(GError) error = NULL;

    if (plain[0] == '\0') {
        ui_entry_say(name, ui_words_linking_no_name(), true);
        return;
    }
    client_home_rename(self->link, plain, &error);
    finish(self, error);
    focus_row(self, self->link, UI_ROW_RENAME);
}

static void
on_unlink(UiPanel *ask, gpointer user_data)
{
    UiManage *self = user_data;
    g_autoptr(GError) error = NULL;

    client_home_remove(self->link, &error);
    finish(self, error);
    focus_row(self, self->link, UI_ROW_UNLINK);
}

static void
show_rows(UiManage *self)
{
    bool renamed = g_str_equal(gtk_stack_get_visible_child_name(self->stack), "name");

    gtk_stack_set_visible_child_name(self->stack, "rows");
    focus_row(self, self->link, renamed ? UI_ROW_RENAME : UI_ROW_UNLINK);
}

bool
ui_manage_back(UiManage *self)
{
    if (g_str_equal(gtk_stack_get_visible_child_name(self->stack), "rows"))
        return false;
    show_rows(self);
    return true;
}

static void
on_back(UiHead *head, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

void
ui_manage_set_cameras(UiManage *self, const ClientCamera *const *cameras, size_t n_cameras)
{
    UiRowAction action = UI_N_ROW_ACTIONS;
    g_autofree char *focused = NULL;
    GtkWidget *row;

    for (row = gtk_widget_get_first_child(GTK_WIDGET(self->rows)); row != NULL && focused == NULL;
         row = gtk_widget_get_next_sibling(row)) {
        action = ui_row_get_focus(UI_ROW(row));
        if (action != UI_N_ROW_ACTIONS)
            focused = g_strdup(ui_row_get_link(UI_ROW(row)));
    }
    while ((row = gtk_widget_get_first_child(GTK_WIDGET(self->rows))) != NULL)
        gtk_box_remove(self->rows, row);
    for (size_t i = 0; i < n_cameras; i++) {
        row = ui_row_new(cameras[i]->link, cameras[i]->room, i == 0, i + 1 == n_cameras);
        ui_row_set_narrow(UI_ROW(row), self->narrow);
        g_signal_connect(row, "act", G_CALLBACK(on_act), self);
        gtk_box_append(self->rows, row);
    }
    if (focused != NULL)
        focus_row(self, focused, action);
}

void
ui_manage_begin(UiManage *self)
{
    g_clear_pointer(&self->link, g_free);
    ui_style_note(self->note, "", false);
    gtk_stack_set_visible_child_name(self->stack, "rows");
    ui_head_focus(self->head);
}

void
ui_manage_set_narrow(UiManage *self, bool narrow)
{
    self->narrow = narrow;
    ui_entry_set_narrow(self->name, narrow);
    for (GtkWidget *row = gtk_widget_get_first_child(GTK_WIDGET(self->rows)); row != NULL;
         row = gtk_widget_get_next_sibling(row))
        ui_row_set_narrow(UI_ROW(row), narrow);
}

static void
ui_manage_finalize(GObject *object)
{
    g_free(UI_MANAGE(object)->link);
    G_OBJECT_CLASS(ui_manage_parent_class)->finalize(object);
}

static void
ui_manage_class_init(UiManageClass *class)
{
    G_OBJECT_CLASS(class)->finalize = ui_manage_finalize;
    signals[SIGNAL_BACK] = g_signal_new("back", UI_TYPE_MANAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_CHANGED] = g_signal_new("changed", UI_TYPE_MANAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "manage");
}

static GtkWidget *
new_list(UiManage *self)
{
    GtkWidget *page = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *scrolled = gtk_scrolled_window_new();

    self->head = UI_HEAD(ui_head_new(ui_words_back()));
    ui_head_set_title(self->head, ui_words_linking_manage());
    g_signal_connect(self->head, "back", G_CALLBACK(on_back), self);
    self->note = ui_style_new_note();
    self->rows = GTK_BOX(gtk_box_new(GTK_ORIENTATION_VERTICAL, 0));
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), GTK_WIDGET(self->rows));
    gtk_widget_set_vexpand(scrolled, TRUE);
    gtk_box_append(GTK_BOX(page), GTK_WIDGET(self->head));
    gtk_box_append(GTK_BOX(page), self->note);
    gtk_box_append(GTK_BOX(page), scrolled);
    return page;
}

static void
ui_manage_init(UiManage *self)
{
    ui_style_hide_unseen(GTK_WIDGET(self));
    self->stack = GTK_STACK(gtk_stack_new());
    gtk_widget_set_hexpand(GTK_WIDGET(self->stack), TRUE);
    ui_style_add_page(self->stack, new_list(self), "rows");
    self->name = UI_ENTRY(ui_entry_new(UI_KEYBOARD_NAME));
    g_signal_connect_swapped(self->name, "back", G_CALLBACK(show_rows), self);
    g_signal_connect(self->name, "done", G_CALLBACK(on_named), self);
    ui_style_add_page(self->stack, GTK_WIDGET(self->name), "name");
    self->ask = UI_PANEL(ui_panel_new(GTK_ACCESSIBLE_ROLE_ALERT));
    g_signal_connect_swapped(self->ask, "action", G_CALLBACK(show_rows), self);
    g_signal_connect(self->ask, "details", G_CALLBACK(on_unlink), self);
    ui_style_add_page(self->stack, GTK_WIDGET(self->ask), "ask");
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->stack));
}

GtkWidget *
ui_manage_new(void)
{
    return g_object_new(UI_TYPE_MANAGE, NULL);
}
