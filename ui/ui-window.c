/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-window-private.h"

#include "ui/ui-words-history.h"

G_DEFINE_FINAL_TYPE(UiWindow, ui_window, GTK_TYPE_WINDOW)

PipePixels
ui_window_get_pixels(UiWindow *self)
{
    GskRenderer *renderer = gtk_native_get_renderer(GTK_NATIVE(self));

    return renderer == NULL || g_str_equal(G_OBJECT_TYPE_NAME(renderer), "GskCairoRenderer")
               ? PIPE_PIXELS_RGB
               : PIPE_PIXELS_BGRA;
}

static const ClientCamera *const *
get_cameras(UiWindow *self, size_t *n_cameras)
{
    *n_cameras = 0;
    return self->home != NULL ? client_home_get_cameras(self->home, n_cameras) : NULL;
}

/* What is on the screen is watched, and nothing else: the first cameras of the grid, or one. */
static void
attend(UiWindow *self)
{
    const char *shown = gtk_stack_get_visible_child_name(self->stack);
    bool grid = g_strcmp0(shown, "list") == 0 && gtk_widget_get_mapped(GTK_WIDGET(self));
    const ClientCamera *alone = ui_page_get_camera(self->page);

    for (unsigned i = 0; i < ui_grid_get_n_feeds(self->grid); i++) {
        UiFeed *feed = ui_grid_get_feed(self->grid, i);

        if (alone != NULL ? ui_feed_get_camera(feed) == alone : grid && i < UI_GRID_MAX_WATCHED)
            ui_feed_watch(feed, ui_window_get_pixels(self));
        else
            ui_feed_rest(feed);
    }
}

static void
open_index(UiWindow *self, unsigned index)
{
    UiFeed *feed = ui_grid_get_feed(self->grid, index);

    if (feed == NULL)
        return;
    self->selected = index;
    ui_page_leave(self->page);
    ui_feed_watch(feed, ui_window_get_pixels(self));
    ui_page_open(self->page, feed);
    gtk_stack_set_visible_child_name(self->stack, "page");
    attend(self);
}

void
ui_window_show_page(UiWindow *self, const char *name)
{
    ui_page_leave(self->page);
    gtk_stack_set_visible_child_name(self->stack, name);
    attend(self);
}

static void
on_open(UiGrid *grid, guint index, gpointer user_data)
{
    open_index(user_data, index);
}

bool
ui_window_open(UiWindow *self, const char *name)
{
    size_t n_cameras;
    const ClientCamera *const *cameras = get_cameras(self, &n_cameras);

    for (size_t i = 0; i < n_cameras; i++) {
        if (g_str_equal(cameras[i]->link, name) || g_str_equal(cameras[i]->room, name)) {
            open_index(self, (unsigned)i);
            return true;
        }
    }
    return false;
}

void
ui_window_show_list(UiWindow *self)
{
    ui_window_show_page(self, "list");
    ui_grid_focus(self->grid, self->selected);
}

void
ui_window_close_camera(UiWindow *self)
{
    ui_window_show_list(self);
}

void
ui_window_set_profiles(UiWindow *self)
{
    for (unsigned i = 0; i < ui_grid_get_n_feeds(self->grid); i++) {
        UiFeed *feed = ui_grid_get_feed(self->grid, i);

        ui_feed_set_profile(feed,
                            ui_store_get_profile(self->store, ui_feed_get_camera(feed)->link));
    }
}

/* Opens the home as it is now. No camera of the old one may be open. */
static void
reload(UiWindow *self)
{
    g_autoptr(GError) error = NULL;
    const ClientCamera *const *cameras;
    size_t n_cameras;

    ui_grid_set_cameras(self->grid, NULL, NULL, 0);
    client_home_free(self->home);
    self->home = client_home_open(&error);
    cameras = get_cameras(self, &n_cameras);
    if (self->home != NULL)
        ui_grid_set_cameras(self->grid, self->home, cameras, n_cameras);
    else
        ui_grid_set_problem(self->grid, error->message);
    ui_manage_set_cameras(self->manage, cameras, n_cameras);
    ui_settings_set_cameras(self->settings, cameras, n_cameras);
    ui_window_set_profiles(self);
    attend(self);
}

/* Records were written, maybe by another program: what runs may be about one that is no more. */
static void
on_store_changed(gpointer user_data)
{
    UiWindow *self = user_data;
    const ClientCamera *camera = ui_page_get_camera(self->page);
    g_autofree char *link = camera != NULL ? g_strdup(camera->link) : NULL;
    const char *shown = gtk_stack_get_visible_child_name(self->stack);

    ui_page_leave(self->page);
    reload(self);
    if (link != NULL && ui_window_open(self, link))
        return;
    if (self->asleep || g_str_equal(shown, "guard") || g_str_equal(shown, "linking")
        || ((g_str_equal(shown, "manage") || g_str_equal(shown, "settings")) && self->home != NULL))
        return;
    ui_window_show_list(self);
}

void
ui_window_add_camera(UiWindow *self)
{
    g_autoptr(GPtrArray) rooms = g_ptr_array_new();
    size_t n_cameras;
    const ClientCamera *const *cameras = get_cameras(self, &n_cameras);

    ui_window_show_page(self, "linking");
    for (size_t i = 0; i < n_cameras; i++)
        g_ptr_array_add(rooms, cameras[i]->room);
    g_ptr_array_add(rooms, NULL);
    ui_linking_begin(self->linking, (const char *const *)rooms->pdata, ui_window_get_pixels(self));
}

void
ui_window_manage(UiWindow *self)
{
    ui_window_show_page(self, "manage");
    ui_manage_begin(self->manage);
}

void
ui_window_show_menu(UiWindow *self)
{
    ui_window_show_page(self, "menu");
    ui_menu_focus(self->menu);
}

void
ui_window_show_history(UiWindow *self)
{
    g_autoptr(GPtrArray) entries =
        self->home != NULL ? client_home_read_history(self->home) : g_ptr_array_new();

    ui_window_show_page(self, "history");
    ui_history_begin(self->history, entries);
}

void
ui_window_show_settings(UiWindow *self)
{
    ui_window_show_page(self, "settings");
    ui_settings_begin(self->settings);
}

static void
on_add(UiGrid *grid, gpointer user_data)
{
    ui_window_ask_owner(user_data, ui_window_add_camera);
}

static void
on_menu_chosen(UiMenu *menu, int item, gpointer user_data)
{
    UiWindow *self = user_data;

    if (item == UI_MENU_ADD)
        ui_window_ask_owner(self, ui_window_add_camera);
    else if (item == UI_MENU_EDIT)
        ui_window_ask_owner(self, ui_window_manage);
    else if (item == UI_MENU_HISTORY)
        ui_window_show_history(self);
    else if (item == UI_MENU_SETTINGS)
        ui_window_ask_owner(self, ui_window_show_settings);
}

const ClientCamera *
ui_window_find_camera(UiWindow *self, const char *link)
{
    size_t n_cameras;
    const ClientCamera *const *cameras = get_cameras(self, &n_cameras);

    for (size_t i = 0; link != NULL && i < n_cameras; i++) {
        if (g_str_equal(cameras[i]->link, link))
            return cameras[i];
    }
    return NULL;
}

static void
on_linked(UiLinking *linking, const char *link, gpointer user_data)
{
    UiWindow *self = user_data;
    const ClientCamera *const *cameras;
    size_t n_cameras;

    reload(self);
    cameras = get_cameras(self, &n_cameras);
    for (size_t i = 0; i < n_cameras; i++) {
        if (g_str_equal(cameras[i]->link, link))
            self->selected = (unsigned)i;
    }
}

static void
on_open_linked(UiLinking *linking, const char *link, gpointer user_data)
{
    if (!ui_window_open(user_data, link))
        ui_window_show_list(user_data);
}

static gboolean
on_escape(GtkWidget *widget, GVariant *args, gpointer user_data)
{
    UiWindow *self = UI_WINDOW(widget);
    const char *shown = gtk_stack_get_visible_child_name(self->stack);

    if (g_str_equal(shown, "list"))
        return FALSE;
    if (g_str_equal(shown, "linking"))
        ui_linking_back(self->linking);
    else if (g_str_equal(shown, "menu")
             || (g_str_equal(shown, "manage") && !ui_manage_back(self->manage)))
        ui_window_show_list(self);
    else if ((g_str_equal(shown, "history") && !ui_history_back(self->history))
             || (g_str_equal(shown, "settings") && !ui_settings_back(self->settings)))
        ui_window_show_menu(self);
    else if (g_str_equal(shown, "guard"))
        ui_window_leave_guard(self);
    else if (g_str_equal(shown, "page") && !ui_page_close_details(self->page))
        ui_window_close_camera(self);
    return TRUE;
}

static void
on_resized(GtkWindow *window, int width, int height)
{
    UiWindow *self = UI_WINDOW(window);
    bool narrow = width < height;

    if (narrow)
        gtk_widget_add_css_class(GTK_WIDGET(self), "narrow");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(self), "narrow");
    ui_grid_set_narrow(self->grid, narrow);
    ui_page_set_narrow(self->page, narrow);
    ui_linking_set_narrow(self->linking, narrow);
    ui_manage_set_narrow(self->manage, narrow);
    ui_settings_set_narrow(self->settings, narrow);
    ui_guard_set_narrow(self->guard, narrow);
}

ClientHome *
ui_window_get_home(UiWindow *self)
{
    return self->home;
}

UiPage *
ui_window_get_page(UiWindow *self)
{
    return self->page;
}

bool
ui_window_shows_picture(UiWindow *self)
{
    for (unsigned i = 0; i < ui_grid_get_n_feeds(self->grid); i++) {
        UiFeed *feed = ui_grid_get_feed(self->grid, i);

        if (ui_feed_is_watched(feed) && ui_feed_get_view(feed)->picture != UI_PICTURE_BLANK)
            return true;
    }
    return false;
}

void
ui_window_add_bar(UiWindow *self, GtkWidget *bar)
{
    gtk_box_append(GTK_BOX(self->content), bar);
}

static void
ui_window_dispose(GObject *object)
{
    UiWindow *self = UI_WINDOW(object);

    g_clear_pointer(&self->watch, client_home_watch_free);
    /* What runs must not outlive the home. */
    if (self->page != NULL) {
        ui_page_leave(self->page);
        ui_grid_set_cameras(self->grid, NULL, NULL, 0);
        ui_linking_stop(self->linking);
    }
    self->page = NULL;
    g_clear_pointer(&self->home, client_home_free);
    g_clear_pointer(&self->link, g_free);
    g_clear_pointer(&self->input, ui_input_free);
    G_OBJECT_CLASS(ui_window_parent_class)->dispose(object);
    g_clear_pointer(&self->scale, ui_scale_free);
    g_clear_pointer(&self->own_store, ui_store_free);
}

static void
ui_window_class_init(UiWindowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = ui_window_dispose;
    gtk_widget_class_add_binding(widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
    gtk_widget_class_add_binding(widget_class, GDK_KEY_BackSpace, 0, on_escape, NULL);
    gtk_widget_class_add_binding(widget_class, GDK_KEY_Back, 0, on_escape, NULL);
}

static void
add_pages(UiWindow *self)
{
    self->grid = UI_GRID(ui_grid_new());
    g_signal_connect(self->grid, "open", G_CALLBACK(on_open), self);
    g_signal_connect(self->grid, "add", G_CALLBACK(on_add), self);
    g_signal_connect_swapped(self->grid, "menu", G_CALLBACK(ui_window_show_menu), self);
    self->page = UI_PAGE(ui_page_new());
    g_signal_connect_swapped(self->page, "back", G_CALLBACK(ui_window_close_camera), self);
    self->linking = UI_LINKING(ui_linking_new());
    g_signal_connect_swapped(self->linking, "left", G_CALLBACK(ui_window_show_list), self);
    g_signal_connect(self->linking, "linked", G_CALLBACK(on_linked), self);
    g_signal_connect(self->linking, "open", G_CALLBACK(on_open_linked), self);
    self->manage = UI_MANAGE(ui_manage_new());
    g_signal_connect_swapped(self->manage, "back", G_CALLBACK(ui_window_show_list), self);
    g_signal_connect_swapped(self->manage, "changed", G_CALLBACK(reload), self);
    self->menu = UI_MENU(ui_menu_new());
    g_signal_connect_swapped(self->menu, "back", G_CALLBACK(ui_window_show_list), self);
    g_signal_connect(self->menu, "chosen", G_CALLBACK(on_menu_chosen), self);
    self->history = UI_HISTORY(ui_history_new());
    g_signal_connect_swapped(self->history, "back", G_CALLBACK(ui_window_show_menu), self);
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->grid), "list");
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->menu), "menu");
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->history), "history");
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->page), "page");
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->linking), "linking");
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->manage), "manage");
}

static void
ui_window_init(UiWindow *self)
{
    GtkWidget *overlay;

    gtk_window_set_title(GTK_WINDOW(self), "Ownview");
    gtk_window_set_icon_name(GTK_WINDOW(self), "org.ownview.Ownview");
    gtk_widget_add_css_class(GTK_WIDGET(self), "ownview");
    g_signal_connect_after(self, "map", G_CALLBACK(attend), NULL);
    self->stack = GTK_STACK(gtk_stack_new());
    /* pages that are not shown need no room, and need not be measured */
    gtk_stack_set_hhomogeneous(self->stack, FALSE);
    gtk_stack_set_vhomogeneous(self->stack, FALSE);
    gtk_widget_set_vexpand(GTK_WIDGET(self->stack), TRUE);
    add_pages(self);
    self->content = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_box_append(GTK_BOX(self->content), GTK_WIDGET(self->stack));
    overlay = gtk_overlay_new();
    gtk_overlay_set_child(GTK_OVERLAY(overlay), self->content);
    gtk_window_set_child(GTK_WINDOW(self), overlay);
}

GtkWidget *
ui_window_new_with_store(UiStore *store, bool hub, int width, int height)
{
    UiWindow *self = g_object_new(UI_TYPE_WINDOW, NULL);

    if (store == NULL)
        self->own_store = ui_store_open(NULL);
    self->store = store != NULL ? store : self->own_store;
    ui_window_add_owner_pages(self);
    gtk_window_set_default_size(GTK_WINDOW(self), width, height);
    reload(self);
    ui_window_apply_store(self);
    self->watch = client_home_watch(on_store_changed, self);
    ui_grid_focus(self->grid, 0);
    self->scale = ui_scale_new(GTK_WINDOW(self), self->content, hub, on_resized);
    return GTK_WIDGET(self);
}

GtkWidget *
ui_window_new(bool hub, int width, int height)
{
    return ui_window_new_with_store(NULL, hub, width, height);
}
