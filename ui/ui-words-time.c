/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-words-time.h"

#include "ui/ui-fill.h"
#include "ui/ui-language.h"

#include <glib/gi18n.h>

static char *
local_time(int64_t wall_us, const char *format)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(wall_us / G_USEC_PER_SEC);

    return time != NULL ? g_date_time_format(time, format) : NULL;
}

/* The locale's own form where there is one in the language of the screen, else the language's. */
static const char *
time_format(void)
{
    if (ui_language_get_clock() == UI_CLOCK_LANGUAGE && ui_language_has_clock())
        return "%X";
    /* Translators: a time of day with its seconds, for strftime: 24 hours, without a name. */
    return C_("for strftime", "%H:%M:%S");
}

static const char *
date_format(void)
{
    if (ui_language_has_clock())
        return "%x";
    /* Translators: a date in digits, for strftime: no names of months or days. */
    return C_("for strftime", "%Y-%m-%d");
}

/* Not by strftime's %p, which is empty in the locales of most languages. */
static char *
in_half_of_day(const char *time, uint64_t hour)
{
    if (hour < 12)
        /* Translators: {time} is one before noon, in twelve hours. */
        return UI_FILL(C_("a time of day", "{time} am"), { "time", time });
    /* Translators: {time} is one from noon on, in twelve hours. */
    return UI_FILL(C_("a time of day", "{time} pm"), { "time", time });
}

static char *
twelve_hours(int64_t wall_us)
{
    /* Translators: a time of day with its seconds, for strftime: 12 hours, without "am" or "pm". */
    g_autofree char *time = local_time(wall_us, C_("for strftime", "%-I:%M:%S"));
    g_autofree char *half = local_time(wall_us, "%H");

    if (time == NULL || half == NULL)
        return NULL;
    return in_half_of_day(time, g_ascii_strtoull(half, NULL, 10));
}

static char *
time_of_day(int64_t wall_us)
{
    return ui_language_get_clock() == UI_CLOCK_12 ? twelve_hours(wall_us)
                                                  : local_time(wall_us, time_format());
}

char *
ui_words_hour(unsigned hour)
{
    const bool twelve = ui_language_get_clock() == UI_CLOCK_12;
    g_autofree char *time = g_strdup_printf("%u:00", twelve ? (hour + 11) % 12 + 1 : hour);
    g_autofree char *shown = twelve ? in_half_of_day(time, hour) : g_strdup(time);

    return g_strconcat("\u2068", shown, "\u2069", NULL);
}

char *
ui_words_time(int64_t wall_us, int64_t now_us)
{
    g_autofree char *day = local_time(wall_us, "%F");
    g_autofree char *today = local_time(now_us, "%F");
    g_autofree char *time = time_of_day(wall_us);
    g_autofree char *date = local_time(wall_us, date_format());
    g_autofree char *shown = NULL;

    if (day == NULL || time == NULL || date == NULL)
        return g_strdup("?");
    if (g_strcmp0(day, today) == 0)
        shown = g_steal_pointer(&time);
    else
        /* Translators: a moment that is not today, both as the formats above give them. */
        shown = UI_FILL(C_("a moment", "{date}, {time}"), { "date", date }, { "time", time });
    /* In a sentence that runs from right to left the digits keep their order. */
    return g_strconcat("\u2068", shown, "\u2069", NULL);
}

char *
ui_words_duration(int64_t seconds)
{
    char n[16];

    if (seconds < 120) {
        g_snprintf(n, sizeof n, "%d", (int)seconds);
        /* Translators: seconds, short; it becomes {n} in other sentences. With a no-break space. */
        return UI_FILL(_("{n} s"), { "n", n });
    }
    if (seconds < 120 * 60) {
        g_snprintf(n, sizeof n, "%d", (int)(seconds / 60));
        /* Translators: minutes, short; it becomes {n} in other sentences. */
        return UI_FILL(_("{n} min"), { "n", n });
    }
    g_snprintf(n, sizeof n, "%d", (int)MIN(seconds / 3600, 100000));
    /* Translators: hours, short; it becomes {n} in other sentences. */
    return UI_FILL(_("{n} h"), { "n", n });
}
