/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-words-details.h"

#include "ui/ui-fill.h"
#include "ui/ui-words-reason.h"
#include "ui/ui-words-time.h"
#include "ui/ui-words.h"

#include <glib/gi18n.h>

void
ui_words_add_row(GStrvBuilder *rows, const char *name, const char *value)
{
    g_strv_builder_add_many(rows, name, value, NULL);
}

void
ui_words_add_key(GStrvBuilder *rows, const uint8_t key[8])
{
    g_autoptr(GString) hash = g_string_new(NULL);

    for (unsigned i = 0; i < 8; i++)
        g_string_append_printf(hash, i % 2 == 0 && i > 0 ? " %02x" : "%02x", key[i]);
    ui_words_add_row(rows, _("Signing key, first 8 bytes of its hash"), hash->str);
}

void
ui_words_add_number(GStrvBuilder *rows, const char *name, uint64_t number)
{
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, number);

    ui_words_add_row(rows, name, text);
}

/* Said calmly: a home without internet goes on (identity.md, "Revocation"). */
static char *
say_lists(int64_t lists_us, int64_t now_us)
{
    const int64_t days = (now_us - lists_us) / G_TIME_SPAN_DAY;
    char n[16];

    if (lists_us <= 0 || days < 1)
        return g_strdup(_("What this device knows of withdrawn keys may be out of date."));
    g_snprintf(n, sizeof n, "%d", (int)MIN(days, INT_MAX));
    return UI_FILL(ngettext("What this device knows of withdrawn keys is {n} day old.",
                            "What this device knows of withdrawn keys is {n} days old.",
                            (unsigned long)days),
                   { "n", n });
}

static void
add_reason(GStrvBuilder *rows, const char *sentence, const char *name)
{
    ui_words_add_row(rows, _("What was found"), sentence);
    ui_words_add_row(rows, _("Reason"), name);
}

GStrv
ui_words_details(const UiView *view, const ClientCamera *camera, int64_t lists_us, int64_t now_us)
{
    g_autoptr(GStrvBuilder) rows = g_strv_builder_new();
    g_autofree char *name = ui_room_shown(camera->room, UI_ROOM_MAX);
    const ProvVerdict *verdict = &view->verdict;
    bool refused = view->kind == UI_KIND_REFUSED || view->kind == UI_KIND_LINK_AGAIN;

    ui_words_add_row(rows, _("Camera"), name);
    if (refused)
        add_reason(rows, ui_words_reason(verdict->reason), prov_reason_name(verdict->reason));
    else if (view->trouble != CLIENT_TROUBLE_NONE)
        add_reason(rows, ui_words_trouble(view->trouble), client_trouble_name(view->trouble));
    else if (view->words == UI_CASE_DECODER)
        ui_words_add_row(rows, _("Reason"), "decode-failed");
    /* the program's own sentence, for whoever is asked for help: the same in every language */
    if (view->detail != NULL)
        ui_words_add_row(rows, _("More exactly"), view->detail);
    if (refused && verdict->has_sequence)
        ui_words_add_number(rows, _("Sequence number"), verdict->sequence);
    if (refused && verdict->has_capture) {
        g_autofree char *time = ui_words_time(verdict->capture_us, now_us);

        ui_words_add_row(rows, _("Signed time"), time);
    }
    if (refused && verdict->has_signer)
        ui_words_add_key(rows, verdict->signer);
    if (camera->host[0] != '\0')
        ui_words_add_row(rows, _("Asked for at"), camera->host);
    if (camera->note != NULL) {
        ui_words_add_row(rows, _("Its link"),
                         _("What was stored of it is damaged; the second copy is used. Name the "
                           "room again to mend it."));
        ui_words_add_row(rows, _("More exactly"), camera->note);
    }
    if (lists_us != UI_NEVER_US) {
        g_autofree char *lists = say_lists(lists_us, now_us);

        ui_words_add_row(rows, _("Withdrawn keys"), lists);
    }
    return g_strv_builder_end(rows);
}
