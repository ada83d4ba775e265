/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To one camera and back, and from one to the next, as fast as nobody can: four cameras of one
 * home, each a colour of its own, real TLS, a real decoder, the whole window. Whatever the window
 * has painted is drawn once more and looked at: in every place that belongs to a camera there is
 * that camera's colour, or none.
 */
#include "client/client-exit.h"
#include "pipelines/pipelines.h"
#include "tests/network/rig-child.h"
#include "tests/screen/screen.h"
#include "ui/ui-tile.h"
#include "ui/ui-window.h"

#include <stdlib.h>
#include <string.h>

#define N_CAMERAS    4
#define WIDTH        640
#define HEIGHT       400
#define DWELL_MS     30   /* between two switches, at most */
#define PICTURE_MS   3000 /* for a picture to come, now and then */
#define MAX_PICTURES 4    /* that are waited for then */
#define DARK         24   /* of a colour's channels: blank */

/* Which of red, green and blue a camera's colour is made of; dimmed it is made of the same. */
static const struct {
    const char *room;
    const char *option;
    unsigned channels;
} kinds[N_CAMERAS] = {
    { "Red", "--camera=Red,color=#d01010", 4 },
    { "Green", "--camera=Green,color=#10d010", 2 },
    { "Blue", "--camera=Blue,color=#1010d0", 1 },
    { "Yellow", "--camera=Yellow,color=#d0d010", 6 },
};

typedef struct {
    RigChild *rig;
    GtkWidget *window;
    UiPage *page;
    unsigned n_painted; /* times that the window was painted */
    unsigned n_seen;    /* pictures that were on it then */
    unsigned n_of[N_CAMERAS];
    unsigned n_wrong;
} Test;

static Test test;

/* Every picture that is on the screen now, and whose it has to be. */
typedef void (*Visit)(GtkWidget *picture, const ClientCamera *camera, const uint8_t *pixels);

static const ClientCamera *
owner_of(GtkWidget *picture)
{
    GtkWidget *tile = gtk_widget_get_ancestor(picture, UI_TYPE_TILE);

    if (tile != NULL)
        return ui_feed_get_camera(ui_tile_get_feed(UI_TILE(tile)));
    return gtk_widget_get_ancestor(picture, UI_TYPE_PAGE) != NULL ? ui_page_get_camera(test.page)
                                                                  : NULL;
}

static unsigned
channels_of(const uint8_t *bgra)
{
    int most = MAX(bgra[2], MAX(bgra[1], bgra[0]));

    if (most < DARK)
        return 0;
    return (bgra[2] > most * 6 / 10 ? 4u : 0) | (bgra[1] > most * 6 / 10 ? 2u : 0)
           | (bgra[0] > most * 6 / 10 ? 1u : 0);
}

static void
look_at(GtkWidget *picture, const ClientCamera *camera, const uint8_t *pixels)
{
    graphene_rect_t area;
    unsigned channels;
    int x, y;

    if (!gtk_widget_compute_bounds(picture, test.window, &area) || area.size.width < 8
        || area.size.height < 8)
        return;
    x = (int)(area.origin.x + area.size.width / 2);
    y = (int)(area.origin.y + area.size.height / 2);
    channels = channels_of(pixels + ((size_t)y * WIDTH + (size_t)x) * 4);
    if (channels == 0)
        return;
    test.n_seen++;
    for (size_t i = 0; i < N_CAMERAS; i++) {
        if (camera != NULL && g_str_equal(camera->room, kinds[i].room)) {
            test.n_of[i]++;
            test.n_wrong += channels != kinds[i].channels;
            return;
        }
    }
    test.n_wrong++; /* a picture that is nobody's */
}

static void
visit_pictures(GtkWidget *widget, Visit visit, const uint8_t *pixels)
{
    if (!gtk_widget_get_mapped(widget))
        return;
    if (GTK_IS_PICTURE(widget))
        visit(widget, owner_of(widget), pixels);
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        visit_pictures(child, visit, pixels);
}

/* The window has just painted: what it has painted, by its own renderer. */
static void
on_painted(G_GNUC_UNUSED GdkFrameClock *clock, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new(test.window);
    g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new();
    g_autoptr(GskRenderNode) node = NULL;
    g_autoptr(GdkTexture) texture = NULL;
    g_autofree uint8_t *pixels = NULL;

    gdk_paintable_snapshot(paintable, snapshot, WIDTH, HEIGHT);
    node = gtk_snapshot_to_node(snapshot);
    if (node == NULL)
        return;
    texture = gsk_renderer_render_texture(gtk_native_get_renderer(GTK_NATIVE(test.window)), node,
                                          &GRAPHENE_RECT_INIT(0, 0, WIDTH, HEIGHT));
    pixels = g_malloc((gsize)WIDTH * HEIGHT * 4);
    gdk_texture_download(texture, pixels, (gsize)WIDTH * 4);
    test.n_painted++;
    visit_pictures(test.window, look_at, pixels);
}

static gboolean
on_time(gpointer data)
{
    *(bool *)data = true;
    return G_SOURCE_REMOVE;
}

/* Runs the main loop for @ms, or until @n_seen more pictures were seen. */
static void
dwell(unsigned ms, unsigned n_seen)
{
    bool over = false;
    guint timer = g_timeout_add(ms, on_time, &over);
    unsigned enough = test.n_seen + n_seen;

    while (!over && (n_seen == 0 || test.n_seen < enough))
        g_main_context_iteration(NULL, TRUE);
    if (!over)
        g_source_remove(timer);
}

/* Before there is a screen: what comes with it asks where this home is, and remembers the answer.
 */
static void
start_rig(void)
{
    const char *options[N_CAMERAS + 4] = { "--plain", "--segment=0.5", "--seed=7" };

    for (size_t i = 0; i < N_CAMERAS; i++)
        options[3 + i] = kinds[i].option;
    test.rig = rig_child_new(options);
}

static void
set_up(void)
{
    test.window = ui_window_new(false, WIDTH, HEIGHT);
    test.page = ui_window_get_page(UI_WINDOW(test.window));
    gtk_window_set_decorated(GTK_WINDOW(test.window), FALSE);
    gtk_window_present(GTK_WINDOW(test.window));
    while (!gtk_widget_get_mapped(test.window))
        g_main_context_iteration(NULL, TRUE);
    g_signal_connect(gtk_widget_get_frame_clock(test.window), "after-paint", G_CALLBACK(on_painted),
                     NULL);
}

static void
tear_down(void)
{
    gtk_window_destroy(GTK_WINDOW(test.window));
    rig_child_free(test.rig);
}

/* How often, and how many of a hundred wait for pictures before the next one. */
typedef struct {
    unsigned n_switches;
    int waits;
} Plan;

/* Why there is no picture. */
static void
say_state(const char *room)
{
    const UiView *view = ui_page_get_view(test.page);
    UiFeedCounts counts;

    ui_page_get_counts(test.page, &counts);
    g_test_message("%s is %s: %s, %s; of its units %" G_GUINT64_FORMAT
                   " were admitted and %" G_GUINT64_FORMAT " refused",
                   room, ui_kind_name(view->kind), prov_reason_name(view->verdict.reason),
                   view->detail != NULL ? view->detail : "no more is known", counts.n_admitted,
                   counts.n_refused);
}

static void
test_switches(gconstpointer data)
{
    const Plan *plan = data;
    unsigned n_switches = plan->n_switches;

    set_up();
    dwell(PICTURE_MS, 1);
    for (unsigned i = 0; i < n_switches; i++) {
        int choice = g_test_rand_int_range(0, N_CAMERAS + 1);
        bool waits = g_test_rand_int_range(0, 100) < plan->waits;

        if (choice == N_CAMERAS)
            ui_window_close_camera(UI_WINDOW(test.window));
        else
            g_assert_true(ui_window_open(UI_WINDOW(test.window), kinds[choice].room));
        if (waits)
            dwell(PICTURE_MS, (unsigned)g_test_rand_int_range(1, MAX_PICTURES + 1));
        else
            dwell((unsigned)g_test_rand_int_range(0, DWELL_MS), 0);
        g_assert_cmpuint(test.n_wrong, ==, 0);
    }
    /* and what is left when it is quiet is right too, and there */
    for (size_t i = 0; i < N_CAMERAS; i++) {
        unsigned before = test.n_of[i];

        g_assert_true(ui_window_open(UI_WINDOW(test.window), kinds[i].room));
        for (unsigned n = 0; n < 10 && test.n_of[i] == before; n++)
            dwell(PICTURE_MS, 1);
        if (test.n_of[i] == before)
            say_state(kinds[i].room);
        g_assert_cmpuint(test.n_of[i], >, before);
    }
    g_assert_cmpuint(test.n_wrong, ==, 0);
    g_test_message("%u switches: the window was painted %u times with %u pictures on it, 0 wrong",
                   n_switches, test.n_painted, test.n_seen);
    tear_down();
}

int
main(int argc, char **argv)
{
    Plan plan = { 100, 40 };
    g_autoptr(GError) error = NULL;

    g_test_init(&argc, &argv, NULL);
    start_rig();
    if (!screen_open(WIDTH, HEIGHT)) {
        rig_child_free(test.rig);
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    if (argc == 3 && g_str_equal(argv[1], "--switches"))
        plan = (Plan){ (unsigned)atoi(argv[2]), 4 };
    if (!pipe_init(&error)) {
        g_print("1..0 # SKIP %s\n", error->message);
        return 0;
    }
    g_test_add_data_func("/switches/UI-07/UI-12/UI-13/RACE-01/RACE-05/four-colours", &plan,
                         test_switches);
    client_exit(g_test_run());
}
