/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The case of 1 January 2020, through real TLS, a real decoder and a real window: six cameras of
 * one home, each a colour of its own, and a cache that answers three requests in ten with another
 * camera's object. Every frame that leaves a player and every one that is painted is looked at;
 * none may be of another camera's colour.
 */
#include "client/client-exit.h"
#include "client/client.h"
#include "pipelines/pipelines.h"
#include "tests/network/rig-child.h"
#include "ui/ui-paintable.h"

#include <gtk/gtk.h>
#include <string.h>

#define N_CAMERAS  6
#define N_UNITS    300 /* judged, over all cameras, at least */
#define PATIENCE_S 150
#define TOLERANCE  40 /* of a colour channel, for the encoder's rounding */
#define PAINT_SIZE 16 /* pixels of a painted sample, each way */

static const struct {
    const char *slug;
    const char *option;
    uint32_t rgb;
} kinds[N_CAMERAS] = {
    { "red", "--camera=Red,color=#c02020", 0xc02020 },
    { "green", "--camera=Green,color=#20a020", 0x20a020 },
    { "blue", "--camera=Blue,color=#2020c0", 0x2020c0 },
    { "yellow", "--camera=Yellow,color=#c0c020", 0xc0c020 },
    { "cyan", "--camera=Cyan,color=#20c0c0", 0x20c0c0 },
    { "white", "--camera=White,color=#e0e0e0", 0xe0e0e0 },
};

typedef struct {
    RigChild *rig;
    ClientHome *home;
    GtkWidget *window;
    gint64 deadline_us; /* monotonic */
} Test;

/* One selected camera. What is marked L is touched by other threads, under the lock. */
typedef struct {
    Test *test;
    size_t kind;
    ClientSession *session;
    PipePlayer *player;
    PipeSlot *slot;
    UiPaintable *paintable;
    GMutex lock;
    guint admitted; /* L: newest sequence number handed to the player */
    guint decoded;  /* L: newest sequence number of a frame that left it */
    guint n_frames; /* L */
    guint n_wrong;  /* L: of another colour */
    guint n_painted;
    guint n_painted_wrong;
    guint n_admitted;
    guint n_dropped; /* there before */
    guint n_refused; /* every other verdict that was not an admission */
    guint n_lost;    /* requests that brought nothing in time */
} Camera;

static bool
is_colour(int red, int green, int blue, uint32_t expected)
{
    return ABS(red - (int)(expected >> 16 & 0xff)) <= TOLERANCE
           && ABS(green - (int)(expected >> 8 & 0xff)) <= TOLERANCE
           && ABS(blue - (int)(expected & 0xff)) <= TOLERANCE;
}

/* Nine places of the picture. */
static bool
frame_is_colour(PipeFrame *frame, uint32_t expected)
{
    const uint8_t *pixels = g_bytes_get_data(pipe_frame_get_pixels(frame), NULL);
    int width = pipe_frame_get_width(frame), height = pipe_frame_get_height(frame);

    for (int i = 0; i < 9; i++) {
        int x = width * (1 + i % 3) / 4, y = height * (1 + i / 3) / 4;
        const uint8_t *at = pixels + (size_t)y * pipe_frame_get_stride(frame) + (size_t)x * 3;

        if (!is_colour(at[0], at[1], at[2], expected))
            return false;
    }
    return true;
}

static void
on_frame(PipeFrame *frame, gpointer data)
{
    Camera *camera = data;
    guint sequence = (guint)pipe_frame_get_sequence(frame);

    g_mutex_lock(&camera->lock);
    camera->n_frames++;
    camera->n_wrong += !frame_is_colour(frame, kinds[camera->kind].rgb);
    camera->decoded = MAX(camera->decoded, sequence);
    g_mutex_unlock(&camera->lock);
    pipe_slot_push(frame, camera->slot);
}

/* Looks at each token on its way to the player. */
static void
on_admission(gpointer data, ProvAdmission *admission)
{
    Camera *camera = data;
    guint sequence = (guint)prov_admission_get_sequence(admission);

    g_mutex_lock(&camera->lock);
    camera->admitted = MAX(camera->admitted, sequence);
    g_mutex_unlock(&camera->lock);
    pipe_player_push(camera->player, admission);
}

/* What the paintable paints now, drawn by the window's own renderer and read back. */
static bool
painted_is_colour(Camera *camera)
{
    GskRenderer *renderer = gtk_native_get_renderer(GTK_NATIVE(camera->test->window));
    GtkSnapshot *snapshot = gtk_snapshot_new();
    g_autoptr(GskRenderNode) node = NULL;
    g_autoptr(GdkTexture) texture = NULL;
    uint8_t pixels[PAINT_SIZE * PAINT_SIZE * 4]; /* B8G8R8A8, as cairo has it here */
    const uint8_t *middle = pixels + (PAINT_SIZE / 2 * PAINT_SIZE + PAINT_SIZE / 2) * 4;

    gdk_paintable_snapshot(GDK_PAINTABLE(camera->paintable), GDK_SNAPSHOT(snapshot), PAINT_SIZE,
                           PAINT_SIZE);
    node = gtk_snapshot_free_to_node(snapshot);
    if (node == NULL)
        return true; /* blank */
    texture = gsk_renderer_render_texture(renderer, node,
                                          &GRAPHENE_RECT_INIT(0, 0, PAINT_SIZE, PAINT_SIZE));
    gdk_texture_download(texture, pixels, (gsize)PAINT_SIZE * 4);
    camera->n_painted++;
    return is_colour(middle[2], middle[1], middle[0], kinds[camera->kind].rgb);
}

static gboolean
on_ready(gpointer data)
{
    Camera *camera = data;
    g_autoptr(PipeFrame) frame = pipe_slot_take(camera->slot);

    if (frame != NULL && ui_paintable_show(camera->paintable, frame)) {
        ui_paintable_set_limits(camera->paintable, false, client_boot_now() + G_USEC_PER_SEC);
        camera->n_painted_wrong += !painted_is_colour(camera);
    }
    return G_SOURCE_CONTINUE;
}

static void
on_event(const ClientEvent *event, gpointer data)
{
    Camera *camera = data;

    camera->n_admitted += event->kind == CLIENT_EVENT_ADMITTED;
    camera->n_dropped += event->kind == CLIENT_EVENT_DROPPED;
    camera->n_refused += event->kind == CLIENT_EVENT_DOUBTED || event->kind == CLIENT_EVENT_REFUSED
                         || event->kind == CLIENT_EVENT_LINK_AGAIN;
    camera->n_lost += event->kind == CLIENT_EVENT_NO_PICTURE;
}

static const char *
find_link(ClientHome *home, const char *slug)
{
    size_t n;
    const ClientCamera *const *list = client_home_get_cameras(home, &n);

    for (size_t i = 0; i < n; i++) {
        if (g_ascii_strcasecmp(list[i]->room, slug) == 0)
            return list[i]->link;
    }
    g_assert_not_reached();
}

static void
camera_start(Camera *camera, Test *test, size_t kind)
{
    const char *link = find_link(test->home, kinds[kind].slug);
    ClientSink sink = { on_admission, camera };

    camera->test = test;
    camera->kind = kind;
    g_mutex_init(&camera->lock);
    camera->paintable = ui_paintable_new();
    ui_paintable_select(camera->paintable, link, kind + 1);
    camera->slot = pipe_slot_new(on_ready, camera);
    camera->player = pipe_player_new(link, kind + 1, PIPE_PIXELS_RGB, on_frame, camera, NULL, NULL);
    camera->session = client_session_start(test->home, link, kind + 1, sink, on_event, camera);
    g_assert_nonnull(camera->session);
}

static void
camera_stop(Camera *camera)
{
    client_session_stop(camera->session);
    pipe_player_free(camera->player);
    pipe_slot_free(camera->slot);
    g_object_unref(camera->paintable);
    g_mutex_clear(&camera->lock);
}

static guint
n_judged(const Camera *cameras)
{
    guint n = 0;

    for (size_t i = 0; i < N_CAMERAS; i++)
        n += cameras[i].n_admitted + cameras[i].n_dropped + cameras[i].n_refused;
    return n;
}

static gboolean
on_tick(G_GNUC_UNUSED gpointer data)
{
    return G_SOURCE_CONTINUE; /* wakes the main loop, so that the deadline is seen */
}

static bool
in_time(const Test *test)
{
    g_main_context_iteration(NULL, TRUE);
    return g_get_monotonic_time() < test->deadline_us;
}

/*
 * Admitted units behind the newest one that has left the player as frames. (A player that can't
 * keep up lets older ones go.)
 */
static guint
n_undecoded(Camera *camera)
{
    guint admitted, decoded;

    g_mutex_lock(&camera->lock);
    admitted = camera->admitted;
    decoded = camera->decoded;
    g_mutex_unlock(&camera->lock);
    return admitted - MIN(admitted, decoded);
}

/* Own segments that were served and have no verdict; what came too late for its deadline is lost.
 */
static int64_t
n_unjudged(const Camera *camera, const RigChildCounts *served)
{
    return (int64_t)(served->segment - served->foreign_segment) - camera->n_admitted
           - camera->n_dropped - camera->n_lost;
}

/* All that was served has come through, but for what is always on its way: one segment to its
 * verdict, two units in the player. On a busy machine more, for a moment. */
static void
settle(Camera *camera)
{
    RigChildCounts served;

    do
        rig_child_counts(camera->test->rig, kinds[camera->kind].slug, &served);
    while ((n_undecoded(camera) > 2 || n_unjudged(camera, &served) > 1) && in_time(camera->test));
    g_test_message("%s: %u units admitted, the newest %u not yet decoded; %u frames, %u painted; "
                   "%u refused, %u lost on the way",
                   kinds[camera->kind].slug, camera->n_admitted, n_undecoded(camera),
                   camera->n_frames, camera->n_painted, camera->n_refused, camera->n_lost);
    g_assert_cmpuint(n_undecoded(camera), <=, 2);
    g_assert_cmpint(n_unjudged(camera, &served), <=, 1);
    /* Each foreign object was refused once, and nothing else was. */
    g_assert_cmpint(camera->n_refused, <=, served.foreign_init + served.foreign_segment);
    g_assert_cmpint(camera->n_refused + camera->n_lost, >=,
                    served.foreign_init + served.foreign_segment);
}

static void
assert_camera(Camera *camera)
{
    settle(camera);
    g_assert_cmpuint(camera->n_wrong, ==, 0);
    g_assert_cmpuint(camera->n_painted_wrong, ==, 0);
    g_assert_cmpuint(ui_paintable_get_n_foreign(camera->paintable), ==, 0);
    g_assert_cmpuint(camera->n_frames, >, 0);
    g_assert_cmpuint(camera->n_painted, >, 0);
}

static void
present_window(Test *test)
{
    test->window = gtk_window_new();
    gtk_window_present(GTK_WINDOW(test->window));
    while (!gtk_widget_get_mapped(test->window))
        g_main_context_iteration(NULL, TRUE);
}

static void
set_fault(Test *test, const char *fault)
{
    for (size_t i = 0; i < N_CAMERAS; i++)
        rig_child_fault(test->rig, kinds[i].slug, fault);
}

static void
test_mixed(void)
{
    const char *options[N_CAMERAS + 4] = { "--plain", "--segment=0.5", "--seed=2020" };
    g_autoptr(GError) error = NULL;
    Camera cameras[N_CAMERAS] = { 0 };
    Test test = { 0 };
    guint tick;

    for (size_t i = 0; i < N_CAMERAS; i++)
        options[3 + i] = kinds[i].option;
    test.rig = rig_child_new(options);
    test.home = client_home_open(&error);
    g_assert_no_error(error);
    present_window(&test);
    tick = g_timeout_add(100, on_tick, NULL);
    test.deadline_us = g_get_monotonic_time() + (gint64)PATIENCE_S * G_USEC_PER_SEC;

    set_fault(&test, "mixed=0.3");
    for (size_t i = 0; i < N_CAMERAS; i++)
        camera_start(&cameras[i], &test, i);
    while (n_judged(cameras) < N_UNITS && in_time(&test))
        ;
    /* The cache heals: what it mixed up before has had its verdict when three more have come
     * through. */
    set_fault(&test, "none");
    for (size_t i = 0; i < N_CAMERAS; i++) {
        guint enough = cameras[i].n_admitted + 3;

        while (cameras[i].n_admitted < enough && in_time(&test))
            ;
        g_assert_cmpuint(cameras[i].n_admitted, >=, enough);
    }
    g_assert_cmpuint(n_judged(cameras), >=, N_UNITS);
    for (size_t i = 0; i < N_CAMERAS; i++)
        assert_camera(&cameras[i]);

    g_source_remove(tick);
    for (size_t i = 0; i < N_CAMERAS; i++)
        camera_stop(&cameras[i]);
    gtk_window_destroy(GTK_WINDOW(test.window));
    client_home_free(test.home);
    rig_child_free(test.rig);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;

    gtk_test_init(&argc, &argv, NULL);
    if (!pipe_init(&error)) {
        g_print("1..0 # SKIP %s\n", error->message);
        return 0;
    }
    g_test_add_func("/colours/SUB-01/SUB-02/mixed-at-30-percent", test_mixed);
    client_exit(g_test_run());
}
