/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-screen.h"

static GListModel *
get_monitors(void)
{
    return gdk_display_get_monitors(gdk_display_get_default());
}

void
ui_screen_get_size(int *width, int *height)
{
    g_autoptr(GdkMonitor) monitor = g_list_model_get_item(get_monitors(), 0);
    GdkRectangle area = { 0, 0, 0, 0 };

    if (monitor != NULL)
        gdk_monitor_get_geometry(monitor, &area);
    *width = area.width;
    *height = area.height;
}

static void
fit(GtkWindow *window)
{
    int width, height;

    ui_screen_get_size(&width, &height);
    if (width > 0 && height > 0)
        gtk_window_set_default_size(window, width, height);
}

static void
on_monitors_changed(GListModel *monitors, guint at, guint n_gone, guint n_new, gpointer user_data)
{
    for (guint i = at; i < at + n_new; i++) {
        g_autoptr(GdkMonitor) monitor = g_list_model_get_item(monitors, i);

        g_signal_connect_object(monitor, "notify::geometry", G_CALLBACK(fit), user_data,
                                G_CONNECT_SWAPPED);
    }
    fit(user_data);
}

void
ui_screen_follow(GtkWindow *window)
{
    GListModel *monitors = get_monitors();

    g_signal_connect_object(monitors, "items-changed", G_CALLBACK(on_monitors_changed), window, 0);
    on_monitors_changed(monitors, 0, 0, g_list_model_get_n_items(monitors), window);
}
