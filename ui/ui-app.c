/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-app.h"

#include "ui/ui-kiosk.h"
#include "ui/ui-language.h"
#include "ui/ui-screen.h"
#include "ui/ui-style.h"
#include "ui/ui-watchdog.h"
#include "ui/ui-window.h"
#include "ui/ui-words.h"
#if OWNVIEW_DEMO
#include "ui/ui-demo.h"
#endif

#include <glib-unix.h>
#include <signal.h>

typedef struct {
    GMainLoop *loop;
    UiWindow *window;
    UiKiosk *kiosk; /* NULL: a window among others */
    UiWatchdog *watchdog;
    int status;
} UiApp;

static gboolean
on_signal(gpointer user_data)
{
    UiApp *self = user_data;

    g_main_loop_quit(self->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_close_request(GtkWindow *window, gpointer user_data)
{
    UiApp *self = user_data;

    if (self->kiosk == NULL)
        g_main_loop_quit(self->loop);
    return TRUE;
}

/*
 * Without a GPU the GL renderer runs on the CPU and costs twice what cairo does. GTK can't know
 * that before it has loaded all of it, so the render node is asked for instead.
 */
static void
choose_renderer(void)
{
    g_autoptr(GDir) dir = g_dir_open("/dev/dri", 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        if (g_str_has_prefix(name, "renderD"))
            return;
    }
    g_setenv("GSK_RENDERER", "cairo", TRUE);
}

static void
on_painted(GdkFrameClock *clock, gpointer user_data)
{
    UiApp *self = user_data;

    ui_watchdog_arm(self->watchdog);
    g_signal_handlers_disconnect_by_func(clock, on_painted, self);
}

/* GTK's inspector comes by keys, and could cover the strip. */
static gboolean
on_enable_debugging(GtkWindow *window, gboolean toggle, gpointer user_data)
{
    g_signal_stop_emission_by_name(window, "enable-debugging");
    return TRUE;
}

static void
make_window(UiApp *self, const UiOptions *options)
{
    bool fullscreen = options->fullscreen || options->kiosk;
    int width = 960, height = 640;

    /* On a bare screen nobody makes a window as large as the screen: it is asked for both ways. */
    if (fullscreen)
        ui_screen_get_size(&width, &height);
    self->window = UI_WINDOW(ui_window_new_with_store(options->store, fullscreen, width, height));
    g_signal_connect(self->window, "close-request", G_CALLBACK(on_close_request), self);
    g_signal_connect(self->window, "enable-debugging", G_CALLBACK(on_enable_debugging), NULL);
    if (options->kiosk)
        self->kiosk = ui_kiosk_new(self->window);
    gtk_window_set_decorated(GTK_WINDOW(self->window), !fullscreen);
    gtk_window_present(GTK_WINDOW(self->window));
    /* Not before: without a window manager GTK would believe that it has been done for good. */
    if (fullscreen)
        gtk_window_fullscreen(GTK_WINDOW(self->window));
    g_signal_connect(gtk_widget_get_frame_clock(GTK_WIDGET(self->window)), "after-paint",
                     G_CALLBACK(on_painted), self);
}

static bool
open_window(UiApp *self, const UiOptions *options)
{
    make_window(self, options);
    if (options->camera != NULL && ui_window_get_home(self->window) != NULL
        && !ui_window_open(self->window, options->camera)) {
        g_autofree char *sentence = ui_words_no_such_camera(options->camera);

        g_printerr("ownview: %s\n", sentence);
        return false;
    }
    if (options->camera == NULL && self->kiosk != NULL)
        ui_kiosk_resume(self->kiosk);
    return true;
}

/* What is on the screen goes first: what follows may take its time, with nobody watching it. */
static void
close_window(UiApp *self)
{
    GdkDisplay *display = gdk_display_get_default();

    g_clear_pointer(&self->kiosk, ui_kiosk_free);
    gtk_widget_set_visible(GTK_WIDGET(self->window), FALSE);
    gdk_display_sync(display);
    g_clear_pointer(&self->watchdog, ui_watchdog_free);
    gtk_window_destroy(GTK_WINDOW(self->window));
}

static int
fail(const char *sentence)
{
    g_printerr("ownview: %s\n", sentence);
    return 1;
}

static int
run(UiApp *self, const UiOptions *options)
{
    g_autoptr(GError) error = NULL;

    if (!pipe_init(&error))
        return fail(error->message);
    if (!gtk_init_check())
        return fail("there is no screen to show anything on: neither WAYLAND_DISPLAY nor DISPLAY "
                    "leads to one");

    ui_language_turn();
    /* Both stay to the end: a second Ctrl-C does not kill what is about to end well. */
    g_unix_signal_add(SIGINT, on_signal, self);
    g_unix_signal_add(SIGTERM, on_signal, self);
    ui_style_load(gdk_display_get_default());
    if (open_window(self, options)) {
#if OWNVIEW_DEMO
        UiDemo *demo = ui_demo_new(self->window, options->demo_control, options->demo_log);
#endif
        g_main_loop_run(self->loop);
#if OWNVIEW_DEMO
        ui_demo_free(demo);
#endif
    } else {
        self->status = 1;
    }
    close_window(self);
    return self->status;
}

int
ui_app_run(const UiOptions *options)
{
    UiApp self = { 0 };
    int status;

    choose_renderer();
    self.watchdog = ui_watchdog_new();
    self.loop = g_main_loop_new(NULL, FALSE);
    status = run(&self, options);
    ui_watchdog_free(self.watchdog);
    g_main_loop_unref(self.loop);
    return status;
}
