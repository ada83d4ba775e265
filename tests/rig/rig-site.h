/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cloud.h"
#include "tests/rig/rig-home.h"

G_BEGIN_DECLS

typedef struct {
    const char *dir;
    GPtrArray *specs; /* of RigCameraSpec; NULL: those of the last run */
    guint16
        port; /* of the first camera, the next ones count up; 0: those of the last run, or any */
    guint frames; /* pictures per segment */
    guint window; /* segments in a playlist */
    guint32 seed; /* of what is left to chance */
} RigSiteSettings;

/*
 * Everything but the pictures: the home directory, its cameras, the cloud with one HTTPS server per
 * camera, and the control server. Tests push pictures into its cameras by themselves. Lives in the
 * default main context.
 */
typedef struct RigSite RigSite;

/* Listens when it returns. Errors: G_IO_ERROR, one sentence. */
RigSite *rig_site_new(const RigSiteSettings *settings, GError **error);
void rig_site_free(RigSite *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigSite, rig_site_free)

/* Borrowed. */
RigCloud *rig_site_get_cloud(RigSite *self);
RigHome *rig_site_get_home(RigSite *self);
/* "http://127.0.0.1:PORT"; borrowed. */
const char *rig_site_get_control(RigSite *self);
/* "https://localhost:PORT/front-door/"; transfer full. */
char *rig_site_get_url(RigSite *self, guint camera);
/* The line that says where everything is, JSON; transfer full. */
char *rig_site_describe(RigSite *self);

G_END_DECLS
