/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-continuity.h"

/* wire-format.md, "What we add"; attacks.md, SUB-12 and SEQ-16. */
#define CLONE_US          (INT64_C(5) * G_USEC_PER_SEC)
#define DRIFT_US          (INT64_C(2) * G_USEC_PER_SEC)
#define DRIFT_PER_MILLION 500

void
prov_continuity_clear(ProvContinuity *self)
{
    g_free(self->session);
    for (size_t i = 0; i < PROV_MARK_LEFT; i++)
        g_free(self->left[i]);
    *self = (ProvContinuity){ 0 };
}

static bool
was_left(const ProvContinuity *self, const char *session)
{
    for (size_t i = 0; i < PROV_MARK_LEFT; i++) {
        if (g_strcmp0(self->left[i], session) == 0)
            return true;
    }
    return false;
}

/*
 * Another session than the current one: only forward, by the newest nonce of ours that was
 * answered, else by the createdAt of the key that signed. One that an echo has ended does not come
 * back by a createdAt that a wrong clock wrote. An older one that was captured after the newer
 * began means that two devices hold the camera's key (SUB-12).
 */
static bool
check_succession(const ProvContinuity *self, const ProvStep *step, ProvVerdict *verdict)
{
    bool left = was_left(self, step->session);

    if (step->echoed && step->echo_sent_us > self->newest_echo_us)
        return true;
    if (step->created_us > self->created_us && !left)
        return true;
    if (!left && step->has_capture && step->capture_us > self->created_us + CLONE_US)
        return prov_verdict_refuse(verdict, PROV_REASON_CLONE_SUSPECTED,
                                   "two devices sign with this camera's key");
    return prov_verdict_refuse(verdict, PROV_REASON_SESSION_ROLLBACK,
                               "the unit is of an earlier session");
}

/* Decode times of consecutive numbers continue within one sample; after a gap they only go forward.
 */
static bool
check_decode_time(const ProvContinuity *self, const ProvStep *step, bool gap)
{
    if (gap)
        return step->dts >= self->end;
    return step->dts <= self->end + step->longest && step->dts + step->longest >= self->end;
}

/* The capture time runs with the decode time, measured from the session's first admitted unit. */
static bool
check_drift(const ProvContinuity *self, const ProvStep *step)
{
    double media_us, drift_us;

    if (!self->has_anchor || !step->has_capture)
        return true;
    media_us = ((double)step->dts - (double)self->anchor_dts) * (double)G_USEC_PER_SEC
               / (double)step->timescale;
    drift_us = (double)(step->capture_us - self->anchor_us) - media_us;
    return ABS(drift_us)
           <= (double)DRIFT_US + ABS(media_us) * DRIFT_PER_MILLION / (double)G_USEC_PER_SEC;
}

bool
prov_continuity_check(const ProvContinuity *self,
                      const ProvStep *step,
                      ProvProgress *progress,
                      ProvVerdict *verdict)
{
    *progress = (ProvProgress){ 0 };
    if (g_strcmp0(self->session, step->session) != 0) {
        progress->new_session = true;
        return self->session == NULL || check_succession(self, step, verdict);
    }

    if (step->sequence <= self->sequence)
        return prov_verdict_refuse(verdict, PROV_REASON_REPLAYED,
                                   "the unit was there before, or a later one was");
    progress->n_missing = step->sequence - self->sequence - 1;
    if (!check_decode_time(self, step, progress->n_missing > 0))
        return prov_verdict_refuse(verdict, PROV_REASON_OUT_OF_ORDER,
                                   "the unit's decode time does not follow the last one's");
    if (!check_drift(self, step))
        return prov_verdict_refuse(verdict, PROV_REASON_OUT_OF_ORDER,
                                   "the unit's capture time does not run with its decode time");
    return true;
}

static void
begin_session(ProvContinuity *self, const ProvStep *step)
{
    if (self->session != NULL && self->created_us >= step->created_us) {
        char **oldest = &self->left[self->n_left++ % PROV_MARK_LEFT];

        g_free(*oldest);
        *oldest = g_steal_pointer(&self->session);
    }
    g_free(self->session);
    self->session = g_strdup(step->session);
    self->created_us = step->created_us;
    self->has_anchor = false;
    self->echo_sent_us = 0;
}

void
prov_continuity_commit(ProvContinuity *self, const ProvStep *step, const ProvProgress *progress)
{
    if (progress->new_session)
        begin_session(self, step);
    self->created_us = MAX(self->created_us, step->created_us);
    self->sequence = step->sequence;
    self->end = step->end;
    if (step->echoed) {
        self->echo_sent_us = MAX(self->echo_sent_us, step->echo_sent_us);
        self->newest_echo_us = MAX(self->newest_echo_us, step->echo_sent_us);
    }
    if (!self->has_anchor && step->has_capture) {
        self->has_anchor = true;
        self->anchor_us = step->capture_us;
        self->anchor_dts = step->dts;
    }
}

ProvMark *
prov_continuity_get_mark(const ProvContinuity *self)
{
    ProvMark *mark;

    if (self->session == NULL)
        return NULL;
    mark = g_new0(ProvMark, 1);
    mark->session = g_strdup(self->session);
    mark->created_us = self->created_us;
    mark->sequence = self->sequence;
    mark->end = self->end;
    for (size_t i = 0, n = 0; i < PROV_MARK_LEFT; i++) {
        const char *left = self->left[(self->n_left + i) % PROV_MARK_LEFT]; /* the oldest first */

        if (left != NULL)
            mark->left[n++] = g_strdup(left);
    }
    return mark;
}

void
prov_continuity_resume(ProvContinuity *self, const ProvMark *mark)
{
    prov_continuity_clear(self);
    self->session = g_strdup(mark->session);
    self->created_us = mark->created_us;
    self->sequence = mark->sequence;
    self->end = mark->end;
    for (size_t i = 0; i < PROV_MARK_LEFT && mark->left[i] != NULL; i++)
        self->left[self->n_left++] = g_strdup(mark->left[i]);
}
