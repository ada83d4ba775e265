/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-mark.h"
#include "client/provenance/prov-verdict.h"

/*
 * Order, replay, gaps and the succession of sessions of one camera: a pure state machine. Zero is
 * the start. A session is its manifest's label; time inside it is the signed decode time.
 */
typedef struct {
    char *session;      /* label; NULL before the first admitted unit */
    int64_t created_us; /* createdAt of the newest key that signed an admitted unit of it */
    uint64_t sequence;
    uint64_t end;    /* decode time behind the last admitted sample, ticks */
    bool has_anchor; /* the session's first admitted unit with a capture time */
    int64_t anchor_us;
    uint64_t anchor_dts;
    int64_t echo_sent_us;   /* of the newest nonce that the session has answered; 0: none */
    int64_t newest_echo_us; /* the same of any session */
    /* Sessions that an echo proved to be over though their createdAt is later: the newest few. */
    char *left[PROV_MARK_LEFT];
    size_t n_left;
} ProvContinuity;

/* What one authentic unit says of its place. */
typedef struct {
    const char *session;
    int64_t created_us; /* of the key that signed it */
    uint64_t sequence;
    uint64_t dts; /* of its first sample, ticks */
    uint64_t end;
    uint32_t longest; /* sample, ticks: the tolerance between consecutive units */
    uint32_t timescale;
    bool has_capture;
    int64_t capture_us;
    bool echoed;          /* answers a nonce of this hub: current whatever its createdAt */
    int64_t echo_sent_us; /* when that was sent, CLOCK_BOOTTIME microseconds */
} ProvStep;

typedef struct {
    bool new_session;
    uint64_t n_missing; /* sequence numbers that were skipped */
} ProvProgress;

void prov_continuity_clear(ProvContinuity *self);

/*
 * May @step follow? Changes nothing. Refuses with replayed, out-of-order, session-rollback or
 * clone-suspected.
 */
bool prov_continuity_check(const ProvContinuity *self,
                           const ProvStep *step,
                           ProvProgress *progress,
                           ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

/* Moves to @step, which was checked and admitted. */
void
prov_continuity_commit(ProvContinuity *self, const ProvStep *step, const ProvProgress *progress);

/* Where the last admitted unit left it; NULL before the first. Transfer full. */
ProvMark *prov_continuity_get_mark(const ProvContinuity *self);

/*
 * Goes on behind @mark, before the first unit. The drift of the capture time is measured anew, and
 * an echo counts from this start: both are of clocks that a restart may have moved.
 */
void prov_continuity_resume(ProvContinuity *self, const ProvMark *mark);
