/* SPDX-License-Identifier: Apache-2.0 */
/* What comes through to the session, in place of client/fetch: the newest unit, as a live edge has
 * it, over a network in its present state. */
#include "tests/rig/rig-vsi.h"
#include "tests/unit/hours.h"

#define S          ((int64_t)G_USEC_PER_SEC)
#define RTT_US     (S / 20)
#define TIMED_OUT  (4 * S)
#define SLOW       8               /* seconds at most: a segment's deadline */
#define MAX_NONCES 8               /* of one unit (wire-format.md, "Challenge") */
#define KEY_LIFE   (20 * 3600 * S) /* the camera makes a new key in time */

static void
fail(ClientUnit *out, ClientTrouble trouble, const char *detail)
{
    out->trouble = trouble;
    out->detail = g_strdup(detail);
}

/* True with the trouble in @out, when there is no answer. */
static bool
has_no_answer(Hours *self, ClientUnit *out)
{
    const HoursKind kind = self->kind;

    if (!hours_is_unanswered(kind))
        return false;
    self->n_asked++;
    if (kind == HOURS_SILENT || kind == HOURS_OFF) {
        hours_pass(self, TIMED_OUT, NULL);
        fail(out, CLIENT_TROUBLE_TIMED_OUT, "The camera's server did not answer in time.");
    } else if (kind == HOURS_BROKEN) {
        hours_pass(self, RTT_US, NULL);
        fail(out, CLIENT_TROUBLE_HTTP_FAILED, "The camera's server can't be reached.");
    } else {
        hours_pass(self, RTT_US, NULL);
        fail(out, CLIENT_TROUBLE_TLS_FAILED, "The camera's server did not prove who it is.");
    }
    return true;
}

static const RigGop *
longest(const Hours *self)
{
    return self->days.gops[DAYS_N_GOPS - 1];
}

/* What a unit that began at @true_us answers: a nonce goes into the next one that begins. */
static GPtrArray *
take_nonces(Hours *self, int64_t true_us)
{
    GPtrArray *nonces = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    const int64_t *at_us = g_queue_peek_head(&self->nonce_times);

    for (; at_us != NULL && *at_us <= true_us; at_us = g_queue_peek_head(&self->nonce_times)) {
        g_ptr_array_add(nonces, g_queue_pop_head(&self->nonces));
        g_free(g_queue_pop_head(&self->nonce_times));
    }
    return nonces;
}

/* The newest unit that is whole; waits for it. NULL: something has come between. */
static GBytes *
film(Hours *self)
{
    DaysCamera *camera = &self->days.front;
    const int64_t unit_us = days_ticks_to_us(days_gop_ticks(longest(self)));
    g_autoptr(GPtrArray) nonces = NULL;

    while (camera->clock_us + 2 * unit_us <= hours_true_us(self))
        days_camera_advance(camera, longest(self));
    if (camera->clock_us - camera->session->created_at_us > KEY_LIFE) {
        days_camera_boot(&self->days, camera);
        return NULL; /* the playlist names another init segment */
    }
    hours_pass(self, camera->clock_us + unit_us - hours_true_us(self), NULL);
    if (self->leaving || self->kind == HOURS_OFF
        || camera->clock_us + unit_us > hours_true_us(self)) /* it was unplugged meanwhile */
        return NULL;
    nonces = take_nonces(self, camera->clock_us);
    return days_camera_shoot(&self->days, camera, nonces);
}

static GBytes *
new_init(Hours *self)
{
    self->foreign_init = self->kind == HOURS_FOREIGN && hours_one_in(self, 2);
    return (self->foreign_init ? self->days.stranger : self->days.front).session->init;
}

/* As it comes out of caches. */
static GBytes *
kept_init(Hours *self)
{
    const RigSession *before = self->days.front.before;

    return self->kind == HOURS_OLD_INIT && before != NULL ? before->init : new_init(self);
}

static void
note_foreign(Hours *self)
{
    if (!hours_is_foreign(self))
        return;
    self->n_foreign++;
    self->foreign_us = self->now_us;
}

static void
take_init(Hours *self, GBytes *(*from)(Hours *self))
{
    self->foreign_init = false;
    g_clear_pointer(&self->held, g_bytes_unref);
    self->held = g_bytes_ref(from(self));
}

static GBytes *
film_stranger(Hours *self)
{
    DaysCamera *stranger = &self->days.stranger;

    stranger->clock_us = hours_true_us(self);
    self->foreign_segment = true;
    return days_camera_shoot(&self->days, stranger, NULL);
}

/* @segment, whole, as it comes through. Consumes it. */
static void
hand_out(Hours *self, GBytes *segment, ClientUnit *out)
{
    self->foreign_segment = false;
    if (self->kind == HOURS_FOREIGN && !hours_one_in(self, 3)) {
        g_bytes_unref(segment);
        segment = film_stranger(self);
    }
    note_foreign(self);
    g_clear_pointer(&self->segment, g_bytes_unref);
    self->segment = segment;
    out->init = g_bytes_ref(self->held);
    out->segment = self->kind == HOURS_STRIPPED && !self->foreign_segment ? rig_vsi_strip(segment)
                                                                          : g_bytes_ref(segment);
}

/* True with a new init segment in @out. */
static bool
takes_init(Hours *self, ClientUnit *out)
{
    const DaysCamera *camera = &self->days.front;

    /* what is held is believed to be current, until the playlist names another, or it is refused */
    if (self->held != NULL && (self->held == camera->session->init || self->kind == HOURS_OLD_INIT))
        return false;
    hours_pass(self, RTT_US, NULL);
    self->foreign_segment = false;
    take_init(self, kept_init);
    note_foreign(self);
    out->init = g_bytes_ref(self->held);
    return true;
}

/* The next unit over this network; false: not yet. */
static bool
try_next(Hours *self, ClientUnit *out)
{
    GBytes *segment;

    if (has_no_answer(self, out) || takes_init(self, out))
        return true;
    if (self->kind == HOURS_TWICE && self->segment != NULL && hours_one_in(self, 2)) {
        hours_pass(self, RTT_US, NULL);
        hand_out(self, g_bytes_ref(self->segment), out);
        return true;
    }
    if (self->behind != NULL) {
        hand_out(self, g_steal_pointer(&self->behind), out);
        return true;
    }
    segment = film(self);
    if (segment != NULL && self->kind == HOURS_SHUFFLED) {
        self->behind = segment;
        segment = film(self);
    }
    if (segment != NULL && self->kind == HOURS_LOSSY && hours_one_in(self, 3))
        g_clear_pointer(&segment, g_bytes_unref);
    if (segment == NULL)
        return false;
    if (self->kind == HOURS_SLOW)
        hours_pass(self, days_some_seconds(&self->days, 0, SLOW), NULL);
    hours_pass(self, RTT_US, NULL);
    hand_out(self, segment, out);
    return true;
}

static bool
next(ClientSource *base, ClientUnit *out)
{
    Hours *self = (Hours *)base;

    *out = (ClientUnit){ 0 };
    while (!self->leaving && !try_next(self, out))
        ;
    return !self->leaving;
}

/* Past caches: this camera's own, unless the mix-up is behind them too. */
static bool
again(ClientSource *base, bool init, ClientUnit *out)
{
    Hours *self = (Hours *)base;

    *out = (ClientUnit){ 0 };
    if (has_no_answer(self, out))
        return !self->leaving;
    hours_pass(self, RTT_US, NULL);
    if (init) {
        take_init(self, new_init);
        note_foreign(self);
    } else {
        out->segment = g_bytes_ref(self->segment);
    }
    out->init = g_bytes_ref(self->held);
    return !self->leaving;
}

static void
forget_init(ClientSource *base)
{
    Hours *self = (Hours *)base;

    g_clear_pointer(&self->held, g_bytes_unref);
    self->foreign_init = false;
}

static void
challenge(ClientSource *base, const uint8_t *nonce, size_t nonce_len)
{
    Hours *self = (Hours *)base;
    int64_t *now_us;

    if (hours_is_unanswered(self->kind)) {
        self->n_asked++;
        return;
    }
    now_us = g_new(int64_t, 1);
    *now_us = hours_true_us(self);
    g_queue_push_tail(&self->nonces, g_bytes_new(nonce, nonce_len));
    g_queue_push_tail(&self->nonce_times, now_us);
    if (self->nonces.length > MAX_NONCES) {
        g_bytes_unref(g_queue_pop_head(&self->nonces));
        g_free(g_queue_pop_head(&self->nonce_times));
    }
}

static void
do_nothing(G_GNUC_UNUSED ClientSource *base)
{
}

ClientSource *
hours_source(Hours *self)
{
    self->base = (ClientSource){ next, again, forget_init, challenge, do_nothing };
    return &self->base;
}
