/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-place.h"

#include "ui/ui-choice.h"
#include "ui/ui-entry.h"
#include "ui/ui-head.h"
#include "ui/ui-style.h"
#include "ui/ui-words-linking.h"

struct _UiPlace {
    GtkBox parent_instance;
    GtkStack *stack; /* "rooms" or "name" */
    UiHead *head;
    UiChoice *rooms;
    UiEntry *name;
};

G_DEFINE_FINAL_TYPE(UiPlace, ui_place, GTK_TYPE_BOX)

enum {
    SIGNAL_NAMED,
    SIGNAL_BACK,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_chosen(UiChoice *rooms, int number, gpointer user_data)
{
    UiPlace *self = user_data;

    if (number < UI_N_ROOMS) {
        g_signal_emit(self, signals[SIGNAL_NAMED], 0, ui_words_linking_room((unsigned)number));
        return;
    }
    gtk_stack_set_visible_child_name(self->stack, "name");
    ui_entry_say(self->name, "", false);
    ui_entry_begin(self->name, ui_words_linking_name(), NULL);
}

static void
on_named(UiEntry *name, const char *text, gpointer user_data)
{
    g_autofree char *plain = ui_room_plain(text);

    if (plain[0] == '\0')
        ui_entry_say(name, ui_words_linking_no_name(), true);
    else
        g_signal_emit(user_data, signals[SIGNAL_NAMED], 0, plain);
}

bool
ui_place_back(UiPlace *self)
{
    if (g_str_equal(gtk_stack_get_visible_child_name(self->stack), "rooms"))
        return false;
    gtk_stack_set_visible_child_name(self->stack, "rooms");
    ui_choice_focus(self->rooms);
    return true;
}

static void
on_back(GtkWidget *widget, gpointer user_data)
{
    UiPlace *self = user_data;

    if (!ui_place_back(self))
        g_signal_emit(self, signals[SIGNAL_BACK], 0);
}

void
ui_place_begin(UiPlace *self, const char *sentence, const char *const *taken)
{
    ui_choice_clear(self->rooms);
    for (int i = 0; i < UI_N_ROOMS; i++) {
        const char *room = ui_words_linking_room((unsigned)i);

        if (!g_strv_contains(taken, room))
            ui_choice_add(self->rooms, UI_SHAPE_NONE, room, i);
    }
    ui_choice_add(self->rooms, UI_SHAPE_NONE, ui_words_linking_own_name(), UI_N_ROOMS);
    ui_choice_say(self->rooms, sentence, false);
    gtk_stack_set_visible_child_name(self->stack, "rooms");
    ui_choice_focus(self->rooms);
}

void
ui_place_set_narrow(UiPlace *self, bool narrow)
{
    ui_entry_set_narrow(self->name, narrow);
}

static void
ui_place_class_init(UiPlaceClass *class)
{
    signals[SIGNAL_NAMED] = g_signal_new("named", UI_TYPE_PLACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
    signals[SIGNAL_BACK] =
        g_signal_new("back", UI_TYPE_PLACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "place");
}

static void
ui_place_init(UiPlace *self)
{
    GtkWidget *page = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

    self->stack = GTK_STACK(gtk_stack_new());
    self->head = UI_HEAD(ui_head_new(ui_words_linking_back()));
    ui_head_set_title(self->head, ui_words_linking_where());
    g_signal_connect(self->head, "back", G_CALLBACK(on_back), self);
    self->rooms = UI_CHOICE(ui_choice_new(4));
    g_signal_connect(self->rooms, "chosen", G_CALLBACK(on_chosen), self);
    gtk_widget_set_vexpand(GTK_WIDGET(self->rooms), TRUE);
    gtk_box_append(GTK_BOX(page), GTK_WIDGET(self->head));
    gtk_box_append(GTK_BOX(page), GTK_WIDGET(self->rooms));
    self->name = UI_ENTRY(ui_entry_new(UI_KEYBOARD_NAME));
    g_signal_connect(self->name, "back", G_CALLBACK(on_back), self);
    g_signal_connect(self->name, "done", G_CALLBACK(on_named), self);
    ui_style_add_page(self->stack, page, "rooms");
    ui_style_add_page(self->stack, GTK_WIDGET(self->name), "name");
    gtk_widget_set_hexpand(GTK_WIDGET(self->stack), TRUE);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->stack));
}

GtkWidget *
ui_place_new(void)
{
    return g_object_new(UI_TYPE_PLACE, NULL);
}
