/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-guard.h"

#include "client/client-pin.h"
#include "client/client.h"
#include "ui/ui-pin.h"
#include "ui/ui-timer.h"
#include "ui/ui-words-linking.h"
#include "ui/ui-words-settings.h"

struct _UiGuard {
    GtkBox parent_instance;
    UiStore *store;
    UiPin *pin;
    UiTimer *timer;
    int64_t wait_until_us; /* CLOCK_BOOTTIME; 0: it was not waited for yet */
};

G_DEFINE_FINAL_TYPE(UiGuard, ui_guard, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    SIGNAL_OPENED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
begin_wait(UiGuard *self)
{
    self->wait_until_us =
        client_boot_now() + (int64_t)client_pin_wait_s(self->store->n_wrong) * G_USEC_PER_SEC;
}

static void
say_help(UiGuard *self)
{
    g_autofree char *help = ui_words_settings_forgotten();

    ui_pin_say(self->pin, help, false);
}

/* False: it has to be waited, and that is said. */
static bool
may_try(UiGuard *self)
{
    const int64_t left_us = self->wait_until_us - client_boot_now();
    g_autofree char *sentence = NULL;

    if (left_us <= 0)
        return true;
    sentence = ui_words_settings_too_often((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
    ui_pin_say(self->pin, sentence, true);
    ui_timer_set(self->timer, client_boot_now() + (left_us - 1) % G_USEC_PER_SEC + 1);
    return false;
}

static gboolean
on_timer(gpointer user_data)
{
    UiGuard *self = user_data;

    if (gtk_widget_get_mapped(GTK_WIDGET(self)) && may_try(self)) {
        ui_pin_set_open(self->pin, true);
        say_help(self);
    }
    return G_SOURCE_CONTINUE;
}

static void
on_done(UiPin *pin, const char *digits, gpointer user_data)
{
    UiGuard *self = user_data;

    if (!may_try(self))
        return;
    /* A process that is ended in between has counted it. A disk that takes nothing leaves the count
     * here. */
    self->store->n_wrong++;
    ui_store_save(self->store, NULL);
    if (self->store->pin == NULL || client_pin_matches(self->store->pin, digits)) {
        self->store->n_wrong = 0;
        ui_store_save(self->store, NULL);
        g_signal_emit(self, signals[SIGNAL_OPENED], 0);
        return;
    }
    begin_wait(self);
    ui_pin_set_open(pin, may_try(self));
    if (client_pin_wait_s(self->store->n_wrong) == 0)
        ui_pin_say(pin, ui_words_settings_wrong_pin(), true);
}

static void
on_back(UiPin *pin, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

void
ui_guard_begin(UiGuard *self)
{
    const char *problem = ui_store_get_problem(self->store);

    ui_pin_begin(self->pin, ui_words_settings_enter_pin());
    if (problem != NULL) {
        ui_pin_say(self->pin, problem, true);
        ui_pin_set_open(self->pin, false);
        return;
    }
    if (self->wait_until_us == 0)
        begin_wait(self);
    if (may_try(self))
        say_help(self);
    else
        ui_pin_set_open(self->pin, false);
}

void
ui_guard_set_narrow(UiGuard *self, bool narrow)
{
    ui_pin_set_narrow(self->pin, narrow);
}

static void
ui_guard_finalize(GObject *object)
{
    ui_timer_free(UI_GUARD(object)->timer);
    G_OBJECT_CLASS(ui_guard_parent_class)->finalize(object);
}

static void
ui_guard_class_init(UiGuardClass *class)
{
    G_OBJECT_CLASS(class)->finalize = ui_guard_finalize;
    signals[SIGNAL_BACK] =
        g_signal_new("back", UI_TYPE_GUARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_OPENED] = g_signal_new("opened", UI_TYPE_GUARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
ui_guard_init(UiGuard *self)
{
    self->timer = ui_timer_new(on_timer, self);
    self->pin = UI_PIN(ui_pin_new(ui_words_linking_back()));
    g_signal_connect(self->pin, "done", G_CALLBACK(on_done), self);
    g_signal_connect(self->pin, "back", G_CALLBACK(on_back), self);
    gtk_widget_set_hexpand(GTK_WIDGET(self->pin), TRUE);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->pin));
}

GtkWidget *
ui_guard_new(UiStore *store)
{
    UiGuard *self = g_object_new(UI_TYPE_GUARD, NULL);

    self->store = store;
    return GTK_WIDGET(self);
}
