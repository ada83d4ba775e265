/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What one linking runs with; borrowed for as long as it runs. */
typedef struct {
    const char *code;
    const char *room;  /* NULL: of the link that is replaced */
    const char *again; /* NULL: a new link */
    uint64_t generation;
    ClientSink sink;
    void (*tell)(gpointer self, const ClientLinkingEvent *event);
    gpointer self;
    GCancellable *cancellable; /* "no", or nobody wants to know any more */
    GCancellable *session;     /* "yes" as well: the pictures end */
    const gint *yes;           /* atomic */
} ClientLinkingRun;

/*
 * Links one camera, from its code to the stored record, telling each state as it is reached; what
 * has been given to the camera when that fails is taken back first. Linking thread, which owns the
 * thread-default main context.
 */
void client_linking_run(const ClientLinkingRun *with);

G_END_DECLS
