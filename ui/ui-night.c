/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-night.h"

#define LOOK_S 20 /* seconds; a clock that is set counts too */

struct _UiNight {
    GtkWidget parent_instance;
    const UiStore *store;
    guint source; /* 0: it is never night */
};

G_DEFINE_FINAL_TYPE(UiNight, ui_night, GTK_TYPE_WIDGET)

static gboolean
on_time(gpointer user_data)
{
    ui_night_update(user_data);
    return G_SOURCE_CONTINUE;
}

void
ui_night_update(UiNight *self)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    const unsigned hour = now != NULL ? (unsigned)g_date_time_get_hour(now) : 12;

    gtk_widget_set_visible(GTK_WIDGET(self), ui_store_is_night(self->store, hour));
    if (self->store->night && self->source == 0)
        self->source = g_timeout_add_seconds(LOOK_S, on_time, self);
    else if (!self->store->night)
        g_clear_handle_id(&self->source, g_source_remove);
}

static void
ui_night_dispose(GObject *object)
{
    g_clear_handle_id(&UI_NIGHT(object)->source, g_source_remove);
    G_OBJECT_CLASS(ui_night_parent_class)->dispose(object);
}

static void
ui_night_class_init(UiNightClass *class)
{
    G_OBJECT_CLASS(class)->dispose = ui_night_dispose;
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "night");
}

static void
ui_night_init(UiNight *self)
{
    gtk_widget_set_can_target(GTK_WIDGET(self), FALSE);
    gtk_widget_set_can_focus(GTK_WIDGET(self), FALSE);
}

GtkWidget *
ui_night_new(const UiStore *store)
{
    UiNight *self = g_object_new(UI_TYPE_NIGHT, NULL);

    self->store = store;
    ui_night_update(self);
    return GTK_WIDGET(self);
}
