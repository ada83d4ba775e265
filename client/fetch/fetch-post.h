/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * Posts whose answers nobody reads, one at a time, beside what is waited for. Thread-safety:
 * unsafe; made, used and freed on one thread that runs its thread-default main context.
 */
typedef struct FetchPost FetchPost;

/* @session: for nothing else; transfer full. */
FetchPost *fetch_post_new(SoupSession *session);
/* Runs the context until what is under way has been given up. */
void fetch_post_free(FetchPost *self);
/* Sends @message and forgets about it, after @deadline_ms at the latest; does nothing while the one
 * before is under way. */
void fetch_post_send(FetchPost *self, SoupMessage *message, guint deadline_ms);

G_END_DECLS
