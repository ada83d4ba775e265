/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-site.h"

/* A rig without encoders: pictures come from a bit writer, at once, whenever a test wants a
 * segment. */

#define RIG_SAMPLE_FRAMES 5
#define RIG_SAMPLE_WIDTH  64
#define RIG_SAMPLE_HEIGHT 48

enum {
    FRONT_DOOR,
    NURSERY,
    GARAGE,
    KITCHEN, /* a stranger's */
};

/* Opens a rig below the test case's own data directory. */
RigSite *rig_sample_site(GError **error);
/* @n whole segments of one camera. */
void rig_sample_push(RigSite *site, guint camera, guint n);
/* @n whole segments of one camera's sound. */
void rig_sample_push_sound(RigSite *site, guint camera, guint n);
