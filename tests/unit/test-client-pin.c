/* SPDX-License-Identifier: Apache-2.0 */
/* The owner's PIN: what is kept of it, and how often it may be guessed. */
#include "client/client-pin.h"

#include <string.h>

static void
test_valid(void)
{
    static const struct {
        const char *pin;
        bool valid;
    } rows[] = {
        { "", false },        { "123", false },       { "1234", true },
        { "00000000", true }, { "123456789", false }, { "12a4", false },
        { "12 4", false },    { "-123", false },      { "١٢٣٤", false },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(client_pin_is_valid(rows[i].pin), ==, rows[i].valid);
}

static void
test_seal(void)
{
    g_autofree char *a = client_pin_seal("2580"), *b = client_pin_seal("2580");

    g_assert_cmpstr(a, !=, b); /* a salt of its own */
    g_assert_null(strstr(a, "2580"));
    g_assert_true(client_pin_matches(a, "2580"));
    g_assert_true(client_pin_matches(b, "2580"));
    g_assert_false(client_pin_matches(a, "2581"));
    g_assert_false(client_pin_matches(a, "25800"));
    g_assert_false(client_pin_matches(a, ""));
}

/* A line that somebody's hand damaged opens nothing. */
static void
test_damaged(void)
{
    g_autofree char *good = client_pin_seal("2580");
    g_autofree char *cut = g_strndup(good, strlen(good) - 5);
    g_autofree char *more = g_strconcat(good, ":", NULL);
    g_autofree char *other = g_strconcat("plain", strchr(good, ':'), NULL);
    const char *const rows[] = { "",  "2580", "scrypt", "scrypt::", "scrypt:2580:2580",
                                 cut, more,   other };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_false(client_pin_matches(rows[i], "2580"));
}

static void
test_wait(void)
{
    static const unsigned waits[] = { 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900 };

    for (unsigned i = 0; i < G_N_ELEMENTS(waits); i++)
        g_assert_cmpuint(client_pin_wait_s(i), ==, waits[i]);
    g_assert_cmpuint(client_pin_wait_s(G_MAXUINT), ==, 900);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pin/UI-11/valid", test_valid);
    g_test_add_func("/pin/UI-11/seal", test_seal);
    g_test_add_func("/pin/UI-11/damaged", test_damaged);
    g_test_add_func("/pin/UI-11/wait", test_wait);
    return g_test_run();
}
