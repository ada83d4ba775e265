/* SPDX-License-Identifier: Apache-2.0 */
/* Which clock is believed: borders in virtual time, and the file that outlives a restart. */
#include "client/client-clock.h"
#include "client/client-time.h"
#include "tests/unit/store.h"

#include <sys/stat.h>

#define S        (INT64_C(1) * G_USEC_PER_SEC)
#define DAY      (86400 * S)
#define RELEASED (INT64_C(1795305600) * S)
#define AGREED   (RELEASED + 30 * DAY) /* at 100 s after the device's start */

enum {
    NEVER, /* nothing was agreed on */
    THIS,  /* since the device was started */
    OTHER, /* before that */
};

/* A reading 1,000 s after the device's start, at @wall_us after the time agreed on. */
static const struct {
    const char *name;
    int agreed;
    bool synchronised;
    int64_t wall_us;
    ProvClockTrust trust;
    int64_t believed_us; /* after AGREED */
} readings[] = {
    { "synchronised", NEVER, true, 5 * S, PROV_CLOCK_TRUSTED, 5 * S },
    { "CLK-01/1970", NEVER, false, -AGREED, PROV_CLOCK_FLOOR, RELEASED - AGREED },
    { "CLK-01/nobody-vouches", NEVER, false, 5 * S, PROV_CLOCK_FLOOR, RELEASED - AGREED },
    { "CLK-01/counts-on", THIS, false, -AGREED, PROV_CLOCK_FLOOR, 900 * S },
    { "CLK-01/after-a-restart", OTHER, false, -AGREED, PROV_CLOCK_FLOOR, 0 },
    { "as-expected", THIS, true, 900 * S, PROV_CLOCK_TRUSTED, 900 * S },
    { "CLK-02/ten-years-ahead", THIS, true, 3650 * DAY, PROV_CLOCK_FLOOR, 900 * S },
    { "CLK-02/ten-years-ahead-unsynchronised", THIS, false, 3650 * DAY, PROV_CLOCK_FLOOR, 900 * S },
    { "CLK-02/years-in-a-drawer", OTHER, true, 3650 * DAY, PROV_CLOCK_TRUSTED, 3650 * DAY },
    { "CLK-03/an-hour-back", THIS, true, -2700 * S, PROV_CLOCK_FLOOR, 900 * S },
    { "CLK-03/two-seconds-back", THIS, true, 898 * S, PROV_CLOCK_TRUSTED, 898 * S },
    { "CLK-03/no-further-back-than-two", THIS, true, 897 * S, PROV_CLOCK_TRUSTED, 898 * S },
    { "CLK-04/a-minute-ahead", THIS, true, 960 * S, PROV_CLOCK_TRUSTED, 960 * S },
    { "CLK-04/more-than-a-minute-ahead", THIS, true, 960 * S + 1, PROV_CLOCK_FLOOR, 900 * S },
    { "CLK-04/a-minute-behind", THIS, true, 840 * S, PROV_CLOCK_TRUSTED, 898 * S },
    { "CLK-04/more-than-a-minute-behind", THIS, true, 840 * S - 1, PROV_CLOCK_FLOOR, 900 * S },
    { "CLK-03/back-over-a-restart", OTHER, true, -2 * S - 1, PROV_CLOCK_FLOOR, 0 },
    { "CLK-03/two-seconds-back-over-a-restart", OTHER, true, -2 * S, PROV_CLOCK_TRUSTED, -2 * S },
};

static ClientTimeAgreed
agreed_on(int when)
{
    if (when == NEVER)
        return (ClientTimeAgreed){ 0 };
    return (ClientTimeAgreed){ true, when == THIS, AGREED, when == THIS ? 100 * S : 5000 * S };
}

static void
test_reading(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    const ClientTimeAgreed agreed = agreed_on(readings[i].agreed);
    const ClientTimeReading reading = { readings[i].synchronised, AGREED + readings[i].wall_us,
                                        1000 * S };
    ProvClock now = client_time_judge(&agreed, &reading, RELEASED);

    g_assert_cmpint(now.trust, ==, readings[i].trust);
    g_assert_cmpint(now.wall_us - AGREED, ==, readings[i].believed_us);
    g_assert_cmpint(now.boot_us, ==, 1000 * S);
}

/* The time agreed on is from long before this source was released: that is no floor. */
static void
test_released(void)
{
    const ClientTimeAgreed agreed = { true, true, 0, 0 };
    const ClientTimeReading reading = { false, 0, 1000 * S };

    g_assert_cmpint(client_time_judge(&agreed, &reading, RELEASED).wall_us, ==, RELEASED);
}

/* A camera answers a nonce with its own time, while the clock stands @wall_us after AGREED. */
static const struct {
    const char *name;
    int agreed;
    bool synchronised;
    int64_t wall_us;
    int64_t capture_us; /* after the clock */
    bool kept;
    int64_t kept_us; /* after AGREED */
} agreements[] = {
    { "first", NEVER, true, 0, 0, true, 0 },
    { "unsynchronised", NEVER, false, 0, 0, false, 0 },
    { "CLK-06/camera-ahead", NEVER, true, 0, 5 * S, true, 0 },
    { "CLK-06/camera-further-ahead", NEVER, true, 0, 5 * S + 1, false, 0 },
    { "camera-a-minute-behind", NEVER, true, 0, -60 * S, true, 0 },
    { "camera-further-behind", NEVER, true, 0, -60 * S - 1, false, 0 },
    { "counted-on", THIS, true, 900 * S, 0, true, 900 * S },
    { "after-a-restart", OTHER, true, DAY, 0, true, DAY },
    { "CLK-02/a-jump-that-two-agree-on", THIS, true, 3650 * DAY, 0, true, 3650 * DAY },
    { "CLK-03/a-correction-goes-in-steps", THIS, true, 870 * S, 0, true, 898 * S },
    { "CLK-04/a-jump-that-one-denies", THIS, true, 3650 * DAY, -3650 * DAY, false, 0 },
};

static void
test_agreement(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    const ClientTimeAgreed agreed = agreed_on(agreements[i].agreed);
    const ClientTimeReading reading = { agreements[i].synchronised, AGREED + agreements[i].wall_us,
                                        1000 * S };
    ClientTimeAgreed out = { 0 };

    g_assert_true(
        client_time_agree(&agreed, &reading, reading.wall_us + agreements[i].capture_us, &out)
        == agreements[i].kept);
    g_assert_true(out.known == agreements[i].kept);
    if (!agreements[i].kept)
        return;
    g_assert_true(out.this_boot);
    g_assert_cmpint(out.wall_us - AGREED, ==, agreements[i].kept_us);
    g_assert_cmpint(out.boot_us, ==, 1000 * S);
}

/* It is not written for every unit: what says nothing new for five minutes. */
static void
test_seldom(void)
{
    const ClientTimeAgreed agreed = agreed_on(THIS);
    ClientTimeReading reading = { true, AGREED + 300 * S - 1, 400 * S - 1 };
    ClientTimeAgreed out;

    g_assert_false(client_time_agree(&agreed, &reading, reading.wall_us, &out));
    reading.wall_us += 3 * S;
    g_assert_true(client_time_agree(&agreed, &reading, reading.wall_us, &out));
    reading.wall_us -= 3 * S - 1;
    reading.boot_us++;
    g_assert_true(client_time_agree(&agreed, &reading, reading.wall_us, &out));
}

static char *
clock_path(void)
{
    g_autofree char *dir = camera_store_state_dir();

    return g_build_filename(dir, "clock", NULL);
}

/* @text is the file that is found; in what it says lies a floor, or not. */
static void
assert_floor(const char *text, int64_t floor_us)
{
    g_autofree char *path = clock_path();

    store_spill(path, text, (gsize)strlen(text));
    g_assert_cmpint(chmod(path, 0600), ==, 0);
    g_assert_cmpint(client_clock_read_doubted().trust, ==, PROV_CLOCK_FLOOR);
    g_assert_cmpint(client_clock_read_doubted().wall_us, ==, floor_us);
}

/* STO-02: whatever stands in the file, at the worst nothing is known. */
static void
test_file(void)
{
    g_autofree char *path = clock_path();
    const int64_t released = client_clock_floor_us();

    store_wipe();
    g_assert_cmpint(client_clock_read_doubted().wall_us, ==, released);
    client_clock_agree(g_get_real_time()); /* never makes a store */
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    store_link(STORE_ID_A, "Front door");
    assert_floor("[agreed]\nboot=another\nwall-us=1900000000000000\nboot-us=7\n",
                 INT64_C(1900000000000000));
    assert_floor("[agreed]\nboot=another\nwall-us=1000000\nboot-us=7\n", released);
    assert_floor("[agreed]\nboot=another\nwall-us=1900000000000000\n", released);
    assert_floor("[agreed]\nboot=another\nwall-us=99999999999999999999\nboot-us=7\n", released);
    assert_floor("", released);
    assert_floor("\xff\xfe[agreed", released);
    assert_floor("[agreed]\nboot=another\nwall-us=1900000000000000\nboot-us=7\n",
                 INT64_C(1900000000000000));
    g_assert_cmpint(chmod(path, 0666), ==, 0); /* anybody could have written it (STO-05) */
    g_assert_cmpint(client_clock_read_doubted().wall_us, ==, released);
}

/* What was agreed on is there for the next start, where the system vouches for its clock. */
static void
test_kept(void)
{
    g_autofree char *path = clock_path();
    g_autofree char *boot = NULL;
    g_autofree char *text = NULL;
    g_autoptr(GKeyFile) keys = g_key_file_new();
    const int64_t before_us = g_get_real_time();

    store_wipe();
    store_link(STORE_ID_A, "Front door");
    client_clock_agree(before_us + 3600 * S); /* another time than ours */
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    client_clock_agree(before_us);
    if (client_clock_read().trust != PROV_CLOCK_TRUSTED) {
        g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
        return; /* nobody vouches for this machine's clock, so there is nothing to agree with */
    }
    g_assert_true(g_key_file_load_from_file(keys, path, G_KEY_FILE_NONE, NULL));
    g_assert_cmpint(g_key_file_get_int64(keys, "agreed", "wall-us", NULL), >=, before_us);
    g_assert_true(g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL));
    text = g_key_file_get_string(keys, "agreed", "boot", NULL);
    g_assert_cmpstr(text, ==, g_strchomp(boot));
}

int
main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    for (size_t i = 0; i < G_N_ELEMENTS(readings); i++) {
        g_autofree char *path = g_strconcat("/time/judge/", readings[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_reading);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(agreements); i++) {
        g_autofree char *path = g_strconcat("/time/agree/", agreements[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_agreement);
    }
    g_test_add_func("/time/judge/not-before-the-release", test_released);
    g_test_add_func("/time/agree/seldom", test_seldom);
    g_test_add_func("/clock/STO-02+STO-05/file", test_file);
    g_test_add_func("/clock/kept", test_kept);
    return store_test_run();
}
