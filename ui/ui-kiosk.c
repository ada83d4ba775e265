/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-kiosk.h"

#include "ui/ui-screen.h"

#define TICK_S     1
#define POINTER_MS 3000

struct UiKiosk {
    UiWindow *window;
    GtkEventController *motion;
    GtkApplication *application; /* for what only it can ask of the session */
    bool awake;                  /* the screen is to stay on */
    guint inhibitor; /* by this; 0: the session knows no way, or the screen may go off */
    guint tick;
    guint hide;  /* 0: the pointer is hidden */
    double x, y; /* of the pointer, last */
    char *last;  /* as it is on the disk; "": all cameras */
};

static void
keep_awake(UiKiosk *self, bool awake)
{
    if (awake == self->awake)
        return;
    self->awake = awake;
    if (awake)
        self->inhibitor = gtk_application_inhibit(self->application, GTK_WINDOW(self->window),
                                                  GTK_APPLICATION_INHIBIT_IDLE, "Ownview");
    else if (self->inhibitor != 0)
        gtk_application_uninhibit(self->application, self->inhibitor);
}

static void
remember(UiKiosk *self, const char *link)
{
    if (g_strcmp0(link, self->last) == 0)
        return;
    g_free(self->last);
    self->last = g_strdup(link);
    client_last_write(link);
}

/* A second late is soon enough for both. */
static gboolean
on_tick(gpointer user_data)
{
    UiKiosk *self = user_data;
    const ClientCamera *alone = ui_page_get_camera(ui_window_get_page(self->window));

    keep_awake(self, ui_window_shows_picture(self->window));
    remember(self, alone != NULL ? alone->link : "");
    return G_SOURCE_CONTINUE;
}

static gboolean
hide_pointer(gpointer user_data)
{
    UiKiosk *self = user_data;

    gtk_widget_set_cursor_from_name(GTK_WIDGET(self->window), "none");
    self->hide = 0;
    return G_SOURCE_REMOVE;
}

/* Also when the window comes to lie below a pointer that rests. */
static void
on_enter(GtkEventControllerMotion *controller, double x, double y, gpointer user_data)
{
    UiKiosk *self = user_data;

    self->x = x;
    self->y = y;
}

/* A finger moves no pointer. */
static void
on_motion(GtkEventControllerMotion *controller, double x, double y, gpointer user_data)
{
    UiKiosk *self = user_data;
    GdkDevice *device =
        gtk_event_controller_get_current_event_device(GTK_EVENT_CONTROLLER(controller));
    bool moved = x != self->x || y != self->y;

    self->x = x;
    self->y = y;
    if (!moved || (device != NULL && gdk_device_get_source(device) == GDK_SOURCE_TOUCHSCREEN))
        return;
    gtk_widget_set_cursor(GTK_WIDGET(self->window), NULL);
    g_clear_handle_id(&self->hide, g_source_remove);
    self->hide = g_timeout_add(POINTER_MS, hide_pointer, self);
}

static void
watch_pointer(UiKiosk *self)
{
    self->motion = gtk_event_controller_motion_new();
    gtk_event_controller_set_propagation_phase(self->motion, GTK_PHASE_CAPTURE);
    g_signal_connect(self->motion, "enter", G_CALLBACK(on_enter), self);
    g_signal_connect(self->motion, "motion", G_CALLBACK(on_motion), self);
    gtk_widget_add_controller(GTK_WIDGET(self->window), self->motion);
    hide_pointer(self);
}

UiKiosk *
ui_kiosk_new(UiWindow *window)
{
    UiKiosk *self = g_new0(UiKiosk, 1);

    self->window = window;
    self->application = gtk_application_new("org.ownview.Ownview", G_APPLICATION_NON_UNIQUE);
    /* Alone it needs no bus, and finds the way that a compositor offers. */
    g_application_register(G_APPLICATION(self->application), NULL, NULL);
    gtk_window_set_application(GTK_WINDOW(window), self->application);
    ui_screen_follow(GTK_WINDOW(window));
    watch_pointer(self);
    self->tick = g_timeout_add_seconds(TICK_S, on_tick, self);
    return self;
}

void
ui_kiosk_resume(UiKiosk *self)
{
    g_autofree char *link = client_last_read();

    if (link != NULL)
        ui_window_open(self->window, link);
}

void
ui_kiosk_free(UiKiosk *self)
{
    if (self == NULL)
        return;
    keep_awake(self, false);
    g_source_remove(self->tick);
    g_clear_handle_id(&self->hide, g_source_remove);
    gtk_widget_remove_controller(GTK_WIDGET(self->window), self->motion);
    gtk_window_set_application(GTK_WINDOW(self->window), NULL);
    g_object_unref(self->application);
    g_free(self->last);
    g_free(self);
}
