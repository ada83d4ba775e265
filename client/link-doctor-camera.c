/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-clock.h"
#include "client/client-expectation.h"
#include "client/fetch/fetch-live.h"
#include "client/link-doctor.h"
#include "client/link-tool.h"
#include "client/provenance/prov-gate.h"

#define WALK_WITHIN_S 20
#define CONNECT_S     5
#define HTTPS_PORT    443
#define MAX_UNITS     4 /* an init segment, a segment, and each once more */

/* One walk under way. */
typedef struct {
    GPtrArray *out;
    const CameraRecord *record;
    GCancellable *cancellable;
} Walk;

static void
bad(const Walk *walk, const char *what, const char *remedy)
{
    link_doctor_say(walk->out, LINK_FINDING_BAD, walk->record->room, "%s %s", what, remedy);
}

static bool
connect_to(const Walk *walk, GUri *uri)
{
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_autoptr(GSocketConnection) connection = NULL;
    g_autoptr(GError) error = NULL;
    const int port = g_uri_get_port(uri) > 0 ? g_uri_get_port(uri) : HTTPS_PORT;

    g_socket_client_set_enable_proxy(client, FALSE);
    g_socket_client_set_timeout(client, CONNECT_S);
    connection = g_socket_client_connect_to_host(client, g_uri_get_host(uri), (guint16)port,
                                                 walk->cancellable, &error);
    if (connection != NULL)
        return true;
    if (error->domain == G_RESOLVER_ERROR)
        bad(walk, "Its host's name is not known.",
            "Look at this device's network, and at the address (ownview-link show).");
    else if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
        bad(walk, "Its host is there, but nothing answers at that port.",
            "Look whether the camera runs; when it has moved, ownview-link address tells where "
            "to.");
    else
        bad(walk, "Its host can't be reached.", "Look whether the camera and its network are on.");
    return false;
}

static const char *
remedy_of(ClientTrouble trouble)
{
    switch (trouble) {
    case CLIENT_TROUBLE_TLS_FAILED:
        return "Its server's certificate is not the one of the camera's code: look whether "
               "something stands in between, or link it again.";
    case CLIENT_TROUBLE_HTTP_FAILED:
        return "When it was reset or linked elsewhere, link it again; else look at its address.";
    case CLIENT_TROUBLE_TIMED_OUT:
        return "The way to it is slow or broken: try nearer to it.";
    case CLIENT_TROUBLE_ADDRESS_REFUSED:
    case CLIENT_TROUBLE_BAD_PLAYLIST:
    case CLIENT_TROUBLE_TOO_LARGE:
        return "What is at its address is no camera that this display can show: look at its "
               "address.";
    case CLIENT_TROUBLE_BAD_STORE:
    case CLIENT_TROUBLE_NONE:
    default:
        return "Run ownview-link doctor once more.";
    }
}

static const char *
remedy_of_reason(ProvReason reason)
{
    switch (prov_reason_severity(reason)) {
    case PROV_SEVERITY_LINK:
        return "Link it again with its code.";
    case PROV_SEVERITY_RED:
        return "Something on the way sends other video than the camera's: look at its address, and "
               "who stands in between.";
    case PROV_SEVERITY_RECHECK:
    case PROV_SEVERITY_DROP:
    case PROV_SEVERITY_NONE:
    default:
        return "It may pass; when it stays, restart the camera.";
    }
}

/* Over when the verdict on a segment is in, or when it goes no further. */
static bool
judge(const Walk *walk, ProvGate *gate, const ClientUnit *unit)
{
    g_autoptr(ProvAdmission) admission = NULL;
    const ProvClock now = client_clock_read();
    ProvVerdict verdict;

    if (unit->trouble != CLIENT_TROUBLE_NONE) {
        bad(walk, unit->detail, remedy_of(unit->trouble));
        return true;
    }
    verdict = unit->segment == NULL
                  ? prov_gate_submit_init(gate, unit->init, &now)
                  : prov_gate_submit(gate, unit->init, unit->segment, &now, &admission);
    if (!prov_verdict_admits(&verdict)) {
        g_autofree char *what = g_strdup_printf("Its video is refused: %s (%s).", verdict.detail,
                                                prov_reason_name(verdict.reason));

        bad(walk, what, remedy_of_reason(verdict.reason));
        return true;
    }
    if (unit->segment == NULL)
        return false;
    link_doctor_say(walk->out, LINK_FINDING_GOOD, walk->record->room,
                    "It answers, and its video is its own.");
    return true;
}

static void
walk_video(const Walk *walk)
{
    const CameraRecord *record = walk->record;
    g_autoptr(ProvExpectation) expectation = NULL;
    g_autoptr(ProvGate) gate = NULL;
    g_autoptr(GError) error = NULL;
    ClientSource *source;
    bool over = false;

    expectation = client_expectation_new(record, 1, &error);
    if (expectation == NULL) {
        link_doctor_say(walk->out, LINK_FINDING_BAD, record->room, "%s", error->message);
        return;
    }
    source =
        fetch_live_new(record->address, record->tls_ca, record->token, walk->cancellable, &error);
    if (source == NULL) {
        link_doctor_say(walk->out, LINK_FINDING_BAD, record->room, "%s", error->message);
        return;
    }
    gate = prov_gate_new(expectation);
    for (int i = 0; !over && i < MAX_UNITS; i++) {
        g_auto(ClientUnit) unit = { 0 };

        if (!source->next(source, &unit))
            break;
        over = judge(walk, gate, &unit);
    }
    source->free(source);
    if (!over)
        bad(walk, "It answers, but sends no new video.", "Restart the camera.");
}

static gboolean
on_too_long(gpointer cancellable)
{
    g_cancellable_cancel(cancellable);
    return G_SOURCE_REMOVE;
}

void
link_doctor_walk(GPtrArray *out, const CameraRecord *record)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GSource) limit = g_timeout_source_new_seconds(WALK_WITHIN_S);
    g_autoptr(GUri) uri = g_uri_parse(record->address, G_URI_FLAGS_NONE, NULL);
    const Walk walk = { out, record, cancellable };

    g_main_context_push_thread_default(context);
    g_source_set_callback(limit, on_too_long, cancellable, NULL);
    g_source_attach(limit, context);
    if (uri != NULL && connect_to(&walk, uri))
        walk_video(&walk);
    g_source_destroy(limit);
    while (g_main_context_iteration(context, FALSE))
        ; /* what was cancelled reports back */
    g_main_context_pop_thread_default(context);
}
