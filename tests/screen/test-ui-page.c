/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/fake-client.h"
#include "tests/screen/fake-sound.h"
#include "tests/screen/screen.h"
#include "ui/ui-mark.h"
#include "ui/ui-paintable.h"
#include "ui/ui-tile.h"
#include "ui/ui-window.h"

#include <glib/gstdio.h>
#include <string.h>

#define WIDTH   800
#define HEIGHT  480
#define MAGENTA 0xff00ff
#define RED     0xa51d2d
#define AMBER   0xffb300

typedef struct {
    GtkWidget *window;
    UiPage *page;
} Fixture;

static void
set_up(Fixture *f, gconstpointer hub)
{
    f->window = ui_window_new(hub != NULL, WIDTH, HEIGHT);
    f->page = ui_window_get_page(UI_WINDOW(f->window));
    gtk_window_set_decorated(GTK_WINDOW(f->window), FALSE);
    gtk_window_present(GTK_WINDOW(f->window));
    screen_settle(f->window);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    gtk_window_destroy(GTK_WINDOW(f->window));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    g_assert_cmpuint(fake_client_n_players(), ==, 0);
}

static PipeFrame *
magenta_frame(void)
{
    return fake_frame_new(fake_client_link(), fake_client_generation(), MAGENTA,
                          g_get_real_time() - 200000);
}

static void
show_magenta(void)
{
    g_autoptr(PipeFrame) frame = magenta_frame();

    fake_player_show(frame);
    screen_run();
}

/* The front door is selected, live and on the screen. */
static void
go_live(Fixture *f, int live_ms)
{
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
    fake_client_admit(live_ms);
    show_magenta();
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_LIVE);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
}

static uint64_t
n_drawn(Fixture *f)
{
    UiFeedCounts counts;

    ui_page_get_counts(f->page, &counts);
    return counts.n_drawn;
}

static void
test_blank_with_the_tap(Fixture *f, gconstpointer data)
{
    go_live(f, 7000);
    g_assert_cmpuint(n_drawn(f), ==, 1);
    /* Straight from one to the next, without the list between them. */
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    screen_settle(f->window);
    g_assert_cmpuint(n_drawn(f), ==, 0);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 1);
    g_assert_cmpuint(fake_client_n_players(), ==, 1);
}

/* Its frame is on the way to the screen when another camera is tapped. */
static void
test_frame_on_its_way(Fixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) frame = NULL;

    go_live(f, 7000);
    frame = magenta_frame();
    fake_player_show(frame);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    fake_client_admit(7000);
    screen_run();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_CHECKING);
}

/* Even a player that handed the wrong frame on could not get it painted, nor keep "Live" alive with
 * it. */
static void
test_foreign_frames(Fixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) old = NULL;
    g_autoptr(PipeFrame) other = NULL;
    UiFeedCounts counts;

    go_live(f, 7000);
    old = magenta_frame();
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
    fake_client_admit(7000);
    fake_player_show(old);
    screen_run();
    other = fake_frame_new("fedcba9876543210fedcba9876543210", fake_client_generation(), MAGENTA,
                           g_get_real_time());
    fake_player_show(other);
    screen_run();
    screen_settle(f->window);
    ui_page_get_counts(f->page, &counts);
    g_assert_cmpuint(counts.n_foreign, ==, 2);
    g_assert_cmpuint(counts.n_drawn, ==, 0);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_CHECKING);
}

static void
send(ClientEventKind kind, ProvReason reason)
{
    const ClientEvent event = fake_client_event(kind, reason);

    fake_client_send(&event);
    screen_run();
}

#define HELD_BACK "Sound off: not confirmed"

/* AUD-01: another camera's sound takes nothing from the picture, and is said in amber. */
static void
test_sound_held_back(Fixture *f, gconstpointer data)
{
    go_live(f, 60000);
    send(CLIENT_EVENT_SOUND, PROV_REASON_NONE);
    screen_assert_says(f->window, HELD_BACK, false);
    g_assert_cmpuint(screen_count(f->window, AMBER), ==, 0);
    send(CLIENT_EVENT_SOUND_REFUSED, PROV_REASON_WRONG_CAMERA);
    show_magenta();
    screen_assert_says(f->window, HELD_BACK, true);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_LIVE);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
    g_assert_cmpuint(screen_count(f->window, AMBER), >, 500);
    g_assert_cmpuint(screen_count(f->window, RED), ==, 0);
    g_assert_true(fake_sound_is_following());

    /* one that holds may be chance */
    send(CLIENT_EVENT_SOUND, PROV_REASON_NONE);
    screen_assert_says(f->window, HELD_BACK, true);
    send(CLIENT_EVENT_SOUND, PROV_REASON_NONE);
    screen_assert_says(f->window, HELD_BACK, false);
    fake_sound_tell(PIPE_SOUND_SHIFTED); /* AUD-03: it holds, and is not of this picture */
    screen_run();
    screen_assert_says(f->window, HELD_BACK, true);
    fake_sound_tell(PIPE_SOUND_HEARD);
    screen_run();
    screen_assert_says(f->window, HELD_BACK, false);
}

/* Sound is of a picture on the page: not of the grid's, and of none that is not shown. */
static void
test_sound_follows_the_picture(Fixture *f, gconstpointer data)
{
    g_assert_cmpuint(fake_sound_n(), ==, 0);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
    g_assert_cmpuint(fake_sound_n(), ==, 1);
    g_assert_cmpuint(fake_sound_n_sessions(), ==, 1);
    g_assert_false(fake_sound_is_following());
    send(CLIENT_EVENT_SOUND, PROV_REASON_NONE);
    show_magenta(); /* nothing of the picture was admitted */
    g_assert_false(fake_sound_is_following());
    fake_client_admit(7000);
    show_magenta();
    g_assert_true(fake_sound_is_following());
    send(CLIENT_EVENT_DOUBTED, PROV_REASON_UNSIGNED);
    g_assert_false(fake_sound_is_following());
    fake_client_admit(7000);
    show_magenta();
    g_assert_true(fake_sound_is_following());
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    screen_run();
    g_assert_false(fake_sound_is_following());
    g_assert_cmpuint(fake_sound_n(), ==, 1);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    g_assert_cmpuint(fake_sound_n(), ==, 1);
    ui_window_close_camera(UI_WINDOW(f->window));
    g_assert_cmpuint(fake_sound_n(), ==, 0);
    g_assert_cmpuint(fake_sound_n_sessions(), ==, 0);
}

/* The loudspeaker's button below @widget, while it can be seen. */
static void
find_speaker(GtkWidget *widget, gpointer found)
{
    if (gtk_widget_has_css_class(widget, "sound"))
        *(GtkWidget **)found = widget;
}

static GtkWidget *
speaker(Fixture *f)
{
    GtkWidget *button = NULL;

    screen_settle(f->window);
    screen_visit(f->window, find_speaker, &button);
    return button;
}

/* A camera without sound has no button; a press is for all cameras, and is remembered. */
static void
test_mute(Fixture *f, gconstpointer data)
{
    go_live(f, 60000);
    g_assert_null(speaker(f));
    send(CLIENT_EVENT_SOUND, PROV_REASON_NONE);
    g_assert_nonnull(speaker(f));
    g_assert_cmpint(gtk_widget_get_width(speaker(f)), >=, data != NULL ? 76 : 48);
    g_assert_cmpint(gtk_widget_get_height(speaker(f)), >=, data != NULL ? 76 : 48);
    g_assert_true(gtk_widget_get_focusable(speaker(f)));
    g_signal_emit_by_name(speaker(f), "clicked");
    g_assert_cmpuint(fake_sound_n(), ==, 0);
    g_assert_cmpuint(fake_sound_n_sessions(), ==, 0);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    g_assert_cmpuint(fake_sound_n(), ==, 0);
    g_assert_nonnull(speaker(f)); /* or nobody could hear it again */
    g_signal_emit_by_name(speaker(f), "clicked");
    g_assert_cmpuint(fake_sound_n(), ==, 1);
    g_assert_cmpuint(fake_sound_n_sessions(), ==, 1);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_CHECKING);
}

static void
test_refused_replaces_the_picture(Fixture *f, gconstpointer data)
{
    uint64_t before;

    go_live(f, 7000);
    before = n_drawn(f);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, RED), >, WIDTH * HEIGHT / 10);
    /* Authentic frames in between are not shown either, as long as the refusal stands. */
    for (unsigned i = 0; i < 5; i++) {
        fake_client_admit(7000);
        show_magenta();
        screen_settle(f->window);
    }
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpuint(n_drawn(f), ==, before);
}

static void
test_doubt_blanks(Fixture *f, gconstpointer data)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_DOUBTED, PROV_REASON_UNSIGNED);

    go_live(f, 7000);
    fake_client_send(&event);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpuint(screen_count(f->window, RED), ==, 0);
}

/* One turn of the main loop; what was over before it is over on the screen after it. */
static void
turn_loop(Fixture *f, int64_t live_until_us)
{
    int64_t began_us = client_boot_now();

    g_main_context_iteration(NULL, TRUE);
    if (began_us >= live_until_us)
        g_assert_cmpint(ui_page_get_view(f->page)->kind, !=, UI_KIND_LIVE);
}

static void
test_live_ends_by_itself(Fixture *f, gconstpointer data)
{
    int64_t live_until_us, stalled_at_us;

    go_live(f, 7000);
    fake_client_admit(300);
    live_until_us = client_boot_now() + 300 * INT64_C(1000);
    show_magenta();
    stalled_at_us = client_boot_now() + G_USEC_PER_SEC;
    while (ui_page_get_view(f->page)->kind != UI_KIND_STALLED) {
        turn_loop(f, live_until_us);
        g_assert_cmpint(client_boot_now(), <, stalled_at_us + 20 * G_USEC_PER_SEC);
    }
    g_assert_cmpint(client_boot_now(), >=, stalled_at_us - G_USEC_PER_SEC / 10);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, AMBER), >, 500);
}

static void
test_blank_after_sleep(Fixture *f, gconstpointer data)
{
    uint64_t generation, before;

    go_live(f, 7000);
    generation = fake_client_generation();
    before = n_drawn(f);
    fake_client_sleep(8 * 3600 * INT64_C(1000000));
    /* A frame of before the sleep comes out of the pipeline. */
    show_magenta();
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    screen_settle(f->window);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_CHECKING);
    g_assert_cmpuint(fake_client_generation(), >, generation);
    g_assert_cmpuint(n_drawn(f), ==, before);
}

static bool
paints(UiPaintable *paintable)
{
    g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new();
    g_autoptr(GskRenderNode) node = NULL;

    gdk_paintable_snapshot(GDK_PAINTABLE(paintable), snapshot, 320, 180);
    node = gtk_snapshot_to_node(snapshot);
    return node != NULL;
}

static void
test_painted_up_to_its_time(Fixture *f, gconstpointer data)
{
    g_autoptr(UiPaintable) paintable = ui_paintable_new();
    g_autoptr(PipeFrame) frame = fake_frame_new("a", 1, MAGENTA, 0);
    g_autoptr(PipeFrame) other = fake_frame_new("b", 1, MAGENTA, 0);
    int64_t now = client_boot_now();

    g_assert_false(ui_paintable_show(paintable, frame));
    ui_paintable_select(paintable, "a", 1);
    g_assert_true(ui_paintable_show(paintable, frame));
    g_assert_false(ui_paintable_show(paintable, other));
    g_assert_false(paints(paintable));
    ui_paintable_set_limits(paintable, false, now + G_USEC_PER_SEC);
    g_assert_true(paints(paintable));
    g_assert_true(paints(paintable));
    g_assert_cmpuint(ui_paintable_get_n_drawn(paintable), ==, 1);
    fake_client_sleep(G_USEC_PER_SEC);
    g_assert_false(paints(paintable));
    ui_paintable_set_limits(paintable, false, UI_NEVER_US);
    g_assert_true(paints(paintable));
    ui_paintable_select(paintable, "a", 2);
    ui_paintable_set_limits(paintable, false, UI_NEVER_US);
    g_assert_false(paints(paintable));
    g_assert_cmpuint(ui_paintable_get_n_foreign(paintable), ==, 2);
}

static void
collect_button(GtkWidget *widget, gpointer user_data)
{
    GString *labels = user_data;

    if (!GTK_IS_BUTTON(widget))
        return;
    if (labels->len > 0)
        g_string_append_c(labels, '|');
    g_string_append(labels, gtk_button_get_label(GTK_BUTTON(widget)) != NULL
                                ? gtk_button_get_label(GTK_BUTTON(widget))
                                : "<");
}

static char *
buttons(Fixture *f)
{
    GString *labels = g_string_new(NULL);

    screen_visit(f->window, collect_button, labels);
    return g_string_free(labels, FALSE);
}

static void
press_focused(Fixture *f)
{
    g_signal_emit_by_name(gtk_window_get_focus(GTK_WINDOW(f->window)), "clicked");
    screen_run();
}

static void
test_no_way_around(Fixture *f, gconstpointer data)
{
    g_autofree char *refused = NULL;
    g_autofree char *details = NULL;
    g_autofree char *again = NULL;
    unsigned n_retries = fake_client_n_retries();

    go_live(f, 7000);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    screen_settle(f->window);
    refused = buttons(f);
    g_assert_cmpstr(refused, ==, "<|Try again|Details");
    press_focused(f);
    g_assert_cmpuint(fake_client_n_retries(), ==, n_retries + 1);
    press_focused(f);
    g_assert_cmpuint(fake_client_n_retries(), ==, n_retries + 1);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_REFUSED);
    gtk_widget_child_focus(f->window, GTK_DIR_TAB_FORWARD);
    press_focused(f);
    screen_settle(f->window);
    details = buttons(f);
    g_assert_cmpstr(details, ==, "<|Close");
    press_focused(f);
    screen_settle(f->window);
    again = buttons(f);
    g_assert_cmpstr(again, ==, "<|Try again|Details");
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
}

static void
test_refusal_closes_details(Fixture *f, gconstpointer data)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_NO_PICTURE, PROV_REASON_UNCHECKED);

    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    event.trouble = CLIENT_TROUBLE_TIMED_OUT;
    fake_client_send(&event);
    gtk_widget_child_focus(f->window, GTK_DIR_TAB_FORWARD);
    press_focused(f);
    fake_client_refuse(PROV_REASON_CONTENT_CHANGED, NULL);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, RED), >, WIDTH * HEIGHT / 10);
    g_assert_false(ui_page_close_details(f->page));
}

static void
test_something_to_read(Fixture *f, gconstpointer data)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_ADMITTED, PROV_REASON_NONE);
    g_autofree char *quiet = NULL;
    g_autofree char *stale = NULL;
    g_autofree char *details = NULL;
    g_autofree char *again = NULL;

    go_live(f, 7000);
    screen_settle(f->window);
    quiet = buttons(f);
    g_assert_cmpstr(quiet, ==, "<|<"); /* back, and save */
    event.verdict.notes = PROV_NOTE_REVOCATION_STALE;
    event.live_until_us = event.boot_us + 7 * G_USEC_PER_SEC;
    fake_client_send(&event);
    screen_settle(f->window);
    stale = buttons(f);
    g_assert_cmpstr(stale, ==, "<|<|<");
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, WIDTH * HEIGHT / 10);
    gtk_widget_child_focus(f->window, GTK_DIR_TAB_FORWARD);
    press_focused(f);
    screen_settle(f->window);
    details = buttons(f);
    g_assert_cmpstr(details, ==, "<|<|<|Close");
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    press_focused(f);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, WIDTH * HEIGHT / 10);
    fake_client_admit(7000);
    screen_settle(f->window);
    again = buttons(f);
    g_assert_cmpstr(again, ==, "<|<");
}

static void
test_decoder_gets_another_chance(Fixture *f, gconstpointer data)
{
    uint64_t generation;

    go_live(f, 7000);
    generation = fake_client_generation();
    fake_player_fail();
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpint(ui_page_get_view(f->page)->words, ==, UI_CASE_DECODER);
    press_focused(f);
    g_assert_cmpuint(fake_client_generation(), >, generation);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_CHECKING);
    fake_client_admit(7000);
    show_magenta();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
}

/* The store or the anchors could not be read: the session is over, "Try again" needs a new one. */
static void
test_hub_problem_gets_another_chance(Fixture *f, gconstpointer data)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_HUB_PROBLEM, PROV_REASON_UNCHECKED);
    uint64_t generation;

    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    generation = fake_client_generation();
    event.trouble = CLIENT_TROUBLE_BAD_STORE;
    fake_client_send(&event);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_HUB_PROBLEM);
    press_focused(f);
    g_assert_cmpuint(fake_client_generation(), >, generation);
    fake_client_admit(7000);
    show_magenta();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
}

static void
count_alerts(GtkWidget *widget, gpointer user_data)
{
    *(unsigned *)user_data +=
        gtk_accessible_get_accessible_role(GTK_ACCESSIBLE(widget)) == GTK_ACCESSIBLE_ROLE_ALERT;
}

/* A shape, words and an alert: not by colour alone. */
static void
test_told_in_three_ways(Fixture *f, gconstpointer data)
{
    unsigned n_alerts = 0;
    UiShape shapes[] = { ui_shape_of_kind(UI_KIND_LIVE),       ui_shape_of_kind(UI_KIND_CHECKING),
                         ui_shape_of_kind(UI_KIND_LATE),       ui_shape_of_kind(UI_KIND_REFUSED),
                         ui_shape_of_kind(UI_KIND_LINK_AGAIN), ui_shape_of_kind(UI_KIND_NO_PICTURE),
                         ui_shape_of_kind(UI_KIND_HUB_PROBLEM) };

    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
        for (size_t k = 0; k < i; k++)
            g_assert_cmpint(shapes[i], !=, shapes[k]);
    }
    go_live(f, 7000);
    screen_visit(f->window, count_alerts, &n_alerts);
    g_assert_cmpuint(n_alerts, ==, 0);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    screen_settle(f->window);
    screen_visit(f->window, count_alerts, &n_alerts);
    g_assert_cmpuint(n_alerts, ==, 1);
}

static void
want_motion(GtkWidget *widget, bool wanted)
{
    g_object_set(gtk_widget_get_settings(widget), "gtk-enable-animations", (gboolean)wanted, NULL);
}

static void
check_moves(GtkWidget *window)
{
    g_autofree char *before = screen_sum(window);
    g_autofree char *after = g_strdup(before);

    while (g_str_equal(before, after)) {
        screen_settle(window);
        g_free(after);
        after = screen_sum(window);
    }
}

/* Longer than a round takes. */
static void
check_rests(GtkWidget *window)
{
    g_autofree char *before = NULL;

    screen_settle(window);
    before = screen_sum(window);
    for (int i = 0; i < 12; i++) {
        g_autofree char *after = NULL;

        screen_wait(150);
        screen_settle(window);
        after = screen_sum(window);
        g_assert_cmpstr(before, ==, after);
    }
}

static void
check_no_transition(GtkWidget *widget, gpointer user_data)
{
    if (!GTK_IS_STACK(widget))
        return;
    g_assert_cmpint(gtk_stack_get_transition_type(GTK_STACK(widget)), ==,
                    GTK_STACK_TRANSITION_TYPE_NONE);
    *(unsigned *)user_data += 1;
}

/* Who wants no motion sees none, whenever it was said; and no page ever slides in. */
static void
test_moves_only_where_wanted(Fixture *f, gconstpointer data)
{
    unsigned n_stacks = 0;

    screen_visit(f->window, check_no_transition, &n_stacks);
    want_motion(f->window, true);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garden"));
    screen_visit(f->window, check_no_transition, &n_stacks);
    g_assert_cmpuint(n_stacks, >=, 7);
    check_moves(f->window);
    want_motion(f->window, false);
    check_rests(f->window);
    ui_window_close_camera(UI_WINDOW(f->window));
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    check_rests(f->window);
    want_motion(f->window, true);
    check_moves(f->window);
}

static double
font_size(GtkWidget *widget)
{
    PangoContext *context = gtk_widget_get_pango_context(widget);
    const PangoFontDescription *font = pango_context_get_font_description(context);

    g_assert_true(pango_font_description_get_size_is_absolute(font));
    return (double)pango_font_description_get_size(font) / PANGO_SCALE;
}

static void
check_sizes(GtkWidget *widget, gpointer user_data)
{
    unsigned *n = user_data;

    if (GTK_IS_LABEL(widget)) {
        g_assert_cmpfloat(font_size(widget), >=, HEIGHT / 28.0);
        if (gtk_widget_has_css_class(widget, "title"))
            g_assert_cmpfloat(font_size(widget), >=, HEIGHT / 18.0);
        n[0]++;
    }
    if (GTK_IS_BUTTON(widget)) {
        g_assert_cmpint(gtk_widget_get_height(widget), >=, (int)n[2]);
        g_assert_cmpint(gtk_widget_get_width(widget), >=, (int)n[2]);
        n[1]++;
    }
}

static void
test_large_enough(Fixture *f, gconstpointer hub)
{
    static const ProvReason reasons[] = { PROV_REASON_WRONG_CAMERA, PROV_REASON_UNSIGNED,
                                          PROV_REASON_IDENTITY_CHANGED };
    static const char *const rooms[] = { "Living room", "Garage", "Garden" };
    unsigned n[3] = { 0, 0, hub != NULL ? 76 : 48 };

    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        g_assert_true(ui_window_open(UI_WINDOW(f->window), rooms[i]));
        fake_client_refuse(reasons[i], NULL);
        screen_settle(f->window);
        g_assert_cmpint(gtk_widget_get_height(f->window), ==, HEIGHT);
        screen_visit(f->window, check_sizes, n);
    }
    g_assert_cmpuint(n[0], >=, 12);
    g_assert_cmpuint(n[1], ==, 9);
}

/* The newest file below home that ends with @ending; transfer full. */
static char *
find_saved(const char *ending)
{
    g_autoptr(GDir) dir = g_dir_open(g_get_home_dir(), 0, NULL);
    const char *name;

    while ((name = g_dir_read_name(dir)) != NULL && !g_str_has_suffix(name, ending))
        continue;
    return name != NULL ? g_build_filename(g_get_home_dir(), name, NULL) : NULL;
}

static void
find_save(GtkWidget *widget, gpointer user_data)
{
    if (GTK_IS_BUTTON(widget) && gtk_widget_has_css_class(widget, "save"))
        *(GtkWidget **)user_data = widget;
}

/* As a PNG, whatever this home knows of types of files. Transfer full. */
static GdkPixbuf *
load_png(const char *path)
{
    g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type("png", NULL);
    g_autofree char *content = NULL;
    gsize len;

    g_assert_true(g_file_get_contents(path, &content, &len, NULL));
    g_assert_true(gdk_pixbuf_loader_write(loader, (const guchar *)content, len, NULL));
    g_assert_true(gdk_pixbuf_loader_close(loader, NULL));
    return g_object_ref(gdk_pixbuf_loader_get_pixbuf(loader));
}

/* The picture that is on the screen, with what was signed of it; never one that is not. */
static void
test_save_picture(Fixture *f, gconstpointer data)
{
    GtkWidget *button = NULL;
    g_autofree char *path = NULL;
    g_autoptr(GdkPixbuf) picture = NULL;
    const guchar *pixels;

    g_assert_cmpint(g_mkdir_with_parents(g_get_home_dir(), 0700), ==, 0);
    go_live(f, 7000);
    screen_visit(f->window, find_save, &button);
    g_signal_emit_by_name(button, "clicked");
    while ((path = find_saved(".png")) == NULL)
        g_main_context_iteration(NULL, TRUE);
    picture = load_png(path);
    g_assert_cmpint(gdk_pixbuf_get_width(picture), ==, 320);
    pixels = gdk_pixbuf_get_pixels(picture) + 90 * gdk_pixbuf_get_rowstride(picture) + 160 * 3;
    g_assert_true(pixels[0] == 0xff && pixels[1] == 0 && pixels[2] == 0xff);
    g_assert_cmpstr(gdk_pixbuf_get_option(picture, "tEXt::Title"), ==, "Front door");
    g_assert_cmpstr(gdk_pixbuf_get_option(picture, "tEXt::Ownview Sequence"), ==, "1");
    g_assert_true(g_str_has_suffix(gdk_pixbuf_get_option(picture, "tEXt::Creation Time"), "Z"));
    g_assert_nonnull(strstr(path, "Ownview Front door "));

    /* refused a moment later: the button that was pressed finds nothing to save */
    g_unlink(path);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    g_signal_emit_by_name(button, "clicked");
    screen_settle(f->window);
    button = NULL;
    screen_visit(f->window, find_save, &button);
    g_assert_null(button);
    g_assert_null(find_saved(".png"));
}

static void
measure_picture(GtkWidget *widget, gpointer user_data)
{
    graphene_rect_t *area = user_data;

    if (GTK_IS_PICTURE(widget))
        g_assert_true(
            gtk_widget_compute_bounds(widget, GTK_WIDGET(gtk_widget_get_root(widget)), area));
}

/* The picture can't reach the edge or the strip, so that it can imitate neither. */
static void
test_frame_of_ours_around(Fixture *f, gconstpointer data)
{
    graphene_rect_t area = GRAPHENE_RECT_INIT(0, 0, 0, 0);

    go_live(f, 7000);
    screen_visit(f->window, measure_picture, &area);
    g_assert_cmpfloat(area.origin.x, >=, 24);
    g_assert_cmpfloat(area.origin.y, >=, 24 + 48);
    g_assert_cmpfloat(area.origin.x + area.size.width, <=, WIDTH - 24);
    g_assert_cmpfloat(area.origin.y + area.size.height, <=, HEIGHT - 24);
}

static void
test_by_keyboard(Fixture *f, gconstpointer data)
{
    GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(f->window));

    g_assert_true(UI_IS_TILE(focus));
    press_focused(f);
    g_assert_cmpstr(ui_page_get_camera(f->page)->room, ==, "Front door");
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    screen_settle(f->window);
    g_assert_cmpstr(gtk_button_get_label(GTK_BUTTON(gtk_window_get_focus(GTK_WINDOW(f->window)))),
                    ==, "Try again");
    ui_window_close_camera(UI_WINDOW(f->window));
    g_assert_null(ui_page_get_camera(f->page));
    g_assert_true(gtk_window_get_focus(GTK_WINDOW(f->window)) == focus);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *f, gconstpointer data);
        gconstpointer hub;
    } rows[] = {
        { "/page/UI-07+RACE-01/blank-with-the-tap", test_blank_with_the_tap, NULL },
        { "/page/RACE-01/frame-on-its-way", test_frame_on_its_way, NULL },
        { "/page/RACE-05+UI-12/foreign-frames-are-not-painted", test_foreign_frames, NULL },
        { "/page/AUD-01+AUD-03/sound-held-back", test_sound_held_back, NULL },
        { "/page/AUD-01/sound-follows-the-picture", test_sound_follows_the_picture, NULL },
        { "/page/sound-is-muted-for-good", test_mute, NULL },
        { "/page/sound-is-muted-for-good-on-a-hub", test_mute, "hub" },
        { "/page/SUB-01/refused-replaces-the-picture", test_refused_replaces_the_picture, NULL },
        { "/page/doubt-blanks-and-is-not-red", test_doubt_blanks, NULL },
        { "/page/SEQ-09/live-ends-by-itself", test_live_ends_by_itself, NULL },
        { "/page/UI-08+CLK-05/blank-after-sleep", test_blank_after_sleep, NULL },
        { "/page/UI-08+CLK-05/painted-up-to-its-time", test_painted_up_to_its_time, NULL },
        { "/page/UI-10/no-way-around", test_no_way_around, NULL },
        { "/page/something-to-read", test_something_to_read, NULL },
        { "/page/refusal-closes-details", test_refusal_closes_details, NULL },
        { "/page/DEC-05/decoder-gets-another-chance", test_decoder_gets_another_chance, NULL },
        { "/page/hub-problem-gets-another-chance", test_hub_problem_gets_another_chance, NULL },
        { "/page/UI-06/told-in-three-ways", test_told_in_three_ways, NULL },
        { "/page/moves-only-where-wanted", test_moves_only_where_wanted, NULL },
        { "/page/large-enough-on-a-desktop", test_large_enough, NULL },
        { "/page/large-enough-on-a-hub", test_large_enough, "hub" },
        { "/page/UI-01+UI-02/frame-of-ours-around", test_frame_of_ours_around, NULL },
        { "/page/SUB-15/save-picture", test_save_picture, NULL },
        { "/page/by-keyboard", test_by_keyboard, NULL },
    };

    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    if (!screen_open(WIDTH, HEIGHT)) {
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add(rows[i].path, Fixture, rows[i].hub, set_up, rows[i].test, tear_down);
    return g_test_run();
}
