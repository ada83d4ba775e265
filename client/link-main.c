/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-exit.h"
#include "client/link-check-cert.h"
#include "client/link-commands.h"

#include <errno.h>
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

enum {
    EXIT_UNUSABLE = 2
};

/* One row a subcommand. */
static const struct {
    const char *name;
    const char *words;                 /* what follows it, besides options */
    int (*run)(int argc, char **argv); /* argv[0]: the subcommand; returns the exit status */
    const char *summary;
} commands[] = {
#if OWNVIEW_NETWORK
    { "add", "CODE|-", link_add, "link the camera whose code this is" },
#endif
    { "list", "", link_list, "list the linked cameras" },
    { "show", "CAMERA", link_show, "show one of them" },
    { "rename", "CAMERA NAME", link_rename, "give its room another name" },
    { "address", "CAMERA URL", link_address, "say where it is asked for its video" },
#if OWNVIEW_NETWORK
    { "rotate", "CAMERA", link_rotate, "have it make a new key" },
    { "remove", "CAMERA", link_remove, "unlink it" },
    { "revoke", "CAMERA", link_revoke, "unlink it, and block its keys" },
    { "doctor", "[CAMERA]", link_doctor, "say what keeps a picture from coming" },
#endif
    { "history", "", link_history, "list what was refused, or write a receipt of it" },
    { "export", "[FILE]", link_export, "write what is linked, without secrets" },
    { "home", "", link_home, "say where this home's own key is, or have one made in a token" },
    { "check-cert", "FILE", link_check_cert, "say whether a camera may sign with a certificate" },
};

static void
print_help(void)
{
    puts("Usage: ownview-link COMMAND [OPTION…] …\n"
         "Looks after linked cameras, and what may become one.\n");
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        printf("  %-10s  %-11s  %s\n", commands[i].name, commands[i].words, commands[i].summary);
    puts("\nCODE is the text of the code on the camera, CAMERA a link's id, its first digits, or "
         "its room's "
         "name.\nownview-link COMMAND --help tells more.");
}

static int
run(int argc, char **argv)
{
    if (argc < 2) {
        fputs("ownview-link: Name a command; --help lists them.\n", stderr);
        return EXIT_UNUSABLE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help();
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("ownview-link %s%s\n", OWNVIEW_VERSION, OWNVIEW_DEMO ? " (demo build)" : "");
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_autofree char *name = g_strconcat("ownview-link ", commands[i].name, NULL);

        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        g_set_prgname(name); /* what the subcommand's --help calls itself */
        return commands[i].run(argc - 1, argv + 1);
    }
    fprintf(stderr, "ownview-link: There is no command %s; --help lists them.\n", argv[1]);
    return EXIT_UNUSABLE;
}

int
main(int argc, char **argv)
{
    int status;

    setlocale(LC_ALL, "");
    status = run(argc, argv);
    if (fflush(stdout) != 0) {
        fprintf(stderr, "ownview-link: standard output can't be written: %s.\n", g_strerror(errno));
        return EXIT_UNUSABLE;
    }
#if OWNVIEW_NETWORK
    client_exit(status);
#else
    return status;
#endif
}
