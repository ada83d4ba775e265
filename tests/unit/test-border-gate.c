/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate at its borders: a session key's time to the microsecond, and what an admission and a
 * verdict hand on.
 */
#include "tests/unit/world.h"

#include <string.h>

#define S        ((int64_t)G_USEC_PER_SEC)
#define VALIDITY 10 /* seconds */

/* A unit of a session key that is good for ten seconds; times are microseconds after its createdAt.
 */
static const struct {
    const char *name;
    int64_t capture_us;
    int64_t wall_us;
    ProvClockTrust trust;
    const char *reason;
} windows[] = {
    { "SUB-13/captured-5-s-before-its-key", -5 * S, 0, PROV_CLOCK_TRUSTED, "none" },
    { "SUB-13/captured-earlier-than-that", -5 * S - 1, 0, PROV_CLOCK_TRUSTED, "session-key-time" },
    { "SUB-13/captured-at-its-key's-end", 10 * S, 10 * S, PROV_CLOCK_TRUSTED, "none" },
    { "SUB-13/captured-after-its-key's-end", 10 * S + 1, 10 * S, PROV_CLOCK_TRUSTED,
      "session-key-time" },
    { "CLK-06/captured-5-s-from-now", 6 * S, S, PROV_CLOCK_TRUSTED, "none" },
    { "CLK-06/captured-later-than-that", 6 * S + 1, S, PROV_CLOCK_TRUSTED, "from-the-future" },
    { "CLK-06/a-floor-knows-no-future", 9 * S, S, PROV_CLOCK_FLOOR, "none" },
    { "CLK-06/no-clock-knows-no-future", 9 * S, S, PROV_CLOCK_NONE, "none" },
    { "SUB-13/a-minute-after-its-key's-end", 10 * S, 70 * S, PROV_CLOCK_TRUSTED, "none" },
    { "SUB-13/later-than-that", 10 * S, 70 * S + 1, PROV_CLOCK_TRUSTED, "session-key-time" },
    { "SUB-13/later-than-that-by-a-floor", 10 * S, 70 * S + 1, PROV_CLOCK_FLOOR,
      "session-key-time" },
    { "SUB-13/without-a-clock-a-key-lasts", 10 * S, 70 * S + 1, PROV_CLOCK_NONE, "none" },
};

static RigSession *
short_session(World *world)
{
    const RigSessionSpec spec = { .validity = VALIDITY };

    return world_session(world, world->front, 0, &spec);
}

static void
set_clock(World *world, ProvClockTrust trust, int64_t after_us)
{
    world->now.trust = trust;
    world->now.wall_us = WORLD_NOW_US + after_us;
}

static void
test_window(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_autoptr(RigSession) session = short_session(world);
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GBytes) segment =
        rig_session_sign(session, 1, WORLD_NOW_US + windows[i].capture_us, NULL, media, NULL);

    set_clock(world, windows[i].trust, windows[i].wall_us);
    world_assert_reason(world_submit(world, session->init, segment), windows[i].reason);
}

/* A camera's clock may run 300 s ahead of a trusted one, and any time ahead of a floor. */
static void
test_early_key(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) session = short_session(world);
    static const struct {
        ProvClockTrust trust;
        int64_t wall_us;
        const char *reason;
    } rows[] = {
        { PROV_CLOCK_TRUSTED, -300 * S, "none" },
        { PROV_CLOCK_TRUSTED, -300 * S - 1, "session-key-time" },
        { PROV_CLOCK_FLOOR, -300 * S - 1, "none" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(ProvGate) first = prov_gate_new(world->expectation);

        set_clock(world, rows[i].trust, rows[i].wall_us);
        /* asked for the first time, and of one that was judged before */
        world_assert_reason(prov_gate_submit_init(first, session->init, &world->now),
                            rows[i].reason);
        world_assert_reason(prov_gate_submit_init(world->gate, session->init, &world->now),
                            rows[i].reason);
    }
}

/* What is asked of an init again is asked of the key that signs the unit too: another key of the
 * same init that still holds is no excuse. */
static void
test_other_key_is_no_excuse(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GPtrArray) keys =
        g_ptr_array_new_with_free_func((GDestroyNotify)rig_session_key_free);
    const RigSessionSpec spec = { .session_keys = keys };
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(RigSession) session = NULL;
    g_autoptr(GBytes) segment = NULL;

    for (int i = 0; i < 2; i++) {
        g_autoptr(RigKey) key = rig_key_new_for_alg(RIG_ALG_ES256);
        g_autoptr(GBytes) kid = g_bytes_new(i == 0 ? "old" : "new", 3);
        RigSessionKey *entry = rig_session_key_new(key, kid, WORLD_NOW_US);

        entry->validity = i == 0 ? VALIDITY : 86400;
        g_ptr_array_add(keys, entry);
    }
    session = world_session(world, world->front, 0, &spec);
    segment = rig_session_sign(session, 1, WORLD_NOW_US, NULL, media, NULL);
    set_clock(world, PROV_CLOCK_TRUSTED, 3600 * S);
    world_assert_reason(prov_gate_submit_init(world->gate, session->init, &world->now), "none");
    world_assert_reason(world_submit(world, session->init, segment), "session-key-time");
}

/* A unit without a capture time, of a camera that need not sign it: its key's clock check stands.
 */
static void
test_no_capture(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) session = short_session(world);
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GBytes) segment = rig_session_sign(session, 1, RIG_NO_TIME, NULL, media, NULL);
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict;
    int64_t capture_us;

    world->expectation->signed_time = false;
    set_clock(world, PROV_CLOCK_TRUSTED, 70 * S + 1);
    world_assert_reason(world_submit(world, session->init, segment), "session-key-time");
    set_clock(world, PROV_CLOCK_TRUSTED, 70 * S);
    verdict = prov_gate_submit(world->gate, session->init, segment, &world->now, &admission);
    world_assert_reason(verdict, "none");
    g_assert_false(verdict.has_capture);
    g_assert_false(prov_admission_get_capture(admission, &capture_us));
    g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_TIME_UNPROVEN);
}

/* Who gets a token: the camera of a link, whose key was compared and whose chain held. A verdict
 * that admits is no token where one of the three is missing. */
static void
test_no_token(World *world, gconstpointer data)
{
    /* what stood there before is overwritten */
    ProvAdmission *admission = (ProvAdmission *)world;
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, NULL);
    ProvVerdict verdict;

    switch (GPOINTER_TO_INT(data)) {
    case 0:
        g_clear_pointer(&world->expectation->link, g_free);
        break;
    case 1:
        g_ptr_array_set_size(world->expectation->pins, 0);
        break;
    default:
        g_clear_pointer(&world->expectation->anchors, g_ptr_array_unref);
    }
    verdict = prov_gate_submit(world->gate, world->session->init, segment, &world->now, &admission);
    world_assert_reason(verdict, "none");
    g_assert_null(admission);
    g_assert_true(verdict.selected == (GPOINTER_TO_INT(data) != 1));
    g_assert_true(verdict.chain == (GPOINTER_TO_INT(data) != 2));
}

static ProvAdmission *
admit(World *world, uint64_t number, ProvVerdict *verdict)
{
    g_autoptr(GBytes) segment = world_segment(world, world->session, number, NULL);
    ProvAdmission *admission = NULL;

    world_at(world, 0, number);
    *verdict =
        prov_gate_submit(world->gate, world->session->init, segment, &world->now, &admission);
    world_assert_reason(*verdict, "none");
    g_assert_nonnull(admission);
    return admission;
}

/* What a token says is what was selected, signed and hashed. */
static void
test_token(World *world, G_GNUC_UNUSED gconstpointer data)
{
    ProvVerdict verdict;
    g_autoptr(ProvAdmission) first = admit(world, 1, &verdict);
    const ProvTrack *track = prov_admission_get_track(first);
    int64_t capture_us = 0;
    size_t n_samples = 0;
    uint8_t issuer[PROV_PIN_LEN];

    g_assert_true(verdict.has_signer && verdict.signer_proven && verdict.has_capture);
    g_assert_true(verdict.has_sequence && verdict.sequence == 1);
    g_assert_cmpstr(prov_admission_get_link(first), ==, world->expectation->link);
    g_assert_cmpuint(prov_admission_get_generation(first), ==, 1);
    g_assert_cmpstr(prov_admission_get_session(first), ==, world->session->label);
    g_assert_cmpuint(prov_admission_get_sequence(first), ==, 1);
    g_assert_nonnull(prov_admission_get_samples(first, &n_samples));
    g_assert_cmpuint(n_samples, ==, WORLD_FRAMES);
    prov_admission_free(NULL);
    rig_cert_get_pin(world->maker->ca, issuer);
    g_assert_cmpmem(verdict.issuer, PROV_PIN_LEN, issuer, PROV_PIN_LEN);
    g_assert_true(prov_admission_get_capture(first, &capture_us));
    g_assert_cmpint(capture_us, ==, WORLD_NOW_US);
    g_assert_true(track->id == RIG_TRACK_ID && track->timescale == WORLD_SCALE
                  && track->codec == PROV_CODEC_AVC && track->width == WORLD_WIDTH
                  && track->height == WORLD_HEIGHT && track->config_len > 0);
}

/* SEQ-04: what was admitted before this gate is a replay, and what follows is not. */
static void
test_resumed(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        uint64_t number;
        const char *reason;
    } rows[] = { { 1, "replayed" }, { 2, "replayed" }, { 3, "none" } };
    g_autoptr(ProvMark) mark = NULL;
    ProvVerdict verdict;

    g_assert_null(prov_gate_get_mark(world->gate));
    prov_admission_free(admit(world, 1, &verdict));
    prov_admission_free(admit(world, 2, &verdict));
    mark = prov_gate_get_mark(world->gate);
    g_assert_cmpstr(mark->session, ==, world->session->label);
    g_assert_cmpuint(mark->sequence, ==, 2);
    prov_gate_free(world->gate);
    prov_gate_free(NULL);
    world->gate = prov_gate_new(world->expectation);
    prov_gate_resume(world->gate, mark);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) segment = world_segment(world, world->session, rows[i].number, NULL);

        world_at(world, 0, rows[i].number);
        verdict = world_submit(world, world->session->init, segment);
        world_assert_reason(verdict, rows[i].reason);
        g_assert_cmpuint(verdict.n_missing, ==, 0);
    }
}

/* A first unit and one after a gap do not continue what was shown; the numbers between are
 * counted. */
static void
test_continues(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        uint64_t number;
        uint64_t n_missing;
        bool discontinuous;
    } rows[] = { { 1, 0, true }, { 2, 0, false }, { 3, 0, false },
                 { 5, 1, true }, { 9, 3, true },  { 10, 0, false } };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        ProvVerdict verdict;
        g_autoptr(ProvAdmission) admission = admit(world, rows[i].number, &verdict);

        g_assert_true(prov_admission_is_discontinuous(admission) == rows[i].discontinuous);
        g_assert_cmpuint(verdict.n_missing, ==, rows[i].n_missing);
        g_assert_cmpuint(verdict.notes, ==, rows[i].n_missing > 0 ? PROV_NOTE_GAP : 0);
        g_assert_cmpint(verdict.unit_us, ==, WORLD_UNIT_US);
        g_assert_cmpint(verdict.live_until_us, ==, world->now.boot_us + 7 * S - 1100000);
    }
}

/* "Live" ends with its bound: there, the unit proves nothing of now any more. */
static void
test_live_ends(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        int64_t age_us; /* of the unit's first picture */
        unsigned notes;
    } rows[] = { { 7 * S - 1, 0 }, { 7 * S, PROV_NOTE_TIME_UNPROVEN } };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) segment = world_segment(world, world->session, i + 1, NULL);

        world->now.boot_us = 100 * S;
        world->now.wall_us = WORLD_NOW_US + (int64_t)i * WORLD_UNIT_US + rows[i].age_us;
        g_assert_cmpuint(world_submit(world, world->session->init, segment).notes, ==,
                         rows[i].notes);
    }
}

#define add(name, number, function)                                                                \
    g_test_add("/border/gate/" name, World, GINT_TO_POINTER(number), world_set_up, function,       \
               world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(windows); i++) {
        g_autofree char *path = g_strconcat("/border/gate/", windows[i].name, NULL);

        g_test_add(path, World, GSIZE_TO_POINTER(i), world_set_up, test_window, world_tear_down);
    }
    add("a-key-begins-early", 0, test_early_key);
    add("another-key-is-no-excuse", 0, test_other_key_is_no_excuse);
    add("no-capture-time", 0, test_no_capture);
    add("no-token-without-a-link", 0, test_no_token);
    add("no-token-without-a-pin", 1, test_no_token);
    add("no-token-without-a-chain", 2, test_no_token);
    add("token", 0, test_token);
    add("SEQ-04/resumed", 0, test_resumed);
    add("continues", 0, test_continues);
    add("live-ends", 0, test_live_ends);
    return g_test_run();
}
