/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-gate.h"

#include "client/provenance/prov-admission-private.h"
#include "client/provenance/prov-continuity.h"
#include "client/provenance/prov-format.h"
#include "client/provenance/prov-freshness.h"

#include <string.h>

struct ProvGate {
    ProvExpectation *expectation;
    ProvCrypto *crypto; /* NULL: everything is refused */
    const ProvFormat *format;
    ProvInitFacts init; /* of the init segment judged last */
    ProvVerdict init_verdict;
    ProvContinuity continuity;
    ProvFreshness freshness;
};

ProvGate *
prov_gate_new(ProvExpectation *expectation)
{
    ProvGate *self = g_new0(ProvGate, 1);

    self->expectation = prov_expectation_ref(expectation);
    self->crypto = prov_crypto_new();
    self->format = &prov_format_c2pa_live;
    return self;
}

void
prov_gate_free(ProvGate *self)
{
    if (self == NULL)
        return;

    prov_format_clear_init(&self->init);
    prov_continuity_clear(&self->continuity);
    prov_crypto_free(self->crypto);
    prov_expectation_unref(self->expectation);
    g_free(self);
}

void
prov_gate_resume(ProvGate *self, const ProvMark *mark)
{
    prov_continuity_resume(&self->continuity, mark);
}

ProvMark *
prov_gate_get_mark(const ProvGate *self)
{
    return prov_continuity_get_mark(&self->continuity);
}

void
prov_gate_expect_nonce(ProvGate *self, const uint8_t nonce[PROV_NONCE_LEN], int64_t sent_us)
{
    prov_freshness_expect(&self->freshness, nonce, sent_us);
}

/*
 * The verdict on @init in the gate's own words: kept, its time checks made anew. What it says about
 * the init is not yet an admission of anything.
 */
static bool
judge_init(ProvGate *self, GBytes *init, const ProvClock *now, ProvVerdict *verdict)
{
    if (self->crypto == NULL)
        return prov_verdict_refuse(verdict, PROV_REASON_INTERNAL, "no cryptography is available");

    if (self->init.bytes == NULL || !g_bytes_equal(self->init.bytes, init)) {
        prov_format_clear_init(&self->init);
        self->init_verdict = (ProvVerdict){ 0 };
        if (!self->format->judge_init(self->crypto, init, self->expectation, now, &self->init,
                                      &self->init_verdict)) {
            /* A refusal is not kept: the same bytes are judged again, on a clock that may have
             * moved. */
            *verdict = self->init_verdict;
            prov_format_clear_init(&self->init);
            return false;
        }
        *verdict = self->init_verdict;
        return true;
    }

    *verdict = self->init_verdict;
    return prov_identity_check_time(&self->init.identity, now, verdict)
           && prov_session_key_check_any_current(&self->init.keys, now, verdict);
}

ProvVerdict
prov_gate_submit_init(ProvGate *self, GBytes *init, const ProvClock *now)
{
    ProvVerdict verdict = { 0 };

    if (judge_init(self, init, now, &verdict))
        verdict.reason = PROV_REASON_NONE;
    return verdict;
}

/* The key's window (wire-format.md, "What we add"). */
static bool
check_window(const ProvSegmentFacts *facts, const ProvClock *now, ProvVerdict *verdict)
{
    const ProvSessionKey *key = facts->key;

    if (facts->sequence < key->min_sequence)
        return prov_verdict_refuse(verdict, PROV_REASON_SESSION_KEY_TIME,
                                   "the unit comes before its session key's first number");
    if (!prov_session_key_is_current(key, now))
        return prov_verdict_refuse(verdict, PROV_REASON_SESSION_KEY_TIME,
                                   "the session key is not valid now");
    if (!facts->has_capture)
        return true;
    if (facts->capture_us < key->created_us - PROV_CLOCK_SKEW_US || facts->capture_us > key->end_us)
        return prov_verdict_refuse(verdict, PROV_REASON_SESSION_KEY_TIME,
                                   "the unit was captured outside its session key's time");
    if (now->trust == PROV_CLOCK_TRUSTED && facts->capture_us > now->wall_us + PROV_CLOCK_SKEW_US)
        return prov_verdict_refuse(verdict, PROV_REASON_FROM_THE_FUTURE,
                                   "the unit was captured later than now");
    return true;
}

static ProvStep
make_step(const ProvGate *self, const ProvSegmentFacts *facts, bool echoed, int64_t echo_sent_us)
{
    return (ProvStep){
        .session = self->init.session,
        .created_us = facts->key->created_us,
        .sequence = facts->sequence,
        .dts = facts->samples.sample[0].dts,
        .end = facts->samples.end,
        .longest = facts->samples.longest,
        .timescale = self->init.track.track.timescale,
        .has_capture = facts->has_capture,
        .capture_us = facts->capture_us,
        .echoed = echoed,
        .echo_sent_us = echo_sent_us,
    };
}

static ProvAdmission *
make_admission(ProvGate *self,
               GBytes *segment,
               ProvSegmentFacts *facts,
               const ProvProgress *progress)
{
    ProvAdmission *admission = g_new0(ProvAdmission, 1);

    admission->link = g_strdup(self->expectation->link);
    admission->generation = self->expectation->generation;
    admission->init = g_bytes_ref(self->init.bytes);
    admission->segment = g_bytes_ref(segment);
    admission->track = self->init.track.track;
    admission->samples = facts->samples;
    facts->samples = (ProvSamples){ 0 }; /* given away */
    admission->session = g_strdup(self->init.session);
    admission->sequence = facts->sequence;
    admission->has_capture = facts->has_capture;
    admission->capture_us = facts->capture_us;
    admission->discontinuous = progress->new_session || progress->n_missing > 0;
    return admission;
}

/* The unit's duration, microseconds. */
static int64_t
unit_us(const ProvGate *self, const ProvSegmentFacts *facts)
{
    return (int64_t)(facts->samples.duration * G_USEC_PER_SEC / self->init.track.track.timescale);
}

/* Only a gate of a linked camera makes tokens: its pin was compared and its chain held. */
static bool
may_admit(const ProvGate *self, const ProvVerdict *verdict)
{
    return self->expectation->link != NULL && verdict->selected && verdict->chain;
}

/* Checks everything into locals; state moves only behind the last check. */
static bool
judge(ProvGate *self,
      GBytes *segment,
      const ProvClock *now,
      ProvVerdict *verdict,
      ProvSegmentFacts *facts,
      ProvAdmission **admission)
{
    ProvProgress progress;
    ProvStep step;
    int64_t echo_sent_us = 0;

    if (!self->format->judge_segment(self->crypto, prov_reader_from_bytes(segment), &self->init,
                                     self->expectation, facts, verdict))
        return false;

    verdict->echoed =
        prov_freshness_find(&self->freshness, facts->nonces, facts->n_nonces, &echo_sent_us);
    if (!check_window(facts, now, verdict))
        return false;

    step = make_step(self, facts, verdict->echoed, echo_sent_us);
    if (!prov_continuity_check(&self->continuity, &step, &progress, verdict))
        return false;

    prov_continuity_commit(&self->continuity, &step, &progress);
    verdict->echo_sent_us = self->continuity.echo_sent_us;
    verdict->n_missing = progress.n_missing;
    if (progress.n_missing > 0)
        verdict->notes |= PROV_NOTE_GAP;
    verdict->unit_us = unit_us(self, facts);
    verdict->live_until_us = prov_freshness_live_until(verdict, verdict->unit_us, now);
    if (verdict->live_until_us <= now->boot_us)
        verdict->notes |= PROV_NOTE_TIME_UNPROVEN;
    if (may_admit(self, verdict))
        *admission = make_admission(self, segment, facts, &progress);
    return true;
}

ProvVerdict
prov_gate_submit(ProvGate *self,
                 GBytes *init,
                 GBytes *segment,
                 const ProvClock *now,
                 ProvAdmission **admission)
{
    ProvSegmentFacts facts = { 0 };
    ProvVerdict verdict = { 0 };

    *admission = NULL;
    if (judge_init(self, init, now, &verdict)
        && judge(self, segment, now, &verdict, &facts, admission))
        verdict.reason = PROV_REASON_NONE;
    prov_samples_clear(&facts.samples);
    return verdict;
}

bool
prov_gate_set_revocation(ProvGate *self,
                         GPtrArray *crls,
                         GPtrArray *blocked,
                         bool stale,
                         const ProvClock *now,
                         ProvVerdict *verdict)
{
    ProvExpectation *expectation =
        prov_expectation_with_revocation(self->expectation, crls, blocked, stale);
    g_autoptr(GBytes) init = self->init.bytes != NULL ? g_bytes_ref(self->init.bytes) : NULL;

    prov_expectation_unref(self->expectation);
    self->expectation = expectation;
    prov_format_clear_init(&self->init);
    *verdict = (ProvVerdict){ 0 };
    if (init == NULL)
        return true;
    *verdict = prov_gate_submit_init(self, init, now);
    return prov_verdict_admits(verdict);
}
