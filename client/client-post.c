/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-post.h"

#include "client/cameras/camera-message.h"

#define MEDIA_TYPE  "application/cbor"
#define DEADLINE_MS 4000

struct ClientPost {
    FetchAddress *address;
    FetchHttp *http;
};

ClientPost *
client_post_new(const char *address, GBytes *tls_ca, const char *token, GError **error)
{
    g_autoptr(ClientPost) self = g_new0(ClientPost, 1);

    self->address = fetch_address_new(address, error);
    if (self->address == NULL)
        return NULL;
    self->http = fetch_http_new(tls_ca, token, error);
    return self->http != NULL ? g_steal_pointer(&self) : NULL;
}

void
client_post_free(ClientPost *self)
{
    if (self == NULL)
        return;

    fetch_http_free(self->http);
    fetch_address_free(self->address);
    g_free(self);
}

/* What a camera means by a status (camera-link.h). */
static const char *
describe_status(guint status)
{
    switch (status) {
    case 401:
        return "The camera does not know this home's token; reset it, and link it again.";
    case 403:
        return "The camera did not accept what this home sent it.";
    case 404:
        return "There is no camera at this address that can be linked; compare it with the code.";
    case 409:
        return "The camera is linked already; reset it to link it here.";
    case 410:
        return "The camera has given up this linking; begin again.";
    case 429:
        return "The camera was asked too often; wait a minute.";
    default:
        return NULL;
    }
}

GBytes *
client_post(ClientPost *self,
            const char *name,
            GBytes *body,
            GCancellable *cancellable,
            guint *status,
            GError **error)
{
    const FetchQuestion question = { MEDIA_TYPE, body };
    const FetchBounds bounds = { CAMERA_MESSAGE_MAX_LEN, DEADLINE_MS, false };
    g_autoptr(GUri) uri = fetch_address_resolve(self->address, name);
    FetchAnswer answer = { 0 };
    GBytes *reply = fetch_http_ask(self->http, uri, &question, &bounds, cancellable, &answer);
    g_autofree char *detail = answer.detail;
    const char *meaning = describe_status(answer.status);

    *status = answer.status;
    if (reply != NULL)
        return reply;
    if (g_cancellable_is_cancelled(cancellable))
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped.");
    else if (meaning != NULL)
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, meaning);
    else
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE,
                            detail != NULL ? detail : "The camera can't be reached.");
    return NULL;
}
