/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-release.h"

#include "client/cameras/camera-link.h"
#include "client/client-clock.h"
#include "client/client-post.h"

#include <string.h>

static bool
post_release(const CameraRecord *record, CameraCa *ca, GError **error)
{
    g_autoptr(GCancellable) never = g_cancellable_new();
    g_autoptr(ClientPost) post =
        client_post_new(record->address, record->tls_ca, record->token, error);
    g_autoptr(GBytes) body = NULL;
    g_autoptr(GBytes) reply = NULL;
    guint status;

    if (post == NULL)
        return false;
    body = camera_link_make_release(ca, record->pin, error);
    if (body == NULL)
        return false;
    reply = client_post(post, "link/release", body, never, &status, error);
    return reply != NULL;
}

bool
client_release(const CameraRecord *record, GError **error)
{
    g_autoptr(CameraCa) ca = NULL;
    GMainContext *context;
    bool released;

    if (strcmp(record->how, "code") != 0)
        return true; /* it was never told that it has a home */
    ca = camera_ca_open(NULL, NULL, client_clock_floor_us(), error);
    if (ca == NULL)
        return false;
    if (memcmp(camera_ca_get_spki_sha256(ca), record->issuer, sizeof record->issuer) != 0) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                            "The camera was linked with a key of this home that is lost; reset the "
                            "camera to link it again.");
        return false;
    }
    context = g_main_context_new();
    g_main_context_push_thread_default(context);
    released = post_release(record, ca, error);
    while (g_main_context_iteration(context, FALSE))
        ; /* what was cancelled reports back */
    g_main_context_pop_thread_default(context);
    g_main_context_unref(context);
    return released;
}

/* What a release needs of a record. */
static CameraRecord *
copy_record(const CameraRecord *record)
{
    CameraRecord *copy = camera_record_new();

    copy->address = g_strdup(record->address);
    copy->tls_ca = record->tls_ca != NULL ? g_bytes_ref(record->tls_ca) : NULL;
    copy->token = g_strdup(record->token);
    copy->how = g_strdup(record->how);
    memcpy(copy->pin, record->pin, sizeof copy->pin);
    memcpy(copy->issuer, record->issuer, sizeof copy->issuer);
    return copy;
}

static gpointer
release_thread(gpointer data)
{
    g_autoptr(CameraRecord) record = data;

    client_release(record, NULL);
    return NULL;
}

void
client_release_start(const CameraRecord *record)
{
    g_thread_unref(g_thread_new("release", release_thread, copy_record(record)));
}
