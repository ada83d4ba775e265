/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-state-private.h"

#define EPISODES_US (600 * S)

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

void
ui_state_advance(UiState *self, int64_t now)
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
    ui_state_advance(self, event->boot_us);
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

void
ui_state_select(UiState *self, int64_t now)
{
    ui_state_advance(self, now);
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
    ui_state_advance(self, event->boot_us);
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
    ui_state_advance(self, now);
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
        ui_state_advance(self, now);
    } else {
        close_picture(self, 1);
    }
    return true;
}

bool
ui_state_offer(UiState *self, int64_t now, bool has_capture, int64_t capture_us)
{
    UiView view;

    ui_state_advance(self, now);
    if (self->latch != LATCH_NONE || self->hub_problem || self->decoder_failed || !self->open)
        return false;
    self->has_frame = true;
    self->frame_us = now;
    self->has_capture = has_capture;
    self->capture_us = capture_us;
    ui_state_look(self, now, &view);
    return view.picture != UI_PICTURE_BLANK;
}
