/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client-time.h"
#include "client/source.h"
#include "tests/network/watch.h"
#include "tests/unit/days.h"

/*
 * Hours of virtual time before one camera: it films, is unplugged and makes new keys; the network
 * between goes wrong in many ways; this device sleeps, and its clock jumps; somebody looks at the
 * screen, presses "Try again", and selects the camera anew. The run loop, the judge, the rules of
 * time and the screen's state machine are the real ones. Everything random comes from GLib's seed.
 * Times are microseconds; "now" is CLOCK_BOOTTIME.
 */

/* What is wrong at a time. */
typedef enum {
    HOURS_CALM = 0,
    HOURS_SLOW,     /* answers take seconds */
    HOURS_LOSSY,    /* units get lost */
    HOURS_TWICE,    /* units come again */
    HOURS_SHUFFLED, /* units come in the wrong order */
    HOURS_STRIPPED, /* a cache leaves the signed header out */
    HOURS_OLD_INIT, /* a cache keeps the init segment of the session before */
    HOURS_SILENT,   /* no answer */
    HOURS_BROKEN,   /* an error at once */
    HOURS_NO_TLS,   /* somebody else answers, as in a hotel */
    HOURS_FOREIGN,  /* a cache mixes up two cameras */
    HOURS_OFF,      /* the camera is unplugged */
    HOURS_N_KINDS,
} HoursKind;

#define HOURS_MAX_UNIT_US (4 * INT64_C(1000000))

typedef struct {
    ClientSource base;
    Days days;
    Watch watch;
    int64_t now_us;
    int64_t end_us;

    HoursKind kind;
    int64_t next_us;       /* when it changes */
    bool leaving;          /* the session ends: somebody selects the camera anew */
    gint retry;            /* "Try again" was pressed */
    int64_t wall_us;       /* how wrong this device's clock is */
    bool synchronised;     /* and what the system says of it */
    int64_t clock_back_us; /* when it is right again; 0: it is right */
    ClientTimeAgreed agreed;

    /* what is on the way */
    GBytes *held;    /* init segment that the session holds */
    GBytes *segment; /* whole, of the unit that was handed out last; NULL: none */
    GBytes *behind;  /* of a unit that comes too late; NULL: none */
    bool foreign_init, foreign_segment; /* these two are a stranger's */
    GQueue nonces;      /* of GBytes, that the camera has not answered, the oldest first */
    GQueue nonce_times; /* of int64_t: when they came, the true time */

    /* what is held against the rules */
    int64_t calm_us;    /* since when nothing is wrong */
    int64_t heal_us;    /* how long it may take from then */
    int64_t foreign_us; /* when a stranger's unit was last handed out */
    bool healed;

    /* figures */
    unsigned n_units, n_changes[HOURS_N_KINDS], n_sleeps, n_jumps, n_selected;
    unsigned n_foreign, n_refused, n_presses;
    unsigned n_asked;   /* requests while there was no answer */
    int64_t down_us;    /* how long there was none */
    int64_t longest_us; /* until a picture was there again */
} Hours;

/* @hours of virtual time from here, with a camera and a home of its own. */
void hours_begin(Hours *self, double hours);
void hours_end(Hours *self);

/* Time passes, and with it comes what comes; ends early when @interrupt, which may be NULL, is set.
 */
void hours_pass(Hours *self, int64_t us, const gint *interrupt);
/* What was handed out last is not wholly the camera's. */
bool hours_is_foreign(const Hours *self);
/* Nothing comes from the camera. */
bool hours_is_unanswered(HoursKind kind);
const char *hours_kind_name(HoursKind kind);
bool hours_one_in(Hours *self, gint32 n);

/* Begins and ends what somebody looks at. */
void hours_select(Hours *self);
void hours_leave(Hours *self);

/* The true time, microseconds since 1970, which the camera has; and this device's clock as far as
 * it may be believed. */
int64_t hours_true_us(const Hours *self);
ProvClock hours_clock(const Hours *self, bool doubted);
void hours_agree(Hours *self, int64_t capture_us);

/* What the session asks. */
ClientSource *hours_source(Hours *self);
