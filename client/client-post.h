/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/fetch/fetch-address.h"
#include "client/fetch/fetch-http.h"

G_BEGIN_DECLS

/*
 * One camera that messages of linking are posted to (camera-link.h). Thread-safety: unsafe; made,
 * used and freed on one thread that owns the thread-default main context.
 */
typedef struct ClientPost ClientPost;

/* @address, @tls_ca and @token (NULL: none) as a link record has them. Errors: G_IO_ERROR. */
ClientPost *client_post_new(const char *address, GBytes *tls_ca, const char *token, GError **error);
void client_post_free(ClientPost *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientPost, client_post_free)

/*
 * Posts @body to @name ("link/release") below the camera's address and gives the answer, at most
 * 16 KiB within 4 s; transfer full. NULL when there is none that says 200: *@status is what it said
 * (0: nothing), *@error one sentence, G_IO_ERROR_CANCELLED when @cancellable was.
 */
GBytes *client_post(ClientPost *self,
                    const char *name,
                    GBytes *body,
                    GCancellable *cancellable,
                    guint *status,
                    GError **error);

G_END_DECLS
