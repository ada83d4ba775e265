/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-feed.h"

#include "client/client-heap.h"
#include "ui/ui-paintable.h"
#include "ui/ui-timer.h"

#define SLEPT_US    (G_USEC_PER_SEC / 2)
#define STILL_WIDTH 480 /* pixels */

struct _UiFeed {
    GObject parent_instance;
    ClientHome *home;
    const ClientCamera *camera;
    UiPaintable *paintable;
    UiState *state;
    UiView view;
    UiStill *still; /* of the last rest; NULL: none */

    /* while it is watched */
    PipePixels pixels;
    uint64_t generation; /* never used twice */
    UiTimer *timer;
    PipeSlot *slot;
    PipePlayer *player;
    ClientSession *session;
    PipeSound *sound; /* NULL: nobody listens */
    /* CLOCK_BOOTTIME is so much ahead of CLOCK_MONOTONIC: grows by sleeping only */
    int64_t slept_us;

    bool listens;
    bool sound_came;      /* a unit of it was admitted */
    bool sound_refused;   /* up to two admitted in a row, like a picture */
    unsigned n_sound_run; /* admitted since one was refused */
    PipeSoundState sound_state;

    bool lists_stale;  /* what is known of withdrawn keys is, as the newest unit's verdict says */
    bool wall_trusted; /* of that unit's wall clock */
    uint64_t n_admitted;
    uint64_t n_refused;
};

G_DEFINE_FINAL_TYPE(UiFeed, ui_feed, G_TYPE_OBJECT)

enum {
    SIGNAL_SAID,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static bool
reads_the_same(const UiView *a, const UiView *b)
{
    return a->seconds == b->seconds && a->retry == b->retry && a->trouble == b->trouble
           && a->picture == b->picture && a->has_capture == b->has_capture
           && a->capture_us / G_USEC_PER_SEC == b->capture_us / G_USEC_PER_SEC
           && a->has_since == b->has_since && a->since_us == b->since_us;
}

/* No picture, no sound. */
static void
hush(UiFeed *self)
{
    if (self->sound != NULL)
        pipe_sound_follow(self->sound, NULL);
}

/*
 * Brings what is shown to what the state says now. @anew: there is more
 * to tell than that, as when it is watched now.
 */
static void
update(UiFeed *self, bool anew)
{
    UiView old = self->view;
    bool blank, transition;

    ui_state_look(self->state, client_boot_now(), &self->view);
    if (ui_kind_is_alert(self->view.kind))
        g_clear_pointer(&self->still, ui_still_free);
    blank = self->view.picture == UI_PICTURE_BLANK;
    transition = anew || old.kind != self->view.kind || old.words != self->view.words
                 || (old.picture == UI_PICTURE_BLANK) != blank;
    if (blank) {
        ui_paintable_clear(self->paintable);
        hush(self);
    } else
        ui_paintable_set_limits(self->paintable, self->view.picture == UI_PICTURE_DIMMED,
                                self->view.picture_until_us);
    if (self->timer != NULL)
        ui_timer_set(self->timer, self->view.next_us);
    if (transition || !reads_the_same(&old, &self->view))
        g_signal_emit(self, signals[SIGNAL_SAID], 0, (gboolean)transition);
}

static void start(UiFeed *self);

/*
 * After the device slept, what is still in the pipeline is from before: everything begins anew,
 * blank (attacks.md, CLK-05 and UI-08). True: it did.
 */
static bool
woke_up(UiFeed *self)
{
    int64_t slept_us = client_boot_now() - g_get_monotonic_time();

    if (slept_us - self->slept_us < SLEPT_US)
        return false;
    ui_state_event(self->state,
                   &(ClientEvent){ .kind = CLIENT_EVENT_CHECKING, .boot_us = client_boot_now() });
    start(self);
    update(self, false);
    return true;
}

static gboolean
on_timer(gpointer user_data)
{
    UiFeed *self = user_data;

    if (!woke_up(self))
        update(self, false);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_frame_ready(gpointer user_data)
{
    UiFeed *self = user_data;
    g_autoptr(PipeFrame) frame = pipe_slot_take(self->slot);
    int64_t now = client_boot_now(), capture_us;
    bool has_capture;

    if (frame == NULL || woke_up(self))
        return G_SOURCE_REMOVE;
    has_capture = pipe_frame_get_capture(frame, &capture_us);
    /* A frame of another selection must not even refresh an age. */
    if (!ui_paintable_accepts(self->paintable, frame))
        return G_SOURCE_REMOVE;
    if (ui_state_offer(self->state, now, has_capture, capture_us)) {
        ui_paintable_show(self->paintable, frame);
        if (self->sound != NULL)
            pipe_sound_follow(self->sound, frame);
    }
    update(self, false);
    return G_SOURCE_REMOVE;
}

UiSound
ui_feed_get_sound(UiFeed *self)
{
    if (self->sound_refused || self->sound_state == PIPE_SOUND_SHIFTED)
        return UI_SOUND_HELD_BACK;
    return self->sound_came ? UI_SOUND_ON : UI_SOUND_NONE;
}

static void
tell_sound(UiFeed *self, UiSound before)
{
    if (ui_feed_get_sound(self) != before)
        g_signal_emit(self, signals[SIGNAL_SAID], 0, FALSE);
}

static void
on_sound_state(PipeSoundState state, gpointer user_data)
{
    UiFeed *self = user_data;
    UiSound before = ui_feed_get_sound(self);

    self->sound_state = state;
    tell_sound(self, before);
}

/* Whatever becomes of the sound, the picture's state hears nothing of it (attacks.md, AUD-01). */
static void
on_sound_event(UiFeed *self, bool refused)
{
    UiSound before = ui_feed_get_sound(self);

    self->sound_came = self->sound_came || !refused;
    self->n_sound_run = refused ? 0 : self->n_sound_run + 1;
    self->sound_refused = refused || (self->sound_refused && self->n_sound_run < 2);
    tell_sound(self, before);
}

static void
on_event(const ClientEvent *event, gpointer user_data)
{
    UiFeed *self = user_data;
    bool had_info = ui_feed_has_info(self);

    if (event->kind == CLIENT_EVENT_SOUND || event->kind == CLIENT_EVENT_SOUND_REFUSED) {
        on_sound_event(self, event->kind == CLIENT_EVENT_SOUND_REFUSED);
        return;
    }
    self->n_admitted += event->kind == CLIENT_EVENT_ADMITTED;
    self->n_refused += event->kind == CLIENT_EVENT_REFUSED || event->kind == CLIENT_EVENT_DOUBTED
                       || event->kind == CLIENT_EVENT_LINK_AGAIN
                       || event->kind == CLIENT_EVENT_DROPPED;
    if (event->kind == CLIENT_EVENT_ADMITTED) {
        self->lists_stale = (event->verdict.notes & PROV_NOTE_REVOCATION_STALE) != 0;
        self->wall_trusted = event->wall_trusted;
    }
    ui_state_event(self->state, event);
    update(self, ui_feed_has_info(self) != had_info);
}

static void
on_player_status(PipeStatus status, gpointer user_data)
{
    UiFeed *self = user_data;

    if (status != PIPE_STATUS_DECODE_FAILED)
        return;
    ui_state_decode_failed(self->state, client_boot_now());
    update(self, false);
}

static void
stop_sound(UiFeed *self)
{
    if (self->sound == NULL)
        return;
    client_session_listen(self->session, NULL);
    g_clear_pointer(&self->sound, pipe_sound_free);
    self->sound_came = self->sound_refused = false;
    self->n_sound_run = 0;
    self->sound_state = PIPE_SOUND_SILENT;
}

static void
start_sound(UiFeed *self)
{
    ClientSink sink;

    if (!self->listens || self->session == NULL || self->sound != NULL)
        return;
    self->sound = pipe_sound_new(self->camera->link, self->generation, on_sound_state, self);
    sink = pipe_sound_as_sink(self->sound);
    client_session_listen(self->session, &sink);
}

void
ui_feed_listen(UiFeed *self, bool listens)
{
    self->listens = listens;
    if (listens)
        start_sound(self);
    else
        stop_sound(self);
}

static void
stop(UiFeed *self)
{
    const bool was_on = self->player != NULL;

    stop_sound(self);
    g_clear_pointer(&self->session, client_session_stop);
    g_clear_pointer(&self->player, pipe_player_free);
    g_clear_pointer(&self->slot, pipe_slot_free);
    ui_paintable_select(self->paintable, NULL, 0);
    if (was_on)
        client_heap_give_back();
}

/*
 * A selection of its own: whatever is still on its way belongs to the one before and finds nobody.
 * Its number is the time of the selection, so that no other feed of this camera has had it.
 */
static void
start(UiFeed *self)
{
    stop(self);
    self->slept_us = client_boot_now() - g_get_monotonic_time();
    self->generation = MAX(self->generation + 1, (uint64_t)client_boot_now());
    ui_paintable_select(self->paintable, self->camera->link, self->generation);
    self->slot = pipe_slot_new(on_frame_ready, self);
    self->player = pipe_player_new(self->camera->link, self->generation, self->pixels,
                                   pipe_slot_push, self->slot, on_player_status, self);
    self->session = client_session_start(self->home, self->camera->link, self->generation,
                                         pipe_player_as_sink(self->player), on_event, self);
    if (self->session == NULL)
        ui_state_event(self->state, &(ClientEvent){ .kind = CLIENT_EVENT_HUB_PROBLEM,
                                                    .trouble = CLIENT_TROUBLE_BAD_STORE,
                                                    .detail = self->camera->problem,
                                                    .boot_us = client_boot_now() });
    start_sound(self);
}

void
ui_feed_watch(UiFeed *self, PipePixels pixels)
{
    if (self->player != NULL)
        return;
    self->pixels = pixels;
    self->timer = ui_timer_new(on_timer, self);
    ui_state_select(self->state, client_boot_now());
    start(self);
    update(self, true);
}

UiStill *
ui_feed_take_still(UiFeed *self)
{
    return ui_still_take(self->paintable, self->camera->room, 0);
}

const UiStill *
ui_feed_get_still(UiFeed *self)
{
    return self->still != NULL && self->still->has_capture ? self->still : NULL;
}

static void
keep_still(UiFeed *self)
{
    UiStill *still = ui_still_take(self->paintable, self->camera->room, STILL_WIDTH);

    if (still == NULL)
        return;
    g_clear_pointer(&self->still, ui_still_free);
    self->still = still;
}

void
ui_feed_rest(UiFeed *self)
{
    if (self->player == NULL)
        return;
    keep_still(self);
    stop(self);
    g_clear_pointer(&self->timer, ui_timer_free);
    ui_state_select(self->state, client_boot_now());
    update(self, true);
}

void
ui_feed_set_profile(UiFeed *self, UiProfile profile)
{
    ui_state_set_profile(self->state, profile);
    update(self, false);
}

bool
ui_feed_is_watched(UiFeed *self)
{
    return self->player != NULL;
}

bool
ui_feed_retry(UiFeed *self)
{
    /* A session that could not be set up has no thread left that could try anything. */
    bool anew = self->view.words == UI_CASE_DECODER || self->view.kind == UI_KIND_HUB_PROBLEM;

    if (self->player == NULL || !ui_state_retry(self->state, client_boot_now()))
        return false;
    if (anew || self->session == NULL)
        start(self);
    else
        client_session_retry(self->session);
    update(self, false);
    return true;
}

const ClientCamera *
ui_feed_get_camera(UiFeed *self)
{
    return self->camera;
}

const UiView *
ui_feed_get_view(UiFeed *self)
{
    return &self->view;
}

bool
ui_feed_has_info(UiFeed *self)
{
    return self->camera->note != NULL || self->lists_stale;
}

int64_t
ui_feed_get_lists_us(UiFeed *self)
{
    if (!self->lists_stale)
        return UI_NEVER_US;
    return self->wall_trusted ? client_home_get_lists_us(self->home, self->camera->link) : 0;
}

GdkPaintable *
ui_feed_get_paintable(UiFeed *self)
{
    return GDK_PAINTABLE(self->paintable);
}

void
ui_feed_get_counts(UiFeed *self, UiFeedCounts *counts)
{
    counts->n_admitted = self->n_admitted;
    counts->n_refused = self->n_refused;
    counts->n_drawn = ui_paintable_get_n_drawn(self->paintable);
    counts->n_foreign = ui_paintable_get_n_foreign(self->paintable);
}

static void
ui_feed_dispose(GObject *object)
{
    UiFeed *self = UI_FEED(object);

    if (self->paintable != NULL)
        stop(self);
    g_clear_pointer(&self->timer, ui_timer_free);
    g_clear_pointer(&self->state, ui_state_free);
    g_clear_pointer(&self->still, ui_still_free);
    g_clear_object(&self->paintable);
    G_OBJECT_CLASS(ui_feed_parent_class)->dispose(object);
}

static void
ui_feed_class_init(UiFeedClass *class)
{
    G_OBJECT_CLASS(class)->dispose = ui_feed_dispose;
    signals[SIGNAL_SAID] = g_signal_new("said", UI_TYPE_FEED, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
ui_feed_init(UiFeed *self)
{
    self->paintable = ui_paintable_new();
    self->state = ui_state_new();
    self->view.next_us = UI_NEVER_US;
}

UiFeed *
ui_feed_new(ClientHome *home, const ClientCamera *camera)
{
    UiFeed *self = g_object_new(UI_TYPE_FEED, NULL);

    self->home = home;
    self->camera = camera;
    return self;
}
