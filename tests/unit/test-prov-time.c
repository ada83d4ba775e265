/* SPDX-License-Identifier: Apache-2.0 */
/* Times as they stand in session keys and signed headers, at their borders (CLK-07, INI-15). */
#include "client/provenance/prov-time.h"

#include <math.h>
#include <string.h>

#define NONE G_MININT64
#define S    (INT64_C(1) * G_USEC_PER_SEC)

static const struct {
    const char *text;
    int64_t us; /* NONE: refused */
} texts[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1969-12-31T23:59:59Z", NONE },
    { "1970-01-01T00:59:59+01:00", NONE }, /* before the epoch */
    { "1970-01-01T01:00:00+01:00", 0 },
    { "1970-01-01T00:00:00-00:01", 60 * S },
    { "2038-01-19T03:14:07Z", INT64_C(2147483647) * S },
    { "2038-01-19T03:14:08Z", INT64_C(2147483648) * S },
    { "2106-02-07T06:28:16Z", INT64_C(4294967296) * S },
    { "2016-12-31T23:59:60Z", INT64_C(1483228800) * S }, /* a leap second: the second after */
    { "2017-01-01T00:00:00Z", INT64_C(1483228800) * S },
    { "2016-12-31T23:59:61Z", NONE },
    { "2024-02-29T00:00:00Z", INT64_C(1709164800) * S },
    { "2023-02-29T00:00:00Z", NONE },
    { "2100-02-29T00:00:00Z", NONE },
    { "9999-12-31T23:59:59Z", INT64_C(253402300799) * S },
    { "9999-12-31T23:59:59.999999Z", INT64_C(253402300799) * S + 999999 },
    { "9999-12-31T23:59:60Z", NONE }, /* the year 10000 */
    { "9999-12-31T23:59:59-00:01", NONE },
    { "10000-01-01T00:00:00Z", NONE },
    { "2026-11-22T06:00:00.5Z", INT64_C(1795327200) * S + 500000 },
    { "2026-11-22T06:00:00.123456789Z", INT64_C(1795327200) * S + 123456 },
    { "2026-11-22T06:00:00.000000000000000001Z", INT64_C(1795327200) * S },
    { "2026-11-22T06:00:00.0000000000000000001Z", NONE }, /* 19 digits */
    { "2026-11-22T06:00:00.Z", NONE },
    { "2026-11-22T06:00:00,5Z", NONE },
    { "2026-11-22T07:00:00+01:00", INT64_C(1795327200) * S },
    { "2026-11-22T05:59:00-00:01", INT64_C(1795327200) * S },
    { "2026-11-23T05:59:00+23:59", INT64_C(1795327200) * S },
    { "2026-11-22T06:00:00+24:00", NONE },
    { "2026-11-22T06:00:00+01:60", NONE },
    { "2026-11-22T06:00:00+0100", NONE },
    { "2026-11-22T06:00:00+01", NONE },
    { "2026-11-22T06:00:00", NONE },
    { "2026-11-22T06:00:00z", NONE },
    { "2026-11-22t06:00:00Z", NONE },
    { "2026-11-22 06:00:00Z", NONE },
    { "2026-11-22T06:00:00Z ", NONE },
    { " 2026-11-22T06:00:00Z", NONE },
    { "2026-11-22T24:00:00Z", NONE },
    { "2026-11-22T06:60:00Z", NONE },
    { "2026-13-22T06:00:00Z", NONE },
    { "2026-00-22T06:00:00Z", NONE },
    { "2026-11-00T06:00:00Z", NONE },
    { "2026-11-31T06:00:00Z", NONE },
    { "2026-1-22T06:00:00Z", NONE },
    { "-026-11-22T06:00:00Z", NONE },
    { "+026-11-22T06:00:00Z", NONE },
    { "2026-11-22T06:00Z", NONE },
    { "2026-11-22", NONE },
    { "", NONE },
};

static void
test_texts(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        ProvReader text = { (const uint8_t *)texts[i].text, strlen(texts[i].text) };
        int64_t us = NONE;

        g_test_message("%s", texts[i].text);
        g_assert_true(prov_time_from_rfc3339(text, &us) == (texts[i].us != NONE));
        g_assert_cmpint(us, ==, texts[i].us); /* a failed read changes nothing */
    }
}

/* A time that is cut anywhere is none; and nothing is read past its end. */
static void
test_cut_texts(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        for (size_t len = 0; texts[i].us != NONE && len < strlen(texts[i].text); len++) {
            g_autofree uint8_t *exact = g_memdup2(texts[i].text, len);
            int64_t us = NONE;

            g_assert_false(prov_time_from_rfc3339((ProvReader){ exact, len }, &us));
            g_assert_cmpint(us, ==, NONE);
        }
    }
}

static const struct {
    ProvCborItem item;
    int64_t us;
} numbers[] = {
    { { .type = PROV_CBOR_UINT, .value = 0 }, 0 },
    { { .type = PROV_CBOR_UINT, .value = 1795327200 }, INT64_C(1795327200) * S },
    { { .type = PROV_CBOR_UINT, .value = UINT64_C(253402300799) }, INT64_C(253402300799) * S },
    { { .type = PROV_CBOR_UINT, .value = UINT64_C(253402300800) }, NONE },
    { { .type = PROV_CBOR_UINT, .value = UINT64_MAX }, NONE },
    { { .type = PROV_CBOR_NINT, .value = 0 }, NONE }, /* -1 */
    { { .type = PROV_CBOR_FLOAT, .number = 0.0 }, 0 },
    { { .type = PROV_CBOR_FLOAT, .number = -0.0 }, 0 },
    { { .type = PROV_CBOR_FLOAT, .number = 1795327200.5 }, INT64_C(1795327200) * S + 500000 },
    { { .type = PROV_CBOR_FLOAT, .number = 253402300799.0 }, INT64_C(253402300799) * S },
    { { .type = PROV_CBOR_FLOAT, .number = 253402300800.0 }, NONE },
    { { .type = PROV_CBOR_FLOAT, .number = -0.5 }, NONE },
    { { .type = PROV_CBOR_FLOAT, .number = 1e300 }, NONE },
    { { .type = PROV_CBOR_FLOAT, .number = (double)INFINITY }, NONE },
    { { .type = PROV_CBOR_FLOAT, .number = (double)NAN }, NONE },
    { { .type = PROV_CBOR_TEXT }, NONE },
    { { .type = PROV_CBOR_BOOL, .value = 1 }, NONE },
};

static void
test_numbers(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        int64_t us = NONE;

        g_assert_true(prov_time_from_numeric(&numbers[i].item, &us) == (numbers[i].us != NONE));
        g_assert_cmpint(us, ==, numbers[i].us);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/time/CLK-07/rfc-3339-at-its-borders", test_texts);
    g_test_add_func("/time/a-text-that-is-cut-is-none", test_cut_texts);
    g_test_add_func("/time/HDR-33/numeric-dates", test_numbers);
    return g_test_run();
}
