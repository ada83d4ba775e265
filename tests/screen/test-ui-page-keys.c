/* SPDX-License-Identifier: Apache-2.0 */
/* What can be pressed on a page: nothing that shows a picture anyway. */
#include "tests/screen/page-fixture.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "ui/ui-tile.h"

#include <glib/gstdio.h>
#include <string.h>

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
buttons(PageFixture *f)
{
    GString *labels = g_string_new(NULL);

    screen_visit(f->window, collect_button, labels);
    return g_string_free(labels, FALSE);
}

static void
test_no_way_around(PageFixture *f, gconstpointer data)
{
    g_autofree char *refused = NULL;
    g_autofree char *details = NULL;
    g_autofree char *again = NULL;
    unsigned n_retries = fake_client_n_retries();

    page_fixture_go_live(f, 7000);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    screen_settle(f->window);
    refused = buttons(f);
    g_assert_cmpstr(refused, ==, "<|Try again|Details");
    person_enter(f->window);
    g_assert_cmpuint(fake_client_n_retries(), ==, n_retries + 1);
    person_enter(f->window);
    g_assert_cmpuint(fake_client_n_retries(), ==, n_retries + 1);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_REFUSED);
    gtk_widget_child_focus(f->window, GTK_DIR_TAB_FORWARD);
    person_enter(f->window);
    screen_settle(f->window);
    details = buttons(f);
    g_assert_cmpstr(details, ==, "<|Close");
    person_enter(f->window);
    screen_settle(f->window);
    again = buttons(f);
    g_assert_cmpstr(again, ==, "<|Try again|Details");
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
}

static void
test_something_to_read(PageFixture *f, gconstpointer data)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_ADMITTED, PROV_REASON_NONE);
    g_autofree char *quiet = NULL;
    g_autofree char *stale = NULL;
    g_autofree char *details = NULL;
    g_autofree char *again = NULL;

    page_fixture_go_live(f, 7000);
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
    person_enter(f->window);
    screen_settle(f->window);
    details = buttons(f);
    g_assert_cmpstr(details, ==, "<|<|<|Close");
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    person_enter(f->window);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, WIDTH * HEIGHT / 10);
    fake_client_admit(7000);
    screen_settle(f->window);
    again = buttons(f);
    g_assert_cmpstr(again, ==, "<|<");
}

static void
test_refusal_closes_details(PageFixture *f, gconstpointer data)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_NO_PICTURE, PROV_REASON_UNCHECKED);

    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    event.trouble = CLIENT_TROUBLE_TIMED_OUT;
    fake_client_send(&event);
    gtk_widget_child_focus(f->window, GTK_DIR_TAB_FORWARD);
    person_enter(f->window);
    fake_client_refuse(PROV_REASON_CONTENT_CHANGED, NULL);
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, RED), >, WIDTH * HEIGHT / 10);
    g_assert_false(ui_page_close_details(f->page));
}

static void
test_decoder_gets_another_chance(PageFixture *f, gconstpointer data)
{
    uint64_t generation;

    page_fixture_go_live(f, 7000);
    generation = fake_client_generation();
    fake_player_fail();
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpint(ui_page_get_view(f->page)->words, ==, UI_CASE_DECODER);
    person_enter(f->window);
    g_assert_cmpuint(fake_client_generation(), >, generation);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_CHECKING);
    fake_client_admit(7000);
    page_fixture_show();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
}

/* The store or the anchors could not be read: the session is over, "Try again" needs a new one. */
static void
test_hub_problem_gets_another_chance(PageFixture *f, gconstpointer data)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_HUB_PROBLEM, PROV_REASON_UNCHECKED);
    uint64_t generation;

    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    generation = fake_client_generation();
    event.trouble = CLIENT_TROUBLE_BAD_STORE;
    fake_client_send(&event);
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_HUB_PROBLEM);
    person_enter(f->window);
    g_assert_cmpuint(fake_client_generation(), >, generation);
    fake_client_admit(7000);
    page_fixture_show();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
}

static void
test_by_keyboard(PageFixture *f, gconstpointer data)
{
    GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(f->window));

    g_assert_true(UI_IS_TILE(focus));
    person_enter(f->window);
    g_assert_cmpstr(ui_page_get_camera(f->page)->room, ==, "Front door");
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    screen_settle(f->window);
    g_assert_cmpstr(gtk_button_get_label(GTK_BUTTON(gtk_window_get_focus(GTK_WINDOW(f->window)))),
                    ==, "Try again");
    ui_window_close_camera(UI_WINDOW(f->window));
    g_assert_null(ui_page_get_camera(f->page));
    g_assert_true(gtk_window_get_focus(GTK_WINDOW(f->window)) == focus);
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
test_save_picture(PageFixture *f, gconstpointer data)
{
    GtkWidget *button = NULL;
    g_autofree char *path = NULL;
    g_autoptr(GdkPixbuf) picture = NULL;
    const guchar *pixels;

    g_assert_cmpint(g_mkdir_with_parents(g_get_home_dir(), 0700), ==, 0);
    page_fixture_go_live(f, 7000);
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

int
main(int argc, char **argv)
{
    static const PageTest tests[] = {
        { "/page/UI-10/no-way-around", test_no_way_around, NULL },
        { "/page/something-to-read", test_something_to_read, NULL },
        { "/page/refusal-closes-details", test_refusal_closes_details, NULL },
        { "/page/DEC-05/decoder-gets-another-chance", test_decoder_gets_another_chance, NULL },
        { "/page/hub-problem-gets-another-chance", test_hub_problem_gets_another_chance, NULL },
        { "/page/SUB-15/save-picture", test_save_picture, NULL },
        { "/page/by-keyboard", test_by_keyboard, NULL },
    };

    return page_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
