/* SPDX-License-Identifier: Apache-2.0 */
/* How a page looks: in shapes and words, at rest, large enough, with a frame of ours around. */
#include "tests/screen/page-fixture.h"
#include "tests/screen/screen.h"
#include "ui/ui-mark.h"

static void
count_alerts(GtkWidget *widget, gpointer user_data)
{
    *(unsigned *)user_data +=
        gtk_accessible_get_accessible_role(GTK_ACCESSIBLE(widget)) == GTK_ACCESSIBLE_ROLE_ALERT;
}

/* A shape, words and an alert: not by colour alone. */
static void
test_told_in_three_ways(PageFixture *f, gconstpointer data)
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
    page_fixture_go_live(f, 7000);
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
test_moves_only_where_wanted(PageFixture *f, gconstpointer data)
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
test_large_enough(PageFixture *f, gconstpointer hub)
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
test_frame_of_ours_around(PageFixture *f, gconstpointer data)
{
    graphene_rect_t area = GRAPHENE_RECT_INIT(0, 0, 0, 0);

    page_fixture_go_live(f, 7000);
    screen_visit(f->window, measure_picture, &area);
    g_assert_cmpfloat(area.origin.x, >=, 24);
    g_assert_cmpfloat(area.origin.y, >=, 24 + 48);
    g_assert_cmpfloat(area.origin.x + area.size.width, <=, WIDTH - 24);
    g_assert_cmpfloat(area.origin.y + area.size.height, <=, HEIGHT - 24);
}

int
main(int argc, char **argv)
{
    static const PageTest tests[] = {
        { "/page/UI-06/told-in-three-ways", test_told_in_three_ways, NULL },
        { "/page/moves-only-where-wanted", test_moves_only_where_wanted, NULL },
        { "/page/large-enough-on-a-desktop", test_large_enough, NULL },
        { "/page/large-enough-on-a-hub", test_large_enough, "hub" },
        { "/page/UI-01+UI-02/frame-of-ours-around", test_frame_of_ours_around, NULL },
    };

    return page_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
