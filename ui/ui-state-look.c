/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be seen of a state at a time, and until when. */
#include "ui/ui-state-private.h"

#include <string.h>

#define FRESH_US      (1 * S)  /* a newest frame older than this is stalled */
#define DIM_US        (3 * S)  /* stalled and shown up to here, then dimmed */
#define BLANK_US      (10 * S) /* dimmed up to here, then blank */
#define DOOR_BLANK_US (5 * S)  /* the same at a door, or of a baby */
#define LATE_BLANK_US (60 * S) /* a picture from further back than this is not shown */
#define COUNT_S       120      /* up to here seconds are counted one by one, later by the minute */

static int64_t
blank_after(const UiState *self)
{
    return self->profile == UI_PROFILE_DOOR ? DOOR_BLANK_US : BLANK_US;
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

    ui_state_advance(self, now);
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
