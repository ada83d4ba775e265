/* SPDX-License-Identifier: Apache-2.0 */
/* The ways to a camera's code, and to a name for it: typed, pasted, opened, scanned. */
#include "tests/screen/linking-fixture.h"
#include "tests/screen/person.h"
#include "tests/screen/screen.h"
#include "ui/ui-files.h"
#include "ui/ui-words-linking.h"

#include <glib/gstdio.h>

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

/* To the key @label, with the arrows of a remote control. */
static void
go_to(LinkingFixture *f, const char *label)
{
    GtkWidget *aim = screen_find_pressable(f->window, label), *focus;
    graphene_rect_t there, here;

    g_assert_true(gtk_widget_compute_bounds(aim, f->window, &there));
    for (unsigned i = 0; i < 20; i++) {
        focus = gtk_window_get_focus(GTK_WINDOW(f->window));
        if (focus == aim)
            return;
        g_assert_true(gtk_widget_compute_bounds(focus, f->window, &here));
        if (here.origin.y + here.size.height <= there.origin.y)
            screen_key("Down");
        else if (there.origin.y + there.size.height <= here.origin.y)
            screen_key("Up");
        else
            screen_key(here.origin.x < there.origin.x ? "Right" : "Left");
    }
    g_error("no way to %s", label);
}

static void
test_scan_only_with_a_camera(LinkingFixture *f, gconstpointer data)
{
    ui_window_add_camera(UI_WINDOW(f->window));
    g_assert_false(person_reads(f->window, "Scan the code"));
    g_assert_cmpstr(person_focus(f->window), ==, "Open a file");
    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    g_assert_true(person_reads(f->window, "Scan the code"));
    g_assert_cmpstr(person_focus(f->window), ==, "Scan the code");
}

static void
test_types_a_code(LinkingFixture *f, gconstpointer data)
{
    ui_window_add_camera(UI_WINDOW(f->window));
    person_press(f->window, "Type the code");
    g_assert_cmpstr(person_focus(f->window), ==, "(line)");
    g_assert_true(
        person_reads(f->window, "The code begins with DPP: and ends with two semicolons."));
    for (const char *p = "DPP:I:SN="; *p != '\0'; p++)
        person_press(f->window, (const char[]){ *p, '\0' });
    /* The line keeps the focus: a keyboard that is there goes on in it. */
    g_assert_cmpstr(person_focus(f->window), ==, "(line)");
    person_press(f->window, "Done");
    g_assert_true(
        person_reads(f->window, "This is not a whole code yet. Compare it with the label."));
    person_press(f->window, "123");
    person_press(f->window, "7");
    person_press(f->window, "8");
    person_press(f->window, ";");
    person_press(f->window, "abc");
    person_press(f->window, "x");
    person_press_widget(
        gtk_widget_get_next_sibling(screen_find_pressable(f->window, "123"))); /* erases */
    person_press(f->window, ";");
    g_assert_true(person_reads_room(f->window, "This is the code of camera ", "78", "."));
    person_press(f->window, "Done");
    g_assert_true(person_reads(f->window, "Where is this camera?"));
    person_press(f->window, "Nursery");
    g_assert_cmpstr(fake_linking_code(), ==, "DPP:I:SN=78;;");
}

static void
test_types_by_arrows(LinkingFixture *f, gconstpointer data)
{
    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    person_press(f->window, "Scan the code");
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    person_press(f->window, "Another name…");
    person_press(f->window, "Done");
    g_assert_true(person_reads(f->window, "Give it a name that you will know it by."));
    go_to(f, "D");
    person_enter(f->window);
    go_to(f, "e");
    person_enter(f->window);
    go_to(f, "n");
    person_enter(f->window);
    person_press(f->window, "Done");
    g_assert_cmpstr(fake_linking_room(), ==, "Den");
}

/* What is typed while a key on the screen has the focus goes into the line too. */
static void
test_types_by_both(LinkingFixture *f, gconstpointer data)
{
    ui_window_add_camera(UI_WINDOW(f->window));
    person_press(f->window, "Type the code");
    screen_key("D");
    screen_key("P");
    go_to(f, "P");
    screen_key("colon");
    person_enter(f->window);
    g_assert_cmpstr(typed(f->window), ==, "DP:P");
    screen_key("BackSpace");
    g_assert_cmpstr(typed(f->window), ==, "DP:");
}

/* Names are kept as they may be shown. */
static void
test_names_are_plain(LinkingFixture *f, gconstpointer data)
{
    GtkWidget *focus;

    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    person_press(f->window, "Scan the code");
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    person_press(f->window, "Another name…");
    focus = gtk_window_get_focus(GTK_WINDOW(f->window));
    gtk_editable_set_text(GTK_EDITABLE(focus), "\u202E  \u2713 ");
    person_press(f->window, "Done");
    g_assert_true(person_reads(f->window, "Give it a name that you will know it by."));
    gtk_editable_set_text(GTK_EDITABLE(focus), " \u202EKüche \u2713 ");
    person_press(f->window, "Done");
    g_assert_cmpstr(fake_linking_room(), ==, "Küche");
}

static void
paste(LinkingFixture *f, const char *text)
{
    gdk_clipboard_set_text(gtk_widget_get_clipboard(f->window), text);
    person_press(f->window, "Paste the code");
    screen_wait(50);
}

static void
test_pastes(LinkingFixture *f, gconstpointer data)
{
    ui_window_add_camera(UI_WINDOW(f->window));
    paste(f, "https://example.org/");
    g_assert_true(person_reads(
        f->window, "What was copied is not a camera's code. Copy the whole code, then paste "
                   "it again."));
    paste(f, "  " CODE "\n");
    g_assert_true(person_reads(f->window, "Where is this camera?"));
    person_press(f->window, "Nursery");
    g_assert_cmpstr(fake_linking_code(), ==, CODE);
}

static void
test_opens_files(LinkingFixture *f, gconstpointer data)
{
    g_autofree char *file = g_build_filename(g_get_home_dir(), "label.png", NULL);
    g_autofree char *other = g_build_filename(g_get_home_dir(), "notes.pdf", NULL);

    g_assert_true(g_file_set_contents(file, "x", 1, NULL));
    g_assert_true(g_file_set_contents(other, "x", 1, NULL));
    ui_window_add_camera(UI_WINDOW(f->window));
    person_press(f->window, "Open a file");
    while (!person_reads(f->window, "Look again"))
        g_main_context_iteration(NULL, TRUE);
    g_assert_false(person_reads_room(f->window, "", "notes.pdf", ""));
    for (int problem = PIPE_SCAN_NO_CODE; problem <= PIPE_SCAN_NOT_POSSIBLE; problem++) {
        person_press_widget(screen_find_pressable(f->window, "\u2068label.png\u2069"));
        g_assert_cmpstr(fake_scanner_file(), ==, file);
        fake_scanner_find(NULL, (PipeScanProblem)problem);
        g_assert_true(person_reads(f->window, ui_words_linking_no_scan((PipeScanProblem)problem)));
        g_assert_cmpuint(fake_scanner_n(), ==, 0);
    }
    person_press_widget(screen_find_pressable(f->window, "\u2068label.png\u2069"));
    fake_scanner_find(CODE, PIPE_SCAN_NONE);
    g_assert_true(person_reads(f->window, "Where is this camera?"));
    g_unlink(file);
    g_unlink(other);
}

static void
test_scans(LinkingFixture *f, gconstpointer data)
{
    g_autoptr(PipeFrame) frame = NULL;

    fake_scanner_set_camera(true);
    ui_window_add_camera(UI_WINDOW(f->window));
    person_press(f->window, "Scan the code");
    frame = fake_frame_new(PIPE_SCAN_LINK, fake_scanner_generation(), MAGENTA, 0);
    fake_scanner_show(frame);
    screen_run();
    screen_settle(f->window);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), >, 10000);
    fake_scanner_find("https://example.org/menu", PIPE_SCAN_NONE);
    g_assert_true(person_reads(f->window, ui_words_linking_no_code_seen()));
    g_assert_cmpuint(fake_scanner_n(), ==, 1);
    fake_scanner_find(NULL, PIPE_SCAN_NO_CAMERA);
    g_assert_true(person_reads(f->window, ui_words_linking_no_scan(PIPE_SCAN_NO_CAMERA)));
    g_assert_cmpuint(fake_scanner_n(), ==, 0);
    g_assert_cmpuint(screen_count(f->window, MAGENTA), ==, 0);
}

int
main(int argc, char **argv)
{
    static const LinkingTest tests[] = {
        { "/linking/scan-only-with-a-camera", test_scan_only_with_a_camera },
        { "/linking/types-a-code", test_types_a_code },
        { "/linking/types-by-arrows", test_types_by_arrows },
        { "/linking/types-by-both", test_types_by_both },
        { "/linking/UI-03/names-are-plain", test_names_are_plain },
        { "/linking/pastes", test_pastes },
        { "/linking/opens-files", test_opens_files },
        { "/linking/scans", test_scans },
    };

    return linking_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
