/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-history.h"
#include "client/client-receipt.h"
#include "client/link-tool.h"
#include "client/verify-human.h"

#include <stdio.h>

static void
print_entry(const ClientRefusal *entry)
{
    g_autoptr(GDateTime) last =
        entry->dated ? g_date_time_new_from_unix_local(entry->last_us / G_USEC_PER_SEC) : NULL;
    g_autofree char *when = last != NULL ? g_date_time_format(last, "%F %T") : g_strdup("-");
    g_autofree char *room = verify_human_harmless(entry->room);

    printf("%-19s  %8" G_GUINT64_FORMAT "  %-20s  %s\n", when, entry->n,
           prov_reason_name(entry->reason), room);
}

static void
print_table(const GPtrArray *entries)
{
    if (entries->len == 0) {
        puts("Nothing was refused.");
        return;
    }
    printf("%-19s  %8s  %-20s  room\n", "last", "units", "reason");
    for (guint i = 0; i < entries->len; i++)
        print_entry(g_ptr_array_index(entries, i));
}

int
link_history(int argc, char **argv)
{
    gboolean json = FALSE;
    g_autofree char *receipt = NULL;
    const GOptionEntry options[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &json, "For programs, one object a line", NULL },
        { "receipt", 0, 0, G_OPTION_ARG_FILENAME, &receipt,
          "Write it there, signed by this home, without media; ownview-verify --receipt checks it",
          "FILE" },
        { NULL },
    };
    g_autoptr(ClientHistory) history = NULL;
    g_autoptr(GPtrArray) entries = NULL;
    g_autoptr(GError) error = NULL;

    if (!link_tool_parse("", "Lists what was refused, the newest first.", options, &argc, &argv, 0,
                         0))
        return LINK_UNUSABLE;
    history = client_history_new(NULL);
    entries = client_history_read(history);
    if (receipt != NULL)
        return client_receipt_write(entries, receipt, &error)
                   ? LINK_DONE
                   : link_tool_complain(LINK_FAILED, error);
    if (!json) {
        print_table(entries);
        return LINK_DONE;
    }
    for (guint i = 0; i < entries->len; i++) {
        g_autofree char *line = client_refusal_to_line(g_ptr_array_index(entries, i));

        fputs(line, stdout);
    }
    return LINK_DONE;
}
