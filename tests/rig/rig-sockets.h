/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The sockets of a server, so that those are closed whose other end has gone: libsoup 3.2 does not
 * look at a connection between two requests, and would keep it for ever. Thread-safety: unsafe;
 * lives in the main context it was made in.
 */
typedef struct RigSockets RigSockets;

RigSockets *rig_sockets_new(void);
void rig_sockets_free(RigSockets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigSockets, rig_sockets_free)

/* A request came by @socket. */
void rig_sockets_note(RigSockets *self, GSocket *socket);

G_END_DECLS
