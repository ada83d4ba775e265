/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/netem.h"

#include <errno.h>
#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Band 0 is for all that is not shaped. */
#define ROOT "root handle 1: prio bands 16 priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"

/* Debian has them where only root looks. */
static char *
find(const char *name)
{
    g_autofree char *path = g_strconcat("/usr/sbin/", name, NULL);

    return g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer(&path)
                                                        : g_find_program_in_path(name);
}

/* Gives @commands to `@name -batch`. NULL, or what went wrong; transfer full. */
static char *
batch(const char *name, const char *commands)
{
    g_autoptr(GSubprocess) process = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *program = find(name);
    g_autofree char *complaint = NULL;

    if (program == NULL)
        return g_strdup_printf("%s is not installed (iproute2)", name);
    process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                   | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error, program, "-batch", "-", NULL);
    if (process == NULL
        || !g_subprocess_communicate_utf8(process, commands, NULL, NULL, &complaint, &error))
        return g_strdup(error->message);
    if (g_subprocess_get_successful(process))
        return NULL;
    return g_strdup_printf("%s: %s", name, g_strdelimit(g_strchomp(complaint), "\n", ' '));
}

static bool
write_line(const char *path, const char *line)
{
    FILE *file = fopen(path, "w");
    bool good = file != NULL && fputs(line, file) >= 0;

    return (file == NULL || fclose(file) == 0) && good;
}

/* Somebody who is not root may have a network of its own as the root of a user namespace. */
static bool
leave_network(void)
{
    g_autofree char *users = g_strdup_printf("0 %u 1", geteuid());
    g_autofree char *groups = g_strdup_printf("0 %u 1", getegid());

    if (geteuid() == 0)
        return unshare(CLONE_NEWNET) == 0;
    return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && write_line("/proc/self/setgroups", "deny")
           && write_line("/proc/self/uid_map", users) && write_line("/proc/self/gid_map", groups);
}

char *
netem_enter(void)
{
    g_autofree char *complaint = NULL;

    if (!leave_network())
        return g_strdup_printf("no network of its own: %s", g_strerror(errno));
    complaint = batch("ip", "link set dev lo mtu 1500 up\n");
    if (complaint != NULL)
        return g_steal_pointer(&complaint);
    complaint = batch("tc", "qdisc add dev lo root netem delay 1ms\n"
                            "qdisc del dev lo root\n");
    return complaint != NULL ? g_strconcat("no netem: ", complaint, NULL) : NULL;
}

void
netem_shape(const guint16 *ports, guint n_ports, const char *how)
{
    g_autoptr(GString) commands = g_string_new("qdisc add dev lo " ROOT);
    g_autofree char *complaint = NULL;

    g_assert_cmpuint(n_ports, <=, NETEM_MAX_PORTS);
    for (guint i = 0; i < n_ports; i++)
        g_string_append_printf(commands,
                               "qdisc add dev lo parent 1:%x netem %s\n"
                               "filter add dev lo parent 1: protocol ip prio 1 u32 match ip sport "
                               "%u 0xffff flowid 1:%x\n",
                               i + 2, how, ports[i], i + 2);
    complaint = batch("tc", commands->str);
    g_assert_cmpstr(complaint, ==, NULL);
}

NetemCounts
netem_get_counts(void)
{
    g_autofree char *program = find("tc");
    g_autoptr(GSubprocess) process = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    NetemCounts counts = { 0 };
    JsonArray *qdiscs;

    process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "-s", "-j", "qdisc",
                               "show", "dev", "lo", NULL);
    g_assert_no_error(error);
    g_assert_true(g_subprocess_communicate_utf8(process, NULL, NULL, &text, NULL, NULL));
    g_assert_true(json_parser_load_from_data(parser, text, -1, NULL));
    qdiscs = json_node_get_array(json_parser_get_root(parser));
    for (guint i = 0; i < json_array_get_length(qdiscs); i++) {
        JsonObject *qdisc = json_array_get_object_element(qdiscs, i);

        if (!g_str_equal(json_object_get_string_member(qdisc, "kind"), "netem"))
            continue;
        counts.n_sent += json_object_get_int_member(qdisc, "packets");
        counts.n_lost += json_object_get_int_member(qdisc, "drops");
    }
    return counts;
}
