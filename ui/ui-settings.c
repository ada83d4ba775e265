/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-settings.h"

#include "client/client-pin.h"
#include "ui/ui-head.h"
#include "ui/ui-pin.h"
#include "ui/ui-settings-choices.h"
#include "ui/ui-style.h"
#include "ui/ui-words-history.h"
#include "ui/ui-words-settings.h"

#include <string.h>

struct _UiSettings {
    GtkBox parent_instance;
    UiStore *store;
    GtkStack *stack; /* "rows", "choice" or "pin" */
    UiHead *head;
    GtkWidget *note;
    GtkBox *rows;
    GtkWidget *settings[UI_N_SETTINGS]; /* rows of @rows, the cameras' follow them */
    UiHead *choice_head;
    UiChoice *choice;
    UiSetting chosen; /* what @choice is about */
    UiPin *pin;
    char *first; /* PIN, which is to be entered again */
};

G_DEFINE_FINAL_TYPE(UiSettings, ui_settings, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    SIGNAL_CHANGED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
say_row(GtkWidget *row, const char *value)
{
    GtkLabel *label = g_object_get_data(G_OBJECT(row), "value");
    const char *title = g_object_get_data(G_OBJECT(row), "title");
    g_autofree char *spoken = ui_words_spoken(title, value);

    gtk_label_set_text(label, value);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
say_camera(UiSettings *self, GtkWidget *row)
{
    const char *link = g_object_get_data(G_OBJECT(row), "link");

    say_row(row, ui_words_settings_profile(ui_store_get_profile(self->store, link)));
}

/* What depends on another one is only there with it. */
static void
say_settings(UiSettings *self)
{
    const UiStore *store = self->store;
    const bool night = store->night, pin = store->pin != NULL;

    for (int i = 0; i < UI_N_SETTINGS; i++) {
        g_autofree char *value = ui_words_settings_value((UiSetting)i, store);

        say_row(self->settings[i], value);
    }
    gtk_widget_set_visible(self->settings[UI_SETTING_NIGHT_FROM], night);
    gtk_widget_set_visible(self->settings[UI_SETTING_NIGHT_TO], night);
    gtk_widget_set_visible(self->settings[UI_SETTING_WAKE_PIN], pin && store->blank_min > 0);
}

static void
show_rows(UiSettings *self, UiSetting setting)
{
    gtk_stack_set_visible_child_name(self->stack, "rows");
    if (!gtk_widget_grab_focus(self->settings[setting]))
        ui_head_focus(self->head);
}

/* Something was chosen. @note: what there is to say about it. */
static void
keep(UiSettings *self, const char *note)
{
    g_autoptr(GError) error = NULL;

    if (ui_store_save(self->store, &error)) {
        ui_style_note(self->note, note, false);
    } else {
        g_autofree char *problem = ui_words_two(ui_words_settings_not_kept(), error->message);

        ui_style_note(self->note, problem, true);
    }
    g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
    say_settings(self);
}

static void
open_choice(UiSettings *self, UiSetting setting)
{
    self->chosen = setting;
    ui_choice_clear(self->choice);
    ui_choice_set_short(self->choice,
                        setting == UI_SETTING_NIGHT_FROM || setting == UI_SETTING_NIGHT_TO);
    ui_choice_say(self->choice, "", false);
    ui_head_set_title(self->choice_head, ui_words_settings_title(setting));
    gtk_stack_set_visible_child_name(self->stack, "choice");
    ui_settings_choices_add(self->choice, setting, self->store);
}

/* Nothing of it stays in freed memory. */
static void
forget_pin(UiSettings *self)
{
    for (volatile char *c = self->first; c != NULL && *c != '\0'; c++)
        *c = '0';
    g_clear_pointer(&self->first, g_free);
}

static void
ask_pin(UiSettings *self)
{
    forget_pin(self);
    gtk_stack_set_visible_child_name(self->stack, "pin");
    ui_pin_begin(self->pin, ui_words_settings_new_pin());
    ui_pin_say(self->pin, ui_words_settings_pin_help(), false);
}

static void
on_pin(UiPin *pin, const char *digits, gpointer user_data)
{
    UiSettings *self = user_data;
    g_autofree char *sealed = NULL;

    if (self->first == NULL) {
        self->first = g_strdup(digits);
        ui_pin_begin(pin, ui_words_settings_pin_again());
        return;
    }
    if (!g_str_equal(self->first, digits)) {
        ask_pin(self);
        ui_pin_say(pin, ui_words_settings_not_the_same(), true);
        return;
    }
    forget_pin(self);
    sealed = client_pin_seal(digits);
    show_rows(self, UI_SETTING_PIN);
    if (sealed == NULL) {
        ui_style_note(self->note, ui_words_settings_not_kept(), true);
        return;
    }
    g_free(self->store->pin);
    self->store->pin = g_steal_pointer(&sealed);
    self->store->n_wrong = 0;
    keep(self, "");
}

static void
on_chosen(UiChoice *choice, int number, gpointer user_data)
{
    UiSettings *self = user_data;

    if (self->chosen == UI_SETTING_PIN && number == UI_PIN_CHANGE) {
        ask_pin(self);
        return;
    }
    keep(self, ui_settings_choices_apply(self->store, self->chosen, number));
    show_rows(self, self->chosen);
}

static void
on_setting(GtkWidget *row, gpointer user_data)
{
    UiSettings *self = user_data;
    UiStore *store = self->store;
    const UiSetting setting =
        (UiSetting)GPOINTER_TO_INT(g_object_get_data(G_OBJECT(row), "setting"));

    if (setting == UI_SETTING_PIN && store->pin == NULL) {
        ask_pin(self);
        return;
    }
    if (setting == UI_SETTING_WAKE_PIN)
        store->wake_pin = !store->wake_pin;
    else if (setting == UI_SETTING_NIGHT)
        store->night = !store->night;
    else if (setting == UI_SETTING_CHIME)
        store->chime = !store->chime;
    else {
        open_choice(self, setting);
        return;
    }
    keep(self, "");
}

static void
on_camera(GtkWidget *row, gpointer user_data)
{
    UiSettings *self = user_data;
    const char *link = g_object_get_data(G_OBJECT(row), "link");
    const UiProfile now = ui_store_get_profile(self->store, link);

    ui_store_set_profile(self->store, link,
                         now == UI_PROFILE_DOOR ? UI_PROFILE_NORMAL : UI_PROFILE_DOOR);
    say_camera(self, row);
    keep(self, "");
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
add_row(UiSettings *self, const char *title, GCallback pressed)
{
    GtkWidget *button = gtk_button_new(), *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *value = new_label("", "value");

    gtk_widget_set_valign(column, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(column), new_label(title, "what"));
    gtk_box_append(GTK_BOX(column), value);
    gtk_button_set_child(GTK_BUTTON(button), column);
    gtk_widget_add_css_class(button, "entry");
    gtk_widget_add_css_class(button, "touch");
    g_object_set_data(G_OBJECT(button), "value", value);
    g_object_set_data_full(G_OBJECT(button), "title", g_strdup(title), g_free);
    g_signal_connect(button, "clicked", pressed, self);
    gtk_box_append(self->rows, button);
    return button;
}

void
ui_settings_set_cameras(UiSettings *self, const ClientCamera *const *cameras, size_t n_cameras)
{
    GtkWidget *row;

    while ((row = gtk_widget_get_last_child(GTK_WIDGET(self->rows)))
           != self->settings[UI_N_SETTINGS - 1])
        gtk_box_remove(self->rows, row);
    for (size_t i = 0; i < n_cameras; i++) {
        g_autofree char *title = ui_words_settings_camera(cameras[i]->room);

        row = add_row(self, title, G_CALLBACK(on_camera));
        g_object_set_data_full(G_OBJECT(row), "link", g_strdup(cameras[i]->link), g_free);
        say_camera(self, row);
    }
}

void
ui_settings_begin(UiSettings *self)
{
    forget_pin(self);
    say_settings(self);
    ui_style_note(self->note, "", false);
    show_rows(self, UI_SETTING_LANGUAGE);
}

bool
ui_settings_back(UiSettings *self)
{
    const char *shown = gtk_stack_get_visible_child_name(self->stack);

    if (g_str_equal(shown, "rows"))
        return false;
    forget_pin(self);
    show_rows(self, g_str_equal(shown, "pin") ? UI_SETTING_PIN : self->chosen);
    return true;
}

void
ui_settings_set_narrow(UiSettings *self, bool narrow)
{
    ui_pin_set_narrow(self->pin, narrow);
}

static void
on_back(GtkWidget *source, gpointer user_data)
{
    if (!ui_settings_back(user_data))
        g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

static void
ui_settings_finalize(GObject *object)
{
    forget_pin(UI_SETTINGS(object));
    G_OBJECT_CLASS(ui_settings_parent_class)->finalize(object);
}

static void
ui_settings_class_init(UiSettingsClass *class)
{
    G_OBJECT_CLASS(class)->finalize = ui_settings_finalize;
    signals[SIGNAL_BACK] = g_signal_new("back", UI_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_CHANGED] = g_signal_new("changed", UI_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "settings");
}

static GtkWidget *
new_list(UiSettings *self)
{
    GtkWidget *page = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *scrolled = gtk_scrolled_window_new();

    self->head = UI_HEAD(ui_head_new(ui_words_history_back()));
    ui_head_set_title(self->head, ui_words_menu_item(UI_MENU_SETTINGS));
    g_signal_connect(self->head, "back", G_CALLBACK(on_back), self);
    self->note = ui_style_new_note();
    self->rows = GTK_BOX(gtk_box_new(GTK_ORIENTATION_VERTICAL, 0));
    gtk_widget_add_css_class(GTK_WIDGET(self->rows), "rows");
    for (int i = 0; i < UI_N_SETTINGS; i++) {
        self->settings[i] =
            add_row(self, ui_words_settings_title((UiSetting)i), G_CALLBACK(on_setting));
        g_object_set_data(G_OBJECT(self->settings[i]), "setting", GINT_TO_POINTER(i));
    }
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), GTK_WIDGET(self->rows));
    gtk_widget_set_focusable(scrolled, FALSE);
    gtk_widget_set_vexpand(scrolled, TRUE);
    gtk_box_append(GTK_BOX(page), GTK_WIDGET(self->head));
    gtk_box_append(GTK_BOX(page), self->note);
    gtk_box_append(GTK_BOX(page), scrolled);
    return page;
}

static GtkWidget *
new_choice(UiSettings *self)
{
    GtkWidget *page = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

    self->choice_head = UI_HEAD(ui_head_new(ui_words_settings_back()));
    g_signal_connect(self->choice_head, "back", G_CALLBACK(on_back), self);
    self->choice = UI_CHOICE(ui_choice_new(4));
    g_signal_connect(self->choice, "chosen", G_CALLBACK(on_chosen), self);
    gtk_box_append(GTK_BOX(page), GTK_WIDGET(self->choice_head));
    gtk_box_append(GTK_BOX(page), GTK_WIDGET(self->choice));
    return page;
}

static void
ui_settings_init(UiSettings *self)
{
    ui_style_hide_unseen(GTK_WIDGET(self));
    self->stack = GTK_STACK(gtk_stack_new());
    gtk_widget_set_hexpand(GTK_WIDGET(self->stack), TRUE);
    ui_style_add_page(self->stack, new_list(self), "rows");
    ui_style_add_page(self->stack, new_choice(self), "choice");
    self->pin = UI_PIN(ui_pin_new(ui_words_settings_back()));
    g_signal_connect(self->pin, "back", G_CALLBACK(on_back), self);
    g_signal_connect(self->pin, "done", G_CALLBACK(on_pin), self);
    ui_style_add_page(self->stack, GTK_WIDGET(self->pin), "pin");
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->stack));
}

GtkWidget *
ui_settings_new(UiStore *store)
{
    UiSettings *self = g_object_new(UI_TYPE_SETTINGS, NULL);

    self->store = store;
    return GTK_WIDGET(self);
}
