/* SPDX-License-Identifier: Apache-2.0 */
/* Order and freshness at their borders, without a byte of video: tolerances to the microsecond. */
#include "client/provenance/prov-continuity.h"
#include "client/provenance/prov-freshness.h"

#include <string.h>

#define S     (INT64_C(1) * G_USEC_PER_SEC)
#define BEGUN (INT64_C(1795327200) * S) /* createdAt of session "a" */

/* Unit 5 of session "a": its fifth second, at 1,000 ticks a second and 25 pictures. */
static const ProvStep last = {
    .session = "a",
    .created_us = BEGUN,
    .sequence = 5,
    .dts = 4000,
    .end = 5000,
    .longest = 40,
    .timescale = 1000,
    .has_capture = true,
    .capture_us = BEGUN + 4 * S,
};

/* What comes after it, as a difference from its plain successor. */
static const struct {
    const char *name;
    const char *session;  /* NULL: "a" */
    int64_t created_us;   /* after BEGUN */
    int64_t sequence;     /* after 6 */
    int64_t dts;          /* after 5000 */
    int64_t capture_us;   /* after BEGUN + 5 s */
    int64_t echo_sent_us; /* 0: no echo */
    ProvReason wanted;    /* UNCHECKED: may follow */
    uint64_t n_missing;
} cases[] = {
    { "successor", NULL, 0, 0, 0, 0, 0, PROV_REASON_UNCHECKED, 0 },
    { "SEQ-01/same", NULL, 0, -1, 0, 0, 0, PROV_REASON_REPLAYED, 0 },
    { "SEQ-02/older", NULL, 0, -6, 0, 0, 0, PROV_REASON_REPLAYED, 0 },
    { "SEQ-07/one-missing", NULL, 0, 1, 1000, S, 0, PROV_REASON_UNCHECKED, 1 },
    { "SEQ-15/to-the-end-of-numbers", NULL, 0, INT64_MAX - 6, 0, 0, 0, PROV_REASON_UNCHECKED,
      INT64_MAX - 6 },
    { "BOX-16/one-sample-late", NULL, 0, 0, 40, 0, 0, PROV_REASON_UNCHECKED, 0 },
    { "BOX-16/a-tick-too-late", NULL, 0, 0, 41, 0, 0, PROV_REASON_OUT_OF_ORDER, 0 },
    { "BOX-16/one-sample-early", NULL, 0, 0, -40, 0, 0, PROV_REASON_UNCHECKED, 0 },
    { "BOX-16/a-tick-too-early", NULL, 0, 0, -41, 0, 0, PROV_REASON_OUT_OF_ORDER, 0 },
    { "BOX-16/back-after-a-gap", NULL, 0, 1, -1, 0, 0, PROV_REASON_OUT_OF_ORDER, 1 },
    { "BOX-16/forward-after-a-gap", NULL, 0, 1, 0, 0, 0, PROV_REASON_UNCHECKED, 1 },
    /* 2 s, and 500 millionths of the second since the anchor */
    { "SEQ-16/as-late-as-may-be", NULL, 0, 0, 0, 2 * S + 500, 0, PROV_REASON_UNCHECKED, 0 },
    { "SEQ-16/too-late", NULL, 0, 0, 0, 2 * S + 501, 0, PROV_REASON_OUT_OF_ORDER, 0 },
    { "SEQ-16/as-early-as-may-be", NULL, 0, 0, 0, -2 * S - 500, 0, PROV_REASON_UNCHECKED, 0 },
    { "SEQ-16/too-early", NULL, 0, 0, 0, -2 * S - 501, 0, PROV_REASON_OUT_OF_ORDER, 0 },
    { "SEQ-16/an-hour-and-its-drift", NULL, 0, 9, 3600 * 1000 - 1000, 3600 * S + S * 28 / 10, 0,
      PROV_REASON_UNCHECKED, 9 },
    { "SEQ-12/newer-session", "b", 1, -5, -5000, 0, 0, PROV_REASON_UNCHECKED, 0 },
    { "SEQ-03/as-old", "b", 0, -5, -5000, 0, 0, PROV_REASON_SESSION_ROLLBACK, 0 },
    { "SEQ-03/older", "b", -1, -5, -5000, 0, 0, PROV_REASON_SESSION_ROLLBACK, 0 },
    { "SUB-12/at-five-seconds", "b", -1, -5, -5000, 0, 0, PROV_REASON_SESSION_ROLLBACK, 0 },
    { "SUB-12/after-five-seconds", "b", -1, -5, -5000, 1, 0, PROV_REASON_CLONE_SUSPECTED, 0 },
    { "older-and-echoed", "b", -3600 * S, -5, -5000, 0, 1, PROV_REASON_UNCHECKED, 0 },
    { "an-echo-excuses-no-replay", NULL, 0, -1, 0, 0, 1, PROV_REASON_REPLAYED, 0 },
};

static void
test_step(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    ProvContinuity state = { 0 };
    ProvStep step = last;
    ProvProgress progress;
    ProvVerdict verdict = { 0 };

    g_assert_true(prov_continuity_check(&state, &last, &progress, &verdict));
    g_assert_true(progress.new_session && progress.n_missing == 0);
    prov_continuity_commit(&state, &last, &progress);

    step.session = cases[i].session != NULL ? cases[i].session : "a";
    step.created_us += cases[i].created_us;
    step.sequence = (uint64_t)(6 + cases[i].sequence);
    step.dts = (uint64_t)(5000 + cases[i].dts);
    step.end = step.dts + 1000;
    step.capture_us = BEGUN + 5 * S + cases[i].capture_us;
    step.echoed = cases[i].echo_sent_us > 0;
    step.echo_sent_us = cases[i].echo_sent_us;
    g_assert_true(prov_continuity_check(&state, &step, &progress, &verdict)
                  == (cases[i].wanted == PROV_REASON_UNCHECKED));
    g_assert_cmpint(verdict.reason, ==, cases[i].wanted);
    g_assert_cmpuint(progress.n_missing, ==, cases[i].n_missing);
    g_assert_true(state.sequence == 5 && state.end == 5000); /* asking changes nothing */
    prov_continuity_clear(&state);
}

/* A unit without a capture time is not held against the clock of those that have one. */
static void
test_no_capture(void)
{
    ProvContinuity state = { 0 };
    ProvStep step = last;
    ProvProgress progress;
    ProvVerdict verdict = { 0 };

    g_assert_true(prov_continuity_check(&state, &last, &progress, &verdict));
    prov_continuity_commit(&state, &last, &progress);
    step.sequence = 6;
    step.dts = 5000;
    step.capture_us = 0;
    step.has_capture = false;
    g_assert_true(prov_continuity_check(&state, &step, &progress, &verdict));
    prov_continuity_clear(&state);
}

/* SEQ-04, SEQ-18: behind a mark every step is answered as by the one who left it. */
static void
test_resumed(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    ProvContinuity before = { 0 }, after = { 0 };
    g_autoptr(ProvMark) mark = NULL;
    ProvStep step = last;
    ProvProgress progress;
    ProvVerdict verdict = { 0 };
    bool drifts = g_str_has_prefix(cases[i].name, "SEQ-16"); /* measured anew */

    g_assert_true(prov_continuity_check(&before, &last, &progress, &verdict));
    prov_continuity_commit(&before, &last, &progress);
    mark = prov_continuity_get_mark(&before);
    prov_continuity_resume(&after, mark);

    step.session = cases[i].session != NULL ? cases[i].session : "a";
    step.created_us += cases[i].created_us;
    step.sequence = (uint64_t)(6 + cases[i].sequence);
    step.dts = (uint64_t)(5000 + cases[i].dts);
    step.capture_us = BEGUN + 5 * S + cases[i].capture_us;
    step.echoed = cases[i].echo_sent_us > 0;
    step.echo_sent_us = cases[i].echo_sent_us;
    g_assert_true(prov_continuity_check(&after, &step, &progress, &verdict)
                  == (cases[i].wanted == PROV_REASON_UNCHECKED || drifts));
    g_assert_cmpint(verdict.reason, ==, drifts ? PROV_REASON_UNCHECKED : cases[i].wanted);
    prov_continuity_clear(&before);
    prov_continuity_clear(&after);
}

/* Moves @state to a session that an echo proves current, whatever its createdAt. */
static void
echo_into(ProvContinuity *state, const char *session, int64_t created_us, int64_t echo_sent_us)
{
    ProvStep step = last;
    ProvProgress progress;
    ProvVerdict verdict = { 0 };

    step.session = session;
    step.created_us = created_us;
    step.echoed = true;
    step.echo_sent_us = echo_sent_us;
    g_assert_true(prov_continuity_check(state, &step, &progress, &verdict));
    prov_continuity_commit(state, &step, &progress);
}

/*
 * Sessions whose createdAt a wrong clock wrote years ahead, and which an echo has ended, are not
 * taken for newer ones after a restart: the newest four, of which the oldest is forgotten first.
 */
static void
test_left_sessions(void)
{
    static const char *const ahead[] = { "f1", "f2", "f3", "f4", "f5" };
    ProvContinuity before = { 0 }, after = { 0 };
    g_autoptr(ProvMark) mark = NULL;
    g_autoptr(ProvMark) again = NULL;
    ProvProgress progress;

    for (size_t i = 0; i < G_N_ELEMENTS(ahead); i++) {
        echo_into(&before, ahead[i], BEGUN + 86400 * S, (int64_t)(2 * i + 1) * S);
        echo_into(&before, "now", BEGUN, (int64_t)(2 * i + 2) * S);
    }
    mark = prov_continuity_get_mark(&before);
    prov_continuity_resume(&after, mark);
    for (size_t i = 0; i < G_N_ELEMENTS(ahead); i++) {
        ProvStep step = last;
        ProvVerdict verdict = { 0 };

        step.session = ahead[i];
        step.created_us = BEGUN + 86400 * S;
        g_assert_true(prov_continuity_check(&after, &step, &progress, &verdict) == (i == 0));
        g_assert_cmpint(verdict.reason, ==,
                        i == 0 ? PROV_REASON_UNCHECKED : PROV_REASON_SESSION_ROLLBACK);
    }
    /* and the next one to be left takes the oldest one's place */
    echo_into(&after, "f6", BEGUN + 86400 * S, 100 * S);
    echo_into(&after, "now", BEGUN, 101 * S);
    again = prov_continuity_get_mark(&after);
    for (size_t i = 0; i < PROV_MARK_LEFT; i++)
        g_assert_cmpstr(again->left[i], ==, i == 3 ? "f6" : ahead[i + 2]);
    prov_continuity_clear(&before);
    prov_continuity_clear(&after);
}

/* A mark of one of them has it in the first place, and there is room for three more behind it. */
static void
test_one_left_session(void)
{
    static const char *const ahead[] = { "f1", "f2", "f3", "f4" };
    ProvContinuity before = { 0 }, after = { 0 };
    g_autoptr(ProvMark) mark = NULL;
    g_autoptr(ProvMark) again = NULL;

    echo_into(&before, ahead[0], BEGUN + 86400 * S, S);
    echo_into(&before, "now", BEGUN, 2 * S);
    mark = prov_continuity_get_mark(&before);
    g_assert_cmpstr(mark->left[0], ==, ahead[0]);
    for (size_t i = 1; i < PROV_MARK_LEFT; i++)
        g_assert_null(mark->left[i]);
    prov_continuity_resume(&after, mark);
    for (size_t i = 1; i < G_N_ELEMENTS(ahead); i++) {
        echo_into(&after, ahead[i], BEGUN + 86400 * S, (int64_t)(2 * i + 1) * S);
        echo_into(&after, "now", BEGUN, (int64_t)(2 * i + 2) * S);
    }
    again = prov_continuity_get_mark(&after);
    for (size_t i = 0; i < PROV_MARK_LEFT; i++)
        g_assert_cmpstr(again->left[i], ==, ahead[i]);
    prov_continuity_clear(&before);
    prov_continuity_clear(&after);
}

static void
test_no_mark(void)
{
    ProvContinuity state = { 0 };

    g_assert_null(prov_continuity_get_mark(&state));
    prov_mark_free(NULL);
}

static void
test_bound(void)
{
    static const struct {
        int64_t unit_us;
        int64_t bound_us;
    } bounds[] = {
        { 0, 4 * S },      { S, 7 * S },       { 2 * S, 10 * S },     { 11 * S / 3, 15 * S - 2 },
        { 4 * S, 15 * S }, { 10 * S, 15 * S }, { INT64_MAX, 15 * S },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(bounds); i++)
        g_assert_cmpint(prov_freshness_bound_us(bounds[i].unit_us), ==, bounds[i].bound_us);
}

/* Until when "Live" may be said, of a unit of one second captured @age ago: 7 s after capture, or
 * after the nonce was sent. */
static void
test_live_until(void)
{
    static const struct {
        ProvClockTrust trust;
        bool has_capture;
        int64_t age_us;
        int64_t echo_sent_us; /* on the boot clock, which stands at 1000 s */
        int64_t until_us;
    } rows[] = {
        { PROV_CLOCK_TRUSTED, true, 0, 0, 1007 * S },
        { PROV_CLOCK_TRUSTED, true, 7 * S, 0, 1000 * S },
        { PROV_CLOCK_TRUSTED, true, 7 * S + 1, 0, 1000 * S - 1 },
        { PROV_CLOCK_TRUSTED, true, 5000 * S, 0, 0 },
        { PROV_CLOCK_TRUSTED, false, 0, 0, 0 },
        { PROV_CLOCK_FLOOR, true, 0, 0, 0 },
        { PROV_CLOCK_NONE, true, 0, 0, 0 },
        { PROV_CLOCK_NONE, true, 0, 999 * S, 1006 * S },
        { PROV_CLOCK_TRUSTED, true, 3 * S, 999 * S, 1006 * S }, /* the later of the two */
        { PROV_CLOCK_TRUSTED, true, 0, 990 * S, 1007 * S },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        ProvClock now = { rows[i].trust, BEGUN, 1000 * S };
        ProvVerdict verdict = { .has_capture = rows[i].has_capture,
                                .capture_us = BEGUN - rows[i].age_us,
                                .echo_sent_us = rows[i].echo_sent_us };

        g_assert_cmpint(prov_freshness_live_until(&verdict, S, &now), ==, rows[i].until_us);
    }
}

/* The newest 16 nonces count; one that was never posted, or is longer or shorter, does not. */
static void
test_nonces(void)
{
    ProvFreshness self = { 0 };
    uint8_t nonce[PROV_NONCE_LEN + 1] = { 0 };
    uint8_t both[2][PROV_NONCE_LEN];
    ProvReader echo = { nonce, PROV_NONCE_LEN };
    const ProvReader echoes[] = { { both[0], PROV_NONCE_LEN }, { both[1], PROV_NONCE_LEN } };
    int64_t sent_us = -1;

    g_assert_false(prov_freshness_find(&self, &echo, 1, &sent_us)); /* zeros, never posted */
    for (uint8_t i = 1; i <= PROV_FRESHNESS_MAX_NONCES + 1; i++) {
        nonce[0] = i;
        prov_freshness_expect(&self, nonce, i * S);
    }
    for (uint8_t i = 0; i <= PROV_FRESHNESS_MAX_NONCES + 2; i++) {
        bool known = i >= 2 && i <= PROV_FRESHNESS_MAX_NONCES + 1;

        nonce[0] = i;
        sent_us = -1;
        g_assert_true(prov_freshness_find(&self, &echo, 1, &sent_us) == known);
        g_assert_cmpint(sent_us, ==, known ? i * S : -1);
    }
    memset(both, 0, sizeof both);
    both[0][0] = 9;
    both[1][0] = 7;
    g_assert_true(prov_freshness_find(&self, echoes, 2, &sent_us));
    g_assert_cmpint(sent_us, ==, 9 * S); /* the newest, in whatever order */
    nonce[0] = 5;
    echo.len = PROV_NONCE_LEN - 1;
    g_assert_false(prov_freshness_find(&self, &echo, 1, &sent_us));
    echo.len = PROV_NONCE_LEN + 1;
    g_assert_false(prov_freshness_find(&self, &echo, 1, &sent_us));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/order/", cases[i].name, NULL);
        g_autofree char *resumed = g_strconcat("/resumed/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_step);
        g_test_add_data_func(resumed, GSIZE_TO_POINTER(i), test_resumed);
    }
    g_test_add_func("/order/no-capture-time", test_no_capture);
    g_test_add_func("/resumed/SEQ-04/left-sessions", test_left_sessions);
    g_test_add_func("/resumed/SEQ-04/one-left-session", test_one_left_session);
    g_test_add_func("/resumed/nothing-admitted-yet", test_no_mark);
    g_test_add_func("/freshness/bound", test_bound);
    g_test_add_func("/freshness/live-until", test_live_until);
    g_test_add_func("/freshness/newest-nonces", test_nonces);
    return g_test_run();
}
