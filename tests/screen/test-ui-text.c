/* SPDX-License-Identifier: Apache-2.0 */
/* Text one and a half times as large: all that can be pressed is still there, or scrolled to. */
#include "tests/screen/fake-linking.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "ui/ui-window.h"

#include <math.h>

#define WANTED 1.5

typedef struct {
    int width;
    int height;
    int touch;
    bool hub;
    double text; /* how many times as large it gets */
} Size;

typedef struct {
    GtkWidget *window;
    const Size *size;
} Fixture;

static void
set_up(Fixture *f, gconstpointer size)
{
    screen_set_text(WANTED);
    f->size = size;
    f->window = ui_window_new(f->size->hub, f->size->width, f->size->height);
    gtk_window_set_decorated(GTK_WINDOW(f->window), FALSE);
    gtk_window_present(GTK_WINDOW(f->window));
    screen_settle(f->window);
}

static void
tear_down(Fixture *f, gconstpointer size)
{
    gtk_window_destroy(GTK_WINDOW(f->window));
    fake_home_clear_history();
    fake_home_set_rooms(NULL);
    screen_set_text(1);
}

static graphene_rect_t
area_of(GtkWidget *widget, GtkWidget *window)
{
    graphene_rect_t area;

    g_assert_true(gtk_widget_compute_bounds(widget, window, &area));
    return area;
}

/* All of it between the safe margins, or as much of it as a scrolled window shows, once it is
 * scrolled there. */
static void
check_reachable(Fixture *f, GtkWidget *widget)
{
    graphene_rect_t area = area_of(widget, f->window);
    GtkWidget *scrolled = gtk_widget_get_ancestor(widget, GTK_TYPE_SCROLLED_WINDOW);

    if (scrolled != NULL) {
        graphene_rect_t view = area_of(scrolled, f->window);
        GtkPolicyType across, down;

        gtk_scrolled_window_get_policy(GTK_SCROLLED_WINDOW(scrolled), &across, &down);
        if (across != GTK_POLICY_NEVER)
            area.origin.x = view.origin.x;
        if (down != GTK_POLICY_NEVER)
            area.origin.y = view.origin.y;
        if (down != GTK_POLICY_NEVER)
            g_assert_cmpfloat(view.size.height, >=, fminf(area.size.height, (float)f->size->touch));
        area.size.height = fminf(area.size.height, view.size.height);
    }
    g_assert_cmpfloat(area.origin.x, >=, 0);
    g_assert_cmpfloat(area.origin.y, >=, 0);
    g_assert_cmpfloat(area.origin.x + area.size.width, <=, (float)f->size->width);
    g_assert_cmpfloat(area.origin.y + area.size.height, <=, (float)f->size->height);
    g_assert_cmpint(gtk_widget_get_height(widget), >=, f->size->touch);
    g_assert_cmpint(gtk_widget_get_width(widget), >=, f->size->touch);
}

static unsigned
check_under(Fixture *f, GtkWidget *widget)
{
    unsigned n = 0;

    if (!gtk_widget_get_mapped(widget))
        return 0;
    if (GTK_IS_BUTTON(widget) || GTK_IS_FLOW_BOX_CHILD(widget)) {
        check_reachable(f, widget);
        n++;
    }
    if (GTK_IS_LABEL(widget)) {
        const PangoFontDescription *font =
            pango_context_get_font_description(gtk_widget_get_pango_context(widget));

        g_assert_cmpfloat((double)pango_font_description_get_size(font) / PANGO_SCALE, >=,
                          f->size->text * f->size->height / 28.0 - 1);
    }
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        n += check_under(f, child);
    return n;
}

/* @n_least: things to press. */
static void
check_page(Fixture *f, unsigned n_least)
{
    screen_settle(f->window);
    g_assert_cmpint(gtk_widget_get_width(f->window), ==, f->size->width);
    g_assert_cmpint(gtk_widget_get_height(f->window), ==, f->size->height);
    g_assert_cmpuint(check_under(f, f->window), >=, n_least);
}

static void
test_page(Fixture *f, gconstpointer data)
{
    static const ProvReason reasons[] = { PROV_REASON_WRONG_CAMERA, PROV_REASON_UNSIGNED,
                                          PROV_REASON_IDENTITY_CHANGED };
    static const char *const rooms[] = { "Living room", "Garage", "Garden" };

    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        g_assert_true(ui_window_open(UI_WINDOW(f->window), rooms[i]));
        check_page(f, 1);
        fake_client_refuse(reasons[i], NULL);
        check_page(f, 3);
    }
    person_press(f->window, "Details");
    check_page(f, 2);
}

static void
test_grid(Fixture *f, gconstpointer data)
{
    static const char *const many[] = {
        "Attic",  "Back door",  "Basement stairs",         "Front door",  "Garage",
        "Garden", "Kids’ room", "Kitchen and dining area", "Living room", NULL
    };

    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    check_page(f, 5);
    fake_home_set_rooms(many);
    fake_home_changed(NULL);
    check_page(f, 10);
}

static void
test_menu(Fixture *f, gconstpointer data)
{
    gtk_widget_child_focus(f->window, GTK_DIR_UP);
    person_enter(f->window);
    check_page(f, 4);
}

static void
test_history(Fixture *f, gconstpointer data)
{
    fake_home_note_refusal("Garage", PROV_REASON_WRONG_CAMERA, 3, 40);
    fake_home_note_refusal("Front door", PROV_REASON_CONTENT_CHANGED, 12, 3 * 86400);
    fake_home_note_refusal("Living room", PROV_REASON_SESSION_ROLLBACK, 1, -1);
    ui_window_show_history(UI_WINDOW(f->window));
    check_page(f, 8);
    person_enter(f->window);
    check_page(f, 2);
}

static void
test_linking(Fixture *f, gconstpointer data)
{
    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    check_page(f, 5);
    person_press(f->window, "Type the code");
    check_page(f, 30);
    ui_window_add_camera(UI_WINDOW(f->window));
    person_press(f->window, "Scan the code");
    check_page(f, 1);
    fake_scanner_find("DPP:I:SN=OV-0417;;", PIPE_SCAN_NONE);
    check_page(f, 5);
    person_press(f->window, "Nursery");
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    check_page(f, 3);
    fake_linking_fail(CLIENT_LINKING_FAILURE_BAD_CODE, NULL);
    check_page(f, 3);
    ui_window_manage(UI_WINDOW(f->window));
    check_page(f, 17);
}

int
main(int argc, char **argv)
{
    static const Size sizes[] = { { 800, 480, 48, false, WANTED },
                                  { 800, 480, 76, true, WANTED },
                                  { 1920, 1080, 48, false, WANTED },
                                  { 1920, 1080, 76, true, WANTED },
                                  { 480, 800, 48, false, 1 } };
    static const struct {
        const char *name;
        void (*test)(Fixture *f, gconstpointer size);
    } rows[] = {
        { "page", test_page },       { "grid", test_grid },       { "menu", test_menu },
        { "history", test_history }, { "linking", test_linking },
    };

    g_test_init(&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    if (!screen_open(1920, 1080)) {
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(rows); k++) {
            g_autofree char *path =
                g_strdup_printf("/text/one-and-a-half/%dx%d%s/%s", sizes[i].width, sizes[i].height,
                                sizes[i].hub ? "-hub" : "", rows[k].name);

            g_test_add(path, Fixture, &sizes[i], set_up, rows[k].test, tear_down);
        }
    }
    return g_test_run();
}
