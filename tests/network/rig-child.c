/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/rig-child.h"

#include "tests/unit/tree.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

void
rig_child_end_with_parent(G_GNUC_UNUSED gpointer unused)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

/*
 * The rig's program with these words behind it; standard output to be read. It gets the environment
 * without what pipe_init() has set: the rig's own GStreamer needs an encoder, which the viewer's
 * must not find.
 */
static GSubprocess *
spawn(const char *const *first, const char *const *more)
{
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE);
    g_auto(GStrv) names = g_listenv();
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    GSubprocess *process;

    g_ptr_array_add(argv, (gpointer)RIG_PROGRAM);
    for (size_t i = 0; first[i] != NULL; i++)
        g_ptr_array_add(argv, (gpointer)first[i]);
    for (size_t i = 0; more != NULL && more[i] != NULL; i++)
        g_ptr_array_add(argv, (gpointer)more[i]);
    g_ptr_array_add(argv, NULL);
    for (size_t i = 0; names[i] != NULL; i++) {
        if (g_str_has_prefix(names[i], "GST_"))
            g_subprocess_launcher_unsetenv(launcher, names[i]);
    }
    g_subprocess_launcher_set_child_setup(launcher, rig_child_end_with_parent, NULL, NULL);
    process = g_subprocess_launcher_spawnv(launcher, (const char *const *)argv->pdata, &error);
    g_assert_no_error(error);
    return process;
}

/* Runs it to its end; what it printed, transfer full. */
static char *
call(const char *const *words)
{
    g_autoptr(GSubprocess) process = spawn(words, NULL);
    g_autoptr(GError) error = NULL;
    char *out = NULL;

    g_subprocess_communicate_utf8(process, NULL, NULL, &out, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(g_subprocess_get_successful(process));
    return out;
}

/* The one line that the rig prints when it listens. */
static void
read_greeting(RigChild *self)
{
    g_autoptr(GDataInputStream) lines =
        g_data_input_stream_new(g_subprocess_get_stdout_pipe(self->process));
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *line = g_data_input_stream_read_line_utf8(lines, NULL, NULL, &error);

    g_assert_no_error(error);
    g_assert_nonnull(line);
    g_assert_true(json_parser_load_from_data(parser, line, -1, NULL));
    self->control = g_strdup(json_object_get_string_member(
        json_node_get_object(json_parser_get_root(parser)), "control"));
}

/* The same path for every rig of this process: GLib looks up where data lives only once. */
static char *
make_home(void)
{
    const char *const former = g_getenv("OWNVIEW_DEMO_DIR");
    g_autoptr(GError) error = NULL;
    char *path;

    if (former != NULL && g_str_has_prefix(former, g_get_tmp_dir())
        && strstr(former, "ownview-test-") != NULL && g_mkdir(former, 0700) == 0)
        return g_strdup(former);
    path = g_dir_make_tmp("ownview-test-XXXXXX", &error);
    g_assert_no_error(error);
    return path;
}

RigChild *
rig_child_new_unlinked(const char *const *options)
{
    RigChild *self = g_new0(RigChild, 1);
    g_autofree char *data = NULL;
    g_autofree char *state = NULL;

    self->home = make_home();
    data = g_build_filename(self->home, "data", NULL);
    state = g_build_filename(self->home, "state", NULL);
    g_setenv("XDG_DATA_HOME", data, TRUE);
    g_setenv("XDG_STATE_HOME", state, TRUE);
    g_setenv("OWNVIEW_DEMO_DIR", self->home, TRUE);

    self->process = spawn((const char *const[]){ "run", "--dir", self->home, NULL }, options);
    read_greeting(self);
    return self;
}

RigChild *
rig_child_new(const char *const *options)
{
    RigChild *self = rig_child_new_unlinked(options);
    g_autofree char *said = call((const char *const[]){ "links", "--dir", self->home, NULL });

    return self;
}

char *
rig_child_code(RigChild *self, const char *slug)
{
    return g_strstrip(
        call((const char *const[]){ "code", "--dir", self->home, "--text", slug, NULL }));
}

void
rig_child_free(RigChild *self)
{
    g_autoptr(GError) error = NULL;

    g_subprocess_send_signal(self->process, SIGTERM);
    g_subprocess_wait(self->process, NULL, &error);
    g_assert_no_error(error);
    g_object_unref(self->process);
    tree_remove(self->home);
    g_free(self->home);
    g_free(self->control);
    g_free(self);
}

void
rig_child_fault(RigChild *self, const char *slug, const char *fault)
{
    g_autofree char *said =
        call((const char *const[]){ "ctl", "--control", self->control, slug, fault, NULL });
}

char *
rig_child_served(RigChild *self)
{
    return call((const char *const[]){ "ctl", "--control", self->control, "served", NULL });
}

static JsonObject *
find_camera(JsonParser *parser, const char *slug)
{
    JsonArray *cameras =
        json_object_get_array_member(json_node_get_object(json_parser_get_root(parser)), "cameras");

    for (guint i = 0; i < json_array_get_length(cameras); i++) {
        JsonObject *camera = json_array_get_object_element(cameras, i);

        if (strcmp(json_object_get_string_member(camera, "slug"), slug) == 0)
            return camera;
    }
    g_assert_not_reached();
}

void
rig_child_counts(RigChild *self, const char *slug, RigChildCounts *out)
{
    g_autofree char *text =
        call((const char *const[]){ "ctl", "--control", self->control, "status", NULL });
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *camera, *served, *foreign;

    g_assert_true(json_parser_load_from_data(parser, text, -1, NULL));
    camera = find_camera(parser, slug);
    served = json_object_get_object_member(camera, "served");
    foreign = json_object_get_object_member(camera, "foreign");
    out->playlist = json_object_get_int_member(served, "playlist");
    out->init = json_object_get_int_member(served, "init");
    out->segment = json_object_get_int_member(served, "segment");
    out->foreign_init = json_object_get_int_member(foreign, "init");
    out->foreign_segment = json_object_get_int_member(foreign, "segment");
}
