/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-address.h"

G_BEGIN_DECLS

struct RigCloud {
    GPtrArray *addresses;
    guint window;
    GRand *random;
    GQueue served; /* of RigServed */
    uint64_t n_served;
    GHashTable *sources; /* "address source" -> int64_t *, when it last posted a nonce */
    RigCloudFunc handler;
    gpointer user_data;
};

/* Borrowed. */
RigAddress *rig_cloud_get_address(const RigCloud *self, guint address);

G_END_DECLS
