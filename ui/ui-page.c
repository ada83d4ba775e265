/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-page.h"

#include "ui/ui-details.h"
#include "ui/ui-panel.h"
#include "ui/ui-save.h"
#include "ui/ui-strip.h"
#include "ui/ui-style.h"
#include "ui/ui-words-details.h"

struct _UiPage {
    GtkBox parent_instance;
    UiStrip *strip;
    GtkStack *stack;
    UiPanel *alert;  /* refused, link again */
    UiPanel *status; /* everything else that is no picture */
    UiDetails *details;
    GtkPicture *picture;
    GtkLabel *stopped; /* over a dimmed picture, for those who stand further away */
    bool details_open;
    bool muted;
    bool alert_shown; /* what it shows is a refusal */

    UiFeed *feed; /* NULL: none is open */
    gulong said;
    UiFeedCounts before; /* its counts when the page was opened */
};

G_DEFINE_FINAL_TYPE(UiPage, ui_page, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    SIGNAL_CHANGED,
    SIGNAL_ALERTED,
    SIGNAL_LINK_AGAIN,
    SIGNAL_MUTE,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Without a feed nothing is known, and nothing is shown. */
const UiView *
ui_page_get_view(UiPage *self)
{
    static const UiView none = { .next_us = UI_NEVER_US };

    return self->feed != NULL ? ui_feed_get_view(self->feed) : &none;
}

static void
update_stack(UiPage *self)
{
    const UiView *view = ui_page_get_view(self);
    const char *child = self->details_open                  ? "details"
                        : view->picture != UI_PICTURE_BLANK ? "picture"
                        : ui_kind_is_alert(view->kind)      ? "alert"
                                                            : "status";

    gtk_stack_set_visible_child_name(self->stack, child);
}

static void
update_focus(UiPage *self)
{
    const UiView *view = ui_page_get_view(self);
    UiPanel *panel = ui_kind_is_alert(view->kind) ? self->alert : self->status;

    if (!gtk_widget_get_mapped(GTK_WIDGET(self)) || self->details_open)
        return;
    if (view->picture != UI_PICTURE_BLANK || !ui_panel_focus(panel))
        ui_strip_focus(self->strip);
}

static void
say(UiPage *self, bool transition)
{
    const UiView *view = ui_page_get_view(self);
    g_autoptr(UiWords) words =
        ui_words_new(view, ui_feed_get_camera(self->feed)->room, g_get_real_time());
    UiPanel *panel = ui_kind_is_alert(view->kind) ? self->alert : self->status;

    ui_strip_show(self->strip, view, words);
    ui_strip_set_info(self->strip, ui_feed_has_info(self->feed));
    ui_strip_set_sound(self->strip, ui_feed_get_sound(self->feed), self->muted);
    gtk_widget_set_visible(GTK_WIDGET(self->stopped), view->picture == UI_PICTURE_DIMMED);
    gtk_label_set_text(self->stopped, words->word);
    ui_panel_show(panel, view, words, transition);
}

/* What is on the page when it is opened alerts nobody: it was there before. */
static void
note_alert(UiPage *self, bool opened)
{
    bool alert = ui_kind_is_alert(ui_page_get_view(self)->kind),
         turned = alert && !self->alert_shown;

    self->alert_shown = alert;
    if (turned && !opened)
        g_signal_emit(self, signals[SIGNAL_ALERTED], 0);
}

static void
on_said(UiFeed *feed, gboolean transition, gpointer user_data)
{
    UiPage *self = user_data;

    if (transition && ui_kind_is_alert(ui_page_get_view(self)->kind))
        self->details_open = false;
    /* What is told must be there already. */
    if (transition)
        update_stack(self);
    say(self, transition);
    if (!transition)
        return;
    update_focus(self);
    note_alert(self, false);
    g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static void
close_details(UiPage *self)
{
    self->details_open = false;
    update_stack(self);
    update_focus(self);
}

static void
on_details(GtkWidget *source, gpointer user_data)
{
    UiPage *self = user_data;
    g_auto(GStrv) rows = NULL;

    /* A key's press is released a moment later: the page may have been left in between. */
    if (self->feed == NULL)
        return;
    rows = ui_words_details(ui_page_get_view(self), ui_feed_get_camera(self->feed),
                            ui_feed_get_lists_us(self->feed), g_get_real_time());
    ui_details_show(self->details, ui_words_details_title(), (const char *const *)rows);
    self->details_open = true;
    update_stack(self);
    ui_details_focus(self->details);
}

static void
on_action(GtkWidget *panel, gpointer user_data)
{
    UiPage *self = user_data;

    if (self->feed == NULL)
        return;
    if (ui_page_get_view(self)->kind == UI_KIND_LINK_AGAIN)
        g_signal_emit(self, signals[SIGNAL_LINK_AGAIN], 0);
    else
        ui_feed_retry(self->feed);
}

static void
on_back(UiStrip *strip, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

static void
on_sound(UiStrip *strip, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_MUTE], 0);
}

void
ui_page_set_muted(UiPage *self, bool muted)
{
    self->muted = muted;
    if (self->feed == NULL)
        return;
    ui_feed_listen(self->feed, !muted);
    say(self, false);
}

static bool
write_still(gpointer still, const char *path, GError **error)
{
    return ui_still_write(still, path, error);
}

static void
on_saved(GObject *source, GAsyncResult *result, gpointer user_data)
{
    UiPage *self = UI_PAGE(source);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = ui_save_finish(result, &error);
    g_autofree char *sentence =
        path != NULL ? ui_words_saved(path) : ui_words_not_saved(error->message);

    if (self->feed != NULL)
        ui_strip_note(self->strip, sentence);
}

/* The picture of this moment: what is on the screen, and nothing else. */
static void
on_save(UiStrip *strip, gpointer user_data)
{
    UiPage *self = user_data;
    UiStill *still = self->feed != NULL ? ui_feed_take_still(self->feed) : NULL;
    g_autofree char *name = NULL;

    if (still == NULL)
        return;
    name = ui_words_picture_file(still->room);
    ui_save(self, name, ".png", G_USER_DIRECTORY_PICTURES, write_still, still,
            (GDestroyNotify)ui_still_free, on_saved);
}

void
ui_page_open(UiPage *self, UiFeed *feed)
{
    const char *room = ui_feed_get_camera(feed)->room;
    g_autofree char *picture = ui_words_picture_of(room);

    ui_page_leave(self);
    self->feed = g_object_ref(feed);
    self->said = g_signal_connect(feed, "said", G_CALLBACK(on_said), self);
    ui_feed_get_counts(feed, &self->before);
    self->details_open = false;
    ui_feed_listen(feed, !self->muted);
    gtk_picture_set_paintable(self->picture, ui_feed_get_paintable(feed));
    gtk_picture_set_alternative_text(self->picture, picture);
    ui_strip_set_room(self->strip, room);
    update_stack(self);
    say(self, true);
    note_alert(self, true);
    g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
    update_focus(self);
}

void
ui_page_leave(UiPage *self)
{
    if (self->feed == NULL)
        return;
    g_clear_signal_handler(&self->said, self->feed);
    ui_feed_listen(self->feed, false);
    gtk_picture_set_paintable(self->picture, NULL);
    g_clear_object(&self->feed);
}

void
ui_page_set_narrow(UiPage *self, bool narrow)
{
    ui_strip_set_narrow(self->strip, narrow);
}

bool
ui_page_close_details(UiPage *self)
{
    if (!self->details_open)
        return false;
    close_details(self);
    return true;
}

const ClientCamera *
ui_page_get_camera(UiPage *self)
{
    return self->feed != NULL ? ui_feed_get_camera(self->feed) : NULL;
}

void
ui_page_get_counts(UiPage *self, UiFeedCounts *counts)
{
    *counts = (UiFeedCounts){ 0 };
    if (self->feed == NULL)
        return;
    ui_feed_get_counts(self->feed, counts);
    counts->n_admitted -= self->before.n_admitted;
    counts->n_refused -= self->before.n_refused;
    counts->n_drawn -= self->before.n_drawn;
    counts->n_foreign -= self->before.n_foreign;
}

static void
ui_page_dispose(GObject *object)
{
    ui_page_leave(UI_PAGE(object));
    G_OBJECT_CLASS(ui_page_parent_class)->dispose(object);
}

static void
ui_page_class_init(UiPageClass *class)
{
    G_OBJECT_CLASS(class)->dispose = ui_page_dispose;
    signals[SIGNAL_BACK] =
        g_signal_new("back", UI_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_CHANGED] = g_signal_new("changed", UI_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_ALERTED] = g_signal_new("alerted", UI_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_LINK_AGAIN] = g_signal_new("link-again", UI_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_MUTE] =
        g_signal_new("mute", UI_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "page");
}

static UiPanel *
new_panel(UiPage *self, GtkAccessibleRole role, const char *name)
{
    GtkWidget *panel = ui_panel_new(role);

    g_signal_connect(panel, "action", G_CALLBACK(on_action), self);
    g_signal_connect(panel, "details", G_CALLBACK(on_details), self);
    ui_style_add_page(self->stack, panel, name);
    return UI_PANEL(panel);
}

static GtkWidget *
new_picture(UiPage *self)
{
    GtkWidget *overlay = gtk_overlay_new();

    self->picture = GTK_PICTURE(gtk_picture_new());
    gtk_picture_set_content_fit(self->picture, GTK_CONTENT_FIT_CONTAIN);
    gtk_picture_set_can_shrink(self->picture, TRUE);
    gtk_overlay_set_child(GTK_OVERLAY(overlay), GTK_WIDGET(self->picture));
    self->stopped = GTK_LABEL(gtk_label_new(NULL));
    gtk_widget_add_css_class(GTK_WIDGET(self->stopped), "stopped");
    gtk_widget_set_halign(GTK_WIDGET(self->stopped), GTK_ALIGN_CENTER);
    gtk_widget_set_valign(GTK_WIDGET(self->stopped), GTK_ALIGN_CENTER);
    gtk_widget_set_visible(GTK_WIDGET(self->stopped), FALSE);
    gtk_overlay_add_overlay(GTK_OVERLAY(overlay), GTK_WIDGET(self->stopped));
    return overlay;
}

static void
ui_page_init(UiPage *self)
{
    ui_style_hide_unseen(GTK_WIDGET(self));
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->strip = UI_STRIP(ui_strip_new());
    g_signal_connect(self->strip, "back", G_CALLBACK(on_back), self);
    g_signal_connect(self->strip, "details", G_CALLBACK(on_details), self);
    g_signal_connect(self->strip, "save", G_CALLBACK(on_save), self);
    g_signal_connect(self->strip, "sound", G_CALLBACK(on_sound), self);

    self->stack = GTK_STACK(gtk_stack_new());
    gtk_widget_add_css_class(GTK_WIDGET(self->stack), "view");
    gtk_widget_set_vexpand(GTK_WIDGET(self->stack), TRUE);
    gtk_widget_set_hexpand(GTK_WIDGET(self->stack), TRUE);
    ui_style_add_page(self->stack, new_picture(self), "picture");
    self->alert = new_panel(self, GTK_ACCESSIBLE_ROLE_ALERT, "alert");
    self->status = new_panel(self, GTK_ACCESSIBLE_ROLE_STATUS, "status");
    self->details = UI_DETAILS(ui_details_new());
    g_signal_connect_swapped(self->details, "close", G_CALLBACK(close_details), self);
    ui_style_add_page(self->stack, GTK_WIDGET(self->details), "details");
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->strip));
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->stack));
}

GtkWidget *
ui_page_new(void)
{
    return g_object_new(UI_TYPE_PAGE, NULL);
}
