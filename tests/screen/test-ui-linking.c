/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/fake-linking.h"
#include "tests/screen/screen.h"
#include "ui/ui-files.h"
#include "ui/ui-linking.h"
#include "ui/ui-row.h"
#include "ui/ui-tile.h"
#include "ui/ui-window.h"
#include "ui/ui-words-linking.h"

#include <glib/gstdio.h>
#include <string.h>

#define WIDTH   800
#define HEIGHT  480
#define MAGENTA 0xff00ff
#define RED     0xa51d2d
#define CODE    "DPP:I:SN=OV-0417;;"
#define NEW     "0123456789abcdef0123456789abcdef"
#define FRONT   "00000000000000000000000000000001"

typedef struct {
    GtkWidget *window;
    UiPage *page;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
    fake_client_set_rooms(NULL);
    f->window = ui_window_new(true, WIDTH, HEIGHT);
    f->page = ui_window_get_page(UI_WINDOW(f->window));
    gtk_window_set_decorated(GTK_WINDOW(f->window), FALSE);
    gtk_window_present(GTK_WINDOW(f->window));
    screen_settle(f->window);
    g_assert_true(g_spawn_command_line_sync(
        "xdotool search --onlyvisible --name Ownview windowfocus --sync", NULL, NULL, NULL, NULL));
    screen_run();
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    gtk_window_destroy(GTK_WINDOW(f->window));
    screen_run();
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    g_assert_cmpuint(fake_scanner_n(), ==, 0);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    g_assert_cmpuint(fake_client_n_players(), ==, 0);
    fake_scanner_set_camera(false);
    fake_client_set_write_error(NULL);
    fake_client_set_error(NULL);
}

static bool
says(Fixture *f, const char *label)
{
    screen_settle(f->window);
    return screen_find_label(f->window, label) != NULL;
}

static char *
isolated(const char *before, const char *room, const char *after)
{
    return g_strconcat(before, "\u2068", room, "\u2069", after, NULL);
}

static bool
says_room(Fixture *f, const char *before, const char *room, const char *after)
{
    g_autofree char *text = isolated(before, room, after);

    return says(f, text);
}

static GtkWidget *
pressable(GtkWidget *widget)
{
    while (widget != NULL && !GTK_IS_BUTTON(widget) && !GTK_IS_FLOW_BOX_CHILD(widget))
        widget = gtk_widget_get_parent(widget);
    return widget;
}

/* What a touch does. Emitted at once: GTK's own activation lets go a quarter of a second later. */
static void
press_widget(GtkWidget *widget)
{
    g_assert_nonnull(widget);
    if (GTK_IS_BUTTON(widget))
        g_signal_emit_by_name(widget, "clicked");
    else
        gtk_widget_activate(widget);
    screen_run();
}

static void
press(Fixture *f, const char *label)
{
    screen_settle(f->window);
    g_test_message("press %s", label);
    press_widget(pressable(screen_find_label(f->window, label)));
}

/* What a key press does with the focus where it is: Enter on a button or a card. */
static void
enter(Fixture *f)
{
    GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(f->window));

    g_assert_nonnull(focus);
    if (GTK_IS_TEXT(focus))
        g_signal_emit_by_name(gtk_widget_get_parent(focus), "activate");
    else
        press_widget(focus);
    screen_run();
    screen_settle(f->window);
}

static const char *
focus_label(Fixture *f)
{
    GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(f->window));
    GtkWidget *child;

    screen_settle(f->window);
    if (focus == NULL)
        return "(none)";
    if (UI_IS_TILE(focus))
        return ui_feed_get_camera(ui_tile_get_feed(UI_TILE(focus)))->room;
    if (GTK_IS_BUTTON(focus))
        return gtk_button_get_label(GTK_BUTTON(focus)) != NULL
                   ? gtk_button_get_label(GTK_BUTTON(focus))
                   : "(icon)";
    if (GTK_IS_TEXT(focus))
        return "(line)";
    child = gtk_widget_get_last_child(gtk_widget_get_first_child(focus));
    return GTK_IS_LABEL(child) ? gtk_label_get_text(GTK_LABEL(child)) : "(other)";
}

/* What stands in the line that is typed into. */
static const char *
typed(GtkWidget *widget)
{
    const char *text = NULL;

    if (GTK_IS_ENTRY(widget) && gtk_widget_get_mapped(widget))
        return gtk_editable_get_text(GTK_EDITABLE(widget));
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL && text == NULL;
         child = gtk_widget_get_next_sibling(child))
        text = typed(child);
    return text;
}

/* A key of the keyboard, by way of the X server. */
static void
key(const char *name)
{
    const char *argv[] = { "xdotool", "key", name, NULL };
    int status = 1;

    g_test_message("key %s", name);
    g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
    gdk_display_sync(gdk_display_get_default());
    screen_run();
}

/* A button that is pressed by a key is let go a moment later. */
static void
wait_for_focus(Fixture *f, const char *label)
{
    int64_t end = g_get_monotonic_time() + 3 * G_USEC_PER_SEC;

    while (!g_str_equal(focus_label(f), label) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, FALSE);
    g_assert_cmpstr(focus_label(f), ==, label);
}

static void
press_row(Fixture *f, const char *room, UiRowAction action)
{
    g_autofree char *shown = isolated("", room, "");
    GtkWidget *row;

    screen_settle(f->window);
    row = gtk_widget_get_ancestor(screen_find_label(f->window, shown), UI_TYPE_ROW);
    ui_row_focus(UI_ROW(row), action);
    enter(f);
}

static void
assert_rooms(const char *expected)
{
    g_autofree char *rooms = fake_client_rooms();

    g_assert_cmpstr(rooms, ==, expected);
}

/* To the key @label, with the arrows of a remote control. */
static void
go_to(Fixture *f, const char *label)
{
    GtkWidget *aim = pressable(screen_find_label(f->window, label)), *focus;
    graphene_rect_t there, here;

    g_assert_true(gtk_widget_compute_bounds(aim, f->window, &there));
    for (unsigned i = 0; i < 20; i++) {
        focus = gtk_window_get_focus(GTK_WINDOW(f->window));
        if (focus == aim)
            return;
        g_assert_true(gtk_widget_compute_bounds(focus, f->window, &here));
        if (here.origin.y + here.size.height <= there.origin.y)
            key("Down");
        else if (there.origin.y + there.size.height <= here.origin.y)
            key("Up");
        else
            key(here.origin.x < there.origin.x ? "Right" : "Left");
    }
    g_error("no way to %s", label);
}

/* Up to where the camera is asked. */
static void
begin(Fixture *f)
{
    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    press(f, "Scan the code");
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    press(f, "Nursery");
    g_assert_cmpuint(fake_linking_n(), ==, 1);
}

static void
show_picture(const char *link, uint64_t generation)
{
    g_autoptr(PipeFrame) frame = fake_frame_new(link, generation, MAGENTA, g_get_real_time());

    fake_player_show(frame);
    screen_run();
}

static void
test_begins_when_there_is_none(Fixture *f, gconstpointer data)
{
    static const char *const none[] = { NULL };

    fake_client_set_rooms(none);
    fake_client_changed(NULL);
    g_assert_true(says(f, "No cameras linked yet"));
    g_assert_cmpstr(focus_label(f), ==, "Add a camera");
    enter(f);
    g_assert_true(says(f, "Its code is on the camera's label, or on the card in its box."));
}

static void
test_scan_only_with_a_camera(Fixture *f, gconstpointer data)
{
    ui_window_add_camera(UI_WINDOW(f->window));
    g_assert_false(says(f, "Scan the code"));
    g_assert_cmpstr(focus_label(f), ==, "Open a file");
    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    g_assert_true(says(f, "Scan the code"));
    g_assert_cmpstr(focus_label(f), ==, "Scan the code");
}

/* From the cameras to the new one's picture with a few keys: no touch, no pointer. */
static void
test_whole_flow_by_keyboard(Fixture *f, gconstpointer data)
{
    fake_scanner_set_camera(true);
    key("Up");
    wait_for_focus(f, "(icon)"); /* the menu */
    key("Return");
    wait_for_focus(f, "Add a camera");
    key("Return");
    wait_for_focus(f, "Scan the code");
    key("Return");
    wait_for_focus(f, "(icon)");
    g_assert_cmpuint(fake_scanner_n(), ==, 1);
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    g_assert_cmpuint(fake_scanner_n(), ==, 0);
    g_assert_true(says_room(f, "This is the code of camera ", "OV-0417", "."));
    /* Rooms that there are already are not offered again. */
    wait_for_focus(f, "Nursery");
    g_assert_false(says(f, "Garage"));
    key("Return");
    wait_for_focus(f, "Cancel");
    g_assert_cmpstr(fake_linking_code(), ==, CODE);
    g_assert_cmpstr(fake_linking_room(), ==, "Nursery");
    g_assert_null(fake_linking_again());
    g_assert_true(says(f, "Asking the camera…"));
    fake_linking_send(CLIENT_LINKING_WAITING);
    g_assert_true(says(f, "Waiting for its first picture…"));
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    g_assert_true(says_room(f, "Is this your ", "Nursery", "?"));
    show_picture(CLIENT_LINKING_LINK, fake_linking_generation());
    wait_for_focus(f, "No");
    key("Right");
    wait_for_focus(f, "Yes, link it");
    key("Return");
    while (fake_linking_answer() == -1)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpint(fake_linking_answer(), ==, 1);
    fake_linking_finish(NEW);
    g_assert_true(says_room(f, "", "Nursery", " is linked"));
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    wait_for_focus(f, "Show its picture");
    key("Return");
    while (ui_page_get_camera(f->page) == NULL)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpstr(ui_page_get_camera(f->page)->room, ==, "Nursery");
    g_assert_cmpstr(fake_client_link(), ==, NEW);
}

/* Escape goes one step back from everywhere, and ends what runs. */
static void
test_escape(Fixture *f, gconstpointer data)
{
    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    press(f, "Scan the code");
    key("Escape");
    g_assert_cmpuint(fake_scanner_n(), ==, 0);
    g_assert_true(says(f, "Add a camera"));
    press(f, "Type the code");
    key("D");
    key("BackSpace");
    wait_for_focus(f, "(line)");
    key("Escape");
    wait_for_focus(f, "Scan the code");
    key("BackSpace");
    wait_for_focus(f, "Front door");
    begin(f);
    key("Escape");
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    wait_for_focus(f, "Front door");
    ui_window_manage(UI_WINDOW(f->window));
    press_row(f, "Garage", UI_ROW_UNLINK);
    key("Escape");
    wait_for_focus(f, "Unlink");
    key("Escape");
    wait_for_focus(f, "Front door");
    assert_rooms("Front door, Garage, Garden, Living room");
}

/* What is typed while a key on the screen has the focus goes into the line too. */
static void
test_types_by_both(Fixture *f, gconstpointer data)
{
    ui_window_add_camera(UI_WINDOW(f->window));
    press(f, "Type the code");
    key("D");
    key("P");
    go_to(f, "P");
    key("colon");
    enter(f);
    g_assert_cmpstr(typed(f->window), ==, "DP:P");
    key("BackSpace");
    g_assert_cmpstr(typed(f->window), ==, "DP:");
}

/* For as long as keys are what is used, and not for three seconds. */
static void
test_focus_stays_visible(Fixture *f, gconstpointer data)
{
    const char *const click = "xdotool mousemove 790 470 click 1";
    unsigned none;

    gtk_window_set_focus_visible(GTK_WINDOW(f->window), FALSE);
    screen_settle(f->window);
    none = screen_count(f->window, 0xffffff);
    key("Right");
    gtk_window_set_focus_visible(GTK_WINDOW(f->window), FALSE); /* what GTK does by itself */
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, 0xffffff), >, none + 300);
    g_assert_true(g_spawn_command_line_sync(click, NULL, NULL, NULL, NULL));
    gdk_display_sync(gdk_display_get_default());
    screen_run();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, 0xffffff), <, none + 300);
}

static void
test_types_a_code(Fixture *f, gconstpointer data)
{
    ui_window_add_camera(UI_WINDOW(f->window));
    press(f, "Type the code");
    g_assert_cmpstr(focus_label(f), ==, "(line)");
    g_assert_true(says(f, "The code begins with DPP: and ends with two semicolons."));
    for (const char *p = "DPP:I:SN="; *p != '\0'; p++)
        press(f, (const char[]){ *p, '\0' });
    /* The line keeps the focus: a keyboard that is there goes on in it. */
    g_assert_cmpstr(focus_label(f), ==, "(line)");
    press(f, "Done");
    g_assert_true(says(f, "This is not a whole code yet. Compare it with the label."));
    press(f, "123");
    press(f, "7");
    press(f, "8");
    press(f, ";");
    press(f, "abc");
    press(f, "x");
    press_widget(
        gtk_widget_get_next_sibling(pressable(screen_find_label(f->window, "123")))); /* erases */
    press(f, ";");
    g_assert_true(says_room(f, "This is the code of camera ", "78", "."));
    press(f, "Done");
    g_assert_true(says(f, "Where is this camera?"));
    press(f, "Nursery");
    g_assert_cmpstr(fake_linking_code(), ==, "DPP:I:SN=78;;");
}

static void
test_types_by_arrows(Fixture *f, gconstpointer data)
{
    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    press(f, "Scan the code");
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    press(f, "Another name…");
    press(f, "Done");
    g_assert_true(says(f, "Give it a name that you will know it by."));
    go_to(f, "D");
    enter(f);
    go_to(f, "e");
    enter(f);
    go_to(f, "n");
    enter(f);
    press(f, "Done");
    g_assert_cmpstr(fake_linking_room(), ==, "Den");
}

/* Names are kept as they may be shown. */
static void
test_names_are_plain(Fixture *f, gconstpointer data)
{
    GtkWidget *focus;

    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    press(f, "Scan the code");
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    press(f, "Another name…");
    focus = gtk_window_get_focus(GTK_WINDOW(f->window));
    gtk_editable_set_text(GTK_EDITABLE(focus), "\u202E  \u2713 ");
    press(f, "Done");
    g_assert_true(says(f, "Give it a name that you will know it by."));
    gtk_editable_set_text(GTK_EDITABLE(focus), " \u202EKüche \u2713 ");
    press(f, "Done");
    g_assert_cmpstr(fake_linking_room(), ==, "Küche");
}

static void
paste(Fixture *f, const char *text)
{
    gdk_clipboard_set_text(gtk_widget_get_clipboard(f->window), text);
    press(f, "Paste the code");
    screen_wait(50);
}

static void
test_pastes(Fixture *f, gconstpointer data)
{
    ui_window_add_camera(UI_WINDOW(f->window));
    paste(f, "https://example.org/");
    g_assert_true(says(f, "What was copied is not a camera's code. Copy the whole code, then paste "
                          "it again."));
    paste(f, "  " CODE "\n");
    g_assert_true(says(f, "Where is this camera?"));
    press(f, "Nursery");
    g_assert_cmpstr(fake_linking_code(), ==, CODE);
}

static void
test_opens_files(Fixture *f, gconstpointer data)
{
    g_autofree char *file = g_build_filename(g_get_home_dir(), "label.png", NULL);
    g_autofree char *other = g_build_filename(g_get_home_dir(), "notes.pdf", NULL);

    g_assert_true(g_file_set_contents(file, "x", 1, NULL));
    g_assert_true(g_file_set_contents(other, "x", 1, NULL));
    ui_window_add_camera(UI_WINDOW(f->window));
    press(f, "Open a file");
    while (!says(f, "Look again"))
        g_main_context_iteration(NULL, TRUE);
    g_assert_false(says_room(f, "", "notes.pdf", ""));
    for (int problem = PIPE_SCAN_NO_CODE; problem <= PIPE_SCAN_NOT_POSSIBLE; problem++) {
        press_widget(pressable(screen_find_label(f->window, "\u2068label.png\u2069")));
        g_assert_cmpstr(fake_scanner_file(), ==, file);
        fake_scanner_find(NULL, (PipeScanProblem)problem);
        g_assert_true(says(f, ui_words_linking_no_scan((PipeScanProblem)problem)));
        g_assert_cmpuint(fake_scanner_n(), ==, 0);
    }
    press_widget(pressable(screen_find_label(f->window, "\u2068label.png\u2069")));
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    g_assert_true(says(f, "Where is this camera?"));
    g_unlink(file);
    g_unlink(other);
}

static void
test_scans(Fixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) frame = NULL;

    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    press(f, "Scan the code");
    frame = fake_frame_new(PIPE_SCAN_LINK, fake_scanner_generation(), MAGENTA, 0);
    fake_scanner_show(frame);
    screen_run();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
    fake_scanner_find("https://example.org/menu", PIPE_SCAN_NONE);
    g_assert_true(says(f, ui_words_linking_no_code_seen()));
    g_assert_cmpuint(fake_scanner_n(), ==, 1);
    fake_scanner_find(NULL, PIPE_SCAN_NO_CAMERA);
    g_assert_true(says(f, ui_words_linking_no_scan(PIPE_SCAN_NO_CAMERA)));
    g_assert_cmpuint(fake_scanner_n(), ==, 0);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
}

/* "Yes" is an answer about a picture: without one, or to one that is long over, it is none. */
static void
test_no_yes_without_a_picture(Fixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) foreign = NULL;

    begin(f);
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    press(f, "Yes, link it");
    g_assert_cmpint(fake_linking_answer(), ==, -1);
    g_assert_true(says(f, "Waiting for its picture…"));
    foreign = fake_frame_new(CLIENT_LINKING_LINK, fake_linking_generation() + 1, MAGENTA, 0);
    fake_player_show(foreign);
    screen_run();
    press(f, "Yes, link it");
    g_assert_cmpint(fake_linking_answer(), ==, -1);
    /* Its ten seconds are over in a moment. */
    fake_client_sleep(-98 * G_USEC_PER_SEC / 10);
    show_picture(CLIENT_LINKING_LINK, fake_linking_generation());
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
    while (!says(f, "Waiting for its picture…"))
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    press(f, "Yes, link it");
    g_assert_cmpint(fake_linking_answer(), ==, -1);
    fake_client_sleep(98 * G_USEC_PER_SEC / 10);
}

static void
test_no_is_no(Fixture *f, gconstpointer data)
{
    begin(f);
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    show_picture(CLIENT_LINKING_LINK, fake_linking_generation());
    press(f, "No");
    g_assert_cmpint(fake_linking_answer(), ==, 0);
    fake_linking_send(CLIENT_LINKING_NONE);
    g_assert_true(says_room(f, "", "Nursery", " was not linked"));
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    g_assert_cmpstr(focus_label(f), ==, "Use another code");
    enter(f);
    g_assert_true(says(f, "Add a camera"));
}

static void
test_cancel_stops(Fixture *f, gconstpointer data)
{
    begin(f);
    press(f, "Cancel");
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    g_assert_cmpstr(focus_label(f), ==, "Front door");
}

static void
test_undecodable(Fixture *f, gconstpointer data)
{
    begin(f);
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    fake_player_fail();
    g_assert_true(says_room(f, "Can't play ", "Nursery", " video"));
    g_assert_cmpuint(fake_linking_n(), ==, 0);
    enter(f);
    g_assert_cmpuint(fake_linking_n(), ==, 1);
}

/* Every failure has words of its own, in our style, and one thing to do that has the focus. */
static void
test_failures(Fixture *f, gconstpointer data)
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
        begin(f);
        started = fake_linking_n_started();
        fake_linking_fail((ClientLinkingFailure)failure,
                          "Arbeitszimmer im Dachgeschoss hinten links");
        g_assert_true(says(f, words->title));
        g_assert_true(says(f, words->body));
        g_assert_cmpuint(fake_linking_n(), ==, 0);
        g_assert_true((screen_count(f->window, RED) > WIDTH * HEIGHT / 10) == red);
        press(f, "Details");
        g_assert_true(says(f, "The camera answered with another key."));
        press(f, "Close");
        g_assert_cmpstr(focus_label(f), ==, words->action);
        enter(f);
        g_assert_true((fake_linking_n_started() == started + 1)
                      == ui_words_linking_same_code((ClientLinkingFailure)failure));
    }
}

/* RACE-02: nothing of the camera runs any more when it is linked again. */
static void
test_links_again(Fixture *f, gconstpointer data)
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
        enter(f);
        g_assert_true(says_room(f, "Link ", "Front door", " again"));
        g_assert_true(says(f, rows[i].sentence));
        g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
        g_assert_cmpuint(fake_client_n_players(), ==, 0);
        press(f, "Scan the code");
        fake_scanner_find(CODE, PIPE_SCAN_NONE);
        g_assert_cmpstr(fake_linking_again(), ==, FRONT);
        g_assert_cmpstr(fake_linking_room(), ==, "Front door");
        fake_linking_send(CLIENT_LINKING_CONFIRM);
        show_picture(CLIENT_LINKING_LINK, fake_linking_generation());
        press(f, "Yes, link it");
        fake_linking_finish(FRONT);
        g_assert_cmpuint(fake_client_n_sessions_at_write(), ==, 0);
        press(f, "Show its picture");
        g_assert_cmpstr(fake_client_link(), ==, FRONT);
    }
}

static void
edit(Fixture *f)
{
    key("Up");
    wait_for_focus(f, "(icon)");
    key("Return");
    wait_for_focus(f, "Add a camera");
    press(f, "Edit cameras");
}

static void
test_orders(Fixture *f, gconstpointer data)
{
    GtkWidget *focus;

    edit(f);
    press_row(f, "Front door", UI_ROW_DOWN);
    assert_rooms("Garage, Front door, Garden, Living room");
    /* The focus goes with it: again, and once more, to the end. */
    enter(f);
    enter(f);
    assert_rooms("Garage, Garden, Living room, Front door");
    focus = gtk_window_get_focus(GTK_WINDOW(f->window));
    g_assert_cmpstr(ui_row_get_room(UI_ROW(gtk_widget_get_ancestor(focus, UI_TYPE_ROW))), ==,
                    "Front door");
    enter(f);
    assert_rooms("Garage, Garden, Front door, Living room");
    key("alt+Up");
    assert_rooms("Garage, Front door, Garden, Living room");
    key("alt+Up");
    key("alt+Up");
    assert_rooms("Front door, Garage, Garden, Living room");
    key("alt+Down");
    assert_rooms("Garage, Front door, Garden, Living room");
}

static void
test_renames(Fixture *f, gconstpointer data)
{
    edit(f);
    press_row(f, "Garage", UI_ROW_RENAME);
    g_assert_cmpstr(focus_label(f), ==, "(line)");
    press(f, "123");
    press(f, "2");
    enter(f);
    assert_rooms("Front door, Garage2, Garden, Living room");
    g_assert_cmpstr(focus_label(f), ==, "Rename");
    g_assert_true(says_room(f, "", "Garage2", ""));
}

static void
test_unlinks(Fixture *f, gconstpointer data)
{
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    ui_window_manage(UI_WINDOW(f->window));
    press_row(f, "Garage", UI_ROW_UNLINK);
    g_assert_true(says_room(f, "Unlink ", "Garage", "?"));
    g_assert_cmpstr(focus_label(f), ==, "Keep it");
    enter(f);
    assert_rooms("Front door, Garage, Garden, Living room");
    press_row(f, "Garage", UI_ROW_UNLINK);
    gtk_widget_child_focus(f->window, GTK_DIR_RIGHT);
    g_assert_cmpstr(focus_label(f), ==, "Unlink");
    enter(f);
    assert_rooms("Front door, Garden, Living room");
    g_assert_cmpuint(fake_client_n_sessions_at_write(), ==, 0);
    g_assert_false(says_room(f, "", "Garage", ""));
}

static void
test_says_what_was_not_saved(Fixture *f, gconstpointer data)
{
    fake_client_set_write_error("The disk is full.");
    edit(f);
    press_row(f, "Garage", UI_ROW_UP);
    g_assert_true(says(f, "This could not be saved, so nothing was changed. The disk is full."));
    assert_rooms("Front door, Garage, Garden, Living room");
}

/* Another program unlinks the camera that plays: it is blank with that. */
static void
test_changed_by_others(Fixture *f, gconstpointer data)
{
    uint64_t generation;

    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
    fake_client_admit(7000);
    show_picture(fake_client_link(), fake_client_generation());
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
    generation = fake_client_generation();
    fake_client_changed("00000000000000000000000000000002");
    g_assert_cmpstr(ui_page_get_camera(f->page)->room, ==, "Front door");
    g_assert_cmpuint(fake_client_generation(), >, generation);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
    fake_client_changed(FRONT);
    g_assert_null(ui_page_get_camera(f->page));
    g_assert_cmpuint(fake_client_n_sessions(), ==, 2); /* those that are left */
    g_assert_true(says(f, "Cameras"));
    fake_client_set_error("The store can be written by others.");
    fake_client_changed(NULL);
    g_assert_cmpuint(fake_client_n_sessions(), ==, 0);
    g_assert_true(says(f, "The store can be written by others."));
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
test_large_enough(Fixture *f, gconstpointer data)
{
    unsigned n = 0;

    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    screen_settle(f->window);
    check_sizes(f->window, &n);
    g_assert_cmpuint(n, ==, 1 + 4);
    press(f, "Type the code");
    screen_settle(f->window);
    check_sizes(f->window, &n);
    g_assert_cmpuint(n, ==, 5 + 2 + 36);
    ui_window_manage(UI_WINDOW(f->window));
    screen_settle(f->window);
    check_sizes(f->window, &n);
    g_assert_cmpuint(n, ==, 43 + 1 + 4 * 4);
    begin(f);
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    screen_settle(f->window);
    check_sizes(f->window, &n);
    g_assert_cmpuint(n, ==, 60 + 3);
    g_assert_cmpint(gtk_widget_get_width(f->window), ==, WIDTH);
    g_assert_cmpint(gtk_widget_get_height(f->window), ==, HEIGHT);
}

/* The person's own folder is one of the test's. */
static char *
new_home(void)
{
    char *home = g_dir_make_tmp("ownview-linking-XXXXXX", NULL);

    g_setenv("HOME", home, TRUE);
    return home;
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *f, gconstpointer data);
    } rows[] = {
        { "/linking/begins-when-there-is-none", test_begins_when_there_is_none },
        { "/linking/scan-only-with-a-camera", test_scan_only_with_a_camera },
        { "/linking/whole-flow-by-keyboard", test_whole_flow_by_keyboard },
        { "/linking/escape", test_escape },
        { "/linking/focus-stays-visible", test_focus_stays_visible },
        { "/linking/types-a-code", test_types_a_code },
        { "/linking/types-by-arrows", test_types_by_arrows },
        { "/linking/types-by-both", test_types_by_both },
        { "/linking/UI-03/names-are-plain", test_names_are_plain },
        { "/linking/pastes", test_pastes },
        { "/linking/opens-files", test_opens_files },
        { "/linking/scans", test_scans },
        { "/linking/no-yes-without-a-picture", test_no_yes_without_a_picture },
        { "/linking/no-is-no", test_no_is_no },
        { "/linking/cancel-stops", test_cancel_stops },
        { "/linking/undecodable", test_undecodable },
        { "/linking/failures", test_failures },
        { "/linking/RACE-02/links-again", test_links_again },
        { "/linking/large-enough", test_large_enough },
        { "/list/orders", test_orders },
        { "/list/renames", test_renames },
        { "/list/RACE-02/unlinks", test_unlinks },
        { "/list/says-what-was-not-saved", test_says_what_was_not_saved },
        { "/list/RACE-02/changed-by-others", test_changed_by_others },
    };
    g_autofree char *home = new_home();
    int status;

    g_test_init(&argc, &argv, NULL);
    if (!screen_open(WIDTH, HEIGHT)) {
        g_print("1..0 # SKIP no Xvfb\n");
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add(rows[i].path, Fixture, NULL, set_up, rows[i].test, tear_down);
    status = g_test_run();
    g_rmdir(home);
    return status;
}
