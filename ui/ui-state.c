/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-state.h"

#include <string.h>

#define MS INT64_C(1000)
#define S  (1000 * MS)

#define FRESH_US      (1 * S)  /* a newest frame older than this is stalled */
#define DIM_US        (3 * S)  /* stalled and shown up to here, then dimmed */
#define BLANK_US      (10 * S) /* dimmed up to here, then blank */
#define DOOR_BLANK_US (5 * S)  /* the same at a door, or of a baby */
#define LATE_BLANK_US (60 * S) /* a picture from further back than this is not shown */
#define LATCH_US      (5 * S)  /* a refusal can be read at least this long */
#define RETRY_US      (5 * S)  /* between two presses of "Try again" that count */
#define EPISODES_US   (600 * S)
#define N_EPISODES    3   /* within EPISODES_US: the refusal stays until "Try again" */
#define COUNT_S       120 /* up to here seconds are counted one by one, later by the minute */

typedef enum {
    LATCH_NONE = 0,
    LATCH_REFUSED,
    LATCH_LINK_AGAIN,
} Latch;

struct UiState {
    UiProfile profile;

    /* the refusal on the screen */
    Latch latch;
    int64_t latched_us;
    bool held;          /* too many episodes: only "Try again" ends it */
    bool retry_pending; /* pressed before it could have been read */
    UiCase words;
    ProvVerdict verdict;
    char *other_room;
    char *detail;
    int64_t episodes[N_EPISODES]; /* when the newest ones began */
    unsigned n_episodes;
    bool in_episode;

    /* what was admitted */
    bool open;         /* frames may be presented */
    unsigned n_run;    /* admitted in a row */
    unsigned n_needed; /* in a row, before frames are presented again */
    int64_t unit_us;
    int64_t live_until_us;
    bool wall_trusted;
    int64_t wall_offset_us; /* wall clock = CLOCK_BOOTTIME + this */

    /* the newest frame that was presented */
    bool has_frame;
    int64_t frame_us;
    bool has_capture;
    int64_t capture_us;

    /* trouble that is nobody's refusal */
    bool no_picture;
    bool hub_problem;
    bool decoder_failed;
    ClientTrouble trouble;
    int64_t since_us;
    bool retried;
    int64_t retried_us;
};

UiState *
ui_state_new(void)
{
    UiState *self = g_new0(UiState, 1);

    self->n_needed = 1;
    return self;
}

void
ui_state_free(UiState *self)
{
    if (self == NULL)
        return;
    g_free(self->other_room);
    g_free(self->detail);
    g_free(self);
}

/* Of two refusals in one episode, the words stay with the one that says more. */
static unsigned
telling(UiCase words)
{
    if (words == UI_CASE_ONE_OF_YOURS)
        return 3;
    if (words == UI_CASE_WRONG_CAMERA)
        return 2;
    return words == UI_CASE_NO_PROOF ? 0 : 1;
}

/* The picture is gone, and @n_needed admitted units in a row bring it back. */
static void
close_picture(UiState *self, unsigned n_needed)
{
    self->open = false;
    self->n_run = 0;
    self->n_needed = MAX(self->n_needed, n_needed);
    self->has_frame = false;
    self->live_until_us = 0;
}

static void
try_open(UiState *self)
{
    if (self->n_run < self->n_needed)
        return;
    self->in_episode = false;
    if (self->latch == LATCH_NONE) {
        self->open = true;
        self->n_needed = 1;
    }
}

/* What ends by the passing of time alone. */
static void
advance(UiState *self, int64_t now)
{
    if (self->latch != LATCH_REFUSED || now < self->latched_us + LATCH_US)
        return;
    if (self->n_run >= 2 && !self->held) {
        self->latch = LATCH_NONE;
        self->retry_pending = false;
        try_open(self);
    } else if (self->retry_pending) {
        self->latch = LATCH_NONE;
        self->retry_pending = false;
        self->held = false;
        close_picture(self, 2);
    }
}

static void
begin_episode(UiState *self, int64_t now)
{
    memmove(self->episodes + 1, self->episodes, sizeof self->episodes - sizeof self->episodes[0]);
    self->episodes[0] = now;
    self->n_episodes = MIN(self->n_episodes + 1, N_EPISODES);
    self->in_episode = true;
}

static bool
too_many_episodes(const UiState *self, int64_t now)
{
    return self->n_episodes == N_EPISODES && now - self->episodes[N_EPISODES - 1] <= EPISODES_US;
}

static void
keep_refusal(UiState *self, const ClientEvent *event, UiCase words)
{
    self->words = words;
    self->verdict = event->verdict;
    g_free(self->other_room);
    self->other_room = g_strdup(event->other_room);
    g_free(self->detail);
    self->detail = g_strdup(event->detail != NULL ? event->detail : event->verdict.detail);
}

static void
clear_trouble(UiState *self)
{
    self->no_picture = false;
    self->hub_problem = false;
}

static void
on_refused(UiState *self, const ClientEvent *event)
{
    UiCase words = ui_case_of_reason(event->verdict.reason, event->other_room != NULL);
    bool link = event->kind == CLIENT_EVENT_LINK_AGAIN || words == UI_CASE_LINK_AGAIN
                || words == UI_CASE_NEW_IDENTITY;
    bool shown = self->latch != LATCH_NONE;

    clear_trouble(self);
    close_picture(self, 2);
    if (self->latch == LATCH_LINK_AGAIN)
        return;
    if (!self->in_episode) {
        begin_episode(self, event->boot_us);
        shown = false;
    }
    if (!shown) {
        self->latched_us = event->boot_us;
        self->retry_pending = false;
        self->held = self->held || too_many_episodes(self, event->boot_us);
    }
    if (link) {
        self->latch = LATCH_LINK_AGAIN;
        keep_refusal(self, event, words == UI_CASE_NEW_IDENTITY ? words : UI_CASE_LINK_AGAIN);
        return;
    }
    self->latch = LATCH_REFUSED;
    if (!shown || telling(words) > telling(self->words))
        keep_refusal(self, event, words);
}

static void
on_admitted(UiState *self, const ClientEvent *event)
{
    clear_trouble(self);
    self->n_run = MIN(self->n_run + 1, 2);
    self->unit_us = event->unit_us;
    self->live_until_us = event->live_until_us;
    self->wall_trusted = event->wall_trusted;
    self->wall_offset_us = event->wall_us - event->boot_us;
    advance(self, event->boot_us);
    try_open(self);
}

static void
on_trouble(UiState *self, const ClientEvent *event)
{
    bool hub = event->kind == CLIENT_EVENT_HUB_PROBLEM;

    if (hub ? !self->hub_problem : !self->no_picture)
        self->since_us = event->boot_us;
    self->hub_problem = hub;
    self->no_picture = !hub;
    self->trouble = event->trouble;
    if (event->wall_us != 0) {
        self->wall_trusted = event->wall_trusted;
        self->wall_offset_us = event->wall_us - event->boot_us;
    }
    if (self->latch == LATCH_NONE) {
        g_free(self->detail);
        self->detail = g_strdup(event->detail);
    }
    if (hub)
        close_picture(self, 1);
}

void
ui_state_set_profile(UiState *self, UiProfile profile)
{
    self->profile = profile;
}

static int64_t
blank_after(const UiState *self)
{
    return self->profile == UI_PROFILE_DOOR ? DOOR_BLANK_US : BLANK_US;
}

void
ui_state_select(UiState *self, int64_t now)
{
    advance(self, now);
    clear_trouble(self);
    self->decoder_failed = false;
    self->retried = false;
    close_picture(self, self->latch == LATCH_LINK_AGAIN ? 2 : 1);
    if (self->latch == LATCH_LINK_AGAIN)
        self->latch = LATCH_NONE;
}

void
ui_state_event(UiState *self, const ClientEvent *event)
{
    advance(self, event->boot_us);
    switch (event->kind) {
    case CLIENT_EVENT_CHECKING:
        /* A network trouble stays on the screen until something came: no flicker at every attempt.
         */
        close_picture(self, 1);
        break;
    case CLIENT_EVENT_ADMITTED:
        on_admitted(self, event);
        break;
    case CLIENT_EVENT_DOUBTED:
        clear_trouble(self);
        close_picture(self, 1);
        break;
    case CLIENT_EVENT_REFUSED:
    case CLIENT_EVENT_LINK_AGAIN:
        on_refused(self, event);
        break;
    case CLIENT_EVENT_NO_PICTURE:
    case CLIENT_EVENT_HUB_PROBLEM:
        on_trouble(self, event);
        break;
    case CLIENT_EVENT_DROPPED:
    case CLIENT_EVENT_SOUND: /* whatever becomes of it, the picture goes on */
    case CLIENT_EVENT_SOUND_REFUSED:
    case CLIENT_EVENT_NONE:
    default:
        break;
    }
}

void
ui_state_decode_failed(UiState *self, int64_t now)
{
    advance(self, now);
    self->decoder_failed = true;
    self->since_us = now;
    close_picture(self, 1);
}

bool
ui_state_retry(UiState *self, int64_t now)
{
    UiView view;

    ui_state_look(self, now, &view);
    if (!view.retry)
        return false;
    self->retried = true;
    self->retried_us = now;
    clear_trouble(self);
    self->decoder_failed = false;
    if (self->latch == LATCH_REFUSED) {
        self->retry_pending = true;
        advance(self, now);
    } else {
        close_picture(self, 1);
    }
    return true;
}

bool
ui_state_offer(UiState *self, int64_t now, bool has_capture, int64_t capture_us)
{
    UiView view;

    advance(self, now);
    if (self->latch != LATCH_NONE || self->hub_problem || self->decoder_failed || !self->open)
        return false;
    self->has_frame = true;
    self->frame_us = now;
    self->has_capture = has_capture;
    self->capture_us = capture_us;
    ui_state_look(self, now, &view);
    return view.picture != UI_PICTURE_BLANK;
}

/* Remembers @at as the next change when it lies ahead and before the one known so far. */
static void
consider(UiView *view, int64_t now, int64_t at)
{
    if (at > now && at < view->next_us)
        view->next_us = at;
}

/* Seconds since @from as they are said: one by one, after two minutes by the minute. */
static int64_t
count(UiView *view, int64_t now, int64_t from)
{
    int64_t age = MAX(now - from, 0);
    int64_t step = age < COUNT_S * S ? S : 60 * S;

    consider(view, now, from + (age / step + 1) * step);
    return age / step * (step / S);
}

static void
look_latched(const UiState *self, int64_t now, UiView *view)
{
    view->kind = self->latch == LATCH_REFUSED ? UI_KIND_REFUSED : UI_KIND_LINK_AGAIN;
    view->words = self->words;
    view->verdict = self->verdict;
    view->other_room = self->other_room;
    view->has_capture = self->verdict.has_capture;
    view->capture_us = self->verdict.capture_us;
    view->retry = self->latch == LATCH_REFUSED && !self->retry_pending;
    if (self->latch == LATCH_REFUSED)
        consider(view, now, self->latched_us + LATCH_US);
}

static void
look_trouble(const UiState *self, int64_t now, UiView *view)
{
    view->kind = self->hub_problem ? UI_KIND_HUB_PROBLEM : UI_KIND_NO_PICTURE;
    view->words = self->hub_problem      ? UI_CASE_HUB
                  : self->decoder_failed ? UI_CASE_DECODER
                                         : UI_CASE_NETWORK;
    view->trouble = self->decoder_failed ? CLIENT_TROUBLE_NONE : self->trouble;
    view->seconds = count(view, now, self->since_us);
    view->has_since = self->wall_trusted;
    view->since_us = self->wall_trusted ? self->since_us + self->wall_offset_us : 0;
    view->retry = true;
}

static void
look_fresh(const UiState *self, int64_t now, UiView *view)
{
    int64_t age = now + self->wall_offset_us - self->capture_us;
    int64_t bound = MIN(3 * self->unit_us + 4 * S, 15 * S);
    bool dated = self->wall_trusted && self->has_capture;

    view->picture = UI_PICTURE_SHOWN;
    consider(view, now, self->frame_us + FRESH_US + 1);
    if (now < self->live_until_us) {
        view->kind = UI_KIND_LIVE;
        view->words = UI_CASE_LIVE;
        consider(view, now, self->live_until_us);
    } else if (dated && (self->live_until_us > 0 || age > bound)) {
        view->kind = UI_KIND_LATE;
        view->words = UI_CASE_BEHIND;
        view->seconds = MAX(count(view, now, self->capture_us - self->wall_offset_us), 1);
    } else {
        view->kind = UI_KIND_TIME_UNPROVEN;
        view->words = UI_CASE_CLOCK;
        if (dated)
            consider(view, now, self->capture_us - self->wall_offset_us + bound + 1);
    }
}

static void
look_stalled(const UiState *self, int64_t now, UiView *view)
{
    int64_t age = now - self->frame_us;

    view->kind = UI_KIND_STALLED;
    view->words = UI_CASE_STOPPED;
    view->picture = age <= DIM_US              ? UI_PICTURE_SHOWN
                    : age <= blank_after(self) ? UI_PICTURE_DIMMED
                                               : UI_PICTURE_BLANK;
    view->seconds = count(view, now, self->frame_us);
    consider(view, now, self->frame_us + DIM_US + 1);
    consider(view, now, self->frame_us + blank_after(self) + 1);
}

/* The newest frame decides by its age, then by what is known of its time. */
static void
look_frame(const UiState *self, int64_t now, UiView *view)
{
    int64_t gone = self->capture_us - self->wall_offset_us + LATE_BLANK_US;

    view->has_capture = self->has_capture;
    view->capture_us = self->capture_us;
    view->picture_until_us = self->frame_us + blank_after(self) + 1;
    if (now - self->frame_us <= FRESH_US)
        look_fresh(self, now, view);
    else
        look_stalled(self, now, view);

    if (self->wall_trusted && self->has_capture && view->kind != UI_KIND_LIVE) {
        view->picture_until_us = MIN(view->picture_until_us, gone + 1);
        if (now > gone)
            view->picture = UI_PICTURE_BLANK;
        consider(view, now, gone + 1);
    }
}

void
ui_state_look(UiState *self, int64_t now, UiView *view)
{
    bool out_of_sight;

    advance(self, now);
    memset(view, 0, sizeof *view);
    view->next_us = UI_NEVER_US;
    view->detail = self->detail;
    out_of_sight = !self->has_frame || now - self->frame_us > blank_after(self);

    if (self->latch != LATCH_NONE)
        look_latched(self, now, view);
    else if (self->hub_problem || self->decoder_failed || (self->no_picture && out_of_sight))
        look_trouble(self, now, view);
    else if (self->open && self->has_frame)
        look_frame(self, now, view);

    if (view->retry && self->retried && now < self->retried_us + RETRY_US) {
        view->retry = false;
        consider(view, now, self->retried_us + RETRY_US);
    }
    if (view->picture == UI_PICTURE_BLANK)
        view->picture_until_us = 0;
}
