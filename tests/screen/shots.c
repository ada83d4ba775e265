/* SPDX-License-Identifier: Apache-2.0 */
/* Takes a picture of every state: shots WIDTH HEIGHT DIRECTORY [--language CODE] [--hub] [--long]
 * [--large-text].
 * For people to look at; contact-sheet puts them side by side. */
#include "tests/screen/fake-linking.h"
#include "tests/screen/screen.h"
#include "ui/ui-language.h"
#include "ui/ui-window.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    UiWindow *window;
    const char *dir;
} Shots;

static void
shoot(Shots *self, const char *name)
{
    g_autofree char *file = g_strdup_printf("%s/%s.png", self->dir, name);

    screen_settle(GTK_WIDGET(self->window));
    if (!screen_shoot(file))
        g_error("can't take %s", file);
}

static void
show_frame(int64_t age_ms)
{
    g_autoptr(PipeFrame) frame = fake_scene_new(fake_client_link(), fake_client_generation(),
                                                g_get_real_time() - age_ms * 1000);

    fake_player_show(frame);
    while (g_main_context_iteration(NULL, FALSE))
        continue;
}

static void
select_camera(Shots *self, const char *room)
{
    /* with nothing left of what happened to it before */
    ui_window_close_camera(self->window);
    fake_home_changed(NULL);
    ui_window_open(self->window, room);
}

/* Presses what has the focus; GTK lets go of a pressed button a quarter of a second later. */
static void
press(Shots *self)
{
    gtk_widget_activate(gtk_window_get_focus(GTK_WINDOW(self->window)));
    screen_wait(400);
}

/* Presses the button or the card that says @label, in whatever language. */
static void
press_label(Shots *self, const char *label)
{
    const char *typed = g_dpgettext2(NULL, "what was typed", label);
    GtkWidget *widget;

    screen_settle(GTK_WIDGET(self->window));
    widget = screen_find_pressable(GTK_WIDGET(self->window), gettext(label));
    if (widget == NULL)
        widget = screen_find_pressable(GTK_WIDGET(self->window), typed);
    if (widget == NULL)
        g_error("nothing says %s", label);
    gtk_widget_activate(widget);
    screen_wait(GTK_IS_BUTTON(widget) ? 400 : 20);
}

/* A picture that is shown, and what there is to read about its camera all the same. */
static void
shoot_good_details(Shots *self, const char *room)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_ADMITTED, PROV_REASON_NONE);

    fake_home_set_note("The record of this camera was damaged; its second copy is used.",
                       g_get_real_time() - 47 * G_TIME_SPAN_DAY);
    fake_home_changed(NULL); /* so that the home is opened anew */
    select_camera(self, room);
    event.verdict.notes = PROV_NOTE_REVOCATION_STALE;
    event.live_until_us = event.boot_us + 7 * G_USEC_PER_SEC;
    event.unit_us = G_USEC_PER_SEC;
    fake_client_send(&event);
    show_frame(300);
    shoot(self, "28-something-to-read");
    gtk_widget_child_focus(GTK_WIDGET(self->window), GTK_DIR_TAB_FORWARD);
    press(self);
    shoot(self, "29-read");
    fake_home_set_note(NULL, 0);
    fake_home_changed(NULL);
}

/* A picture with its sound, and one whose sound is held back. */
static void
shoot_sound(Shots *self, const char *room)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_SOUND, PROV_REASON_NONE);

    select_camera(self, room);
    fake_client_admit(7000);
    show_frame(300);
    fake_client_send(&event);
    shoot(self, "18-sound");
    event = fake_client_event(CLIENT_EVENT_SOUND_REFUSED, PROV_REASON_WRONG_CAMERA);
    fake_client_send(&event);
    show_frame(300);
    shoot(self, "19-sound-held-back");
}

static void
shoot_refusals(Shots *self, const char *room)
{
    static const struct {
        const char *name;
        ProvReason reason;
        const char *other;
    } rows[] = {
        { "20-wrong-camera", PROV_REASON_WRONG_CAMERA, NULL },
        { "21-one-of-yours", PROV_REASON_WRONG_CAMERA, N_("Garage") },
        { "22-changed", PROV_REASON_CONTENT_CHANGED, NULL },
        { "23-old", PROV_REASON_SESSION_ROLLBACK, NULL },
        { "24-no-proof", PROV_REASON_UNSIGNED, NULL },
        { "25-ahead", PROV_REASON_FROM_THE_FUTURE, NULL },
        { "30-link-again", PROV_REASON_REVOKED, NULL },
        { "31-new-identity", PROV_REASON_IDENTITY_CHANGED, NULL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        select_camera(self, room);
        fake_client_admit(7000);
        show_frame(300);
        fake_client_refuse(rows[i].reason, rows[i].other != NULL ? _(rows[i].other) : NULL);
        shoot(self, rows[i].name);
    }
    select_camera(self, room);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    gtk_widget_child_focus(GTK_WIDGET(self->window), GTK_DIR_TAB_FORWARD);
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), TRUE);
    shoot(self, "26-focus");
    press(self);
    shoot(self, "27-details");
    shoot_good_details(self, room);
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), FALSE);
}

static void
shoot_troubles(Shots *self, const char *room)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_NO_PICTURE, PROV_REASON_UNCHECKED);

    select_camera(self, room);
    event.trouble = CLIENT_TROUBLE_TIMED_OUT;
    fake_client_send(&event);
    shoot(self, "40-no-picture");
    select_camera(self, room);
    fake_player_fail();
    shoot(self, "41-decoder");
    select_camera(self, room);
    event = fake_client_event(CLIENT_EVENT_HUB_PROBLEM, PROV_REASON_UNCHECKED);
    fake_client_send(&event);
    shoot(self, "42-hub-problem");
}

static void
shoot_pictures(Shots *self, const char *room)
{
    select_camera(self, room);
    shoot(self, "10-checking");
    fake_client_admit(7000);
    show_frame(300);
    shoot(self, "11-live");
    screen_wait(1300);
    shoot(self, "12-stalled");
    screen_wait(2300);
    shoot(self, "13-stalled-dimmed");
    screen_wait(7000);
    shoot(self, "14-stalled-blank");
    fake_client_admit(-16000);
    show_frame(23000);
    shoot(self, "15-late");
    fake_client_admit(-16000);
    show_frame(75000);
    shoot(self, "16-late-blank");
    fake_client_admit(0);
    show_frame(300);
    shoot(self, "17-time-unproven");
}

static void
show_frame_of(const char *room)
{
    fake_client_choose(room);
    fake_client_admit(7000);
    show_frame(300);
}

/* One of each kind, then one of all. */
static void
shoot_grid(Shots *self, const char *room)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_NO_PICTURE, PROV_REASON_UNCHECKED);

    ui_window_manage(self->window);
    ui_window_close_camera(self->window);
    show_frame_of(_("Front door"));
    shoot(self, "05-grid");
    show_frame_of(_("Garage"));
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    event.trouble = CLIENT_TROUBLE_TIMED_OUT;
    fake_client_choose("Garden");
    fake_client_send(&event);
    fake_client_choose(room);
    fake_client_admit(-16000);
    show_frame(23000);
    show_frame_of(_("Front door"));
    shoot(self, "06-grid-refused");
    fake_client_choose(room);
    fake_client_refuse(PROV_REASON_REVOKED, NULL);
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), TRUE);
    shoot(self, "07-grid-two-refused");
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), FALSE);
    fake_client_choose(NULL);
}

static void
shoot_history(Shots *self, const char *room)
{
    ui_window_show_history(self->window);
    shoot(self, "90-history-none");
    fake_home_note_refusal(room, PROV_REASON_WRONG_CAMERA, 3, 40);
    fake_home_note_refusal(_("Front door"), PROV_REASON_CONTENT_CHANGED, 1, 3600);
    fake_home_note_refusal(_("Front door"), PROV_REASON_REPLAYED, 12, 3 * 86400);
    fake_home_note_refusal(_("Garage"), PROV_REASON_SESSION_ROLLBACK, 2, 4 * 86400);
    fake_home_note_refusal(_("Garage"), PROV_REASON_IDENTITY_CHANGED, 1, -1);
    ui_window_show_history(self->window);
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), TRUE);
    shoot(self, "91-history");
    press(self);
    shoot(self, "92-history-details");
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), FALSE);
    fake_home_clear_history();
}

static void
shoot_menu(Shots *self)
{
    ui_window_close_camera(self->window);
    screen_settle(GTK_WIDGET(self->window));
    gtk_widget_child_focus(GTK_WIDGET(self->window), GTK_DIR_UP);
    press(self);
    shoot(self, "08-menu");
}

/* What is chosen for this screen; a window of its own, for choices of its own. */
static void
shoot_settings(Shots *self, int width, int height, bool hub)
{
    g_autoptr(UiStore) store = ui_store_open(NULL);

    self->window = UI_WINDOW(ui_window_new_with_store(store, hub, width, height));
    gtk_window_set_decorated(GTK_WINDOW(self->window), FALSE);
    gtk_window_present(GTK_WINDOW(self->window));
    ui_window_show_settings(self->window);
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), TRUE);
    shoot(self, "A0-settings");
    press(self);
    shoot(self, "A1-language");
    press_label(self, "Nederlands");
    shoot(self, "A2-next-start");
    store->night_to = store->night_from; /* so that it is not night now */
    press_label(self, "Dim the screen at night");
    press_label(self, "The night begins");
    shoot(self, "A3-hours");
    ui_window_show_settings(self->window);
    press_label(self, "Dim the screen at night");
    press_label(self, "Owner PIN for changes to cameras and settings");
    shoot(self, "A4-new-pin");
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), FALSE);
    store->pin = g_strdup(""); /* one that nobody knows */
    shoot_menu(self);
    press_label(self, "Settings");
    shoot(self, "A5-enter-pin");
    for (int i = 0; i < 4; i++)
        press_label(self, "5");
    shoot(self, "A6-entered");
    press_label(self, "Done");
    shoot(self, "A7-wrong-pin");
    gtk_window_destroy(GTK_WINDOW(self->window));
}

/* Nobody was there for a minute, of which the device slept most. */
static void
shoot_blank(Shots *self, int width, int height, bool hub)
{
    g_autoptr(UiStore) store = ui_store_open(NULL);

    store->blank_min = 1;
    fake_client_sleep(-59 * G_USEC_PER_SEC);
    self->window = UI_WINDOW(ui_window_new_with_store(store, hub, width, height));
    gtk_window_set_decorated(GTK_WINDOW(self->window), FALSE);
    gtk_window_present(GTK_WINDOW(self->window));
    fake_client_sleep(59 * G_USEC_PER_SEC);
    screen_wait(1500);
    shoot(self, "A8-blank");
    gtk_window_destroy(GTK_WINDOW(self->window));
}

static void
shoot_night(Shots *self, int width, int height, bool hub, const char *room)
{
    g_autoptr(UiStore) store = ui_store_open(NULL);
    g_autoptr(GDateTime) now = g_date_time_new_now_local();

    store->night = true;
    store->night_from = (unsigned)g_date_time_get_hour(now);
    store->night_to = (store->night_from + 2) % 24;
    self->window = UI_WINDOW(ui_window_new_with_store(store, hub, width, height));
    gtk_window_set_decorated(GTK_WINDOW(self->window), FALSE);
    gtk_window_present(GTK_WINDOW(self->window));
    select_camera(self, room);
    fake_client_admit(7000);
    show_frame(300);
    shoot(self, "A9-night");
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    shoot(self, "AA-night-refused");
    gtk_window_destroy(GTK_WINDOW(self->window));
}

/* A window of its own, for a home of its own. */
static void
shoot_list(Shots *self, const char *name, int width, int height, bool hub)
{
    self->window = UI_WINDOW(ui_window_new(hub, width, height));
    gtk_window_set_decorated(GTK_WINDOW(self->window), FALSE);
    gtk_window_present(GTK_WINDOW(self->window));
    shoot(self, name);
    gtk_window_destroy(GTK_WINDOW(self->window));
}

static void
shoot_lists(Shots *self, int width, int height, bool hub)
{
    static const char *const none[] = { NULL };
    static const char *const many[] = {
        "Attic",  "Back door",  "Basement stairs",         "Front door",  "Garage",
        "Garden", "Kids’ room", "Kitchen and dining area", "Living room", NULL
    };

    fake_home_set_rooms(none);
    shoot_list(self, "02-empty", width, height, hub);
    fake_home_set_rooms(many);
    shoot_list(self, "03-many", width, height, hub);
    fake_home_set_error("~/.local/share/ownview/links/4f1c.link can be written by others: "
                        "make it yours alone (mode 0600), then open Ownview again");
    shoot_list(self, "04-store", width, height, hub);
    fake_home_set_error(NULL);
    fake_home_set_rooms(NULL);
}

/* The next frame of the camera that is being linked. */
static void
show_first_picture(void)
{
    g_autoptr(PipeFrame) frame =
        fake_scene_new(CLIENT_LINKING_LINK, fake_linking_generation(), g_get_real_time());

    fake_player_show(frame);
    while (g_main_context_iteration(NULL, FALSE))
        continue;
}

static void
shoot_ways(Shots *self)
{
    g_autoptr(PipeFrame) frame = NULL;

    fake_scanner_set_camera(true);
    ui_window_add_camera(self->window);
    shoot(self, "50-ways");
    press_label(self, "Scan the code");
    frame = fake_scene_new(PIPE_SCAN_LINK, fake_scanner_generation(), 0);
    fake_scanner_show(frame);
    while (g_main_context_iteration(NULL, FALSE))
        continue;
    shoot(self, "51-scan");
    fake_scanner_find("https://example.org/menu", PIPE_SCAN_NONE);
    shoot(self, "52-scan-another");
    fake_scanner_find(NULL, PIPE_SCAN_NO_CAMERA);
    shoot(self, "53-ways-problem");
    fake_scanner_set_camera(false);
    press_label(self, "Open a file");
    screen_wait(200);
    shoot(self, "54-files");
    ui_window_add_camera(self->window);
    press_label(self, "Type the code");
    shoot(self, "55-type");
    press_label(self, "abc");
    press_label(self, "Done");
    shoot(self, "56-type-incomplete");
}

static void
shoot_linking(Shots *self, const char *room)
{
    fake_scanner_set_camera(true);
    ui_window_add_camera(self->window);
    press_label(self, "Scan the code");
    fake_scanner_find("DPP:I:SN=OV-0417;;", PIPE_SCAN_NONE);
    shoot(self, "57-room");
    press_label(self, "Another name…");
    shoot(self, "58-name");
    gtk_editable_set_text(GTK_EDITABLE(gtk_widget_get_ancestor(
                              gtk_window_get_focus(GTK_WINDOW(self->window)), GTK_TYPE_ENTRY)),
                          room);
    press_label(self, "Done");
    shoot(self, "60-asking");
    fake_linking_send(CLIENT_LINKING_WAITING);
    shoot(self, "61-waiting");
    fake_linking_send(CLIENT_LINKING_CONFIRM);
    shoot(self, "62-question-blank");
    show_first_picture();
    shoot(self, "63-question");
    fake_linking_finish("f");
    shoot(self, "64-linked");
    for (int failure = CLIENT_LINKING_FAILURE_BAD_CODE; failure <= CLIENT_LINKING_FAILURE_INTERNAL;
         failure++) {
        g_autofree char *name = g_strdup_printf("%d-failure", 65 + failure);

        ui_window_add_camera(self->window);
        press_label(self, "Scan the code");
        fake_scanner_find("DPP:I:SN=OV-0417;;", PIPE_SCAN_NONE);
        press_label(self, "Nursery");
        fake_linking_fail((ClientLinkingFailure)failure, room);
        shoot(self, name);
    }
    press_label(self, "Details");
    shoot(self, "77-failure-details");
}

static void
shoot_managing(Shots *self, const char *room)
{
    ui_window_manage(self->window);
    shoot(self, "80-edit");
    gtk_widget_child_focus(GTK_WIDGET(self->window), GTK_DIR_TAB_FORWARD);
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), TRUE);
    shoot(self, "81-edit-focus");
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), FALSE);
    press_label(self, "Rename");
    shoot(self, "82-rename");
    ui_window_manage(self->window);
    press_label(self, "Unlink");
    shoot(self, "83-unlink");
    select_camera(self, room);
    fake_client_refuse(PROV_REASON_IDENTITY_CHANGED, NULL);
    press(self);
    shoot(self, "84-scan-again");
}

static void
shoot_all(Shots *self, int width, int height, bool hub, const char *room)
{
    const char *const rooms[] = { _("Front door"), _("Garage"), "Garden", room, NULL };

    fake_home_set_rooms(rooms);
    self->window = UI_WINDOW(ui_window_new(hub, width, height));
    gtk_window_set_decorated(GTK_WINDOW(self->window), FALSE);
    gtk_window_present(GTK_WINDOW(self->window));
    shoot(self, "01-list");
    shoot_grid(self, room);
    shoot_menu(self);
    shoot_ways(self);
    shoot_linking(self, room);
    shoot_managing(self, room);
    shoot_pictures(self, room);
    shoot_sound(self, room);
    shoot_refusals(self, room);
    shoot_troubles(self, room);
    shoot_history(self, room);
    gtk_window_destroy(GTK_WINDOW(self->window));
    shoot_settings(self, width, height, hub);
    shoot_blank(self, width, height, hub);
    shoot_night(self, width, height, hub, room);
    shoot_lists(self, width, height, hub);
}

int
main(int argc, char **argv)
{
    Shots self = { 0 };
    const char *room = NULL, *language = "en";
    bool hub = false, large_text = false;

    if (argc < 4)
        return 2;
    self.dir = argv[3];
    g_mkdir_with_parents(self.dir, 0755);
    for (int i = 4; i < argc; i++) {
        hub = hub || g_str_equal(argv[i], "--hub");
        large_text = large_text || g_str_equal(argv[i], "--large-text");
        if (g_str_equal(argv[i], "--language") && i + 1 < argc)
            language = argv[++i];
        if (g_str_equal(argv[i], "--long"))
            room = "Arbeitszimmer im Dachgeschoss hinten links";
    }
    screen_speak(language);
    if (!screen_open(atoi(argv[1]), atoi(argv[2])))
        return 77;
    if (large_text)
        screen_set_text(1.5);
    ui_language_turn();
    shoot_all(&self, atoi(argv[1]), atoi(argv[2]), hub, room != NULL ? room : _("Living room"));
    return 0;
}
