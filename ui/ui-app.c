/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-app.h"

#include "ui/ui-language.h"
#include "ui/ui-style.h"
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

/* On a bare screen nobody makes a window as large as the screen, so it is asked for in both ways.
 */
static void
screen_size(int *width, int *height)
{
    GListModel *monitors = gdk_display_get_monitors(gdk_display_get_default());
    g_autoptr(GdkMonitor) monitor = g_list_model_get_item(monitors, 0);
    GdkRectangle area = { 0, 0, 0, 0 };

    if (monitor != NULL)
        gdk_monitor_get_geometry(monitor, &area);
    *width = area.width;
    *height = area.height;
}

static bool
open_window(UiApp *self, const UiOptions *options)
{
    int width = 960, height = 640;

    if (options->fullscreen)
        screen_size(&width, &height);
    self->window = UI_WINDOW(ui_window_new(options->fullscreen, width, height));
    g_signal_connect(self->window, "close-request", G_CALLBACK(on_close_request), self);
    if (options->fullscreen) {
        gtk_window_set_decorated(GTK_WINDOW(self->window), FALSE);
        gtk_window_fullscreen(GTK_WINDOW(self->window));
    }
    gtk_window_present(GTK_WINDOW(self->window));
    if (options->camera != NULL && ui_window_get_home(self->window) != NULL
        && !ui_window_open(self->window, options->camera)) {
        g_autofree char *sentence = ui_words_no_such_camera(options->camera);

        g_printerr("ownview: %s\n", sentence);
        return false;
    }
    return true;
}

static int
fail(const char *sentence)
{
    g_printerr("ownview: %s\n", sentence);
    return 1;
}

int
ui_app_run(const UiOptions *options)
{
    UiApp self = { 0 };
    g_autoptr(GError) error = NULL;
    guint interrupted, terminated;

    choose_renderer();
    if (!pipe_init(&error))
        return fail(error->message);
    if (!gtk_init_check())
        return fail("there is no screen to show anything on: neither WAYLAND_DISPLAY nor DISPLAY "
                    "leads to one");

    ui_language_turn();
    self.loop = g_main_loop_new(NULL, FALSE);
    interrupted = g_unix_signal_add(SIGINT, on_signal, &self);
    terminated = g_unix_signal_add(SIGTERM, on_signal, &self);
    ui_style_load(gdk_display_get_default());
    if (open_window(&self, options)) {
#if OWNVIEW_DEMO
        UiDemo *demo = ui_demo_new(self.window, options->demo_control, options->demo_log);
#endif
        g_main_loop_run(self.loop);
#if OWNVIEW_DEMO
        ui_demo_free(demo);
#endif
    } else {
        self.status = 1;
    }
    gtk_window_destroy(GTK_WINDOW(self.window));
    g_source_remove(interrupted);
    g_source_remove(terminated);
    g_main_loop_unref(self.loop);
    return self.status;
}
