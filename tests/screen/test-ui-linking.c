/* SPDX-License-Identifier: Apache-2.0 */
/* From the first question to the picture of a camera that is linked, and what may go wrong. */
#include "tests/screen/linking-fixture.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "ui/ui-linking.h"
#include "ui/ui-words-linking.h"

#include <string.h>

static void
test_begins_when_there_is_none(LinkingFixture *f, gconstpointer data)
{
    static const char *const none[] = { NULL };

    fake_home_set_rooms(none);
    fake_home_changed(NULL);
    g_assert_true(person_reads(f->window, "No cameras linked yet"));
    g_assert_cmpstr(person_focus(f->window), ==, "Add a camera");
    person_enter(f->window);
    g_assert_true(
        person_reads(f->window, "Its code is on the camera's label, or on the card in its box."));
}

/* From the cameras to the new one's picture with a few keys: no touch, no pointer. */
static void
test_whole_flow_by_keyboard(LinkingFixture *f, gconstpointer data)
{
    fake_scanner_set_camera(true);
    screen_key("Up");
    person_await_focus(f->window, "(icon)"); /* the menu */
    screen_key("Return");
    person_await_focus(f->window, "Add a camera");
    screen_key("Return");
    person_await_focus(f->window, "Scan the code");
    screen_key("Return");
    person_await_focus(f->window, "(icon)");
    g_assert_cmpuint(fake_scanner_n(), ==, 1);
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    g_assert_cmpuint(fake_scanner_n(), ==, 0);
    g_assert_true(person_reads_room(f->window, "This is the code of camera ", "OV-0417", "."));
    /* Rooms that there are already are not offered again. */
    person_await_focus(f->window, "Nursery");
    g_assert_false(person_reads(f->window, "Garage"));
    screen_key("Return");
    person_await_focus(f->window, "Cancel");
    g_assert_cmpstr(fake_linking_code(), ==, CODE);
    g_assert_cmpstr(fake_linking_room(), ==, "Nursery");
    g_assert_null(fake_linking_again());
    g_assert_true(person_reads(f->window, "Asking the camera…"));
    fake_linking_send(CLIENT_LINKING_WAITING);
    g_assert_true(person_reads(f->window, "Waiting for its first picture…"));
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    g_assert_true(person_reads_room(f->window, "Is this your ", "Nursery", "?"));
    linking_fixture_show(CLIENT_LINKING_LINK, fake_linking_generation());
    person_await_focus(f->window, "No");
    screen_key("Right");
    person_await_focus(f->window, "Yes, link it");
    screen_key("Return");
    while (fake_linking_answer() == -1)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpint(fake_linking_answer(), ==, 1);
    fake_linking_finish(NEW);
    g_assert_true(person_reads_room(f->window, "", "Nursery", " is linked"));
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    person_await_focus(f->window, "Show its picture");
    screen_key("Return");
    while (ui_page_get_camera(f->page) == NULL)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpstr(ui_page_get_camera(f->page)->room, ==, "Nursery");
    g_assert_cmpstr(fake_client_link(), ==, NEW);
}

/* Escape goes one step back from everywhere, and ends what runs. */
static void
test_escape(LinkingFixture *f, gconstpointer data)
{
    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    person_press(f->window, "Scan the code");
    screen_key("Escape");
    g_assert_cmpuint(fake_scanner_n(), ==, 0);
    g_assert_true(person_reads(f->window, "Add a camera"));
    person_press(f->window, "Type the code");
    screen_key("D");
    screen_key("BackSpace");
    person_await_focus(f->window, "(line)");
    screen_key("Escape");
    person_await_focus(f->window, "Scan the code");
    screen_key("BackSpace");
    person_await_focus(f->window, "Front door");
    linking_fixture_begin(f);
    screen_key("Escape");
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    person_await_focus(f->window, "Front door");
    ui_window_manage(UI_WINDOW(f->window));
    linking_fixture_press_row(f, "Garage", UI_ROW_UNLINK);
    screen_key("Escape");
    person_await_focus(f->window, "Unlink");
    screen_key("Escape");
    person_await_focus(f->window, "Front door");
    linking_fixture_assert_rooms("Front door, Garage, Garden, Living room");
}

/* For as long as keys are what is used, and not for three seconds. */
static void
test_focus_stays_visible(LinkingFixture *f, gconstpointer data)
{
    const char *const click = "xdotool mousemove 790 470 click 1";
    unsigned none;

    gtk_window_set_focus_visible(GTK_WINDOW(f->window), FALSE);
    screen_settle(f->window);
    none = screen_count(f->window, 0xffffff);
    screen_key("Right");
    gtk_window_set_focus_visible(GTK_WINDOW(f->window), FALSE); /* what GTK does by itself */
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, 0xffffff), >, none + 300);
    g_assert_true(g_spawn_command_line_sync(click, NULL, NULL, NULL, NULL));
    gdk_display_sync(gdk_display_get_default());
    screen_run();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, 0xffffff), <, none + 300);
}

/* "Yes" is an answer about a picture: without one, or to one that is long over, it is none. */
static void
test_no_yes_without_a_picture(LinkingFixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) foreign = NULL;

    linking_fixture_begin(f);
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    person_press(f->window, "Yes, link it");
    g_assert_cmpint(fake_linking_answer(), ==, -1);
    g_assert_true(person_reads(f->window, "Waiting for its picture…"));
    foreign = fake_frame_new(CLIENT_LINKING_LINK, fake_linking_generation() + 1, MAGENTA, 0);
    fake_player_show(foreign);
    screen_run();
    person_press(f->window, "Yes, link it");
    g_assert_cmpint(fake_linking_answer(), ==, -1);
    /* Its ten seconds are over in a moment. */
    fake_client_sleep(-98 * G_USEC_PER_SEC / 10);
    linking_fixture_show(CLIENT_LINKING_LINK, fake_linking_generation());
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
    while (!person_reads(f->window, "Waiting for its picture…"))
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    person_press(f->window, "Yes, link it");
    g_assert_cmpint(fake_linking_answer(), ==, -1);
    fake_client_sleep(98 * G_USEC_PER_SEC / 10);
}

static void
test_no_is_no(LinkingFixture *f, gconstpointer data)
{
    linking_fixture_begin(f);
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    linking_fixture_show(CLIENT_LINKING_LINK, fake_linking_generation());
    person_press(f->window, "No");
    g_assert_cmpint(fake_linking_answer(), ==, 0);
    fake_linking_send(CLIENT_LINKING_NONE);
    g_assert_true(person_reads_room(f->window, "", "Nursery", " was not linked"));
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    g_assert_cmpstr(person_focus(f->window), ==, "Use another code");
    person_enter(f->window);
    g_assert_true(person_reads(f->window, "Add a camera"));
}

static void
test_cancel_stops(LinkingFixture *f, gconstpointer data)
{
    linking_fixture_begin(f);
    person_press(f->window, "Cancel");
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    g_assert_cmpstr(person_focus(f->window), ==, "Front door");
}

static void
test_undecodable(LinkingFixture *f, gconstpointer data)
{
    linking_fixture_begin(f);
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    fake_player_fail();
    g_assert_true(person_reads_room(f->window, "Can't play ", "Nursery", " video"));
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    person_enter(f->window);
    g_assert_cmpuint(fake_linking_n(), ==, 1);
}

/* Every failure has words of its own, in our style, and one thing to do that has the focus. */
static void
test_failures(LinkingFixture *f, gconstpointer data)
{
    static const char *const trade[] = { "certificate", "signature", "hash", "WARNING", "DANGER" };
    g_autoptr(GHashTable) titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (int failure = CLIENT_LINKING_FAILURE_BAD_CODE; failure <= CLIENT_LINKING_FAILURE_INTERNAL;
         failure++) {
        unsigned started;
        g_autoptr(UiWordsLinking) words = ui_words_linking_failure(
            (ClientLinkingFailure)failure, "Arbeitszimmer im Dachgeschoss hinten links");
        bool red = g_str_equal(words->family, "red");

        g_assert_true(g_hash_table_add(titles, g_strdup(words->title)));
        g_assert_cmpint(g_utf8_strlen(words->title, -1), <=, 60 + 2);
        g_assert_cmpint(g_utf8_strlen(words->body, -1), <=, 120);
        for (size_t i = 0; i < G_N_ELEMENTS(trade); i++) {
            g_assert_null(strstr(words->title, trade[i]));
            g_assert_null(strstr(words->body, trade[i]));
        }
        linking_fixture_begin(f);
        started = fake_linking_n_started();
        fake_linking_fail((ClientLinkingFailure)failure,
                          "Arbeitszimmer im Dachgeschoss hinten links");
        g_assert_true(person_reads(f->window, words->title));
        g_assert_true(person_reads(f->window, words->body));
        g_assert_cmpuint(fake_linking_n(), ==, 0);
        g_assert_true((screen_count(f->window, RED) > WIDTH * HEIGHT / 10) == red);
        person_press(f->window, "Details");
        g_assert_true(person_reads(f->window, "The camera answered with another key."));
        person_press(f->window, "Close");
        g_assert_cmpstr(person_focus(f->window), ==, words->action);
        person_enter(f->window);
        g_assert_true((fake_linking_n_started() == started + 1)
                      == ui_words_linking_same_code((ClientLinkingFailure)failure));
    }
}

/* RACE-02: nothing of the camera runs any more when it is linked again. */
static void
test_links_again(LinkingFixture *f, gconstpointer data)
{
    static const struct {
        ProvReason reason;
        const char *sentence;
    } rows[] = {
        { PROV_REASON_IDENTITY_CHANGED,
          "Take the code from your camera's label. If nobody reset or repaired it, ask its maker "
          "first." },
        { PROV_REASON_REVOKED, "Reset the camera, then take the code from its label." },
        { PROV_REASON_CERTIFICATE_TIME, "Reset the camera, then take the code from its label." },
    };

    fake_scanner_set_camera(true);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
        fake_client_refuse(rows[i].reason, NULL);
        person_enter(f->window);
        g_assert_true(person_reads_room(f->window, "Link ", "Front door", " again"));
        g_assert_true(person_reads(f->window, rows[i].sentence));
        g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
        g_assert_cmpuint(fake_client_n_players(), ==, 0);
        person_press(f->window, "Scan the code");
        fake_scanner_find(CODE, PIPE_SCAN_NONE);
        g_assert_cmpstr(fake_linking_again(), ==, FRONT);
        g_assert_cmpstr(fake_linking_room(), ==, "Front door");
        fake_linking_send(CLIENT_LINKING_CONFIRM);
        linking_fixture_show(CLIENT_LINKING_LINK, fake_linking_generation());
        person_press(f->window, "Yes, link it");
        fake_linking_finish(FRONT);
        g_assert_cmpuint(fake_home_n_sessions_at_write(), ==, 0);
        person_press(f->window, "Show its picture");
        g_assert_cmpstr(fake_client_link(), ==, FRONT);
    }
}

static void
check_sizes(GtkWidget *widget, unsigned *n)
{
    if (!gtk_widget_get_mapped(widget))
        return;
    if (GTK_IS_BUTTON(widget) || GTK_IS_FLOW_BOX_CHILD(widget)) {
        g_assert_cmpint(gtk_widget_get_width(widget), >=, 76);
        g_assert_cmpint(gtk_widget_get_height(widget), >=, 76);
        (*n)++;
    }
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        check_sizes(child, n);
}

/* For fingers, on the smallest hub; and the window never grows beyond it. */
static void
test_large_enough(LinkingFixture *f, gconstpointer data)
{
    unsigned n = 0;

    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    screen_settle(f->window);
    check_sizes(f->window, &n);
    g_assert_cmpuint(n, ==, 1 + 4);
    person_press(f->window, "Type the code");
    screen_settle(f->window);
    check_sizes(f->window, &n);
    g_assert_cmpuint(n, ==, 5 + 2 + 36);
    ui_window_manage(UI_WINDOW(f->window));
    screen_settle(f->window);
    check_sizes(f->window, &n);
    g_assert_cmpuint(n, ==, 43 + 1 + 4 * 4);
    linking_fixture_begin(f);
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    screen_settle(f->window);
    check_sizes(f->window, &n);
    g_assert_cmpuint(n, ==, 60 + 3);
    g_assert_cmpint(gtk_widget_get_width(f->window), ==, WIDTH);
    g_assert_cmpint(gtk_widget_get_height(f->window), ==, HEIGHT);
}

int
main(int argc, char **argv)
{
    static const LinkingTest tests[] = {
        { "/linking/begins-when-there-is-none", test_begins_when_there_is_none },
        { "/linking/whole-flow-by-keyboard", test_whole_flow_by_keyboard },
        { "/linking/escape", test_escape },
        { "/linking/focus-stays-visible", test_focus_stays_visible },
        { "/linking/no-yes-without-a-picture", test_no_yes_without_a_picture },
        { "/linking/no-is-no", test_no_is_no },
        { "/linking/cancel-stops", test_cancel_stops },
        { "/linking/undecodable", test_undecodable },
        { "/linking/failures", test_failures },
        { "/linking/RACE-02/links-again", test_links_again },
        { "/linking/large-enough", test_large_enough },
    };

    return linking_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
