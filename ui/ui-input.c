/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-input.h"

#include "client/client.h"
#include "ui/ui-timer.h"

struct UiInput {
    GtkWidget *window;
    UiInputFuncs funcs;
    gpointer user_data;
    UiTimer *timer;
    int64_t limit_us;
    int64_t newest_us; /* touch or key, CLOCK_BOOTTIME */
    bool asleep;
};

static void
set_timer(UiInput *self)
{
    ui_timer_set(self->timer,
                 self->limit_us == INT64_MAX ? INT64_MAX : self->newest_us + self->limit_us);
}

static gboolean
on_timer(gpointer user_data)
{
    UiInput *self = user_data;
    const int64_t now = client_boot_now();

    if (self->limit_us != INT64_MAX && now - self->newest_us >= self->limit_us) {
        self->newest_us = now;
        self->funcs.idle(self->user_data);
    }
    set_timer(self);
    return G_SOURCE_CONTINUE;
}

/*
 * GTK takes the ring of the focus away after three seconds. Who moves it by keys alone looks at the
 * screen from further away, and for longer: it stays until a finger or a pointer is used.
 */
static void
show_focus(UiInput *self, bool keys)
{
    if (keys)
        gtk_widget_add_css_class(self->window, "keys");
    else
        gtk_widget_remove_css_class(self->window, "keys");
}

static gboolean
on_event(GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
    UiInput *self = user_data;
    const GdkEventType type = gdk_event_get_event_type(event);
    const bool key = type == GDK_KEY_PRESS;
    const bool press = type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN;
    const bool was_asleep = self->asleep;

    if (!key && !press && type != GDK_SCROLL)
        return was_asleep;
    self->newest_us = client_boot_now();
    if (key || press)
        show_focus(self, key);
    if (was_asleep)
        self->funcs.wake(self->user_data);
    return was_asleep;
}

UiInput *
ui_input_new(GtkWidget *window, const UiInputFuncs *funcs, gpointer user_data)
{
    UiInput *self = g_new0(UiInput, 1);
    GtkEventController *events = gtk_event_controller_legacy_new();

    self->window = window;
    self->funcs = *funcs;
    self->user_data = user_data;
    self->limit_us = INT64_MAX;
    self->newest_us = client_boot_now();
    self->timer = ui_timer_new(on_timer, self);
    gtk_event_controller_set_propagation_phase(events, GTK_PHASE_CAPTURE);
    g_signal_connect(events, "event", G_CALLBACK(on_event), self);
    gtk_widget_add_controller(window, events);
    return self;
}

void
ui_input_free(UiInput *self)
{
    if (self == NULL)
        return;
    ui_timer_free(self->timer);
    g_free(self);
}

void
ui_input_set_limit(UiInput *self, int64_t limit_us)
{
    if (limit_us == self->limit_us)
        return;
    self->limit_us = limit_us;
    self->newest_us = client_boot_now();
    set_timer(self);
}

void
ui_input_set_asleep(UiInput *self, bool asleep)
{
    self->asleep = asleep;
}
