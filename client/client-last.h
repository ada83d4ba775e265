/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/*
 * What was on the screen last, for a device that starts with it again: $XDG_STATE_HOME/ownview/last
 * holds the link id of one camera, or nothing for all of them. Nobody trusts it: it selects among
 * what is linked. Thread-safety: safe.
 */

/* NULL: nothing is known. Transfer full. */
char *client_last_read(void);
/* Whole or not at all; trouble is not worth a word. */
void client_last_write(const char *link);

G_END_DECLS
