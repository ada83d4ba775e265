/* SPDX-License-Identifier: Apache-2.0 */
/* Takes a picture of every state: shots WIDTH HEIGHT DIRECTORY [--grown] [--rtl]. For people to
 * look at. */
#include "tests/screen/fake-client.h"
#include "tests/screen/screen.h"
#include "ui/ui-window.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    UiWindow *window;
    const char *dir;
} Shots;

/* With --grown every sentence is 40 % longer, as in a long-winded language. */
static bool grown;

#undef dcgettext
char *dcgettext(const char *domain, const char *text, int category);

/* What gettext() and its like come down to; here every sentence comes by. */
char *
dcgettext(const char *domain, const char *text, int category)
{
    static GHashTable *texts;
    char *longer;

    if (!grown)
        return (char *)text;
    if (texts == NULL)
        texts = g_hash_table_new(g_str_hash, g_str_equal);
    longer = g_hash_table_lookup(texts, text);
    if (longer == NULL) {
        GString *out = g_string_new(NULL);
        bool inside = false;

        for (const char *p = text; *p != '\0'; p++) {
            g_string_append_c(out, *p);
            inside = *p == '{' || (inside && *p != '}');
            if (!inside && strchr("aeou", *p) != NULL)
                g_string_append_len(out, p, 1);
        }
        longer = g_string_free(out, FALSE);
        g_hash_table_insert(texts, (char *)text, longer);
    }
    return longer;
}

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
    ui_window_close_camera(self->window);
    ui_window_open(self->window, room);
}

/* Presses what has the focus; GTK lets go of a pressed button a quarter of a second later. */
static void
press(Shots *self)
{
    gtk_widget_activate(gtk_window_get_focus(GTK_WINDOW(self->window)));
    screen_wait(400);
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
        { "21-one-of-yours", PROV_REASON_WRONG_CAMERA, "Garage" },
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
        fake_client_refuse(rows[i].reason, rows[i].other);
        shoot(self, rows[i].name);
    }
    press(self);
    shoot(self, "32-how-to-link");
    select_camera(self, room);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL);
    gtk_widget_child_focus(GTK_WIDGET(self->window), GTK_DIR_TAB_FORWARD);
    gtk_window_set_focus_visible(GTK_WINDOW(self->window), TRUE);
    shoot(self, "26-focus");
    press(self);
    shoot(self, "27-details");
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
shoot_lists(Shots *self, int width, int height)
{
    static const char *const none[] = { NULL };
    static const char *const many[] = {
        "Attic",  "Back door",  "Basement stairs",         "Front door",  "Garage",
        "Garden", "Kids’ room", "Kitchen and dining area", "Living room", NULL
    };
    g_autoptr(ClientHome) empty = NULL;
    g_autoptr(ClientHome) full = NULL;
    GtkWidget *windows[3];
    static const char *const names[] = { "02-empty", "03-many", "04-store" };

    fake_client_set_rooms(none);
    empty = client_home_open(NULL);
    fake_client_set_rooms(many);
    full = client_home_open(NULL);
    windows[0] = ui_window_new(empty, NULL, false, width, height);
    windows[1] = ui_window_new(full, NULL, false, width, height);
    windows[2] = ui_window_new(NULL,
                               "~/.local/share/ownview/links/4f1c.link can be written by others: "
                               "make it yours alone (mode 0600), then open Ownview again",
                               false, width, height);
    for (size_t i = 0; i < G_N_ELEMENTS(windows); i++) {
        gtk_window_set_decorated(GTK_WINDOW(windows[i]), FALSE);
        gtk_window_present(GTK_WINDOW(windows[i]));
        self->window = UI_WINDOW(windows[i]);
        shoot(self, names[i]);
        gtk_window_destroy(GTK_WINDOW(windows[i]));
    }
    fake_client_set_rooms(NULL);
}

int
main(int argc, char **argv)
{
    Shots self = { 0 };
    g_autoptr(ClientHome) home = NULL;
    const char *room = "Living room";
    bool hub = false;
    int width, height;

    if (argc < 4)
        return 2;
    width = atoi(argv[1]);
    height = atoi(argv[2]);
    self.dir = argv[3];
    g_mkdir_with_parents(self.dir, 0755);
    if (!screen_open(width, height))
        return 77;
    for (int i = 4; i < argc; i++) {
        grown = grown || g_str_equal(argv[i], "--grown");
        hub = hub || g_str_equal(argv[i], "--hub");
        if (g_str_equal(argv[i], "--rtl"))
            gtk_widget_set_default_direction(GTK_TEXT_DIR_RTL);
        if (g_str_equal(argv[i], "--long"))
            room = "Arbeitszimmer im Dachgeschoss hinten links";
    }
    {
        const char *const rooms[] = { "Front door", "Garage", "Garden", room, NULL };

        fake_client_set_rooms(rooms);
        home = client_home_open(NULL);
        self.window = UI_WINDOW(ui_window_new(home, NULL, hub, width, height));
    }
    gtk_window_set_decorated(GTK_WINDOW(self.window), FALSE);
    gtk_window_present(GTK_WINDOW(self.window));
    shoot(&self, "01-list");
    shoot_pictures(&self, room);
    shoot_refusals(&self, room);
    shoot_troubles(&self, room);
    gtk_window_destroy(GTK_WINDOW(self.window));
    shoot_lists(&self, width, height);
    return 0;
}
