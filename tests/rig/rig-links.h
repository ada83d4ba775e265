/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-home.h"

G_BEGIN_DECLS

/*
 * Writes a link record for every camera of this home into the store @store (NULL: the viewer's). A
 * camera whose key is linked already keeps its id and room and gets its present address. Returns
 * what it did, a line per camera; transfer full. Errors: G_IO_ERROR, one sentence.
 */
char *rig_links_write(const RigHome *home, const char *store, GError **error);

G_END_DECLS
