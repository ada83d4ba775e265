/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-words-linking.h"

#include "ui/ui-fill.h"
#include "ui/ui-words-time.h"

#include <glib/gi18n.h>

void
ui_words_linking_free(UiWordsLinking *self)
{
    if (self == NULL)
        return;
    g_free(self->title);
    g_free(self->body);
    g_free(self->action);
    g_free(self->second);
    g_free(self);
}

/* @title may have {room} in it, for @room. */
static UiWordsLinking *
new_words(UiShape shape,
          const char *family,
          const char *title,
          const char *body,
          const char *action,
          const char *room)
{
    UiWordsLinking *words = g_new0(UiWordsLinking, 1);

    words->shape = shape;
    words->family = family;
    words->title = room != NULL ? ui_fill_room(title, room) : g_strdup(title);
    words->body = g_strdup(body);
    words->action = g_strdup(action);
    return words;
}

UiWordsLinking *
ui_words_linking_progress(ClientLinkingState state, const char *room)
{
    if (state == CLIENT_LINKING_WAITING)
        return new_words(UI_SHAPE_CHECKING, "neutral", _("Waiting for its first picture…"),
                         _("The camera has proved that it is the one with this code."), _("Cancel"),
                         NULL);
    return new_words(UI_SHAPE_CHECKING, "neutral", _("Asking the camera…"),
                     _("It has to prove that it is the one with this code."), _("Cancel"), NULL);
}

/* What happened, what we did, what you can do. */
static const struct {
    ClientLinkingFailure failure;
    UiShape shape;
    const char *family;
    bool same_code;
    const char *title;
    const char *body;
} failures[] = {
    { CLIENT_LINKING_FAILURE_BAD_CODE, UI_SHAPE_CODE, "neutral", false,
      N_("This is not a camera's code"),
      N_("Nothing was linked. Look for the square code on the camera or on the card in its box.") },
    { CLIENT_LINKING_FAILURE_UNREACHABLE, UI_SHAPE_CLOUD, "neutral", true,
      N_("The camera can't be reached"),
      N_("Nothing was linked. Check that the camera is on and in your network, then try again.") },
    { CLIENT_LINKING_FAILURE_REFUSED, UI_SHAPE_KEY, "neutral", false,
      N_("The camera does not accept this code"),
      N_("Nothing was linked. Use the code that is on this very camera; copies can be outdated.") },
    { CLIENT_LINKING_FAILURE_LINKED_ELSEWHERE, UI_SHAPE_LINK, "neutral", true,
      N_("This camera is already linked to a home"),
      N_("It stays there, nothing was linked here. If it is yours, reset it, then try again.") },
    { CLIENT_LINKING_FAILURE_IMPOSTOR, UI_SHAPE_CROSSED_CAMERA, "red", true,
      N_("Something else answered in the camera's place"),
      N_("It could not prove that it has this code, so we did not link it. Check your network.") },
    { CLIENT_LINKING_FAILURE_UNTRUSTED, UI_SHAPE_CROSSED_CAMERA, "red", false,
      N_("Can't confirm who made this camera"),
      N_("Anybody could have made it, so we did not link it. Ask whoever sold it to you.") },
    { CLIENT_LINKING_FAILURE_DEMO_IDENTITY, UI_SHAPE_CROSSED_CAMERA, "red", false,
      N_("This is a camera for demonstrations"),
      N_("Anybody can make one like it, so we did not link it. Use a camera that you bought.") },
    { CLIENT_LINKING_FAILURE_DUPLICATE_KEY, UI_SHAPE_LINK, "neutral", false,
      N_("This camera is linked here already"),
      N_("We did not link it twice. To give it another name, choose Edit in the list.") },
    { CLIENT_LINKING_FAILURE_NO_PICTURE, UI_SHAPE_CLOUD, "neutral", true,
      N_("No picture came from the camera"),
      N_("It gave the right proof but no picture that we can confirm, so we did not link it.") },
    { CLIENT_LINKING_FAILURE_STORE, UI_SHAPE_HUB, "amber", true,
      N_("This device can't save the link"),
      N_("Nothing was linked. Details say what is wrong; put it right, then try again.") },
    { CLIENT_LINKING_FAILURE_INTERNAL, UI_SHAPE_HUB, "amber", true,
      N_("This device could not link the camera"),
      N_("The fault is here, not with the camera. Nothing was linked.") },
};

bool
ui_words_linking_same_code(ClientLinkingFailure failure)
{
    for (size_t i = 0; i < G_N_ELEMENTS(failures); i++) {
        if (failures[i].failure == failure)
            return failures[i].same_code;
    }
    return false;
}

UiWordsLinking *
ui_words_linking_failure(ClientLinkingFailure failure, const char *other_room)
{
    size_t i = 0;
    UiWordsLinking *words;

    while (i < G_N_ELEMENTS(failures) - 1 && failures[i].failure != failure)
        i++;
    words =
        new_words(failures[i].shape, failures[i].family, _(failures[i].title), _(failures[i].body),
                  failures[i].same_code ? _("Try again") : _("Use another code"), NULL);
    if (failures[i].failure == CLIENT_LINKING_FAILURE_DUPLICATE_KEY && other_room != NULL) {
        g_free(words->title);
        words->title = ui_fill_room(_("This camera is already your {room}"), other_room);
    }
    words->second = g_strdup(ui_words_details_title());
    return words;
}

UiWordsLinking *
ui_words_linking_done(const char *room)
{
    UiWordsLinking *words =
        new_words(UI_SHAPE_LINK, "neutral", _("{room} is linked"),
                  _("From now on, only what this very camera has signed is shown here."),
                  _("Show its picture"), room);

    words->second = g_strdup(ui_words_back());
    return words;
}

UiWordsLinking *
ui_words_linking_not_mine(const char *room)
{
    return new_words(UI_SHAPE_CAMERA, "neutral", _("{room} was not linked"),
                     _("You said that it is another camera. It was let go; use the code of the "
                       "right one."),
                     _("Use another code"), room);
}

UiWordsLinking *
ui_words_linking_no_decoder(const char *room)
{
    return new_words(
        UI_SHAPE_HUB, "amber", _("Can't play {room} video"),
        _("It is from this camera, but this device can't make a picture of it. Nothing "
          "was linked."),
        _("Try again"), room);
}

UiWordsLinking *
ui_words_linking_unlink(const char *room)
{
    UiWordsLinking *words =
        new_words(UI_SHAPE_LINK, "neutral", _("Unlink {room}?"),
                  _("Its picture is not shown here any more. To have it back, you need its code."),
                  _("Keep it"), room);

    words->second = g_strdup(ui_words_linking_remove());
    return words;
}

GStrv
ui_words_linking_details(const char *detail, const char *serial, const char *maker)
{
    g_autoptr(GStrvBuilder) rows = g_strv_builder_new();

    if (detail != NULL)
        g_strv_builder_add_many(rows, _("More exactly"), detail, NULL);
    if (serial != NULL) {
        g_autofree char *shown = ui_room_shown(serial, UI_ROOM_MAX);

        g_strv_builder_add_many(rows, _("Serial number in the code"), shown, NULL);
    }
    if (maker != NULL) {
        g_autofree char *shown = ui_room_shown(maker, UI_ROOM_MAX);

        g_strv_builder_add_many(rows, _("Maker"), shown, NULL);
    }
    return g_strv_builder_end(rows);
}

const char *
ui_words_linking_way(UiWay way)
{
    static const char *const names[UI_N_WAYS] = { N_("Scan the code"), N_("Open a file"),
                                                  N_("Paste the code"), N_("Type the code") };

    return _(names[way]);
}

const char *
ui_words_linking_add(void)
{
    return _("Add a camera");
}

char *
ui_words_linking_again(const char *room)
{
    return ui_fill_room(_("Link {room} again"), room);
}

const char *
ui_words_linking_where_code(void)
{
    return _("Its code is on the camera's label, or on the card in its box.");
}

const char *
ui_words_linking_where_code_again(UiCase why)
{
    return why == UI_CASE_NEW_IDENTITY ? _(
               "Take the code from your camera's label. If nobody reset or repaired it, ask its "
               "maker first.")
                                       : _("Reset the camera, then take the code from its label.");
}

const char *
ui_words_linking_aim(void)
{
    return _("Hold the code in front of this device, so that it fills the picture.");
}

const char *
ui_words_linking_no_code_pasted(void)
{
    return _("What was copied is not a camera's code. Copy the whole code, then paste it again.");
}

const char *
ui_words_linking_no_code_seen(void)
{
    return _("This is another kind of code. Look for the one on the camera's label.");
}

const char *
ui_words_linking_no_scan(PipeScanProblem problem)
{
    switch (problem) {
    case PIPE_SCAN_BROKEN_FILE:
        return _("This file can't be read. Use a text, or a PNG or JPEG picture of the code.");
    case PIPE_SCAN_TOO_LARGE:
        return _("This file is too large. Use a smaller picture, with little but the code on it.");
    case PIPE_SCAN_TIMED_OUT:
        return _("Reading this file took too long. Use a smaller picture of the code.");
    case PIPE_SCAN_NO_CAMERA:
        return _("This device's own camera gives no picture. Choose another way.");
    case PIPE_SCAN_NOT_POSSIBLE:
        return _("This device can't read pictures of codes. Choose another way.");
    case PIPE_SCAN_NONE:
    case PIPE_SCAN_NO_CODE:
    default:
        return _("There is no camera's code in this file. Use a sharp picture of the whole code.");
    }
}

const char *
ui_words_linking_files(bool any)
{
    return any ? _("Choose the text or the picture with the code.")
               : _("Put in a USB stick with the code on it, as a text or a picture.");
}

const char *
ui_words_linking_look_again(void)
{
    return _("Look again");
}

const char *
ui_words_linking_reading(void)
{
    return _("Reading…");
}

const char *
ui_words_linking_type(void)
{
    return _("The code begins with DPP: and ends with two semicolons.");
}

const char *
ui_words_linking_incomplete(void)
{
    return _("This is not a whole code yet. Compare it with the label.");
}

char *
ui_words_linking_code_of(const char *serial)
{
    g_autofree char *shown = ui_room_shown(serial, UI_ROOM_MAX);

    return UI_FILL(_("This is the code of camera {serial}."), { "serial", shown });
}

const char *
ui_words_linking_use(void)
{
    return C_("what was typed", "Done");
}

const char *
ui_words_linking_where(void)
{
    return _("Where is this camera?");
}

const char *
ui_words_linking_own_name(void)
{
    return _("Another name…");
}

const char *
ui_words_linking_name(void)
{
    return _("Name of the room");
}

const char *
ui_words_linking_no_name(void)
{
    return _("Give it a name that you will know it by.");
}

const char *
ui_words_linking_room(unsigned index)
{
    static const char *const rooms[UI_N_ROOMS] = {
        N_("Front door"),  N_("Nursery"), N_("Garage"),
        N_("Living room"), N_("Kitchen"), N_("Bedroom")
    };

    return _(rooms[index]);
}

char *
ui_words_linking_question(const char *room)
{
    return ui_fill_room(_("Is this your {room}?"), room);
}

char *
ui_words_linking_picture_of(int64_t capture_us, int64_t now_us)
{
    g_autofree char *time = ui_words_time(capture_us, now_us);

    return UI_FILL(_("Picture of {time}"), { "time", time });
}

const char *
ui_words_linking_picture_awaited(void)
{
    return _("Waiting for its picture…");
}

const char *
ui_words_linking_yes(void)
{
    return _("Yes, link it");
}

const char *
ui_words_linking_no(void)
{
    return C_("it is not my camera", "No");
}

const char *
ui_words_linking_back(void)
{
    return _("Back");
}

const char *
ui_words_linking_space(void)
{
    return C_("a key", "Space");
}

const char *
ui_words_linking_erase(void)
{
    return C_("a key", "Erase");
}

const char *
ui_words_linking_manage(void)
{
    return _("Edit cameras");
}

const char *
ui_words_linking_rename(void)
{
    return _("Rename");
}

const char *
ui_words_linking_remove(void)
{
    return _("Unlink");
}

char *
ui_words_linking_rename_of(const char *room)
{
    return ui_fill_room(_("Rename {room}"), room);
}

char *
ui_words_linking_remove_of(const char *room)
{
    return ui_fill_room(_("Unlink {room}"), room);
}

char *
ui_words_linking_up(const char *room)
{
    return ui_fill_room(_("Move {room} up"), room);
}

char *
ui_words_linking_down(const char *room)
{
    return ui_fill_room(_("Move {room} down"), room);
}

const char *
ui_words_linking_not_saved(void)
{
    return _("This could not be saved, so nothing was changed.");
}
