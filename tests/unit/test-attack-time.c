/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times that are signed, against each other and against what a clock is worth (attacks.md, HDR-33,
 * INI-15, INI-16, SUB-13, CLK-06, CLK-07; wire-format.md, "What we add"), at their borders.
 */
#include "tests/unit/twist.h"

#define CLAIM(...) TWIST_PAIR(claims, twist_map, NULL, __VA_ARGS__)
#define IAT(value) CLAIM(RIG_CWT_IAT, value)
/* RFC 9711 wants 8 to 64 bytes. */
#define NONCE(value) CLAIM(RIG_CWT_NONCE, value)
#define N16          "50 <16:61>"

static const TwistVsi claim_cases[] = {
    { "HDR-33/iat-as-an-integer-is-fine", IAT("1a 6b0284e0"), "none" },
    { "HDR-33/iat-missing-beside-claims", CLAIM(RIG_CWT_IAT), "bad-header" },
    { "HDR-33/iat-null", IAT("f6"), "bad-header" },
    { "HDR-33/iat-is-text", IAT("'1795327200'"), "bad-header" },
    { "HDR-33/iat-is-a-date", IAT("c0 '2026-11-22T06:00:00Z'"), "bad-header" },
    { "HDR-33/iat-is-bytes", IAT("44 6b0284e0"), "bad-header" },
    { "HDR-33/iat-is-true", IAT("f5"), "bad-header" },
    { "HDR-33/iat-under-a-tag", IAT("c1 1a 6b0284e0"), "bad-header" },
    { "HDR-33/iat-negative", IAT("20"), "bad-header" },
    { "HDR-33/iat-negative-float", IAT("f9 bc00"), "bad-header" },
    { "HDR-33/iat-not-a-number", IAT("fb 7ff8000000000000"), "bad-header" },
    { "HDR-33/iat-infinite", IAT("f9 7c00"), "bad-header" },
    { "HDR-33/iat-after-the-year-9999", IAT("1b 0000003afff44180"), "bad-header" },
    { "HDR-33/iat-in-1970", IAT("00"), "session-key-time" },
    { "HDR-33/iat-in-milliseconds", IAT("1b 000001a2030e2c00"), "bad-header" },
    { "HDR-33/iat-twice", CLAIM(RIG_CWT_IAT, "1a 6b0284e0", true), "bad-header" },
    { "HDR-33/claims-twice",
      TWIST_PAIR(signature, twist_protected, NULL, RIG_COSE_CWT, "a1 06 1a 6b0284e0", true),
      "bad-header" },
    { "HDR-33/claims-are-an-array",
      TWIST_PAIR(signature, twist_protected, NULL, RIG_COSE_CWT, "80"), "bad-header" },
    { "HDR-33/claims-are-bytes",
      TWIST_PAIR(signature, twist_protected, NULL, RIG_COSE_CWT, "47 a1061a6b0284e0"),
      "bad-header" },
    { "HDR-33/claims-null-where-they-were-signed-before",
      TWIST_PAIR(signature, twist_protected, NULL, RIG_COSE_CWT, "f6"), "bad-header" },
    { "HDR-33/claims-unprotected",
      TWIST_PAIR(signature, twist_unprotected, NULL, RIG_COSE_CWT, "a1 06 1a 6b0284e0"),
      "bad-header" },
    { "HDR-33/unknown-claim-is-ignored", CLAIM(99, "'claim'"), "none" },
    { "HDR-33/nonce-of-7-bytes", NONCE("47 <7:61>"), "bad-header" },
    { "HDR-33/nonce-of-8-bytes-is-fine", NONCE("48 <8:61>"), "none" },
    { "HDR-33/nonce-of-64-bytes-is-fine", NONCE("5840 <64:61>"), "none" },
    { "HDR-33/nonce-of-65-bytes", NONCE("5841 <65:61>"), "bad-header" },
    { "HDR-33/nonce-empty", NONCE("40"), "bad-header" },
    { "HDR-33/nonce-is-text", NONCE("'0123456789abcdef'"), "bad-header" },
    { "HDR-33/nonce-null-is-absent", NONCE("f6"), "none" },
    { "HDR-33/no-nonces", NONCE("80"), "bad-header" },
    { "HDR-33/one-nonce-in-an-array-is-fine", NONCE("81" N16), "none" },
    { "HDR-33/eight-nonces-are-fine", NONCE("88" N16 N16 N16 N16 N16 N16 N16 N16), "none" },
    { "HDR-33/nine-nonces", NONCE("89" N16 N16 N16 N16 N16 N16 N16 N16 N16), "bad-header" },
    { "HDR-33/a-short-one-among-nonces", NONCE("82" N16 "47 <7:61>"), "bad-header" },
    { "HDR-33/nonces-in-nonces", NONCE("81 81" N16), "bad-header" },
};

#define ENTRY(...)      TWIST_PAIR(session_keys, twist_key_entry, __VA_ARGS__)
#define CREATED(text)   ENTRY("createdAt", 0, "c0 '" text "'")
#define VALIDITY(value) ENTRY("validityPeriod", 0, value)

static const TwistSession entry_cases[] = {
    { "INI-15/validity-0", VALIDITY("00"), "session-key-time" },
    { "INI-15/validity-2-to-the-64-less-1-is-cut", VALIDITY("1b ffffffffffffffff"), "none" },
    { "INI-15/validity-2-to-the-63-is-cut", VALIDITY("1b 8000000000000000"), "none" },
    { "INI-15/validity-that-overflows-microseconds-is-cut", VALIDITY("1b 000010c6f7a0b5ee"),
      "none" },
    { "INI-15/validity-negative", VALIDITY("20"), "session-key-time" },
    { "INI-15/validity-float", VALIDITY("f9 7bff"), "session-key-time" },
    { "INI-15/validity-text", VALIDITY("'86400'"), "session-key-time" },
    { "INI-15/validity-null", VALIDITY("f6"), "session-key-time" },
    { "INI-15/created-with-a-space", CREATED("2026-11-22 06:00:00Z"), "session-key-time" },
    { "INI-15/created-in-small-letters", CREATED("2026-11-22t06:00:00z"), "session-key-time" },
    { "INI-15/created-without-a-zone", CREATED("2026-11-22T06:00:00"), "session-key-time" },
    { "INI-15/created-on-no-day", CREATED("2026-11-31T06:00:00Z"), "session-key-time" },
    { "INI-15/created-empty", CREATED(""), "session-key-time" },
    { "INI-15/offset-of-24-hours", CREATED("2026-11-22T06:00:00+24:00"), "session-key-time" },
    { "INI-15/untagged", ENTRY("createdAt", 0, "'2026-11-22T06:00:00Z'"), "session-key-time" },
    { "INI-15/tag-18", ENTRY("createdAt", 0, "d2 '2026-11-22T06:00:00Z'"), "session-key-time" },
    { "INI-15/a-number", ENTRY("createdAt", 0, "1a 6b0284e0"), "session-key-time" },
    { "INI-15/tagged-number", ENTRY("createdAt", 0, "c0 1a 6b0284e0"), "session-key-time" },
    { "INI-15/null", ENTRY("createdAt", 0, "f6"), "session-key-time" },
    { "CLK-07/created-in-summer-time-is-fine", CREATED("2026-11-22T08:00:00+02:00"), "none" },
    { "CLK-07/created-half-an-hour-off-is-fine", CREATED("2026-11-22T00:30:00-05:30"), "none" },
    { "CLK-07/created-at-second-60-is-fine", CREATED("2026-11-22T05:59:60Z"), "none" },
    { "INI-16/first-number-1-is-fine", { .min_sequence = 1 }, "none" },
    { "INI-16/first-number-2", { .min_sequence = 2 }, "session-key-time" },
    { "INI-16/first-number-at-the-end", { .min_sequence = UINT64_MAX }, "session-key-time" },
    { "INI-16/first-number-0-is-fine", ENTRY("minSequenceNumber", 0, "00"), "none" },
};

#define S        (INT64_C(1) * G_USEC_PER_SEC)
#define DAY      (INT64_C(86400) * S)
#define NEVER    INT64_MIN /* the unit has no capture time */
#define AT(unix) (INT64_C(unix) * S - WORLD_NOW_US)

/* Times are microseconds after WORLD_NOW_US. */
static const struct {
    const char *id;
    int64_t created;
    uint64_t validity; /* seconds; 0: a day */
    int64_t captured;
    int64_t now;
    ProvClockTrust trust;
    const char *reason;
} windows[] = {
    { "INI-15/299-s-ahead", 299 * S, 0, NEVER, 0, PROV_CLOCK_TRUSTED, "none" },
    { "INI-15/300-s-ahead", 300 * S, 0, NEVER, 0, PROV_CLOCK_TRUSTED, "none" },
    { "INI-15/300-s-and-a-ms-ahead", 300 * S + 1000, 0, NEVER, 0, PROV_CLOCK_TRUSTED,
      "session-key-time" },
    { "INI-15/301-s-ahead", 301 * S, 0, NEVER, 0, PROV_CLOCK_TRUSTED, "session-key-time" },
    { "INI-15/an-hour-ahead-and-only-a-floor", 3600 * S, 0, NEVER, 0, PROV_CLOCK_FLOOR, "none" },
    { "INI-15/60-s-after-the-end", 0, 100, NEVER, 160 * S, PROV_CLOCK_TRUSTED, "none" },
    { "INI-15/60-s-and-a-us-after-the-end", 0, 100, NEVER, 160 * S + 1, PROV_CLOCK_TRUSTED,
      "session-key-time" },
    { "INI-15/a-floor-ends-it-too", 0, 100, NEVER, 160 * S + 1, PROV_CLOCK_FLOOR,
      "session-key-time" },
    { "INI-15/no-clock-ends-nothing", 0, 100, NEVER, 900 * DAY, PROV_CLOCK_NONE, "none" },
    { "INI-15/23-h-59-min-59-s", 0, 86399, NEVER, DAY + 60 * S, PROV_CLOCK_TRUSTED,
      "session-key-time" },
    { "INI-15/24-h", 0, 86400, NEVER, DAY + 60 * S, PROV_CLOCK_TRUSTED, "none" },
    { "INI-15/24-h-and-a-us", 0, 86400, NEVER, DAY + 60 * S + 1, PROV_CLOCK_TRUSTED,
      "session-key-time" },
    { "SUB-13/24-h-and-a-second-count-as-24-h", 0, 86401, NEVER, DAY + 60 * S + 1,
      PROV_CLOCK_TRUSTED, "session-key-time" },
    { "SUB-13/captured-at-24-h", 0, 1000000, DAY, DAY, PROV_CLOCK_TRUSTED, "none" },
    { "SUB-13/captured-a-us-after-24-h", 0, 1000000, DAY + 1, DAY, PROV_CLOCK_TRUSTED,
      "session-key-time" },
    { "SUB-13/captured-after-24-h-without-a-clock", 0, 1000000, DAY + 1, 0, PROV_CLOCK_NONE,
      "session-key-time" },
    { "HDR-33/5-s-before-the-key", 0, 0, -5 * S, 0, PROV_CLOCK_TRUSTED, "none" },
    { "HDR-33/5-s-and-a-us-before-the-key", 0, 0, -5 * S - 1, 0, PROV_CLOCK_TRUSTED,
      "session-key-time" },
    { "HDR-33/at-the-key's-end", 0, 100, 100 * S, 100 * S, PROV_CLOCK_TRUSTED, "none" },
    { "HDR-33/a-us-after-the-key's-end", 0, 100, 100 * S + 1, 100 * S, PROV_CLOCK_TRUSTED,
      "session-key-time" },
    { "CLK-06/5-s-after-now", 0, 0, 25 * S, 20 * S, PROV_CLOCK_TRUSTED, "none" },
    { "CLK-06/5-s-and-a-us-after-now", 0, 0, 25 * S + 1, 20 * S, PROV_CLOCK_TRUSTED,
      "from-the-future" },
    { "CLK-06/an-hour-after-now-and-only-a-floor", 0, 0, 3600 * S, 0, PROV_CLOCK_FLOOR, "none" },
    { "CLK-06/an-hour-after-now-and-no-clock", 0, 0, 3600 * S, 0, PROV_CLOCK_NONE, "none" },
    { "CLK-07/before-2-to-the-31", AT(2147483647), 0, AT(2147483647), AT(2147483647),
      PROV_CLOCK_TRUSTED, "none" },
    { "CLK-07/over-2-to-the-31", AT(2147483640), 0, AT(2147483660), AT(2147483660),
      PROV_CLOCK_TRUSTED, "none" },
    { "CLK-07/over-2-to-the-32", AT(4294967290), 0, AT(4294967300), AT(4294967300),
      PROV_CLOCK_TRUSTED, "none" },
    { "CLK-07/over-the-end-of-2026", AT(1798761590), 0, AT(1798761605), AT(1798761605),
      PROV_CLOCK_TRUSTED, "none" },
    { "CLK-07/on-29-february", AT(1835395200), 0, AT(1835395201), AT(1835395201),
      PROV_CLOCK_TRUSTED, "none" },
    { "CLK-07/at-the-end-of-9999", AT(253402300790), 0, AT(253402300799), AT(253402300799),
      PROV_CLOCK_TRUSTED, "none" },
};

static void
test_window(World *world, gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    const RigSessionSpec spec = { .validity = windows[i].validity };
    bool timed = windows[i].captured != NEVER;
    g_autoptr(RigSession) session =
        rig_session_new(world->front, world->moov, WORLD_NOW_US + windows[i].created, &spec);
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GBytes) segment = rig_session_sign(
        session, 1, timed ? WORLD_NOW_US + windows[i].captured : RIG_NO_TIME, NULL, media, NULL);
    ProvVerdict verdict;

    world->expectation->signed_time = timed;
    world->now = (ProvClock){ windows[i].trust, WORLD_NOW_US + windows[i].now, S };
    verdict = world_submit(world, session->init, segment);
    world_assert_reason(verdict, windows[i].reason);
    g_assert_true(!verdict.has_capture || verdict.capture_us == WORLD_NOW_US + windows[i].captured);
}

/* HDR-33: a camera that signs no time is admitted, unproven; one that did and stops is not. */
static void
test_no_capture_time(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GBytes) segment = rig_session_sign(world->session, 1, RIG_NO_TIME, NULL, media, NULL);
    ProvVerdict verdict;

    world_assert_reason(world_submit(world, world->session->init, segment), "bad-header");
    world->expectation->signed_time = false;
    verdict = world_submit(world, world->session->init, segment);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_TIME_UNPROVEN);
    g_assert_false(verdict.has_capture);
}

/* INI-15: of two keys one is over: the init stands by the other, and only that one signs. */
static void
test_one_key_of_two(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GPtrArray) keys =
        g_ptr_array_new_with_free_func((GDestroyNotify)rig_session_key_free);
    const int64_t created[] = { WORLD_NOW_US - 2 * DAY, WORLD_NOW_US };
    const RigSessionSpec spec = { .session_keys = keys };
    g_autoptr(RigSession) session = NULL;
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GBytes) over = NULL;
    g_autoptr(GBytes) good = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(created); i++) {
        g_autoptr(RigKey) key = rig_key_new_for_alg(RIG_ALG_ES256);
        g_autoptr(GBytes) kid = g_bytes_new(&i, 1);

        g_ptr_array_add(keys, rig_session_key_new(key, kid, created[i]));
    }
    session = world_session(world, world->front, 0, &spec);
    over = world_sign(world, session, 1, media, NULL);
    good = world_sign_with(world, session, g_ptr_array_index(keys, 1), 1, media);
    world_assert_reason(world_submit(world, session->init, over), "session-key-time");
    world_assert_reason(world_submit(world, session->init, good), "none");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    twist_add_vsi("time", claim_cases, G_N_ELEMENTS(claim_cases));
    twist_add_session("time", entry_cases, G_N_ELEMENTS(entry_cases));
    for (size_t i = 0; i < G_N_ELEMENTS(windows); i++) {
        g_autofree char *path = g_strconcat("/time/", windows[i].id, NULL);

        TWIST_TEST(path, GSIZE_TO_POINTER(i), test_window);
    }
    TWIST_TEST("/time/HDR-33/no-capture-time", NULL, test_no_capture_time);
    TWIST_TEST("/time/INI-15/one-key-of-two-is-over", NULL, test_one_key_of_two);
    return g_test_run();
}
