/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

G_BEGIN_DECLS

/*
 * What the screen says of one selected camera: events, frames and the time go in, a view comes out.
 * Pure: no toolkit, no clock of its own; every time is CLOCK_BOOTTIME in microseconds and given by
 * the caller, never going backwards. Thread-safety: unsafe, one owner.
 */

/* Zero shows nothing. */
typedef enum {
    UI_KIND_CHECKING = 0,
    UI_KIND_LIVE,
    UI_KIND_TIME_UNPROVEN,
    UI_KIND_LATE,
    UI_KIND_STALLED,
    UI_KIND_REFUSED,
    UI_KIND_LINK_AGAIN,
    UI_KIND_NO_PICTURE,
    UI_KIND_HUB_PROBLEM,
} UiKind;

typedef enum {
    UI_PICTURE_BLANK = 0, /* gone, its place is taken by the panel */
    UI_PICTURE_DIMMED,
    UI_PICTURE_SHOWN,
} UiPicture;

/* Which words belong to it (ui-words.c has them all). */
typedef enum {
    UI_CASE_CHECKING = 0,
    UI_CASE_LIVE,
    UI_CASE_CLOCK,
    UI_CASE_BEHIND,
    UI_CASE_STOPPED,
    UI_CASE_WRONG_CAMERA,
    UI_CASE_ONE_OF_YOURS,
    UI_CASE_CHANGED,
    UI_CASE_OLD,
    UI_CASE_AHEAD,
    UI_CASE_NO_PROOF,
    UI_CASE_LINK_AGAIN,
    UI_CASE_NEW_IDENTITY,
    UI_CASE_NETWORK,
    UI_CASE_DECODER,
    UI_CASE_HUB,
} UiCase;

/* How long a picture that stopped is kept. */
typedef enum {
    UI_PROFILE_NORMAL = 0, /* 10 s */
    UI_PROFILE_DOOR,       /* 5 s: where an old picture does more harm, as at a door or of a baby */
} UiProfile;

#define UI_NEVER_US INT64_MAX

/* A plain value; the strings are borrowed from the state, until it is told the next thing. */
typedef struct {
    UiKind kind;
    UiPicture picture;
    UiCase words;
    int64_t seconds; /* late: behind; stalled: since the newest frame; no picture: since it began */
    bool has_capture;      /* the next one is known */
    int64_t capture_us;    /* signed time of the newest frame, or of the refused unit; since 1970 */
    bool has_since;        /* no picture: the next one is known and may be believed */
    int64_t since_us;      /* wall clock of its beginning, microseconds since 1970 */
    bool retry;            /* "Try again" may be pressed now */
    ProvVerdict verdict;   /* refused and link again: the refusal the words are about; else zero */
    ClientTrouble trouble; /* no picture and hub problem */
    const char *other_room;   /* the other linked camera that it is; or NULL */
    const char *detail;       /* one sentence for Details; or NULL */
    int64_t picture_until_us; /* no picture of now may be painted at this time or later */
    int64_t
        next_us; /* when the view can change by itself; UI_NEVER_US: not before the next input */
} UiView;

typedef struct UiState UiState;

UiState *ui_state_new(void);
void ui_state_free(UiState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UiState, ui_state_free)

/* A choice of its owner; from now on. */
void ui_state_set_profile(UiState *self, UiProfile profile);

/*
 * The camera is selected, or selected anew, at @now: its picture and its troubles are forgotten. A
 * refusal stays as it would have without that; "link again" is found out anew, and two admitted
 * units in a row are needed then.
 */
void ui_state_select(UiState *self, int64_t now);

/* An event of the camera's session, at event->boot_us. */
void ui_state_event(UiState *self, const ClientEvent *event);

/*
 * A decoded frame wants to be presented. True: it may, and it counts as presented from @now on.
 * False: it must be dropped.
 */
bool ui_state_offer(UiState *self, int64_t now, bool has_capture, int64_t capture_us);

/* The player gave up on this camera. */
void ui_state_decode_failed(UiState *self, int64_t now);

/* "Try again". False: not now, nothing is to be done. */
bool ui_state_retry(UiState *self, int64_t now);

/* What is to be seen at @now. */
void ui_state_look(UiState *self, int64_t now, UiView *view);

/* The words for a refusal of @reason; @other_known: the signer is another linked camera, and that
 * is proven. */
UiCase ui_case_of_reason(ProvReason reason, bool other_known);

/* Red: there would be a picture, and it is not shown. */
bool ui_kind_is_alert(UiKind kind);

/* "time-unproven", "one-of-yours": stable names. Static. */
const char *ui_kind_name(UiKind kind);
const char *ui_case_name(UiCase words);

G_END_DECLS
