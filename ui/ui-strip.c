/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-strip.h"

#include "ui/ui-mark.h"
#include "ui/ui-style.h"

#define NOTE_S 6 /* long enough to be read */

struct _UiStrip {
    GtkBox parent_instance;
    GtkWidget *back;
    GtkWidget *save;
    GtkWidget *sound; /* hidden while there is none */
    UiMark *speaker;  /* on it */
    GtkWidget *held;  /* hidden while no sound is held back */
    GtkWidget *info;  /* hidden while there is nothing to say */
    GtkLabel *room;
    GtkLabel *line;
    GtkGrid *grid;
    GtkWidget *state;
    UiMark *mark;
    GtkLabel *word;
    const char *family;
    char *words; /* what the line says when there is no note */
    guint noted; /* source that ends the note; 0: there is none */
};

G_DEFINE_FINAL_TYPE(UiStrip, ui_strip, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    SIGNAL_SAVE,
    SIGNAL_DETAILS,
    SIGNAL_SOUND,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_back(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

static void
on_info(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_DETAILS], 0);
}

static void
on_save(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_SAVE], 0);
}

static void
on_sound(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_SOUND], 0);
}

static GtkWidget *
new_label(const char *css_class)
{
    GtkWidget *label = gtk_label_new(NULL);

    gtk_widget_add_css_class(label, css_class);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
    return label;
}

static void
ui_strip_dispose(GObject *object)
{
    UiStrip *self = UI_STRIP(object);

    g_clear_handle_id(&self->noted, g_source_remove);
    g_clear_pointer(&self->words, g_free);
    G_OBJECT_CLASS(ui_strip_parent_class)->dispose(object);
}

static void
ui_strip_class_init(UiStripClass *class)
{
    G_OBJECT_CLASS(class)->dispose = ui_strip_dispose;
    signals[SIGNAL_SAVE] =
        g_signal_new("save", UI_TYPE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_BACK] =
        g_signal_new("back", UI_TYPE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_DETAILS] = g_signal_new("details", UI_TYPE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_SOUND] = g_signal_new("sound", UI_TYPE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "strip");
}

static void
place(UiStrip *self, gpointer widget, int column, int row, int width, int height)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager(GTK_WIDGET(self->grid));
    GtkGridLayoutChild *child =
        GTK_GRID_LAYOUT_CHILD(gtk_layout_manager_get_layout_child(layout, widget));

    gtk_grid_layout_child_set_column(child, column);
    gtk_grid_layout_child_set_row(child, row);
    gtk_grid_layout_child_set_column_span(child, width);
    gtk_grid_layout_child_set_row_span(child, height);
}

/* The loudspeaker's button, and what stands there in amber when it has to be silent. */
static void
add_sound(UiStrip *self)
{
    GtkWidget *word = new_label("word");

    self->sound = ui_style_new_icon_button(UI_SHAPE_SOUND);
    self->speaker = UI_MARK(gtk_button_get_child(GTK_BUTTON(self->sound)));
    gtk_widget_add_css_class(self->sound, "sound");
    g_signal_connect(self->sound, "clicked", G_CALLBACK(on_sound), self);

    self->held = g_object_new(GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
    gtk_widget_add_css_class(self->held, "state");
    gtk_widget_add_css_class(self->held, "amber");
    gtk_widget_add_css_class(self->held, "held");
    gtk_widget_set_halign(self->held, GTK_ALIGN_START);
    gtk_widget_set_visible(self->held, FALSE);
    gtk_label_set_text(GTK_LABEL(word), ui_words_sound_held_back());
    gtk_box_append(GTK_BOX(self->held), ui_mark_new(UI_SHAPE_CROSSED_SOUND));
    gtk_box_append(GTK_BOX(self->held), word);
}

static void
ui_strip_init(UiStrip *self)
{
    self->back = ui_style_new_icon_button(UI_SHAPE_BACK);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   ui_words_back(), -1);
    g_signal_connect(self->back, "clicked", G_CALLBACK(on_back), self);
    self->save = ui_style_new_icon_button(UI_SHAPE_SAVE);
    gtk_widget_add_css_class(self->save, "save");
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->save), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   ui_words_save_picture(), -1);
    g_signal_connect(self->save, "clicked", G_CALLBACK(on_save), self);
    self->info = ui_style_new_icon_button(UI_SHAPE_INFO);
    gtk_widget_add_css_class(self->info, "info");
    gtk_widget_set_visible(self->info, FALSE);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->info), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   ui_words_details_title(), -1);
    g_signal_connect(self->info, "clicked", G_CALLBACK(on_info), self);

    self->room = GTK_LABEL(new_label("room"));
    gtk_widget_set_hexpand(GTK_WIDGET(self->room), TRUE);
    self->line = GTK_LABEL(new_label("line"));
    gtk_label_set_wrap(self->line, TRUE);
    gtk_label_set_lines(self->line, 2);

    self->state = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(self->state, "state");
    self->mark = UI_MARK(ui_mark_new(UI_SHAPE_CHECKING));
    self->word = GTK_LABEL(new_label("word"));
    gtk_box_append(GTK_BOX(self->state), GTK_WIDGET(self->mark));
    gtk_box_append(GTK_BOX(self->state), GTK_WIDGET(self->word));

    add_sound(self);
    self->grid = GTK_GRID(gtk_grid_new());
    gtk_widget_set_hexpand(GTK_WIDGET(self->grid), TRUE);
    gtk_grid_attach(self->grid, self->back, 0, 0, 1, 1);
    gtk_grid_attach(self->grid, GTK_WIDGET(self->room), 1, 0, 1, 1);
    gtk_grid_attach(self->grid, self->state, 2, 0, 1, 1);
    gtk_grid_attach(self->grid, GTK_WIDGET(self->line), 1, 1, 1, 1);
    gtk_grid_attach(self->grid, self->info, 3, 0, 1, 1);
    gtk_grid_attach(self->grid, self->sound, 4, 0, 1, 1);
    gtk_grid_attach(self->grid, self->save, 5, 0, 1, 1);
    gtk_grid_attach(self->grid, self->held, 1, 2, 1, 1);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->grid));
    ui_strip_set_sound(self, UI_SOUND_NONE, false);
    ui_strip_set_narrow(self, false);
}

GtkWidget *
ui_strip_new(void)
{
    return g_object_new(UI_TYPE_STRIP, NULL);
}

void
ui_strip_set_room(UiStrip *self, const char *room)
{
    g_autofree char *shown = ui_room_shown(room, UI_ROOM_MAX);

    gtk_label_set_text(self->room, shown);
    /* a note is of the camera that was here before */
    g_clear_handle_id(&self->noted, g_source_remove);
}

void
ui_strip_show(UiStrip *self, const UiView *view, const UiWords *words)
{
    const char *family = ui_family_of_kind(view->kind);

    ui_mark_set_shape(self->mark, ui_shape_of_kind(view->kind));
    gtk_label_set_text(self->word, words->word);
    gtk_widget_set_visible(self->save, view->picture != UI_PICTURE_BLANK);
    g_free(self->words);
    self->words = g_strdup(words->line);
    if (self->noted == 0)
        gtk_label_set_text(self->line, self->words);
    if (self->family != NULL && self->family != family)
        gtk_widget_remove_css_class(self->state, self->family);
    gtk_widget_add_css_class(self->state, family);
    self->family = family;
}

void
ui_strip_set_info(UiStrip *self, bool info)
{
    gtk_widget_set_visible(self->info, info);
}

void
ui_strip_set_sound(UiStrip *self, UiSound sound, bool muted)
{
    bool held = sound == UI_SOUND_HELD_BACK;

    gtk_widget_set_visible(self->sound, muted || sound != UI_SOUND_NONE);
    ui_mark_set_shape(self->speaker, muted ? UI_SHAPE_CROSSED_SOUND : UI_SHAPE_SOUND);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->sound), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   ui_words_turn_sound(muted), -1);
    if (held && !gtk_widget_get_visible(self->held))
        ui_style_announce(self->held, ui_words_sound_held_back());
    gtk_widget_set_visible(self->held, held);
}

static gboolean
on_noted(gpointer user_data)
{
    UiStrip *self = user_data;

    self->noted = 0;
    gtk_label_set_text(self->line, self->words != NULL ? self->words : "");
    return G_SOURCE_REMOVE;
}

void
ui_strip_note(UiStrip *self, const char *sentence)
{
    g_clear_handle_id(&self->noted, g_source_remove);
    gtk_label_set_text(self->line, sentence);
    self->noted = g_timeout_add_seconds(NOTE_S, on_noted, self);
}

void
ui_strip_set_narrow(UiStrip *self, bool narrow)
{
    gtk_label_set_lines(self->line, narrow ? 4 : 2);
    gtk_widget_set_halign(self->state, narrow ? GTK_ALIGN_START : GTK_ALIGN_END);
    gtk_widget_set_valign(GTK_WIDGET(self->room), narrow ? GTK_ALIGN_CENTER : GTK_ALIGN_END);
    gtk_widget_set_valign(self->state, narrow ? GTK_ALIGN_CENTER : GTK_ALIGN_END);
    gtk_widget_set_valign(GTK_WIDGET(self->line), GTK_ALIGN_START);
    place(self, self->back, 0, 0, 1, narrow ? 1 : 2);
    place(self, self->info, 3, 0, 1, narrow ? 1 : 2);
    place(self, self->sound, 4, 0, 1, narrow ? 1 : 2);
    place(self, self->save, 5, 0, 1, narrow ? 1 : 2);
    place(self, self->held, narrow ? 0 : 1, narrow ? 3 : 2, 2, 1);
    place(self, self->room, 1, 0, 1, 1);
    place(self, self->state, narrow ? 0 : 2, narrow ? 1 : 0, narrow ? 2 : 1, 1);
    place(self, self->line, narrow ? 0 : 1, narrow ? 2 : 1, 2, 1);
}

void
ui_strip_focus(UiStrip *self)
{
    gtk_widget_grab_focus(self->back);
}
