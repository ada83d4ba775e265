/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/screen.h"

#include "ui/ui-language.h"
#include "ui/ui-style.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

static void
die_with_parent(gpointer user_data)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

/* Xvfb picks a free number itself and tells it when it is ready. */
static char *
start_server(int width, int height)
{
    g_autofree char *size = g_strdup_printf("%dx%dx24", width, height);
    int pipe_fds[2];
    char number[16] = "";
    ssize_t n;
    g_autofree char *fd = NULL;

    if (!g_unix_open_pipe(pipe_fds, 0, NULL))
        return NULL;
    fd = g_strdup_printf("%d", pipe_fds[1]);
    {
        const char *argv[] = { "Xvfb", "-displayfd", fd,    "-screen", "0",
                               size,   "-nolisten",  "tcp", NULL };

        if (!g_spawn_async(NULL, (char **)argv, NULL,
                           G_SPAWN_SEARCH_PATH | G_SPAWN_LEAVE_DESCRIPTORS_OPEN
                               | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                               | G_SPAWN_STDERR_TO_DEV_NULL,
                           die_with_parent, NULL, NULL, NULL)) {
            close(pipe_fds[0]);
            close(pipe_fds[1]);
            return NULL;
        }
    }
    close(pipe_fds[1]);
    n = read(pipe_fds[0], number, sizeof number - 1);
    close(pipe_fds[0]);
    if (n <= 0)
        return NULL;
    return g_strdup_printf(":%d", atoi(number));
}

void
screen_speak(const char *code)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program);
    g_autofree char *catalogues = g_strcmp0(code, SCREEN_PSEUDO) == 0
                                      ? g_strdup(folder)
                                      : g_build_filename(folder, "..", "..", "ui", "po", NULL);

    ui_language_bind(catalogues);
    ui_language_apply(code);
}

bool
screen_open(int width, int height)
{
    g_autofree char *display = start_server(width, height);

    if (display == NULL)
        return false;
    g_setenv("DISPLAY", display, TRUE);
    g_setenv("GDK_BACKEND", "x11", TRUE);
    g_setenv("GSK_RENDERER", "cairo", TRUE);
    g_setenv("GTK_A11Y", "none", FALSE);
    g_setenv("GSETTINGS_BACKEND", "memory", TRUE);
    if (!gtk_init_check())
        return false;
    ui_style_load(gdk_display_get_default());
    return true;
}

static void
on_painted(GdkFrameClock *clock, gpointer user_data)
{
    unsigned *n_painted = user_data;

    (*n_painted)++;
}

void
screen_settle(GtkWidget *window)
{
    GdkFrameClock *clock = gtk_widget_get_frame_clock(window);
    unsigned n_painted = 0;
    gulong handler = g_signal_connect(clock, "after-paint", G_CALLBACK(on_painted), &n_painted);

    /* One to lay out with new sizes, one to draw them. */
    while (n_painted < 3) {
        gtk_widget_queue_draw(window);
        g_main_context_iteration(NULL, TRUE);
    }
    g_signal_handler_disconnect(clock, handler);
    gdk_display_sync(gtk_widget_get_display(window));
}

static gboolean
on_time(gpointer user_data)
{
    bool *over = user_data;

    *over = true;
    return G_SOURCE_REMOVE;
}

void
screen_wait(unsigned ms)
{
    bool over = false;

    g_timeout_add(ms, on_time, &over);
    while (!over)
        g_main_context_iteration(NULL, TRUE);
}

bool
screen_shoot(const char *file)
{
    const char *argv[] = { "import", "-window", "root", file, NULL };
    int status = 1;

    return g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                        &status, NULL)
           && status == 0;
}

static bool
is_near(uint8_t a, uint32_t b)
{
    return abs((int)a - (int)(b & 0xff)) <= 24;
}

/* BGRA on a little-endian machine, without gaps; NULL: nothing is drawn. Transfer full. */
static uint8_t *
draw(GtkWidget *window, size_t *n_pixels)
{
    g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new(window);
    int width = gtk_widget_get_width(window), height = gtk_widget_get_height(window);
    g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new();
    g_autoptr(GskRenderNode) node = NULL;
    g_autoptr(GdkTexture) texture = NULL;
    uint8_t *pixels;

    gdk_paintable_snapshot(paintable, snapshot, width, height);
    node = gtk_snapshot_to_node(snapshot);
    if (node == NULL)
        return NULL;
    texture = gsk_renderer_render_texture(gtk_native_get_renderer(GTK_NATIVE(window)), node,
                                          &GRAPHENE_RECT_INIT(0, 0, width, height));
    *n_pixels = (size_t)width * (size_t)height;
    pixels = g_malloc(*n_pixels * 4);
    gdk_texture_download(texture, pixels, (size_t)width * 4);
    return pixels;
}

unsigned
screen_count(GtkWidget *window, uint32_t rgb)
{
    size_t n_pixels = 0;
    g_autofree uint8_t *pixels = draw(window, &n_pixels);
    unsigned n = 0;

    for (size_t i = 0; i < n_pixels; i++) {
        const uint8_t *p = pixels + 4 * i;

        n += is_near(p[2], rgb >> 16) && is_near(p[1], rgb >> 8) && is_near(p[0], rgb);
    }
    return n;
}

char *
screen_sum(GtkWidget *window)
{
    size_t n_pixels = 0;
    g_autofree uint8_t *pixels = draw(window, &n_pixels);

    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, pixels, n_pixels * 4);
}

GtkWidget *
screen_find_label(GtkWidget *widget, const char *label)
{
    if (!gtk_widget_get_mapped(widget))
        return NULL;
    if (GTK_IS_LABEL(widget) && g_str_equal(gtk_label_get_text(GTK_LABEL(widget)), label))
        return widget;
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child)) {
        GtkWidget *found = screen_find_label(child, label);

        if (found != NULL)
            return found;
    }
    return NULL;
}
