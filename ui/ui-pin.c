/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-pin.h"

#include "client/client-pin.h"
#include "ui/ui-head.h"
#include "ui/ui-mark.h"
#include "ui/ui-style.h"
#include "ui/ui-words-linking.h"
#include "ui/ui-words-settings.h"

#define N_DIGITS 10
#define N_WIDE   3 /* keys in a row */

struct _UiPin {
    GtkBox parent_instance;
    UiHead *head;
    GtkWidget *body; /* what is said, and the keys beside it or below */
    GtkLabel *dots;
    GtkWidget *note;
    GtkWidget *keys;
    GtkWidget *digits[N_DIGITS];
    GtkWidget *done;
    GString *pin;
};

G_DEFINE_FINAL_TYPE(UiPin, ui_pin, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    SIGNAL_DONE,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Nothing of it stays in freed memory. */
static void
forget(UiPin *self)
{
    for (gsize i = 0; i < self->pin->len; i++)
        ((volatile char *)self->pin->str)[i] = '0';
    g_string_truncate(self->pin, 0);
}

static void
show_dots(UiPin *self)
{
    g_autoptr(GString) dots = g_string_new(NULL);
    g_autofree char *spoken = ui_words_settings_entered((unsigned)self->pin->len);

    for (gsize i = 0; i < MAX(self->pin->len, CLIENT_PIN_MIN); i++)
        g_string_append(dots, i < self->pin->len ? "●" : "○");
    gtk_label_set_text(self->dots, dots->str);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->dots), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   spoken, -1);
    gtk_widget_set_sensitive(self->done, self->pin->len >= CLIENT_PIN_MIN);
}

static void
enter(UiPin *self, unsigned digit)
{
    if (self->pin->len >= CLIENT_PIN_MAX || !gtk_widget_get_sensitive(self->keys))
        return;
    g_string_append_c(self->pin, (char)('0' + digit));
    show_dots(self);
}

static void
erase(UiPin *self)
{
    if (self->pin->len == 0)
        return;
    g_string_truncate(self->pin, self->pin->len - 1);
    show_dots(self);
    if (gtk_widget_has_focus(self->done) && !gtk_widget_get_sensitive(self->done))
        gtk_widget_grab_focus(self->digits[5]);
}

static void
on_digit(GtkButton *button, gpointer user_data)
{
    enter(user_data, GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(button), "digit")));
}

static void
on_erase(GtkButton *button, gpointer user_data)
{
    erase(user_data);
}

static void
on_done(GtkButton *button, gpointer user_data)
{
    UiPin *self = user_data;
    g_autofree char *pin = g_strdup(self->pin->str);

    forget(self);
    show_dots(self);
    g_signal_emit(self, signals[SIGNAL_DONE], 0, pin);
}

static void
on_back(UiHead *head, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

/* Who has a keyboard ends with Enter, which has to find the key that ends it. */
static gboolean
on_key_pressed(GtkEventControllerKey *controller,
               guint keyval,
               guint keycode,
               GdkModifierType state,
               gpointer user_data)
{
    UiPin *self = user_data;
    const guint32 character = gdk_keyval_to_unicode(keyval);

    if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
        return FALSE;
    if (character >= '0' && character <= '9') {
        enter(self, character - '0');
        gtk_widget_grab_focus(self->done);
        return TRUE;
    }
    if (keyval == GDK_KEY_BackSpace && self->pin->len > 0) {
        erase(self);
        return TRUE;
    }
    return FALSE;
}

static void
ui_pin_finalize(GObject *object)
{
    UiPin *self = UI_PIN(object);

    forget(self);
    g_string_free(self->pin, TRUE);
    G_OBJECT_CLASS(ui_pin_parent_class)->finalize(object);
}

static void
ui_pin_class_init(UiPinClass *class)
{
    G_OBJECT_CLASS(class)->finalize = ui_pin_finalize;
    signals[SIGNAL_BACK] =
        g_signal_new("back", UI_TYPE_PIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_DONE] = g_signal_new("done", UI_TYPE_PIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "pin");
}

static GtkWidget *
new_digit(UiPin *self, unsigned digit)
{
    const char text[] = { (char)('0' + digit), '\0' };
    GtkWidget *button = gtk_button_new_with_label(text);

    gtk_widget_add_css_class(button, "touch");
    gtk_widget_add_css_class(button, "key");
    g_object_set_data(G_OBJECT(button), "digit", GUINT_TO_POINTER(digit));
    g_signal_connect(button, "clicked", G_CALLBACK(on_digit), self);
    self->digits[digit] = button;
    return button;
}

/* As on every door: 1 2 3 above, 0 below in the middle. */
static GtkWidget *
new_keys(UiPin *self)
{
    GtkGrid *grid = GTK_GRID(gtk_grid_new());
    GtkWidget *back = gtk_button_new();

    gtk_grid_set_column_homogeneous(grid, TRUE);
    gtk_grid_set_row_homogeneous(grid, TRUE);
    gtk_widget_set_direction(GTK_WIDGET(grid), GTK_TEXT_DIR_LTR);
    for (unsigned i = 0; i < 9; i++)
        gtk_grid_attach(grid, new_digit(self, i + 1), (int)(i % N_WIDE), (int)(i / N_WIDE), 1, 1);
    gtk_button_set_child(GTK_BUTTON(back), ui_mark_new(UI_SHAPE_ERASE));
    gtk_widget_add_css_class(back, "touch");
    gtk_widget_add_css_class(back, "switch");
    gtk_accessible_update_property(GTK_ACCESSIBLE(back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   ui_words_linking_erase(), -1);
    g_signal_connect(back, "clicked", G_CALLBACK(on_erase), self);
    self->done = ui_style_new_button(ui_words_linking_use(), "primary");
    g_signal_connect(self->done, "clicked", G_CALLBACK(on_done), self);
    gtk_grid_attach(grid, back, 0, 3, 1, 1);
    gtk_grid_attach(grid, new_digit(self, 0), 1, 3, 1, 1);
    gtk_grid_attach(grid, self->done, 2, 3, 1, 1);
    return GTK_WIDGET(grid);
}

static void
ui_pin_init(UiPin *self)
{
    GtkEventController *keys = gtk_event_controller_key_new();
    GtkWidget *said = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->pin = g_string_sized_new(CLIENT_PIN_MAX + 1); /* never moved */
    self->dots = GTK_LABEL(gtk_label_new(NULL));
    gtk_label_set_xalign(self->dots, 0);
    gtk_widget_add_css_class(GTK_WIDGET(self->dots), "dots");
    self->note = ui_style_new_note();
    gtk_widget_set_hexpand(said, TRUE);
    gtk_widget_set_valign(said, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(said), GTK_WIDGET(self->dots));
    gtk_box_append(GTK_BOX(said), self->note);
    self->keys = new_keys(self);
    gtk_widget_set_hexpand(self->keys, TRUE);
    self->body = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(self->body, "parts"); /* "body" is a style of GTK's own */
    gtk_box_set_homogeneous(GTK_BOX(self->body), TRUE);
    gtk_widget_set_vexpand(self->body, TRUE);
    gtk_box_append(GTK_BOX(self->body), said);
    gtk_box_append(GTK_BOX(self->body), self->keys);
    gtk_event_controller_set_propagation_phase(keys, GTK_PHASE_CAPTURE);
    g_signal_connect(keys, "key-pressed", G_CALLBACK(on_key_pressed), self);
    gtk_widget_add_controller(GTK_WIDGET(self), keys);
}

GtkWidget *
ui_pin_new(const char *back)
{
    UiPin *self = g_object_new(UI_TYPE_PIN, NULL);

    self->head = UI_HEAD(ui_head_new(back));
    g_signal_connect(self->head, "back", G_CALLBACK(on_back), self);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->head));
    gtk_box_append(GTK_BOX(self), self->body);
    return GTK_WIDGET(self);
}

void
ui_pin_begin(UiPin *self, const char *title)
{
    forget(self);
    ui_head_set_title(self->head, title);
    show_dots(self);
    ui_pin_say(self, "", false);
    ui_pin_set_open(self, true);
}

void
ui_pin_say(UiPin *self, const char *sentence, bool problem)
{
    ui_style_note(self->note, sentence, problem);
}

void
ui_pin_set_open(UiPin *self, bool open)
{
    gtk_widget_set_sensitive(self->keys, open);
    if (open)
        gtk_widget_grab_focus(self->digits[5]);
    else
        ui_head_focus(self->head);
}

void
ui_pin_set_narrow(UiPin *self, bool narrow)
{
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self->body),
                                   narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
    gtk_box_set_homogeneous(GTK_BOX(self->body), !narrow);
}
