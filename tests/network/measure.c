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

double
measure_rss(void)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) words = NULL;

    g_assert_true(g_file_get_contents("/proc/self/statm", &text, NULL, NULL));
    words = g_strsplit(text, " ", 3);
    return g_ascii_strtod(words[1], NULL) * (double)sysconf(_SC_PAGESIZE);
}
