/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-time.h"

#include <math.h>

#define MAX_SECONDS INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

static bool
read_digits(ProvReader *reader, size_t n, int *out)
{
    ProvReader digits;
    int value = 0;

    if (!prov_reader_take(reader, n, &digits))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!g_ascii_isdigit((char)digits.data[i]))
            return false;
        value = value * 10 + (digits.data[i] - '0');
    }
    *out = value;
    return true;
}

static bool
read_char(ProvReader *reader, char c)
{
    ProvReader rest = *reader;
    uint8_t byte;

    if (!prov_reader_u8(&rest, &byte) || byte != (uint8_t)c)
        return false;
    *reader = rest;
    return true;
}

/* Digits after the point, as many as there are; what is below a microsecond is dropped. */
static bool
read_fraction(ProvReader *reader, int64_t *out_us)
{
    int64_t unit = G_USEC_PER_SEC;
    size_t n = 0;

    *out_us = 0;
    if (!read_char(reader, '.'))
        return true;
    for (; reader->len > 0 && g_ascii_isdigit((char)reader->data[0]); n++) {
        int digit;

        if (n == 18 || !read_digits(reader, 1, &digit))
            return false;
        unit /= 10;
        *out_us += unit * digit;
    }
    return n > 0;
}

static bool
read_offset(ProvReader *reader, int64_t *out_seconds)
{
    int hours, minutes, sign = 1;

    *out_seconds = 0;
    if (read_char(reader, 'Z'))
        return true;
    if (!read_char(reader, '+')) {
        if (!read_char(reader, '-'))
            return false;
        sign = -1;
    }
    if (!read_digits(reader, 2, &hours) || !read_char(reader, ':')
        || !read_digits(reader, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *out_seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

/* RFC 3339, section 5.6, with upper-case T and Z: ours. */
bool
prov_time_from_rfc3339(ProvReader text, int64_t *out_us)
{
    int year, month, day, hour, minute, second;
    int64_t fraction_us, offset, seconds;
    g_autoptr(GDateTime) start = NULL;

    if (!read_digits(&text, 4, &year) || !read_char(&text, '-') || !read_digits(&text, 2, &month)
        || !read_char(&text, '-') || !read_digits(&text, 2, &day) || !read_char(&text, 'T')
        || !read_digits(&text, 2, &hour) || !read_char(&text, ':')
        || !read_digits(&text, 2, &minute) || !read_char(&text, ':')
        || !read_digits(&text, 2, &second) || !read_fraction(&text, &fraction_us)
        || !read_offset(&text, &offset) || text.len != 0)
        return false;
    if (year < 1970 || second > 60)
        return false;
    start = g_date_time_new_utc(year, month, day, hour, minute, 0);
    if (start == NULL)
        return false;

    seconds = g_date_time_to_unix(start) + second - offset;
    if (seconds < 0 || seconds > MAX_SECONDS)
        return false;
    *out_us = seconds * G_USEC_PER_SEC + fraction_us;
    return true;
}

/* NumericDate (RFC 8392, section 2). */
bool
prov_time_from_numeric(const ProvCborItem *item, int64_t *out_us)
{
    if (item->type == PROV_CBOR_UINT) {
        if (item->value > (uint64_t)MAX_SECONDS)
            return false;
        *out_us = (int64_t)item->value * G_USEC_PER_SEC;
        return true;
    }
    if (item->type != PROV_CBOR_FLOAT || !isfinite(item->number) || item->number < 0
        || item->number > (double)MAX_SECONDS)
        return false;
    *out_us = (int64_t)(item->number * (double)G_USEC_PER_SEC + 0.5);
    return true;
}
