/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cloud.h"

G_BEGIN_DECLS

/*
 * How tests and the demo's presenter make things go wrong: plain HTTP, on 127.0.0.1 only, refused
 * to browsers and to every Host that is not this machine. Lives in the main context it was made in.
 *   POST /fault?camera=SLUG&fault=NAME   POST /reset?camera=SLUG[&key=new]   GET /status   GET
 * /served
 */
typedef struct RigControl RigControl;

/* @cloud is borrowed. Errors: G_IO_ERROR, one sentence. */
RigControl *rig_control_new(RigCloud *cloud, guint16 port, GError **error);
void rig_control_free(RigControl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigControl, rig_control_free)

guint16 rig_control_get_port(const RigControl *self);
/* "http://127.0.0.1:PORT"; borrowed. */
const char *rig_control_get_url(const RigControl *self);

G_END_DECLS
