/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/measure.h"

#include <unistd.h>

int
measure_fds(void)
{
    g_autoptr(GDir) dir = g_dir_open("/proc/self/fd", 0, NULL);
    int n = 0;

    g_assert_nonnull(dir);
    while (g_dir_read_name(dir) != NULL)
        n++;
    return n;
}

/* Pages: a field of proc(5)'s statm, from 0. */
static double
pages(guint field)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) words = NULL;

    g_assert_true(g_file_get_contents("/proc/self/statm", &text, NULL, NULL));
    words = g_strsplit(text, " ", -1);
    return g_ascii_strtod(words[field], NULL);
}

double
measure_rss(void)
{
    return pages(1) * (double)sysconf(_SC_PAGESIZE);
}

double
measure_anonymous(void)
{
    return (pages(1) - pages(2)) * (double)sysconf(_SC_PAGESIZE);
}
