/* SPDX-License-Identifier: Apache-2.0 */
/* What the owner decides: settings, PIN, the blank screen, a new link. */
#include "ui/ui-window-private.h"

#include "ui/ui-style.h"
#include "ui/ui-words-settings.h"

/* What the owner alone may do (attacks.md, UI-11). */
void
ui_window_ask_owner(UiWindow *self, void (*action)(UiWindow *self))
{
    if (self->store->pin == NULL) {
        action(self);
        return;
    }
    self->guarded = action;
    ui_window_show_page(self, "guard");
    ui_guard_begin(self->guard);
}

static void
on_guard_opened(UiGuard *guard, gpointer user_data)
{
    UiWindow *self = user_data;

    self->guarded(self);
}

/* The camera that was looked at last, by its link: the home may be another one by now. */
static void
note_camera(UiWindow *self)
{
    const ClientCamera *camera = ui_page_get_camera(self->page);

    g_free(self->link);
    self->link = camera != NULL ? g_strdup(camera->link) : NULL;
}

/* Its session ends before anything about it can be written (attacks.md, RACE-02). */
static void
link_again(UiWindow *self)
{
    const ClientCamera *camera = ui_window_find_camera(self, self->link);

    if (camera == NULL) {
        ui_window_show_list(self);
        return;
    }
    ui_window_show_page(self, "linking");
    ui_linking_begin_again(self->linking, camera, self->why, ui_window_get_pixels(self));
}

static void
on_link_again(UiPage *page, gpointer user_data)
{
    UiWindow *self = user_data;

    note_camera(self);
    self->why = ui_page_get_view(page)->words;
    ui_window_ask_owner(self, link_again);
}

/* Blank: nothing is watched, and nothing of a camera is left on the screen (attacks.md, UI-05). */
static void
fall_asleep(UiWindow *self)
{
    if (!self->asleep)
        note_camera(self);
    self->asleep = true;
    ui_window_show_page(self, "blank");
    ui_input_set_asleep(self->input, true);
}

/* As it was looked at before, each camera selected anew (attacks.md, UI-08). */
static void
wake_up(UiWindow *self)
{
    self->asleep = false;
    if (self->link == NULL || !ui_window_open(self, self->link))
        ui_window_show_list(self);
}

/* Who is linking a camera may be at the camera: that ends by itself. */
static void
on_idle(gpointer user_data)
{
    UiWindow *self = user_data;

    if (g_strcmp0(gtk_stack_get_visible_child_name(self->stack), "linking") != 0)
        fall_asleep(self);
}

static void
on_wake(gpointer user_data)
{
    UiWindow *self = user_data;

    ui_input_set_asleep(self->input, false);
    if (self->store->wake_pin)
        ui_window_ask_owner(self, wake_up);
    else
        wake_up(self);
}

void
ui_window_leave_guard(UiWindow *self)
{
    if (self->asleep)
        fall_asleep(self);
    else if (self->guarded == link_again && ui_window_open(self, self->link))
        return;
    else
        ui_window_show_list(self);
}

/* What was chosen takes effect. */
void
ui_window_apply_store(UiWindow *self)
{
    const int64_t minutes = self->store->blank_min;

    ui_language_set_clock(self->store->clock);
    ui_input_set_limit(self->input, minutes > 0 ? minutes * 60 * G_USEC_PER_SEC : INT64_MAX);
    ui_night_update(self->night);
    ui_page_set_muted(self->page, self->store->muted);
    ui_window_set_profiles(self);
}

static void
on_alerted(UiPage *page, gpointer user_data)
{
    UiWindow *self = user_data;

    if (self->store->chime)
        pipe_chime();
}

/* The loudspeaker's button: for all cameras, and for good; a disk that is full takes away the
 * latter. */
static void
on_mute(UiPage *page, gpointer user_data)
{
    UiWindow *self = user_data;
    bool kept G_GNUC_UNUSED;

    self->store->muted = !self->store->muted;
    kept = ui_store_save(self->store, NULL);
    ui_page_set_muted(page, self->store->muted);
}

static GtkWidget *
new_blank(void)
{
    GtkWidget *blank = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *sentence = ui_style_new_sentence("wake");

    gtk_label_set_text(GTK_LABEL(sentence), ui_words_settings_wake());
    gtk_widget_set_vexpand(sentence, TRUE);
    gtk_box_append(GTK_BOX(blank), sentence);
    return blank;
}

/* What the owner decides about. */
void
ui_window_add_owner_pages(UiWindow *self)
{
    self->input =
        ui_input_new(GTK_WIDGET(self), &(UiInputFuncs){ .idle = on_idle, .wake = on_wake }, self);
    g_signal_connect(self->page, "link-again", G_CALLBACK(on_link_again), self);
    g_signal_connect(self->page, "mute", G_CALLBACK(on_mute), self);
    g_signal_connect(self->page, "alerted", G_CALLBACK(on_alerted), self);
    self->settings = UI_SETTINGS(ui_settings_new(self->store));
    g_signal_connect_swapped(self->settings, "back", G_CALLBACK(ui_window_show_menu), self);
    g_signal_connect_swapped(self->settings, "changed", G_CALLBACK(ui_window_apply_store), self);
    self->guard = UI_GUARD(ui_guard_new(self->store));
    g_signal_connect_swapped(self->guard, "back", G_CALLBACK(ui_window_leave_guard), self);
    g_signal_connect(self->guard, "opened", G_CALLBACK(on_guard_opened), self);
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->settings), "settings");
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->guard), "guard");
    gtk_stack_add_named(self->stack, new_blank(), "blank");
    self->night = UI_NIGHT(ui_night_new(self->store));
    gtk_overlay_add_overlay(GTK_OVERLAY(gtk_window_get_child(GTK_WINDOW(self))),
                            GTK_WIDGET(self->night));
}
