/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/hours.h"

#include <math.h>

#define S       ((int64_t)G_USEC_PER_SEC)
#define TICK_US (S / 10)
#define HOUR    (3600 * S)

#define PATIENCE_US (4 * S)          /* of the longest request that is under way when it ends */
#define BACK_OFF_US (10 * S)         /* the longest, with its chance */
#define RECENT_US   (60 * S)         /* after a picture waiting is shorter */
#define HELD_US     (700 * S)        /* a refusal stays when there were three in ten minutes */
#define LATCH_US    (8 * S)          /* a refusal can be read, and two units are needed */
#define PRESS_US    (60 * S)         /* until somebody presses "Try again" */
#define LIVE_US     (15 * S + S / 2) /* the oldest picture that may be "Live" */

bool
hours_one_in(Hours *self, gint32 n)
{
    return days_one_in(&self->days, n);
}

bool
hours_is_foreign(const Hours *self)
{
    return self->foreign_init || self->foreign_segment;
}

bool
hours_is_unanswered(HoursKind kind)
{
    return kind == HOURS_SILENT || kind == HOURS_BROKEN || kind == HOURS_NO_TLS
           || kind == HOURS_OFF;
}

const char *
hours_kind_name(HoursKind kind)
{
    static const char *const names[HOURS_N_KINDS] = { "calm",     "slow",     "lossy",    "twice",
                                                      "shuffled", "stripped", "old-init", "silent",
                                                      "broken",   "no-tls",   "foreign",  "off" };

    return names[kind];
}

/* From @from to @to, small ones as often as large ones. */
static int64_t
any_time(Hours *self, double from, double to)
{
    return (int64_t)(from * pow(to / from, g_rand_double(self->days.rand)));
}

int64_t
hours_true_us(const Hours *self)
{
    return WORLD_NOW_US + self->now_us;
}

static ClientTimeReading
read_system(const Hours *self)
{
    return (ClientTimeReading){
        .synchronised = self->synchronised,
        .wall_us = hours_true_us(self) + self->wall_us,
        .boot_us = self->now_us,
    };
}

ProvClock
hours_clock(const Hours *self, bool doubted)
{
    ClientTimeReading reading = read_system(self);

    reading.synchronised = reading.synchronised && !doubted;
    return client_time_judge(&self->agreed, &reading, WORLD_NOW_US);
}

void
hours_agree(Hours *self, int64_t capture_us)
{
    ClientTimeReading reading = read_system(self);
    ClientTimeAgreed newer;

    if (client_time_agree(&self->agreed, &reading, capture_us, &newer))
        self->agreed = newer;
}

/* From now on all is well: how soon must there be a picture? */
static void
begin_calm(Hours *self)
{
    const int64_t last_us = MAX(self->watch.until_us, self->watch.started_us);
    const bool recent = self->now_us - last_us < RECENT_US;

    self->calm_us = self->now_us;
    self->healed = false;
    self->heal_us = 2 * HOURS_MAX_UNIT_US + 3 * S + PATIENCE_US + (recent ? 0 : BACK_OFF_US);
    if (self->foreign_us > 0 && self->now_us - self->foreign_us < HELD_US)
        self->heal_us += LATCH_US + PRESS_US;
}

static void
plug_in(Hours *self)
{
    DaysCamera *camera = &self->days.front;

    camera->clock_us = hours_true_us(self);
    days_camera_boot(&self->days, camera);
}

static void
sleep_on(Hours *self)
{
    self->n_sleeps++;
    self->now_us += any_time(self, 5 * S, hours_one_in(self, 10) ? 8 * HOUR : 60 * S);
}

/* A clock that was right before; how far, is told apart by what is believed of it. */
static void
jump(Hours *self)
{
    static const int64_t jumps[] = { -24 * HOUR, -HOUR,  -90 * S, -30 * S,
                                     30 * S,     90 * S, HOUR,    24 * HOUR };

    if (!self->agreed.known || self->clock_back_us != 0)
        return;
    self->n_jumps++;
    self->wall_us = jumps[g_rand_int_range(self->days.rand, 0, G_N_ELEMENTS(jumps))];
    self->synchronised = !hours_one_in(self, 4);
    self->clock_back_us = self->now_us + any_time(self, S, HOUR);
}

static void
set_clock_back(Hours *self)
{
    if (self->clock_back_us == 0 || self->now_us < self->clock_back_us)
        return;
    self->wall_us = 0;
    self->synchronised = true;
    self->clock_back_us = 0;
}

/* Something else than the network happens now and then. */
static void
live_on(Hours *self)
{
    if (hours_one_in(self, 20))
        sleep_on(self);
    if (hours_one_in(self, 10))
        jump(self);
    self->leaving = self->leaving || hours_one_in(self, 10);
}

static void
change(Hours *self)
{
    if (self->kind != HOURS_CALM) {
        if (self->kind == HOURS_OFF)
            plug_in(self);
        self->kind = HOURS_CALM;
        self->next_us = self->now_us + any_time(self, 20 * S, 300 * S);
    } else {
        live_on(self);
        self->kind = (HoursKind)g_rand_int_range(self->days.rand, HOURS_CALM, HOURS_N_KINDS);
        self->n_changes[self->kind]++;
        self->next_us = self->now_us
                        + any_time(self, (double)S / 5, hours_one_in(self, 50) ? 2 * HOUR : 60 * S);
    }
    begin_calm(self);
}

/* Whoever stands there presses "Try again" after a while. */
static void
press(Hours *self)
{
    if (!self->watch.view.retry || !hours_one_in(self, 60)
        || !ui_state_retry(self->watch.state, self->now_us))
        return;
    self->n_presses++;
    self->watch.trouble_us = 0; /* it is asked for anew */
    self->retry = 1;
}

static bool
is_well(const Hours *self)
{
    const UiKind kind = self->watch.view.kind;

    return watch_shows(&self->watch)
           && (kind == UI_KIND_LIVE || kind == UI_KIND_LATE || kind == UI_KIND_TIME_UNPROVEN);
}

static void
check(Hours *self)
{
    const Watch *watch = &self->watch;
    const int64_t age_us = hours_true_us(self) - watch->capture_us;

    if (watch->n_untrue > 0)
        g_error("%" G_GINT64_FORMAT " s, %s: the screen says \"%s\" and that is not so",
                self->now_us / S, hours_kind_name(self->kind), ui_kind_name(watch->view.kind));
    if (watch->view.kind == UI_KIND_LIVE && age_us > LIVE_US + ABS(self->wall_us))
        g_error("%" G_GINT64_FORMAT " s: live, and the picture is %.1f s old", self->now_us / S,
                (double)age_us / S);
    if (self->kind != HOURS_CALM || self->healed)
        return;
    self->healed = is_well(self);
    if (self->healed && self->foreign_us + HELD_US < self->calm_us)
        self->longest_us = MAX(self->longest_us, self->now_us - self->calm_us);
    if (!self->healed && self->now_us - self->calm_us > self->heal_us)
        g_error("%" G_GINT64_FORMAT " s: no picture %.1f s after all was well, but \"%s\"",
                self->now_us / S, (double)(self->now_us - self->calm_us) / S,
                ui_kind_name(watch->view.kind));
}

void
hours_pass(Hours *self, int64_t us, const gint *interrupt)
{
    const int64_t end_us = self->now_us + us;

    while (self->now_us < end_us && (interrupt == NULL || *interrupt == 0)) {
        const int64_t step_us = MIN(TICK_US, end_us - self->now_us);

        self->now_us += step_us;
        if (hours_is_unanswered(self->kind))
            self->down_us += step_us;
        set_clock_back(self);
        if (self->now_us >= self->next_us)
            change(self);
        watch_look(&self->watch, self->now_us);
        press(self);
        check(self);
    }
    self->leaving = self->leaving || self->now_us > self->end_us;
}

void
hours_select(Hours *self)
{
    self->leaving = false;
    self->retry = 0;
    self->n_selected++;
    watch_begin(&self->watch, self->now_us);
    begin_calm(self);
}

void
hours_leave(Hours *self)
{
    self->n_refused += self->watch.n_refused;
    self->n_units += self->watch.n_admitted;
    watch_end(&self->watch);
    g_clear_pointer(&self->held, g_bytes_unref);
    g_clear_pointer(&self->segment, g_bytes_unref);
    g_clear_pointer(&self->behind, g_bytes_unref);
    g_queue_clear_full(&self->nonces, (GDestroyNotify)g_bytes_unref);
    g_queue_clear_full(&self->nonce_times, g_free);
    self->foreign_init = self->foreign_segment = false;
}

void
hours_begin(Hours *self, double hours)
{
    days_set_up(&self->days, NULL);
    for (size_t i = 0; i < DAYS_N_GOPS; i++) { /* of some seconds: fewer to sign for an hour */
        rig_gop_free(self->days.gops[i]);
        self->days.gops[i] =
            rig_gop_new(WORLD_WIDTH, WORLD_HEIGHT, 0x2060a0, 3 + i, 4 * WORLD_TICKS, 0);
    }
    self->kind = HOURS_CALM;
    self->now_us = S;
    self->end_us = (int64_t)(hours * HOUR);
    self->next_us = 60 * S;
    self->synchronised = !hours_one_in(self, 4); /* or no clock at all, for all these hours */
    self->clock_back_us = self->synchronised ? 0 : INT64_MAX;
    self->wall_us = 0;
    self->agreed = (ClientTimeAgreed){ 0 };
    self->foreign_us = 0;
}

void
hours_end(Hours *self)
{
    days_tear_down(&self->days, NULL);
}
