/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ownview-verify, and ownview-link check-cert, do with a line's words, for every line of
 * standard input, tabs between its words; the first says which, "verify" or "check-cert". One
 * process for hundreds, as to start one under a sanitizer takes longer than it then works.
 *
 * After what each says stands a record separator (U+001E), its exit status and a newline.
 */
#include "client/link-check-cert.h"
#include "client/verify-run.h"

#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#define WRONG_USE 64

static int
run(char **words)
{
    int n = (int)g_strv_length(words);

    if (n > 0 && strcmp(words[0], "verify") == 0)
        return verify_run(n, words);
    if (n > 0 && strcmp(words[0], "check-cert") == 0)
        return link_check_cert(n, words);
    return WRONG_USE;
}

int
main(void)
{
    g_autofree char *line = NULL;
    size_t size = 0;

    setlocale(LC_ALL, "");
    while (getline(&line, &size, stdin) > 0) {
        g_auto(GStrv) words = g_strsplit(g_strchomp(line), "\t", -1);
        g_autofree char **argv = g_memdup2(words, (g_strv_length(words) + 1) * sizeof(char *));
        int status = run(argv); /* a parser of options moves the words about */

        if (status == WRONG_USE)
            return WRONG_USE;
        printf("\x1e%d\n", status);
    }
    return 0;
}
