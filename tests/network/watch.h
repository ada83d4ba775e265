/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"
#include "ui/ui-state.h"

G_BEGIN_DECLS

/*
 * One camera's session and what a person would see of it: the screen's own state machine, fed with
 * the session's real events. No decoder: an admitted unit stands for its frames, which are
 * presented from its admission, or from the end of the unit before, for as long as it lasts.
 * Thread-safety: unsafe, main thread.
 */
typedef struct {
    UiState *state;
    ClientSession *session;
    char *link;
    int64_t started_us; /* all times: CLOCK_BOOTTIME, 0: never */
    int64_t until_us;   /* there are frames up to here */
    int64_t capture_us;
    bool has_capture;

    guint n_admitted;
    guint n_dropped;
    guint n_doubted;
    guint n_refused; /* red */
    guint n_trouble;
    int64_t admitted_us; /* the last one */
    int64_t trouble_us;  /* the last one */
    ClientTrouble trouble;
    ProvReason reason; /* of the last refusal */

    unsigned seen;  /* bits, 1 << UiKind */
    guint n_untrue; /* times that it said something that its frames and events do not bear out */
    UiView view;    /* at the last look */
} Watch;

/* Nothing but the state machine, from @now on; no session. */
void watch_begin(Watch *self, int64_t now);
void watch_end(Watch *self);
/* What the session says; ClientEventFunc. */
void watch_hear(const ClientEvent *event, gpointer self);
/* What is to be seen at @now, which never goes back. To be called every 50 ms or so. */
void watch_look(Watch *self, int64_t now);

/* A picture is to be seen. */
bool watch_shows(const Watch *self);
/* "stalled, no-picture"; transfer full. */
char *watch_kinds(unsigned seen);
/* Bits of the states that are red or this device's own fault. */
unsigned watch_alarms(void);

G_END_DECLS
