/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-link.h"
#include "client/client-clock.h"
#include "client/client-linking-talk.h"
#include "client/client-revocation.h"
#include "client/client-wait.h"
#include "client/fetch/fetch-live.h"
#include "client/provenance/prov-gate.h"

#include <string.h>

#define TRIES        10 /* a camera that has just started has no video for a moment */
#define TRY_AGAIN_US (INT64_C(500) * 1000)

/* The init segment that the camera serves now. */
static GBytes *
fetch_init(const ClientLinkingTalk *with, ClientLinkingProblem *problem)
{
    const CameraCode *code = with->code;
    g_autoptr(GError) error = NULL;
    g_auto(ClientUnit) unit = { 0 };
    ClientSource *source =
        fetch_live_new(code->address, code->tls_ca, NULL, with->cancellable, &error);

    if (source == NULL) {
        client_linking_fail(problem, CLIENT_LINKING_FAILURE_BAD_CODE, error->message);
        return NULL;
    }
    for (int left = TRIES; source->next(source, &unit) && left > 0; left--) {
        if (unit.trouble != CLIENT_TROUBLE_HTTP_FAILED)
            break;
        client_unit_clear(&unit);
        client_wait_us(with->cancellable, NULL, TRY_AGAIN_US);
    }
    source->free(source);
    if (unit.init == NULL)
        client_linking_fail(problem, CLIENT_LINKING_FAILURE_UNREACHABLE,
                            unit.detail != NULL ? unit.detail : "The camera can't be reached.");
    return g_steal_pointer(&unit.init);
}

/* What @maker's anchors and the code's key make of the init segment. */
static ProvVerdict
judge(const ClientLinkingTalk *with, const CameraLinkMaker *maker, GPtrArray *lists, GBytes *init)
{
    g_autoptr(ProvExpectation) expectation = prov_expectation_new();
    g_autoptr(ProvGate) gate = NULL;
    ProvClock now = client_clock_read();

    expectation->anchors = g_ptr_array_ref(maker->anchors);
    expectation->crls = g_ptr_array_ref(lists);
    expectation->algorithms = PROV_ALG_ALL;
    expectation->demo = OWNVIEW_DEMO;
    expectation->serial = g_strdup(with->code->serial);
    prov_expectation_add_pin(expectation, with->code->device);
    gate = prov_gate_new(expectation);
    return prov_gate_submit_init(gate, init, &now);
}

static bool
refuse(const ProvVerdict *verdict, ClientLinkingProblem *problem)
{
    g_autofree char *sentence =
        g_strdup_printf("The camera's video can't be trusted: %s.", verdict->detail);

    if (verdict->reason == PROV_REASON_WRONG_CAMERA
        || verdict->reason == PROV_REASON_IDENTITY_CHANGED)
        return client_linking_fail(
            problem, CLIENT_LINKING_FAILURE_IMPOSTOR,
            "The video at the code's address is signed by another camera than the code's.");
    if (verdict->reason == PROV_REASON_DEMO_IDENTITY)
        return client_linking_fail(problem, CLIENT_LINKING_FAILURE_DEMO_IDENTITY,
                                   "The camera has a demo identity, which only a demo may link.");
    return client_linking_fail(problem,
                               verdict->reason == PROV_REASON_INTERNAL
                                   ? CLIENT_LINKING_FAILURE_INTERNAL
                                   : CLIENT_LINKING_FAILURE_UNTRUSTED,
                               sentence);
}

static void
fill(CameraRecord *draft,
     const CameraCode *code,
     const CameraLinkMaker *maker,
     const ProvVerdict *verdict)
{
    draft->serial = g_strdup(code->serial);
    draft->maker = g_strdup(maker->name);
    draft->domain = OWNVIEW_DEMO ? CAMERA_DOMAIN_DEMO : CAMERA_DOMAIN_PRODUCTION;
    draft->how = g_strdup("maker-key");
    draft->algorithms = PROV_ALG_ALL;
    memcpy(draft->pin, code->device, sizeof draft->pin);
    memcpy(draft->device, code->device, sizeof draft->device);
    memcpy(draft->issuer, verdict->issuer, sizeof draft->issuer);
}

/* The one maker whose anchors the chain ends in: two that vouch for one camera are none. */
static const CameraLinkMaker *
choose_maker(const ClientLinkingTalk *with,
             GBytes *init,
             ProvVerdict *chosen,
             ClientLinkingProblem *problem)
{
    g_autoptr(GPtrArray) lists = client_revocation_load_lists(with->makers);
    const CameraLinkMaker *found = NULL;
    ProvVerdict refusal = { .reason = PROV_REASON_UNTRUSTED_ANCHOR,
                            .detail = "it comes from no maker that is known here" };

    for (guint i = 0; i < with->makers->len; i++) {
        const CameraLinkMaker *maker = g_ptr_array_index(with->makers, i);
        const ProvVerdict verdict = judge(with, maker, lists, init);

        if (!prov_verdict_admits(&verdict)) {
            if (verdict.reason != PROV_REASON_UNTRUSTED_ANCHOR)
                refusal = verdict;
            continue;
        }
        if (found != NULL) {
            client_linking_fail(problem, CLIENT_LINKING_FAILURE_UNTRUSTED,
                                "Two makers vouch for this camera; install each maker's own "
                                "anchors again.");
            return NULL;
        }
        found = maker;
        *chosen = verdict;
    }
    if (found == NULL)
        refuse(&refusal, problem);
    return found;
}

bool
client_linking_find_maker(const ClientLinkingTalk *with,
                          CameraRecord *draft,
                          ClientLinkingProblem *problem)
{
    g_autoptr(GBytes) init = fetch_init(with, problem);
    const CameraLinkMaker *maker;
    ProvVerdict verdict = { 0 };

    if (init == NULL)
        return false;
    maker = choose_maker(with, init, &verdict, problem);
    if (maker == NULL)
        return false;
    if (!verdict.serial)
        return client_linking_fail(problem, CLIENT_LINKING_FAILURE_IMPOSTOR,
                                   "The camera's certificate has another serial number than the "
                                   "code.");
    fill(draft, with->code, maker, &verdict);
    return true;
}
