/* SPDX-License-Identifier: Apache-2.0 */
#include "client/verify-run.h"

#include <errno.h>
#include <glib.h>
#include <locale.h>
#include <stdio.h>

enum {
    EXIT_UNUSABLE = 2
};

int
main(int argc, char **argv)
{
    int status;

    setlocale(LC_ALL, "");
    status = verify_run(argc, argv);
    if (fflush(stdout) != 0) {
        fprintf(stderr, "ownview-verify: standard output can't be written: %s.\n",
                g_strerror(errno));
        return EXIT_UNUSABLE;
    }
    return status;
}
