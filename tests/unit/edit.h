/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/unit/world.h"

#define EDIT_END G_MAXUINT /* of the box */

/* One change of a box in the middle of others, after which only the rule under test can refuse. */
typedef struct {
    const char *path; /* of the box that is edited */
    guint at;         /* offset in it, its header included */
    guint n_out;      /* bytes that go */
    const char *in;   /* bytes that come, hex */
} Edit;

/* @plain with @edit made and the sizes around it mended. Transfer full. */
GByteArray *edit_box(GBytes *plain, const Edit *edit);
