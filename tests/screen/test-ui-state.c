/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-state.h"

#include <string.h>

/*
 * Every test is a line of steps "milliseconds:step", in virtual time:
 *   A admitted, live for 7 s   E the same with 15 s   U admitted, no time proven   W admitted,
 * clock trusted P admitted, clock trusted, its own time too old to be live D doubted   X dropped N
 * no picture   H hub problem   C checking   B player gave up   T Try again R wrong camera   S
 * content changed   M unsigned   Y one of yours   L identity changed   V revoked F frame captured
 * 200 ms ago   O frame captured 20 s ago   Q frame captured 59 s ago   Z, turned down: 61 s ago
 *   G no signed time f, t: the
 * same as F and T, but they must be turned down and "=kind/picture[/seconds]" is what must be seen:
 * b blank, d dimmed, s shown.
 */
#define WALL_US INT64_C(1790000000000000)
#define BASE_US INT64_C(1000000000)

typedef struct {
    const char *name;
    const char *steps;
} Line;

static ClientEvent
event_at(int64_t now, ClientEventKind kind, ProvReason reason)
{
    ClientEvent event = {
        .kind = kind,
        .boot_us = now,
        .verdict = { .reason = reason, .detail = "because" },
        .unit_us = 1000000,
        .wall_us = WALL_US + now,
    };

    return event;
}

static void
admit(UiState *state, int64_t now, int64_t live_ms, bool trusted)
{
    ClientEvent event = event_at(now, CLIENT_EVENT_ADMITTED, PROV_REASON_NONE);

    event.live_until_us = live_ms == 0 ? 0 : now + live_ms * 1000;
    event.wall_trusted = trusted;
    ui_state_event(state, &event);
}

static void
tell(UiState *state, int64_t now, ClientEventKind kind, ProvReason reason, const char *other)
{
    ClientEvent event = event_at(now, kind, reason);

    event.other_room = other;
    if (kind == CLIENT_EVENT_NO_PICTURE)
        event.trouble = CLIENT_TROUBLE_TIMED_OUT;
    ui_state_event(state, &event);
}

static void
step_event(UiState *state, int64_t now, char step)
{
    static const struct {
        char step;
        ClientEventKind kind;
        ProvReason reason;
        const char *other;
    } rows[] = {
        { 'D', CLIENT_EVENT_DOUBTED, PROV_REASON_UNSIGNED, NULL },
        { 'X', CLIENT_EVENT_DROPPED, PROV_REASON_REPLAYED, NULL },
        { 'N', CLIENT_EVENT_NO_PICTURE, PROV_REASON_UNCHECKED, NULL },
        { 'H', CLIENT_EVENT_HUB_PROBLEM, PROV_REASON_UNCHECKED, NULL },
        { 'C', CLIENT_EVENT_CHECKING, PROV_REASON_UNCHECKED, NULL },
        { 'R', CLIENT_EVENT_REFUSED, PROV_REASON_WRONG_CAMERA, NULL },
        { 'S', CLIENT_EVENT_REFUSED, PROV_REASON_CONTENT_CHANGED, NULL },
        { 'M', CLIENT_EVENT_REFUSED, PROV_REASON_UNSIGNED, NULL },
        { 'Y', CLIENT_EVENT_REFUSED, PROV_REASON_UNKNOWN_SESSION_KEY, "Garage" },
        { 'L', CLIENT_EVENT_LINK_AGAIN, PROV_REASON_IDENTITY_CHANGED, NULL },
        { 'V', CLIENT_EVENT_LINK_AGAIN, PROV_REASON_REVOKED, NULL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].step == step) {
            tell(state, now, rows[i].kind, rows[i].reason, rows[i].other);
            return;
        }
    }
    g_error("no step '%c'", step);
}

static void
take_step(UiState *state, int64_t now, char step)
{
    switch (step) {
    case 'A':
        admit(state, now, 7000, false);
        break;
    case 'E':
        admit(state, now, 15000, false);
        break;
    case 'U':
        admit(state, now, 0, false);
        break;
    case 'W':
        admit(state, now, 7000, true);
        break;
    case 'P':
        admit(state, now, -13000, true);
        break;
    case 'B':
        ui_state_decode_failed(state, now);
        break;
    case 'T':
        g_assert_true(ui_state_retry(state, now));
        break;
    case 't':
        g_assert_false(ui_state_retry(state, now));
        break;
    case 'F':
        g_assert_true(ui_state_offer(state, now, true, WALL_US + now - 200000));
        break;
    case 'f':
        g_assert_false(ui_state_offer(state, now, true, WALL_US + now - 200000));
        break;
    case 'O':
        g_assert_true(ui_state_offer(state, now, true, WALL_US + now - 20000000));
        break;
    case 'Q':
        g_assert_true(ui_state_offer(state, now, true, WALL_US + now - 59000000));
        break;
    case 'Z':
        g_assert_false(ui_state_offer(state, now, true, WALL_US + now - 61000000));
        break;
    case 'G':
        g_assert_true(ui_state_offer(state, now, false, 0));
        break;
    case 'd':
        ui_state_set_profile(state, UI_PROFILE_DOOR);
        break;
    case 'n':
        ui_state_set_profile(state, UI_PROFILE_NORMAL);
        break;
    default:
        step_event(state, now, step);
        break;
    }
}

static char *
describe(const UiView *view)
{
    static const char letters[] = { 'b', 'd', 's' };
    const char *kind = ui_kind_name(view->kind);

    if (view->seconds != 0)
        return g_strdup_printf("%s/%c/%d", kind, letters[view->picture], (int)view->seconds);
    return g_strdup_printf("%s/%c", kind, letters[view->picture]);
}

/* What is seen at @now, and that it would be the same up to the announced next change. */
static void
expect(UiState *state, int64_t now, const char *want)
{
    UiView view, later;
    g_autofree char *got = NULL;
    g_autofree char *then = NULL;

    ui_state_look(state, now, &view);
    got = describe(&view);
    g_assert_cmpstr(got, ==, want);
    g_assert_cmpint(view.next_us, >, now);
    g_assert_true((view.picture == UI_PICTURE_BLANK) == (view.picture_until_us == 0));
    if (view.picture != UI_PICTURE_BLANK)
        g_assert_cmpint(view.picture_until_us, >, now);
    if (view.next_us != UI_NEVER_US && view.kind != UI_KIND_REFUSED) {
        ui_state_look(state, view.next_us - 1, &later);
        then = describe(&later);
        g_assert_cmpstr(then, ==, want);
    }
}

static void
run_line(gconstpointer data)
{
    const Line *line = data;
    g_autoptr(UiState) state = ui_state_new();
    g_auto(GStrv) steps = g_strsplit(line->steps, " ", -1);

    for (size_t i = 0; steps[i] != NULL; i++) {
        char *colon = strchr(steps[i], ':');
        int64_t now = BASE_US + g_ascii_strtoll(steps[i], NULL, 10) * 1000;

        g_assert_nonnull(colon);
        g_test_message("%s", steps[i]);
        if (colon[1] == '=')
            expect(state, now, colon + 2);
        else
            take_step(state, now, colon[1]);
    }
}

static const Line lines[] = {
    { "start/blank-until-a-frame-of-an-admitted-unit",
      "0:=checking/b 5:f 10:A 10:=checking/b 20:F 20:=live/s" },
    { "live/one-second", "0:A 10:F 1009:=live/s 1010:=live/s 1011:=stalled/s/1" },
    { "live/expires-by-itself",
      "0:A 5900:F 6100:F 6999:F 6999:=live/s 7000:=time-unproven/s 7001:=time-unproven/s" },
    { "live/frames-alone-do-not-prolong-it", "0:A 6990:F 7990:F 7990:=time-unproven/s" },
    { "live/newest-unit-counts", "0:E 10:U 20:F 20:=time-unproven/s" },
    { "stalled/shown-dimmed-blank",
      "0:E 10:F 1010:=live/s 1011:=stalled/s/1 3009:=stalled/s/2 3010:=stalled/s/3 "
      "3011:=stalled/d/3 "
      "10009:=stalled/d/9 10010:=stalled/d/10 10011:=stalled/b/10 11010:=stalled/b/11" },
    { "stalled/at-a-door-blank-after-5-s",
      "0:d 0:E 10:F 1010:=live/s 1011:=stalled/s/1 3010:=stalled/s/3 3011:=stalled/d/3 "
      "5009:=stalled/d/4 5010:=stalled/d/5 5011:=stalled/b/5 6010:=stalled/b/6" },
    { "stalled/at-a-door-no-picture-after-5-s",
      "0:d 0:E 10:F 500:N 5010:=stalled/d/5 5011:=no-picture/b/4" },
    { "stalled/the-choice-counts-at-once",
      "0:E 10:F 6000:=stalled/d/5 6000:d 6000:=stalled/b/5 6001:n 6001:=stalled/d/5" },
    { "stalled/a-new-selection-keeps-the-choice",
      "0:d 0:E 10:F 20:C 30:A 40:F 5040:=stalled/d/5 5041:=stalled/b/5" },
    { "stalled/ends-with-a-frame", "0:E 10:F 5000:=stalled/d/4 5001:F 5001:=live/s" },
    { "stalled/counts-by-the-minute-after-two",
      "0:E 0:F 119000:=stalled/b/119 180000:=stalled/b/180" },
    { "SEQ-01/repeated-unit-refreshes-nothing",
      "0:E 10:F 500:X 1000:X 1011:=stalled/s/1 10011:=stalled/b/10" },
    { "unproven/needs-neither-clock-nor-echo", "0:U 10:F 10:=time-unproven/s 1010:=time-unproven/s "
                                               "1011:=stalled/s/1" },
    { "unproven/camera-that-signs-no-time", "0:U 10:G 10:=time-unproven/s" },
    { "late/needs-a-trusted-clock", "0:U 10:O 10:=time-unproven/s 20:P 30:O 30:=late/s/20" },
    { "late/after-live-on-a-trusted-clock", "0:W 6900:F 6999:=live/s 7000:=late/s/1" },
    { "SEQ-10/late-counts-up",
      "0:P 0:O 0:=late/s/20 999:=late/s/20 1000:=late/s/21 1001:=stalled/s/1" },
    { "SEQ-11/late-above-60-s-blank",
      "0:P 0:Q 999:=late/s/59 1000:=late/s/60 1001:=stalled/b/1 2000:P 2001:Q 2001:=late/s/59" },
    { "late/a-frame-from-too-far-back-is-turned-down",
      "0:P 10:Z 10:=late/b/61 20:Q 20:=late/s/59" },
    { "SUB-03/refused-5-s-and-two-admitted", "0:A 10:F 100:R 100:=refused/b 101:f 1000:A 1001:f "
                                             "2000:A 2001:f 5099:=refused/b 5100:=checking/b "
                                             "5101:F 5101:=live/s" },
    { "refused/one-admitted-is-not-enough",
      "0:R 5000:A 5001:=refused/b 5002:f 6000:A 6000:=checking/b 6001:F" },
    { "refused/in-a-row",
      "0:R 1000:A 2000:R 3000:A 6000:=refused/b 6001:R 7000:A 7001:f 8000:A 8001:F" },
    { "refused/doubt-breaks-the-row",
      "0:R 1000:A 2000:D 3000:A 6000:=refused/b 7000:A 7000:=checking/b" },
    { "refused/a-dropped-unit-does-not", "0:R 1000:A 2000:X 3000:A 5000:=checking/b" },
    { "refused/stays-without-anything", "0:R 3600000:=refused/b" },
    { "UI-04/third-episode-stays",
      "0:R 6000:A 7000:A 7000:=checking/b 10000:R 16000:A 17000:A 17000:=checking/b 20000:R "
      "26000:A "
      "27000:A 28000:A 90000:=refused/b 90001:f 90002:T 90002:=checking/b 90003:f 91000:A 91001:f "
      "92000:A 92001:F 92001:=live/s" },
    { "UI-04/three-in-ten-minutes-at-the-border",
      "0:R 6000:A 7000:A 10000:R 16000:A 17000:A 600000:R 606000:A 607000:A 700000:=refused/b" },
    { "UI-04/three-in-more-than-ten-minutes",
      "0:R 6000:A 7000:A 10000:R 16000:A 17000:A 600001:R 606000:A 607000:A 607000:=checking/b" },
    { "UI-04/one-long-episode-is-one",
      "0:R 1000:R 2000:A 3000:R 4000:R 5000:A 6000:R 7000:A 8000:A 8000:=checking/b" },
    { "UI-10/try-again-is-no-way-around",
      "0:R 5000:T 5000:=checking/b 5001:f 6000:A 6001:f 6001:=checking/b "
      "7000:A 7001:F 7001:=live/s" },
    { "UI-10/try-again-waits-for-the-five-seconds",
      "0:R 1000:T 1001:t 4999:=refused/b 5000:=checking/b 5001:R 5001:=refused/b 5999:t 6000:T "
      "10000:=refused/b 10001:=checking/b" },
    { "UI-10/try-again-limited", "0:N 0:T 1:N 4999:t 5000:T" },
    { "UI-10/try-again-while-held-is-judged-again",
      "0:R 6000:A 7000:A 10000:R 16000:A 17000:A 20000:R 30000:T 30000:=checking/b 31000:R 40000:A "
      "41000:A "
      "50000:=refused/b" },
    { "refused/no-try-again-elsewhere", "0:t 0:A 1:t 2:F 3:t 5000:t 20000:t" },
    { "link-again/stays",
      "0:A 10:F 20:L 20:=link-again/b 21:f 1000:A 2000:A 2001:f 2002:t 9000:R 9000:N "
      "9999000:=link-again/b" },
    { "PKI-04/revoked-mid-stream", "0:A 10:F 20:V 20:=link-again/b 21:f" },
    { "link-again/after-refused", "0:R 10:L 10:=link-again/b 9000:A 9001:A 9002:=link-again/b" },
    { "doubted/blank-at-once", "0:A 10:F 20:D 20:=checking/b 21:f 30:A 31:F 31:=live/s" },
    { "doubted/red-with-the-second-copy", "0:A 10:F 20:D 50:M 50:=refused/b" },
    { "no-picture/ages-run-on",
      "0:E 10:F 500:N 500:=live/s 1011:=stalled/s/1 10010:=stalled/d/10 "
      "10011:=no-picture/b/9 11000:A 11000:=stalled/b/10 11001:F 11001:=live/s" },
    { "no-picture/from-the-start",
      "0:N 0:=no-picture/b 999:=no-picture/b 1000:=no-picture/b/1 2000:C "
      "2000:=no-picture/b/2 3000:N 3000:=no-picture/b/3 4000:A 4000:=checking/b" },
    { "no-picture/never-ends-a-refusal",
      "0:R 1000:N 4000:N 60000:=refused/b 61000:A 62000:A 62000:=checking/b" },
    { "no-picture/try-again-checks", "0:N 6000:T 6000:=checking/b 7000:N 7000:=no-picture/b" },
    { "hub-problem/blank", "0:A 10:F 20:H 20:=hub-problem/b 21:f 30:A 31:F 31:=live/s" },
    { "hub-problem/behind-a-refusal", "0:R 10:H 10:=refused/b" },
    { "DEC-05/decoder-gave-up",
      "0:A 10:F 20:B 20:=no-picture/b 30:A 31:f 6000:T 6000:=checking/b 6001:A 6002:F" },
    { "UI-08/resume-after-8-hours",
      "0:E 10:F 28800000:=stalled/b/28740 28800001:C 28800001:=checking/b" },
    { "checking/blank-again", "0:A 10:F 20:C 20:=checking/b 21:f 30:A 31:F" },
};

static void
test_words_of_reasons(void)
{
    unsigned n[UI_CASE_HUB + 1] = { 0 };

    g_assert_cmpint(ui_case_of_reason(PROV_REASON_WRONG_CAMERA, false), ==, UI_CASE_WRONG_CAMERA);
    g_assert_cmpint(ui_case_of_reason(PROV_REASON_IDENTITY_CHANGED, false), ==,
                    UI_CASE_NEW_IDENTITY);
    for (int r = PROV_REASON_UNCHECKED; r <= PROV_REASON_NONE; r++) {
        n[ui_case_of_reason((ProvReason)r, false)]++;
        g_assert_cmpint(ui_case_of_reason((ProvReason)r, true), ==, UI_CASE_ONE_OF_YOURS);
    }
    g_assert_cmpint(n[UI_CASE_LINK_AGAIN], ==, 6);
    g_assert_cmpint(n[UI_CASE_CHANGED], ==, 3);
    g_assert_cmpint(n[UI_CASE_OLD], ==, 4);
    g_assert_cmpint(n[UI_CASE_AHEAD], ==, 1);
    g_assert_cmpint(n[UI_CASE_NO_PROOF], ==, 16);
    g_assert_cmpint(n[UI_CASE_LIVE], ==, 0);
}

/*
 * A chain out of shape is refused before any signature is looked at, so that anyone on the way can
 * send one: it must not ask the person to link a camera again whose identity still holds.
 */
static void
test_link_again_where_the_table_says_so(void)
{
    static const ProvReason reasons[] = {
        PROV_REASON_IDENTITY_CHANGED, PROV_REASON_UNTRUSTED_ANCHOR, PROV_REASON_CERTIFICATE_TIME,
        PROV_REASON_REVOKED,          PROV_REASON_DEMO_IDENTITY,    PROV_REASON_CLONE_SUSPECTED
    };

    for (int r = PROV_REASON_UNCHECKED; r <= PROV_REASON_NONE; r++) {
        bool link = false;

        for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++)
            link = link || reasons[i] == (ProvReason)r;
        g_assert_cmpint(prov_reason_severity((ProvReason)r) == PROV_SEVERITY_LINK, ==, link);
    }
}

static void
test_words_stay_with_the_telling(void)
{
    static const struct {
        const char *steps;
        UiCase words;
    } rows[] = {
        { "M", UI_CASE_NO_PROOF },      { "MS", UI_CASE_CHANGED },
        { "SM", UI_CASE_CHANGED },      { "SR", UI_CASE_WRONG_CAMERA },
        { "RS", UI_CASE_WRONG_CAMERA }, { "RY", UI_CASE_ONE_OF_YOURS },
        { "YR", UI_CASE_ONE_OF_YOURS }, { "RL", UI_CASE_NEW_IDENTITY },
        { "RV", UI_CASE_LINK_AGAIN },   { "LR", UI_CASE_NEW_IDENTITY },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(UiState) state = ui_state_new();
        UiView view;

        for (const char *c = rows[i].steps; *c != '\0'; c++)
            take_step(state, BASE_US + (c - rows[i].steps), *c);
        ui_state_look(state, BASE_US + 10, &view);
        g_test_message("%s", rows[i].steps);
        g_assert_cmpint(view.words, ==, rows[i].words);
        g_assert_cmpstr(view.detail, ==, "because");
    }
}

/* Whatever happens in whatever order: no picture behind a refusal, none by itself, no frame without
 * an opening. */
static void
test_any_order(void)
{
    static const char steps[] = "AEUWPDXNHCRSMYLVB";

    for (uint32_t seed = 0; seed < 400; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(UiState) state = ui_state_new();
        int64_t now = BASE_US;
        bool linked = true;

        for (unsigned i = 0; i < 200; i++) {
            char step = steps[g_rand_int_range(rand, 0, (int)sizeof steps - (linked ? 1 : 3))];
            UiView before, after;
            bool offered;

            now += g_rand_int_range(rand, 0, 3000000);
            ui_state_look(state, now, &before);
            offered = ui_state_offer(state, now, true, WALL_US + now - 300000);
            if (before.kind == UI_KIND_REFUSED || before.kind == UI_KIND_LINK_AGAIN)
                g_assert_false(offered);
            if (step == 'L' || step == 'V')
                linked = i % 8 == 0;
            take_step(state, now, step);
            ui_state_look(state, now, &after);
            if (strchr("RSMYLVHCDB", step) != NULL)
                g_assert_cmpint(after.picture, ==, UI_PICTURE_BLANK);
            if (after.kind == UI_KIND_LIVE)
                g_assert_cmpint(after.next_us, <=, now + 1000001);
            if (!offered && before.picture == UI_PICTURE_BLANK)
                g_assert_cmpint(after.picture, ==, UI_PICTURE_BLANK);
        }
    }
}

static void
test_since(void)
{
    g_autoptr(UiState) state = ui_state_new();
    ClientEvent event = event_at(BASE_US, CLIENT_EVENT_NO_PICTURE, PROV_REASON_UNCHECKED);
    UiView view;

    ui_state_event(state, &event);
    ui_state_look(state, BASE_US, &view);
    g_assert_false(view.has_since);
    event.wall_trusted = true;
    event.boot_us += 5000000;
    event.wall_us += 5000000;
    ui_state_event(state, &event);
    ui_state_look(state, event.boot_us, &view);
    g_assert_true(view.has_since);
    g_assert_cmpint(view.since_us, ==, WALL_US + BASE_US);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *path = g_strdup_printf("/ui-state/%s", lines[i].name);

        g_test_add_data_func(path, &lines[i], run_line);
    }
    g_test_add_func("/ui-state/words/of-every-reason", test_words_of_reasons);
    g_test_add_func("/state/link-again-where-the-table-says-so",
                    test_link_again_where_the_table_says_so);
    g_test_add_func("/ui-state/words/stay-with-the-telling", test_words_stay_with_the_telling);
    g_test_add_func("/ui-state/any-order/no-picture-behind-a-refusal", test_any_order);
    g_test_add_func("/ui-state/no-picture/since", test_since);
    return g_test_run();
}
