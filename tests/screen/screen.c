/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/screen.h"

#include "ui/ui-language.h"
#include "ui/ui-style.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
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
screen_join(void)
{
    g_setenv("GDK_BACKEND", "x11", TRUE);
    g_setenv("GSK_RENDERER", "cairo", TRUE);
    g_setenv("GTK_A11Y", "none", FALSE);
    g_setenv("GSETTINGS_BACKEND", "memory", TRUE);
    if (!gtk_init_check())
        return false;
    ui_style_load(gdk_display_get_default());
    return true;
}

bool
screen_open(int width, int height)
{
    g_autofree char *display = start_server(width, height);

    if (display == NULL)
        return false;
    g_setenv("DISPLAY", display, TRUE);
    return screen_join();
}

void
screen_set_text(double times)
{
    g_object_set(gtk_settings_get_default(), "gtk-xft-dpi", (int)(96 * 1024 * times), NULL);
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

GtkWidget *
screen_find_pressable(GtkWidget *widget, const char *text)
{
    GtkWidget *found = screen_find_label(widget, text);

    while (found != NULL && !GTK_IS_BUTTON(found) && !GTK_IS_FLOW_BOX_CHILD(found))
        found = gtk_widget_get_parent(found);
    return found;
}

/* What the server was told is in the main loop's hands when it returns. */
static void
xdotool(const char *arguments)
{
    g_autofree char *command = g_strconcat("xdotool ", arguments, NULL);
    int status = 1;

    g_test_message("%s", command);
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
    gdk_display_sync(gdk_display_get_default());
    screen_run();
}

void
screen_focus(GtkWidget *window)
{
    screen_settle(window);
    xdotool("search --onlyvisible --name Ownview windowfocus --sync");
}

void
screen_key(const char *name)
{
    g_autofree char *arguments = g_strconcat("key ", name, NULL);

    xdotool(arguments);
}

void
screen_click(int x, int y)
{
    g_autofree char *arguments = g_strdup_printf("mousemove %d %d click 1", x, y);

    xdotool(arguments);
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

static unsigned
count(GdkTexture *texture, uint32_t rgb)
{
    size_t width = (size_t)gdk_texture_get_width(texture);
    size_t n_pixels = width * (size_t)gdk_texture_get_height(texture);
    g_autofree uint8_t *pixels = g_malloc(n_pixels * 4);
    unsigned n = 0;

    gdk_texture_download(texture, pixels, width * 4);
    for (size_t i = 0; i < n_pixels; i++) {
        const uint8_t *p = pixels + 4 * i; /* BGRA on a little-endian machine */

        n += is_near(p[2], rgb >> 16) && is_near(p[1], rgb >> 8) && is_near(p[0], rgb);
    }
    return n;
}

/* The window drawn anew; NULL: nothing is drawn. Transfer full. */
static GdkTexture *
draw(GtkWidget *window)
{
    g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new(window);
    int width = gtk_widget_get_width(window), height = gtk_widget_get_height(window);
    g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new();
    g_autoptr(GskRenderNode) node = NULL;

    gdk_paintable_snapshot(paintable, snapshot, width, height);
    node = gtk_snapshot_to_node(snapshot);
    if (node == NULL)
        return NULL;
    return gsk_renderer_render_texture(gtk_native_get_renderer(GTK_NATIVE(window)), node,
                                       &GRAPHENE_RECT_INIT(0, 0, width, height));
}

unsigned
screen_count(GtkWidget *window, uint32_t rgb)
{
    g_autoptr(GdkTexture) texture = draw(window);

    return texture != NULL ? count(texture, rgb) : 0;
}

char *
screen_sum(GtkWidget *window)
{
    g_autoptr(GdkTexture) texture = draw(window);
    gsize stride = texture != NULL ? (gsize)gdk_texture_get_width(texture) * 4 : 0;
    gsize len = texture != NULL ? stride * (gsize)gdk_texture_get_height(texture) : 0;
    g_autofree guchar *pixels = g_malloc(len);

    if (texture != NULL)
        gdk_texture_download(texture, pixels, stride);
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, pixels, len);
}

unsigned
screen_count_shot(const char *file, uint32_t rgb)
{
    g_autoptr(GdkTexture) texture = NULL;

    if (!screen_shoot(file))
        return UINT_MAX;
    texture = gdk_texture_new_from_filename(file, NULL);
    return texture != NULL ? count(texture, rgb) : UINT_MAX;
}

void
screen_run(void)
{
    while (g_main_context_iteration(NULL, FALSE))
        continue;
}

void
screen_visit(GtkWidget *widget, ScreenVisit visit, gpointer user_data)
{
    if (!gtk_widget_get_mapped(widget))
        return;
    visit(widget, user_data);
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        screen_visit(child, visit, user_data);
}

typedef struct {
    const char *text;
    GtkWidget *found;
} Search;

static void
compare(GtkWidget *widget, gpointer user_data)
{
    Search *search = user_data;

    if (search->found == NULL && GTK_IS_LABEL(widget)
        && g_str_equal(gtk_label_get_text(GTK_LABEL(widget)), search->text))
        search->found = widget;
}

GtkWidget *
screen_find_label(GtkWidget *widget, const char *text)
{
    Search search = { text, NULL };

    screen_visit(widget, compare, &search);
    return search.found;
}

static void
collect(GtkWidget *widget, gpointer user_data)
{
    if (GTK_IS_LABEL(widget) && *gtk_label_get_text(GTK_LABEL(widget)) != '\0')
        g_string_append_printf(user_data, "%s|", gtk_label_get_text(GTK_LABEL(widget)));
}

void
screen_assert_says(GtkWidget *window, const char *words, bool says)
{
    g_autoptr(GString) written = g_string_new(NULL);

    screen_settle(window);
    screen_visit(window, collect, written);
    if ((strstr(written->str, words) != NULL) != says)
        g_error("\"%s\" %s in \"%s\"", words, says ? "is not" : "is", written->str);
}
