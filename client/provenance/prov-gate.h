/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-admission.h"
#include "client/provenance/prov-clock.h"
#include "client/provenance/prov-expectation.h"
#include "client/provenance/prov-mark.h"
#include "client/provenance/prov-verdict.h"

G_BEGIN_DECLS

#define PROV_MAX_INIT_LEN    (1024u * 1024u)      /* bytes */
#define PROV_MAX_SEGMENT_LEN (8u * 1024u * 1024u) /* bytes */
#define PROV_NONCE_LEN       16                   /* bytes of a nonce of ours */

/*
 * The judge of one selected camera. Every unit goes in whole; exactly one verdict comes out.
 * Thread-safety: unsafe, one owner.
 */
typedef struct ProvGate ProvGate;

/* The gate keeps a reference to @expectation. Never fails: without its crypto it refuses with
 * "internal". */
ProvGate *prov_gate_new(ProvExpectation *expectation);
void prov_gate_free(ProvGate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProvGate, prov_gate_free)

/*
 * Goes on where another gate of the same camera's key had come to, before the first unit: what was
 * admitted there is replayed here, and a session from before its own is rolled back.
 */
void prov_gate_resume(ProvGate *self, const ProvMark *mark);

/* Where it has come to; NULL when nothing is known. Transfer full. */
ProvMark *prov_gate_get_mark(const ProvGate *self);

/*
 * Judges an init segment (wire-format "Init segment"; C2PA 2.4 sections 19.4, A.5). The answer is
 * kept for the units that follow with the same bytes, and its time checks are made anew for each of
 * them.
 */
ProvVerdict prov_gate_submit_init(ProvGate *self, GBytes *init, const ProvClock *now);

/*
 * Judges one unit: @segment with the @init it belongs to. When the answer admits and the
 * expectation is of a linked camera, *@admission is a new token over the same bytes (transfer
 * full); else it is NULL.
 */
ProvVerdict prov_gate_submit(ProvGate *self,
                             GBytes *init,
                             GBytes *segment,
                             const ProvClock *now,
                             ProvAdmission **admission);

/*
 * Other revocation data, from the next unit on; either list may be NULL (ProvExpectation). The
 * init segment that held last is judged anew at once: false when it holds no longer, which
 * *@verdict says; true when it does, or there is none. Order and freshness go on as they are.
 */
bool prov_gate_set_revocation(ProvGate *self,
                              GPtrArray *crls,
                              GPtrArray *blocked,
                              bool stale,
                              const ProvClock *now,
                              ProvVerdict *verdict);

/* Remembers a nonce that this hub posts to the camera at CLOCK_BOOTTIME @sent_us; the newest 16
 * count. */
void prov_gate_expect_nonce(ProvGate *self, const uint8_t nonce[PROV_NONCE_LEN], int64_t sent_us);

G_END_DECLS
