/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-ctl.h"
#include "tests/rig/rig-fault.h"
#include "tests/rig/rig-kept.h"
#include "tests/rig/rig-links.h"
#include "tests/rig/rig-qr.h"
#include "tests/rig/rig-run.h"

#include <locale.h>
#include <string.h>
#include <unistd.h>

#define PNG_SCALE 6 /* pixels a module */

static void
print_help(void)
{
    g_print(
        "Usage: ownview-rig [run] --dir DIR [OPTION]...\n"
        "       ownview-rig links --dir DIR [STORE]\n"
        "       ownview-rig code [--dir DIR] [--text] [--png FILE] CAMERA\n"
        "       ownview-rig ctl {--dir DIR | --control URL} CAMERA FAULT|reset|reset+newkey\n"
        "       ownview-rig ctl {--dir DIR | --control URL} status|served\n"
        "\n"
        "The embedded cameras and the cloud between them and the viewer, for the demo and the "
        "tests.\n"
        "\n"
        "run    serves cameras over HTTPS, each on a port of its own, until it is interrupted;\n"
        "       ownview-rig run --help lists its options\n"
        "links  links the cameras of this home in the viewer's store, or in STORE, without asking "
        "them\n"
        "code   prints the code that stands on a camera, as text and as a QR code\n"
        "ctl    makes something go wrong at one camera's address, or says what went out; reset is "
        "the\n"
        "       camera's own button: it forgets its home, and with +newkey has another device key\n"
        "\n"
        "CAMERA is a name as it stands in addresses (front-door). FAULT is one of:\n"
        "  %s\n",
        rig_fault_list());
}

static int
complain(const GError *error)
{
    g_printerr("ownview-rig: %s\n", error->message);
    return 1;
}

/* Parses @entries; what is left over are @argv's from 1 on. */
static bool
parse(const char *usage, const GOptionEntry *entries, int *argc, char ***argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(context, entries, NULL);
    if (g_option_context_parse(context, argc, argv, &error))
        return true;
    g_printerr("ownview-rig: %s; --help shows what there is.\n", error->message);
    return false;
}

int
rig_run_links(int argc, char **argv)
{
    g_autofree char *report = NULL;
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = { { "dir", 0, 0, G_OPTION_ARG_FILENAME, &dir,
                                       "the directory of ownview-rig run", "DIR" },
                                     { NULL } };
    g_autoptr(RigHome) home = NULL;
    g_autoptr(GError) error = NULL;

    if (!parse("[STORE]", entries, &argc, &argv))
        return 1;
    if (dir == NULL || argc > 2) {
        g_printerr(
            "ownview-rig: links needs --dir DIR and at most one STORE; --help shows more.\n");
        return 1;
    }
    home = rig_home_open(dir, NULL, false, &error);
    if (home == NULL || !rig_home_choose_ports(home, &error) || !rig_home_save(home, &error))
        return complain(error);
    report = rig_links_write(home, argc > 1 ? argv[1] : NULL, &error);
    if (report == NULL)
        return complain(error);
    g_print("%s", report);
    return 0;
}

/* The demo's own directory when it is there. */
static char *
find_demo(void)
{
    const char *const named = g_getenv("OWNVIEW_DEMO_DIR");
    g_autofree char *dir = named != NULL
                               ? g_strdup(named)
                               : g_build_filename(g_get_user_data_dir(), "ownview-demo-home", NULL);

    return g_file_test(dir, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&dir) : NULL;
}

/* Another ownview-rig may serve from @dir: nothing of its is written. */
static char *
make_code(const char *dir, const char *camera, GError **error)
{
    g_autoptr(RigHome) home = rig_home_open(dir, NULL, false, error);
    int index;

    if (home == NULL)
        return NULL;
    index = rig_home_find_camera(home, camera);
    if (index < 0) {
        g_set_error(
            error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
            "There is no camera \"%s\" in %s; ownview-rig ctl status lists those there are.",
            camera, dir);
        return NULL;
    }
    /* the port is part of the code, so it is settled before the first run */
    if (rig_home_get_port(home, (guint)index) == 0
        && (!rig_home_choose_ports(home, error) || !rig_home_save(home, error)))
        return NULL;
    return rig_kept_make_code(home, (guint)index, error);
}

static bool
print_code(const char *code, bool with_picture, const char *png, GError **error)
{
    g_autoptr(RigQr) qr = rig_qr_new(code);
    g_autoptr(GBytes) file = NULL;
    g_autofree char *picture = NULL;

    if (qr == NULL) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "The code is too long for a QR code.");
        return false;
    }
    g_print("%s\n", code);
    if (with_picture) {
        picture = rig_qr_to_text(qr, isatty(STDOUT_FILENO));
        g_print("%s", picture);
    }
    if (png == NULL)
        return true;
    file = rig_qr_to_png(qr, PNG_SCALE);
    return g_file_set_contents_full(png, g_bytes_get_data(file, NULL),
                                    (gssize)g_bytes_get_size(file), G_FILE_SET_CONTENTS_CONSISTENT,
                                    0600, error);
}

int
rig_run_code(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    g_autofree char *png = NULL;
    g_autofree char *code = NULL;
    gboolean text = FALSE;
    const GOptionEntry entries[] = {
        { "dir", 0, 0, G_OPTION_ARG_FILENAME, &dir,
          "the directory of ownview-rig run (default: the demo's)", "DIR" },
        { "text", 0, 0, G_OPTION_ARG_NONE, &text, "the text alone", NULL },
        { "png", 0, 0, G_OPTION_ARG_FILENAME, &png, "write the QR code into FILE as well", "FILE" },
        { NULL }
    };
    g_autoptr(GError) error = NULL;

    if (!parse("CAMERA", entries, &argc, &argv))
        return 1;
    if (dir == NULL)
        dir = find_demo();
    if (dir == NULL || argc != 2) {
        g_printerr("ownview-rig: code needs --dir DIR and one CAMERA; --help shows more.\n");
        return 1;
    }
    code = make_code(dir, argv[1], &error);
    if (code == NULL || !print_code(code, !text, png, &error))
        return complain(error);
    return 0;
}

static int
show(const char *control, const char *what)
{
    g_autofree char *path = g_strconcat("/", what, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = rig_ctl_get(control, path, &error);

    if (text == NULL)
        return complain(error);
    g_print("%s\n", text);
    return 0;
}

int
rig_run_ctl(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    g_autofree char *control = NULL;
    const GOptionEntry entries[] = {
        { "dir", 0, 0, G_OPTION_ARG_FILENAME, &dir, "the directory of ownview-rig run", "DIR" },
        { "control", 0, 0, G_OPTION_ARG_STRING, &control, "its control address", "URL" },
        { NULL }
    };
    g_autoptr(GError) error = NULL;
    bool done;

    if (!parse("CAMERA FAULT|reset|reset+newkey | status | served", entries, &argc, &argv))
        return 1;
    if (control == NULL && dir != NULL) {
        control = rig_ctl_find(dir, &error);
        if (control == NULL)
            return complain(error);
    }
    if (control != NULL && argc == 2
        && (strcmp(argv[1], "status") == 0 || strcmp(argv[1], "served") == 0))
        return show(control, argv[1]);
    if (control == NULL || argc != 3) {
        g_printerr("ownview-rig: ctl needs --dir or --control, then CAMERA and FAULT; --help shows "
                   "more.\n");
        return 1;
    }
    if (strcmp(argv[2], "reset") == 0 || strcmp(argv[2], "reset+newkey") == 0)
        done = rig_ctl_reset(control, argv[1], argv[2][strlen("reset")] != '\0', &error);
    else
        done = rig_ctl_set_fault(control, argv[1], argv[2], &error);
    return done ? 0 : complain(error);
}

int
main(int argc, char **argv)
{
    const char *const command = argc > 1 ? argv[1] : "";

    setlocale(LC_ALL, "");
    g_set_prgname("ownview-rig");
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0) {
        print_help();
        return 0;
    }
    if (strcmp(command, "links") == 0)
        return rig_run_links(argc - 1, argv + 1);
    if (strcmp(command, "code") == 0)
        return rig_run_code(argc - 1, argv + 1);
    if (strcmp(command, "ctl") == 0)
        return rig_run_ctl(argc - 1, argv + 1);
    if (strcmp(command, "run") == 0)
        return rig_run_main(argc - 1, argv + 1);
    if (argc == 1) {
        print_help();
        return 1;
    }
    if (*command != '-') {
        g_printerr("ownview-rig: there is no command \"%s\"; --help shows those there are.\n",
                   command);
        return 1;
    }
    return rig_run_main(argc, argv);
}
