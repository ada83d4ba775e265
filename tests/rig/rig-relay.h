/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cloud.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The HTTPS server of one camera's address, on a port of its own so that "gone" closes the port.
 * Serves
 * /<slug>/live.m3u8 and audio.m3u8, the objects beside them, and takes POST /<slug>/challenge and
 * what linking posts below /<slug>/link. A linked camera's address wants its token for all but the
 * latter. Thread-safety: unsafe; lives in the main context it was made in.
 */
typedef struct RigRelay RigRelay;

/*
 * @cloud is borrowed and must outlive the relay. @port 0 takes any. Errors: G_IO_ERROR,
 * ADDRESS_IN_USE when somebody else has the port; one sentence.
 */
RigRelay *rig_relay_new(RigCloud *cloud,
                        guint address,
                        guint16 port,
                        GTlsCertificate *certificate,
                        GError **error);
void rig_relay_free(RigRelay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigRelay, rig_relay_free)

guint16 rig_relay_get_port(const RigRelay *self);
/* "https://localhost:PORT/front-door/"; transfer full. */
char *rig_relay_get_url(const RigRelay *self);
/* Closes the port and all connections, or opens it again. Errors as above. */
bool rig_relay_set_listening(RigRelay *self, bool listening, GError **error);
/* A camera has a new segment: whoever waits for it is answered. */
void rig_relay_look(RigRelay *self);

G_END_DECLS
