/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/source.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * A request that may become unwanted. Its thread alone cancels it, and never between the answer's
 * headers and the stream: libsoup 3.2 then closes the stream of a message that is no more, and
 * crashes.
 * Thread-safety: unsafe.
 */
typedef struct {
    GCancellable *cancellable;
    bool answering; /* the headers have come, the stream has not */
    bool unwanted;
    unsigned n_informational; /* 1xx answers */
    unsigned n_restarts;      /* by libsoup */
    ClientTrouble refused; /* why it became unwanted before there was an answer; none: it did not */
    const char *why;       /* static */
} FetchCall;

void fetch_call_begin(FetchCall *self, SoupMessage *message);
void fetch_call_end(FetchCall *self, SoupMessage *message);
/* It ends as soon as it may. */
void fetch_call_give_up(FetchCall *self);
/* The answer's stream, to be closed; NULL with @error. Transfer full. */
GInputStream *
fetch_call_take_stream(FetchCall *self, GObject *session, GAsyncResult *result, GError **error);

G_END_DECLS
