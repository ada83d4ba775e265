/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-history.h"

#include "ui/ui-details.h"
#include "ui/ui-head.h"
#include "ui/ui-save.h"
#include "ui/ui-style.h"
#include "ui/ui-words-history.h"

struct _UiHistory {
    GtkBox parent_instance;
    UiHead *head;
    GtkWidget *export;
    GtkWidget *note; /* where it was exported to */
    GtkStack *stack; /* "rows", "none" or "details" */
    GtkWidget *filter_view;
    GtkWidget *filter; /* in it */
    GtkWidget *rows;
    UiDetails *details;
    GtkWidget *opened; /* row whose details are shown */

    GPtrArray *entries;
    char *link; /* only of this camera; NULL: of all */
};

G_DEFINE_FINAL_TYPE(UiHistory, ui_history, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_box(GtkWidget *box)
{
    GtkWidget *child;

    while ((child = gtk_widget_get_first_child(box)) != NULL)
        gtk_box_remove(GTK_BOX(box), child);
}

static void
on_row(GtkWidget *row, gpointer user_data)
{
    UiHistory *self = user_data;
    const ClientRefusal *refusal = g_object_get_data(G_OBJECT(row), "refusal");
    g_auto(GStrv) details = ui_words_history_details(refusal, g_get_real_time());

    ui_details_show(self->details, ui_words_details_title(), (const char *const *)details);
    self->opened = row;
    gtk_stack_set_visible_child_name(self->stack, "details");
    ui_details_focus(self->details);
}

static GtkWidget *
new_label(const char *text, const char *css_class)
{
    GtkWidget *label = gtk_label_new(text);

    gtk_widget_add_css_class(label, css_class);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    return label;
}

static GtkWidget *
new_row(UiHistory *self, ClientRefusal *refusal)
{
    GtkWidget *button = gtk_button_new(), *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *mark = ui_mark_new(ui_words_history_shape(refusal));
    g_autofree char *title = ui_words_history_title(refusal);
    g_autofree char *when = ui_words_history_when(refusal, g_get_real_time());
    g_autofree char *spoken = ui_words_spoken(title, when);

    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                   -1);
    gtk_widget_set_valign(mark, GTK_ALIGN_CENTER);
    gtk_widget_set_hexpand(column, TRUE);
    gtk_widget_set_valign(column, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(column), new_label(title, "what"));
    gtk_box_append(GTK_BOX(column), new_label(when, "when"));
    gtk_box_append(GTK_BOX(row), mark);
    gtk_box_append(GTK_BOX(row), column);
    gtk_button_set_child(GTK_BUTTON(button), row);
    gtk_widget_add_css_class(button, "entry");
    gtk_widget_add_css_class(button, "touch");
    g_object_set_data(G_OBJECT(button), "refusal", refusal);
    g_signal_connect(button, "clicked", G_CALLBACK(on_row), self);
    return button;
}

static bool
is_wanted(UiHistory *self, const ClientRefusal *refusal)
{
    return self->link == NULL || g_str_equal(self->link, refusal->link);
}

static void
fill_rows(UiHistory *self)
{
    unsigned n = 0, n_wanted = 0;

    clear_box(self->rows);
    for (guint i = 0; i < self->entries->len; i++) {
        ClientRefusal *refusal = g_ptr_array_index(self->entries, i);

        if (!is_wanted(self, refusal) || n_wanted++ >= UI_HISTORY_MAX_ROWS)
            continue;
        gtk_box_append(GTK_BOX(self->rows), new_row(self, refusal));
        n++;
    }
    if (n_wanted > n) {
        g_autofree char *more = ui_words_history_more(n);

        gtk_box_append(GTK_BOX(self->rows), new_label(more, "more"));
    }
}

static void
on_filter(GtkWidget *button, gpointer user_data)
{
    UiHistory *self = user_data;

    g_free(self->link);
    self->link = g_strdup(g_object_get_data(G_OBJECT(button), "link"));
    for (GtkWidget *w = gtk_widget_get_first_child(self->filter); w != NULL;
         w = gtk_widget_get_next_sibling(w)) {
        if (w == button)
            gtk_widget_add_css_class(w, "chosen");
        else
            gtk_widget_remove_css_class(w, "chosen");
    }
    fill_rows(self);
}

static GtkWidget *
add_filter(UiHistory *self, const char *link, const char *label)
{
    GtkWidget *button = ui_style_new_button(label, "secondary");

    g_object_set_data_full(G_OBJECT(button), "link", g_strdup(link), g_free);
    g_signal_connect(button, "clicked", G_CALLBACK(on_filter), self);
    gtk_box_append(GTK_BOX(self->filter), button);
    return button;
}

/* All cameras, and each that there is an entry of, by its newest name. */
static void
fill_filter(UiHistory *self)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    clear_box(self->filter);
    gtk_widget_add_css_class(add_filter(self, NULL, ui_words_history_all()), "chosen");
    for (guint i = 0; i < self->entries->len; i++) {
        const ClientRefusal *refusal = g_ptr_array_index(self->entries, i);
        g_autofree char *room = ui_room_shown(refusal->room, UI_ROOM_MAX);

        if (g_hash_table_add(seen, refusal->link))
            add_filter(self, refusal->link, room);
    }
    gtk_widget_set_visible(self->filter_view, g_hash_table_size(seen) > 1);
}

static bool
write_receipt(gpointer entries, const char *path, GError **error)
{
    return client_home_write_receipt(entries, path, error);
}

static void
on_exported(GObject *source, GAsyncResult *result, gpointer user_data)
{
    UiHistory *self = UI_HISTORY(source);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = ui_save_finish(result, &error);
    g_autofree char *sentence =
        path != NULL ? ui_words_saved(path) : ui_words_not_saved(error->message);

    gtk_widget_set_sensitive(self->export, TRUE);
    ui_style_note(self->note, sentence, path == NULL);
}

/* All there is, whatever the filter shows: a receipt leaves nothing out. */
static void
on_export(GtkButton *button, gpointer user_data)
{
    UiHistory *self = user_data;

    gtk_widget_set_sensitive(self->export, FALSE);
    ui_style_note(self->note, "", false);
    ui_save(self, ui_words_history_file(), ".cose", G_USER_DIRECTORY_DOCUMENTS, write_receipt,
            g_ptr_array_ref(self->entries), (GDestroyNotify)g_ptr_array_unref, on_exported);
}

static void
close_details(UiHistory *self)
{
    gtk_stack_set_visible_child_name(self->stack, "rows");
    if (self->opened != NULL)
        gtk_widget_grab_focus(self->opened);
    self->opened = NULL;
}

void
ui_history_begin(UiHistory *self, GPtrArray *entries)
{
    GtkWidget *first;

    clear_box(self->rows); /* which speak of the old entries */
    g_ptr_array_ref(entries);
    g_clear_pointer(&self->entries, g_ptr_array_unref);
    self->entries = entries;
    g_clear_pointer(&self->link, g_free);
    self->opened = NULL;
    ui_style_note(self->note, "", false);
    gtk_widget_set_visible(self->export, entries->len > 0);
    fill_filter(self);
    fill_rows(self);
    gtk_stack_set_visible_child_name(self->stack, entries->len > 0 ? "rows" : "none");
    first = gtk_widget_get_first_child(self->rows);
    if (first == NULL || !gtk_widget_grab_focus(first))
        ui_head_focus(self->head);
}

bool
ui_history_back(UiHistory *self)
{
    if (!g_str_equal(gtk_stack_get_visible_child_name(self->stack), "details"))
        return false;
    close_details(self);
    return true;
}

static void
on_back(UiHead *head, gpointer user_data)
{
    if (!ui_history_back(user_data))
        g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

static void
ui_history_finalize(GObject *object)
{
    UiHistory *self = UI_HISTORY(object);

    g_clear_pointer(&self->entries, g_ptr_array_unref);
    g_free(self->link);
    G_OBJECT_CLASS(ui_history_parent_class)->finalize(object);
}

static void
ui_history_class_init(UiHistoryClass *class)
{
    G_OBJECT_CLASS(class)->finalize = ui_history_finalize;
    signals[SIGNAL_BACK] = g_signal_new("back", UI_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "history");
}

static GtkWidget *
new_none(void)
{
    GtkWidget *note = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *title = ui_style_new_sentence("title"), *body = ui_style_new_sentence("sentence");
    GtkWidget *mark = ui_mark_new(UI_SHAPE_CAMERA);

    gtk_widget_add_css_class(note, "note");
    gtk_widget_set_valign(note, GTK_ALIGN_CENTER);
    gtk_widget_set_halign(mark, GTK_ALIGN_CENTER);
    gtk_label_set_text(GTK_LABEL(title), ui_words_history_none());
    gtk_label_set_text(GTK_LABEL(body), ui_words_history_none_help());
    gtk_label_set_max_width_chars(GTK_LABEL(body), 60);
    gtk_box_append(GTK_BOX(note), mark);
    gtk_box_append(GTK_BOX(note), title);
    gtk_box_append(GTK_BOX(note), body);
    return note;
}

static GtkWidget *
new_scrolled(GtkWidget *child, GtkPolicyType across, GtkPolicyType down)
{
    GtkWidget *scrolled = gtk_scrolled_window_new();

    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), across, down);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), child);
    gtk_widget_set_focusable(scrolled, FALSE);
    return scrolled;
}

static GtkWidget *
new_list(UiHistory *self)
{
    GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0), *scrolled;

    self->filter = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(self->filter, "filter");
    self->rows = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(self->rows, "rows");
    scrolled = new_scrolled(self->rows, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_widget_set_vexpand(scrolled, TRUE);
    self->filter_view = new_scrolled(self->filter, GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
    gtk_box_append(GTK_BOX(column), self->filter_view);
    gtk_box_append(GTK_BOX(column), scrolled);
    return column;
}

static void
ui_history_init(UiHistory *self)
{
    ui_style_hide_unseen(GTK_WIDGET(self));
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->entries = g_ptr_array_new();
    self->head = UI_HEAD(ui_head_new(ui_words_history_back()));
    ui_head_set_title(self->head, ui_words_menu_item(UI_MENU_HISTORY));
    g_signal_connect(self->head, "back", G_CALLBACK(on_back), self);
    self->export = ui_style_new_button(ui_words_history_export(), "secondary");
    g_signal_connect(self->export, "clicked", G_CALLBACK(on_export), self);
    ui_head_add(self->head, self->export);
    self->note = ui_style_new_note();
    self->stack = GTK_STACK(gtk_stack_new());
    gtk_widget_set_vexpand(GTK_WIDGET(self->stack), TRUE);
    self->details = UI_DETAILS(ui_details_new());
    g_signal_connect_swapped(self->details, "close", G_CALLBACK(close_details), self);
    ui_style_add_page(self->stack, new_list(self), "rows");
    ui_style_add_page(self->stack, new_none(), "none");
    ui_style_add_page(self->stack, GTK_WIDGET(self->details), "details");
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->head));
    gtk_box_append(GTK_BOX(self), self->note);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->stack));
}

GtkWidget *
ui_history_new(void)
{
    return g_object_new(UI_TYPE_HISTORY, NULL);
}
