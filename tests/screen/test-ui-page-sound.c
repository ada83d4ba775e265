/* SPDX-License-Identifier: Apache-2.0 */
/* What is heard of a camera, and what the page says of it. */
#include "tests/screen/fake-sound.h"
#include "tests/screen/page-fixture.h"
#include "tests/screen/screen.h"

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
test_sound_held_back(PageFixture *f, gconstpointer data)
{
    page_fixture_go_live(f, 60000);
    send(CLIENT_EVENT_SOUND, PROV_REASON_NONE);
    screen_assert_says(f->window, HELD_BACK, false);
    g_assert_cmpuint(screen_count(f->window, AMBER), ==, 0);
    send(CLIENT_EVENT_SOUND_REFUSED, PROV_REASON_WRONG_CAMERA);
    page_fixture_show();
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
test_sound_follows_the_picture(PageFixture *f, gconstpointer data)
{
    g_assert_cmpuint(fake_sound_n(), ==, 0);
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
    g_assert_cmpuint(fake_sound_n(), ==, 1);
    g_assert_cmpuint(fake_sound_n_sessions(), ==, 1);
    g_assert_false(fake_sound_is_following());
    send(CLIENT_EVENT_SOUND, PROV_REASON_NONE);
    page_fixture_show(); /* nothing of the picture was admitted */
    g_assert_false(fake_sound_is_following());
    fake_client_admit(7000);
    page_fixture_show();
    g_assert_true(fake_sound_is_following());
    send(CLIENT_EVENT_DOUBTED, PROV_REASON_UNSIGNED);
    g_assert_false(fake_sound_is_following());
    fake_client_admit(7000);
    page_fixture_show();
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

/* Once when the camera that is looked at is refused: not for what was refused before, not again for
 * other words, and not for its sound. */
static void
test_chime(PageFixture *f, gconstpointer data)
{
    const unsigned before = fake_sound_n_chimes();

    page_fixture_go_live(f, 60000);
    fake_client_refuse(PROV_REASON_UNSIGNED, NULL);
    screen_run();
    g_assert_cmpuint(fake_sound_n_chimes(), ==, before); /* nobody has asked for it */
    ui_window_close_camera(UI_WINDOW(f->window));
    f->store->chime = true;
    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Front door"));
    g_assert_cmpint(ui_page_get_view(f->page)->kind, ==, UI_KIND_REFUSED);
    g_assert_cmpuint(fake_sound_n_chimes(), ==, before); /* it was so before */

    g_assert_true(ui_window_open(UI_WINDOW(f->window), "Garage"));
    send(CLIENT_EVENT_SOUND_REFUSED, PROV_REASON_WRONG_CAMERA);
    g_assert_cmpuint(fake_sound_n_chimes(), ==, before);
    fake_client_refuse(PROV_REASON_UNSIGNED, NULL);
    screen_run();
    g_assert_cmpuint(fake_sound_n_chimes(), ==, before + 1);
    fake_client_refuse(PROV_REASON_WRONG_CAMERA, NULL); /* other words, the same refusal */
    fake_client_refuse(PROV_REASON_REVOKED, NULL);
    screen_run();
    g_assert_cmpuint(fake_sound_n_chimes(), ==, before + 1);
}

/* The loudspeaker's button below @widget, while it can be seen. */
static void
find_speaker(GtkWidget *widget, gpointer found)
{
    if (gtk_widget_has_css_class(widget, "sound"))
        *(GtkWidget **)found = widget;
}

static GtkWidget *
speaker(PageFixture *f)
{
    GtkWidget *button = NULL;

    screen_settle(f->window);
    screen_visit(f->window, find_speaker, &button);
    return button;
}

/* A camera without sound has no button; a press is for all cameras, and is remembered. */
static void
test_mute(PageFixture *f, gconstpointer data)
{
    page_fixture_go_live(f, 60000);
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

int
main(int argc, char **argv)
{
    static const PageTest tests[] = {
        { "/page/AUD-01+AUD-03/sound-held-back", test_sound_held_back, NULL },
        { "/page/AUD-01/sound-follows-the-picture", test_sound_follows_the_picture, NULL },
        { "/page/chime-once-when-it-turns", test_chime, NULL },
        { "/page/sound-is-muted-for-good", test_mute, NULL },
        { "/page/sound-is-muted-for-good-on-a-hub", test_mute, "hub" },
    };

    return page_fixture_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
