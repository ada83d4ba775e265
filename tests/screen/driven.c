/* SPDX-License-Identifier: Apache-2.0 */
/* The window on a screen of its own, driven by lines on the standard input; answers each with a
 * line when all of it is painted and told. For test-ui-speech.py, which listens from outside. */
#include "tests/screen/fake-linking.h"
#include "tests/screen/screen.h"
#include "ui/ui-window.h"

#include <string.h>

static void
run_loop(void)
{
    while (g_main_context_iteration(NULL, FALSE))
        continue;
}

static void
show_frame(int64_t age_ms)
{
    g_autoptr(PipeFrame) frame = fake_frame_new(fake_client_link(), fake_client_generation(),
                                                0x406080, g_get_real_time() - age_ms * 1000);

    fake_player_show(frame);
    run_loop();
}

static void
do_open(UiWindow *window, const char *room)
{
    if (!ui_window_open(window, room))
        g_error("no camera is called %s", room);
}

static void
do_grid(UiWindow *window, const char *nothing)
{
    ui_window_close_camera(window);
}

/* The list, of cameras that nothing happened to yet. */
static void
do_fresh(UiWindow *window, const char *nothing)
{
    ui_window_close_camera(window);
    fake_home_changed(NULL);
}

static void
do_choose(UiWindow *window, const char *room)
{
    fake_client_choose(room[0] != '\0' ? g_intern_string(room) : NULL);
}

static void
do_live(UiWindow *window, const char *nothing)
{
    fake_client_admit(7000);
    show_frame(300);
}

static void
do_late(UiWindow *window, const char *nothing)
{
    fake_client_admit(-16000);
    show_frame(23000);
}

static void
do_refuse(UiWindow *window, const char *name)
{
    for (int reason = 0; reason < PROV_REASON_NONE; reason++) {
        if (g_strcmp0(prov_reason_name((ProvReason)reason), name) == 0) {
            fake_client_refuse((ProvReason)reason, NULL);
            return;
        }
    }
    g_error("no reason is called %s", name);
}

static void
do_trouble(UiWindow *window, const char *nothing)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_NO_PICTURE, PROV_REASON_UNCHECKED);

    event.trouble = CLIENT_TROUBLE_TIMED_OUT;
    fake_client_send(&event);
}

static void
do_wait(UiWindow *window, const char *ms)
{
    screen_wait((unsigned)g_ascii_strtoull(ms, NULL, 10));
}

/* Presses what has the focus, or what says @label. */
static void
do_press(UiWindow *window, const char *label)
{
    GtkWidget *widget = label[0] != '\0' ? screen_find_label(GTK_WIDGET(window), label)
                                         : gtk_window_get_focus(GTK_WINDOW(window));

    while (widget != NULL && !GTK_IS_BUTTON(widget) && !GTK_IS_FLOW_BOX_CHILD(widget))
        widget = gtk_widget_get_parent(widget);
    if (widget == NULL)
        g_error("nothing says %s", label);
    if (GTK_IS_BUTTON(widget))
        g_signal_emit_by_name(widget, "clicked");
    else
        gtk_widget_activate(widget);
    run_loop();
}

static void
do_menu(UiWindow *window, const char *nothing)
{
    ui_window_close_camera(window);
    gtk_widget_child_focus(GTK_WIDGET(window), GTK_DIR_UP);
    do_press(window, "");
}

static void
do_history(UiWindow *window, const char *nothing)
{
    fake_home_note_refusal("Garage", PROV_REASON_WRONG_CAMERA, 3, 40);
    fake_home_note_refusal("Front door", PROV_REASON_CONTENT_CHANGED, 1, 3600);
    ui_window_show_history(window);
}

static void
do_manage(UiWindow *window, const char *nothing)
{
    ui_window_manage(window);
}

static void
do_add(UiWindow *window, const char *nothing)
{
    fake_scanner_set_camera(true);
    ui_window_add_camera(window);
}

static void
do_found(UiWindow *window, const char *code)
{
    fake_scanner_find(code, PIPE_SCAN_NONE);
}

static void
do_confirm(UiWindow *window, const char *nothing)
{
    g_autoptr(PipeFrame) frame = NULL;

    fake_linking_send(CLIENT_LINKING_CONFIRM);
    frame =
        fake_frame_new(CLIENT_LINKING_LINK, fake_linking_generation(), 0x406080, g_get_real_time());
    fake_player_show(frame);
    run_loop();
}

static void
do_fail(UiWindow *window, const char *nothing)
{
    fake_linking_fail(CLIENT_LINKING_FAILURE_BAD_CODE, "Attic");
}

static void
obey(UiWindow *window, const char *line)
{
    static const struct {
        const char *name;
        void (*run)(UiWindow *window, const char *argument);
    } rows[] = {
        { "open", do_open },       { "grid", do_grid },       { "choose", do_choose },
        { "live", do_live },       { "late", do_late },       { "refuse", do_refuse },
        { "trouble", do_trouble }, { "wait", do_wait },       { "press", do_press },
        { "menu", do_menu },       { "history", do_history }, { "manage", do_manage },
        { "add", do_add },         { "found", do_found },     { "confirm", do_confirm },
        { "fail", do_fail },       { "fresh", do_fresh },
    };
    g_auto(GStrv) words = g_strsplit(line, " ", 2);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (g_str_equal(rows[i].name, words[0])) {
            rows[i].run(window, words[1] != NULL ? words[1] : "");
            return;
        }
    }
    g_error("no command is called %s", words[0]);
}

static gboolean
on_line(GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
    UiWindow **window = user_data;
    g_autofree char *line = NULL;

    if (g_io_channel_read_line(channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL) {
        gtk_window_destroy(GTK_WINDOW(*window));
        *window = NULL;
        return G_SOURCE_REMOVE;
    }
    obey(*window, g_strchomp(line));
    screen_settle(GTK_WIDGET(*window));
    g_print("done\n");
    return G_SOURCE_CONTINUE;
}

int
main(int argc, char **argv)
{
    g_autoptr(GIOChannel) channel = g_io_channel_unix_new(0);
    GtkWidget *window;

    g_setenv("GTK_A11Y", "atspi", TRUE);
    g_set_application_name("Ownview");
    if (!screen_open(1280, 800))
        return 77;
    window = ui_window_new(true, 1280, 800);
    gtk_window_set_decorated(GTK_WINDOW(window), FALSE);
    gtk_window_present(GTK_WINDOW(window));
    screen_settle(window);
    g_print("done\n");
    g_io_add_watch(channel, G_IO_IN | G_IO_HUP, on_line, &window);
    while (window != NULL)
        g_main_context_iteration(NULL, TRUE);
    return 0;
}
