/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-exit.h"
#include "client/client-heap.h"
#include "client/client-settings.h"
#include "ui/ui-app.h"
#include "ui/ui-environment.h"
#include "ui/ui-language.h"
#include "ui/ui-supervisor.h"

#include <errno.h>
#include <gio/gio.h>
#include <sys/prctl.h>
#include <unistd.h>

/*
 * Starts over with a clean environment. Clearing it in place would be too late: libraries have read
 * theirs before main().
 */
static bool
start_over(char **argv)
{
    g_auto(GStrv) clean = ui_environment_keep((const char *const *)environ);

    if (g_strv_equal((const char *const *)clean, (const char *const *)environ))
        return true;
    execve("/proc/self/exe", argv, clean);
    return false;
}

/* A demo build runs where it was built, with the catalogues that were built beside it. */
static void
bind_languages(void)
{
#if OWNVIEW_DEMO
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = program != NULL ? g_path_get_dirname(program) : NULL;
    g_autofree char *built = g_build_filename(folder != NULL ? folder : "/", "po", NULL);

    if (g_file_test(built, G_FILE_TEST_IS_DIR)) {
        ui_language_bind(built);
        return;
    }
#endif
    ui_language_bind(OWNVIEW_LOCALEDIR);
}

int
main(int argc, char **argv)
{
    g_auto(GStrv) words = g_strdupv(argv); /* parsing takes options out of argv */
    UiOptions options = { 0 };
    g_autofree char *camera = NULL, *dir = NULL;
    g_autoptr(UiStore) store = NULL;
    gboolean fullscreen = FALSE, kiosk = FALSE, version = FALSE;
#if OWNVIEW_DEMO
    g_autofree char *control = NULL;
    g_autofree char *log = NULL;
#endif
    const GOptionEntry entries[] = {
        { "camera", 'c', 0, G_OPTION_ARG_STRING, &camera,
          "Open this camera (its room or its link id)", "ROOM" },
        { "fullscreen", 'f', 0, G_OPTION_ARG_NONE, &fullscreen, "Fill the screen, for touch",
          NULL },
        { "kiosk", 'k', 0, G_OPTION_ARG_NONE, &kiosk,
          "Fill the screen for good, and begin with what was open last", NULL },
        { "version", 'V', 0, G_OPTION_ARG_NONE, &version, "Print the version and end", NULL },
#if OWNVIEW_DEMO
        { "demo-control", 0, 0, G_OPTION_ARG_STRING, &control, "Where the rig takes its faults",
          "URL" },
        { "demo-log", 0, 0, G_OPTION_ARG_FILENAME, &log,
          "One JSON line per transition, and four a second", "FILE" },
#endif
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = NULL;
    g_autoptr(GError) error = NULL;

    if (!start_over(argv) || !ui_environment_seal()) {
        g_printerr("ownview: can't make itself safe: %s\n", g_strerror(errno));
        return 1;
    }
    /* It was started by way of a link that is called "exe". */
    prctl(PR_SET_NAME, ui_supervisor_is_viewer(words) ? words[0] : "ownview", 0, 0, 0);
    bind_languages();

    context = g_option_context_new(NULL);
    g_option_context_set_summary(context, "Shows the cameras linked to this home, and only them.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        g_printerr("ownview: %s\n", error->message);
        return 2;
    }
    if (argc > 1) {
        g_printerr("ownview: it takes no argument like %s; see ownview --help\n", argv[1]);
        return 2;
    }
    if (version) {
        g_print("ownview %s%s\n", OWNVIEW_VERSION, OWNVIEW_DEMO ? " (demo)" : "");
        return 0;
    }
    if (!ui_supervisor_is_viewer(words))
        return ui_supervisor_run(words);

    client_heap_settle();
    /* not in the supervisor: what it hands on is the environment it was started with */
    dir = client_settings_default_dir();
    store = ui_store_open(dir);
    ui_language_apply(store->language);
    ui_environment_settle();
    options.camera = camera;
    options.fullscreen = fullscreen;
    options.kiosk = kiosk;
    options.store = store;
#if OWNVIEW_DEMO
    options.demo_control = control;
    options.demo_log = log;
#endif
    /* The desktop file's name: it is the window's identity too. */
    g_set_prgname("org.ownview.Ownview");
    client_exit(ui_app_run(&options));
}
