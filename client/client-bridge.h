/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

/*
 * The two crossings of a session: events to the main thread, admissions to the sink. Reference
 * counted, held by the session's owner and by its thread. Thread-safety: safe.
 */
typedef struct ClientBridge ClientBridge;

/* Main thread; events are delivered in its thread-default main context. */
ClientBridge *client_bridge_new(ClientSink sink, ClientEventFunc handler, gpointer user_data);
ClientBridge *client_bridge_ref(ClientBridge *self);
void client_bridge_unref(ClientBridge *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientBridge, client_bridge_unref)

/* Session thread: copies the event and delivers it later. */
void client_bridge_post(ClientBridge *self, const ClientEvent *event);
/* Session thread: to the sink, at once; dropped when the bridge is closed. */
void client_bridge_admit(ClientBridge *self, ProvAdmission *admission);

/* Main thread: when it returns, neither handler nor sink is called any more. */
void client_bridge_close(ClientBridge *self);
