/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-words-history.h"

#include "ui/ui-fill.h"
#include "ui/ui-words-details.h"
#include "ui/ui-words-reason.h"
#include "ui/ui-words-time.h"

#include <glib/gi18n.h>

const char *
ui_words_menu(void)
{
    return _("Menu");
}

const char *
ui_words_menu_item(UiMenuItem item)
{
    switch (item) {
    case UI_MENU_ADD:
        return _("Add a camera");
    case UI_MENU_EDIT:
        return _("Edit cameras");
    case UI_MENU_HISTORY:
        return _("History");
    case UI_MENU_SETTINGS:
        return _("Settings");
    case UI_N_MENU:
    default:
        return "";
    }
}

const char *
ui_words_history_back(void)
{
    return _("Back to the menu");
}

const char *
ui_words_history_none(void)
{
    return _("Nothing was held back");
}

const char *
ui_words_history_none_help(void)
{
    return _("When video can't be confirmed as your camera's, it is noted here: when, where and "
             "why. Never a picture.");
}

const char *
ui_words_history_all(void)
{
    return _("All cameras");
}

const char *
ui_words_history_export(void)
{
    return _("Export");
}

const char *
ui_words_history_file(void)
{
    /* Translators: the beginning of a file's name: no slash, no colon */
    return _("Ownview history");
}

char *
ui_words_history_more(unsigned n_shown)
{
    char n[16];

    g_snprintf(n, sizeof n, "%u", n_shown);
    return UI_FILL(_("Only the newest {n} are shown."), { "n", n });
}

/* What the screen said then, as a view of it. */
static UiView
view_of(const ClientRefusal *refusal)
{
    UiView view = { .kind = UI_KIND_REFUSED, .next_us = UI_NEVER_US };

    view.words = ui_case_of_reason(refusal->reason, refusal->other_room != NULL);
    view.verdict.reason = refusal->reason;
    view.other_room = refusal->other_room;
    if (prov_reason_severity(refusal->reason) == PROV_SEVERITY_LINK)
        view.kind = UI_KIND_LINK_AGAIN;
    return view;
}

static bool
was_dropped(const ClientRefusal *refusal)
{
    return prov_reason_severity(refusal->reason) == PROV_SEVERITY_DROP;
}

UiShape
ui_words_history_shape(const ClientRefusal *refusal)
{
    if (refusal->sound)
        return UI_SHAPE_CROSSED_SOUND;
    return was_dropped(refusal) ? UI_SHAPE_CLOCK : ui_shape_of_kind(view_of(refusal).kind);
}

char *
ui_words_history_title(const ClientRefusal *refusal)
{
    const UiView view = view_of(refusal);
    g_autoptr(UiWords) words = NULL;

    if (refusal->sound)
        return ui_fill_room(_("{room}: sound was left out"), refusal->room);
    if (was_dropped(refusal))
        return ui_fill_room(_("{room}: old video was left out"), refusal->room);
    if (view.words == UI_CASE_OLD)
        return ui_fill_room(_("{room}: old video was stopped"), refusal->room);
    if (view.words == UI_CASE_AHEAD)
        return ui_fill_room(_("{room}: the time of the video can't be right"), refusal->room);
    words = ui_words_new(&view, refusal->room, 0);
    return g_steal_pointer(&words->title);
}

char *
ui_words_history_when(const ClientRefusal *refusal, int64_t now_us)
{
    const unsigned long n_units = (unsigned long)MIN(refusal->n, G_MAXUINT32);
    g_autofree char *time =
        refusal->dated ? ui_words_time(refusal->last_us, now_us) : g_strdup(_("Time not known"));
    char n[24];

    g_snprintf(n, sizeof n, "%lu", n_units);
    /* Translators: {time} is when it was last, or "Time not known" */
    return UI_FILL(ngettext("{time}, once", "{time}, {n} times", n_units), { "time", time },
                   { "n", n });
}

GStrv
ui_words_history_details(const ClientRefusal *refusal, int64_t now_us)
{
    g_autoptr(GStrvBuilder) rows = g_strv_builder_new();
    g_autofree char *room = ui_room_shown(refusal->room, UI_ROOM_MAX);
    g_autofree char *title = ui_words_history_title(refusal);

    ui_words_add_row(rows, _("Camera"), room);
    ui_words_add_row(rows, _("What happened"), title);
    ui_words_add_row(rows, _("What was found"), ui_words_reason(refusal->reason));
    ui_words_add_row(rows, _("Reason"), prov_reason_name(refusal->reason));
    if (refusal->dated) {
        g_autofree char *first = ui_words_time(refusal->first_us, now_us);
        g_autofree char *last = ui_words_time(refusal->last_us, now_us);

        ui_words_add_row(rows, _("First"), first);
        ui_words_add_row(rows, _("Last"), last);
    }
    if (!refusal->sound)
        ui_words_add_number(rows, _("Pieces of video"), refusal->n);
    if (refusal->has_sequence)
        ui_words_add_number(rows, _("Sequence number"), refusal->sequence);
    if (refusal->has_signer)
        ui_words_add_key(rows, refusal->signer);
    if (refusal->host[0] != '\0')
        ui_words_add_row(rows, _("Asked for at"), refusal->host);
    return g_strv_builder_end(rows);
}
