/* SPDX-License-Identifier: Apache-2.0 */
/* How often a camera is asked, second by second: waits after one trouble behind the other. */
#include "client/client-pace.h"

#include <string.h>

#define S G_USEC_PER_SEC

typedef struct {
    const char *id;
    int64_t begun_s; /* before the first trouble */
    guint waits[8];  /* milliseconds, without chance, up to 0 */
} Row;

/* Troubles come at once, so that the time that passes is that of the waits. */
static const Row rows[] = {
    { "just-now", 0, { 500, 1000, 2000, 2500, 2500, 2500 } },
    { "a-minute-ago", 60, { 500, 1000, 2000, 4000, 8000, 8000 } },
    { "56-s-ago", 56, { 500, 1000, 2000, 2500, 5000, 8000 } },
    { "for-ever", 1000000, { 500, 1000, 2000, 4000, 8000, 8000 } },
};

static void
test_row(gconstpointer data)
{
    const Row *row = data;
    ClientPace pace = { 0 };
    int64_t now_us = INT64_C(2000000) * S;

    client_pace_begin(&pace, now_us - row->begun_s * S);
    for (size_t i = 0; row->waits[i] != 0; i++) {
        guint wait = client_pace_after_trouble(&pace, now_us, 0);

        g_assert_cmpuint(wait, ==, row->waits[i]);
        now_us += wait * 1000;
    }
}

static void
test_chance_adds_at_most_a_quarter(void)
{
    static const uint32_t chances[] = { 0, 1, 124, 125, 126, UINT32_MAX };

    for (size_t i = 0; i < G_N_ELEMENTS(chances); i++) {
        ClientPace pace = { 0 };

        g_assert_cmpuint(client_pace_after_trouble(&pace, 0, chances[i]), ==,
                         500 + chances[i] % 125);
        g_assert_cmpuint(client_pace_after_trouble(&pace, 0, 0), ==, 1000);
    }
}

static void
test_a_picture_begins_anew(void)
{
    ClientPace pace = { 0 };

    for (int i = 0; i < 9; i++)
        client_pace_after_trouble(&pace, 0, 0);
    for (int i = 0; i < 3; i++)
        client_pace_after_init(&pace);
    client_pace_begin(&pace, S);
    g_assert_cmpuint(client_pace_after_trouble(&pace, S, 0), ==, 500);
    g_assert_cmpuint(client_pace_after_init(&pace), ==, 2000);
}

static void
test_a_refused_init_segment(void)
{
    static const guint waits[] = { 2000, 4000, 8000, 8000 };
    ClientPace pace = { 0 };

    for (size_t i = 0; i < G_N_ELEMENTS(waits); i++)
        g_assert_cmpuint(client_pace_after_init(&pace), ==, waits[i]);
}

/* NET-12: an outage of ten minutes costs at most a request a second, nonces included. */
static void
test_an_outage_on_average(void)
{
    ClientPace pace = { 0 };
    int64_t now_us = 0;
    guint n = 0;

    client_pace_begin(&pace, 0);
    while (now_us < 600 * S) {
        n += 2;
        now_us += (int64_t)client_pace_after_trouble(&pace, now_us, 0) * 1000;
        g_assert_cmpuint(n, <=, 6 + now_us / S);
    }
    g_assert_cmpuint(n, <, 240);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/pace/", rows[i].id, NULL);

        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/pace/chance-adds-at-most-a-quarter", test_chance_adds_at_most_a_quarter);
    g_test_add_func("/pace/a-picture-begins-anew", test_a_picture_begins_anew);
    g_test_add_func("/pace/INI-24/a-refused-init-segment", test_a_refused_init_segment);
    g_test_add_func("/pace/NET-12/an-outage-on-average", test_an_outage_on_average);
    return g_test_run();
}
