/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-run.h"

#include "tests/rig/rig-picture.h"
#include "tests/rig/rig-site.h"
#include "tests/rig/rig-sound.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>

#define MIN_SEGMENT 0.5 /* seconds */
#define MAX_SEGMENT 4.0
#define MAX_WINDOW  30
#define MAX_CAMERAS 16

/* As they stand on the command line. */
typedef struct {
    char *dir;
    int port;
    char **cameras;
    double segment;
    char *size;
    gboolean plain;
    gboolean show_code;
    int window;
    int seed;
} Options;

/* A rig while it runs. */
typedef struct {
    GMainLoop *loop;
    RigSite *site;
    RigPictureSettings picture;
    GPtrArray *pictures; /* of RigPicture */
    GPtrArray *sounds;   /* of RigSound */
    GThread *starter;    /* prepares GStreamer, which takes seconds the first time */
    GError *problem;     /* starter -> main */
    int status;
} Run;

static int
complain(GError *error)
{
    g_printerr("ownview-rig: %s\n", error->message);
    return 1;
}

static bool
invalid(GError **error, const char *sentence)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
    return false;
}

static bool
parse_size(const char *text, RigPictureSettings *picture, GError **error)
{
    static const struct {
        const char *name;
        int width;
        int height;
    } sizes[] = { { "320x180", 320, 180 },
                  { "640x360", 640, 360 },
                  { "1280x720", 1280, 720 },
                  { "1920x1080", 1920, 1080 } };

    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        if (strcmp(sizes[i].name, text) == 0) {
            picture->width = sizes[i].width;
            picture->height = sizes[i].height;
            return true;
        }
    }
    return invalid(error, "--size is not one of 320x180, 640x360, 1280x720 and 1920x1080.");
}

/* NULL without --camera: the default ones, whatever the last run had. */
static GPtrArray *
parse_cameras(char **texts, GError **error)
{
    g_autoptr(GPtrArray) specs =
        g_ptr_array_new_with_free_func((GDestroyNotify)rig_camera_spec_free);

    if (texts == NULL || texts[0] == NULL)
        return rig_home_default_specs();
    for (guint i = 0; texts[i] != NULL; i++) {
        RigCameraSpec *spec = rig_camera_spec_parse(texts[i], i, error);

        if (spec == NULL)
            return NULL;
        g_ptr_array_add(specs, spec);
        if (specs->len > MAX_CAMERAS) {
            invalid(error, "There are more than 16 --camera; give fewer.");
            return NULL;
        }
    }
    return g_steal_pointer(&specs);
}

static bool
check_options(const Options *options, GError **error)
{
    if (options->dir == NULL)
        return invalid(error, "--dir is needed: a private directory for keys and certificates.");
    if (options->port < 0 || options->port > G_MAXUINT16)
        return invalid(error, "--port is not between 0 and 65535.");
    if (!(options->segment >= MIN_SEGMENT && options->segment <= MAX_SEGMENT))
        return invalid(error, "--segment is not between 0.5 and 4 seconds.");
    if (options->window < 2 || options->window > MAX_WINDOW)
        return invalid(error, "--window is not between 2 and 30 segments.");
    return true;
}

static gboolean
on_signal(gpointer user_data)
{
    g_main_loop_quit(((Run *)user_data)->loop);
    return G_SOURCE_CONTINUE;
}

/* An unlinked camera shows its code, as others have it on a sticker. */
static void
show_code(RigDevice *device, gpointer user_data)
{
    RigPicture *picture = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *code = NULL;

    if (!rig_device_is_linked(device))
        code = rig_device_get_code(device, &error);
    if (error != NULL)
        g_printerr("ownview-rig: %s\n", error->message);
    if (!rig_picture_set_code(picture, code))
        g_printerr("ownview-rig: the pictures are too small for a code; choose a larger --size.\n");
}

static void
start_sound(Run *run, RigCamera *camera)
{
    RigSound *sound =
        rig_camera_get_sound(camera) != NULL ? rig_sound_new(camera, &run->problem) : NULL;

    if (sound != NULL)
        g_ptr_array_add(run->sounds, sound);
}

/* Main thread again: GStreamer is there, the cameras open their eyes and ears. */
static gboolean
start_cameras(gpointer user_data)
{
    Run *run = user_data;
    RigCloud *cloud = rig_site_get_cloud(run->site);

    for (guint i = 0; run->problem == NULL && i < rig_cloud_get_n_cameras(cloud); i++) {
        RigCamera *camera = rig_cloud_get_camera(cloud, i);
        RigPicture *picture = rig_picture_new(camera, &run->picture, &run->problem);

        if (picture == NULL)
            break;
        g_ptr_array_add(run->pictures, picture);
        start_sound(run, camera);
        if (run->picture.code) {
            RigDevice *device = rig_cloud_get_device(cloud, i);

            rig_device_set_handler(device, show_code, picture);
            show_code(device, picture);
        }
    }
    if (run->problem != NULL) {
        run->status = complain(run->problem);
        g_main_loop_quit(run->loop);
    }
    return G_SOURCE_REMOVE;
}

static gpointer
prepare(gpointer user_data)
{
    Run *run = user_data;

    rig_picture_init(&run->problem);
    g_idle_add(start_cameras, run);
    return NULL;
}

static int
serve(RigSite *site, const RigPictureSettings *picture)
{
    g_autofree char *line = rig_site_describe(site);
    Run run = { .loop = g_main_loop_new(NULL, FALSE), .site = site, .picture = *picture };
    const guint on_int = g_unix_signal_add(SIGINT, on_signal, &run);
    const guint on_term = g_unix_signal_add(SIGTERM, on_signal, &run);

    run.pictures = g_ptr_array_new_with_free_func((GDestroyNotify)rig_picture_free);
    run.sounds = g_ptr_array_new_with_free_func((GDestroyNotify)rig_sound_free);
    run.starter = g_thread_new("prepare", prepare, &run);
    g_print("%s\n", line);
    fflush(stdout);
    g_main_loop_run(run.loop);
    g_thread_join(run.starter);
    /* it may still be waiting when a signal came early */
    g_idle_remove_by_data(&run);
    g_ptr_array_unref(run.sounds);
    g_ptr_array_unref(run.pictures);
    g_source_remove(on_int);
    g_source_remove(on_term);
    g_main_loop_unref(run.loop);
    g_clear_error(&run.problem);
    return run.status;
}

static int
run_options(const Options *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) specs = NULL;
    g_autoptr(RigSite) site = NULL;
    RigPictureSettings picture = { .plain = options->plain, .code = options->show_code };
    RigSiteSettings settings = { .dir = options->dir,
                                 .port = (guint16)options->port,
                                 .window = (guint)options->window,
                                 .seed = (guint32)options->seed };

    if (!check_options(options, &error)
        || !parse_size(options->size != NULL ? options->size : "640x360", &picture, &error))
        return complain(error);
    specs = parse_cameras(options->cameras, &error);
    if (specs == NULL)
        return complain(error);
    settings.specs = specs;
    settings.frames = (guint)(options->segment * RIG_CAMERA_FPS);
    picture.frames = settings.frames;
    site = rig_site_new(&settings, &error);
    if (site == NULL)
        return complain(error);
    return serve(site, &picture);
}

int
rig_run_main(int argc, char **argv)
{
    Options options = { .segment = 1.0, .window = 6, .seed = 1 };
    const GOptionEntry entries[] = {
        { "dir", 0, 0, G_OPTION_ARG_FILENAME, &options.dir,
          "private directory (0700) for keys, certificates and ports; made when missing", "DIR" },
        { "port", 0, 0, G_OPTION_ARG_INT, &options.port,
          "HTTPS port of the first camera, the next ones count up; 0, the default: those of the "
          "last "
          "run, at first any",
          "N" },
        { "camera", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.cameras,
          "a camera; may be given often (default: Front door and Nursery with sound, Garage, and "
          "Kitchen,stranger,sound)",
          "NAME[,stranger][,sound][,color=#rrggbb][,source=FILE][,alg=ALG][,clone=CAMERA|,same-key="
          "CAMERA]" },
        { "segment", 0, 0, G_OPTION_ARG_DOUBLE, &options.segment,
          "length of a segment, 0.5 to 4 (default: 1)", "SECONDS" },
        { "size", 0, 0, G_OPTION_ARG_STRING, &options.size,
          "320x180, 640x360 (default), 1280x720 or 1920x1080", "SIZE" },
        { "plain", 0, 0, G_OPTION_ARG_NONE, &options.plain,
          "the cameras' colours alone, without name and clock", NULL },
        { "show-code", 0, 0, G_OPTION_ARG_NONE, &options.show_code,
          "a camera without a home shows its code as a QR code in its picture", NULL },
        { "window", 0, 0, G_OPTION_ARG_INT, &options.window, "segments in a playlist (default: 6)",
          "N" },
        { "seed", 0, 0, G_OPTION_ARG_INT, &options.seed, "of the fault \"mixed\" (default: 1)",
          "N" },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    int status;

    g_option_context_set_summary(
        context, "Serves the cameras of a home that does not exist, and of a stranger, over HTTPS "
                 "until it is "
                 "interrupted.\nWhen it listens it prints one line of JSON that says where.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        g_printerr("ownview-rig: %s; --help shows what there is.\n", error->message);
        status = 1;
    } else if (argc > 1) {
        g_printerr("ownview-rig: \"%s\" is not understood; --help shows what there is.\n", argv[1]);
        status = 1;
    } else {
        status = run_options(&options);
    }
    g_free(options.dir);
    g_free(options.size);
    g_strfreev(options.cameras);
    return status;
}
