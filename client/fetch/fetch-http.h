/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Bounded requests to one camera's server: total deadlines, no redirects, no cookies, no proxy, no
 * content decoding, TLS against the given anchor alone. Thread-safety: unsafe; made, used and freed
 * on one thread that owns the thread-default main context.
 */
typedef struct FetchHttp FetchHttp;

/* @tls_ca: the one DER certificate the server's chain must end in, or NULL for the system's.
 * @token: bearer token sent with every request, or NULL. Errors: G_IO_ERROR. */
FetchHttp *fetch_http_new(GBytes *tls_ca, const char *token, GError **error);
void fetch_http_free(FetchHttp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchHttp, fetch_http_free)

typedef struct {
    size_t max_len;    /* bytes of the body */
    guint deadline_ms; /* from the call to the last byte */
    bool past_caches;  /* asks caches in between for a new copy (RFC 9111, 5.2.1.4) */
} FetchBounds;

/*
 * The whole body of a 200 answer in one piece. Runs the main context until it is there, the
 * deadline is over or @cancellable is cancelled. NULL with *@trouble and *@detail (transfer full)
 * otherwise; trouble none means cancelled.
 */
GBytes *fetch_http_get(FetchHttp *self,
                       GUri *uri,
                       const FetchBounds *bounds,
                       GCancellable *cancellable,
                       ClientTrouble *trouble,
                       char **detail);

/* What is posted. */
typedef struct {
    const char *type; /* media type */
    GBytes *body;
} FetchQuestion;

/* How it was answered. */
typedef struct {
    guint status; /* HTTP status; 0: none came */
    ClientTrouble trouble;
    char *detail; /* of the trouble; transfer full */
} FetchAnswer;

/* Posts @question; bounds, deadline and answer as in fetch_http_get(), and the status beside it. */
GBytes *fetch_http_ask(FetchHttp *self,
                       GUri *uri,
                       const FetchQuestion *question,
                       const FetchBounds *bounds,
                       GCancellable *cancellable,
                       FetchAnswer *answer);

/*
 * Posts @body and forgets about it; the answer is neither waited for nor read. Not while the one
 * before is under way, and over a connection of its own: what is to be seen doesn't wait for it.
 */
void fetch_http_post(FetchHttp *self, GUri *uri, GBytes *body, guint deadline_ms);

G_END_DECLS
