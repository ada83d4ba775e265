/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-keyboard.h"

#include "ui/ui-mark.h"
#include "ui/ui-words-linking.h"

#define N_KEYS       36
#define N_WIDE       9 /* keys in a row */
#define N_NARROW     5
#define MAX_LAYERS   4
#define SPACE_SYMBOL "␣"

/* One layer: what its key to come here says, and its characters in the order of the keys. */
typedef struct {
    const char *name;
    const char *characters;
} Layer;

/* By alphabet, which is the same everywhere: no country's keyboard is ten keys wide at 76 pixels.
 */
static const Layer code_layers[] = {
    { "ABC", "ABCDEFGHIJKLMNOPQRSTUVWXYZ:;=+/.-" },
    { "abc", "abcdefghijklmnopqrstuvwxyz:;=+/.-" },
    { "123", "0123456789:;=+/.-_~%[] " },
    { NULL, NULL },
};
static const Layer name_layers[] = {
    { "ABC", "ABCDEFGHIJKLMNOPQRSTUVWXYZ -'.&" },
    { "abc", "abcdefghijklmnopqrstuvwxyz -'.&" },
    { "äé", "äöüßàâáãåæçèéêëìíîïñòóôõøœùúûý " },
    { "123", "0123456789ÄÖÜÅÆÇÉÑØŁŠŽ -'.,&()" },
    { NULL, NULL },
};

struct _UiKeyboard {
    GtkBox parent_instance;
    GtkGrid *grid;
    GtkWidget *keys[N_KEYS];
    GtkEditable *target;
    const Layer *layers;
    unsigned n_layers;
    unsigned layer;
};

G_DEFINE_FINAL_TYPE(UiKeyboard, ui_keyboard, GTK_TYPE_BOX)

static void
insert(UiKeyboard *self, const char *text)
{
    int position;

    gtk_editable_delete_selection(self->target);
    position = gtk_editable_get_position(self->target);
    gtk_editable_insert_text(self->target, text, -1, &position);
    gtk_editable_set_position(self->target, position);
}

static void
erase(UiKeyboard *self)
{
    int position;

    if (gtk_editable_get_selection_bounds(self->target, NULL, NULL)) {
        gtk_editable_delete_selection(self->target);
        return;
    }
    position = gtk_editable_get_position(self->target);
    if (position > 0)
        gtk_editable_delete_text(self->target, position - 1, position);
}

/* The layers stand in the last row before the key that erases, so that no finger finds them
 * elsewhere. */
static int
layer_of_key(UiKeyboard *self, unsigned key)
{
    unsigned first = N_KEYS - 1 - self->n_layers;

    return key >= first && key < N_KEYS - 1 ? (int)(key - first) : -1;
}

static void
set_key(GtkWidget *key, const char *character)
{
    bool space = g_str_equal(character, " ");

    gtk_widget_set_visible(key, character[0] != '\0');
    gtk_button_set_label(GTK_BUTTON(key), space ? SPACE_SYMBOL : character);
    g_object_set_data_full(G_OBJECT(key), "character", g_strdup(character), g_free);
    gtk_accessible_update_property(GTK_ACCESSIBLE(key), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   space ? ui_words_linking_space() : character, -1);
}

static void
show_layer(UiKeyboard *self, unsigned layer)
{
    const char *here = self->layers[layer].characters;

    self->layer = layer;
    for (unsigned i = 0; i < N_KEYS - 1 - self->n_layers; i++) {
        const char *next = *here != '\0' ? g_utf8_next_char(here) : here;
        g_autofree char *character = g_strndup(here, (gsize)(next - here));

        set_key(self->keys[i], character);
        here = next;
    }
    for (unsigned i = 0; i < self->n_layers; i++) {
        GtkWidget *key = self->keys[N_KEYS - 1 - self->n_layers + i];

        if (i == layer)
            gtk_widget_add_css_class(key, "chosen");
        else
            gtk_widget_remove_css_class(key, "chosen");
    }
}

static void
on_key(GtkButton *button, gpointer user_data)
{
    UiKeyboard *self = user_data;
    unsigned key = GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(button), "key"));
    int layer = layer_of_key(self, key);

    if (layer >= 0) {
        show_layer(self, (unsigned)layer);
        return;
    }
    if (key == N_KEYS - 1) {
        erase(self);
        return;
    }
    insert(self, g_object_get_data(G_OBJECT(button), "character"));
    /* A name goes on in small letters. */
    if (self->layers == name_layers && self->layer == 0)
        show_layer(self, 1);
}

static GtkWidget *
new_key(UiKeyboard *self, unsigned key)
{
    int layer = layer_of_key(self, key);
    GtkWidget *button = gtk_button_new();

    gtk_widget_add_css_class(button, "touch");
    gtk_widget_add_css_class(button, layer >= 0 || key == N_KEYS - 1 ? "switch" : "key");
    gtk_widget_set_focus_on_click(button, FALSE);
    g_object_set_data(G_OBJECT(button), "key", GUINT_TO_POINTER(key));
    if (layer >= 0)
        gtk_button_set_label(GTK_BUTTON(button), self->layers[layer].name);
    if (key == N_KEYS - 1) {
        gtk_button_set_child(GTK_BUTTON(button), ui_mark_new(UI_SHAPE_ERASE));
        gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       ui_words_linking_erase(), -1);
    }
    g_signal_connect(button, "clicked", G_CALLBACK(on_key), self);
    return button;
}

static void
ui_keyboard_class_init(UiKeyboardClass *class)
{
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "keyboard");
}

static void
ui_keyboard_init(UiKeyboard *self)
{
    self->grid = GTK_GRID(gtk_grid_new());
    gtk_grid_set_column_homogeneous(self->grid, TRUE);
    gtk_grid_set_row_homogeneous(self->grid, TRUE);
    gtk_widget_set_hexpand(GTK_WIDGET(self->grid), TRUE);
    /* Characters of codes and names of keys, not a text. */
    gtk_widget_set_direction(GTK_WIDGET(self->grid), GTK_TEXT_DIR_LTR);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->grid));
}

GtkWidget *
ui_keyboard_new(UiKeyboardKind kind, GtkEditable *target)
{
    UiKeyboard *self = g_object_new(UI_TYPE_KEYBOARD, NULL);

    self->target = target;
    self->layers = kind == UI_KEYBOARD_CODE ? code_layers : name_layers;
    while (self->n_layers < MAX_LAYERS && self->layers[self->n_layers].name != NULL)
        self->n_layers++;
    for (unsigned i = 0; i < N_KEYS; i++) {
        self->keys[i] = new_key(self, i);
        gtk_grid_attach(self->grid, self->keys[i], (int)(i % N_WIDE), (int)(i / N_WIDE), 1, 1);
    }
    show_layer(self, 0);
    return GTK_WIDGET(self);
}

void
ui_keyboard_reset(UiKeyboard *self)
{
    bool begun = gtk_editable_get_text(self->target)[0] != '\0';

    show_layer(self, self->layers == name_layers && begun ? 1 : 0);
}

void
ui_keyboard_set_narrow(UiKeyboard *self, bool narrow)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager(GTK_WIDGET(self->grid));
    int n = narrow ? N_NARROW : N_WIDE;

    for (int i = 0; i < N_KEYS; i++) {
        GtkGridLayoutChild *child =
            GTK_GRID_LAYOUT_CHILD(gtk_layout_manager_get_layout_child(layout, self->keys[i]));

        gtk_grid_layout_child_set_column(child, i % n);
        gtk_grid_layout_child_set_row(child, i / n);
    }
}
