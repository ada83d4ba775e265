/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* What this process has at this moment: open descriptors, and resident bytes. */
int measure_fds(void);
double measure_rss(void);

G_END_DECLS
