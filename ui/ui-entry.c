/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-entry.h"

#include "ui/ui-head.h"
#include "ui/ui-style.h"
#include "ui/ui-words-linking.h"

#define MAX_CODE 4096 /* characters */

struct _UiEntry {
    GtkBox parent_instance;
    UiHead *head;
    GtkWidget *line;
    GtkWidget *note;
    UiKeyboard *keyboard;
};

G_DEFINE_FINAL_TYPE(UiEntry, ui_entry, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    SIGNAL_TYPED,
    SIGNAL_DONE,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_back(UiHead *head, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

static void
on_changed(GtkEditable *line, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_TYPED], 0);
}

static void
on_done(GtkWidget *widget, gpointer user_data)
{
    UiEntry *self = user_data;
    g_autofree char *text = g_strdup(ui_entry_get_text(self));

    g_signal_emit(self, signals[SIGNAL_DONE], 0, text);
}

/* Letters that are typed while a key on the screen has the focus belong into the line. */
static gboolean
on_key_pressed(GtkEventControllerKey *controller,
               guint keyval,
               guint keycode,
               GdkModifierType state,
               gpointer user_data)
{
    UiEntry *self = user_data;
    GtkEditable *text = gtk_editable_get_delegate(GTK_EDITABLE(self->line));
    bool letter = g_unichar_isgraph(gdk_keyval_to_unicode(keyval)) || keyval == GDK_KEY_BackSpace;

    if (!letter || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0
        || gtk_widget_has_focus(GTK_WIDGET(text)))
        return FALSE;
    return gtk_event_controller_key_forward(controller, GTK_WIDGET(text));
}

static void
ui_entry_class_init(UiEntryClass *class)
{
    signals[SIGNAL_BACK] =
        g_signal_new("back", UI_TYPE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_TYPED] = g_signal_new("typed", UI_TYPE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_DONE] = g_signal_new("done", UI_TYPE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "typing");
}

static void
ui_entry_init(UiEntry *self)
{
    GtkEventController *keys = gtk_event_controller_key_new();
    GtkWidget *done = ui_style_new_button(ui_words_linking_use(), "primary");

    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->head = UI_HEAD(ui_head_new(ui_words_linking_back()));
    ui_head_set_title(self->head, "");
    g_signal_connect(self->head, "back", G_CALLBACK(on_back), self);
    self->line = gtk_entry_new();
    gtk_widget_set_hexpand(self->line, TRUE);
    gtk_widget_add_css_class(self->line, "line");
    g_signal_connect(self->line, "changed", G_CALLBACK(on_changed), self);
    g_signal_connect(self->line, "activate", G_CALLBACK(on_done), self);
    g_signal_connect(done, "clicked", G_CALLBACK(on_done), self);
    ui_head_add(self->head, self->line);
    ui_head_add(self->head, done);
    self->note = ui_style_new_note();
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->head));
    gtk_box_append(GTK_BOX(self), self->note);
    g_signal_connect(keys, "key-pressed", G_CALLBACK(on_key_pressed), self);
    gtk_widget_add_controller(GTK_WIDGET(self), keys);
}

GtkWidget *
ui_entry_new(UiKeyboardKind kind)
{
    UiEntry *self = g_object_new(UI_TYPE_ENTRY, NULL);
    GtkWidget *scrolled = gtk_scrolled_window_new();

    gtk_entry_set_max_length(GTK_ENTRY(self->line),
                             kind == UI_KEYBOARD_CODE ? MAX_CODE : UI_ROOM_MAX);
    gtk_entry_set_input_hints(GTK_ENTRY(self->line),
                              GTK_INPUT_HINT_NO_EMOJI | GTK_INPUT_HINT_NO_SPELLCHECK);
    if (kind == UI_KEYBOARD_CODE)
        gtk_widget_set_direction(self->line, GTK_TEXT_DIR_LTR);
    self->keyboard = UI_KEYBOARD(ui_keyboard_new(kind, GTK_EDITABLE(self->line)));
    gtk_widget_set_valign(GTK_WIDGET(self->keyboard), GTK_ALIGN_END);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), GTK_WIDGET(self->keyboard));
    gtk_widget_set_vexpand(scrolled, TRUE);
    gtk_box_append(GTK_BOX(self), scrolled);
    return GTK_WIDGET(self);
}

void
ui_entry_begin(UiEntry *self, const char *heading, const char *text)
{
    gtk_entry_set_placeholder_text(GTK_ENTRY(self->line), heading);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->line), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   heading, -1);
    gtk_editable_set_text(GTK_EDITABLE(self->line), text != NULL ? text : "");
    ui_keyboard_reset(self->keyboard);
    gtk_widget_grab_focus(self->line);
    gtk_editable_set_position(GTK_EDITABLE(self->line), -1);
}

const char *
ui_entry_get_text(UiEntry *self)
{
    return gtk_editable_get_text(GTK_EDITABLE(self->line));
}

void
ui_entry_say(UiEntry *self, const char *sentence, bool problem)
{
    ui_style_note(self->note, sentence, problem);
}

void
ui_entry_set_narrow(UiEntry *self, bool narrow)
{
    ui_keyboard_set_narrow(self->keyboard, narrow);
}
