/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-words.h"

#include "ui/ui-fill.h"
#include "ui/ui-words-reason.h"
#include "ui/ui-words-time.h"

#include <glib/gi18n.h>

char *
ui_words_two(const char *first, const char *second)
{
    /* Translators: two whole sentences, and what your script puts between sentences. */
    return UI_FILL(_("{first} {second}"), { "first", first }, { "second", second });
}

char *
ui_words_spoken(const char *title, const char *body)
{
    if (body[0] == '\0')
        return g_strdup(title);
    if (g_str_has_suffix(title, "…"))
        return ui_words_two(title, body);
    /* Translators: read aloud to who can't see the screen. The title comes without a full stop. */
    return UI_FILL(_("{title}. {body}"), { "title", title }, { "body", body });
}

static void
say_quiet(UiWords *words, const UiView *view, const char *room, int64_t now_us)
{
    g_autofree char *ago = ui_words_duration(view->seconds);
    g_autofree char *time =
        view->has_capture ? ui_words_time(view->capture_us, now_us) : g_strdup("");
    g_autofree char *shown = ui_room_shown(room, 24);

    if (view->kind == UI_KIND_LIVE) {
        /* Translators: {room} is a name that somebody gave, here and everywhere. In quotes. */
        words->title = ui_fill_room(_("{room}, live"), room);
        words->body = g_strdup("");
        /* Translators: what is seen is happening now. In a small space. */
        words->word = g_strdup(_("Live"));
        words->line = g_strdup(time);
    } else if (view->kind == UI_KIND_TIME_UNPROVEN) {
        words->title = g_strdup(_("Checking the time…"));
        words->body = g_strdup(
            _("The video is from your camera, but we can't yet tell when it was recorded."));
        words->word = g_strdup(words->title);
        words->line = g_strdup(words->body);
    } else if (view->kind == UI_KIND_LATE) {
        /* Translators: {n} is like "23 s". */
        words->title = UI_FILL(_("{room} is {n} behind"), { "room", shown }, { "n", ago });
        words->body = g_strdup(
            _("That is too long ago to be shown. We show it again when it has caught up."));
        /* Translators: in a small space; {n} is like "23 s". */
        words->word = UI_FILL(_("{n} behind"), { "n", ago });
        /* Translators: {time} is when the picture was taken. */
        words->line = UI_FILL(_("{time} – the connection is slow."), { "time", time });
    } else if (view->kind == UI_KIND_STALLED) {
        words->title = UI_FILL(_("{room} stopped {n} ago"), { "room", shown }, { "n", ago });
        words->body = view->has_capture ? UI_FILL(_("Last confirmed picture {time}. Reconnecting…"),
                                                  { "time", time })
                                        : g_strdup(_("Reconnecting…"));
        /* Translators: in a small space; {n} is like "7 s". */
        words->word = UI_FILL(_("Stopped {n} ago"), { "n", ago });
        words->line = g_strdup(words->body);
    } else {
        words->title = ui_fill_room(_("Checking {room}…"), room);
        words->body =
            g_strdup(_("The picture comes as soon as we know that it is from your camera."));
        words->word = g_strdup(_("Checking…"));
        words->line = g_strdup("");
    }
}

static char *
recorded(const UiView *view, int64_t now_us)
{
    g_autofree char *time = NULL;

    if (!view->has_capture)
        return g_strdup(_("It is not live, so we stopped it."));
    time = ui_words_time(view->capture_us, now_us);
    if (view->words == UI_CASE_AHEAD)
        return UI_FILL(_("It says it was recorded {time}. It is not live, so we stopped it."),
                       { "time", time });
    return UI_FILL(_("It was recorded {time}. It is not live, so we stopped it."),
                   { "time", time });
}

static void
say_one_of_yours(UiWords *words, const UiView *view, const char *room)
{
    /* Translators: both are names of cameras of this home. */
    const char *title = _("This is {other}, not {room}");
    unsigned max = ui_fill_max(title, 2);
    g_autofree char *other = ui_room_shown(view->other_room, max);
    g_autofree char *mine = ui_room_shown(room, max);

    words->title = UI_FILL(title, { "other", other }, { "room", mine });
    words->body = g_strdup(_("Your cameras were mixed up on the way. We are not showing it."));
}

static void
say_refused(UiWords *words, const UiView *view, const char *room, int64_t now_us)
{
    words->word = g_strdup(_("Not shown"));
    words->action = g_strdup(_("Try again"));
    switch ((int)view->words) {
    case UI_CASE_WRONG_CAMERA:
        words->title = ui_fill_room(_("This is not your {room} camera"), room);
        words->body = g_strdup(_("We received video from another camera, so we are not showing it. "
                                 "Nothing from it was saved."));
        break;
    case UI_CASE_ONE_OF_YOURS:
        say_one_of_yours(words, view, room);
        break;
    case UI_CASE_CHANGED:
        /* Translators: altered by somebody on its way from the camera to this device. */
        words->title = ui_fill_room(_("{room} video was changed on the way"), room);
        words->body =
            g_strdup(_("It does not match what the camera recorded. We are not showing it."));
        break;
    case UI_CASE_OLD:
        words->title = g_strdup(_("This is old video"));
        words->body = recorded(view, now_us);
        break;
    case UI_CASE_AHEAD:
        words->title = g_strdup(_("The time of this video can't be right"));
        words->body = recorded(view, now_us);
        break;
    default:
        words->title = ui_fill_room(_("Can't confirm this is your {room} camera"), room);
        words->body = g_strdup(_("The camera's proof is missing. We are not showing the video."));
        break;
    }
    words->line = g_strdup(_("The picture is held back."));
}

static void
say_link(UiWords *words, const UiView *view, const char *room)
{
    if (view->words == UI_CASE_NEW_IDENTITY) {
        words->title = ui_fill_room(_("{room} has a new identity"), room);
        words->body =
            g_strdup(_("This happens after a reset or repair. Scan the code on the camera to "
                       "confirm it is yours."));
        words->action = g_strdup(_("Scan code"));
        words->word = g_strdup(_("New identity"));
    } else {
        words->title = ui_fill_room(_("{room} needs to be linked again"), room);
        words->body = g_strdup(_("Its identity is no longer accepted."));
        words->action = g_strdup(_("Link again"));
        words->word = g_strdup(_("Not linked"));
    }
    words->line = g_strdup(_("The picture is held back."));
}

static const char *
trouble_words(ClientTrouble trouble)
{
    switch (trouble) {
    case CLIENT_TROUBLE_ADDRESS_REFUSED:
        return _("We were sent to an address that is not the camera's.");
    case CLIENT_TROUBLE_TLS_FAILED:
        return _("There is no private connection to the camera.");
    case CLIENT_TROUBLE_HTTP_FAILED:
        return _("The camera gives no picture.");
    case CLIENT_TROUBLE_TIMED_OUT:
        return _("The camera does not answer.");
    case CLIENT_TROUBLE_TOO_LARGE:
    case CLIENT_TROUBLE_BAD_PLAYLIST:
        return _("The camera's answers can't be used.");
    case CLIENT_TROUBLE_NONE:
    case CLIENT_TROUBLE_BAD_STORE:
    default:
        return _("The camera can't be reached.");
    }
}

static void
say_no_picture(UiWords *words, const UiView *view, const char *room, int64_t now_us)
{
    g_autofree char *when =
        view->has_since ? ui_words_time(view->since_us, now_us) : ui_words_duration(view->seconds);
    g_autofree char *since = view->has_since
                                 ? UI_FILL(_("Since {time}. We keep trying."), { "time", when })
                                 : UI_FILL(_("For {n}. We keep trying."), { "n", when });

    words->word = g_strdup(_("No picture"));
    words->action = g_strdup(_("Try again"));
    if (view->words == UI_CASE_DECODER) {
        words->title = ui_fill_room(_("Can't play {room} video"), room);
        words->body =
            g_strdup(_("It is from your camera, but this device can't make a picture of it."));
    } else {
        words->title = ui_fill_room(_("No picture from {room}"), room);
        words->body = ui_words_two(trouble_words(view->trouble), since);
    }
    words->line = g_strdup(since);
}

static void
say_hub(UiWords *words, const UiView *view, const char *room)
{
    words->title = g_strdup(ui_words_hub_problem());
    words->body =
        ui_fill_room(view->trouble == CLIENT_TROUBLE_BAD_STORE
                         ? _("Its list of linked cameras can't be read, so {room} is not shown.")
                         : _("It can't check the video of {room}, so we are not showing it."),
                     room);
    words->word = g_strdup(_("Not shown"));
    words->line = g_strdup("");
    words->action = g_strdup(_("Try again"));
}

UiWords *
ui_words_new(const UiView *view, const char *room, int64_t now_us)
{
    UiWords *words = g_new0(UiWords, 1);

    switch (view->kind) {
    case UI_KIND_REFUSED:
        say_refused(words, view, room, now_us);
        break;
    case UI_KIND_LINK_AGAIN:
        say_link(words, view, room);
        break;
    case UI_KIND_NO_PICTURE:
        say_no_picture(words, view, room, now_us);
        break;
    case UI_KIND_HUB_PROBLEM:
        say_hub(words, view, room);
        break;
    case UI_KIND_CHECKING:
    case UI_KIND_LIVE:
    case UI_KIND_TIME_UNPROVEN:
    case UI_KIND_LATE:
    case UI_KIND_STALLED:
    default:
        say_quiet(words, view, room, now_us);
        break;
    }
    return words;
}

void
ui_words_free(UiWords *self)
{
    if (self == NULL)
        return;
    g_free(self->title);
    g_free(self->body);
    g_free(self->word);
    g_free(self->line);
    g_free(self->action);
    g_free(self);
}

char *
ui_words_saved(const char *path)
{
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *folder_name = g_path_get_basename(folder);
    g_autofree char *file = ui_room_plain(base);
    g_autofree char *place = ui_room_plain(folder_name);

    return UI_FILL(_("Saved as {file}, in {folder}."), { "file", file }, { "folder", place });
}

char *
ui_words_not_saved(const char *why)
{
    return UI_FILL(_("It could not be saved. {why}"), { "why", why });
}

const char *
ui_words_details_title(void)
{
    return _("Details");
}

const char *
ui_words_close(void)
{
    return _("Close");
}

const char *
ui_words_back(void)
{
    return _("All cameras");
}

const char *
ui_words_cameras(void)
{
    return _("Cameras");
}

char *
ui_words_not_shown(unsigned n_cameras)
{
    char n[16];

    g_snprintf(n, sizeof n, "%u", n_cameras);
    return UI_FILL(ngettext("{n} camera not shown", "{n} cameras not shown", n_cameras),
                   { "n", n });
}

const char *
ui_words_no_cameras(void)
{
    return _("No cameras linked yet");
}

const char *
ui_words_no_cameras_help(void)
{
    return _("Add one with the code on its label, or on the card in its box.");
}

const char *
ui_words_hub_problem(void)
{
    return _("This device has a problem");
}

char *
ui_words_no_such_camera(const char *name)
{
    g_autofree char *shown = ui_room_shown(name, UI_ROOM_MAX);

    return UI_FILL(_("There is no linked camera called {room}."), { "room", shown });
}

char *
ui_words_open_camera(const char *room)
{
    return ui_fill_room(_("Show {room}"), room);
}

char *
ui_words_picture_from(int64_t capture_us, int64_t now_us)
{
    g_autofree char *time = ui_words_time(capture_us, now_us);

    /* Translators: a picture that is not live is from that time */
    return UI_FILL(_("From {time}"), { "time", time });
}

const char *
ui_words_save_picture(void)
{
    return _("Save picture");
}

char *
ui_words_picture_file(const char *room)
{
    g_autofree char *plain = ui_room_plain(room);

    /* what other systems do not take in a file's name */
    g_strdelimit(plain, "/\\:*?\"<>|", '-');
    return g_strconcat("Ownview ", plain, NULL);
}

char *
ui_words_picture_of(const char *room)
{
    return ui_fill_room(_("Picture of {room}"), room);
}

const char *
ui_words_sound_held_back(void)
{
    /* Translators: in a small space. What we heard could not be shown to be from this camera. */
    return _("Sound off: not confirmed");
}

const char *
ui_words_turn_sound(bool on)
{
    return on ? _("Turn the sound on") : _("Turn the sound off");
}
