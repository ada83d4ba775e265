/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-window.h"

#include "ui/ui-list.h"
#include "ui/ui-scale.h"

struct _UiWindow {
    GtkWindow parent_instance;
    ClientHome *home;
    GtkWidget *content;
    GtkStack *stack;
    UiList *list;
    UiPage *page;
    UiScale *scale;
    unsigned selected; /* index, for the focus on the way back */
};

G_DEFINE_FINAL_TYPE(UiWindow, ui_window, GTK_TYPE_WINDOW)

/* What the renderer of this window draws with the least work (a fact of GTK, not of the video). */
static PipePixels
wanted_pixels(UiWindow *self)
{
    GskRenderer *renderer = gtk_native_get_renderer(GTK_NATIVE(self));

    return renderer == NULL || g_str_equal(G_OBJECT_TYPE_NAME(renderer), "GskCairoRenderer")
               ? PIPE_PIXELS_RGB
               : PIPE_PIXELS_BGRA;
}

static void
open_index(UiWindow *self, unsigned index)
{
    size_t n_cameras;
    const ClientCamera *const *cameras = client_home_get_cameras(self->home, &n_cameras);

    if (index >= n_cameras)
        return;
    self->selected = index;
    ui_page_select(self->page, self->home, cameras[index], wanted_pixels(self));
    gtk_stack_set_visible_child_name(self->stack, "page");
}

static void
on_open(UiList *list, guint index, gpointer user_data)
{
    open_index(user_data, index);
}

bool
ui_window_open(UiWindow *self, const char *name)
{
    size_t n_cameras = 0;
    const ClientCamera *const *cameras =
        self->home != NULL ? client_home_get_cameras(self->home, &n_cameras) : NULL;

    for (size_t i = 0; i < n_cameras; i++) {
        if (g_str_equal(cameras[i]->link, name) || g_str_equal(cameras[i]->room, name)) {
            open_index(self, (unsigned)i);
            return true;
        }
    }
    return false;
}

void
ui_window_close_camera(UiWindow *self)
{
    ui_page_leave(self->page);
    gtk_stack_set_visible_child_name(self->stack, "list");
    ui_list_focus(self->list, self->selected);
}

static gboolean
on_escape(GtkWidget *widget, GVariant *args, gpointer user_data)
{
    UiWindow *self = UI_WINDOW(widget);

    if (ui_page_get_camera(self->page) == NULL)
        return FALSE;
    if (!ui_page_close_details(self->page))
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
    ui_page_set_narrow(self->page, narrow);
}

UiPage *
ui_window_get_page(UiWindow *self)
{
    return self->page;
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

    if (self->page != NULL)
        ui_page_leave(self->page);
    self->page = NULL;
    G_OBJECT_CLASS(ui_window_parent_class)->dispose(object);
    g_clear_pointer(&self->scale, ui_scale_free);
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
ui_window_init(UiWindow *self)
{
    gtk_window_set_title(GTK_WINDOW(self), "Ownview");
    gtk_window_set_icon_name(GTK_WINDOW(self), "org.ownview.Ownview");
    gtk_widget_add_css_class(GTK_WIDGET(self), "ownview");
    self->stack = GTK_STACK(gtk_stack_new());
    gtk_widget_set_vexpand(GTK_WIDGET(self->stack), TRUE);
    self->list = UI_LIST(ui_list_new());
    self->page = UI_PAGE(ui_page_new());
    g_signal_connect(self->list, "open", G_CALLBACK(on_open), self);
    g_signal_connect_swapped(self->page, "back", G_CALLBACK(ui_window_close_camera), self);
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->list), "list");
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->page), "page");
    self->content = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_box_append(GTK_BOX(self->content), GTK_WIDGET(self->stack));
    gtk_window_set_child(GTK_WINDOW(self), self->content);
}

GtkWidget *
ui_window_new(ClientHome *home, const char *problem, bool hub, int width, int height)
{
    UiWindow *self = g_object_new(UI_TYPE_WINDOW, NULL);
    size_t n_cameras;
    const ClientCamera *const *cameras;

    self->home = home;
    gtk_window_set_default_size(GTK_WINDOW(self), width, height);
    if (home != NULL) {
        cameras = client_home_get_cameras(home, &n_cameras);
        ui_list_set_cameras(self->list, cameras, n_cameras);
        ui_list_focus(self->list, 0);
    } else {
        ui_list_set_problem(self->list, problem);
    }
    self->scale = ui_scale_new(GTK_WINDOW(self), self->content, hub, on_resized);
    return GTK_WIDGET(self);
}
