/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-linking-talk.h"

#include "client/cameras/camera-link.h"
#include "client/client-clock.h"
#include "client/client-post.h"
#include "client/client-release.h"
#include "client/client-revocation.h"

#include <string.h>

/* One talk under way. */
typedef struct {
    const ClientLinkingTalk *with;
    ClientLinkingProblem *problem;
    CameraCa *ca;
    CameraLink *link;
    ClientPost *post;
} Talk;

static void
talk_clear(Talk *self)
{
    g_clear_pointer(&self->ca, camera_ca_free);
    g_clear_pointer(&self->link, camera_link_free);
    g_clear_pointer(&self->post, client_post_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Talk, talk_clear)

static ClientLinkingFailure
failure_of(CameraLinkProblem problem)
{
    switch (problem) {
    case CAMERA_LINK_PROBLEM_IMPOSTOR:
        return CLIENT_LINKING_FAILURE_IMPOSTOR;
    case CAMERA_LINK_PROBLEM_UNTRUSTED:
        return CLIENT_LINKING_FAILURE_UNTRUSTED;
    case CAMERA_LINK_PROBLEM_DEMO_IDENTITY:
        return CLIENT_LINKING_FAILURE_DEMO_IDENTITY;
    case CAMERA_LINK_PROBLEM_DUPLICATE_KEY:
        return CLIENT_LINKING_FAILURE_DUPLICATE_KEY;
    case CAMERA_LINK_PROBLEM_NONE:
    case CAMERA_LINK_PROBLEM_INTERNAL:
    default:
        return CLIENT_LINKING_FAILURE_INTERNAL;
    }
}

/* What the camera's "no" to its first question means; anything else is the network's. */
static ClientLinkingFailure
failure_of_status(guint status)
{
    if (status == 403)
        return CLIENT_LINKING_FAILURE_REFUSED;
    return status == 409 ? CLIENT_LINKING_FAILURE_LINKED_ELSEWHERE
                         : CLIENT_LINKING_FAILURE_UNREACHABLE;
}

static bool
begin(Talk *self, GError **error)
{
    const CameraCode *code = self->with->code;

    g_clear_pointer(&self->link, camera_link_free);
    self->link = camera_link_new(code, camera_ca_get_spki_sha256(self->ca), error);
    return self->link != NULL;
}

/* POST link. NULL with @status and @error as client_post() gives them. */
static GBytes *
ask(Talk *self, guint *status, GError **error)
{
    g_autoptr(GBytes) request = NULL;

    *status = 0;
    if (!begin(self, error))
        return NULL;
    request = camera_link_make_request(self->link);
    if (request == NULL) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                            "The request can't be made; start Ownview again.");
        return NULL;
    }
    return client_post(self->post, "link", request, self->with->cancellable, status, error);
}

/* A camera that this home has itself, and that is linked again, needs no factory reset. */
static GBytes *
release_and_ask(Talk *self, guint *status, GError **error)
{
    const CameraRecord *again = self->with->again;

    if (again == NULL || memcmp(again->device, self->with->code->device, CAMERA_KEY_LEN) != 0
        || !client_release(again, error))
        return NULL;
    g_clear_error(error);
    return ask(self, status, error);
}

static GBytes *
ask_who(Talk *self)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) unused = NULL;
    guint status;
    GBytes *proof = ask(self, &status, &error);

    if (proof == NULL && status == 409)
        proof = release_and_ask(self, &status, &unused);
    if (proof == NULL)
        client_linking_fail(self->problem, failure_of_status(status),
                            status == 403 ? "The camera says that this code is not its own; scan "
                                            "the code on the camera again."
                                          : error->message);
    return proof;
}

static CameraLinkPeer *
read_proof(Talk *self, GBytes *proof)
{
    const ClientLinkingTalk *with = self->with;
    g_autoptr(GPtrArray) lists = client_revocation_load_lists(with->makers);
    const CameraLinkTrust trust = {
        .makers = with->makers,
        .records = with->records,
        .crls = lists,
        .again = with->again != NULL ? with->again->id : NULL,
        .now = client_clock_read(),
    };
    CameraLinkProblem problem = CAMERA_LINK_PROBLEM_INTERNAL;
    const CameraRecord *other = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(CameraLinkPeer) peer = NULL;

    if (camera_link_read_proof(self->link, proof, &trust, &peer, &problem, &other, &error)) {
        if (!client_revocation_blocks(peer->issuer))
            return g_steal_pointer(&peer);
        client_linking_fail(self->problem, CLIENT_LINKING_FAILURE_UNTRUSTED,
                            "The maker's key that certified this camera is blocked here.");
        return NULL;
    }
    client_linking_fail(self->problem, failure_of(problem), error->message);
    if (other != NULL)
        self->problem->other_room = g_strdup(other->room);
    return NULL;
}

/* POST link/certificate. The camera answers the same once more: an answer may get lost. */
static GBytes *
post_certificate(Talk *self, GBytes *body)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) unused = NULL;
    guint status;
    GBytes *linked =
        client_post(self->post, "link/certificate", body, self->with->cancellable, &status, &error);

    if (linked == NULL && status == 0)
        linked = client_post(self->post, "link/certificate", body, self->with->cancellable, &status,
                             &unused);
    if (linked == NULL)
        client_linking_fail(self->problem, CLIENT_LINKING_FAILURE_UNREACHABLE, error->message);
    return linked;
}

/* From here on the camera has a home; NULL: no token came. */
static char *
certify(Talk *self, const CameraLinkPeer *peer)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) leaf =
        camera_ca_issue(self->ca, peer->request, peer->serial, peer->maker, &error);
    g_autoptr(GBytes) body = NULL;
    g_autoptr(GBytes) linked = NULL;
    char *token = NULL;

    if (leaf != NULL)
        body = camera_link_make_certificate(self->link, leaf, camera_ca_get_root(self->ca));
    if (body == NULL) {
        client_linking_fail(self->problem, CLIENT_LINKING_FAILURE_INTERNAL,
                            error != NULL ? error->message
                                          : "The camera's certificate can't be made.");
        return NULL;
    }
    linked = post_certificate(self, body);
    if (linked != NULL && !camera_link_read_linked(self->link, linked, &token, &error))
        client_linking_fail(self->problem, CLIENT_LINKING_FAILURE_IMPOSTOR, error->message);
    return token;
}

static void
fill(CameraRecord *draft, const CameraLinkPeer *peer, const CameraCa *ca)
{
    draft->serial = g_strdup(peer->serial);
    draft->maker = g_strdup(peer->maker);
    draft->domain = peer->domain;
    draft->how = g_strdup("code");
    /* the pinned key's is fixed by the pin, and it names its session keys itself */
    draft->algorithms = PROV_ALG_ALL;
    memcpy(draft->pin, peer->key, sizeof draft->pin);
    memcpy(draft->device, peer->device, sizeof draft->device);
    memcpy(draft->issuer, camera_ca_get_spki_sha256(ca), sizeof draft->issuer);
}

bool
client_linking_talk(const ClientLinkingTalk *with,
                    CameraRecord *draft,
                    ClientLinkingProblem *problem)
{
    const CameraCode *code = with->code;
    g_auto(Talk) self = { .with = with, .problem = problem };
    g_autoptr(CameraLinkPeer) peer = NULL;
    g_autoptr(GBytes) proof = NULL;
    g_autoptr(GError) error = NULL;

    self.ca = camera_ca_open(NULL, NULL, client_clock_floor_us(), &error);
    if (self.ca == NULL)
        return client_linking_fail(problem, CLIENT_LINKING_FAILURE_STORE, error->message);
    self.post = client_post_new(code->address, code->tls_ca, NULL, &error);
    if (self.post == NULL)
        return client_linking_fail(problem, CLIENT_LINKING_FAILURE_BAD_CODE, error->message);
    proof = ask_who(&self);
    if (proof == NULL)
        return false;
    peer = read_proof(&self, proof);
    if (peer == NULL)
        return false;
    fill(draft, peer, self.ca);
    draft->token = certify(&self, peer);
    return draft->token != NULL;
}
