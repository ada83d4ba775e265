/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-page.h"

#include "ui/ui-details.h"
#include "ui/ui-paintable.h"
#include "ui/ui-panel.h"
#include "ui/ui-strip.h"
#include "ui/ui-timer.h"

#define SLEPT_US (G_USEC_PER_SEC / 2)

struct _UiPage {
    GtkBox parent_instance;
    UiStrip *strip;
    GtkStack *stack;
    UiPanel *alert;  /* refused, link again */
    UiPanel *status; /* everything else that is no picture */
    UiDetails *details;
    GtkWidget *picture;
    GtkLabel *stopped; /* over a dimmed picture, for those who stand further away */
    UiPaintable *paintable;

    ClientHome *home;
    const ClientCamera *camera;
    PipePixels pixels;
    uint64_t generation; /* never used twice */
    UiState *state;
    UiTimer *timer;
    PipeSlot *slot;
    PipePlayer *player;
    ClientSession *session;
    UiView view;
    int64_t
        slept_us; /* CLOCK_BOOTTIME is so much ahead of CLOCK_MONOTONIC: grows by sleeping only */
    bool details_open;
    bool lists_stale;  /* what is known of withdrawn keys is, as the last admitted unit's verdict
                          says */
    bool wall_trusted; /* of the last event's wall clock */
    uint64_t n_admitted;
    uint64_t n_refused;
    uint64_t n_drawn_before;
    uint64_t n_foreign_before;
};

G_DEFINE_FINAL_TYPE(UiPage, ui_page, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    SIGNAL_CHANGED,
    SIGNAL_LINK_AGAIN,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static bool
is_alert(UiKind kind)
{
    return kind == UI_KIND_REFUSED || kind == UI_KIND_LINK_AGAIN;
}

static void
update_stack(UiPage *self)
{
    const char *child = self->details_open                       ? "details"
                        : self->view.picture != UI_PICTURE_BLANK ? "picture"
                        : is_alert(self->view.kind)              ? "alert"
                                                                 : "status";

    gtk_stack_set_visible_child_name(self->stack, child);
}

static void
update_focus(UiPage *self)
{
    UiPanel *panel = is_alert(self->view.kind) ? self->alert : self->status;

    if (!gtk_widget_get_mapped(GTK_WIDGET(self)) || self->details_open)
        return;
    if (self->view.picture != UI_PICTURE_BLANK || !ui_panel_focus(panel))
        ui_strip_focus(self->strip);
}

static void
say(UiPage *self, bool transition)
{
    g_autoptr(UiWords) words = ui_words_new(&self->view, self->camera->room, g_get_real_time());
    UiPanel *panel = is_alert(self->view.kind) ? self->alert : self->status;

    ui_strip_show(self->strip, &self->view, words);
    gtk_widget_set_visible(GTK_WIDGET(self->stopped), self->view.picture == UI_PICTURE_DIMMED);
    gtk_label_set_text(self->stopped, words->word);
    ui_panel_show(panel, &self->view, words, transition);
}

static bool
reads_the_same(const UiView *a, const UiView *b)
{
    return a->kind == b->kind && a->words == b->words && a->picture == b->picture
           && a->seconds == b->seconds && a->retry == b->retry && a->trouble == b->trouble
           && a->has_capture == b->has_capture
           && a->capture_us / G_USEC_PER_SEC == b->capture_us / G_USEC_PER_SEC
           && a->has_since == b->has_since && a->since_us == b->since_us;
}

/* Brings the screen to what the state says now. */
static void
update(UiPage *self)
{
    UiView old = self->view;
    bool blank, transition;

    ui_state_look(self->state, client_boot_now(), &self->view);
    blank = self->view.picture == UI_PICTURE_BLANK;
    transition = old.kind != self->view.kind || old.words != self->view.words
                 || (old.picture == UI_PICTURE_BLANK) != blank;
    if (blank)
        ui_paintable_clear(self->paintable);
    else
        ui_paintable_set_limits(self->paintable, self->view.picture == UI_PICTURE_DIMMED,
                                self->view.picture_until_us);
    ui_timer_set(self->timer, self->view.next_us);
    if (transition && is_alert(self->view.kind))
        self->details_open = false;
    if (transition || !reads_the_same(&old, &self->view))
        say(self, transition);
    if (!transition)
        return;
    update_stack(self);
    update_focus(self);
    g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static void start(UiPage *self);

/*
 * After the device slept, what is still in the pipeline is from before: everything begins anew,
 * blank (attacks.md, CLK-05 and UI-08). True: it did.
 */
static bool
woke_up(UiPage *self)
{
    ClientEvent event = { .kind = CLIENT_EVENT_CHECKING, .boot_us = client_boot_now() };
    int64_t slept_us = event.boot_us - g_get_monotonic_time();

    if (slept_us - self->slept_us < SLEPT_US)
        return false;
    self->slept_us = slept_us;
    ui_state_event(self->state, &event);
    start(self);
    update(self);
    return true;
}

static gboolean
on_timer(gpointer user_data)
{
    UiPage *self = user_data;

    if (!woke_up(self))
        update(self);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_frame_ready(gpointer user_data)
{
    UiPage *self = user_data;
    g_autoptr(PipeFrame) frame = pipe_slot_take(self->slot);
    int64_t now = client_boot_now(), capture_us;
    bool has_capture;

    if (frame == NULL || woke_up(self))
        return G_SOURCE_REMOVE;
    has_capture = pipe_frame_get_capture(frame, &capture_us);
    /* A frame of another selection must not even refresh an age. */
    if (!ui_paintable_accepts(self->paintable, frame))
        return G_SOURCE_REMOVE;
    if (ui_state_offer(self->state, now, has_capture, capture_us))
        ui_paintable_show(self->paintable, frame);
    update(self);
    return G_SOURCE_REMOVE;
}

/* Nothing is wrong, and yet there is something to read. */
static bool
has_info(const UiPage *self)
{
    return self->camera->note != NULL || self->lists_stale;
}

static void
on_event(const ClientEvent *event, gpointer user_data)
{
    UiPage *self = user_data;

    self->n_admitted += event->kind == CLIENT_EVENT_ADMITTED;
    self->n_refused += event->kind == CLIENT_EVENT_REFUSED || event->kind == CLIENT_EVENT_DOUBTED
                       || event->kind == CLIENT_EVENT_LINK_AGAIN
                       || event->kind == CLIENT_EVENT_DROPPED;
    if (event->kind == CLIENT_EVENT_ADMITTED) {
        self->lists_stale = (event->verdict.notes & PROV_NOTE_REVOCATION_STALE) != 0;
        self->wall_trusted = event->wall_trusted;
        ui_strip_set_info(self->strip, has_info(self));
    }
    ui_state_event(self->state, event);
    update(self);
}

static void
on_player_status(PipeStatus status, gpointer user_data)
{
    UiPage *self = user_data;

    if (status != PIPE_STATUS_DECODE_FAILED)
        return;
    ui_state_decode_failed(self->state, client_boot_now());
    update(self);
}

static void
stop(UiPage *self)
{
    g_clear_pointer(&self->session, client_session_stop);
    g_clear_pointer(&self->player, pipe_player_free);
    g_clear_pointer(&self->slot, pipe_slot_free);
    ui_paintable_select(self->paintable, NULL, 0);
}

/* A selection of its own: whatever is still on its way belongs to the one before and finds nobody.
 */
static void
start(UiPage *self)
{
    stop(self);
    self->generation++;
    ui_paintable_select(self->paintable, self->camera->link, self->generation);
    self->slot = pipe_slot_new(on_frame_ready, self);
    self->player = pipe_player_new(self->camera->link, self->generation, self->pixels,
                                   pipe_slot_push, self->slot, on_player_status, self);
    self->session = client_session_start(self->home, self->camera->link, self->generation,
                                         pipe_player_as_sink(self->player), on_event, self);
    if (self->session == NULL) {
        ClientEvent event = { .kind = CLIENT_EVENT_HUB_PROBLEM,
                              .trouble = CLIENT_TROUBLE_BAD_STORE,
                              .detail = self->camera->problem,
                              .boot_us = client_boot_now() };

        ui_state_event(self->state, &event);
    }
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
    int64_t lists_us = UI_NEVER_US;
    g_auto(GStrv) rows = NULL;

    /* A key's press is released a moment later: the page may have been left in between. */
    if (self->camera == NULL)
        return;
    if (self->lists_stale)
        lists_us =
            self->wall_trusted ? client_home_get_lists_us(self->home, self->camera->link) : 0;
    rows = ui_words_details(&self->view, self->camera, lists_us, g_get_real_time());
    ui_details_show(self->details, ui_words_details_title(), (const char *const *)rows);
    self->details_open = true;
    update_stack(self);
    ui_details_focus(self->details);
}

static void
on_action(GtkWidget *panel, gpointer user_data)
{
    UiPage *self = user_data;
    /* A session that could not be set up has no thread left that could try anything. */
    bool anew = self->view.words == UI_CASE_DECODER || self->view.kind == UI_KIND_HUB_PROBLEM;

    if (self->camera == NULL)
        return;
    if (self->view.kind == UI_KIND_LINK_AGAIN) {
        g_signal_emit(self, signals[SIGNAL_LINK_AGAIN], 0);
        return;
    }
    if (!ui_state_retry(self->state, client_boot_now()))
        return;
    if (anew || self->session == NULL)
        start(self);
    else
        client_session_retry(self->session);
    update(self);
}

static void
on_back(UiStrip *strip, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

void
ui_page_select(UiPage *self, ClientHome *home, const ClientCamera *camera, PipePixels pixels)
{
    UiPageCounts counts;

    ui_page_leave(self);
    ui_page_get_counts(self, &counts);
    self->n_drawn_before += counts.n_drawn;
    self->n_foreign_before += counts.n_foreign;
    self->n_admitted = self->n_refused = 0;
    self->home = home;
    self->camera = camera;
    self->pixels = pixels;
    self->state = ui_state_new();
    self->slept_us = client_boot_now() - g_get_monotonic_time();
    self->timer = ui_timer_new(on_timer, self);
    self->details_open = self->lists_stale = self->wall_trusted = false;
    self->view = (UiView){ .next_us = UI_NEVER_US };
    ui_strip_set_room(self->strip, camera->room);
    ui_strip_set_info(self->strip, has_info(self));
    start(self);
    say(self, true);
    update_stack(self);
    g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
    update(self);
    update_focus(self);
}

void
ui_page_leave(UiPage *self)
{
    stop(self);
    g_clear_pointer(&self->timer, ui_timer_free);
    g_clear_pointer(&self->state, ui_state_free);
    self->view = (UiView){ .next_us = UI_NEVER_US };
    self->camera = NULL;
    self->home = NULL;
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

const UiView *
ui_page_get_view(UiPage *self)
{
    return &self->view;
}

const ClientCamera *
ui_page_get_camera(UiPage *self)
{
    return self->camera;
}

void
ui_page_get_counts(UiPage *self, UiPageCounts *counts)
{
    counts->n_admitted = self->n_admitted;
    counts->n_refused = self->n_refused;
    counts->n_drawn = ui_paintable_get_n_drawn(self->paintable) - self->n_drawn_before;
    counts->n_foreign = ui_paintable_get_n_foreign(self->paintable) - self->n_foreign_before;
}

static void
ui_page_dispose(GObject *object)
{
    UiPage *self = UI_PAGE(object);

    if (self->paintable != NULL)
        ui_page_leave(self);
    g_clear_object(&self->paintable);
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
    signals[SIGNAL_LINK_AGAIN] = g_signal_new("link-again", UI_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "page");
}

static UiPanel *
new_panel(UiPage *self, GtkAccessibleRole role, const char *name)
{
    GtkWidget *panel = ui_panel_new(role);

    g_signal_connect(panel, "action", G_CALLBACK(on_action), self);
    g_signal_connect(panel, "details", G_CALLBACK(on_details), self);
    gtk_stack_add_named(self->stack, panel, name);
    return UI_PANEL(panel);
}

static GtkWidget *
new_picture(UiPage *self)
{
    GtkWidget *overlay = gtk_overlay_new();

    self->picture = gtk_picture_new_for_paintable(GDK_PAINTABLE(self->paintable));
    gtk_picture_set_content_fit(GTK_PICTURE(self->picture), GTK_CONTENT_FIT_CONTAIN);
    gtk_picture_set_can_shrink(GTK_PICTURE(self->picture), TRUE);
    gtk_overlay_set_child(GTK_OVERLAY(overlay), self->picture);
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
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->paintable = ui_paintable_new();
    self->strip = UI_STRIP(ui_strip_new());
    g_signal_connect(self->strip, "back", G_CALLBACK(on_back), self);
    g_signal_connect(self->strip, "details", G_CALLBACK(on_details), self);

    self->stack = GTK_STACK(gtk_stack_new());
    gtk_widget_add_css_class(GTK_WIDGET(self->stack), "view");
    gtk_widget_set_vexpand(GTK_WIDGET(self->stack), TRUE);
    gtk_widget_set_hexpand(GTK_WIDGET(self->stack), TRUE);
    gtk_stack_add_named(self->stack, new_picture(self), "picture");
    self->alert = new_panel(self, GTK_ACCESSIBLE_ROLE_ALERT, "alert");
    self->status = new_panel(self, GTK_ACCESSIBLE_ROLE_STATUS, "status");
    self->details = UI_DETAILS(ui_details_new());
    g_signal_connect_swapped(self->details, "close", G_CALLBACK(close_details), self);
    gtk_stack_add_named(self->stack, GTK_WIDGET(self->details), "details");
    self->view.next_us = UI_NEVER_US;

    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->strip));
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->stack));
}

GtkWidget *
ui_page_new(void)
{
    return g_object_new(UI_TYPE_PAGE, NULL);
}
