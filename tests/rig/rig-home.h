/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-camera.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Relative to the directory. */
#define RIG_HOME_TLS_CA  "tls-ca.pem"
#define RIG_HOME_CONTROL "control" /* the control address of the rig that serves from here */

/*
 * The rig's private directory: the cameras of the demo with their keys, certificates and ports, and
 * the small CA of its HTTPS servers. What is missing is made; what is there is kept, so that links
 * stay good.
 */
typedef struct {
    char *dir;
    int lock_fd;      /* -1: not locked */
    GPtrArray *specs; /* of RigCameraSpec */
    GArray *ports;    /* of guint16, one per camera; 0: not chosen yet */
    guint16 control_port;
    GBytes *tls_ca; /* DER */
    RigKey *tls_ca_key;
} RigHome;

/*
 * Opens @dir, making it (0700) when it is missing. @specs: the cameras (of RigCameraSpec,
 * borrowed), or NULL for those of the last run, at first the default ones. @exclusive: to serve
 * from it, which only one process can. Errors: G_IO_ERROR, one sentence.
 */
RigHome *rig_home_open(const char *dir, GPtrArray *specs, bool exclusive, GError **error);
void rig_home_free(RigHome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigHome, rig_home_free)

/* Front door, Nursery, Garage, and a stranger's kitchen. Transfer full. */
GPtrArray *rig_home_default_specs(void);

guint16 rig_home_get_port(const RigHome *self, guint camera);
/* "https://localhost:PORT/front-door/"; transfer full. */
char *rig_home_get_address(const RigHome *self, guint camera);
/* By slug; -1 when there is none. */
int rig_home_find_camera(const RigHome *self, const char *slug);
void rig_home_set_port(RigHome *self, guint camera, guint16 port);
/* Finds free ports for the cameras that have none yet. */
bool rig_home_choose_ports(RigHome *self, GError **error);
/* Remembers cameras and ports for the next time. */
bool rig_home_save(const RigHome *self, GError **error);

/* The camera's key and chain. */
RigIdentity *rig_home_load_identity(const RigHome *self, guint camera, GError **error);
/* The name of the anchors file of all its cameras; static. */
const char *rig_home_get_maker(void);
/* For localhost, and for names below rig.test that a test may resolve, under tls_ca; new every
 * time.
 */
GTlsCertificate *rig_home_make_server_certificate(const RigHome *self, GError **error);

G_END_DECLS
