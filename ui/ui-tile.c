/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-tile.h"

#include "ui/ui-mark.h"
#include "ui/ui-style.h"
#include "ui/ui-words.h"

struct _UiTile {
    GtkButton parent_instance;
    GtkStack *stack; /* "picture" or "panel" */
    GtkPicture *picture;
    GtkWidget *panel; /* an alert, of which only refusals are told */
    UiMark *mark;
    GtkLabel *title;
    GtkLabel *room;
    GtkWidget *state;
    UiMark *state_mark;
    GtkLabel *word;
    const char *family; /* style class of the state's */
    UiCase known;       /* the case of the last transition, told here or on the camera's page */

    UiFeed *feed;
};

G_DEFINE_FINAL_TYPE(UiTile, ui_tile, GTK_TYPE_BUTTON)

static void
set_family(UiTile *self, const char *family)
{
    if (self->family != NULL)
        gtk_widget_remove_css_class(GTK_WIDGET(self), self->family);
    gtk_widget_add_css_class(GTK_WIDGET(self), family);
    self->family = family;
}

static void
name_it(UiTile *self, const char *name)
{
    gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/*
 * Nobody asks this camera for anything: its last picture, darker, with the time it is of; or a
 * drawing, and no word about what is not known.
 */
static void
show_rest(UiTile *self)
{
    const char *room = ui_feed_get_camera(self->feed)->room;
    const UiStill *still = ui_feed_get_still(self->feed);
    g_autofree char *spoken = ui_words_open_camera(room);
    g_autofree char *word =
        still != NULL ? ui_words_picture_from(still->capture_us, g_get_real_time()) : NULL;

    gtk_picture_set_paintable(self->picture, still != NULL ? GDK_PAINTABLE(still->texture) : NULL);
    gtk_widget_add_css_class(GTK_WIDGET(self->picture), "still");
    gtk_stack_set_visible_child_name(self->stack, still != NULL ? "picture" : "panel");
    ui_mark_set_shape(self->mark, UI_SHAPE_CAMERA);
    ui_mark_set_shape(self->state_mark, UI_SHAPE_CLOCK);
    gtk_label_set_text(self->word, word != NULL ? word : "");
    gtk_widget_set_visible(GTK_WIDGET(self->word), TRUE);
    gtk_widget_set_visible(GTK_WIDGET(self->title), FALSE);
    gtk_widget_set_visible(self->state, still != NULL);
    set_family(self, "neutral");
    name_it(self, spoken);
}

/* While its page is open, that one does. */
static void
announce(UiTile *self, const UiWords *words)
{
    g_autofree char *spoken = ui_words_spoken(words->title, words->body);

    if (gtk_widget_get_mapped(GTK_WIDGET(self)))
        ui_style_announce(self->panel, spoken);
}

static void
show_view(UiTile *self, bool transition)
{
    const UiView *view = ui_feed_get_view(self->feed);
    g_autoptr(UiWords) words =
        ui_words_new(view, ui_feed_get_camera(self->feed)->room, g_get_real_time());
    bool blank = view->picture == UI_PICTURE_BLANK;

    gtk_picture_set_paintable(self->picture, ui_feed_get_paintable(self->feed));
    gtk_widget_remove_css_class(GTK_WIDGET(self->picture), "still");
    gtk_stack_set_visible_child_name(self->stack, blank ? "panel" : "picture");
    ui_mark_set_shape(self->mark, ui_shape_of_kind(view->kind));
    gtk_label_set_text(self->title, words->title);
    gtk_widget_set_visible(GTK_WIDGET(self->title), blank);
    ui_mark_set_shape(self->state_mark, ui_shape_of_kind(view->kind));
    gtk_label_set_text(self->word, words->word);
    /* what takes the picture's place has said it already */
    gtk_widget_set_visible(GTK_WIDGET(self->word), !blank);
    gtk_widget_set_visible(self->state, TRUE);
    set_family(self, ui_family_of_kind(view->kind));
    if (!transition)
        return;
    name_it(self, words->title);
    if (ui_kind_is_alert(view->kind) && view->words != self->known)
        announce(self, words);
    self->known = view->words;
}

static void
show(UiTile *self, bool transition)
{
    /* what was refused is said at rest too */
    if (ui_feed_is_watched(self->feed) || ui_kind_is_alert(ui_feed_get_view(self->feed)->kind))
        show_view(self, transition);
    else
        show_rest(self);
}

static void
on_said(UiFeed *feed, gboolean transition, gpointer user_data)
{
    show(user_data, transition);
}

static void
ui_tile_dispose(GObject *object)
{
    UiTile *self = UI_TILE(object);

    if (self->feed != NULL)
        g_signal_handlers_disconnect_by_data(self->feed, self);
    g_clear_object(&self->feed);
    G_OBJECT_CLASS(ui_tile_parent_class)->dispose(object);
}

static void
ui_tile_class_init(UiTileClass *class)
{
    G_OBJECT_CLASS(class)->dispose = ui_tile_dispose;
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "tile");
}

static GtkWidget *
new_panel(UiTile *self)
{
    GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

    self->panel =
        g_object_new(GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "accessible-role",
                     GTK_ACCESSIBLE_ROLE_ALERT, "css-name", "panel", NULL);
    self->mark = UI_MARK(ui_mark_new(UI_SHAPE_CAMERA));
    gtk_widget_set_halign(GTK_WIDGET(self->mark), GTK_ALIGN_CENTER);
    self->title = GTK_LABEL(ui_style_new_sentence("words"));
    gtk_label_set_lines(self->title, 2);
    gtk_label_set_ellipsize(self->title, PANGO_ELLIPSIZE_END);
    gtk_box_append(GTK_BOX(column), GTK_WIDGET(self->mark));
    gtk_box_append(GTK_BOX(column), GTK_WIDGET(self->title));
    gtk_widget_set_valign(column, GTK_ALIGN_CENTER);
    gtk_widget_set_vexpand(column, TRUE);
    gtk_box_append(GTK_BOX(self->panel), column);
    return self->panel;
}

static GtkWidget *
new_bar(UiTile *self)
{
    GtkWidget *bar = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);

    gtk_widget_add_css_class(bar, "bar");
    self->room = GTK_LABEL(gtk_label_new(NULL));
    gtk_widget_add_css_class(GTK_WIDGET(self->room), "room");
    gtk_label_set_xalign(self->room, 0);
    gtk_label_set_ellipsize(self->room, PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand(GTK_WIDGET(self->room), TRUE);
    self->state = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(self->state, "state");
    gtk_widget_set_valign(self->state, GTK_ALIGN_CENTER);
    self->state_mark = UI_MARK(ui_mark_new(UI_SHAPE_CHECKING));
    gtk_widget_set_valign(GTK_WIDGET(self->state_mark), GTK_ALIGN_CENTER);
    self->word = GTK_LABEL(gtk_label_new(NULL));
    gtk_widget_add_css_class(GTK_WIDGET(self->word), "word");
    gtk_label_set_ellipsize(self->word, PANGO_ELLIPSIZE_END);
    gtk_box_append(GTK_BOX(self->state), GTK_WIDGET(self->state_mark));
    gtk_box_append(GTK_BOX(self->state), GTK_WIDGET(self->word));
    gtk_box_append(GTK_BOX(bar), GTK_WIDGET(self->room));
    gtk_box_append(GTK_BOX(bar), self->state);
    return bar;
}

static void
ui_tile_init(UiTile *self)
{
    GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

    self->stack = GTK_STACK(gtk_stack_new());
    gtk_widget_add_css_class(GTK_WIDGET(self->stack), "view");
    gtk_widget_set_vexpand(GTK_WIDGET(self->stack), TRUE);
    gtk_widget_set_overflow(GTK_WIDGET(self->stack), GTK_OVERFLOW_HIDDEN);
    /* what it is of is what the tile is called */
    self->picture =
        g_object_new(GTK_TYPE_PICTURE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
    gtk_picture_set_content_fit(self->picture, GTK_CONTENT_FIT_CONTAIN);
    gtk_picture_set_can_shrink(self->picture, TRUE);
    ui_style_add_page(self->stack, GTK_WIDGET(self->picture), "picture");
    ui_style_add_page(self->stack, new_panel(self), "panel");
    gtk_box_append(GTK_BOX(column), GTK_WIDGET(self->stack));
    gtk_box_append(GTK_BOX(column), new_bar(self));
    gtk_button_set_child(GTK_BUTTON(self), column);
}

GtkWidget *
ui_tile_new(UiFeed *feed)
{
    UiTile *self = g_object_new(UI_TYPE_TILE, NULL);
    g_autofree char *room = ui_room_shown(ui_feed_get_camera(feed)->room, UI_ROOM_MAX);

    self->feed = g_object_ref(feed);
    gtk_label_set_text(self->room, room);
    g_signal_connect(feed, "said", G_CALLBACK(on_said), self);
    show(self, true);
    return GTK_WIDGET(self);
}

UiFeed *
ui_tile_get_feed(UiTile *self)
{
    return self->feed;
}
