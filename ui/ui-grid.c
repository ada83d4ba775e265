/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-grid.h"

#include "ui/ui-style.h"
#include "ui/ui-tile.h"
#include "ui/ui-words-history.h"
#include "ui/ui-words-linking.h"

struct _UiGrid {
    GtkBox parent_instance;
    GtkWidget *head;
    UiMark *count_mark;
    GtkLabel *title; /* how many cameras are not shown, when one is not */
    GtkWidget *scrolled;
    GtkGrid *grid;
    GPtrArray *tiles; /* of UiTile, borrowed from @grid */
    bool narrow;
    GtkWidget *note; /* instead of the tiles */
    UiMark *mark;
    GtkLabel *note_title;
    GtkLabel *body;
    GtkWidget *begin;
};

G_DEFINE_FINAL_TYPE(UiGrid, ui_grid, GTK_TYPE_BOX)

enum {
    SIGNAL_OPEN,
    SIGNAL_ADD,
    SIGNAL_MENU,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_clicked(GtkButton *tile, gpointer user_data)
{
    UiGrid *self = user_data;
    guint index;

    if (g_ptr_array_find(self->tiles, tile, &index))
        g_signal_emit(self, signals[SIGNAL_OPEN], 0, index);
}

static void
on_add(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_ADD], 0);
}

static void
on_menu(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_MENU], 0);
}

static void
say_count(UiGrid *self)
{
    unsigned n = 0;
    g_autofree char *sentence = NULL;

    for (guint i = 0; i < self->tiles->len; i++)
        n += ui_kind_is_alert(ui_feed_get_view(ui_grid_get_feed(self, i))->kind);
    sentence = n > 0 ? ui_words_not_shown(n) : g_strdup(ui_words_cameras());
    gtk_widget_set_visible(GTK_WIDGET(self->count_mark), n > 0);
    if (g_str_equal(gtk_label_get_text(self->title), sentence))
        return;
    gtk_label_set_text(self->title, sentence);
    if (n > 0)
        gtk_widget_add_css_class(self->head, "red");
    else
        gtk_widget_remove_css_class(self->head, "red");
}

static void
on_said(UiFeed *feed, gboolean transition, gpointer user_data)
{
    if (transition)
        say_count(user_data);
}

/* Columns of @n tiles, so that their pictures are large: about as wide as the screen is. */
static int
n_columns(unsigned n, bool narrow)
{
    if (n <= 1)
        return 1;
    if (narrow)
        return n <= 3 ? 1 : 2;
    return n <= 4 ? 2 : n <= 9 ? 3 : 4;
}

/* A tile that has a place is only moved: it goes on playing, and the grid holds the only reference.
 */
static void
place(UiGrid *self, GtkWidget *tile, int column, int row)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager(GTK_WIDGET(self->grid));
    GtkGridLayoutChild *child;

    if (gtk_widget_get_parent(tile) == NULL) {
        gtk_grid_attach(self->grid, tile, column, row, 1, 1);
        return;
    }
    child = GTK_GRID_LAYOUT_CHILD(gtk_layout_manager_get_layout_child(layout, tile));
    gtk_grid_layout_child_set_column(child, column);
    gtk_grid_layout_child_set_row(child, row);
}

static void
arrange(UiGrid *self)
{
    int columns = n_columns(self->tiles->len, self->narrow);

    if (self->tiles->len > 4)
        gtk_widget_add_css_class(GTK_WIDGET(self->grid), "many");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(self->grid), "many");
    for (guint i = 0; i < self->tiles->len; i++)
        place(self, g_ptr_array_index(self->tiles, i), (int)i % columns, (int)i / columns);
}

static void
drop_tiles(UiGrid *self)
{
    for (guint i = 0; i < self->tiles->len; i++) {
        UiFeed *feed = ui_grid_get_feed(self, i);

        g_signal_handlers_disconnect_by_data(feed, self);
        ui_feed_rest(feed);
        gtk_grid_remove(self->grid, g_ptr_array_index(self->tiles, i));
    }
    g_ptr_array_set_size(self->tiles, 0);
}

static void
ui_grid_dispose(GObject *object)
{
    UiGrid *self = UI_GRID(object);

    if (self->tiles != NULL)
        drop_tiles(self);
    g_clear_pointer(&self->tiles, g_ptr_array_unref);
    G_OBJECT_CLASS(ui_grid_parent_class)->dispose(object);
}

static void
ui_grid_class_init(UiGridClass *class)
{
    G_OBJECT_CLASS(class)->dispose = ui_grid_dispose;
    signals[SIGNAL_OPEN] = g_signal_new("open", UI_TYPE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
    signals[SIGNAL_ADD] =
        g_signal_new("add", UI_TYPE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_MENU] =
        g_signal_new("menu", UI_TYPE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "cameras");
}

static void
add_note(UiGrid *self)
{
    self->note = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(self->note, "note");
    gtk_widget_set_valign(self->note, GTK_ALIGN_CENTER);
    gtk_widget_set_vexpand(self->note, TRUE);
    self->mark = UI_MARK(ui_mark_new(UI_SHAPE_CAMERA));
    gtk_widget_set_halign(GTK_WIDGET(self->mark), GTK_ALIGN_CENTER);
    self->note_title = GTK_LABEL(ui_style_new_sentence("title"));
    self->body = GTK_LABEL(ui_style_new_sentence("sentence"));
    gtk_label_set_max_width_chars(self->body, 60);
    gtk_box_append(GTK_BOX(self->note), GTK_WIDGET(self->mark));
    gtk_box_append(GTK_BOX(self->note), GTK_WIDGET(self->note_title));
    gtk_box_append(GTK_BOX(self->note), GTK_WIDGET(self->body));
    self->begin = ui_style_new_button(ui_words_linking_add(), "primary");
    gtk_widget_set_halign(self->begin, GTK_ALIGN_CENTER);
    g_signal_connect(self->begin, "clicked", G_CALLBACK(on_add), self);
    gtk_box_append(GTK_BOX(self->note), self->begin);
    gtk_box_append(GTK_BOX(self), self->note);
}

static void
add_head(UiGrid *self)
{
    GtkWidget *menu = ui_style_new_icon_button(UI_SHAPE_MENU);

    self->head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(self->head, "head");
    self->count_mark = UI_MARK(ui_mark_new(UI_SHAPE_CROSSED_CAMERA));
    gtk_widget_set_valign(GTK_WIDGET(self->count_mark), GTK_ALIGN_CENTER);
    self->title = GTK_LABEL(gtk_label_new(ui_words_cameras()));
    gtk_widget_add_css_class(GTK_WIDGET(self->title), "title");
    gtk_label_set_xalign(self->title, 0);
    gtk_label_set_wrap(self->title, TRUE);
    gtk_label_set_lines(self->title, 2);
    gtk_label_set_ellipsize(self->title, PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand(GTK_WIDGET(self->title), TRUE);
    gtk_accessible_update_property(GTK_ACCESSIBLE(menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   ui_words_menu(), -1);
    g_signal_connect(menu, "clicked", G_CALLBACK(on_menu), self);
    gtk_box_append(GTK_BOX(self->head), GTK_WIDGET(self->count_mark));
    gtk_box_append(GTK_BOX(self->head), GTK_WIDGET(self->title));
    gtk_box_append(GTK_BOX(self->head), menu);
    gtk_box_append(GTK_BOX(self), self->head);
}

static void
ui_grid_init(UiGrid *self)
{
    ui_style_hide_unseen(GTK_WIDGET(self));
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    add_head(self);
    self->tiles = g_ptr_array_new();
    self->grid = GTK_GRID(gtk_grid_new());
    gtk_widget_add_css_class(GTK_WIDGET(self->grid), "tiles");
    gtk_grid_set_row_homogeneous(self->grid, TRUE);
    gtk_grid_set_column_homogeneous(self->grid, TRUE);
    self->scrolled = gtk_scrolled_window_new();
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(self->scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(self->scrolled), GTK_WIDGET(self->grid));
    gtk_widget_set_vexpand(self->scrolled, TRUE);
    gtk_box_append(GTK_BOX(self), self->scrolled);
    add_note(self);
}

GtkWidget *
ui_grid_new(void)
{
    return g_object_new(UI_TYPE_GRID, NULL);
}

static void
show_note(UiGrid *self, UiShape shape, const char *family, const char *title, const char *body)
{
    bool note = title != NULL;

    gtk_widget_set_visible(self->head, !note);
    gtk_widget_set_visible(self->scrolled, !note);
    gtk_widget_set_visible(self->note, note);
    if (!note)
        return;
    gtk_widget_remove_css_class(self->note, "amber");
    gtk_widget_add_css_class(self->note, family);
    ui_mark_set_shape(self->mark, shape);
    gtk_label_set_text(self->note_title, title);
    gtk_label_set_text(self->body, body);
}

void
ui_grid_set_cameras(UiGrid *self,
                    ClientHome *home,
                    const ClientCamera *const *cameras,
                    size_t n_cameras)
{
    drop_tiles(self);
    for (size_t i = 0; i < n_cameras; i++) {
        g_autoptr(UiFeed) feed = ui_feed_new(home, cameras[i]);
        GtkWidget *tile = ui_tile_new(feed);

        g_signal_connect(feed, "said", G_CALLBACK(on_said), self);
        g_signal_connect(tile, "clicked", G_CALLBACK(on_clicked), self);
        g_ptr_array_add(self->tiles, tile);
    }
    arrange(self);
    say_count(self);
    gtk_widget_set_visible(self->begin, TRUE);
    if (n_cameras == 0)
        show_note(self, UI_SHAPE_CAMERA, "neutral", ui_words_no_cameras(),
                  ui_words_no_cameras_help());
    else
        show_note(self, UI_SHAPE_NONE, NULL, NULL, NULL);
}

void
ui_grid_set_problem(UiGrid *self, const char *sentence)
{
    drop_tiles(self);
    gtk_widget_set_visible(self->begin, FALSE);
    show_note(self, UI_SHAPE_HUB, "amber", ui_words_hub_problem(), sentence);
}

UiFeed *
ui_grid_get_feed(UiGrid *self, unsigned index)
{
    return index < self->tiles->len ? ui_tile_get_feed(g_ptr_array_index(self->tiles, index))
                                    : NULL;
}

unsigned
ui_grid_get_n_feeds(UiGrid *self)
{
    return self->tiles->len;
}

void
ui_grid_focus(UiGrid *self, unsigned index)
{
    if (self->tiles->len > 0)
        gtk_widget_grab_focus(g_ptr_array_index(self->tiles, index < self->tiles->len ? index : 0));
    else if (gtk_widget_get_visible(self->begin))
        gtk_widget_grab_focus(self->begin);
}

void
ui_grid_set_narrow(UiGrid *self, bool narrow)
{
    if (self->narrow == narrow)
        return;
    self->narrow = narrow;
    arrange(self);
}
