/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-environment.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define LOG_VARIABLE "G_MESSAGES_DEBUG="

static const char *const kept[] = {
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LC_NUMERIC",
    "LC_TIME",
    "TZ",
    "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "DBUS_SESSION_BUS_ADDRESS",
    "AT_SPI_BUS_ADDRESS",
    "NOTIFY_SOCKET",
#if OWNVIEW_DEMO
    "OWNVIEW_DEMO_DIR", /* where ./demo put the demo's trust anchors */
#endif
};

/* What a viewer has, whatever it was started with; why nothing is kept by thread: client-heap.h. */
static const char *const fixed[] = { "PATH=/usr/bin:/bin", "G_SLICE=always-malloc",
                                     "GLIBC_TUNABLES=glibc.malloc.tcache_count=0" };

static bool
is_kept(const char *entry)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        size_t len = strlen(kept[i]);

        if (strncmp(entry, kept[i], len) == 0 && entry[len] == '=')
            return true;
    }
    return false;
}

/*
 * Which of our own lines are wanted. Nobody else's: libraries write down whole addresses. NULL:
 * none. Transfer full.
 */
static char *
keep_log(const char *entry)
{
    g_auto(GStrv) domains = NULL;
    g_autoptr(GString) own = g_string_new(LOG_VARIABLE);

    if (!g_str_has_prefix(entry, LOG_VARIABLE))
        return NULL;
    domains = g_strsplit_set(entry + strlen(LOG_VARIABLE), " ,", -1);
    for (size_t i = 0; domains[i] != NULL; i++) {
        if (g_str_has_prefix(domains[i], "ownview-"))
            g_string_append_printf(own, "%s%s", own->len > strlen(LOG_VARIABLE) ? " " : "",
                                   domains[i]);
    }
    return own->len > strlen(LOG_VARIABLE) ? g_string_free(g_steal_pointer(&own), FALSE) : NULL;
}

GStrv
ui_environment_keep(const char *const *environment)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    for (size_t i = 0; environment[i] != NULL; i++) {
        g_autofree char *log = keep_log(environment[i]);

        if (log != NULL)
            g_strv_builder_add(builder, log);
        if (is_kept(environment[i]))
            g_strv_builder_add(builder, environment[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++)
        g_strv_builder_add(builder, fixed[i]);
    return g_strv_builder_end(builder);
}

/* Where a session bus is, as libdbus and GDBus look for it; neither is asked to start one. */
static bool
has_session_bus(void)
{
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *bus = runtime != NULL ? g_build_filename(runtime, "bus", NULL) : NULL;

    return g_getenv("DBUS_SESSION_BUS_ADDRESS") != NULL
           || (bus != NULL && g_file_test(bus, G_FILE_TEST_EXISTS));
}

void
ui_environment_settle(void)
{
    if (has_session_bus())
        return;
    g_setenv("GTK_A11Y", "none", TRUE);
    g_setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
}

bool
ui_environment_seal(void)
{
    struct rlimit none = { 0, 0 };

    return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}
