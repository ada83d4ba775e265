/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several units in a row: what succession, echoes, the memory of ended sessions and the anchor of
 * the clock make of them. And nonces and times of which a single byte is wrong.
 */
#include "client/provenance/prov-continuity.h"
#include "client/provenance/prov-freshness.h"
#include "client/provenance/prov-time.h"

#include <string.h>

#define S         (INT64_C(1) * G_USEC_PER_SEC)
#define BEGUN     (INT64_C(1795327200) * S)
#define MAX_UNITS 16
#define NO_TIME   G_MININT64

/* One unit of a second; seconds after BEGUN, except as said. */
typedef struct {
    const char *session;
    int64_t created;
    uint64_t number;    /* and its place on its session's time line */
    int64_t capture_us; /* beside its decode time, microseconds; NO_TIME: it has none */
    int64_t echo;       /* when the nonce was sent that it answers; 0: none */
    const char *reason;
} Unit;

static const struct {
    const char *name;
    Unit units[MAX_UNITS];
} rows[] = {
    { "an-echo-must-be-newer",
      { { "a", 10, 1, 0, 5, "unchecked" },
        { "b", 0, 1, 0, 5, "session-rollback" },
        { "b", 0, 1, 0, 4, "session-rollback" },
        { "b", 0, 1, 0, 6, "unchecked" } } },
    { "an-older-session's-echo-counts-as-well",
      { { "a", 0, 1, 0, 5, "unchecked" },
        { "b", 10, 1, 0, 0, "unchecked" },
        { "a", 0, 2, 0, 5, "session-rollback" },
        { "a", 0, 2, 0, 6, "unchecked" } } },
    { "after-an-echo-its-own-beginning-counts",
      { { "a", 100, 1, 0, 0, "unchecked" },
        { "b", 0, 1, 0, 1, "unchecked" },
        { "c", 0, 1, 0, 0, "session-rollback" },
        { "c", 50, 1, 0, 0, "unchecked" } } },
    { "a-newer-key-of-the-same-session-counts",
      { { "a", 0, 1, 0, 0, "unchecked" },
        { "a", 20, 2, 0, 0, "unchecked" },
        { "a", 0, 3, 0, 0, "unchecked" },
        { "b", 10, 1, 0, 0, "session-rollback" },
        { "b", 20, 1, 0, 0, "session-rollback" },
        { "b", 21, 1, 0, 0, "unchecked" } } },
    { "SUB-12/one-that-was-followed-is-not-one-that-ended",
      { { "a", 0, 1, 0, 0, "unchecked" },
        { "b", 10, 1, 0, 0, "unchecked" },
        { "a", 0, 16, 0, 0, "session-rollback" },
        { "a", 0, 17, 0, 0, "clone-suspected" } } },
    { "one-that-ended-is-no-clone",
      { { "a", 0, 1, 0, 0, "unchecked" },
        { "b", 0, 1, 0, 1, "unchecked" },
        { "a", 0, 17, 0, 0, "session-rollback" },
        { "c", 0, 17, 0, 0, "clone-suspected" } } },
    { "four-ended-sessions-are-remembered",
      { { "a", 50, 1, 0, 0, "unchecked" },
        { "b", 40, 1, 0, 1, "unchecked" },
        { "c", 30, 1, 0, 2, "unchecked" },
        { "d", 20, 1, 0, 3, "unchecked" },
        { "e", 10, 1, 0, 4, "unchecked" },
        { "a", 50, 2, 0, 0, "session-rollback" },
        { "b", 40, 2, 0, 0, "session-rollback" },
        { "c", 30, 2, 0, 0, "session-rollback" },
        { "d", 20, 2, 0, 0, "session-rollback" },
        { "f", 0, 1, 0, 5, "unchecked" },
        { "b", 40, 2, 0, 0, "session-rollback" },
        { "c", 30, 2, 0, 0, "session-rollback" },
        { "d", 20, 2, 0, 0, "session-rollback" },
        { "e", 10, 2, 0, 0, "session-rollback" },
        { "a", 50, 2, 0, 0, "unchecked" } } },
    { "SEQ-16/drift-is-measured-from-the-first",
      { { "a", 0, 1, 0, 0, "unchecked" },
        { "a", 0, 2, 15 * S / 10, 0, "unchecked" },
        { "a", 0, 3, 3 * S, 0, "out-of-order" },
        { "a", 0, 3, 2 * S, 0, "unchecked" } } },
    { "SEQ-16/the-first-that-has-a-time",
      { { "a", 0, 1, NO_TIME, 0, "unchecked" },
        { "a", 0, 2, 9 * S, 0, "unchecked" },
        { "a", 0, 3, 9 * S, 0, "unchecked" },
        { "a", 0, 4, 6 * S, 0, "out-of-order" },
        { "a", 0, 4, NO_TIME, 0, "unchecked" } } },
    { "SEQ-16/each-session-has-its-own",
      { { "a", 0, 1, 0, 0, "unchecked" },
        { "b", 10, 1, 60 * S, 0, "unchecked" },
        { "b", 10, 2, 60 * S, 0, "unchecked" },
        { "b", 10, 3, 0, 0, "out-of-order" } } },
};

static void
submit(ProvContinuity *state, const Unit *unit)
{
    const int64_t media_us = (int64_t)(unit->number - 1) * S;
    const ProvStep step = {
        .session = unit->session,
        .created_us = BEGUN + unit->created * S,
        .sequence = unit->number,
        .dts = (unit->number - 1) * 1000,
        .end = unit->number * 1000,
        .longest = 40,
        .timescale = 1000,
        .has_capture = unit->capture_us != NO_TIME,
        .capture_us = unit->capture_us != NO_TIME ? BEGUN + media_us + unit->capture_us : 0,
        .echoed = unit->echo > 0,
        .echo_sent_us = unit->echo,
    };
    ProvVerdict verdict = { 0 };
    ProvProgress progress;
    bool good = prov_continuity_check(state, &step, &progress, &verdict);

    g_assert_cmpstr(prov_reason_name(verdict.reason), ==, unit->reason);
    g_assert_true(good == (verdict.reason == PROV_REASON_UNCHECKED));
    if (good)
        prov_continuity_commit(state, &step, &progress);
}

static void
test_row(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    ProvContinuity state = { 0 };

    for (size_t j = 0; j < MAX_UNITS && rows[i].units[j].session != NULL; j++) {
        g_test_message("unit %zu", j);
        submit(&state, &rows[i].units[j]);
    }
    prov_continuity_clear(&state);
    g_assert_null(state.session);
    for (size_t j = 0; j < PROV_MARK_LEFT; j++)
        g_assert_null(state.left[j]);
}

/* A session begins without the answers of the one before. */
static void
test_answers_are_a_session_own(void)
{
    static const Unit first = { "a", 0, 1, 0, 5, "unchecked" };
    static const Unit second = { "b", 10, 1, 0, 0, "unchecked" };
    ProvContinuity state = { 0 };

    submit(&state, &first);
    g_assert_cmpint(state.echo_sent_us, ==, 5);
    submit(&state, &second);
    g_assert_cmpint(state.echo_sent_us, ==, 0);
    g_assert_cmpint(state.newest_echo_us, ==, 5);
    prov_continuity_clear(&state);
}

/* Of several nonces that are ours the newest counts, wherever it stands; one that differs in a
 * byte is not ours. */
static void
test_nonces(void)
{
    static const uint8_t old[PROV_NONCE_LEN] = "0123456789abcdeo";
    static const uint8_t new[PROV_NONCE_LEN] = "0123456789abcden";
    static const uint8_t other[PROV_NONCE_LEN] = "x123456789abcden";
    static const uint8_t tail[PROV_NONCE_LEN + 1] = "0123456789abcden";
    const ProvReader a = { old, PROV_NONCE_LEN }, b = { new, PROV_NONCE_LEN },
                     x = { other, PROV_NONCE_LEN };
    const ProvReader both[] = { a, b }, reversed[] = { b, x, a }, none[] = { x, x };
    ProvFreshness self = { 0 };
    uint8_t last[PROV_NONCE_LEN];
    ProvReader changed = { last, sizeof last };
    int64_t sent_us = 99 * S;

    prov_freshness_expect(&self, old, 3 * S);
    prov_freshness_expect(&self, new, 7 * S);
    g_assert_true(prov_freshness_find(&self, both, 2, &sent_us));
    g_assert_cmpint(sent_us, ==, 7 * S);
    sent_us = 99 * S;
    g_assert_true(prov_freshness_find(&self, reversed, 3, &sent_us));
    g_assert_cmpint(sent_us, ==, 7 * S);
    sent_us = 99 * S;
    g_assert_true(prov_freshness_find(&self, both, 1, &sent_us)); /* the second is not asked for */
    g_assert_cmpint(sent_us, ==, 3 * S);
    g_assert_false(prov_freshness_find(&self, none, 2, &sent_us));
    g_assert_false(prov_freshness_find(&self, both, 0, &sent_us));
    for (size_t i = 0; i < sizeof last; i++) {
        memcpy(last, new, sizeof last);
        last[i] ^= 0x80;
        g_assert_false(prov_freshness_find(&self, &changed, 1, &sent_us));
    }
    g_assert_false(prov_freshness_find(&self, &(ProvReader){ tail, sizeof tail }, 1, &sent_us));
}

/* One sign that is none, where its number would fit. */
static void
test_times(void)
{
    static const char *const texts[] = {
        "2026-11-22T06:00:0001:00",  "202:-11-22T06:00:00Z",      "2026-0;-22T06:00:00Z",
        "2026-11-1;T06:00:00Z",      "2026-11-22T0:00:00Z",       "2026-11-22T06:0::00Z",
        "2026-11-22T06:00:0:Z",      "2026-11-22T06:00:00x01:00", "2026-11-22T06:00:00.5:Z",
        "2026-11-22T06:00:00+0::00", "2026-11-22T06:00:00+00:0:", "2026x11-22T06:00:00Z",
        "2026-11x22T06:00:00Z",      "2026-11-22T06x00:00Z",      "2026-11-22T06:00x00Z",
        "2026-11-22T06:00:00+01x00",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        ProvReader text = { (const uint8_t *)texts[i], strlen(texts[i]) };
        int64_t us;

        g_test_message("%s", texts[i]);
        g_assert_false(prov_time_from_rfc3339(text, &us));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/border/order/", rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    g_test_add_func("/border/order/answers-are-a-session's-own", test_answers_are_a_session_own);
    g_test_add_func("/border/freshness/nonces", test_nonces);
    g_test_add_func("/border/time/signs", test_times);
    return g_test_run();
}
