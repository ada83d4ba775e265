/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-log.h"

#define LINK_DIGITS  8
#define SIGNER_BYTES 8

static const char *const names[] = {
    [CLIENT_EVENT_NONE] = "none",
    [CLIENT_EVENT_CHECKING] = "checking",
    [CLIENT_EVENT_ADMITTED] = "admitted",
    [CLIENT_EVENT_DOUBTED] = "doubted",
    [CLIENT_EVENT_DROPPED] = "dropped",
    [CLIENT_EVENT_REFUSED] = "refused",
    [CLIENT_EVENT_LINK_AGAIN] = "link-again",
    [CLIENT_EVENT_NO_PICTURE] = "no-picture",
    [CLIENT_EVENT_HUB_PROBLEM] = "hub-problem",
    [CLIENT_EVENT_SOUND] = "sound",
    [CLIENT_EVENT_SOUND_REFUSED] = "sound-refused",
};

static const char *
reason_of(const ClientEvent *event)
{
    if (event->trouble != CLIENT_TROUBLE_NONE)
        return client_trouble_name(event->trouble);
    return event->kind == CLIENT_EVENT_CHECKING ? "none" : prov_reason_name(event->verdict.reason);
}

void
client_log_event(const char *link, const ClientEvent *event)
{
    const ProvVerdict *verdict = &event->verdict;
    const bool quiet = event->kind == CLIENT_EVENT_ADMITTED || event->kind == CLIENT_EVENT_SOUND
                       || event->kind == CLIENT_EVENT_CHECKING;
    char sequence[24] = "", signer[2 * SIGNER_BYTES + 1] = "";

    if (verdict->has_sequence)
        g_snprintf(sequence, sizeof sequence, "%" G_GUINT64_FORMAT, verdict->sequence);
    for (size_t i = 0; verdict->has_signer && i < SIGNER_BYTES; i++)
        g_snprintf(signer + 2 * i, 3, "%02x", verdict->signer[i]);
    g_log_structured(CLIENT_LOG_DOMAIN, quiet ? G_LOG_LEVEL_DEBUG : G_LOG_LEVEL_INFO,
                     "OWNVIEW_EVENT", names[event->kind], "OWNVIEW_REASON", reason_of(event),
                     "OWNVIEW_SEQUENCE", sequence, "OWNVIEW_SIGNER", signer, "MESSAGE",
                     "camera %.*s: %s, %s%s%s%s%s", LINK_DIGITS, link, names[event->kind],
                     reason_of(event), sequence[0] != '\0' ? ", sequence " : "", sequence,
                     signer[0] != '\0' ? ", signer " : "", signer);
}
